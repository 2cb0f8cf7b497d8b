"""Times, hours, days and time zones as people type them into their settings."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo, available_timezones

from bot.cards.cards import CardError
from bot.people.daytime import minute_of
from bot.study.task import StudyError
from bot.study.times import read_moment
from bot.words import cards as words
from index.number import narrow, read

_NUMBER = r"(?:\d{1,3}|[零一二两三四五六七八九十]{1,3})"
_CLOCK = re.compile(
    rf"(?P<part>凌晨|早上|早晨|清晨|早|上午|中午|下午|傍晚|晚上|晚)?\s*(?P<hour>{_NUMBER})\s*"
    rf"(?:[:：.]\s*(?P<minute>\d{{1,2}})|[点时]\s*(?:钟|整)?(?P<spoken>半|一刻|三刻|{_NUMBER})?分?)?"
)
_TO = re.compile(r"\s*(?:-|—|–|~|～|到|至)+\s*")
_LATE = ("下午", "傍晚", "晚上", "晚")
_SPOKEN = {"半": 30, "一刻": 15, "三刻": 45}
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])\s*(\d{1,2})(?::?00)?", re.IGNORECASE)
LONGEST_PAUSE = 366
"""Days."""
_SHOWN = 12


def looks_like_time(text: str) -> bool:
    """Tell whether something typed may be meant as a time, if only a wrong one, and is no question."""
    plain = narrow(text.strip())
    return len(plain) <= _SHOWN and re.match(rf"(?:\D{{1,2}})?{_NUMBER}\s*(?:[:：.点时\d]|$)", plain) is not None


def read_minute(text: str) -> int:
    """Read a time of day, as minutes: 7:45, 七点半, 晚上8点.

    Raises:
        CardError: There is no such time.
    """
    found = _CLOCK.fullmatch(narrow(text.strip()))
    hour = read(found["hour"]) if found else None
    if found is None or hour is None:
        raise CardError(words.BAD_TIME.format(text=text.strip()[:_SHOWN]))
    spoken = found["spoken"] or ""
    minute = int(found["minute"]) if found["minute"] else _SPOKEN.get(spoken) or int(read(spoken) or 0)
    late = found["part"] in _LATE and hour < 12
    try:
        return minute_of(time(int(hour) + (12 if late else 0), minute))
    except ValueError as error:
        raise CardError(words.BAD_TIME.format(text=text.strip()[:_SHOWN])) from error


def looks_like_hours(text: str) -> bool:
    """Tell whether something typed may be meant as hours from and to."""
    parts = _TO.split(narrow(text.strip()))
    return len(parts) == 2 and looks_like_time(parts[0])


def read_hours(text: str) -> tuple[int, int]:
    """Read from when to when: 21:30-7:30, 晚上9点到早上8点.

    Raises:
        CardError: It says no such hours.
    """
    parts = _TO.split(narrow(text.strip()))
    if len(parts) != 2:
        raise CardError(words.BAD_HOURS.format(text=text.strip()[:20]))
    return read_minute(parts[0]), read_minute(parts[1])


def looks_like_zone(text: str) -> bool:
    """Tell whether something typed may be meant as a time zone: one short name."""
    plain = text.strip()
    return len(plain) <= (40 if plain.isascii() else 6)


def read_zone(text: str) -> str:
    """Read a time zone, as its IANA name: Europe/Berlin, 柏林, UTC+3.

    Raises:
        CardError: It names none.
    """
    plain = narrow(" ".join(text.split()))
    for name, label in words.ZONES.items():
        if plain.removesuffix("时间") == label.removesuffix("时间"):
            return name
    same = {name.lower(): name for name in available_timezones()}
    if plain.lower() in same:
        return same[plain.lower()]
    if (found := _OFFSET.fullmatch(plain)) and int(found[2]) <= 12:
        # POSIX turns the sign round: Etc/GMT-8 is eight hours east
        return f"Etc/GMT{'-' if found[1] == '+' else '+'}{int(found[2])}" if int(found[2]) else "Etc/GMT"
    raise CardError(words.BAD_ZONE.format(text=text.strip()[:20]))


def looks_like_day(text: str) -> bool:
    """Tell whether something typed may be meant as a day."""
    return len(text.strip()) <= _SHOWN


def read_day(text: str, now: datetime, zone: ZoneInfo) -> date:
    """Read the day until which cards pause: 5月6日, 下周一.

    Raises:
        CardError: It says no day, one that has passed, or one too far ahead.
    """
    try:
        day = read_moment(text, now, zone).date()
    except StudyError as error:
        raise CardError(words.BAD_DAY.format(text=text.strip()[:20])) from error
    today = now.astimezone(zone).date()
    if day <= today:
        raise CardError(words.PAUSE_PASSED.format(day=day))
    if (day - today).days > LONGEST_PAUSE:
        raise CardError(words.PAUSE_TOO_LONG)
    return day
