"""Hands out the cards of the morning, and keeps their plan up to date."""

from __future__ import annotations

from bot.cards.mornings import Morning, Mornings
from bot.cards.planning import Planning
from bot.study.steering import Steering
from bot.telling import Telling
from bot.views import cards

_AT_ONCE = 50
"""Two seconds' worth: while these wait for their turns the next ones need not be read yet."""


class HandingOut(Telling[Morning]):
    """Gives each person their card when its second has come."""

    def __init__(self, planning: Planning, mornings: Mornings, steering: Steering) -> None:
        """Hand out what `mornings` has; tell `steering` who has blocked the bot."""
        super().__init__("cards", mornings, cards.morning, steering, _AT_ONCE)
        self._planning = planning

    async def prepare(self) -> None:
        """Plan what is new: people who have joined, and what people have set."""
        await self._planning.plan()
