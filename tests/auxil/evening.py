"""A group with a quiz evening: the real bot over the sandbox, and the phones of those who take part.

python -m tests.auxil.evening DATABASE_URL TOKEN SANDBOX_URL DATA_DIR
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import Bot

from bot.app import Server, running
from bot.evening.course import LEASE
from bot.evening.evening import Pace
from bot.sandbox.server import Sandbox
from bot.sandbox.world import Person
from bot.sending import schedule
from bot.services import Services
from bot.settings import load_settings
from bot.storage.evening_tables import evening_questions, evenings
from bot.storage.hours_tables import study_hours
from bot.words import evening as words
from tests.auxil.organisation import DEPUTY, MEMBER, PROBATIONARY, SECRETARY, STRANGER, organise
from tests.auxil.phone import Message, Phone
from tests.auxil.studying import Clock

QUICK = Pace(least=timedelta(0), grace=timedelta(0), pause=timedelta(0), board=timedelta(0))
"""No rest between questions and changes; the clock is turned where a question is to end without its answers."""
NAMES = {SECRETARY: "秦书", DEPUTY: "傅书", MEMBER: "甄员", PROBATIONARY: "于备", STRANGER: "访客"}


_groups = count(-1_001_000_800_000, -1)
_small_groups = count(900_001)


@dataclass(frozen=True, slots=True)
class Stage:
    """A bot that runs."""

    sandbox: Sandbox
    services: Services
    clock: Clock
    bot: Bot


@dataclass(frozen=True, slots=True)
class Evening:
    """What the tests work with.

    Attributes:
        services: Those of the bot that runs.
        phones: By Telegram id.
        group: The group's id.
    """

    sandbox: Sandbox
    services: Services
    clock: Clock
    bot: Bot
    phones: dict[int, Phone]
    group: int

    @property
    def secretary(self) -> Phone:
        return self.phones[SECRETARY]

    @property
    def member(self) -> Phone:
        return self.phones[MEMBER]

    @property
    def engine(self) -> AsyncEngine:
        return self.services.members.engine

    def turn(self, by: timedelta) -> None:
        """Let time pass."""
        self.clock.ahead += by
        self.services.host.wake()

    async def rows(self, table: Table) -> list[Any]:
        async with self.engine.connect() as connection:
            return list((await connection.execute(select(table).order_by(*table.primary_key))).all())

    async def board(self) -> Message:
        """Let the secretary start an evening, and wait for its board."""
        await self.secretary.say("/evening", self.group)
        return await self.next()

    async def next(self) -> Message:
        """Wait for the next message of the bot in the group, as the secretary has it."""
        return await self.secretary.next_message(chat=self.group)

    async def begin(self, *joining: tuple[int, int]) -> Message:
        """Start an evening, let people join teams, and let the questions begin; gives the board."""
        board = await self.board()
        for person, team in joining:
            await self.join(self.phones[person], board, team)
        await self.secretary.press(board, words.BEGIN)
        return board

    async def join(self, phone: Phone, board: Message, team: int) -> str:
        """Press the name of a team; gives what the bot says to it."""
        label = words.JOIN.format(sign=words.SIGNS[team - 1], team=words.TEAMS[team - 1])
        return str((await phone.press(board, label))["text"])

    async def answer(self, phone: Phone, poll: Message, *, right: bool = True) -> None:
        """Tap the right option of a question, or a wrong one."""
        secret = self.sandbox.world.chats[poll.chat].messages[poll.id]["poll"]["correct_option_ids"][0]
        options = range(len(poll.poll["options"]))
        await phone.vote(poll, next(option for option in options if (option == secret) is right))

    async def run_out(self, poll: Message) -> None:
        """Let the time of a question be over, once it has begun."""
        async with asyncio.timeout(10):
            while poll.id not in [row.message for row in await self.rows(evening_questions)]:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        self.turn(QUICK.question + timedelta(seconds=1))

    async def shows(self, phone: Phone, board: Message, *said: str) -> Message:
        """Wait until the board says something."""
        key = (board.chat, board.id)
        await phone.wait_until(lambda p: key in p.messages and all(one in p.messages[key].text for one in said))
        return phone.messages[key]

    async def until(self, **wanted: object) -> Any:  # noqa: ANN401 - a row
        """Wait until the latest evening's row has these values; the database tells nobody of it."""
        async with asyncio.timeout(10):
            while True:
                row = (await self.rows(evenings))[-1]
                if all(getattr(row, name) == value for name, value in wanted.items()):
                    return row
                await asyncio.sleep(0.02)


@asynccontextmanager
async def bot_of(
    url: str, token: str, base: str, data_dir: Path, clock: Clock, lease: timedelta = LEASE
) -> AsyncIterator[tuple[Services, Bot]]:
    """Run the real bot at a test's pace."""
    settings = load_settings(data_dir=data_dir, database_url=url)
    with pytest.MonkeyPatch.context() as patch:
        # An evening is played in seconds here, which Telegram's limits would stretch to minutes
        patch.setattr(schedule, "GROUP_MESSAGES", 10_000)
        patch.setattr(schedule, "CHAT_INTERVAL", 0.01)
        async with running(settings, Server(token, f"{base}/bot", f"{base}/file/bot", direct=True)) as application:
            services: Services = application.bot_data["services"]
            services.evenings.pace = services.course.pace = QUICK
            services.evenings._now = services.course.now = clock
            services.course._lease = lease
            yield services, application.bot


@asynccontextmanager
async def stage_of(url: str, data_dir: Path, folder: Path) -> AsyncIterator[Stage]:
    """Run a bot with a bank of questions and an organisation."""
    clock = Clock()
    async with (
        Sandbox.serve() as sandbox,
        bot_of(url, sandbox.token, sandbox.url, data_dir, clock) as (services, bot),
    ):
        await organise(services.members.engine, folder)
        await services.bank.refresh()
        for number, name in NAMES.items():
            sandbox.world.add_person(Person(number, name, started=number != STRANGER))
        yield Stage(sandbox, services, clock, bot)


@asynccontextmanager
async def evening_of(stage: Stage, kind: str = "supergroup") -> AsyncIterator[Evening]:
    """Open a group nothing has happened in yet, with the phones of everybody in it."""
    standing = {number: "administrator" if number == SECRETARY else "member" for number in NAMES}
    number = next(_groups) if kind == "supergroup" else -next(_small_groups)
    group = stage.sandbox.world.add_group(number, "一车间支部", standing, kind)
    stage.services.evenings.pace = stage.services.course.pace = QUICK
    stage.services.questions._buckets.clear()
    stage.services.presses._buckets.clear()
    stage.clock.ahead = timedelta()
    async with AsyncExitStack() as stack:
        phones = {number: await stack.enter_async_context(Phone.of(stage.sandbox, number)) for number in NAMES}
        yield Evening(stage.sandbox, stage.services, stage.clock, stage.bot, phones, group.id)
        stage.sandbox.faults.clear()
        async with stage.services.members.engine.begin() as connection:
            for table in (evenings, study_hours):
                await connection.execute(table.delete())


async def main(url: str, token: str, base: str, data_dir: str) -> None:
    """Run the bot until it is killed: a process of its own for tests that kill it."""
    async with bot_of(url, token, base, Path(data_dir), Clock(), timedelta(seconds=2)):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
