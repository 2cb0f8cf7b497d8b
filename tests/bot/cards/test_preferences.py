"""What people set: typed and pressed, with one clear line where it cannot be."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.cards import typed
from bot.cards.cards import CardError
from bot.cards.days import WORKDAYS, next_moment, works
from bot.cards.preferences import Preferences
from bot.people.daytime import Daytime
from tests.auxil.cards import MONDAY, Desk
from tests.auxil.learning import SetClock
from tests.auxil.organisation import MEMBER, STRANGER

pytest_plugins = ["tests.auxil.databases"]
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("7:45", 465),
        ("07：45", 465),
        ("七点半", 450),
        ("7点45分", 465),
        ("早上六点一刻", 375),
        ("晚上8点", 1200),
        ("20点", 1200),
        ("中午12点", 720),
        ("0:00", 0),
        ("8", 480),
    ],
)
def test_times_are_read_as_people_type_them(text: str, minute: int) -> None:
    assert typed.looks_like_time(text)
    assert typed.read_minute(text) == minute


@pytest.mark.parametrize("text", ["25:00", "24:00", "12:60", "7:75", "99", "八十点"])
def test_a_time_there_is_not_is_refused_in_one_line(text: str) -> None:
    assert typed.looks_like_time(text)
    with pytest.raises(CardError, match=f"没有{text}这个时间") as refused:
        typed.read_minute(text)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["党员有哪些权利", "预备党员有没有表决权", "3月几号交党费好呢请问一下"])
def test_a_question_is_taken_for_no_time(text: str) -> None:
    assert not typed.looks_like_time(text)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("柏林", "Europe/Berlin"),
        ("北京", "Asia/Shanghai"),
        ("北京时间", "Asia/Shanghai"),
        ("asia/tokyo", "Asia/Tokyo"),
        ("UTC+3", "Etc/GMT-3"),
        ("-5", "Etc/GMT+5"),
    ],
)
def test_time_zones_are_read_as_people_type_them(text: str, zone: str) -> None:
    assert typed.read_zone(text) == zone


@pytest.mark.parametrize("text", ["火星", "Mars/Phobos", "UTC+99", "../etc/passwd"])
def test_a_time_zone_there_is_not_is_refused(text: str) -> None:
    with pytest.raises(CardError, match="不认识"):
        typed.read_zone(text)


def test_a_pause_is_read_and_one_too_far_or_passed_refused() -> None:
    now = SetClock(MONDAY, 9).now
    assert typed.read_day("5月6日", now, BERLIN) == date(2026, 5, 6)
    for text, said in (("随便", "看不出"), ("2026年1月1日", "看不出"), ("2029年1月1日", "一年")):
        with pytest.raises(CardError, match=said):
            typed.read_day(text, now, BERLIN)


async def test_a_card_in_quiet_hours_moves_them_and_the_other_way_round(desk: Desk) -> None:
    early = await desk.settings.set_minute(MEMBER, 6 * 60 + 30)
    assert (early.daytime.quiet_from, early.daytime.quiet_to) == (21 * 60, 6 * 60 + 30)
    assert "勿扰时段相应改成21:00—06:30" in early.moved
    quiet = await desk.settings.set_quiet(MEMBER, 22 * 60, 9 * 60)
    assert quiet.minute == 9 * 60
    assert "改到09:00" in quiet.moved
    late = await desk.settings.set_minute(MEMBER, 22 * 60 + 30)
    assert not late.daytime.is_quiet(SetClock(MONDAY, 22, 30).now)
    never = await desk.settings.set_quiet(MEMBER, 0, 0)
    assert (never.minute, never.moved) == (22 * 60 + 30, "")


async def test_what_is_set_shows_when_the_next_card_comes(desk: Desk) -> None:
    async def next_at(found: Preferences) -> str:
        return found.next_at.astimezone(BERLIN).isoformat() if found.next_at else "never"

    assert await next_at(await desk.settings.get(MEMBER)) == "2026-03-02T01:00:00+01:00"
    assert await next_at(await desk.settings.set_zone(MEMBER, "Europe/Berlin")) == "2026-03-02T08:00:00+01:00"
    assert await next_at(await desk.settings.set_days(MEMBER, "67")) == "2026-03-07T08:00:00+01:00"
    assert await next_at(await desk.settings.pause(MEMBER, date(2026, 3, 8))) == "2026-03-08T08:00:00+01:00"
    assert await next_at(await desk.settings.pause(MEMBER, None)) == "2026-03-07T08:00:00+01:00"
    assert await next_at(await desk.settings.switch(MEMBER, on=False)) == "never"
    assert await next_at(await desk.settings.switch(MEMBER, on=True)) == "2026-03-07T08:00:00+01:00"
    with pytest.raises(CardError, match="至少留一天"):
        await desk.settings.set_days(MEMBER, "")
    with pytest.raises(CardError, match="邀请链接"):
        await desk.settings.get(STRANGER)


def test_a_time_the_clocks_skip_comes_an_hour_later_and_one_they_show_twice_once() -> None:
    daytime = Daytime(BERLIN)
    spring = next_moment(datetime(2026, 3, 28, 12, tzinfo=BERLIN), 150, "1234567", daytime)
    assert spring
    assert spring.isoformat() == "2026-03-29T03:30:00+02:00"
    autumn = next_moment(datetime(2026, 10, 24, 12, tzinfo=BERLIN), 150, "1234567", daytime)
    assert autumn
    following = next_moment(autumn, 150, "1234567", daytime)
    assert following
    assert following.date() == date(2026, 10, 26)


@pytest.mark.parametrize("year", [1990, 2026, 2027, 2040, 2099, 2120])
def test_working_days_are_known_or_guessed_for_any_year(year: int) -> None:
    worked = sum(works(date.fromordinal(date(year, 1, 1).toordinal() + n)) for n in range(365))
    assert 240 <= worked <= 262
    # the package ends with 2100: from then on it is Monday to Friday
    assert works(date(year, 10, 1)) is (year == 2120)
    assert next_moment(datetime(year, 9, 30, 12, tzinfo=BERLIN), 480, WORKDAYS, Daytime(BERLIN)) is not None
