"""Fills the bank in the background, when the bot starts, after a publication, and when a new day begins."""

from __future__ import annotations

import logging
from datetime import date

from telegram import Bot

from bot.bank.bank import Bank
from bot.library import Library
from bot.rounds import Rounds

SECONDS = 2.0
"""Between two looks whether other documents were published."""
_log = logging.getLogger(__name__)


class Stocking(Rounds):
    """Refreshes the bank when what the bot answers from has changed."""

    def __init__(self, bank: Bank, library: Library) -> None:
        """Keep `bank` in step with `library`."""
        super().__init__("question bank", SECONDS, self.refresh)
        self._bank = bank
        self._library = library
        self._seen: tuple[object, date] | None = None

    async def refresh(self, _: Bot) -> None:
        """Refresh the bank if there is anything new."""
        now = (self._library.answerer, self._bank.today())
        if self._seen and self._seen[0] is now[0] and self._seen[1] == now[1]:
            return
        done = await self._bank.refresh()
        self._seen = now
        _log.info("question bank: %d live, %d new, %d gone", done.live, done.added, done.gone)
