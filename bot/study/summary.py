"""What a branch, or all of them, have studied in a month, a quarter or a year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.people.members import Members
from bot.people.roles import Action, NotAllowedError
from bot.storage.study_tables import recipients, study_tasks
from bot.study.assignment import UNDER_WAY
from bot.study.results import Answers, answers, inside
from bot.study.scope import WHOLE, Level, Scope, scope_of, tree_of
from bot.study.tally import Branches, Tally, tallies, total
from bot.study.task import Kind, Task, Theme, task_of
from bot.words import study as words
from index.day import after_months

HARDEST = 5
"""Questions most often wrong that are shown."""
EARLIEST = 240
"""Periods that can be gone back."""


class Period(StrEnum):
    """How long a summary reaches."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months it has."""
        return {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}[self]

    def since(self, today: date, back: int) -> date:
        """Return the first day of the period so many before the one a day is in."""
        first = date(today.year, (today.month - 1) // self.months * self.months + 1, 1)
        return after_months(first, -back * self.months)[0]

    def label(self, first: date) -> str:
        """Return what people call the period that begins on a day."""
        return words.PERIODS[self].format(year=first.year, month=first.month, quarter=(first.month - 1) // 3 + 1)


@dataclass(frozen=True, slots=True)
class Studied:
    """What was studied of one kind.

    Attributes:
        tasks: How many tasks were sent.
        tally: How many people have understood them, each counted once a task.
        hours: Study hours of those who did tasks in the period, in tenths, all people together.
    """

    tasks: int
    tally: Tally
    hours: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What was studied in a period.

    Attributes:
        scope: By whom.
        period: How long.
        back: How many periods ago.
        first: Its first day.
        people: How many people had tasks in it.
        tasks: The tasks sent in it, the earliest first, with how many have understood each.
        kinds: Daily and concentrated education apart.
        themes: Rights and duties apart.
        hardest: The questions most often wrong at the first try.
    """

    scope: Scope
    period: Period
    back: int
    first: date
    people: int
    tasks: tuple[tuple[Task, Tally], ...]
    kinds: Mapping[Kind, Studied]
    themes: Mapping[Theme, Studied]
    hardest: tuple[Answers, ...]


class Summaries:
    """Summaries of what was studied.

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
        self._zone = zone
        self._now = now

    async def summary(self, acting: int, period: Period, back: int = 0, at: int = WHOLE) -> Summary:
        """Return what was studied in a period; what was sent in it counts, and hours of what was done in it.

        Raises:
            NotAllowedError: The acting person may not see it.
            BranchError: The branch is not there any more.
        """
        first = period.since(self._now().astimezone(self._zone).date(), min(back, EARLIEST))
        start, end = (
            datetime.combine(day, time(), self._zone) for day in (first, after_months(first, period.months)[0])
        )
        r, t = recipients.c, study_tasks.c
        async with self._reading.connect() as connection:
            scope = await scope_of(connection, self._members, acting, at)
            within = scope.branches
            received = select(r.task).where(inside(within))
            query = select(study_tasks).where(t.state.in_(UNDER_WAY), t.started >= start, t.started < end)
            rows = await connection.execute(query.where(t.id.in_(received)).order_by(t.started, t.id))
            tasks = [task_of(row) for row in rows]
            counted = await tallies(connection, tasks, within)
            people = select(func.count(r.person.distinct())).where(r.task.in_([task.id for task in tasks]))
            everyone = int(await connection.scalar(people.where(inside(within))) or 0)
            hours = await _hours(connection, start, end, within)
            hardest = await answers(connection, tasks, within)
        listed = tuple((task, total(counted[task.id].values())) for task in tasks)
        return Summary(
            scope=scope,
            period=period,
            back=back,
            first=first,
            people=everyone,
            tasks=listed,
            kinds={kind: _studied(listed, hours, kind) for kind in Kind},
            themes={theme: _studied(listed, hours, theme) for theme in Theme},
            hardest=tuple(answer for answer in hardest if answer.first_wrong)[:HARDEST],
        )

    async def below(self, acting: int, at: int) -> list[Level]:
        """Return the levels right below one whose summary somebody may see, by code.

        Raises:
            NotAllowedError: The acting person stands above no branch.
            BranchError: The level is not there any more.
        """
        async with self._reading.connect() as connection:
            scope = await scope_of(connection, self._members, acting, at)
            if not scope.above:
                raise NotAllowedError(Action.SEND_WIDELY)
            return (await tree_of(connection)).right_below(scope.at)


_Hours = dict[tuple[Kind, Theme], int]


async def _hours(connection: AsyncConnection, start: datetime, end: datetime, within: Branches) -> _Hours:
    r, t = recipients.c, study_tasks.c
    query = select(t.kind, t.theme, func.sum(t.hours)).join_from(recipients, study_tasks, t.id == r.task)
    query = query.where(r.completed >= start, r.completed < end, inside(within)).group_by(t.kind, t.theme)
    return {(Kind(kind), Theme(theme)): int(hours) for kind, theme, hours in await connection.execute(query)}


def _studied(listed: tuple[tuple[Task, Tally], ...], hours: _Hours, group: Kind | Theme) -> Studied:
    own = [tally for task, tally in listed if group in (task.kind, task.theme)]
    return Studied(len(own), total(own), sum(tenths for key, tenths in hours.items() if group in key))
