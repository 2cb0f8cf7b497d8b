"""Study hours as people look at them: the own ones with what they are for, a branch's in numbers, a year for filing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import case, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.hours import ledger
from bot.hours.ledger import Entry, summed
from bot.people.members import Members
from bot.people.memberships import MemberState
from bot.people.roles import ORDINARY, Action, Role
from bot.storage.tables import branches, memberships, persons
from bot.study.task import Kind
from bot.words import hours as words

GOAL = 320
"""Tenths a year: 《中国共产党党员教育管理工作条例》第二十条 says generally no fewer than 32, for everybody."""


class HoursError(Exception):
    """It cannot be done; the message is one Chinese line with the reason and the mend."""


@dataclass(frozen=True, slots=True)
class OwnHours:
    """What somebody has in a year.

    Attributes:
        person: The bot's number.
        year: Which.
        hours: In tenths.
        entries: What for, the latest first.
        earlier: There are hours of years before it.
        later: The year after it has begun.
        heads: The branch whose hours the person may look at; None where there is none.
    """

    person: int
    year: int
    hours: Mapping[Kind, int]
    entries: tuple[Entry, ...]
    earlier: bool
    later: bool
    heads: int | None

    @property
    def total(self) -> int:
        """Both kinds together, in tenths."""
        return sum(self.hours.values())


@dataclass(frozen=True, slots=True)
class BranchHours:
    """What a branch has in a year, people counted.

    Attributes:
        branch: Its number.
        name: What it is called.
        year: Which.
        people: How many are in it now.
        hours: Of all of them together, in tenths.
        reached: How many have as many as the rule asks for.
    """

    branch: int
    name: str
    year: int
    people: int
    hours: Mapping[Kind, int]
    reached: int


@dataclass(frozen=True, slots=True)
class Someone:
    """Somebody of a branch."""

    person: int
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Filing:
    """A branch's year, to be filed.

    Attributes:
        total: The numbers.
        people: Everybody who is in it now, in the order of its list.
        hours: What each has, in tenths.
        entries: What for, by person, the earliest first.
        made: When.
    """

    total: BranchHours
    people: tuple[Someone, ...]
    hours: Mapping[int, Mapping[Kind, int]]
    entries: Mapping[int, tuple[Entry, ...]]
    made: datetime


class Hours:
    """The study hours of all branches.

    Args:
        members: The members.
        zone: The time zone people live in.
        now: What the time is.

    Attributes:
        zone: That time zone.
    """

    def __init__(
        self, members: Members, zone: ZoneInfo, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._members = members
        self._reading = members.engine.execution_options(read_only=True)
        self.zone = zone
        self._now = now

    def today(self) -> date:
        """Return the day people have."""
        return self._now().astimezone(self.zone).date()

    async def credit(
        self, connection: AsyncConnection, person: int, tenths: int, kind: Kind, source: str, day: date, title: str = ""
    ) -> bool:
        """Credit study hours once for a source; see `bot.hours.ledger.credit`."""
        return await ledger.credit(connection, person, tenths, kind, source, day, title)

    async def own(self, telegram_id: int, year: int | None = None) -> OwnHours:
        """Return what somebody has in a year, this one where none is named.

        Raises:
            HoursError: The person is in no branch.
        """
        this = self.today().year
        year = min(year or this, this)
        async with self._reading.connect() as connection:
            person = await connection.scalar(select(persons.c.id).where(persons.c.telegram_id == telegram_id))
            if person is None:
                raise HoursError(words.NOBODY)
            hours = (await ledger.totals(connection, (person,), year))[person]
            listed = await ledger.entries(connection, (person,), year)
            with_hours = await ledger.years(connection, (person,))
            heads = await _headed(connection, person)
        return OwnHours(
            person=person,
            year=year,
            hours=hours,
            entries=tuple(listed),
            earlier=any(other < year for other in with_hours),
            later=year < this,
            heads=heads,
        )

    async def branch_total(self, branch: int, year: int) -> BranchHours:
        """Return what a branch has in a year; whoever shows it asks who may see it."""
        async with self._reading.connect() as connection:
            return (await _branch(connection, branch, year))[0]

    async def of_branch(self, acting: int, branch: int, year: int | None = None) -> BranchHours:
        """Return what a branch has in a year, for its secretary.

        Raises:
            NotAllowedError: The acting person is not.
            HoursError: The branch is not there any more.
        """
        year = min(year or self.today().year, self.today().year)
        async with self._reading.connect() as connection:
            await self._members.require(connection, acting, Action.FILE_HOURS, branch)
            return (await _branch(connection, branch, year))[0]

    async def filing(self, acting: int, branch: int, year: int) -> Filing:
        """Return a branch's year with everybody in it, for its secretary to file.

        Raises:
            NotAllowedError: The acting person is not.
            HoursError: The branch is not there any more.
        """
        async with self._reading.connect() as connection:
            await self._members.require(connection, acting, Action.FILE_HOURS, branch)
            total, people, hours = await _branch(connection, branch, year)
            listed = await ledger.entries(connection, [one.person for one in people], year)
        of_person: dict[int, list[Entry]] = {one.person: [] for one in people}
        for entry in reversed(listed):
            of_person[entry.person].append(entry)
        by_person = {person: tuple(mine) for person, mine in of_person.items()}
        return Filing(total, tuple(people), hours, by_person, self._now())

    async def people(self, acting: int, branch: int) -> tuple[str, list[Someone]]:
        """Return what a branch is called and who is in it, for its secretary to choose from; no hours with it.

        Raises:
            NotAllowedError: The acting person is not.
            HoursError: The branch is not there any more.
        """
        async with self._reading.connect() as connection:
            await self._members.require(connection, acting, Action.FILE_HOURS, branch)
            return await _name(connection, branch), await members_of(connection, branch)


async def _headed(connection: AsyncConnection, person: int) -> int | None:
    m = memberships.c
    office = (m.person == person, m.role == Role.SECRETARY, m.state == MemberState.ACTIVE)
    found: int | None = await connection.scalar(select(m.branch).where(*office).order_by(m.since, m.branch).limit(1))
    return found


async def _name(connection: AsyncConnection, branch: int) -> str:
    name: str | None = await connection.scalar(select(branches.c.name).where(branches.c.id == branch))
    if name is None:
        raise HoursError(words.BRANCH_GONE)
    return name


async def members_of(connection: AsyncConnection, branch: int) -> list[Someone]:
    """Return who is in a branch now; a secretary from another branch is counted where they are a member."""
    m = memberships.c
    elsewhere = select(m.person).where(m.role.in_(ORDINARY), m.state == MemberState.ACTIVE, m.branch != branch)
    last = case((m.role.in_(ORDINARY), 1), else_=0)
    query = select(persons.c.id, persons.c.name, m.role).join_from(memberships, persons)
    query = query.where(m.branch == branch, m.state == MemberState.ACTIVE, m.person.not_in(elsewhere))
    rows = await connection.execute(query.order_by(last, persons.c.id))
    return [Someone(row.id, row.name, Role(row.role)) for row in rows]


async def _branch(
    connection: AsyncConnection, branch: int, year: int
) -> tuple[BranchHours, list[Someone], dict[int, dict[Kind, int]]]:
    name, people = await _name(connection, branch), await members_of(connection, branch)
    hours = await ledger.totals(connection, [one.person for one in people], year)
    reached = sum(sum(own.values()) >= GOAL for own in hours.values())
    return BranchHours(branch, name, year, len(people), summed(hours.values()), reached), people, hours
