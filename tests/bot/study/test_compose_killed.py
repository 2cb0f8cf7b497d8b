"""A secretary composes while the bot is killed at every step: nothing given is lost, and everybody gets it once."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.responses import Response

from bot.sandbox.api import Call
from bot.sandbox.server import Sandbox
from bot.sandbox.world import Person
from bot.storage.study_tables import study_tasks
from bot.words import compose as words
from tests.auxil.composing import PATIENCE, Author
from tests.auxil.organisation import DEPUTY, MEMBER, PROBATIONARY, SECRETARY, organise
from tests.auxil.phone import Phone

pytest_plugins = ["tests.auxil.databases"]
BRANCH = (SECRETARY, DEPUTY, MEMBER, PROBATIONARY)


@dataclass(frozen=True, slots=True)
class Lives:
    """The bot as it is started from a shell, and the secretary of a branch."""

    sandbox: Sandbox
    secretary: Author
    engine: AsyncEngine
    environment: dict[str, str]

    @asynccontextmanager
    async def life(self) -> AsyncIterator[Author]:
        """Run the bot until the block is left; then it is killed."""
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", env=self.environment)
        try:
            yield self.secretary
        finally:
            process.kill()
            await process.wait()

    async def tasks(self) -> int:
        async with self.engine.connect() as connection:
            return await connection.scalar(select(func.count()).select_from(study_tasks)) or 0

    def received(self, person: int, text: str) -> list[str]:
        """Return the messages with a text that somebody has of the bot.

        Steps of the dialog aside: one whose number the bot was killed before it learnt may stay, and does nothing.
        """
        messages = self.sandbox.world.chats[person].messages.values()
        said = [message["text"] for message in messages if message["from"]["is_bot"]]
        return [message for message in said if text in message and "/6 " not in message[:4]]


@pytest.fixture
async def lives(database: AsyncEngine, database_url: str, data_dir: Path, tmp_path: Path) -> AsyncIterator[Lives]:
    await organise(database, tmp_path)
    async with Sandbox.serve() as sandbox, AsyncExitStack() as stack:
        for number in BRANCH:
            sandbox.world.add_person(Person(number, str(number), started=True))
        settings = {
            "TELEGRAM_BOT_TOKEN": sandbox.token,
            "TELEGRAM_BASE_URL": f"{sandbox.url}/bot",
            "DATA_DIR": str(data_dir),
            "DATABASE_URL": database_url,
            "NO_PROXY": "127.0.0.1",
        }
        phone = await stack.enter_async_context(Phone.of(sandbox, SECRETARY))
        yield Lives(sandbox, Author(phone, services=None), database, os.environ | settings)  # type: ignore[arg-type]


async def first_press(secretary: Author, button: str) -> None:
    """Press a button on a bot that may not have come up yet."""
    panel = await secretary.sees(button=button)
    await secretary.phone.press_data(panel, panel.data(button), wait=False)


async def test_killed_at_every_step_nothing_is_lost_or_sent_twice(lives: Lives) -> None:
    shown, killed = asyncio.Event(), asyncio.Event()

    async def withhold(call: Call, step: Callable[[], Awaitable[Response]]) -> Response:
        if "正在发送" in call.params.get("text", "") and not shown.is_set():
            shown.set()
            await killed.wait()  # the bot never learns whether this came through
        return await step()

    async with lives.life() as secretary:
        await secretary.given("学党章\n第四条讲的是权利。")
    async with lives.life() as secretary:
        await secretary.says("还要看第五条。", "2. 文字：还要看第五条")
        await secretary.to_audience()
    async with lives.life() as secretary:
        await first_press(secretary, "一车间支部全体（4人）")
        await secretary.sees("4/6")
    async with lives.life() as secretary:
        await secretary.says("月底", "5/6")
        await secretary.press(words.NO_QUESTIONS_NEXT, "6/6", "4人，8条消息")
    lives.sandbox.faults.append(withhold)
    async with lives.life() as secretary:
        await first_press(secretary, words.SEND_NOW)
        await asyncio.wait_for(shown.wait(), PATIENCE)
    killed.set()
    async with lives.life() as secretary:
        await secretary.sees("发送完毕")
        # the preview goes last
        await secretary.phone.wait_until(lambda _: len(lives.received(SECRETARY, "还要看第五条")) == 1, PATIENCE)
    assert await lives.tasks() == 1
    for person in BRANCH:
        assert len(lives.received(person, "第四条讲的是权利")) == 1
        assert lives.received(person, "还要看第五条") == ["还要看第五条。"]
