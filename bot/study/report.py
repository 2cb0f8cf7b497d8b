"""What came of a study task: who understood it, which questions were hard, whom it reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from pypinyin import lazy_pinyin
from sqlalchemy import literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.people.members import Members
from bot.people.roles import Action, NotAllowedError
from bot.storage.study_tables import recipients, study_tasks
from bot.storage.tables import persons
from bot.study.assignment import UNDER_WAY, Feeling
from bot.study.audience import AT_ONCE
from bot.study.results import Answers, Reached, absent, answers, feelings, inside, reached
from bot.study.rights import require_sending
from bot.study.scope import WHOLE, Scope, headed, is_above, scope_of, tree_of
from bot.study.tally import Branches, Tally, tallies, total
from bot.study.task import StudyError, Task, read, task_of
from bot.words import study as words


@dataclass(frozen=True, slots=True)
class Looked:
    """A task somebody looks at.

    Attributes:
        task: The task.
        scope: Whose results these are.
    """

    task: Task
    scope: Scope


@dataclass(frozen=True, slots=True)
class Report(Looked):
    """What came of a task, for somebody to see.

    Attributes:
        tally: How many have understood it.
        days: (day, how many had done it by its end), every day on which somebody did.
        answers: How the questions went, those most often wrong first.
        feelings: How people found it.
        reached: Whom it reached.
        steered: The viewer may send it again.
        since: When it was sent.
        until: The moment of the report.
    """

    tally: Tally
    days: tuple[tuple[date, int], ...]
    answers: tuple[Answers, ...]
    feelings: Mapping[Feeling, int]
    reached: Reached
    steered: bool
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Someone:
    """A member in the list of who has done a task; when is told, how well is not.

    Attributes:
        name: What the person is called.
        done: When it was done; None where it is not.
        blocked: Whether the person does not let the bot write.
    """

    name: str
    done: datetime | None
    blocked: bool


@dataclass(frozen=True, slots=True)
class People:
    """Who has done a task and who has not, each by name in alphabetical order."""

    done: tuple[Someone, ...]
    open: tuple[Someone, ...]
    absent: tuple[str, ...]
    """In the branch, and not joined yet."""


@dataclass(frozen=True, slots=True)
class Part:
    """The results of a branch, or of a level with all below it."""

    at: int
    name: str
    tally: Tally
    parted: bool
    """There are branches below it to look at."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A task in the list of reports, with the branch whose results somebody sees."""

    task: Task
    at: int
    tally: Tally


