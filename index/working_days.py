"""Working days in China: the State Council's holidays and shifted weekends, as far as they are announced."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar  # type: ignore[import-untyped]


def announced(day: date) -> bool:
    """Tell whether the holidays of the year of a day are announced."""
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True


def is_working_day(day: date) -> bool:
    """Tell whether people work on a day; Monday to Friday in years for which nothing is announced yet."""
    return bool(chinese_calendar.is_workday(day)) if announced(day) else day.weekday() < 5


def working_days_between(first: date, last: date) -> int:
    """Count the whole working days after one day and before another: the first does not count (民法典第二百零一条)."""
    return sum(is_working_day(first + timedelta(days=n)) for n in range(1, (last - first).days))


def working_days_after(first: date, count: int) -> tuple[date, ...]:
    """Return the next working days after a day, which does not count itself (民法典第二百零一条)."""
    found: list[date] = []
    day = first
    while len(found) < count:
        day += timedelta(days=1)
        if is_working_day(day):
            found.append(day)
    return tuple(found)
