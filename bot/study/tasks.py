"""Study tasks: previewed, confirmed once, found again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.people.members import Members
from bot.people.memberships import MemberState
from bot.people.roles import RULES, Action
from bot.sending.schedule import SPACING
from bot.storage.engine import insert
from bot.storage.study_tables import deliveries, study_tasks, task_parts
from bot.storage.tables import memberships, persons
from bot.study.audience import Addressee, addressees
from bot.study.enrolment import enrol, reachable
from bot.study.parts import Part, parts_of
from bot.study.rights import owner_of, require_sending
from bot.study.task import (
    MOST_HOURS,
    QUESTIONS,
    TITLE_LENGTH,
    Draft,
    StudyError,
    Task,
    TaskState,
    columns_of,
    read,
    task_of,
)
from bot.words import study as words

SLACK = timedelta(minutes=5)
"""A time for sending this little in the past means now."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What confirming a draft will do.

    Attributes:
        parts: The messages, exactly as members will see them.
        people: How many people get it.
        absent: How many are in the audience and have not joined yet.
        blocked: How many of the people do not let the bot write at the moment.
        seconds: How long the sending takes.
    """

    parts: tuple[Part, ...]
    people: int
    absent: int
    blocked: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A task made by a confirmation.

    Attributes:
        task: The task.
        deliveries: How many messages it is.
        new: False where the same confirmation had made it before.
    """

    task: Task
    deliveries: int
    new: bool


