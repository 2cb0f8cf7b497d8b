"""On which days and at which moment somebody gets a card."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache

import holidays

from bot.people.daytime import Daytime
from index.working_days import announced, is_working_day

WORKDAYS = "work"
"""As China works: no public holidays, but the weekends worked instead."""
WEEK = "1234567"
EVERY_DAY = WEEK
"""Other choices are the digits of weekdays, Monday 1."""
_FARTHEST = 400
"""Days looked ahead; Spring Festival and a weekend together are no more than ten."""
_STATUTORY = holidays.country_holidays("CN")


@cache
def works(day: date) -> bool:
    """Tell whether people in China work on a day.

    The State Council tells in November which weekends of the next year are worked instead of days off around
    holidays. For years it has not told of yet, Monday to Friday are worked, the statutory holidays aside.
    """
    return is_working_day(day) and (announced(day) or day not in _STATUTORY)


def takes(days: str, day: date) -> bool:
    """Tell whether a choice of days takes a day."""
    return works(day) if days == WORKDAYS else str(day.isoweekday()) in days


def next_moment(after: datetime, minute: int, days: str, daytime: Daytime) -> datetime | None:
    """Return the next moment somebody is to get a card.

    Args:
        after: Only later ones count.
        minute: Of the person's day.
        days: Their choice.
        daytime: Their clock.

    Returns:
        None where no day of the choice comes.
    """
    first = daytime.day(after)
    for ahead in range(_FARTHEST):
        day = first + timedelta(days=ahead)
        if takes(days, day) and (moment := daytime.at(day, minute)) > after:
            return moment
    return None
