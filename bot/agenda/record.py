"""What is known of a branch's calendar, read from the database for one branch or for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.agenda.item import BY_TEMPLATE, FACTS, Item
from bot.agenda.period import Period, periods_in
from bot.agenda.term import Term
from bot.storage.agenda_tables import agenda_marks, agendas
from bot.storage.study_tables import study_tasks
from bot.study.assignment import UNDER_WAY
from bot.study.audience import Audience, AudienceError, Reach, branches_of

LAPSES = timedelta(days=365)
"""What was open when its period ended so long ago is brought up no more."""
FAIR = 28
"""Days of a period that a branch must have been here for it to be overdue afterwards: all of a February."""


class State(StrEnum):
    """How an item stands in one period."""

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"
    """It is not held this time, and nobody asks again."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An item in one period.

    Attributes:
        item: What.
        period: When.
        state: How it stands.
        day: When that was said, or the study task sent; None where nothing was.
        by_task: Whether a study task tells.
    """

    item: Item
    period: Period
    state: State
    day: date | None = None
    by_task: bool = False


_Key = tuple[Item, str]


@dataclass(frozen=True, slots=True)
class Record:
    """The calendar of one branch.

    Attributes:
        branch: The branch's number.
        items: The items that are on, each with the day since which.
        term: The term under way; None until the election's date is set.
        years: How long a term is.
        reminding: Whether what is overdue is brought up.
        brought_up: When it last was.
        term_told: The end of the term that the secretary was told of half a year ahead.
        theme_day: Of the month, on which the branch holds its theme day; None for none in particular.
        marks: What was said, by item and period.
        tasks: When a study task was sent that covers an item, by item and period.
    """

    branch: int
    items: Mapping[Item, date]
    term: Term | None
    years: int
    reminding: bool
    brought_up: date | None
    term_told: date | None
    theme_day: int | None = None
    marks: Mapping[_Key, tuple[State, date]] = field(default_factory=dict)
    tasks: Mapping[_Key, date] = field(default_factory=dict)

    def entry(self, item: Item, period: Period) -> Entry:
        """Return how an item stands in a period."""
        key = (item, period.code)
        if marked := self.marks.get(key):
            return Entry(item, period, *marked)
        sent = self.tasks.get(key)
        return Entry(item, period, State.DONE, sent, by_task=True) if sent else Entry(item, period, State.OPEN)

    def held_on(self, entry: Entry) -> date | None:
        """Return the day on which an item is held in its period; None where that is not fixed."""
        fixed = self.theme_day if entry.item is Item.THEME_DAY else None
        return entry.period.last.replace(day=min(fixed, entry.period.last.day)) if fixed else None

    def current(self, today: date) -> list[Entry]:
        """Return the items that are on, each in the period of today."""
        return [self.entry(item, Period.around(FACTS[item].rhythm, today)) for item in Item if item in self.items]

    def overdue(self, today: date) -> list[Entry]:
        """Return what is open though its period is over, the latest first."""
        found = [entry for item in Item if item in self.items for entry in self._overdue(item, today)]
        return sorted(found, key=lambda entry: entry.period.last, reverse=True)

    def _overdue(self, item: Item, today: date) -> Iterator[Entry]:
        since = self.items[item]
        for period in periods_in(FACTS[item].rhythm, max(since, today - LAPSES), today):
            fair = (period.last - max(period.first, since)).days + 1 >= FAIR
            if fair and today - LAPSES <= period.last < today:
                entry = self.entry(item, period)
                if entry.state is State.OPEN:
                    yield entry


async def records(connection: AsyncConnection, zone: ZoneInfo, branches: Collection[int] | None = None) -> list[Record]:
    """Return the calendars of branches, of all that have one for None."""
    query, marked = select(agendas).order_by(agendas.c.branch), select(agenda_marks)
    if branches is not None:
        query = query.where(agendas.c.branch.in_(branches))
        marked = marked.where(agenda_marks.c.branch.in_(branches))
    marks: dict[int, dict[_Key, tuple[State, date]]] = defaultdict(dict)
    for row in await connection.execute(marked):
        marks[row.branch][Item(row.item), row.period] = State(row.state), date.fromisoformat(row.marked)
    rows = (await connection.execute(query)).all()
    tasks = await _tasks(connection, zone, frozenset(row.branch for row in rows))
    return [_record(row, marks[row.branch], tasks[row.branch]) for row in rows]


def _record(row: Row[Any], marks: dict[_Key, tuple[State, date]], tasks: dict[_Key, date]) -> Record:
    elected = _date(row.elected)
    return Record(
        branch=row.branch,
        items={Item(item): date.fromisoformat(since) for item, since in row.switched_on.items()},
        term=Term(elected, row.term) if elected else None,
        years=row.term,
        reminding=row.reminding,
        brought_up=_date(row.brought_up),
        term_told=_date(row.term_told),
        theme_day=row.theme_day,
        marks=marks,
        tasks=tasks,
    )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


async def _tasks(connection: AsyncConnection, zone: ZoneInfo, branches: Collection[int]) -> dict[int, dict[_Key, date]]:
    """Return when study tasks were sent that cover an item; one to chosen members covers nothing."""
    t = study_tasks.c
    query = select(t.template, t.started, t.audience, t.branch).where(
        t.template.in_(BY_TEMPLATE),
        t.state.in_(UNDER_WAY),
        t.started.is_not(None),
        or_(t.branch.is_(None), t.branch.in_(branches)),
    )
    found: dict[int, dict[_Key, date]] = defaultdict(dict)
    for template, started, audience, owner in (await connection.execute(query.order_by(t.started.desc()))).all():
        item, day = BY_TEMPLATE[template], started.astimezone(zone).date()
        key = (item, Period.around(FACTS[item].rhythm, day).code)
        for branch in await _covered(connection, Audience.of(audience), owner, branches):
            found[branch][key] = day  # the first of a period stays: the latest are read first
    return found


async def _covered(
    connection: AsyncConnection, audience: Audience, owner: int | None, branches: Collection[int]
) -> Collection[int]:
    if audience.reach is Reach.PERSONS:
        return ()
    if owner is not None:
        return (owner,)
    try:
        within = await branches_of(connection, audience)
    except AudienceError:
        return ()  # the field was renamed since
    return branches if within is None else within.intersection(branches)
