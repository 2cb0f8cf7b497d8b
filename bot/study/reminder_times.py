"""When people are reminded: at the times they choose, never in the evening or at night by their own clocks."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

OPENS, CLOSES = time(8), time(21)
"""From the first to the second, and at no other time."""
EVENINGS = (time(19, 30), time(20, 30))
MORNING = time(9)
SOON = timedelta(minutes=10)
"""Sooner than this nobody needs to be reminded."""


class Choice(StrEnum):
    """When somebody wants to be reminded."""

    TONIGHT = "tonight"
    TOMORROW = "tomorrow"
    DAY_BEFORE = "day-before"
    """A day before the deadline."""


def is_quiet(moment: datetime, zone: ZoneInfo) -> bool:
    """Tell whether nobody may be reminded now."""
    return not OPENS <= moment.astimezone(zone).time() < CLOSES


def opening(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the first moment from this one on at which people may be reminded."""
    local = moment.astimezone(zone)
    if not is_quiet(moment, zone):
        return moment
    return datetime.combine(local.date() + timedelta(days=local.time() >= CLOSES), OPENS, zone)


def day_of(moment: datetime, zone: ZoneInfo) -> str:
    """Return the day people have, ISO 8601."""
    return moment.astimezone(zone).date().isoformat()


def midnight(moment: datetime, zone: ZoneInfo, days: int) -> datetime:
    """Return when a day begins, so many after the one people have."""
    return datetime.combine(moment.astimezone(zone).date() + timedelta(days=days), time(), zone)


def moments(
    now: datetime, zone: ZoneInfo, deadline: datetime | None, reminded_on: str | None
) -> dict[Choice, datetime]:
    """Return what can be chosen, and when that would be.

    Args:
        now: The time.
        zone: The time zone people live in.
        deadline: Of the task; later nobody is reminded of it.
        reminded_on: Day of the last reminder: a day has one.
    """
    today = now.astimezone(zone).date()
    evenings = [datetime.combine(today, evening, zone) for evening in EVENINGS]
    wanted = {Choice.TONIGHT: next((evening for evening in evenings if evening > now + SOON), None)}
    wanted[Choice.TOMORROW] = datetime.combine(today + timedelta(days=1), MORNING, zone)
    if deadline:
        day_before = deadline.astimezone(zone).date() - timedelta(days=1)
        wanted[Choice.DAY_BEFORE] = datetime.combine(day_before, MORNING, zone)
    return {
        choice: moment
        for choice, moment in wanted.items()
        if moment
        and moment > now
        and (deadline is None or moment < deadline)
        and (reminded_on is None or day_of(moment, zone) > reminded_on)
    }
