"""The calendar of a branch as an iCalendar file (RFC 5545), for the calendar of a phone.

Each item of each period is an event of its own, a whole day: the one it is held on, where the branch has fixed that, or
else the last by which it is to be done. A whole day needs no time zone. Its UID stays the same, so that a file imported
later changes what an earlier one brought, and adds nothing to it twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from icalendar import Alarm, Event
from icalendar import Calendar as File
from icalendar.enums import TRANSP

from bot.agenda.agenda import Calendar
from bot.agenda.item import ELECTION, FACTS, Item
from bot.agenda.period import periods_in
from bot.agenda.record import Entry, State
from bot.agenda.term import Term
from bot.words import agenda as words

_SPACE = UUID("5f0a2f3c-0d5e-4f0b-9d53-6d696e676261")
"""Of the UIDs; never changed, or what was imported before would double."""
_SINCE = datetime(2026, 1, 1, tzinfo=UTC)
_ALARM = timedelta(days=-7, hours=9)
"""Nine in the morning, a week before the day begins."""
_YEAR = 365


def written(found: Calendar, now: datetime) -> bytes:
    """Return a branch's coming year, and what this year has had, as a file.

    Args:
        found: The calendar.
        now: The moment; of two files the later one holds.
    """
    file = File.new(
        prodid="-//Mingbai//Branch calendar//ZH", method="PUBLISH", language="zh-CN", uid=_uid(found, "file")
    )
    file.calendar_name = words.ICS_NAME.format(branch=found.branch.name)
    for event in _events(found):
        event.DTSTAMP = event.LAST_MODIFIED = now.astimezone(UTC).replace(microsecond=0)
        event.sequence = int((now - _SINCE).total_seconds()) // 60
        file.add_component(event)
    data: bytes = file.to_ical()
    return data


def _events(found: Calendar) -> Iterator[Event]:
    today = found.today
    for item in Item:
        since = found.record.items.get(item)
        if since:
            first = max(min(since, today), date(today.year, 1, 1))
            for period in periods_in(FACTS[item].rhythm, first, today + timedelta(days=_YEAR)):
                if found.kept or period.last >= today:
                    yield _of_item(found, found.record.entry(item, period))
    if found.record.term:
        yield from _of_term(found, found.record.term)


def _of_item(found: Calendar, entry: Entry) -> Event:
    fact, period = FACTS[entry.item], entry.period
    held = found.record.held_on(entry)
    day = held or period.last
    form = words.ICS_HELD if held and entry.state is State.OPEN else words.ICS_SUMMARY[entry.state.value]
    summary = form.format(label=period.short, name=fact.name, until=words.short_day(period.last))
    alarm = entry.state is State.OPEN and day >= found.today
    note = words.ICS_NOTE.format(often=fact.often, basis="、".join(map(str, fact.basis)))
    return _event(found, f"{entry.item}/{period.code}", day, summary, note, alarm=alarm)


def _of_term(found: Calendar, term: Term) -> Iterator[Event]:
    basis = "、".join(map(str, ELECTION))
    note = words.ICS_TERM_NOTE.format(elected=words.day(term.elected), years=term.years, basis=basis)
    for key, day, summary in (("prepare", term.prepare, words.ICS_PREPARE), ("term", term.ends, words.ICS_TERM)):
        yield _event(found, key, day, summary.format(branch=found.branch.name), note, alarm=day >= found.today)


def _event(found: Calendar, key: str, day: date, summary: str, note: str, *, alarm: bool) -> Event:
    event = Event.new(
        uid=_uid(found, key),
        start=day,
        end=day + timedelta(days=1),
        summary=summary,
        description=note,
        transparency=TRANSP.TRANSPARENT,
    )
    if alarm:
        told = Alarm.new(description=summary)
        told.add("action", "DISPLAY")
        told.add("trigger", _ALARM)
        event.add_component(told)
    return event


def _uid(found: Calendar, key: str) -> str:
    """Return a name that is the same in every file, of this branch alone, whatever number a database gives it."""
    return f"{uuid5(_SPACE, f'{found.branch.code}/{key}')}@mingbai"
