"""What can be set about the calendar of a branch, as messages."""

from __future__ import annotations

from telegram import InlineKeyboardButton

from bot.agenda.agenda import LONGEST_MONTH, Calendar
from bot.agenda.item import FACTS, Item
from bot.agenda.term import TERMS
from bot.gatekeeper import Button
from bot.markup import bold
from bot.views.agenda import Page, back_to, rows_of, term_lines
from bot.views.view import View, button, keyboard_of
from bot.words import agenda as words


def settings(found: Calendar) -> View:
    """Show what can be set."""
    record, here = found.record, found.branch.id
    text = [bold(words.SETTINGS.format(branch=found.branch.name)), words.SETTINGS_HINT, ""]
    if record.theme_day:
        text += [words.THEME_DAY.format(day=record.theme_day), ""]
    text.append(bold(words.HEAD_TERM))
    text += [*term_lines(record.term, found.today), words.TERMS_HINT]
    switches = [_switch(here, item.value, FACTS[item].name, on=item in record.items) for item in Item]
    remind = [_switch(here, REMINDING, words.SETTING_REMINDING, on=record.reminding)]
    terms = [
        button(words.SET_TERM.format(years=years), Button.AGENDA_SWITCH, here, TERM, years)
        for years in TERMS
        if years != record.years
    ]
    elect = [button(words.SET_ELECTION, Button.AGENDA_ELECTED, here)]
    fixed = [button(words.SET_THEME_DAY, Button.AGENDA, here, Page.THEME_DAY)] if Item.THEME_DAY in record.items else []
    return View("\n".join(text), keyboard_of(*rows_of(switches), remind, fixed, elect, terms, back_to(found.branch)))


REMINDING, TERM, THEME_DAY = "reminding", "term", "day"
"""What is switched, beside the items."""


def _switch(branch: int, what: str, name: str, *, on: bool) -> InlineKeyboardButton:
    label = words.STANDS["done" if on else "open"].format(name=name)
    return button(label, Button.AGENDA_SWITCH, branch, what, 0 if on else 1)


def ask_theme_day(found: Calendar) -> View:
    """Ask on which day of the month the theme day is held."""
    here, now = found.branch.id, found.record.theme_day
    days = [
        button(f"{'✓' if day == now else ''}{day}", Button.AGENDA_SWITCH, here, THEME_DAY, day)
        for day in range(1, LONGEST_MONTH + 1)
    ]
    none = [button(words.NO_THEME_DAY, Button.AGENDA_SWITCH, here, THEME_DAY, 0)]
    return View(words.ASK_THEME_DAY, keyboard_of(*rows_of(days, 7), none, back_to(found.branch)))


def ask_election(found: Calendar) -> View:
    """Ask when the last election was."""
    text = words.ASK_ELECTION
    if found.record.term:
        text += "\n\n" + words.ASK_ELECTION_NOW.format(day=words.day(found.record.term.elected))
    today = button(words.ELECTED_TODAY, Button.AGENDA_ELECTED, found.branch.id, found.today.isoformat())
    return View(text, keyboard_of([today, button(words.NOT_NOW, Button.CANCEL)]))
