"""A bot killed in the middle of an evening goes on with it, and asks nothing twice."""

from __future__ import annotations

import asyncio
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
from bot.sandbox.world import Chat, Person
from bot.storage.bank_tables import bank_questions
from bot.storage.evening_tables import evening_answers, evening_questions
from bot.words import evening as words
from tests.auxil.organisation import DEPUTY, MEMBER, SECRETARY, organise
from tests.auxil.phone import Message, Phone

pytest_plugins = ["tests.auxil.databases"]
PATIENCE = 60.0
GROUP = -1_001_000_900_000


@dataclass(frozen=True, slots=True)
class Lives:
    """A bot in a process of its own, and a group."""

    sandbox: Sandbox
    engine: AsyncEngine
    command: tuple[str, ...]
    group: Chat
    phones: dict[int, Phone]

    @asynccontextmanager
    async def life(self) -> AsyncIterator[None]:
        """Run the bot until the block is left; then it is killed."""
        process = await asyncio.create_subprocess_exec(*self.command)
        try:
            yield
        finally:
            process.kill()
            await process.wait()

    async def count(self, table: type | object, number: int) -> None:
        """Wait until a table has so many rows; the database tells nobody of it."""
        async with asyncio.timeout(PATIENCE):
            while True:
                async with self.engine.connect() as connection:
                    if (await connection.scalar(select(func.count()).select_from(table)) or 0) >= number:  # type: ignore[arg-type]
                        return
                await asyncio.sleep(0.05)

    async def sums(self) -> list[object]:
        query = select(evening_questions.c.sums).order_by(evening_questions.c.number)
        async with self.engine.connect() as connection:
            return list(await connection.scalars(query))

    async def begin(self) -> Message:
        """Play up to the first question."""
        await self.count(bank_questions, 100)
        secretary = self.phones[SECRETARY]
        await secretary.say("/evening", GROUP)
        board = await secretary.next_message(PATIENCE, GROUP)
        for team, number in enumerate((MEMBER, DEPUTY)):
            label = words.JOIN.format(sign=words.SIGNS[team], team=words.TEAMS[team])
            await self.phones[number].press(board, label)
        await secretary.press(board, words.BEGIN)
        return await self.next()

    async def next(self) -> Message:
        return await self.phones[SECRETARY].next_message(PATIENCE, GROUP)

    async def answer(self, number: int, poll: Message) -> None:
        right = self.group.messages[poll.id]["poll"]["correct_option_ids"][0]
        await self.phones[number].vote(poll, right)

    @property
    def asked(self) -> list[str]:
        """The questions in the group, as they begin."""
        return [m["poll"]["question"].split("　")[0] for m in self.group.messages.values() if "poll" in m]


@pytest.fixture
async def lives(database: AsyncEngine, database_url: str, data_dir: Path, tmp_path: Path) -> AsyncIterator[Lives]:
    await organise(database, tmp_path)
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox.serve())
        people = {SECRETARY: "秦书", DEPUTY: "傅书", MEMBER: "甄员"}
        for number, name in people.items():
            sandbox.world.add_person(Person(number, name, started=True))
        group = sandbox.world.add_group(GROUP, "一车间支部", dict.fromkeys(people, "member"), "supergroup")
        phones = {number: await stack.enter_async_context(Phone.of(sandbox, number)) for number in people}
        arguments = (database_url, sandbox.token, sandbox.url, str(data_dir))
        yield Lives(sandbox, database, (sys.executable, "-m", "tests.auxil.evening", *arguments), group, phones)


async def test_answers_of_before_and_of_meanwhile_count(lives: Lives) -> None:
    async with lives.life():
        first = await lives.begin()
        await lives.answer(MEMBER, first)
        await lives.count(evening_answers, 1)
    await lives.answer(DEPUTY, first)
    async with lives.life():
        await lives.next()
    assert lives.asked == ["第 1/10 题", "第 2/10 题"]
    assert (await lives.sums())[:2] == [[[0, 0, 0], [1, 1, 1], [1, 1, 1]], None]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_question_that_was_on_its_way_is_not_asked_again(lives: Lives) -> None:
    out, killed = asyncio.Event(), asyncio.Event()

    async def withhold(call: Call, step: Callable[[], Awaitable[Response]]) -> Response:
        answer = await step()
        if call.method == "sendPoll" and len(lives.asked) == 2:
            out.set()
            await killed.wait()  # nobody learns what became of it
        return answer

    lives.sandbox.faults.append(withhold)
    async with lives.life():
        first = await lives.begin()
        await lives.answer(MEMBER, first)
        await lives.answer(DEPUTY, first)
        await asyncio.wait_for(out.wait(), PATIENCE)
    killed.set()
    await lives.next()
    async with lives.life():
        await lives.next()
    assert lives.asked == ["第 1/10 题", "第 2/10 题", "第 3/10 题"]
    assert (await lives.sums())[:3] == [[[0, 0, 0], [1, 1, 1], [1, 1, 1]], None, None]
