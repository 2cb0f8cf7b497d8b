"""The questions cards are made of, read at most every half minute: a morning asks for them thousands of times."""

from __future__ import annotations

import time
from collections.abc import Mapping

from bot.bank.bank import Bank
from bot.bank.question import BankQuestion
from bot.study.task import Theme
from knowledge.document import Audience

_KEPT_SECONDS = 30.0
"""A question that dies meanwhile may still go out; turned over, it says so."""


class Stock:
    """The live questions on duties and rights.

    Args:
        bank: Where they come from.
    """

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self._kept: dict[Audience, tuple[float, Mapping[int, BankQuestion]]] = {}

    async def of(self, audience: Audience) -> Mapping[int, BankQuestion]:
        """Return the questions somebody may read, by id."""
        kept = self._kept.get(audience)
        if kept is None or time.monotonic() - kept[0] > _KEPT_SECONDS:
            questions = await self.bank.all(audience, cards=True)
            of_members = {q.id: q for q in questions if q.theme in (Theme.RIGHT, Theme.DUTY)}
            kept = self._kept[audience] = (time.monotonic(), of_members)
        return kept[1]

    def refresh(self) -> None:
        """Read them anew next time."""
        self._kept.clear()
