"""No message of a person is lost, none is answered twice, and nobody waits behind somebody else's trouble."""

from __future__ import annotations

import asyncio
import logging
import os
import random
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.responses import Response
from telegram import Update
from telegram.ext import ContextTypes

from bot.sandbox.api import Call
from bot.sandbox.messages import say, text_content
from bot.sandbox.server import Sandbox
from bot.sandbox.world import MEMBER, SECRETARY, Person
from bot.storage.engine import make_engine, upgrade
from bot.storage.tables import State, inbox, ledger
from bot.updates.received import Received
from tests.auxil.echo_bot import READ_SECONDS, SECRET, echo, running
from tests.auxil.phone import Phone
from tests.auxil.ports import free_port

pytest_plugins = ["tests.auxil.databases"]
Context = ContextTypes.DEFAULT_TYPE


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox.serve() as sandbox:
        for person in sandbox.world.people.values():
            person.started = True
        yield sandbox


@pytest.fixture
async def phone(sandbox: Sandbox) -> AsyncIterator[Phone]:
    async with Phone.of(sandbox, MEMBER) as phone:
        yield phone


def words(update: Update) -> str:
    assert update.effective_message is not None
    assert update.effective_message.text is not None
    return update.effective_message.text


def sent(sandbox: Sandbox) -> list[str]:
    """What the bot tried to send, oldest first."""
    return [call.params["text"] for call in sandbox.calls if call.method == "sendMessage"]


async def rows(engine: AsyncEngine) -> list[Any]:
    async with engine.connect() as connection:
        return list((await connection.execute(select(inbox).order_by(inbox.c.update_id))).mappings())


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = 10) -> None:
    """Ask the database, which nobody tells us of, until something holds."""
    async with asyncio.timeout(seconds):
        while not await holds():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


# While all goes well


async def test_a_person_is_answered_and_their_words_are_not_kept(
    sandbox: Sandbox, phone: Phone, database: AsyncEngine, tmp_path: Path
) -> None:
    async with running(sandbox.base_url, sandbox.token, database, tmp_path / "journals"):
        await phone.say("一")
        assert (await phone.next_message()).text == "收到：一"

        async def forgotten() -> bool:
            return await rows(database) == []

        # With its next getUpdates the bot learns that Telegram will not repeat the update
        await phone.say("二")
        await phone.next_message()
        await until(forgotten)
    async with database.connect() as connection:
        assert (await connection.execute(select(ledger))).all() == []
    assert os.listdir(tmp_path / "journals") == []  # noqa: PTH208


async def test_one_person_is_answered_in_order_while_others_are_not_kept_waiting(
    sandbox: Sandbox, phone: Phone, database: AsyncEngine, tmp_path: Path
) -> None:
    other_answered = asyncio.Event()

    async def slow_for_one(update: Update, context: Context) -> None:
        if words(update) == "0":
            await other_answered.wait()
        await echo(update, context)

    async with (
        Phone.of(sandbox, SECRETARY) as other,
        running(sandbox.base_url, sandbox.token, database, tmp_path, slow_for_one),
    ):
        # More at once than are handled at once
        for number in range(40):
            await phone.say(str(number))
        await other.say("别人")
        assert (await other.next_message()).text == "收到：别人"
        other_answered.set()
        # After three at once a chat gets one a second: three tell the order
        assert [(await phone.next_message()).text for _ in range(3)] == ["收到：0", "收到：1", "收到：2"]


# When something fails


