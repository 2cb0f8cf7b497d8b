"""/settings: what somebody has set, and the choices for each part."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton

from bot.cards.days import EVERY_DAY, WORKDAYS
from bot.cards.preferences import Preferences
from bot.gatekeeper import Button
from bot.markup import escape
from bot.people.daytime import time_of
from bot.views.view import View, button, keyboard_of
from bot.words import cards as words

TIMES = (390, 420, 450, 480, 510, 540, 720, 1080)
"""Offered for cards, minutes of the day."""
HOURS = ((21 * 60, 8 * 60), (20 * 60, 9 * 60), (22 * 60, 7 * 60), (23 * 60, 6 * 60))
MONDAY_TO_FRIDAY = "12345"
NO_DAY = "none"


def days_label(days: str) -> str:
    """Name a choice of days."""
    named = {WORKDAYS: words.WORKDAYS, EVERY_DAY: words.EVERY_DAY, MONDAY_TO_FRIDAY: words.MONDAY_TO_FRIDAY}
    return named.get(days) or words.ON_DAYS.format(days="、".join(words.WEEKDAYS[int(day) - 1] for day in days))


def zone_label(key: str) -> str:
    """Name a time zone."""
    return words.ZONES.get(key, key)


def overview(found: Preferences) -> View:
    """Show what somebody has set."""
    if found.silent:
        return View(words.SILENT, keyboard_of([button(words.SWITCH_ON, Button.SET, "on")]))
    daytime = found.daytime
    quiet = words.QUIET_HOURS.format(begins=time_of(daytime.quiet_from), ends=time_of(daytime.quiet_to))
    here = found.now.astimezone(daytime.zone)
    lines = [
        words.CARD_AT.format(days=days_label(found.days), time=time_of(found.minute)),
        quiet if daytime.quiet_from != daytime.quiet_to else words.NO_QUIET_HOURS,
        words.ZONE.format(zone=zone_label(daytime.zone.key), now=here),
    ]
    if found.paused_until:
        lines.append(words.PAUSED.format(until=found.paused_until.astimezone(daytime.zone)))
    if found.next_at:
        moment = found.next_at.astimezone(daytime.zone)
        ahead = (moment.date() - here.date()).days
        far = words.NEXT_DAY.format(moment=moment, weekday=words.WEEKDAYS[moment.weekday()])
        lines.append(words.NEXT.format(day=words.NEXT_DAYS[ahead] if ahead < 2 else far, moment=moment))
    text = "\n".join(escape(line) for line in lines)
    moved = f"\n\n{escape(found.moved)}" if found.moved else ""
    pause = button(words.RESUME, Button.SET, "pause", 0) if found.paused_until else _part(words.CHANGE_PAUSE, "pause")
    keyboard = keyboard_of(
        [_part(words.CHANGE_TIME, "time"), _part(words.CHANGE_DAYS, "days")],
        [_part(words.CHANGE_QUIET, "quiet"), _part(words.CHANGE_ZONE, "zone")],
        [pause, button(words.SWITCH_OFF, Button.SET, "off")],
    )
    return View(f"{words.SETTINGS}\n\n{text}{moved}", keyboard)


def part(name: str, found: Preferences) -> View:
    """Show the choices for one part."""
    text, rows = {"time": _times, "days": _days, "quiet": _hours, "zone": _zones, "pause": _pauses}[name](found)
    return View(escape(text), keyboard_of(*rows, [button(words.BACK, Button.SETTINGS, "back")]))


_Choices = tuple[str, list[list[InlineKeyboardButton]]]


def _times(found: Preferences) -> _Choices:
    buttons = [
        button(_marked(f"{time_of(minute):%H:%M}", minute == found.minute), Button.SET, "time", minute)
        for minute in TIMES
    ]
    return words.ASK_TIME, _rows(buttons, 4)


def _days(found: Preferences) -> _Choices:
    usual = ((words.WORKDAYS, WORKDAYS), (words.EVERY_DAY, EVERY_DAY), (words.MONDAY_TO_FRIDAY, MONDAY_TO_FRIDAY))
    first = [button(_marked(label, found.days == days), Button.SET, "days", days) for label, days in usual]
    # the working days have no single days of their own: the first one pressed begins a new choice
    chosen = "" if found.days == WORKDAYS else found.days
    each = []
    for place, label in enumerate(words.WEEKDAYS, 1):
        on = str(place) in chosen
        toggled = "".join(day for day in EVERY_DAY if (day in chosen) != (day == str(place)))
        each.append(button(_marked(label, on), Button.SET, "days", toggled or NO_DAY))
    return words.ASK_DAYS, [first, each[:4], each[4:]]


def _hours(found: Preferences) -> _Choices:
    now = (found.daytime.quiet_from, found.daytime.quiet_to)
    buttons = [
        button(
            _marked(f"{time_of(begins):%H:%M}—{time_of(ends):%H:%M}", now == (begins, ends)),
            Button.SET,
            "quiet",
            f"{begins}-{ends}",
        )
        for begins, ends in HOURS
    ]
    none = button(_marked(words.NONE, now[0] == now[1]), Button.SET, "quiet", "0-0")
    return words.ASK_QUIET, [*_rows(buttons, 2), [none]]


def _zones(found: Preferences) -> _Choices:
    own = found.daytime.zone.key
    buttons = [button(_marked(words.ZONES[key], key == own), Button.SET, "zone", key) for key in words.ZONES_OFFERED]
    return words.ASK_ZONE, _rows(buttons, 3)


def _pauses(_: Preferences) -> _Choices:
    return words.ASK_PAUSE, [[button(label, Button.SET, "pause", days) for days, label in words.PAUSES.items()]]


def _part(label: str, name: str) -> InlineKeyboardButton:
    return button(label, Button.SETTINGS, name)


def _marked(label: str, on: bool) -> str:
    return f"✓{label}" if on else label


def _rows(buttons: Sequence[InlineKeyboardButton], width: int) -> list[list[InlineKeyboardButton]]:
    return [list(buttons[start : start + width]) for start in range(0, len(buttons), width)]