class Reports:
    """The reports on study tasks; each is read in one transaction, and only what the viewer may see.

    Args:
        members: The members.
        zone: The time zone people live in.
        now: What the time is.
    """

    def __init__(
        self, members: Members, zone: ZoneInfo, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._members = members
        self._reading = members.engine.execution_options(read_only=True)
        self.zone = zone
        self._now = now

    async def listing(self, acting: int, page: int, size: int) -> tuple[list[Listed], bool]:
        """Return a page of the tasks somebody may see results of, the latest first, and whether there are more.

        Raises:
            NotAllowedError: There are none to see in any branch.
        """
        r, t = recipients.c, study_tasks.c
        async with self._reading.connect() as connection:
            above, own = await is_above(connection, self._members, acting), await headed(connection, acting)
            if not above and not own:
                raise NotAllowedError(Action.SEE_REPORT)
            at = literal(WHOLE) if above else r.branch
            seen = select(r.task, at.label("at")).where(inside(None if above else frozenset(own))).distinct().subquery()
            query = select(study_tasks, seen.c.at).join(seen, seen.c.task == t.id).where(t.state.in_(UNDER_WAY))
            query = query.order_by(t.id.desc(), seen.c.at).limit(size + 1).offset(page * size)
            rows = (await connection.execute(query)).all()
            listed = [(task_of(row), int(row.at)) for row in rows[:size]]
            counted = await tallies(connection, [task for task, _ in listed], None if above else frozenset(own))
        return [
            Listed(task, at, total(counted[task.id].values()) if at == WHOLE else counted[task.id][at])
            for task, at in listed
        ], len(rows) > size

    async def report(self, acting: int, number: int, at: int = WHOLE) -> Report:
        """Return what came of a task.

        Raises:
            StudyError: There is no such task.
            NotAllowedError: The acting person may not see it.
            BranchError: The branch is not there any more.
        """
        async with self._reading.connect() as connection:
            task, scope = await self._scoped(connection, acting, number, at)
            within = scope.branches
            counted = await tallies(connection, [task], within)
            return Report(
                task=task,
                scope=scope,
                tally=total(counted[task.id].values()),
                days=await self._days(connection, task, within),
                answers=await answers(connection, [task], within),
                feelings=await feelings(connection, task, within),
                reached=await reached(connection, task, within),
                steered=await self._may_steer(connection, acting, task),
                since=task.started or task.created,
                until=self._now(),
            )

    async def people(self, acting: int, number: int, at: int) -> tuple[Looked, People]:
        """Return who of a branch has done a task, for those who head this branch.

        Raises:
            StudyError: There is no such task.
            NotAllowedError: The acting person does not head the branch.
            BranchError: The branch is not there any more.
        """
        r, p = recipients.c, persons.c
        query = select(p.name, r.completed, p.blocked).join_from(recipients, persons, p.id == r.person)
        async with self._reading.connect() as connection:
            found = Looked(*await self._scoped(connection, acting, number, at))
            if not found.scope.named:
                raise NotAllowedError(Action.SEE_REPORT)
            rows = await connection.execute(query.where(r.task == number, r.branch == found.scope.at))
            everyone = sorted((Someone(name, done, blocked is not None) for name, done, blocked in rows), key=_by_name)
            missing = await absent(connection, found.task, frozenset({found.scope.at}))
        done = tuple(person for person in everyone if person.done)
        left = tuple(person for person in everyone if not person.done)
        return found, People(done, left, tuple(sorted(missing, key=lazy_pinyin)))

    async def parts(self, acting: int, number: int, at: int) -> tuple[Looked, list[Part]]:
        """Return the results of the branches right below a level in the order of their codes, for those above them.

        Raises:
            StudyError: There is no such task.
            NotAllowedError: The acting person stands above no branch.
            BranchError: The level is not there any more.
        """
        async with self._reading.connect() as connection:
            found = Looked(*await self._scoped(connection, acting, number, at))
            if not found.scope.above:
                raise NotAllowedError(Action.SEND_WIDELY)
            counted = (await tallies(connection, [found.task], found.scope.branches))[number]
            tree = await tree_of(connection)
        parts = [
            Part(level.id, level.name, _together(counted, tree.subtree(level.id)), bool(tree.right_below(level.id)))
            for level in tree.right_below(found.scope.at)
        ]
        if found.scope.at in counted:  # members of the level itself
            parts.insert(0, Part(found.scope.at, found.scope.name, counted[found.scope.at], parted=False))
        return found, [part for part in parts if part.tally.people]

    async def _scoped(self, connection: AsyncConnection, acting: int, number: int, at: int) -> tuple[Task, Scope]:
        task = await read(connection, number)
        scope = await scope_of(connection, self._members, acting, at, task.branch)
        received = select(recipients.c.task).where(recipients.c.task == number, inside(scope.branches)).limit(1)
        if await connection.scalar(received) is None:
            raise StudyError(words.NO_TASK.format(number=number))  # another branch's, of which nothing is told
        return task, scope

    async def _may_steer(self, connection: AsyncConnection, acting: int, task: Task) -> bool:
        try:
            await require_sending(connection, self._members, acting, task.branch)
        except NotAllowedError:
            return False
        return task.state in UNDER_WAY

    async def _days(self, connection: AsyncConnection, task: Task, within: Branches) -> tuple[tuple[date, int], ...]:
        r = recipients.c
        query = select(r.completed).where(r.task == task.id, r.completed.is_not(None), inside(within))
        each: Counter[date] = Counter()
        async for moments in (await connection.stream_scalars(query)).partitions(AT_ONCE):
            each.update(moment.astimezone(self.zone).date() for moment in moments if moment is not None)
        days, so_far = [], 0
        for day in sorted(each):
            so_far += each[day]
            days.append((day, so_far))
        return tuple(days)


def _together(counted: Mapping[int, Tally], branches: frozenset[int]) -> Tally:
    return total(tally for branch, tally in counted.items() if branch in branches)


def _by_name(person: Someone) -> list[str]:
    return lazy_pinyin(person.name)
