"""Periods an article states (一年, 五个工作日) and the day they end, with the arithmetic shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from index.day import Named, after_months, written
from index.quantity import Kind, quantities
from index.working_days import announced, working_days_after

PERIOD = r"(?:[0-9]+|[一二三四五六七八九十两]+|半)(?:个半?月|年|天|个?星期|周|个?工作日|日)半?"
"""Pattern of a period in a text of half width."""


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as an article states it."""

    words: str
    count: int
    unit: str
    """月, 日 or 工作日."""


def read(words: str) -> Period | None:
    """Read a period; None where the words are none, or not a whole number of months or days."""
    found = [q for q in quantities(words) if q.kind is Kind.PERIOD]
    if len(found) != 1 or found[0].value.denominator != 1:
        return None
    return Period(words, int(found[0].value), found[0].unit)


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of a period."""

    day: date
    line: str
    """The arithmetic: 2026年3月5日 + 一年 = 2027年3月5日."""


def end_of(period: Period, since: date, before: bool = False) -> Ended:
    """Count a period from a day, which itself does not count (民法典第二百零一条).

    Args:
        period: How long.
        since: From when.
        before: Count backwards.
    """
    sign = "−" if before else "+"
    first = f"{written(since)} {sign} {period.words} = "
    if period.unit == "月":
        day, short = after_months(since, -period.count if before else period.count)
        note = f"（那个月没有{since.day}日，算到月末）" if short else ""
        return Ended(day, f"{first}{written(day)}{note}")
    if period.unit == "工作日" and not before:
        return _in_working_days(period, since)
    day = since + timedelta(days=-period.count if before else period.count)
    return Ended(day, f"{first}{written(day)}")


def _in_working_days(period: Period, since: date) -> Ended:
    days = working_days_after(since, period.count)
    listed = "、".join(f"{day.month}月{day.day}日" for day in days)
    note = "" if announced(days[-1]) else "那段时间放假怎么安排还没有公布，先按周一到周五算。"
    return Ended(days[-1], f"{written(since)}当天不算，往后数{period.words}：{listed}。{note}".removesuffix("。"))


def end_of_month(period: Period, since: Named) -> str:
    """Say in which month a period ends of which only the month it begins in is told."""
    day, _ = after_months(date(since.year, since.month, 1), period.count)
    return f"{since.year}年{since.month}月 + {period.words} = {day.year}年{day.month}月的同一天"
