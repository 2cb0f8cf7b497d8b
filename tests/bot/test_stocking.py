"""The running bot fills its question bank by itself, and answers meanwhile."""

from __future__ import annotations

import asyncio

from bot.app import App
from bot.services import Services
from bot.study.task import Theme
from knowledge.document import Audience
from tests.auxil.phone import PATIENCE, Phone


async def test_the_bot_fills_its_bank_and_answers_meanwhile(bot: App, phone: Phone) -> None:
    services: Services = bot.bot_data["services"]
    await phone.say("预备党员有没有表决权")
    assert "没有" in (await phone.next_message()).text
    async with asyncio.timeout(PATIENCE):
        while True:
            drawn = await services.bank.pick(5, Audience.EVERYONE, theme=Theme.RIGHT, cards=True)
            if drawn:
                break
            await asyncio.sleep(0.02)
    assert len({(card.file, card.article) for card in drawn}) == 5
