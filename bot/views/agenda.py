"""The calendar of a branch as messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from telegram import InlineKeyboardButton

from bot.agenda.agenda import Calendar
from bot.agenda.article import Quoted
from bot.agenda.bringing_up import Notice
from bot.agenda.item import ELECTION, FACTS, Item
from bot.agenda.period import Period, Rhythm, periods_in
from bot.agenda.record import Entry, State
from bot.agenda.term import Term
from bot.gatekeeper import Button
from bot.hours.hours import BranchHours
from bot.markup import bold, cut, escape, expandable
from bot.people.branches import Branch
from bot.study.task import Kind
from bot.telling import Letter
from bot.views.view import View, button, keyboard_of
from bot.words import agenda as words

SHOWN = 6
"""Overdue entries listed at once."""
SINCE = 2
"""Years back that can be looked at: study tasks are kept as long."""
_LABEL = 40
_QUOTED = 1500


class Page:
    """What a button leads to, behind the branch."""

    MAIN = "m"
    OVERDUE = "o"
    YEAR = "y"
    ITEM = "i"
    SETTINGS = "s"
    THEME_DAY = "d"


@dataclass(frozen=True, slots=True)
class Marked:
    """What was just said of an item."""

    item: Item
    period: Period
    state: State


def rows_of(buttons: Sequence[InlineKeyboardButton], width: int = 2) -> list[list[InlineKeyboardButton]]:
    """Return buttons in rows of so many."""
    return [list(buttons[at : at + width]) for at in range(0, len(buttons), width)]


def back_to(branch: Branch) -> list[InlineKeyboardButton]:
    """Return the way back to a branch's calendar."""
    return [button(words.BACK, Button.AGENDA, branch.id, Page.MAIN)]


def named(item: Item, period: Period, today: date) -> str:
    """Return what an item of a period is called."""
    return f"{period.label(today)}{FACTS[item].name}"


# The calendar


def calendar(found: Calendar, hours: BranchHours | None, others: Iterable[Branch] = ()) -> View:
    """Show how things stand today.

    Args:
        found: The calendar.
        hours: Study hours of the branch this year; None where the viewer has nothing to do with them.
        others: Other branches the viewer heads.
    """
    entries, today = found.record.current(found.today), found.today
    text = [bold(words.TITLE.format(branch=found.branch.name)), words.TODAY.format(today=words.day(today))]
    text.append("")
    for rhythm, group in groupby(entries, key=lambda entry: FACTS[entry.item].rhythm):
        text += _section(found, rhythm, list(group))
    if not entries:
        text.append(words.NOTHING_ON)
    text += [bold(words.HEAD_TERM), *term_lines(found.record.term, today, told=found.kept)]
    if hours is not None:
        text += [bold(words.HEAD_HOURS), _hours(hours)]
    if not found.kept:
        return View("\n".join(text), keyboard_of(*_looking(found)))
    overdue = len(found.record.overdue(today))
    text += ["", words.HINT]
    return View("\n".join(text), keyboard_of(*_keeping(found, entries, overdue, others)))


def _section(found: Calendar, rhythm: Rhythm, entries: Sequence[Entry]) -> list[str]:
    period = entries[0].period
    days = (period.last - found.today).days
    left = words.LEFT.format(days=days) if days else words.LAST_DAY
    stands = words.BETWEEN.join(_stands(entry, _held(found, entry)) for entry in entries)
    return [bold(words.THIS[rhythm].format(label=period.short, left=left)), escape(stands)]


def _held(found: Calendar, entry: Entry) -> str:
    """Return what an item is called, and the day on which it is held where that is fixed."""
    name, day = FACTS[entry.item].name, found.record.held_on(entry)
    return words.HELD_ON.format(name=name, day=words.short_day(day)) if day else name


def _stands(entry: Entry, name: str) -> str:
    return (words.BY_TASK if entry.by_task else words.STANDS[entry.state.value]).format(name=name)


def term_lines(term: Term | None, today: date, *, told: bool = True) -> list[str]:
    """Say when the term ends, and where somebody can do so what is to be done about it."""
    if term is None:
        return [words.NO_TERM]
    lines = [words.TERM.format(elected=words.day(term.elected), years=term.years, ends=words.day(term.ends))]
    if term.shortened:
        lines.append(words.TERM_SHORTENED)
    return [*lines, *_standing(term, today)] if told else lines


