"""Moments as secretaries type them on a phone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.study.task import StudyError
from bot.study.times import MORNING, end_of_month, in_days, read_moment

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 7, 15, 10, 0, tzinfo=ZONE)
"""A Wednesday."""


def written(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("7月31日 18:00", "2026-07-31 18:00"),
        ("7月31日", "2026-07-31 23:59"),
        ("7.31", "2026-07-31 23:59"),
        ("31号", "2026-07-31 23:59"),
        ("10号", "2026-08-10 23:59"),
        ("七月三十一日下午六点", "2026-07-31 18:00"),
        ("下周五", "2026-07-24 23:59"),
        ("周五", "2026-07-17 23:59"),
        ("这周五下午3点", "2026-07-17 15:00"),
        ("下周五晚上7点半", "2026-07-24 19:30"),
        ("星期天晚上", "2026-07-19 19:00"),
        ("今晚7点", "2026-07-15 19:00"),
        ("明晚8点", "2026-07-16 20:00"),
        ("明天中午12点", "2026-07-16 12:00"),
        ("后天", "2026-07-17 23:59"),
        ("大后天", "2026-07-18 23:59"),
        ("三天后", "2026-07-18 23:59"),
        ("3日内", "2026-07-18 23:59"),
        ("一周", "2026-07-22 23:59"),
        ("一个月后", "2026-08-15 23:59"),
        ("半小时后", "2026-07-15 10:30"),
        ("月底", "2026-07-31 23:59"),
        ("本月底18点", "2026-07-31 18:00"),
        ("下月底", "2026-08-31 23:59"),
        ("年底", "2026-12-31 23:59"),
        ("18:00", "2026-07-15 18:00"),
        ("9点", "2026-07-16 09:00"),
        ("２０２６-08-01 ９：３０", "2026-08-01 09:30"),
        ("2027年7月1日", "2027-07-01 23:59"),
        ("12月31日24:00", "2026-12-31 23:59"),
    ],
)
def test_a_moment_is_read_as_it_is_meant(typed: str, meant: str) -> None:
    assert written(read_moment(typed, NOW, ZONE)) == meant


@pytest.mark.parametrize("typed", ["7月1日", "昨天", "周三 8:00", "2020-01-01"])
def test_a_moment_that_has_passed_is_refused(typed: str) -> None:
    with pytest.raises(StudyError, match="已经过了"):
        read_moment(typed, NOW, ZONE)


@pytest.mark.parametrize(
    "typed",
    [
        "党费怎么算",
        "随便",
        "2月30日",
        "99点",
        "3月",
        "",
        "过两天再说吧",
        "过几天",
        "下周再定",
        "大概月底",
        "周五看情况",
    ],
)
def test_what_says_no_moment_is_refused(typed: str) -> None:
    with pytest.raises(StudyError, match="看不懂时间"):
        read_moment(typed, NOW, ZONE)


def test_a_day_without_a_time_is_what_it_is_asked_for() -> None:
    assert written(read_moment("明天", NOW, ZONE, MORNING)) == "2026-07-16 09:00"


def test_days_end_where_people_live_also_when_the_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 10, 24, 12, tzinfo=berlin)  # the night after it has 25 hours
    assert f"{in_days(before, berlin, 1):%d %H:%M %z}" == "25 23:59 +0100"
    assert f"{end_of_month(before, berlin):%d %H:%M %z}" == "31 23:59 +0100"


def test_hours_from_now_are_real_hours_also_when_the_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    evening = datetime(2026, 3, 28, 23, tzinfo=berlin)  # 2:00 to 3:00 of the next morning does not exist
    assert f"{read_moment('4小时后', evening, berlin):%d %H:%M}" == "29 04:00"
    assert f"{read_moment('3月29日 2:30', evening, berlin):%d %H:%M}" == "29 03:30"
    twice = datetime(2026, 10, 25, 2, 40, tzinfo=berlin)  # 2:00 to 3:00 comes a second time
    assert read_moment("半小时后", twice, berlin).timestamp() == twice.timestamp() + 1800
