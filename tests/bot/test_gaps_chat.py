"""On phones: members ask in vain, the administrator answers once, and whoever asks next has the answer."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot import words
from bot.app import App
from bot.gaps.gaps import Gaps
from bot.gaps.unanswered import Unanswered
from bot.gaps.weekly import Weekly
from bot.people.roles import Role
from bot.sandbox.world import GROUP
from bot.services import Services
from bot.settings import Settings
from tests.auxil.consulting import Clock
from tests.auxil.phone import Message, Phone
from tests.bot.test_gatekeeper import people

__all__ = ["people"]
People = dict[Role, Phone]
LEAKS = {
    Role.MEMBER: "宿舍漏水找谁修",
    Role.DEPUTY: "宿舍水管漏水了谁来修",
    Role.PROBATIONARY: "宿舍漏水报修找谁",
}
FOURTH = "宿舍漏水找哪个修"
ANSWER = "打后勤值班电话，当天上门；<急修>不用等。"


def services_of(bot: App) -> Services:
    services: Services = bot.bot_data["services"]
    return services


@pytest.fixture
async def quiet(people: People, bot: App) -> People:
    """Let nothing of this week be told by itself while the tests look, nor the answers of an emptied table be used."""
    await services_of(bot).gaps.claim_report()
    services_of(bot).curated._looked = float("-inf")
    return people


async def ask(phone: Phone, question: str, chat: int | str = "private") -> Message:
    await phone.say(question, chat=chat)
    return await phone.next_message()


async def all_ask(people: People) -> None:
    for role, question in LEAKS.items():
        assert words.REFUSED in (await ask(people[role], question)).text


async def edited(phone: Phone, message: Message, button: str) -> Message:
    await phone.press(message, button)
    return await phone.next_edit()


async def answered(administrator: Phone) -> Message:
    """Answer the first of the list; gives the last message of it."""
    listed = await ask(administrator, "/gaps")
    await administrator.press(listed, words.ANSWER_GAP.format(number=1))
    await administrator.next_message()
    preview = await ask(administrator, ANSWER)
    return await edited(administrator, preview, words.ANSWER_SURELY)


async def test_three_ask_in_their_own_words_the_administrator_answers_and_the_fourth_has_the_answer(
    quiet: People,
) -> None:
    administrator = quiet[Role.ADMINISTRATOR]
    await all_ask(quiet)
    listed = await ask(administrator, "/gaps")
    assert words.GAP_ASKED.format(number=1, askers=3) in listed.text
    assert all(question in listed.text for question in LEAKS.values())
    assert not any(str(phone.person) in listed.text for phone in quiet.values())
    await administrator.press(listed, words.ANSWER_GAP.format(number=1))
    assert "写出来" in (await administrator.next_message()).text

    first = await ask(administrator, "打电话")
    assert "打电话" in first.text
    again = await edited(administrator, first, words.ANSWER_AGAIN)
    assert "打电话" in again.text
    preview = await ask(administrator, ANSWER)
    assert words.ANSWER_PREVIEW in preview.text
    assert (await edited(administrator, preview, words.ANSWER_SURELY)).text == words.ANSWER_PUBLISHED

    told = await ask(quiet[Role.SECRETARY], FOURTH)
    assert told.text.startswith(words.REPLY_HEADING)
    assert ANSWER in told.text
    assert ANSWER in preview.text
    assert "管理员" in told.text
    assert words.SUMMARY not in told.text
    assert told.buttons == [words.SEE_RULES]
    rules = await edited(quiet[Role.SECRETARY], told, words.SEE_RULES)
    assert words.REFUSED in rules.text
    offered = next(b for b in rules.buttons if b.startswith("💬"))
    assert ANSWER in (await edited(quiet[Role.SECRETARY], rules, offered)).text
    assert words.NO_GAPS in (await ask(administrator, "/gaps")).text


async def test_two_askers_are_not_shown_and_nobody_but_administrators_sees_any(quiet: People) -> None:
    for role in (Role.MEMBER, Role.DEPUTY):
        await ask(quiet[role], LEAKS[role])
    await ask(quiet[Role.MEMBER], LEAKS[Role.PROBATIONARY])
    listed = await ask(quiet[Role.ADMINISTRATOR], "/gaps")
    assert words.NO_GAPS in listed.text
    assert not any(question in listed.text for question in LEAKS.values())
    assert "管理员" in (await ask(quiet[Role.SECRETARY], "/gaps")).text
    assert "gaps" not in await quiet[Role.SECRETARY].commands()


async def test_useless_makes_a_gap_of_the_question_above_the_answer(quiet: People, bot: App) -> None:
    member = quiet[Role.MEMBER]
    told = await ask(member, "党费可以一个季度交一次吗")
    await member.press(told, words.USELESS)
    asked = await member.say("/ask 预备党员有没有表决权", chat=GROUP)
    told = await member.next_message(chat=GROUP)
    assert told.reply_to == asked.id
    await member.press(told, words.USELESS)
    told = await ask(member, "党员有哪些权利")
    await member.press(told, words.USEFUL)
    kept = {gap.question for gap in await services_of(bot).gaps.kept(dismissed=False)}
    assert kept == {"党费可以一个季度交一次吗", "预备党员有没有表决权"}


@pytest.mark.parametrize(
    "message", ["你好", "谢谢", "你个垃圾机器人", "党费学习手册第九十九条", "预备党员有没有表决权"]
)
async def test_what_is_no_gap_is_not_kept(quiet: People, bot: App, message: str) -> None:
    await ask(quiet[Role.MEMBER], message)
    assert await services_of(bot).gaps.kept(dismissed=False) == []


async def test_a_question_that_failed_because_the_model_did_makes_no_gap(
    quiet: People, bot: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(question: str) -> None:
        raise RuntimeError("no model")

    services = services_of(bot)
    monkeypatch.setattr(services.library.encoder, "encode_query", broken)
    assert "编号" in (await ask(quiet[Role.MEMBER], "车棚漏雨找谁修")).text
    assert await services.gaps.kept(dismissed=False) == []


async def test_nothing_of_an_anonymous_consultation_becomes_a_gap(quiet: People, bot: App) -> None:
    member, gaps = quiet[Role.MEMBER], services_of(bot).gaps
    told = await ask(member, LEAKS[Role.MEMBER])
    assert len(await gaps.kept(dismissed=False)) == 1
    confirm = await edited(member, told, words.CONSULT_THIS)
    await ask(member, "补一句：值班室电话没人接，房间没法住")  # while it waits to be sent
    await edited(member, confirm, words.SEND_ANONYMOUSLY)
    assert await gaps.kept(dismissed=False) == []


async def test_a_dismissed_question_leaves_the_list(quiet: People) -> None:
    await all_ask(quiet)
    listed = await ask(quiet[Role.ADMINISTRATOR], "/gaps")
    left = await edited(quiet[Role.ADMINISTRATOR], listed, words.DISMISS_GAP.format(number=1))
    assert words.NO_GAPS in left.text
    told = await quiet[Role.ADMINISTRATOR].press_data(left, listed.data(words.ANSWER_GAP.format(number=1)))
    assert told["text"] == words.BUTTON_GONE


async def test_an_answer_can_be_read_in_the_list_and_withdrawn_and_both_are_on_record(quiet: People, bot: App) -> None:
    administrator = quiet[Role.ADMINISTRATOR]
    await all_ask(quiet)
    await answered(administrator)
    listed = await edited(administrator, await ask(administrator, "/gaps"), words.TO_REPLIES)
    assert words.REPLIES.format(count=1) == listed.text
    detail = await edited(administrator, listed, listed.buttons[0])
    assert ANSWER in detail.text
    assert all(question in detail.text for question in LEAKS.values())
    assert (await edited(administrator, detail, words.WITHDRAW)).text == words.NO_REPLIES
    assert words.REFUSED in (await ask(quiet[Role.SECRETARY], FOURTH)).text
    deeds = await services_of(bot).audit.entries()
    assert [(deed.action, deed.actor) for deed in deeds] == [
        ("withdraw", administrator.person),
        ("answer", administrator.person),
    ]


async def test_a_question_merely_near_is_offered_the_answer_and_reading_it_settles_the_question(
    quiet: People, bot: App
) -> None:
    await all_ask(quiet)
    await answered(quiet[Role.ADMINISTRATOR])
    guest = quiet[Role.GUEST]
    told = await ask(guest, "宿舍水管坏了怎么办")
    assert not told.text.startswith(words.REPLY_HEADING)
    offered = next(b for b in told.buttons if b.startswith("💬"))
    assert len(await services_of(bot).gaps.kept(dismissed=False)) == 1
    assert ANSWER in (await edited(guest, told, offered)).text
    assert await services_of(bot).gaps.kept(dismissed=False) == []


async def test_an_answer_too_long_is_refused_in_words_and_waited_for_again(quiet: People) -> None:
    administrator = quiet[Role.ADMINISTRATOR]
    await all_ask(quiet)
    await administrator.press(await ask(administrator, "/gaps"), words.ANSWER_GAP.format(number=1))
    await administrator.next_message()
    assert "1500字" in (await ask(administrator, "长" * 2_000)).text
    assert words.ANSWER_PREVIEW in (await ask(administrator, ANSWER)).text
    assert (await ask(administrator, "/cancel")).text == words.CANCELLED


async def test_on_monday_each_administrator_is_told_once_however_many_processes_there_are(
    people: People, bot: App, settings: Settings
) -> None:
    services, clock = services_of(bot), Clock()
    await all_ask(people)
    now = datetime.now(UTC).astimezone(settings.zone)
    monday = now.date() + timedelta(days=7 - now.weekday())
    clock.set(monday.isoformat(), 9)
    gaps = Gaps(services.members.engine, services.gaps._seal, settings.zone, clock)
    processes = [Weekly(gaps, Unanswered(gaps, services.library), services.members) for _ in range(2)]
    assert sorted(await asyncio.gather(*(process.report(bot.bot) for process in processes))) == [False, True]
    told = await people[Role.ADMINISTRATOR].next_message()
    assert words.GAPS_THIS_WEEK in told.text
    assert LEAKS[Role.MEMBER] in told.text
    assert not await processes[0].report(bot.bot)
    clock.set((monday + timedelta(days=14)).isoformat(), 9)
    assert not await processes[0].report(bot.bot), "nobody asked it in the week before"
