"""People are reminded as they chose, once a day, by day, in one message; a secretary may nudge once a day."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine
from telegram.ext import ExtBot

from bot.app import App
from bot.people.roles import NotAllowedError, Role
from bot.reminding import Reminding
from bot.sandbox.server import Sandbox
from bot.storage.study_tables import deliveries
from bot.storage.tables import persons
from bot.study.completion import Completion
from bot.study.delivery import DeliveryState
from bot.study.own_data import data_of
from bot.study.reminder_times import Choice, is_quiet, moments, opening
from bot.study.reminders import Reminders
from bot.study.steering import Steering
from bot.study.task import StudyError, Task
from bot.study.tasks import Tasks
from bot.words import study as words
from scripts.telegram_stub import TOKEN, Faults, TelegramStub
from tests.auxil.learning import BELOW, QUESTIONS, Classroom, SetClock, buttons, classroom, phones_of
from tests.auxil.organisation import (
    DEPUTY,
    MEMBER,
    NEIGHBOUR,
    PROBATIONARY,
    SECRETARY,
    Organisation,
    organise,
)
from tests.auxil.phone import Phone
from tests.auxil.ports import free_port
from tests.auxil.sending import ZONE, bot_of
from tests.auxil.studying import draft_of
from tests.bot.test_gatekeeper import people

__all__ = ["people"]
pytest_plugins = ["tests.auxil.databases"]
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (f"2026-03-{day:02}" for day in range(2, 6))
MORNING, EVENING = 9, 20


@dataclass(frozen=True, slots=True)
class Study:
    """A branch with study tasks that have arrived, and a clock to set; it begins on Monday at ten."""

    engine: AsyncEngine
    org: Organisation
    clock: SetClock
    tasks: Tasks
    steering: Steering
    completion: Completion
    reminders: Reminders

    async def arrived(self, title: str = "学党章", **more: Any) -> Task:  # noqa: ANN401
        """Send a task to the branch; it has arrived."""
        draft = replace(draft_of(**more), title=title)
        task = (await self.tasks.confirm(SECRETARY, draft, f"{title} {self.clock()}")).task
        async with self.engine.begin() as connection:
            sent = {"state": DeliveryState.SENT.value, "message_id": 1, "sent_at": self.clock()}
            await connection.execute(update(deliveries).where(deliveries.c.task == task.id).values(sent))
        return task

    async def due(self) -> dict[int, list[str]]:
        """Claim what is due and tell it; gives the titles by person."""
        claimed = await self.reminders.claim(100)
        for reminder in claimed:
            await self.reminders.told(reminder)
        return {reminder.chat: [own.task.title for own in reminder.tasks] for reminder in claimed}


@pytest.fixture
async def study(database: AsyncEngine, tmp_path: Path) -> Study:
    org, clock = await organise(database, tmp_path), SetClock(MONDAY, 10)
    return Study(
        database,
        org,
        clock,
        Tasks(org.members, ZONE, clock),
        Steering(org.members, ZONE, clock),
        Completion(database, ZONE, clock),
        Reminders(org.members, ZONE, clock),
    )


def at(day: str, hour: int, minute: int = 0) -> datetime:
    return SetClock(day, hour, minute).now


# As they chose


async def test_everybody_is_reminded_when_they_chose_and_not_before(study: Study) -> None:
    task = await study.arrived(deadline=at(THURSDAY, 18))
    for who, choice in ((MEMBER, Choice.TONIGHT), (DEPUTY, Choice.TOMORROW), (PROBATIONARY, Choice.DAY_BEFORE)):
        await study.reminders.choose(who, task.id, choice)
    told = {}
    for moment in [at(day, hour) for day in (MONDAY, TUESDAY, WEDNESDAY) for hour in (11, EVENING)]:
        study.clock.now = moment
        told[moment] = list(await study.due())
    expected = {at(MONDAY, EVENING): [MEMBER], at(TUESDAY, 11): [DEPUTY], at(WEDNESDAY, 11): [PROBATIONARY]}
    assert {moment: who for moment, who in told.items() if who} == expected


async def test_nobody_is_reminded_who_did_not_ask_for_it(study: Study) -> None:
    await study.arrived(deadline=at(WEDNESDAY, 18))
    study.clock.set(TUESDAY, 10)
    assert await study.due() == {}


async def test_never_after_it_is_done_or_taken_back_or_too_late_or_the_person_left(study: Study) -> None:
    async def chosen(title: str) -> Task:
        task = await study.arrived(title, deadline=at(TUESDAY, 12))
        await study.reminders.choose(MEMBER, task.id, Choice.TOMORROW)
        return task

    done, withdrawn, _open = await chosen("甲"), await chosen("乙"), await chosen("丙")
    await study.completion.complete(MEMBER, done.id)
    await study.steering.withdraw(SECRETARY, withdrawn.id)
    study.clock.set(TUESDAY, 13)
    assert await study.due() == {}
    study.clock.set(TUESDAY, 10)
    await study.org.members.remove(SECRETARY, await study.org.person(MEMBER), study.org.first.id)
    assert await study.due() == {}


async def test_what_fell_due_meanwhile_is_one_message(study: Study) -> None:
    for title in ("甲", "乙", "丙"):
        task = await study.arrived(title)
        await study.reminders.choose(MEMBER, task.id, Choice.TONIGHT if title == "甲" else Choice.TOMORROW)
    study.clock.set(THURSDAY, 3)
    assert await study.due() == {}
    study.clock.set(THURSDAY, 8)
    assert await study.due() == {MEMBER: ["甲", "乙", "丙"]}
    assert await study.due() == {}


async def test_a_day_has_one_reminder_of_a_task(study: Study) -> None:
    task = await study.arrived()
    await study.reminders.choose(MEMBER, task.id, Choice.TOMORROW)
    study.clock.set(TUESDAY, 10)
    assert await study.due() == {MEMBER: ["学党章"]}
    own = await study.completion.get(MEMBER, task.id)
    assert Choice.TONIGHT not in study.reminders.offered(own)
    with pytest.raises(StudyError, match="另选"):
        await study.reminders.choose(MEMBER, task.id, Choice.TONIGHT)
    assert await study.reminders.nudge(SECRETARY, task.id) == 3
    assert sorted(await study.due()) == [SECRETARY, DEPUTY, PROBATIONARY]


async def test_a_choice_can_be_changed_and_taken_back(study: Study) -> None:
    task = await study.arrived()
    await study.reminders.choose(MEMBER, task.id, Choice.TONIGHT)
    own = await study.reminders.choose(MEMBER, task.id, Choice.TOMORROW)
    assert own.remind_at == at(TUESDAY, MORNING)
    await study.reminders.choose(MEMBER, task.id, None)
    study.clock.set(TUESDAY, 10)
    assert await study.due() == {}


async def test_days_off_reminders(study: Study) -> None:
    task, other = await study.arrived("甲"), await study.arrived("乙")
    await study.reminders.choose(MEMBER, task.id, Choice.TONIGHT)
    await study.reminders.nudge(SECRETARY, other.id)
    until = await study.reminders.pause(MEMBER, 2)
    assert until == at(WEDNESDAY, 0)
    async with study.engine.connect() as connection:
        assert (await data_of(connection, MEMBER))["no_reminders_until"] == until.astimezone(UTC).isoformat()
    for moment in (at(MONDAY, EVENING), at(TUESDAY, 10)):
        study.clock.now = moment
        assert MEMBER not in await study.due()
    with pytest.raises(StudyError, match="03月04日"):
        await study.reminders.choose(MEMBER, task.id, Choice.TONIGHT)
    study.clock.set(WEDNESDAY, 8)
    assert await study.due() == {MEMBER: ["甲"]}
    await study.reminders.pause(MEMBER, 7)
    assert await study.reminders.pause(MEMBER, 0) is None
    assert (await study.completion.studies(MEMBER)).quiet_until is None


async def test_two_processes_share_the_work(study: Study) -> None:
    task = await study.arrived()
    for who in (SECRETARY, DEPUTY, MEMBER, PROBATIONARY):
        await study.reminders.choose(who, task.id, Choice.TONIGHT)
    study.clock.set(MONDAY, EVENING)
    others = [Reminders(study.org.members, ZONE, study.clock) for _ in range(4)]
    claimed = await asyncio.gather(*(other.claim(2) for other in others for _ in range(2)))
    chats = sorted(reminder.chat for batch in claimed for reminder in batch)
    assert chats == sorted({*chats})
    while batch := await study.reminders.claim(2):
        chats += [reminder.chat for reminder in batch]
    assert sorted(chats) == [SECRETARY, DEPUTY, MEMBER, PROBATIONARY]


async def test_what_a_killed_process_had_claimed_comes_the_next_morning_and_not_on_the_same_day(study: Study) -> None:
    task = await study.arrived()
    await study.reminders.choose(MEMBER, task.id, Choice.TONIGHT)
    study.clock.set(MONDAY, EVENING)
    assert len(await study.reminders.claim(9)) == 1
    after = replace(study, reminders=Reminders(study.org.members, ZONE, study.clock))
    assert await after.due() == {}
    study.clock.set(TUESDAY, 8)
    assert await after.due() == {MEMBER: ["学党章"]}


# The secretary


async def test_a_nudge_reminds_the_rest_once_a_day(study: Study) -> None:
    task = await study.arrived(deadline=at(THURSDAY, 18))
    await study.completion.complete(SECRETARY, task.id)
    assert await study.reminders.nudge(SECRETARY, task.id) == 3
    with pytest.raises(StudyError, match="今天已经提醒过"):
        await study.reminders.nudge(DEPUTY, task.id)
    assert sorted(await study.due()) == [DEPUTY, MEMBER, PROBATIONARY]
    study.clock.set(TUESDAY, 8)
    await study.completion.complete(MEMBER, task.id)
    assert await study.reminders.nudge(DEPUTY, task.id) == 2
    assert sorted(await study.due()) == [DEPUTY, PROBATIONARY]


@pytest.mark.parametrize(("day", "hour"), [(MONDAY, 22), (TUESDAY, 6)])
async def test_a_nudge_at_night_goes_out_in_the_morning(study: Study, day: str, hour: int) -> None:
    task = await study.arrived()
    study.clock.set(day, hour)
    assert await study.reminders.nudge(SECRETARY, task.id) == 4
    with pytest.raises(StudyError, match="今天已经提醒过"):
        await study.reminders.nudge(SECRETARY, task.id)
    assert await study.due() == {}
    study.clock.set(TUESDAY, 8)
    assert len(await study.due()) == 4
    study.clock.set(TUESDAY, 10)
    with pytest.raises(StudyError, match="今天已经提醒过"):
        await study.reminders.nudge(SECRETARY, task.id)


async def test_a_nudge_leaves_alone_who_chose_today_and_keeps_what_others_chose(study: Study) -> None:
    task = await study.arrived()
    await study.reminders.choose(MEMBER, task.id, Choice.TONIGHT)
    await study.reminders.choose(DEPUTY, task.id, Choice.TOMORROW)
    assert await study.reminders.nudge(SECRETARY, task.id) == 3
    assert MEMBER not in await study.due()
    study.clock.set(MONDAY, EVENING)
    assert await study.due() == {MEMBER: ["学党章"]}
    study.clock.set(TUESDAY, 10)
    assert await study.due() == {DEPUTY: ["学党章"]}


async def test_a_nudge_reaches_only_those_who_have_the_task(study: Study) -> None:
    task = await study.arrived()
    person = await study.org.person(MEMBER)
    async with study.engine.begin() as connection:
        theirs = update(deliveries).where(deliveries.c.person == person)
        await connection.execute(theirs.values(state=DeliveryState.UNKNOWN.value, message_id=None))
    await study.steering.lost(DEPUTY)
    await study.reminders.pause(PROBATIONARY, 1)
    assert await study.reminders.nudge(SECRETARY, task.id) == 1
    assert list(await study.due()) == [SECRETARY]


async def test_who_may_not_send_may_not_nudge_and_what_is_over_is_not_nudged(study: Study) -> None:
    task = await study.arrived(deadline=at(TUESDAY, 7))
    for who in (MEMBER, PROBATIONARY, NEIGHBOUR):
        with pytest.raises(NotAllowedError):
            await study.reminders.nudge(who, task.id)
    study.clock.set(MONDAY, 22)
    with pytest.raises(StudyError, match="来不及"):
        await study.reminders.nudge(SECRETARY, task.id)
    await study.steering.withdraw(SECRETARY, task.id)
    with pytest.raises(StudyError, match="已撤回"):
        await study.reminders.nudge(SECRETARY, task.id)
    with pytest.raises(StudyError, match="没有编号"):
        await study.reminders.nudge(SECRETARY, 999)


# On their way


async def chosen_for_tonight(study: Study, *titles: str) -> None:
    for title in titles:
        task = await study.arrived(title, hours=10, deadline=at(THURSDAY, 18))
        await study.reminders.choose(MEMBER, task.id, Choice.TONIGHT)
    study.clock.set(MONDAY, EVENING)


@asynccontextmanager
async def at_the_phone(study: Study) -> AsyncIterator[tuple[Phone, ExtBot[Any], Sandbox]]:
    async with (
        Sandbox.serve() as sandbox,
        phones_of(sandbox, MEMBER) as (member,),
        bot_of(sandbox.base_url, sandbox.token, study.engine) as bot,
    ):
        yield member, bot, sandbox


async def test_one_task_is_reminded_of_with_its_buttons(study: Study) -> None:
    await chosen_for_tonight(study, "甲")
    async with at_the_phone(study) as (member, bot, _):
        await Reminding(study.reminders, study.steering).tell_all(bot)
        told = await member.next_message()
        assert told.text == words.REMINDER.format(task="甲 · 03月05日 18:00前完成 · 1学时")
        assert told.buttons == BELOW


async def test_several_are_one_message_and_each_is_one_tap_away(study: Study) -> None:
    await chosen_for_tonight(study, "甲", "乙")
    async with at_the_phone(study) as (member, bot, sandbox):
        reminding = Reminding(study.reminders, study.steering)
        reminding.start(bot)
        told = await member.next_message()
        await reminding.stop()
        assert "2个学习任务" in told.text
        assert told.buttons == [words.GO_TO.format(title=title) for title in ("甲", "乙")]
        await reminding.tell_all(bot)
        assert len(sandbox.world.chats[MEMBER].messages) == 1


async def test_who_has_blocked_the_bot_is_noted_and_reminded_when_they_come_back(study: Study) -> None:
    await chosen_for_tonight(study, "甲")
    async with at_the_phone(study) as (member, bot, _):
        await member.block()
        reminding = Reminding(study.reminders, study.steering)
        await reminding.tell_all(bot)
        async with study.engine.connect() as connection:
            blocked = select(persons.c.telegram_id).where(persons.c.blocked.is_not(None))
            assert (await connection.scalars(blocked)).all() == [MEMBER]
        await member.unblock()
        await study.steering.came_back(MEMBER)
        await reminding.tell_all(bot)
        assert "甲" in (await member.next_message()).text


async def test_one_that_waited_until_the_night_stays_for_the_morning(study: Study) -> None:
    await chosen_for_tonight(study, "甲")
    async with at_the_phone(study) as (member, bot, sandbox):
        reminding = Reminding(study.reminders, study.steering)
        study.clock.set(MONDAY, 20, 59)
        (claimed,) = await study.reminders.claim(9)
        study.clock.set(MONDAY, 21)
        assert not await reminding.tell(bot, claimed)
        await reminding.tell_all(bot)
        assert len(sandbox.world.chats[MEMBER].messages) == 0
        study.clock.set(TUESDAY, 8)
        await reminding.tell_all(bot)
        assert "甲" in (await member.next_message()).text


async def test_one_that_waited_long_is_looked_at_again(study: Study) -> None:
    await chosen_for_tonight(study, "甲")
    async with at_the_phone(study) as (_, bot, sandbox):
        reminding = Reminding(study.reminders, study.steering)
        (claimed,) = await study.reminders.claim(9)
        await study.completion.complete(MEMBER, claimed.tasks[0].task.id)
        study.clock.turn(seconds=30)
        assert not await reminding.tell(bot, claimed)
        await reminding.tell_all(bot)
        assert len(sandbox.world.chats[MEMBER].messages) == 0


@pytest.mark.parametrize("faults", [Faults(broken=1.0), Faults(closed=1.0)], ids=["broken", "closed"])
async def test_one_that_may_be_out_is_not_repeated_on_the_same_day(study: Study, faults: Faults) -> None:
    await chosen_for_tonight(study, "甲")
    async with (
        TelegramStub(faults).serve() as stub,
        bot_of(f"{stub.url}bot", TOKEN, study.engine) as bot,
    ):
        reminding = Reminding(study.reminders, study.steering)
        await reminding.tell_all(bot)
        stub.faults = Faults()
        await reminding.tell_all(bot)
        assert stub.seen.refused.total() == 1
        assert stub.seen.delivered[MEMBER] <= 1
        study.clock.set(TUESDAY, 8)
        before = stub.seen.delivered[MEMBER]
        await reminding.tell_all(bot)
        assert stub.seen.delivered[MEMBER] == before + 1


async def test_one_that_never_left_goes_out_when_telegram_can_be_reached(study: Study) -> None:
    await chosen_for_tonight(study, "甲")
    port = free_port()
    async with TelegramStub().serve(port) as away:
        connected = bot_of(f"{away.url}bot", TOKEN, study.engine)
        bot = await connected.__aenter__()
    reminding = Reminding(study.reminders, study.steering)
    await reminding.tell_all(bot)
    async with TelegramStub().serve(port) as stub:
        await reminding.tell_all(bot)
        assert dict(stub.seen.delivered) == {MEMBER: 1}
        await connected.__aexit__(None, None, None)


# On the phone


@pytest.fixture
async def room(bot: App, people: dict[Role, Phone], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Classroom]:
    async with classroom(bot, people) as room:
        clock = SetClock(datetime.now(ZONE).date().isoformat(), 10)
        monkeypatch.setattr(room.services.reminders, "_now", clock)
        monkeypatch.setattr(room.services.completion, "_now", clock)
        yield room


async def test_a_time_is_chosen_with_two_taps(room: Classroom) -> None:
    _, message = await room.receive(questions=QUESTIONS)
    quiz = words.TAKE_QUIZ.format(count=2)
    await room.member.press(message, words.REMIND_LATER)
    message = await buttons(room.member, message, "今晚 19:30", "明天 09:00", words.TO_TASK)
    told = await room.member.press(message, "明天 09:00")
    tomorrow = datetime.now(ZONE).replace(hour=9, minute=0) + timedelta(days=1)
    assert told["text"] == words.WILL_REMIND.format(moment=tomorrow)
    set_ = words.REMIND_SET.format(moment=tomorrow)
    message = await buttons(room.member, message, quiz, words.HAVE_DOUBT, set_)
    await room.member.press(message, set_)
    message = await buttons(room.member, message, "今晚 19:30", "明天 09:00", words.NO_REMINDER, words.TO_TASK)
    await room.member.press(message, words.NO_REMINDER)
    await buttons(room.member, message, quiz, words.HAVE_DOUBT, words.REMIND_LATER)


async def test_back_changes_nothing(room: Classroom) -> None:
    _, message = await room.receive()
    await room.member.press(message, words.REMIND_LATER)
    message = await buttons(room.member, message, "今晚 19:30", "明天 09:00", words.TO_TASK)
    await room.member.press(message, words.TO_TASK)
    await buttons(room.member, message, *BELOW)


async def test_days_off_are_one_tap_in_mytasks(room: Classroom) -> None:
    await room.receive()
    await room.member.say("/mytasks")
    listed = await room.member.next_message()
    assert listed.buttons == [words.GO_TO.format(title="学党章"), *words.QUIET_FOR.values()]
    told = await room.member.press(listed, words.QUIET_FOR[7])
    until = datetime.now(ZONE) + timedelta(days=7)
    assert told["text"] == words.QUIET_SINCE.format(until=until)
    listed = await buttons(room.member, listed, words.GO_TO.format(title="学党章"), words.QUIET_NO_MORE)
    assert words.QUIET_NOW.format(until=until) in listed.text
    await room.member.press(listed, words.QUIET_NO_MORE)
    await buttons(room.member, listed, words.GO_TO.format(title="学党章"), *words.QUIET_FOR.values())


# Times

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("now", "deadline", "reminded_on", "expected"),
    [
        ((MONDAY, 10), None, None, {Choice.TONIGHT: (MONDAY, 19, 30), Choice.TOMORROW: (TUESDAY, 9)}),
        ((MONDAY, 19, 25), None, None, {Choice.TONIGHT: (MONDAY, 20, 30), Choice.TOMORROW: (TUESDAY, 9)}),
        ((MONDAY, 20, 30), None, None, {Choice.TOMORROW: (TUESDAY, 9)}),
        ((MONDAY, 10), None, MONDAY, {Choice.TOMORROW: (TUESDAY, 9)}),
        ((TUESDAY, 2), None, MONDAY, {Choice.TONIGHT: (TUESDAY, 19, 30), Choice.TOMORROW: (WEDNESDAY, 9)}),
        (
            (MONDAY, 10),
            (THURSDAY, 18),
            None,
            {Choice.TONIGHT: (MONDAY, 19, 30), Choice.TOMORROW: (TUESDAY, 9), Choice.DAY_BEFORE: (WEDNESDAY, 9)},
        ),
        ((MONDAY, 10), (TUESDAY, 8), None, {Choice.TONIGHT: (MONDAY, 19, 30)}),
        ((MONDAY, 10), (MONDAY, 12), None, {}),
        ((TUESDAY, 10), (MONDAY, 12), None, {}),
    ],
)
def test_what_can_be_chosen(
    now: tuple[str, int],
    deadline: tuple[str, int] | None,
    reminded_on: str | None,
    expected: dict[Choice, tuple[str, int]],
) -> None:
    offered = moments(at(*now), ZONE, at(*deadline) if deadline else None, reminded_on)
    assert offered == {choice: at(*moment) for choice, moment in expected.items()}
    assert not any(is_quiet(moment, ZONE) for moment in offered.values())


def test_where_clocks_change_the_morning_stays_the_morning() -> None:
    before = datetime(2026, 3, 28, 12, tzinfo=BERLIN)
    tomorrow = moments(before, BERLIN, None, None)[Choice.TOMORROW]
    assert tomorrow.isoformat() == "2026-03-29T09:00:00+02:00"
    assert (opening(datetime(2026, 3, 28, 23, tzinfo=BERLIN), BERLIN)).isoformat() == "2026-03-29T08:00:00+02:00"


@pytest.mark.parametrize(("hour", "minute", "quiet"), [(7, 59, True), (8, 0, False), (20, 59, False), (21, 0, True)])
def test_the_quiet_hours(hour: int, minute: int, quiet: bool) -> None:
    assert is_quiet(at(MONDAY, hour, minute), ZONE) is quiet
    assert (opening(at(MONDAY, hour, minute), ZONE) == at(MONDAY, hour, minute)) is not quiet