def _standing(term: Term, today: date) -> list[str]:
    left = (term.ends - today).days
    if left < 0:
        return [words.TERM_OVER.format(since=words.span(-left))]
    if not left:
        return [words.TERM_LAST_DAY]
    return [words.TERM_PREPARE.format(left=words.span(left))] if term.prepare <= today else []


def _hours(found: BranchHours) -> str:
    daily, concentrated = (f"{found.hours.get(kind, 0) / 10:g}" for kind in (Kind.DAILY, Kind.CONCENTRATED))
    said = words.HOURS.format(daily=daily, concentrated=concentrated)
    if found.reached:
        said += words.HOURS_REACHED.format(people=found.people, reached=found.reached)
    return said


def _keeping(
    found: Calendar, entries: Sequence[Entry], overdue: int, others: Iterable[Branch]
) -> list[list[InlineKeyboardButton]]:
    here, term = found.branch.id, found.record.term
    toggles = [_toggle(here, entry, FACTS[entry.item].name, Page.MAIN) for entry in entries]
    near = term is not None and term.prepare <= found.today
    elect = [button(words.ELECTED_AGAIN if near else words.SET_ELECTION, Button.AGENDA_ELECTED, here)]
    late = [button(words.TO_OVERDUE.format(count=overdue), Button.AGENDA, here, Page.OVERDUE)] if overdue else []
    settings = [button(words.TO_SETTINGS, Button.AGENDA, here, Page.SETTINGS)]
    switch = [[button(other.name[:_LABEL], Button.AGENDA, other.id, Page.MAIN)] for other in others]
    return [*rows_of(toggles), late, elect if near or term is None else [], *_looking(found, settings), *switch]


def _looking(found: Calendar, settings: Sequence[InlineKeyboardButton] = ()) -> list[list[InlineKeyboardButton]]:
    here = found.branch.id
    year = button(words.TO_YEAR, Button.AGENDA, here, Page.YEAR, found.today.year)
    return [[year], [*settings, button(words.TO_FILE, Button.AGENDA_FILE, here)]]


def _toggle(branch: int, entry: Entry, name: str, back: str) -> InlineKeyboardButton:
    """Return the button that says the contrary of how an item stands."""
    state = State.DONE if entry.state is State.OPEN else State.OPEN
    label = words.STANDS[entry.state.value].format(name=name)
    return _marking(label, branch, entry.item, entry.period, state, back)


def _marking(label: str, branch: int, item: Item, period: Period, state: State, back: str) -> InlineKeyboardButton:
    return button(label[:_LABEL], Button.AGENDA_MARK, branch, item.value, period.code, state.value, back)


# What is overdue


def overdue(found: Calendar, marked: Marked | None = None) -> View:
    """List what is open though its period is over."""
    entries = found.record.overdue(found.today)
    head = bold(words.OVERDUE.format(branch=found.branch.name))
    lead = [words.WEEKLY_LEAD] if entries else [words.NOTHING_OVERDUE]
    undo = []
    if marked:
        what = words.UNDO.format(what=named(marked.item, marked.period, found.today))
        undo = [_marking(what, found.branch.id, marked.item, marked.period, State.OPEN, Page.OVERDUE)]
    rows = _late_buttons(found.branch.id, entries, found.today)
    text = [head, *lead, "", *_late(entries, found.today)]
    return View("\n".join(text).strip(), keyboard_of(*rows, undo, back_to(found.branch)))


def _late(entries: Sequence[Entry], today: date) -> list[str]:
    lines = []
    for which in Item:
        labels = [entry.period.label(today) for entry in entries if entry.item is which]
        if labels:
            name, basis = FACTS[which].name, FACTS[which].basis[0].short
            lines.append(escape(words.OVERDUE_LINE.format(name=name, labels="、".join(labels), basis=basis)))
    return [*lines, words.OVERDUE_MORE.format(shown=SHOWN)] if len(entries) > SHOWN else lines


def _late_buttons(branch: int, entries: Sequence[Entry], today: date) -> list[list[InlineKeyboardButton]]:
    ticks = [_toggle(branch, entry, named(entry.item, entry.period, today), Page.OVERDUE) for entry in entries[:SHOWN]]
    skip = [button(words.NO_MORE, Button.AGENDA_SKIP, branch, today.isoformat())] if entries else []
    return [*rows_of(ticks), skip]


