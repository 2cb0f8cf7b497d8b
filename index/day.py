"""Days a question names (2026年3月5日, 3月5号, 昨天, 上个月5号, 去年7月) and days counted from them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from index.number import read

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_WEEKDAYS = "一二三四五六日"
_YEARS = {"前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1}
_MONTHS = {"上": -1, "这": 0, "本": 0, "下": 1}
_DAYS = {"大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2}
_NAMED = re.compile(
    rf"(?P<year>\d{{4}}|(?<!\d)\d{{2}}|[〇零一二三四五六七八九]{{4}}|{'|'.join(_YEARS)})[年的]?(?P<month>{_N})月份?(?:(?P<day>{_N})[日号]?)?"
    rf"|(?<!\d)(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})(?:[-/.](?P<d>\d{{1,2}}))?(?!\d)"
    rf"|(?P<which>[上这本下])个?月(?:(?P<of>{_N})[日号])?"
    rf"|(?<!\d)(?P<bare>{_N})月份?(?:(?P<on>{_N})[日号]?)?"
    rf"|(?P<week>[上这本下])(?:个?(?:周|星期|礼拜))(?P<weekday>[一二三四五六日天])"
    rf"|(?P<relative>{'|'.join(_DAYS)})"
)
_AHEAD = re.compile(r"如果|的话|准备|打算|计划|将|假如|要是")


@dataclass(frozen=True, slots=True)
class Named:
    """A day, or only a month, that a question names."""

    year: int
    month: int
    day: int | None
    """None where only the month is told."""
    start: int
    end: int
    """Offsets of the words in the question."""

    @property
    def date(self) -> date | None:
        """The day; None where only the month is told."""
        return date(self.year, self.month, self.day) if self.day else None


def named_days(plain: str, today: date, ahead: bool = False) -> tuple[Named, ...]:
    """Find the days a normalised question names; a day without a year is the last one, or the next where it lies ahead.

    Args:
        plain: The question.
        today: What 昨天 and 去年 are counted from.
        ahead: The days lie ahead, whether the question says so or not.

    Returns:
        In order; days that do not exist (2月30日) and those that could be several (周五, 5号) are left out.
    """
    return tuple(_found(plain, today, ahead or bool(_AHEAD.search(plain))))


def _found(plain: str, today: date, ahead: bool) -> Iterator[Named]:
    for match in _NAMED.finditer(plain):
        parts = next((read_(match, today, ahead) for group, read_ in _READERS if match[group]), None)
        if parts and _exists(*parts):
            yield Named(*parts, match.start(), match.end())


_Parts = tuple[int, int, int | None]


def _exists(year: int, month: int, day: int | None) -> bool:
    return 1900 < year < 2200 and 1 <= month <= 12 and (day is None or 1 <= day <= calendar.monthrange(year, month)[1])


def _int(words: str | None) -> int | None:
    value = read(words) if words else None
    return int(value) if value is not None else None


def _with_year(match: re.Match[str], today: date, _: bool) -> _Parts:
    words = match["year"]
    year = today.year + _YEARS[words] if words in _YEARS else _int(words) or 0
    return year + 2000 if year < 100 else year, _int(match["month"]) or 0, _int(match["day"])


def _in_digits(match: re.Match[str], _today: date, _: bool) -> _Parts:
    return int(match["y"]), int(match["m"]), _int(match["d"])


def _of_month(match: re.Match[str], today: date, _: bool) -> _Parts:
    first, _clamped = after_months(today.replace(day=1), _MONTHS[match["which"]])
    return first.year, first.month, _int(match["of"])


def _without_year(match: re.Match[str], today: date, ahead: bool) -> _Parts:
    month, day = _int(match["bare"]) or 0, _int(match["on"])
    if ahead:
        return today.year + ((month, day or 31) < (today.month, today.day)), month, day
    return today.year - ((month, day or 1) > (today.month, today.day)), month, day


def _of_week(match: re.Match[str], today: date, _: bool) -> _Parts:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=_MONTHS[match["week"]])
    day = monday + timedelta(days=_WEEKDAYS.index(match["weekday"].replace("天", "日")))
    return day.year, day.month, day.day


def _relative(match: re.Match[str], today: date, _: bool) -> _Parts:
    day = today + timedelta(days=_DAYS[match["relative"]])
    return day.year, day.month, day.day


_READERS: tuple[tuple[str, Callable[[re.Match[str], date, bool], _Parts]], ...] = (
    ("year", _with_year),
    ("y", _in_digits),
    ("which", _of_month),
    ("bare", _without_year),
    ("week", _of_week),
    ("relative", _relative),
)


def after_months(day: date, months: int) -> tuple[date, bool]:
    """Return the same day so many months later, and whether that month is too short to have it.

    It is then the month's last day (民法典第二百零二条).
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)), day.day > last


def written(day: date) -> str:
    """Write a day as rules do: 2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"