async def test_a_message_no_handler_can_bear_is_set_aside_and_blocks_nobody(
    sandbox: Sandbox, phone: Phone, database: AsyncEngine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tries = Counter[str]()

    async def chokes(update: Update, context: Context) -> None:
        tries[words(update)] += 1
        if words(update) == "难以下咽":
            raise ValueError(f"cannot read {words(update)}")
        await echo(update, context)

    with caplog.at_level(logging.INFO):
        async with running(sandbox.base_url, sandbox.token, database, tmp_path, chokes):
            await phone.say("难以下咽")
            await phone.say("后面的")
            assert (await phone.next_message()).text == "没能处理您的消息"
            assert (await phone.next_message()).text == "收到：后面的"
    assert tries == {"难以下咽": 3, "后面的": 1}
    assert [row["state"] for row in await rows(database) if row["state"] != State.DONE] == [State.ASIDE]
    assert "set aside" in caplog.text
    assert "test_inbox.py" in caplog.text
    assert "难以下咽" not in caplog.text


async def test_a_second_run_sends_only_what_the_first_did_not(
    sandbox: Sandbox, phone: Phone, database: AsyncEngine, tmp_path: Path
) -> None:
    runs = count(1)
    numbers = []

    async def fails_in_the_middle(update: Update, _: Context) -> None:
        assert update.effective_message is not None
        first = await update.effective_message.reply_text("第一句")
        numbers.append(first.message_id)
        if next(runs) < 3:
            raise ValueError
        await update.effective_message.reply_text("第二句")

    async with running(sandbox.base_url, sandbox.token, database, tmp_path, fails_in_the_middle):
        await phone.say("问")
        assert [(await phone.next_message()).text for _ in range(2)] == ["第一句", "第二句"]
    assert sent(sandbox) == ["第一句", "第二句"]
    assert len(numbers) == 3
    assert len(set(numbers)) == 1


async def test_an_answer_that_is_lost_on_the_way_back_is_not_sent_again(
    sandbox: Sandbox, phone: Phone, database: AsyncEngine, tmp_path: Path
) -> None:
    async def deaf(call: Call, answer: Callable[[], Awaitable[Response]]) -> Response:
        response = await answer()
        if call.params.get("text") == "收到：一":
            await asyncio.sleep(READ_SECONDS + 1)
        return response

    sandbox.faults.append(deaf)
    async with running(sandbox.base_url, sandbox.token, database, tmp_path):
        await phone.say("一")
        await phone.say("二")
        assert [(await phone.next_message()).text for _ in range(2)] == ["收到：一", "收到：二"]
    assert sent(sandbox) == ["收到：一", "收到：二"]


async def test_an_answer_telegram_did_not_take_is_sent_again(
    sandbox: Sandbox, phone: Phone, database: AsyncEngine, tmp_path: Path
) -> None:
    refusals = iter([502, 500, 429])

    async def away(call: Call, answer: Callable[[], Awaitable[Response]]) -> Response:
        if call.method == "sendMessage" and (status := next(refusals, None)):
            body = {"ok": False, "error_code": status, "description": "?", "parameters": {"retry_after": 1}}
            return httpx_to_response(status, body if status == 429 else {**body, "parameters": {}})
        return await answer()

    sandbox.faults.append(away)
    async with running(sandbox.base_url, sandbox.token, database, tmp_path):
        await phone.say("一")
        assert (await phone.next_message()).text == "收到：一"
    assert len(sent(sandbox)) == 4
    assert len(phone.messages) == 2


def httpx_to_response(status: int, body: dict[str, Any]) -> Response:
    return Response(httpx.Response(status, json=body).content, status, media_type="application/json")


async def test_nobody_is_left_to_answer_who_has_blocked_the_bot(
    sandbox: Sandbox, phone: Phone, database: AsyncEngine, tmp_path: Path
) -> None:
    async def too_late(update: Update, context: Context) -> None:
        await phone.block()
        await echo(update, context)

    async with running(sandbox.base_url, sandbox.token, database, tmp_path, too_late):
        await phone.say("一")

        async def over() -> bool:
            return sent(sandbox) == ["收到：一"] and all(row["state"] == State.DONE for row in await rows(database))

        await until(over)
    assert sent(sandbox) == ["收到：一"]


async def test_updates_wait_at_telegram_while_the_database_is_away(
    sandbox: Sandbox, phone: Phone, database: AsyncEngine, tmp_path: Path
) -> None:
    async with running(sandbox.base_url, sandbox.token, database, tmp_path):
        await phone.say("一")
        await phone.next_message()

        async def rename(old: str, new: str) -> None:
            async with database.begin() as connection:
                await connection.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))

        polls = sum(call.method == "getUpdates" for call in sandbox.calls)
        await rename("inbox", "gone")
        await phone.say("二")

        async def fetched_again() -> bool:
            return sum(call.method == "getUpdates" for call in sandbox.calls) > polls + 1

        await until(fetched_again)
        await rename("gone", "inbox")
        assert (await phone.next_message(timeout=30)).text == "收到：二"


