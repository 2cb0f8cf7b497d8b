"""The ledger of study hours: what each was credited for; the sum is what somebody has.

Everything here works inside a transaction of somebody else's, so that hours are credited with the deed or not at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine import insert
from bot.storage.hours_tables import study_hours
from bot.study.task import Kind
from bot.words import hours as words

Hours = Mapping[Kind, int]
"""In tenths; daily and concentrated education apart."""


class Source(StrEnum):
    """What hours are credited for: the part of a source before the colon."""

    TASK = "task"
    QUIZ = "quiz"
    EVENING = "evening"
    CORRECTION = "correction"

    @property
    def label(self) -> str:
        """What people call it."""
        return words.SOURCES[self]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger.

    Attributes:
        person: The bot's number.
        source: What it is for.
        title: What was studied, or why it was corrected.
        kind: Which education it belongs to.
        tenths: Study hours; a correction may take some off.
        day: To which day they count.
    """

    person: int
    source: Source
    title: str
    kind: Kind
    tenths: int
    day: date


async def credit(
    connection: AsyncConnection, person: int, tenths: int, kind: Kind, source: str, day: date, title: str = ""
) -> bool:
    """Credit study hours; for one source once, however often it is called.

    Args:
        connection: The transaction the studying is noted in.
        person: The bot's number.
        tenths: How many, in tenths; none is not noted.
        kind: Which education it belongs to.
        source: What for: `task:12`, `quiz:2026-07-01`, `evening:5`.
        day: When, as people have it.
        title: What was studied; "" where the source says it all.

    Returns:
        Whether they are new.
    """
    if not tenths:
        return False
    head, _, _ = source.partition(":")
    values = {
        "person": person,
        "source": source,
        "title": title or Source(head).label,
        "kind": kind.value,
        "tenths": tenths,
        "day": day.isoformat(),
        "noted": datetime.now(UTC),
        "to_tell": False,
    }
    row = insert(connection, study_hours).values(values).on_conflict_do_nothing()
    return (await connection.execute(row)).rowcount > 0


def _in(year: int) -> ColumnElement[bool]:
    return study_hours.c.day.between(f"{year:04}-01-01", f"{year:04}-12-31")


async def totals(connection: AsyncConnection, people: Collection[int], year: int) -> dict[int, dict[Kind, int]]:
    """Return what each of some people have in a year; everybody named is in it."""
    h = study_hours.c
    query = select(h.person, h.kind, func.sum(h.tenths)).where(_in(year), h.person.in_(people))
    found: dict[int, dict[Kind, int]] = {person: dict.fromkeys(Kind, 0) for person in people}
    for person, kind, tenths in await connection.execute(query.group_by(h.person, h.kind)):
        found[person][Kind(kind)] = int(tenths)
    return found


async def entries(connection: AsyncConnection, people: Collection[int], year: int) -> list[Entry]:
    """Return the lines of some people in a year, the latest first."""
    h = study_hours.c
    query = select(h.person, h.source, h.title, h.kind, h.tenths, h.day).where(_in(year), h.person.in_(people))
    rows = await connection.execute(query.order_by(h.day.desc(), h.noted.desc(), h.source))
    return [
        Entry(row.person, Source(row.source.partition(":")[0]), row.title, Kind(row.kind), row.tenths, _day(row.day))
        for row in rows
    ]


async def years(connection: AsyncConnection, people: Collection[int]) -> list[int]:
    """Return the years in which some people have hours, in order."""
    h = study_hours.c
    found = await connection.scalars(select(func.substr(h.day, 1, 4)).where(h.person.in_(people)).distinct())
    return sorted(int(year) for year in found)


async def days(connection: AsyncConnection, person: int) -> set[date]:
    """Return the days on which somebody has earned hours."""
    h = study_hours.c
    earned = h.source.not_like(f"{Source.CORRECTION}:%")
    return {_day(day) for day in await connection.scalars(select(h.day).where(h.person == person, earned).distinct())}


def summed(many: Collection[Hours]) -> dict[Kind, int]:
    """Return what several have together."""
    found: dict[Kind, int] = defaultdict(int)
    for hours in many:
        for kind, tenths in hours.items():
            found[kind] += tenths
    return {kind: found[kind] for kind in Kind}


def label(tenths: int) -> str:
    """Return study hours as people write them: 1.5, 2."""
    return f"{tenths / 10:g}"


def _day(text: str) -> date:
    return date.fromisoformat(text)
