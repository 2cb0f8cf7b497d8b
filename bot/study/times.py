"""Moments that lie ahead, as people type them: 7月31日 18:00, 下周五, 月底, 今晚7点, 三天后.

Days are read by `index.day`, which reads them in questions too. dateparser 1.5.0 was tried: of 14 such moments it read
four, and none with a weekday of next week, 月底, 今晚 or a Chinese date with its time.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.study.task import StudyError
from bot.words import compose as words
from index.day import after_months, named_days
from index.number import narrow, read

END_OF_DAY = time(23, 59)
"""A task to be done on a day may be done until the day is over."""
EVENING, MORNING = time(19), time(9)
FARTHEST = timedelta(days=183)
"""A day without its year that is farther ahead has just passed: whoever meant next year's writes the year."""
_N = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
_EARLY = re.compile(r"(?:今天|明天|后天|今日|明日|今|明)?(?P<part>早上|早晨|上午|中午|下午|傍晚|晚上|早|晚|夜里)")
_CLOCK = re.compile(
    r"(?<![\d.])(?P<hour>\d{1,2}|[一二两三四五六七八九十]{1,3})"
    r"(?:[:点时](?P<minute>[0-5]?\d|半|一刻|三刻)?(?:分)?)(?!间|候|\d)"
)
_LATER = re.compile(
    rf"(?<![\d月])(?P<count>{_N}|半)(?:个?(?P<unit>分钟|小时|钟头|天|周|星期|礼拜)|(?P<day>日)(?=以?之?[后内])|个(?P<month>月))"
)
_WEEKDAY = re.compile(r"(?<![上这本下])(?:周|星期|礼拜)(?P<day>[一二三四五六日天])")
_OF_MONTH = re.compile(rf"(?<![\d月]){_N}[号日](?!\d|以?之?[后内])")
_SHORT = re.compile(r"(?<![\d.\-/])(?P<month>\d{1,2})[./\-](?P<day>\d{1,2})(?![\d.\-/])")
_END = re.compile(r"(?P<month>这个?月|本月|下个?月|年|\d{1,2}月|[一二三四五六七八九十]{1,2}月)?(?:月?)[底末]")
_VAGUE = re.compile(r"再[说看定议讲]|看情况|到时候?再|过[两几]|几天|改天|回头|有空|不急|随便|大概|可能|也许|不一定")
"""Whoever says so has not decided yet: 过两天再说吧."""
_DAYS = {"今": 0, "明": 1, "后天": 2, "大后天": 3}
_PARTS = {"早上": time(8), "早晨": time(8), "早": MORNING, "上午": MORNING, "中午": time(12), "下午": time(15)}
_PARTS |= {"傍晚": time(18), "晚上": EVENING, "晚": EVENING, "夜里": time(21)}
_LATE = ("下午", "傍晚", "晚上", "晚", "夜里")
_SHORTER = ("分钟", "小时", "钟头")
_MINUTES = {"半": 30, "一刻": 15, "三刻": 45}
_WEEKDAYS = "一二三四五六日"


def read_moment(text: str, now: datetime, zone: ZoneInfo, at: time = END_OF_DAY) -> datetime:
    """Read a moment that lies ahead.

    Args:
        text: As typed.
        now: What the time is.
        zone: In which it is meant.
        at: The time of a day told without one.

    Raises:
        StudyError: It says no moment, or one that has passed.
    """
    now = now.astimezone(UTC)  # moments of one zone are compared by what its clocks show, which an hour shows twice
    plain, here = narrow(" ".join(text.split())), now.astimezone(zone)
    moment = _exactly_later(plain, here)
    if moment is None or _VAGUE.search(plain):
        day, clock = _day(plain, here.date()), _clock(plain)
        if (day is None and clock is None) or _VAGUE.search(plain):
            raise StudyError(words.MOMENT_UNREAD.format(text=text.strip()[:20]))
        moment = _on(day or here.date(), clock or at, zone)
        if day is None and moment <= now:
            moment = _on(here.date() + timedelta(days=1), clock or at, zone)
    if moment <= now:
        raise StudyError(words.MOMENT_PAST.format(moment=moment))
    return moment


def in_days(now: datetime, zone: ZoneInfo, days: int) -> datetime:
    """Return the end of the day so many days from now."""
    return _on(now.astimezone(zone).date() + timedelta(days=days), END_OF_DAY, zone)