# The webhook


@pytest.fixture
def port() -> int:
    return free_port()


def update_of(number: int, words: str) -> dict[str, Any]:
    chat = {"id": MEMBER, "type": "private", "first_name": "老王"}
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1,
            "chat": chat,
            "from": {"id": MEMBER, "is_bot": False, "first_name": "老王"},
            "text": words,
        },
    }


async def test_the_webhook_takes_updates_once_and_only_from_telegram(
    sandbox: Sandbox, phone: Phone, database: AsyncEngine, tmp_path: Path, port: int
) -> None:
    url, good = f"http://127.0.0.1:{port}/telegram", {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with (
        running(sandbox.base_url, sandbox.token, database, tmp_path, webhook_port=port),
        httpx.AsyncClient(trust_env=False, headers=good) as telegram,
    ):
        for wrong in ({}, {"X-Telegram-Bot-Api-Secret-Token": "x"}):
            async with httpx.AsyncClient(trust_env=False, headers=wrong) as stranger:
                assert (await stranger.post(url, json=update_of(1, "冒名"))).status_code == 403
        for _ in range(3):
            assert (await telegram.post(url, json=update_of(1, "一"))).status_code == 200
        assert (await phone.next_message()).text == "收到：一"

        async def done() -> bool:
            return [row["state"] for row in await rows(database)] == [State.DONE]

        await until(done)
        # A number may come again after a quiet week, for something else
        assert (await telegram.post(url, json=update_of(1, "二"))).status_code == 200
        assert (await telegram.post(url, content=b"{")).status_code == 400
        assert (await telegram.post(url, json=[1])).status_code == 400
        assert (await telegram.post(url, content=b" " * 2_000_000)).status_code == 413
        assert (await phone.next_message()).text == "收到：二"
        async with database.begin() as connection:
            await connection.execute(text("ALTER TABLE inbox RENAME TO gone"))
        assert (await telegram.post(url, json=update_of(2, "三"))).status_code == 503
        async with database.begin() as connection:
            await connection.execute(text("ALTER TABLE gone RENAME TO inbox"))
        assert (await telegram.post(url, json=update_of(2, "三"))).status_code == 200
        assert (await phone.next_message()).text == "收到：三"
    assert sent(sandbox) == ["收到：一", "收到：二", "收到：三"]


# Stopping and dying


async def test_stopping_leaves_what_is_not_finished_for_the_next_start(
    sandbox: Sandbox, phone: Phone, database: AsyncEngine, tmp_path: Path
) -> None:
    begun = asyncio.Event()

    async def never_ends(update: Update, _: Context) -> None:
        begun.set()
        await asyncio.Event().wait()

    async with running(sandbox.base_url, sandbox.token, database, tmp_path, never_ends, drain_seconds=0.1):
        await phone.say("一")
        await phone.say("二")
        await begun.wait()
    async with running(sandbox.base_url, sandbox.token, database, tmp_path):
        assert [(await phone.next_message()).text for _ in range(2)] == ["收到：一", "收到：二"]
    assert sent(sandbox) == ["收到：一", "收到：二"]


async def test_stopping_lets_what_is_under_way_finish(
    sandbox: Sandbox, phone: Phone, database: AsyncEngine, tmp_path: Path
) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def takes_a_while(update: Update, context: Context) -> None:
        begun.set()
        await may_end.wait()
        await echo(update, context)

    async with running(sandbox.base_url, sandbox.token, database, tmp_path, takes_a_while):
        await phone.say("一")
        await begun.wait()
        asyncio.get_running_loop().call_later(0.2, may_end.set)
    assert (await phone.next_message()).text == "收到：一"


async def test_an_update_that_kills_the_process_is_not_tried_forever(database: AsyncEngine, tmp_path: Path) -> None:
    await (first := Received(database, tmp_path)).store(7, 1, update_of(7, "炸"))
    await first.close()
    lives = 0
    while True:
        life = Received(database, tmp_path)
        adopted = await life.adopt()
        begun = await life.begin(7) if adopted else None
        await life.close()
        if begun is None:
            break
        lives += 1
        assert begun.attempt == lives
    assert lives == 10
    assert [row["state"] for row in await rows(database)] == [State.ASIDE]


async def test_processes_on_one_postgresql_take_over_only_from_the_dead(postgres: str, tmp_path: Path) -> None:
    engine = make_engine(f"{postgres}/postgres")
    await upgrade(engine)
    first, second = Received(engine, tmp_path / "1"), Received(engine, tmp_path / "2")
    await first.adopt()
    await first.store(1, MEMBER, update_of(1, "一"))
    assert await second.adopt() == []
    assert await second.begin(1) is None
    # The chat's next update has reached the second process and waits there for the first one
    await second.store(2, MEMBER, update_of(2, "二"))
    assert not await second.is_next(2, MEMBER)
    assert await second.is_next(3, SECRETARY)
    await first.close()
    assert [payload["update_id"] for payload in await second.adopt()] == [1]
    assert await second.is_next(2, MEMBER)
    assert await first.begin(1) is None
    assert await second.begin(1) is not None
    await second.close()
    await engine.dispose()


class Life:
    """A bot in a process of its own, which can be killed."""

    def __init__(self, *arguments: str) -> None:
        self._arguments = [sys.executable, "-m", "tests.auxil.echo_bot", *arguments]
        self._process: asyncio.subprocess.Process | None = None

    async def begin(self) -> None:
        self._process = await asyncio.create_subprocess_exec(*self._arguments)

    async def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> int:
        assert self._process is not None
        self._process.terminate()
        return await self._process.wait()


@asynccontextmanager
async def crowd(people: int) -> AsyncIterator[tuple[Sandbox, Callable[[], Counter[str]], Callable[[int], Any]]]:
    """Serve a sandbox in which so many people have asked one thing each.

    Yields:
        The sandbox; what was answered, by words; a wait until so many were.
    """
    async with Sandbox.serve() as sandbox:
        for number in range(people):
            person = sandbox.world.add_person(Person(number + 1, "某", started=True))
            say(sandbox.world, person, sandbox.world.chats[person.id], text_content({"text": f"问题{number}"}))
        answers = Counter[str]()
        more = asyncio.Condition()

        async def watch(call: Call, answer: Callable[[], Awaitable[Response]]) -> Response:
            response = await answer()
            if call.method == "sendMessage" and response.status_code == 200:
                async with more:
                    answers[call.params["text"]] += 1
                    more.notify_all()
            # As long as a real answer takes: a kill meets messages under way
            await asyncio.sleep(0.05)
            return response

        async def enough(number: int) -> None:
            async with more, asyncio.timeout(60):
                await more.wait_for(lambda: len(answers) >= number)

        sandbox.faults.append(watch)
        yield sandbox, lambda: answers, enough


async def kill_and_restart(people: int, database_url: str, folder: Path, port: int, kills: int = 1) -> Counter[str]:
    """Let a crowd ask, kill the bot in the middle, start it again; return how often each was answered."""
    async with crowd(people) as (sandbox, answers, enough):
        life = Life(sandbox.base_url, sandbox.token, database_url, str(folder), str(port))
        for number in range(kills):
            await life.begin()
            await enough(people * (number + 1) // (kills + 1))
            await asyncio.sleep(random.random() / 10)
            await life.kill()
        await life.begin()
        await enough(people)
        assert await life.stop() == 0
        return answers()


@pytest.mark.parametrize("by", ["polling", "webhook"])
async def test_everybody_is_answered_once_though_the_bot_is_killed(
    database_url: str, tmp_path: Path, port: int, by: str
) -> None:
    answers = await kill_and_restart(40, database_url, tmp_path, port if by == "webhook" else 0)
    assert answers == {f"收到：问题{number}": 1 for number in range(40)}


@pytest.mark.slow
@pytest.mark.parametrize("by", ["polling", "webhook"])
async def test_ten_rounds_of_four_hundred_with_a_kill_in_the_middle(
    database_url: str, tmp_path: Path, port: int, by: str
) -> None:
    for turn in range(10):
        answers = await kill_and_restart(400, database_url, tmp_path, port if by == "webhook" else 0)
        assert answers == {f"收到：问题{number}": 1 for number in range(400)}, f"round {turn + 1}"
