"""On phones: one question goes on from the other, in private and in groups, also after a restart."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import words
from bot.app import App, Server, running
from bot.people.roles import Role
from bot.sandbox.server import Sandbox
from bot.sandbox.world import GROUP, Person
from bot.services import Services
from bot.settings import load_settings
from bot.threads import LASTS
from tests.auxil.consulting import Clock
from tests.auxil.phone import Message, Phone
from tests.bot.test_gatekeeper import people

__all__ = ["people"]
pytest_plugins = ["tests.auxil.databases"]
VOTE = "预备党员有没有表决权"
SEVENTH, EIGHTH = "《预备党员学习手册》第七条", "《预备党员学习手册》第八条"
GOES_ON = words.FOLLOWING.format(article="")


async def ask(phone: Phone, question: str, chat: int | str = "private") -> Message:
    await phone.say(question, chat=chat)
    return await phone.next_message()


async def pressed(phone: Phone, message: Message, button: str) -> Message:
    await phone.press(message, button)
    return await phone.next_edit()


@pytest.fixture
def clock(bot: App, monkeypatch: pytest.MonkeyPatch) -> Clock:
    services: Services = bot.bot_data["services"]
    turned = Clock()
    monkeypatch.setattr(services.threads, "_now", turned)
    return turned


async def test_the_same_of_somebody_else_says_what_was_understood(phone: Phone) -> None:
    assert GOES_ON not in (await ask(phone, VOTE)).text
    told = await ask(phone, "那正式党员呢")
    assert told.text.startswith(words.FOLLOWING.format(article=SEVENTH))
    assert "正式党员有没有表决权" in told.text.split("\n")[0]
    assert "《党员权利学习手册》" in told.text
    assert told.buttons[0] == words.READ


async def test_clauses_and_neighbours_need_no_document(phone: Phone) -> None:
    await ask(phone, "党员的纪律处分有哪几种")
    told = await ask(phone, "第四项呢")
    assert "留党察看" in told.marked("bold")[0]
    assert "第四条" in told.text.split("\n")[0]
    assert "开除党籍" in (await ask(phone, "下一项")).marked("bold")[0]
    assert "第五条" in (await ask(phone, "下一条呢")).text.split("\n", 1)[1]
    assert words.NEXT in (await ask(phone, "全文")).buttons


async def test_why_shows_the_ground_that_the_article_names(phone: Phone) -> None:
    await ask(phone, VOTE)
    told = await ask(phone, "依据是什么")
    assert told.marked("bold")[0].startswith("（依据：《中国共产党章程》")


async def test_a_question_with_a_topic_of_its_own_is_answered_as_if_nothing_had_been_asked(phone: Phone) -> None:
    fresh = await ask(phone, "党费可以一个季度交一次吗")
    await ask(phone, VOTE)
    assert (await ask(phone, "党费可以一个季度交一次吗")).text == fresh.text
    assert "《党费学习手册》" in (await ask(phone, "下一条呢")).text.split("\n")[0]


async def test_a_new_topic_without_an_answer_ends_the_thread_and_a_thank_you_does_not(phone: Phone) -> None:
    await ask(phone, VOTE)
    assert (await ask(phone, "谢谢")).text == words.THANKS
    assert GOES_ON in (await ask(phone, "下一条呢")).text
    assert words.REFUSED in (await ask(phone, "宿舍漏水找谁修")).text
    assert GOES_ON not in (await ask(phone, "下一条呢")).text


async def test_a_follow_up_that_finds_nothing_says_how_it_was_read_and_keeps_the_thread(
    people: dict[Role, Phone], bot: App
) -> None:
    member, services = people[Role.MEMBER], bot.bot_data["services"]
    await ask(member, VOTE)
    told = await ask(member, "那周杰伦呢")
    assert told.text.startswith(words.FOLLOWING_REFUSED.split("{")[0] + SEVENTH)
    full = f"周杰伦，{VOTE}"
    assert full in told.text
    assert [gap.question for gap in await services.gaps.kept(dismissed=False)] == [full]
    confirm = await pressed(member, told, words.CONSULT_THIS)
    assert full in confirm.text
    await pressed(member, confirm, words.SEND_ANONYMOUSLY)
    assert await services.gaps.kept(dismissed=False) == [], "what is passed on unnamed stands nowhere else"
    assert EIGHTH in " ".join((await ask(member, "下一条呢")).text.split()).replace(" 第二章 权利和义务 ", "")


async def test_what_does_not_exist_is_said_not_to(phone: Phone) -> None:
    await ask(phone, VOTE)
    assert (await ask(phone, "第六项呢")).text == words.FOLLOWING_NO_CLAUSE.format(article=SEVENTH)
    assert "没有第九十条" in (await ask(phone, "第九十条呢")).text
    assert "第八条" in (await ask(phone, "第八条呢")).text


@pytest.mark.parametrize(("command", "reply"), [("/cancel", words.THREAD_DROPPED), ("/start", "学习小助手")])
async def test_cancel_and_start_end_the_thread(phone: Phone, command: str, reply: str) -> None:
    await ask(phone, VOTE)
    assert reply in (await ask(phone, command)).text
    assert GOES_ON not in (await ask(phone, "下一条呢")).text
    assert (await ask(phone, "/cancel")).text == words.NOTHING_TO_CANCEL


async def test_what_is_opened_by_a_button_is_what_the_next_question_goes_on_from(phone: Phone) -> None:
    answer = await ask(phone, VOTE)
    article = await pressed(phone, answer, words.READ)
    assert "第八条" in (await pressed(phone, article, words.NEXT)).text
    told = await ask(phone, "下一条呢")
    assert EIGHTH in told.text.split("\n")[0]
    assert "第九条" in told.text.split("\n", 1)[1]


async def test_the_way_back_leads_to_the_answer_of_the_follow_up(phone: Phone) -> None:
    await ask(phone, VOTE)
    told = await ask(phone, "那正式党员呢")
    article = await pressed(phone, told, words.READ)
    assert (await pressed(phone, article, words.BACK)).text == told.text
    await ask(phone, "党费可以一个季度交一次吗")
    article = await pressed(phone, told, words.READ)
    alert = await phone.press(article, words.BACK)
    assert alert["text"] == words.QUESTION_GONE, "it went on from what is not known any more"


async def test_an_edited_question_goes_on_from_where_it_went_on_before(phone: Phone) -> None:
    await ask(phone, VOTE)
    asked = await phone.say("下一条呢")
    assert "第八条" in (await phone.next_message()).text
    await phone.edit(asked, "上一条呢")
    told = await phone.next_message()
    assert SEVENTH in told.text.split("\n")[0]
    assert "第六条" in told.text.split("\n", 1)[1]


async def test_after_half_an_hour_a_short_question_stands_by_itself(phone: Phone, clock: Clock) -> None:
    await ask(phone, VOTE)
    clock.forward(LASTS - timedelta(minutes=1))
    assert GOES_ON in (await ask(phone, "下一条呢")).text
    clock.forward(LASTS)
    assert GOES_ON not in (await ask(phone, "下一条呢")).text


async def test_the_courier_deletes_what_was_asked_once_half_an_hour_has_passed(
    phone: Phone, bot: App, clock: Clock
) -> None:
    services: Services = bot.bot_data["services"]
    await ask(phone, VOTE)
    await services.courier._tidy()
    assert await services.threads.asked_by(phone.person) == [VOTE]
    clock.forward(LASTS)
    await services.courier._tidy()
    assert await services.threads.asked_by(phone.person) == []


@pytest.fixture
async def another(sandbox: Sandbox) -> AsyncIterator[Phone]:
    sandbox.world.add_person(Person(899_001, "小李", "党员", started=True), standing="member")
    async with Phone.of(sandbox, 899_001) as phone:
        yield phone


async def test_in_a_group_everybody_goes_on_from_their_own_question(phone: Phone, another: Phone, bot: App) -> None:
    async def in_group(person: Phone, question: str) -> str:
        await person.say(f"@{bot.bot.username} {question}", chat=GROUP)
        return (await person.next_message(chat=GROUP)).text.split("\n")[0]

    await in_group(phone, VOTE)
    await another.next_message(chat=GROUP)
    await in_group(another, "党员的纪律处分有哪几种")
    await phone.next_message(chat=GROUP)
    assert SEVENTH in await in_group(phone, "下一条呢")
    await another.next_message(chat=GROUP)
    assert "《纪律与处分学习手册》第四条" in await in_group(another, "第二项呢")


async def test_two_chats_of_one_person_do_not_mix(phone: Phone) -> None:
    await ask(phone, VOTE)
    await phone.say("/ask 党员的纪律处分有哪几种", chat=GROUP)
    await phone.next_message(chat=GROUP)
    await phone.say("下一条呢")
    await phone.say("/ask 第二项呢", chat=GROUP)
    assert SEVENTH in (await phone.next_message(chat=phone.person)).text
    assert "《纪律与处分学习手册》第四条" in (await phone.next_message(chat=GROUP)).text


async def test_a_restart_does_not_break_the_thread(database_url: str, data_dir: Path) -> None:
    settings = load_settings(data_dir=data_dir, database_url=database_url)
    async with Sandbox.serve() as sandbox:
        sandbox.world.add_person(Person(899_002, "小赵", "党员", started=True), standing="member")
        server = Server(sandbox.token, sandbox.base_url, sandbox.base_file_url, direct=True)
        async with Phone.of(sandbox, 899_002) as phone:
            async with running(settings, server):
                await ask(phone, VOTE)
            async with running(settings, server):
                assert SEVENTH in (await ask(phone, "下一条呢")).text.split("\n")[0]