class Tasks:
    """The study tasks.

    Args:
        members: The members; their database is written to.
        zone: The time zone people live in.
        now: What the time is.
    """

    def __init__(
        self, members: Members, zone: ZoneInfo, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._members = members
        self._engine = members.engine
        self._reading = members.engine.execution_options(read_only=True)
        self._zone = zone
        self._now = now

    # Before it is sent

    async def preview(self, acting: int, draft: Draft) -> Preview:
        """Say what confirming a draft would do.

        Raises:
            NotAllowedError: The acting person may not send this.
            AudienceError: There is no such audience.
            StudyError: Something in the draft is wrong.
        """
        parts = self._checked(draft)
        async with self._reading.connect() as connection:
            await self._authorise(connection, acting, draft)
            people = await addressees(connection, draft.audience)
        there = reachable(people)
        blocked = sum(person.blocked is not None for person in there)
        return Preview(parts, len(there), len(people) - len(there), blocked, len(there) * len(parts) * SPACING)

    async def confirm(self, acting: int, draft: Draft, token: str) -> Confirmed:
        """Make a task of a draft: sent at once, or when its time comes.

        Args:
            acting: Telegram id of the author.
            draft: What is to be sent.
            token: Of the preview that is confirmed; the same one again makes no second task.

        Raises:
            NotAllowedError: The acting person may not send this.
            AudienceError: There is no such audience.
            StudyError: Something in the draft is wrong, or there is nobody to send it to.
        """
        parts = self._checked(draft)
        async with self._engine.execution_options(durable=True).begin() as connection:
            branch = await self._authorise(connection, acting, draft)
            now = self._now()
            state = TaskState.SCHEDULED if draft.send_at and draft.send_at > now else TaskState.SENDING
            values = columns_of(draft) | {"token": token, "author": acting, "branch": branch, "state": state.value}
            values |= {"created": now, "started": now if state is TaskState.SENDING else None}
            row = insert(connection, study_tasks).values(values).on_conflict_do_nothing(index_elements=["token"])
            number = await connection.scalar(row.returning(study_tasks.c.id))
            if number is not None:
                people = await self._people(connection, draft)
                rows = [
                    {"task": number, "part": place, "kind": part.kind.value, "content": part.content()}
                    for place, part in enumerate(parts, 1)
                ]
                await connection.execute(task_parts.insert(), rows)
                await enrol(connection, number, people, len(parts))
            made = (await connection.execute(select(study_tasks).where(study_tasks.c.token == token))).one()
            count = select(func.count()).where(deliveries.c.task == made.id)
            messages = int(await connection.scalar(count) or 0)
        return Confirmed(task_of(made), messages, number is not None)

    def _checked(self, draft: Draft) -> tuple[Part, ...]:
        now = self._now()
        title = draft.title.strip()
        if not title or "\n" in title:
            raise StudyError(words.NO_TITLE)
        if len(title) > TITLE_LENGTH:
            raise StudyError(words.TITLE_TOO_LONG.format(length=len(title), most=TITLE_LENGTH))
        if not 0 <= draft.hours <= MOST_HOURS:
            raise StudyError(words.HOURS_WRONG.format(most=MOST_HOURS // 10))
        if len(draft.questions) > QUESTIONS:
            raise StudyError(words.TOO_MANY_QUESTIONS.format(most=QUESTIONS))
        if draft.deadline and draft.deadline <= now:
            raise StudyError(words.DEADLINE_PAST.format(moment=draft.deadline.astimezone(self._zone)))
        if draft.send_at and draft.send_at < now - SLACK:
            raise StudyError(words.SEND_AT_PAST.format(moment=draft.send_at.astimezone(self._zone)))
        if draft.send_at and draft.deadline and draft.deadline <= draft.send_at:
            raise StudyError(words.DEADLINE_FIRST)
        return parts_of(replace(draft, title=title), self._zone)

    async def _authorise(self, connection: AsyncConnection, acting: int, draft: Draft) -> int | None:
        branch = await owner_of(connection, draft.audience)
        await require_sending(connection, self._members, acting, branch)
        return branch

    async def _people(self, connection: AsyncConnection, draft: Draft) -> list[Addressee]:
        people = await addressees(connection, draft.audience)
        if len(draft.audience.persons) > len(people):
            raise StudyError(words.CHOSEN_GONE)
        there = reachable(people)
        if not there:
            raise StudyError(words.NOBODY)
        return there

    # Reading

    async def get(self, number: int) -> Task:
        """Return a task.

        Raises:
            StudyError: There is none with this number.
        """
        async with self._reading.connect() as connection:
            return await read(connection, number)

    async def listing(self, acting: int, limit: int = 20) -> list[Task]:
        """Return the latest tasks that a person may pause, withdraw or copy, the newest first."""
        query = select(study_tasks).order_by(study_tasks.c.id.desc()).limit(limit)
        if not await self._members.may(acting, Action.SEND_WIDELY):
            offices = (
                select(memberships.c.branch)
                .join(persons)
                .where(
                    persons.c.telegram_id == acting,
                    memberships.c.state == MemberState.ACTIVE,
                    memberships.c.role.in_(RULES[Action.SEND_TASK].roles),
                )
            )
            query = query.where(study_tasks.c.branch.in_(offices))
        async with self._reading.connect() as connection:
            return [task_of(row) for row in await connection.execute(query)]

    async def parts(self, number: int) -> tuple[Part, ...]:
        """Return the messages of a task, in order."""
        query = select(task_parts).where(task_parts.c.task == number).order_by(task_parts.c.part)
        async with self._reading.connect() as connection:
            return tuple(Part.of(row.kind, row.content) for row in await connection.execute(query))

    async def asking(self) -> list[Task]:
        """Return the tasks that were not sent when they should have been: somebody has to decide."""
        query = select(study_tasks).where(study_tasks.c.state == TaskState.ASKING).order_by(study_tasks.c.id)
        async with self._reading.connect() as connection:
            return [task_of(row) for row in await connection.execute(query)]

    async def show_in(self, number: int, chat: int, message: int) -> None:
        """Note where the message that shows a task's progress stands."""
        async with self._engine.begin() as connection:
            await connection.execute(
                update(study_tasks)
                .where(study_tasks.c.id == number)
                .values(progress_chat=chat, progress_message=message)
            )
