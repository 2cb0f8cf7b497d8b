"""「请教书记」 on phones: the member writes, the secretary answers, names stay where they belong."""

from __future__ import annotations

import json

from bot import words
from bot.people.roles import Role
from bot.sandbox.server import Sandbox
from tests.auxil.phone import Message, Phone
from tests.bot.test_gatekeeper import NUMBERS, people

__all__ = ["people"]
People = dict[Role, Phone]
TROUBLE = "家里老人住院，这个季度想晚点交党费"


async def passed_on(member: Phone, how: str) -> Message:
    await member.say("/consult")
    await member.press(await member.next_message(), words.CONSULT_KINDS["difficulty"])
    await member.next_edit()
    await member.say(TROUBLE)
    await member.press(await member.next_message(), how)
    return await member.next_edit()


async def test_a_named_difficulty_is_answered_and_closed_and_the_member_sees_each_step(people: People) -> None:
    member, secretary = people[Role.MEMBER], people[Role.SECRETARY]
    assert "已送达" in (await passed_on(member, words.SEND_NAMED)).text
    matter = await secretary.next_message()
    assert TROUBLE in matter.text
    assert Role.MEMBER.label in matter.text
    await secretary.press(matter, words.REPLY)
    await secretary.next_message()
    await secretary.say("可以的，支部来帮您办")
    assert (await secretary.next_message()).text == words.REPLY_SENT
    answered = await member.next_message()
    assert "已答复" in answered.text
    assert "支部来帮您办" in answered.text
    await secretary.press(matter, words.CLOSE)
    assert "已办结" in (await member.next_message()).text


async def test_an_anonymous_one_reaches_the_secretary_without_any_trace_of_who_asks(
    people: People, sandbox: Sandbox
) -> None:
    member, secretary = people[Role.PROBATIONARY], people[Role.SECRETARY]
    await passed_on(member, words.SEND_ANONYMOUSLY)
    matter = await secretary.next_message()
    assert words.ANONYMOUS in matter.text
    told = json.dumps(matter.raw, ensure_ascii=False)
    assert str(NUMBERS[Role.PROBATIONARY]) not in told
    assert Role.PROBATIONARY.label not in told
    await secretary.press(matter, words.REPLY)
    await secretary.next_message()
    await secretary.say("收到，欢迎来支部聊聊")
    assert "欢迎来支部聊聊" in (await member.next_message()).text


async def test_an_appeal_is_told_the_formal_channel_at_once(people: People) -> None:
    member = people[Role.MEMBER]
    await member.say("/consult")
    await member.press(await member.next_message(), words.CONSULT_KINDS["appeal"])
    assert "第四十三条" in (await member.next_edit()).text
    await member.say("/cancel")
    assert (await member.next_message()).text == words.CANCELLED


async def test_a_question_without_an_answer_can_be_passed_on_with_one_press(people: People) -> None:
    member, secretary = people[Role.MEMBER], people[Role.SECRETARY]
    await member.say("宿舍漏水找谁修")
    await member.press(await member.next_message(), words.CONSULT_THIS)
    await member.press(await member.next_edit(), words.SEND_NAMED)
    assert "宿舍漏水找谁修" in (await secretary.next_message()).text


async def test_passing_up_where_nobody_is_above_is_refused_in_words(people: People) -> None:
    secretary = people[Role.SECRETARY]
    await passed_on(people[Role.MEMBER], words.SEND_NAMED)
    told = await secretary.press(await secretary.next_message(), words.ESCALATE)
    assert "上面没有" in told["text"]


async def test_one_sees_and_deletes_what_is_known_of_oneself(people: People) -> None:
    member = people[Role.MEMBER]
    await member.say("/mydata")
    file = await member.next_message()
    data = json.loads(await member.download(file))
    assert data["person"]["name"] == Role.MEMBER.label
    await member.say("/forget")
    await member.press(await member.next_message(), words.FORGET_SURELY)
    assert (await member.next_edit()).text == words.FORGOTTEN
    await member.say("/mydata")
    data = json.loads(await member.download(await member.next_message()))
    assert data["person"] is None
