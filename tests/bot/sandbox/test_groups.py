"""Groups of the sandbox: polls with a timer that several people answer, and what befalls the bot in a group."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from telegram import Bot
from telegram.error import ChatMigrated, Forbidden

from bot.sandbox.server import Sandbox
from bot.sandbox.world import ADMINISTRATOR, GROUP, MEMBER, PROBATIONARY_MEMBER, SECRETARY
from tests.auxil.phone import Phone, RefusedError


@pytest.fixture
async def secretary(sandbox: Sandbox) -> AsyncIterator[Phone]:
    async with Phone.of(sandbox, SECRETARY) as phone:
        yield phone


async def test_several_people_answer_a_quiz_until_its_time_is_over(
    sandbox: Sandbox, phone: Phone, secretary: Phone, bot: Bot
) -> None:
    sandbox.world.second = 0.1
    sent = await bot.send_poll(
        GROUP, "预备期多长？", ["半年", "一年"], is_anonymous=False, type="quiz", correct_option_ids=[1], open_period=10
    )
    assert sent.poll
    assert sent.poll.open_period is not None
    assert sent.poll.close_date is not None
    poll = await phone.next_message(chat=GROUP)
    await phone.vote(poll, 1)
    await secretary.vote(await secretary.next_message(chat=GROUP), 0)
    answers = [
        update.poll_answer for update in await bot.get_updates(allowed_updates=["poll_answer"]) if update.poll_answer
    ]
    assert [(a.user and a.user.id, list(a.option_ids)) for a in answers] == [(MEMBER, [1]), (SECRETARY, [0])]
    with pytest.raises(RefusedError, match="不能更改"):
        await phone.vote(poll, 0)
    await phone.wait_until(lambda p: p.messages[GROUP, poll.id].poll["is_closed"])
    async with Phone.of(sandbox, PROBATIONARY_MEMBER) as late:
        with pytest.raises(RefusedError, match="已结束"):
            await late.vote(poll, 1)


async def test_the_bot_is_removed_and_added_again(phone: Phone, secretary: Phone, bot: Bot) -> None:
    with pytest.raises(RefusedError, match="群管理员"):
        await phone._post(f"chats/{GROUP}/bot", {"present": False})
    await secretary._post(f"chats/{GROUP}/bot", {"present": False})
    for call in (bot.send_message(GROUP, "在吗"), bot.get_chat_member_count(GROUP)):
        with pytest.raises(Forbidden, match="kicked"):
            await call
    await secretary.say("/help", GROUP)  # which it does not hear
    await secretary._post(f"chats/{GROUP}/bot", {"present": True})
    assert await bot.get_chat_member_count(GROUP) == 5
    changes = [update.my_chat_member for update in await bot.get_updates()]
    assert [change and change.new_chat_member.status for change in changes] == ["kicked", "member"]


async def test_a_group_becomes_a_supergroup(sandbox: Sandbox, secretary: Phone, bot: Bot) -> None:
    world = sandbox.world
    old = world.add_group(-500, "机修一支部", {SECRETARY: "creator", ADMINISTRATOR: "member"})
    asked = await bot.send_poll(old.id, "去不去？", ["去", "不去"], is_anonymous=False)
    new = (await secretary._post(f"chats/{old.id}/upgrade", {}))["id"]
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(old.id, "在吗")
    assert moved.value.new_chat_id == new
    with pytest.raises(RefusedError, match="新的群"):
        await secretary.say("/help", old.id)
    # what was asked before can still be answered, under the number it had
    (poll,) = [m for m in secretary.messages.values() if "poll" in m.raw]
    await secretary.vote(poll, 0)
    told = await bot.get_updates()
    assert [u.message.migrate_to_chat_id for u in told if u.message and u.message.migrate_to_chat_id] == [new]
    assert [u.message.migrate_from_chat_id for u in told if u.message and u.message.migrate_from_chat_id] == [old.id]
    assert [u.poll_answer.poll_id for u in told if u.poll_answer] == [asked.poll and asked.poll.id]
    assert (await bot.send_message(new, "我在")).chat.type == "supergroup"


async def test_an_anonymous_administrator_writes_in_the_groups_name(phone: Phone, secretary: Phone, bot: Bot) -> None:
    await secretary._post(f"chats/{GROUP}/messages", {"text": "/help", "anonymous": True})
    (update,) = await bot.get_updates()
    assert update.message
    assert update.message.sender_chat
    assert update.message.sender_chat.id == GROUP
    assert update.message.from_user
    assert update.message.from_user.username == "GroupAnonymousBot"
    with pytest.raises(RefusedError, match="匿名"):
        await phone._post(f"chats/{GROUP}/messages", {"text": "/help", "anonymous": True})