def letter(found: Notice) -> Letter:
    """Bring something up to those who head a branch."""
    text: list[str] = []
    rows: list[list[InlineKeyboardButton]] = []
    if found.term:
        left = (found.term.ends - found.today).days
        head = words.AHEAD if left > 0 else words.OVERDUE_TERM
        text += [bold(head.format(branch=found.branch.name))]
        text += [*term_lines(found.term, found.today), _basis(ELECTION[:1])]
        rows.append([button(words.ELECTED_AGAIN, Button.AGENDA_ELECTED, found.branch.id)])
    if found.overdue:
        text += ["", bold(words.OVERDUE_WEEKLY.format(branch=found.branch.name)), words.WEEKLY_LEAD, ""]
        text += [*_late(found.overdue, found.today), "", words.WEEKLY_OFF]
        rows = [*_late_buttons(found.branch.id, found.overdue, found.today), *rows]
    rows.append([button(words.LOOK, Button.AGENDA, found.branch.id, Page.MAIN)])
    return Letter(View("\n".join(text).strip(), keyboard_of(*rows)))


# The year


def year(found: Calendar, of: int) -> View:
    """Show what was done in a year."""
    text = [bold(words.YEAR.format(branch=found.branch.name, year=of)), words.YEAR_HINT]
    for rhythm, items in groupby(Item, key=lambda item: FACTS[item].rhythm):
        text.append("")
        for item in items:
            text += [escape(line) for line in _in_short(found, item, rhythm, of)]
    choose = [button(FACTS[item].name, Button.AGENDA, found.branch.id, Page.ITEM, of, item.value) for item in Item]
    return View("\n".join(text), keyboard_of(*rows_of(choose), _years(found, of), back_to(found.branch)))


def _entries(found: Calendar, item: Item, of: int) -> list[Entry]:
    """Return an item in the periods of a year that have begun."""
    last = min(date(of, 12, 31), found.today)
    return [found.record.entry(item, period) for period in periods_in(FACTS[item].rhythm, date(of, 1, 1), last)]


def _in_short(found: Calendar, item: Item, rhythm: Rhythm, of: int) -> list[str]:
    entries, name = _entries(found, item, of), FACTS[item].name
    done = sum(entry.state is State.DONE for entry in entries)
    if item not in found.record.items and not done:
        return [words.YEAR_OFF.format(name=name)]
    if rhythm is Rhythm.YEAR:
        return [(words.YEAR_ONCE if done else words.YEAR_NONE).format(name=name)]
    since = found.record.items.get(item, found.today)
    left = [e.period.short for e in entries if e.state is State.OPEN and since <= e.period.last < found.today]
    lines = [words.YEAR_LINE.format(name=name, done=done)]
    return [*lines, words.YEAR_LEFT.format(labels="、".join(left))] if left and found.kept else lines


def _years(found: Calendar, of: int) -> list[InlineKeyboardButton]:
    here = found.branch.id
    earlier = [button(words.EARLIER.format(year=of - 1), Button.AGENDA, here, Page.YEAR, of - 1)]
    later = [button(words.LATER.format(year=of + 1), Button.AGENDA, here, Page.YEAR, of + 1)]
    return (earlier if of > found.today.year - SINCE else []) + (later if of < found.today.year else [])


def item(found: Calendar, of: int, which: Item, article: Quoted | None) -> View:
    """Show what the rules say of an item, and how it stood in the periods of a year.

    Args:
        found: The calendar.
        of: The year.
        which: The item.
        article: What it rests on, in the words of the knowledge base.
    """
    fact = FACTS[which]
    text = [bold(words.ITEM.format(name=fact.name, year=of)), "", words.OFTEN.format(often=escape(fact.often))]
    text.append(_basis(fact.basis))
    if article:
        text += ["", escape(article.name), expandable(escape(cut(article.words, _QUOTED)))]
    if which not in found.record.items:
        text += ["", words.ITEM_OFF]
    entries = _entries(found, which, of)
    by_task = "、".join(entry.period.short for entry in entries if entry.by_task)
    if by_task and found.kept:
        text += ["", words.ITEM_BY_TASK.format(labels=by_task)]
    toggles = [_toggle(found.branch.id, entry, entry.period.short, Page.ITEM) for entry in entries]
    back = [button(words.BACK_TO_YEAR, Button.AGENDA, found.branch.id, Page.YEAR, of)]
    if not found.kept:
        done = [_stands(e, e.period.short) for e in entries if e.state is State.DONE]
        return View("\n".join([*text, "", *done]).strip(), keyboard_of(back))
    return View("\n".join(text), keyboard_of(*rows_of(toggles, 3), back))


def _basis(basis: Iterable[object]) -> str:
    return escape(words.BASIS.format(basis="、".join(map(str, basis))))
