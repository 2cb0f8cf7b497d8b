"""Takes out what consultations have to tell, apart from the handling of updates, and keeps house."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from telegram import Bot
from telegram.error import BadRequest, Forbidden

from bot.consulting.notices import Notice, Notices
from bot.privacy import Privacy
from bot.rounds import Rounds
from bot.views import consulting

SECONDS = 30.0
"""Between two looks, where nobody wakes it."""
_log = logging.getLogger(__name__)


class Courier(Rounds):
    """Tells people, one notice after another."""

    def __init__(self, notices: Notices, privacy: Privacy) -> None:
        """Tell what `notices` has; let `privacy` delete what is old enough."""
        super().__init__("courier", SECONDS, self._deliver)
        self._notices = notices
        self._privacy = privacy
        self._tidied = ""

    async def _deliver(self, bot: Bot) -> None:
        await self._tidy()
        while due := await self._notices.due():
            for notice in due:
                await self._tell(bot, notice)

    async def _tell(self, bot: Bot, notice: Notice) -> None:
        view = consulting.notice(notice)
        reached = False
        for person in notice.to:
            try:
                await bot.send_message(person, view.text, parse_mode="HTML", reply_markup=view.keyboard)
                reached = True
            except (Forbidden, BadRequest) as error:
                _log.info("notice %d: %s", notice.id, type(error).__name__)
        await self._notices.told(notice, reached=reached)

    async def _tidy(self) -> None:
        await self._privacy.expire_soon()
        today = datetime.now(UTC).date().isoformat()
        if today != self._tidied:
            await self._privacy.expire()
            self._tidied = today
