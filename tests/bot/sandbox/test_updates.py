"""Updates reach the bot by long polling and by webhook, once each, under Telegram's rules."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from telegram import Bot
from telegram.error import Conflict

from bot.sandbox.server import Sandbox
from bot.sandbox.world import GROUP, MEMBER
from tests.auxil.phone import Phone


async def test_an_update_comes_again_until_it_is_acknowledged(bot: Bot, phone: Phone) -> None:
    await phone.say("一")
    await phone.say("二")
    first, second = await bot.get_updates()
    assert [u.message.text for u in (first, second) if u.message] == ["一", "二"]
    assert await bot.get_updates(limit=1) == (first,)
    assert await bot.get_updates(offset=second.update_id) == (second,)
    assert await bot.get_updates(offset=-1) == (second,)
    assert await bot.get_updates(offset=second.update_id + 1) == ()


async def test_a_long_poll_answers_as_soon_as_something_happens(bot: Bot, phone: Phone) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await phone.say("在吗")
    (update,) = await asyncio.wait_for(poll, 10)
    assert update.message
    assert update.message.text == "在吗"
    assert update.message.from_user
    assert update.message.from_user.id == MEMBER


async def test_a_second_bot_with_the_same_token_ends_the_poll_of_the_first(bot: Bot, sandbox: Sandbox) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    async with Bot(sandbox.token, base_url=sandbox.base_url) as second:
        while not first.done():
            await second.get_updates()
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first


async def test_only_the_kinds_asked_for_come(bot: Bot, phone: Phone) -> None:
    await bot.get_updates(allowed_updates=["edited_message"])
    said = await phone.say("党员义务")
    await phone.edit(said, "党员权利")
    (update,) = await bot.get_updates(timeout=5)
    assert update.edited_message
    assert update.edited_message.text == "党员权利"


async def test_in_a_group_the_bot_hears_only_what_is_meant_for_it(bot: Bot, phone: Phone) -> None:
    asked = await bot.send_message(GROUP, "有问题请 @ 我")
    message = await phone.next_message()
    assert message.id == asked.message_id
    await phone.say("今天几点开会", chat=GROUP)
    await phone.say("/ask 党费", chat=GROUP)
    await phone.say("@mingbai_bot 党费怎么交", chat=GROUP)
    await phone.say("那我呢", chat=GROUP, reply_to=message)
    updates = await bot.get_updates()
    assert [u.message.text for u in updates if u.message] == ["/ask 党费", "@mingbai_bot 党费怎么交", "那我呢"]


async def test_blocking_and_coming_back_are_told(bot: Bot, started: Phone) -> None:
    await bot.get_updates()
    await started.block()
    await started.unblock()
    changes = [u.my_chat_member for u in await bot.get_updates() if u.my_chat_member]
    assert [c.new_chat_member.status for c in changes] == ["kicked", "member"]


@asynccontextmanager
async def listener(answers: list[int]) -> AsyncIterator[tuple[str, "asyncio.Queue[tuple[str, dict[str, object]]]"]]:
    """A web server of the bot that answers with the given statuses, then with 200."""
    got: asyncio.Queue[tuple[str, dict[str, object]]] = asyncio.Queue()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := (await reader.readuntil(b"\r\n\r\n")).decode().lower():
            headers = dict(line.split(": ", 1) for line in head.splitlines()[1:] if line)
            body = json.loads(await reader.readexactly(int(headers["content-length"])))
            got.put_nowait((headers.get("x-telegram-bot-api-secret-token", ""), body))
            writer.write(f"HTTP/1.1 {answers.pop(0) if answers else 200} X\r\ncontent-length: 0\r\n\r\n".encode())
            await writer.drain()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook", got
    finally:
        server.close()


async def test_a_webhook_gets_every_update_with_the_secret_and_again_after_a_failure(bot: Bot, phone: Phone) -> None:
    async with listener([500]) as (url, got):
        await bot.set_webhook(url, secret_token="geheim")
        await phone.say("一")
        await phone.say("二")
        pushed = [await asyncio.wait_for(got.get(), 10) for _ in range(3)]
        assert [(secret, body["message"]["text"]) for secret, body in pushed] == [  # type: ignore[index]
            ("geheim", "一"),
            ("geheim", "一"),
            ("geheim", "二"),
        ]
        info = await bot.get_webhook_info()
        assert (info.url, info.last_error_message) == (url, "Wrong response from the webhook: 500 X")
        with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
            await bot.get_updates()
        await bot.delete_webhook()
        assert (await bot.get_webhook_info()).url == ""


async def test_pending_updates_can_be_dropped(bot: Bot, phone: Phone) -> None:
    await phone.say("旧消息")
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()
