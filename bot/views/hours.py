"""Study hours as messages: the own ones with what they are for, a branch's in numbers, a correction step by step."""

from __future__ import annotations

from collections.abc import Sequence

from bot import words as common
from bot.gatekeeper import Button
from bot.hours.corrections import Correction, Told
from bot.hours.hours import GOAL, BranchHours, OwnHours, Someone
from bot.hours.ledger import Entry, Hours, Source, label
from bot.markup import cut, escape
from bot.study.task import Kind
from bot.telling import Letter
from bot.views.view import View, button, keyboard_of
from bot.words import hours as words

PAGE = 8
"""Lines, or people, on one page."""
_NAME = 30


def own(found: OwnHours, page: int) -> View:
    """Show somebody their own hours in a year."""
    lines = [words.OWN.format(year=found.year, **_sums(found.hours)), *_goal(found)]
    shown = found.entries[page * PAGE : (page + 1) * PAGE]
    if shown:
        lines += ["", words.ENTRIES.format(count=len(found.entries)), *(f"• {_entry(entry)}" for entry in shown)]
        lines += ["", words.WRONG_HOURS if found.heads is None else words.WRONG_HOURS_HEAD]
    else:
        lines += ["", words.NO_ENTRIES]
    turn = [button(words.MORE_RECENT, Button.HOURS, found.year, page - 1)] if page else []
    turn += (
        [button(words.LESS_RECENT, Button.HOURS, found.year, page + 1)]
        if len(found.entries) > (page + 1) * PAGE
        else []
    )
    other = [button(words.YEAR_BEFORE.format(year=found.year - 1), Button.HOURS, found.year - 1, 0)]
    other = other if found.earlier else []
    if found.later:
        other.append(button(words.YEAR_AFTER.format(year=found.year + 1), Button.HOURS, found.year + 1, 0))
    ways = [button(words.TO_PICTURE, Button.OWN_PROGRESS)]
    if found.heads is not None:
        ways.append(button(words.TO_BRANCH, Button.BRANCH_HOURS, found.heads, found.year))
    return View("\n".join(lines), keyboard_of(turn, other, ways))


def _sums(hours: Hours) -> dict[str, str]:
    return {
        "total": label(sum(hours.values())),
        "daily": label(hours[Kind.DAILY]),
        "concentrated": label(hours[Kind.CONCENTRATED]),
    }


def _goal(found: OwnHours) -> list[str]:
    left = GOAL - found.total
    said = [] if found.later else [words.GOAL_LEFT.format(left=label(left))]
    lines = said if left > 0 else [words.GOAL_REACHED]
    lines.append(words.GOAL_BASIS.format(basis=words.BASIS))
    return [*lines, words.HEAD_GOAL] if found.heads is not None else lines


def _entry(entry: Entry) -> str:
    corrected = entry.source is Source.CORRECTION
    template = words.CORRECTED if corrected else words.ENTRY
    hours = f"{entry.tenths / 10:+g}" if corrected else label(entry.tenths)
    return template.format(day=entry.day, title=escape(entry.title), kind=entry.kind.label, hours=hours)


def branch(found: BranchHours, this_year: int) -> View:
    """Show a secretary the hours of the branch, people counted."""
    text = words.BRANCH.format(name=escape(found.name), year=found.year, people=found.people, **_sums(found.hours))
    reached = words.REACHED.format(reached=found.reached, basis=words.BASIS)
    here = (found.branch, found.year)
    rows = [[button(words.SHEET.format(year=found.year), Button.HOURS_SHEET, *here)]]
    if found.year >= this_year - 1:
        rows.append([button(words.CORRECT, Button.CORRECT_HOURS, *here, 0)])
    turn = [button(words.YEAR_BEFORE.format(year=found.year - 1), Button.BRANCH_HOURS, found.branch, found.year - 1)]
    if found.year < this_year:
        later = words.YEAR_AFTER.format(year=found.year + 1)
        turn.append(button(later, Button.BRANCH_HOURS, found.branch, found.year + 1))
    own_ = [button(words.TO_OWN, Button.HOURS, this_year, 0)]
    return View("\n".join([text, reached, "", words.NO_RANKS]), keyboard_of(*rows, turn, own_))


def whose(name: str, people: Sequence[Someone], branch: int, year: int, page: int) -> View:
    """Let a secretary choose whose hours are to be corrected."""
    shown = people[page * PAGE : (page + 1) * PAGE]
    rows = [[button(cut(one.name, _NAME), Button.CORRECT_WHOSE, branch, year, one.person)] for one in shown]
    turn = [button(common.PREVIOUS_PAGE, Button.CORRECT_HOURS, branch, year, page - 1)] if page else []
    if len(people) > (page + 1) * PAGE:
        turn.append(button(common.NEXT_PAGE, Button.CORRECT_HOURS, branch, year, page + 1))
    back = [button(words.TO_BRANCH, Button.BRANCH_HOURS, branch, year)]
    return View(words.WHOSE.format(name=escape(name), year=year), keyboard_of(*rows, turn, back))


def which_kind(someone: Someone, branch: int, year: int) -> View:
    """Let a secretary choose which hours of somebody."""
    kinds = [button(kind.label, Button.CORRECT_KIND, branch, year, someone.person, kind.value) for kind in Kind]
    back = [button(words.TO_BRANCH, Button.BRANCH_HOURS, branch, year)]
    return View(words.WHICH_KIND.format(name=escape(someone.name), year=year), keyboard_of(kinds, back))


def how_much(someone: Someone) -> View:
    """Ask for how much and why."""
    return View(words.HOW_MUCH.format(name=escape(someone.name)), keyboard_of([button(common.NO, Button.CANCEL)]))


def confirm(someone: Someone, correction: Correction) -> View:
    """Show a correction before it is made."""
    text = words.CONFIRM.format(name=escape(someone.name), reason=escape(correction.reason), **_what(correction))
    sure = [button(words.CONFIRM_BUTTON, Button.CORRECT_SURELY)]
    return View(text, keyboard_of(sure, [button(common.NO, Button.CANCEL)]))


def corrected(someone: Someone, correction: Correction) -> View:
    """Say that it is corrected."""
    text = words.DO_CORRECT.format(name=escape(someone.name), **_what(correction))
    return View(text, keyboard_of([button(words.TO_BRANCH, Button.BRANCH_HOURS, correction.branch, correction.year)]))


def _what(correction: Correction) -> dict[str, object]:
    change = _change(correction.tenths)
    return {"year": correction.year, "kind": correction.kind.label, "change": change}


def _change(tenths: int) -> str:
    return (words.ADDED if tenths > 0 else words.TAKEN_OFF).format(hours=label(abs(tenths)))


def letter(correction: Told) -> Letter:
    """Tell somebody that their hours were corrected, and why."""
    text = words.TOLD.format(
        year=correction.day.year,
        kind=correction.kind.label,
        change=_change(correction.tenths),
        reason=escape(correction.reason),
    )
    return Letter(View(text, keyboard_of([button(words.TO_OWN, Button.HOURS, correction.day.year, 0)])))
