"""Members who get cards, a bank of questions made by hand, and a clock to set."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import App
from bot.bank.bank import Bank
from bot.cards.cards import Cards
from bot.cards.mornings import Morning, Mornings
from bot.cards.planning import Planning
from bot.cards.preferences import Settings
from bot.cards.stock import Stock
from bot.handlers.context import SERVICES
from bot.services import Services
from bot.storage.bank_tables import bank_questions
from bot.study.reminders import Reminders
from bot.study.steering import Steering
from bot.study.task import Theme
from index.corpus import Corpus
from tests.auxil.learning import SetClock
from tests.auxil.organisation import Organisation, organise
from tests.auxil.sending import ZONE


async def no_cards_by_themselves(application: App) -> None:
    """Keep the cards of the morning back: a test that runs at eight would get one in between."""
    services: Services = application.bot_data[SERVICES]
    await services.handing_out.stop()


MONDAY = "2026-03-02"
"""A working week begins; no holiday is near."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What tests of cards work with; it begins on Monday at six in the morning."""

    engine: AsyncEngine
    org: Organisation
    clock: SetClock
    stock: Stock
    planning: Planning
    mornings: Mornings
    cards: Cards
    settings: Settings
    reminders: Reminders
    steering: Steering

    async def at(self, day: str, hour: int, minute: int = 0) -> dict[int, Morning]:
        """Come to a moment and give out what is due then, by chat."""
        self.clock.set(day, hour, minute)
        return await self.due()

    async def due(self) -> dict[int, Morning]:
        """Plan, and give out what is due."""
        await self.planning.plan()
        given = {}
        while claimed := await self.mornings.claim(2):
            for morning in claimed:
                assert morning.chat not in given, "two cards at once"
                given[morning.chat] = morning
                await self.mornings.told(morning, len(given))
        return given

    async def drop(self, question: int) -> None:
        """Let a question's article be changed or go."""
        async with self.engine.begin() as connection:
            gone = update(bank_questions).where(bank_questions.c.id == question)
            await connection.execute(gone.values(current=False))
        self.stock.refresh()


def question(number: int, theme: Theme, article: str = "", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "id": number,
        "key": f"k{number}",
        "form": "recall",
        "theme": theme.value,
        "text": f"第{number}问？",
        "options": [],
        "right": 0,
        "explanation": "依据",
        "file": "党章.md",
        "document": "中国共产党章程",
        "article": article or f"第{number}条",
        "chapter": "第一章 党员",
        "quote": f"第{number}答",
        "audience": "everyone",
        "card": True,
        "current": True,
        "review": "new",
        **more,
    }


async def fill_bank(engine: AsyncEngine, each: int = 15) -> None:
    """Put as many questions on rights as on duties into the bank: odd numbers are rights."""
    rows = [question(number, Theme.RIGHT if number % 2 else Theme.DUTY) for number in range(1, 2 * each + 1)]
    async with engine.begin() as connection:
        await connection.execute(insert(bank_questions), rows)


def no_corpus() -> Corpus:
    """Stand for documents nothing is made from: the bank is filled by hand."""
    raise AssertionError("the bank is not to be made anew here")


async def open_desk(database: AsyncEngine, folder: Path) -> Desk:
    """Organise a branch with a full bank."""
    org, clock = await organise(database, folder), SetClock(MONDAY, 6)
    await fill_bank(database)
    stock = Stock(Bank(database, no_corpus))
    return Desk(
        engine=database,
        org=org,
        clock=clock,
        stock=stock,
        planning=Planning(database, ZONE, clock),
        mornings=Mornings(org.members, stock, ZONE, clock),
        cards=Cards(org.members, stock, ZONE, clock),
        settings=Settings(database, ZONE, clock),
        reminders=Reminders(org.members, ZONE, clock),
        steering=Steering(org.members, ZONE, clock),
    )
