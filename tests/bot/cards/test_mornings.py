"""One card a morning: at the person's time, by the person's clock, on the days they chose, and never a backlog."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from fsrs import Rating
from sqlalchemy import insert, select, update

from bot.cards.choice import STARTERS
from bot.cards.mornings import Mornings
from bot.cards.planning import A_SECOND, spread
from bot.handing_out import HandingOut
from bot.storage.card_tables import card_plans, card_showings
from bot.storage.study_tables import deliveries
from bot.storage.tables import persons
from bot.study.delivery import DeliveryState
from bot.study.task import Theme
from bot.study.tasks import Tasks
from scripts.telegram_stub import TOKEN, Faults, TelegramStub
from tests.auxil.cards import MONDAY, Desk
from tests.auxil.learning import SetClock
from tests.auxil.organisation import DEPUTY, MEMBER, NEIGHBOUR, PROBATIONARY, SECRETARY
from tests.auxil.sending import ZONE, bot_of
from tests.auxil.studying import draft_of

pytest_plugins = ["tests.auxil.databases"]
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = (f"2026-03-{day:02}" for day in range(3, 8))
EVERYBODY = [SECRETARY, DEPUTY, MEMBER, PROBATIONARY, NEIGHBOUR]
DAYS = [datetime(2026, 3, 2).date() + timedelta(days=ahead) for ahead in range(60)]


async def only_member(desk: Desk) -> None:
    """Switch off everybody else."""
    for person in (SECRETARY, DEPUTY, PROBATIONARY, NEIGHBOUR):
        await desk.settings.switch(person, on=False)


async def test_everybody_gets_one_card_at_eight_on_working_days(desk: Desk) -> None:
    assert await desk.due() == {}
    assert await desk.at(MONDAY, 7, 59) == {}
    assert sorted(await desk.at(MONDAY, 8)) == EVERYBODY
    assert await desk.at(MONDAY, 20) == {}
    assert sorted(await desk.at(FRIDAY, 8)) == EVERYBODY
    assert await desk.at(SATURDAY, 12) == {}


async def test_duties_and_rights_alternate_strictly_whatever_is_asked_for_besides(desk: Desk) -> None:
    await only_member(desk)
    await desk.settings.set_days(MEMBER, "1234567")
    themes = []
    for day in DAYS:
        morning = (await desk.at(day.isoformat(), 8))[MEMBER]
        themes.append(morning.question.theme)
        await desk.cards.turn(MEMBER, morning.showing.id)
        await desk.cards.rate(MEMBER, morning.showing.id, Rating.Good if day.day % 3 else Rating.Again)
        if day.day % 4 == 0:
            more = await desk.cards.another(MEMBER, morning.showing.id)
            assert more is not None
            themes.append(more.question.theme)
    assert all(one is not next_ for one, next_ in pairwise(themes))
    counted = Counter(themes)
    assert abs(counted[Theme.RIGHT] - counted[Theme.DUTY]) <= 1


async def test_newcomers_get_to_know_ten_cards_on_ten_mornings(desk: Desk) -> None:
    await only_member(desk)
    await desk.settings.set_days(MEMBER, "1234567")
    seen, places = [], []
    for day in DAYS[: STARTERS + 3]:
        morning = (await desk.at(day.isoformat(), 8))[MEMBER]
        seen.append(morning.question.id)
        places.append(morning.nth)
        await desk.cards.turn(MEMBER, morning.showing.id)
        await desk.cards.rate(MEMBER, morning.showing.id, Rating.Good)
    assert places == [*range(1, STARTERS + 1), 0, 0, 0]
    assert len(set(seen[:STARTERS])) == STARTERS
    assert set(seen[STARTERS:]) <= set(seen[:STARTERS]), "what is due comes before what is new"


async def test_after_two_days_down_nobody_gets_more_than_one(desk: Desk) -> None:
    await desk.planning.plan()
    assert sorted(await desk.at(MONDAY, 8)) == EVERYBODY
    given = await desk.at(THURSDAY, 15, 30)
    assert sorted(given) == EVERYBODY
    assert await desk.at(THURSDAY, 16) == {}
    assert sorted(await desk.at(FRIDAY, 8)) == EVERYBODY


async def test_two_processes_share_the_morning(desk: Desk) -> None:
    await desk.planning.plan()
    desk.clock.set(MONDAY, 8)
    others = [Mornings(desk.org.members, desk.stock, ZONE, desk.clock) for _ in range(4)]
    claimed = await asyncio.gather(*(other.claim(2) for other in others for _ in range(2)))
    chats = [morning.chat for batch in claimed for morning in batch]
    while batch := await desk.mornings.claim(2):
        chats += [morning.chat for morning in batch]
    assert sorted(chats) == EVERYBODY


async def test_what_a_killed_process_had_claimed_is_not_sent_twice_on_that_day(desk: Desk) -> None:
    await desk.planning.plan()
    desk.clock.set(MONDAY, 8)
    assert await desk.mornings.claim(9)
    assert await desk.at(MONDAY, 9) == {}
    assert sorted(await desk.at(TUESDAY, 8)) == EVERYBODY


async def test_who_lives_elsewhere_gets_it_in_their_morning_also_when_the_clocks_change(desk: Desk) -> None:
    await only_member(desk)
    await desk.settings.set_zone(MEMBER, "Europe/Berlin")
    await desk.settings.set_days(MEMBER, "1234567")
    # eight in Berlin is 15:00 in Beijing in winter, 14:00 from 29 March on
    assert await desk.at("2026-03-28", 14, 59) == {}
    assert list(await desk.at("2026-03-28", 15)) == [MEMBER]
    assert await desk.at("2026-03-29", 13, 59) == {}
    assert list(await desk.at("2026-03-29", 14)) == [MEMBER]


@pytest.mark.parametrize(
    ("day", "comes"),
    [
        ("2026-02-14", True),  # a Saturday worked for Spring Festival
        ("2026-02-17", False),  # Spring Festival
        ("2026-10-01", False),
        ("2026-10-10", True),  # a Saturday worked for National Day
        ("2027-02-08", False),  # Spring Festival of a year whose shifted days nobody has told yet
        ("2027-03-01", True),
        ("2099-10-01", False),
        ("2099-10-08", True),
        ("2150-01-04", False),  # a Sunday
        ("2150-01-05", True),
    ],
)
async def test_public_holidays_are_kept_and_shifted_working_days_too(desk: Desk, day: str, comes: bool) -> None:
    before = (datetime.fromisoformat(day) - timedelta(days=1)).date().isoformat()
    desk.clock.set(before, 20)
    await desk.planning.plan()
    assert bool(await desk.at(day, 8)) is comes


async def test_a_pause_ends_by_itself_and_off_is_for_good(desk: Desk) -> None:
    await desk.planning.plan()
    await desk.settings.pause(MEMBER, datetime(2026, 3, 4).date())
    await desk.settings.switch(DEPUTY, on=False)
    told = [sorted(await desk.at(day, 8)) for day in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY)]
    assert [MEMBER in people for people in told] == [False, False, True, True]
    assert not any(DEPUTY in people for people in told)
    assert DEPUTY not in await desk.at("2027-06-01", 8)
    await desk.settings.switch(DEPUTY, on=True)
    assert DEPUTY in await desk.at("2027-06-02", 8)


async def test_whatever_is_set_a_day_has_one_card(desk: Desk) -> None:
    await desk.planning.plan()
    assert MEMBER in await desk.at(MONDAY, 8)
    found = await desk.settings.set_minute(MEMBER, 10 * 60)
    assert found.next_at == SetClock(TUESDAY, 10).now
    await desk.settings.switch(MEMBER, on=False)
    await desk.settings.switch(MEMBER, on=True)
    await desk.settings.set_zone(MEMBER, "Europe/Berlin")
    assert await desk.at(MONDAY, 17) == {}


async def test_a_study_task_brought_up_that_day_takes_the_cards_place(desk: Desk) -> None:
    tasks = Tasks(desk.org.members, ZONE, desk.clock)
    desk.clock.set(MONDAY, 22)
    await desk.planning.plan()
    task = (await tasks.confirm(SECRETARY, draft_of(), "t")).task
    async with desk.engine.begin() as connection:
        sent = {"state": DeliveryState.SENT.value, "message_id": 1, "sent_at": desk.clock()}
        await connection.execute(update(deliveries).values(sent))
    await desk.reminders.nudge(SECRETARY, task.id)
    given = await desk.at(TUESDAY, 8)
    assert list(given) == [NEIGHBOUR]
    reminded = await desk.reminders.claim(9)
    assert {reminder.chat for reminder in reminded} == {SECRETARY, DEPUTY, MEMBER, PROBATIONARY}
    for reminder in reminded:
        await desk.reminders.told(reminder)
    assert sorted(await desk.at(WEDNESDAY, 8)) == EVERYBODY


async def test_reminders_of_study_tasks_keep_the_persons_own_night(desk: Desk) -> None:
    tasks = Tasks(desk.org.members, ZONE, desk.clock)
    task = (await tasks.confirm(SECRETARY, draft_of(), "t")).task
    async with desk.engine.begin() as connection:
        sent = {"state": DeliveryState.SENT.value, "message_id": 1, "sent_at": desk.clock()}
        await connection.execute(update(deliveries).values(sent))
    await desk.settings.set_zone(MEMBER, "Europe/Berlin")
    await desk.settings.set_quiet(DEPUTY, 20 * 60, 11 * 60)
    await desk.settings.switch(PROBATIONARY, on=False)
    desk.clock.set(MONDAY, 10)
    assert await desk.reminders.nudge(SECRETARY, task.id) == 3

    async def reminded(hour: int) -> set[int]:
        desk.clock.set(MONDAY, hour)
        claimed = await desk.reminders.claim(9)
        for reminder in claimed:
            await desk.reminders.told(reminder)
        return {reminder.chat for reminder in claimed}

    assert await reminded(10) == {SECRETARY}
    assert await reminded(11) == {DEPUTY}
    assert await reminded(14) == set()
    assert await reminded(15) == {MEMBER}


# The rate limit


async def test_many_at_eight_are_spread_over_seconds_earliest_risers_first(desk: Desk) -> None:
    eight, early = SetClock(TUESDAY, 8).now, SetClock(TUESDAY, 6, 30).now
    async with desk.engine.begin() as connection:
        rows = [{"telegram_id": 90_000 + n, "name": "某"} for n in range(3 * A_SECOND)]
        people = (await connection.scalars(insert(persons).returning(persons.c.id), rows)).all()
        plan = [
            {
                "person": person,
                "minute": 480,
                "days": "work",
                "next_at": early if n == 3 else eight,
                "reads_at": 490 - n % 10 if n > 9 else None,
            }
            for n, person in enumerate(people)
        ]
        await connection.execute(insert(card_plans), plan)
    desk.clock.set(MONDAY, 18)
    await desk.planning.plan()
    async with desk.engine.connect() as connection:
        query = select(card_plans).where(card_plans.c.person.in_(people))
        planned = sorted((await connection.execute(query)).all(), key=lambda row: (row.send_at, row.reads_at or 9999))
    assert planned[0].send_at == early
    seconds = Counter(row.send_at for row in planned[1:])
    assert list(seconds) == [eight + timedelta(seconds=n) for n in range(len(seconds))]
    assert max(seconds.values()) <= A_SECOND
    risers = [row.reads_at or 9999 for row in planned[1:]]
    assert risers == sorted(risers)


def test_latecomers_find_the_first_second_with_room() -> None:
    now = SetClock(MONDAY, 7).now
    eight = now + timedelta(hours=1)
    taken = {eight: A_SECOND, eight + timedelta(seconds=1): A_SECOND - 1}
    planned = spread([(1, eight), (2, eight)], taken, now)
    assert planned == [(1, eight + timedelta(seconds=1)), (2, eight + timedelta(seconds=2))]
    assert spread([(1, now - timedelta(days=2))], {}, now) == [(1, now)]


# On their way


def handing_out(desk: Desk) -> HandingOut:
    return HandingOut(desk.planning, desk.mornings, desk.steering)


async def test_who_blocks_the_bot_costs_one_failed_send(desk: Desk) -> None:
    await only_member(desk)
    await desk.planning.plan()
    async with (
        TelegramStub(Faults(blocked=1.0)).serve() as stub,
        bot_of(f"{stub.url}bot", TOKEN, desk.engine) as bot,
    ):
        for day in (MONDAY, TUESDAY, WEDNESDAY):
            desk.clock.set(day, 8)
            await handing_out(desk).tell_all(bot)
        assert stub.seen.refused.total() == 1
        stub.faults = Faults()
        await desk.steering.came_back(MEMBER)
        desk.clock.set(THURSDAY, 8)
        await handing_out(desk).tell_all(bot)
        assert dict(stub.seen.delivered) == {MEMBER: 1}


async def test_one_that_has_not_left_goes_out_when_telegram_is_there_again(desk: Desk) -> None:
    await only_member(desk)
    await desk.planning.plan()
    desk.clock.set(MONDAY, 8)
    (morning,) = await desk.mornings.claim(9)
    await desk.mornings.release(morning)
    async with desk.engine.connect() as connection:
        assert (await connection.execute(select(card_showings))).all() == []
    again = (await desk.due())[MEMBER]
    assert (again.question, again.nth) == (morning.question, 1)


async def test_one_that_may_be_out_is_not_repeated(desk: Desk) -> None:
    await only_member(desk)
    await desk.planning.plan()
    async with (
        TelegramStub(Faults(closed=1.0)).serve() as stub,
        bot_of(f"{stub.url}bot", TOKEN, desk.engine) as bot,
    ):
        desk.clock.set(MONDAY, 8)
        await handing_out(desk).tell_all(bot)
        stub.faults = Faults()
        await handing_out(desk).tell_all(bot)
        assert stub.seen.delivered[MEMBER] <= 1
        assert stub.seen.refused.total() == 1


async def test_none_leaves_once_quiet_hours_have_begun(desk: Desk) -> None:
    await only_member(desk)
    await desk.settings.set_minute(MEMBER, 20 * 60 + 59)
    await desk.planning.plan()
    desk.clock.set(MONDAY, 20, 59)
    (morning,) = await desk.mornings.claim(9)
    desk.clock.set(MONDAY, 21)
    assert not desk.mornings.may_leave(morning)
    await desk.mornings.release(morning)
    assert await desk.due() == {}