def end_of_month(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the end of this month's last day."""
    return _on(_last(now.astimezone(zone).date()), END_OF_DAY, zone)


def _on(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return a moment; one that the clocks skip is the one they show instead."""
    return datetime.combine(day, clock, zone).astimezone(UTC).astimezone(zone)


def _exactly_later(plain: str, here: datetime) -> datetime | None:
    """Read 半小时后, 20分钟后."""
    found = _LATER.search(plain)
    if not found or found["unit"] not in _SHORTER:
        return None
    count = 0.5 if found["count"] == "半" else float(read(found["count"]) or 0)
    ahead = timedelta(minutes=count) if found["unit"] == "分钟" else timedelta(hours=count)
    return (here.astimezone(UTC) + ahead).astimezone(here.tzinfo)  # of real time, also when the clocks change


def _day(plain: str, today: date) -> date | None:
    return next((day for reader in _READERS if (day := reader(plain, today))), None)


def _named(plain: str, today: date) -> date | None:
    """Read what questions name days by, a whole month aside."""
    for named in named_days(plain, today, ahead=True):
        if named.date:
            rolled = str(named.year) not in plain and "年" not in plain and named.date - today > FARTHEST
            leap = (named.month, named.day) == (2, 29)
            return named.date.replace(year=named.year - 1) if rolled and not leap else named.date
    return None


def _short(plain: str, today: date) -> date | None:
    """Read 7.31, 7/31."""
    found = _SHORT.search(plain)
    return _named(f"{found['month']}月{found['day']}日", today) if found else None


def _end(plain: str, today: date) -> date | None:
    """Read 月底, 下月底, 7月底, 年底."""
    found = _END.search(plain)
    if not found:
        return None
    month = found["month"] or ""
    if month == "年":
        return today.replace(month=12, day=31)
    if month[:1] in ("下",):
        return _last(after_months(today.replace(day=1), 1)[0])
    number = read(month.removesuffix("月")) if month[:1] not in ("", "这", "本") else None
    if number is None:
        return _last(today)
    if not 1 <= number <= 12:
        return None
    first = date(today.year + (number < today.month), int(number), 1)
    return _last(first)


def _last(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _weekday(plain: str, today: date) -> date | None:
    """Read 周五: the next one, today counted."""
    found = _WEEKDAY.search(plain)
    if not found:
        return None
    place = _WEEKDAYS.index(found["day"].replace("天", "日"))
    return today + timedelta(days=(place - today.weekday()) % 7)


def _later(plain: str, today: date) -> date | None:
    """Read 三天后, 两周, 一个月."""
    found = _LATER.search(plain)
    count = read(found["count"]) if found else None
    if not found or count is None or found["unit"] in _SHORTER:
        return None
    if found["month"]:
        return after_months(today, int(count))[0]
    return today + timedelta(days=int(count) * (1 if found["day"] or found["unit"] == "天" else 7))


def _of_month(plain: str, today: date) -> date | None:
    """Read 31号: this month's, or the next month's where that has passed."""
    found = _OF_MONTH.search(plain)
    number = read(found[0][:-1]) if found else None
    if number is None or not 1 <= number <= 31:
        return None
    first = today.replace(day=1) if number >= today.day else after_months(today.replace(day=1), 1)[0]
    return first.replace(day=int(number)) if number <= monthrange(first.year, first.month)[1] else None


def _near(plain: str, today: date) -> date | None:
    """Read 大后天, 今晚, 明早."""
    found = re.search(r"大后天|后天|[今明](?=[早晚天日])", plain)
    return today + timedelta(days=_DAYS[found[0]]) if found else None


_READERS: tuple[Callable[[str, date], date | None], ...] = (
    _end,
    _near,
    _named,
    _weekday,
    _short,
    _of_month,
    _later,
)


def _clock(plain: str) -> time | None:
    part = _EARLY.search(plain)
    found = _CLOCK.search(plain)
    hour = read(found["hour"]) if found else None
    if found is None or hour is None or hour > 24:
        return _PARTS[part["part"]] if part else None
    minute = found["minute"] or "0"
    minutes = _MINUTES.get(minute) or int(minute)
    late = part is not None and (part["part"] in _LATE or (part["part"] == "中午" and hour < 4))
    hours = int(hour) + (12 if late and hour < 12 else 0)
    return END_OF_DAY if hours == 24 else time(hours, minutes)
