"""What secretaries do with the calendar of their branch.

It belongs to the branch: whoever has the office goes on with it. A deed done twice is done once, for a button says how
an item is to stand, not that it is to change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from bot.agenda.item import FACTS, Item
from bot.agenda.period import Period
from bot.agenda.record import Record, State, records
from bot.agenda.term import TERMS, Term
from bot.people.branches import Branch, branch_by_id
from bot.people.members import Members
from bot.people.roles import Action
from bot.storage.agenda_tables import agenda_marks, agendas
from bot.storage.engine import insert
from bot.storage.tables import branches

LONGEST_MONTH = 31
"""Days."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The calendar of a branch, for somebody to see.

    Attributes:
        branch: The branch.
        record: What is known.
        today: The day people have.
        kept: Whether the viewer may change it.
    """

    branch: Branch
    record: Record
    today: date
    kept: bool


class Agenda:
    """The calendars of branches.

    Args:
        members: The members; their database is written to.
        zone: The time zone people live in.
        now: What the time is.

    Attributes:
        zone: The same.
        now: The same.
    """

    def __init__(
        self, members: Members, zone: ZoneInfo, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.zone = zone
        self._members = members
        self._engine = members.engine
        self.now = now

    def today(self) -> date:
        """Return the day people have."""
        return self.now().astimezone(self.zone).date()

    async def of_branch(self, acting: int, branch: int) -> Calendar:
        """Return a branch's calendar; it begins when it is first asked for, or by `set_up`.

        Raises:
            NotAllowedError: The acting person may not see it.
            BranchError: There is no such branch.
        """
        kept = await self._members.may(acting, Action.KEEP_CALENDAR, branch)
        async with self._engine.begin() as connection:
            await self._members.require(connection, acting, Action.SEE_CALENDAR, branch)
            found = await branch_by_id(connection, branch)
            await begin(connection, [branch], self.today())
            (record,) = await records(connection, self.zone, [branch])
        return Calendar(found, record, self.today(), kept)

    async def mark(self, acting: int, branch: int, item: Item, period: Period, state: State) -> None:
        """Say how an item stands in a period.

        Raises:
            NotAllowedError: The acting person may not.
            ValueError: The item has no such period, or it is to come.
        """
        if period.rhythm is not FACTS[item].rhythm or period.first > self.today():
            raise ValueError(period)
        async with self._engine.begin() as connection:
            await self._locked(connection, acting, branch)
            await self._mark(connection, branch, [(item, period)], state)

    async def skip_overdue(self, acting: int, branch: int, day: date) -> int:
        """Bring up no more what was overdue on a day; what has become so since stays.

        Returns:
            How many that were.

        Raises:
            NotAllowedError: The acting person may not.
        """
        async with self._engine.begin() as connection:
            await self._locked(connection, acting, branch)
            (record,) = await records(connection, self.zone, [branch])
            found = [(e.item, e.period) for e in record.overdue(self.today()) if e.period.last < day]
            await self._mark(connection, branch, found, State.SKIPPED)
        return len(found)

    async def switch(self, acting: int, branch: int, item: Item, *, on: bool) -> None:
        """Have an item in the calendar or not; one switched on counts from today.

        Raises:
            NotAllowedError: The acting person may not.
        """
        async with self._engine.begin() as connection:
            await self._locked(connection, acting, branch)
            items = dict(await connection.scalar(select(agendas.c.switched_on).where(agendas.c.branch == branch)) or {})
            if on:
                items.setdefault(item.value, self.today().isoformat())
            else:
                items.pop(item.value, None)
            await self._set(connection, branch, switched_on=items)

    async def remind(self, acting: int, branch: int, *, on: bool) -> None:
        """Bring up what is overdue or not.

        Raises:
            NotAllowedError: The acting person may not.
        """
        async with self._engine.begin() as connection:
            await self._locked(connection, acting, branch)
            await self._set(connection, branch, reminding=on)

    async def set_years(self, acting: int, branch: int, years: int) -> None:
        """Say how long a term is.

        Raises:
            NotAllowedError: The acting person may not.
            ValueError: No term is that long.
        """
        if years not in TERMS:
            raise ValueError(years)
        async with self._engine.begin() as connection:
            await self._locked(connection, acting, branch)
            await self._set(connection, branch, term=years)

    async def fix_theme_day(self, acting: int, branch: int, day: int | None) -> None:
        """Say on which day of the month the branch holds its theme day, the last where a month is shorter.

        Raises:
            NotAllowedError: The acting person may not.
            ValueError: No month has such a day.
        """
        if day is not None and not 1 <= day <= LONGEST_MONTH:
            raise ValueError(day)
        async with self._engine.begin() as connection:
            await self._locked(connection, acting, branch)
            await self._set(connection, branch, theme_day=day)

    async def elect(self, acting: int, branch: int, day: date) -> Term:
        """Say when the last election was.

        Whoever says so sees when the term ends: where that is near or over they are not told of it again at once.

        Raises:
            NotAllowedError: The acting person may not.
        """
        today = self.today()
        async with self._engine.begin() as connection:
            await self._locked(connection, acting, branch)
            (record,) = await records(connection, self.zone, [branch])
            term = Term(day, record.years)
            told: dict[str, Any] = {"term_told": term.ends.isoformat()} if term.prepare <= today else {}
            if term.ends < today:
                told["brought_up"] = today.isoformat()
            await self._set(connection, branch, elected=day.isoformat(), **told)
        return term

    async def _locked(self, connection: AsyncConnection, acting: int, branch: int) -> None:
        """Keep others from changing a calendar at the same time."""
        await self._members.require(connection, acting, Action.KEEP_CALENDAR, branch)
        await branch_by_id(connection, branch)
        await begin(connection, [branch], self.today())
        await connection.execute(select(agendas.c.branch).where(agendas.c.branch == branch).with_for_update())

    async def _set(self, connection: AsyncConnection, branch: int, **values: Any) -> None:  # noqa: ANN401
        await connection.execute(update(agendas).where(agendas.c.branch == branch).values(values))

    async def _mark(
        self, connection: AsyncConnection, branch: int, entries: list[tuple[Item, Period]], state: State
    ) -> None:
        values = {"state": state.value, "marked": self.today().isoformat()}
        for item, period in entries:
            row = insert(connection, agenda_marks).values(branch=branch, item=item.value, period=period.code, **values)
            key = ["branch", "item", "period"]
            await connection.execute(row.on_conflict_do_update(index_elements=key, set_=values))


async def begin(connection: AsyncConnection, numbers: list[int], today: date) -> None:
    """Begin the calendars of branches that have none; what was before today is not asked for."""
    items = {item.value: today.isoformat() for item, fact in FACTS.items() if fact.at_first}
    for branch in numbers:
        row = insert(connection, agendas).values(branch=branch, switched_on=items, term=TERMS[0], reminding=True)
        await connection.execute(row.on_conflict_do_nothing(index_elements=["branch"]))


async def without(connection: AsyncConnection) -> list[int]:
    """Return the branches that have no calendar; levels above branches need none."""
    below = aliased(branches)
    above = exists(select(below.c.id).where(below.c.parent == branches.c.id))
    query = select(branches.c.id).where(~above, branches.c.id.not_in(select(agendas.c.branch)))
    return list(await connection.scalars(query))
