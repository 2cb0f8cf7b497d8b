"""Takes out what consultations have to tell, apart from the handling of updates, and keeps house."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import UTC, datetime

from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.consulting.notices import Notice, Notices
from bot.privacy import Privacy
from bot.views import consulting

SECONDS = 30.0
"""Between two looks, where nobody wakes it."""
_log = logging.getLogger(__name__)


class Courier:
    """Tells people, one notice after another."""

    def __init__(self, notices: Notices, privacy: Privacy) -> None:
        """Tell what `notices` has; let `privacy` delete what is old enough."""
        self._notices = notices
        self._privacy = privacy
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._tidied = ""

    def wake(self) -> None:
        """Look at once: something has happened."""
        self._woken.set()

    def start(self, bot: Bot) -> None:
        """Begin; `stop` ends it."""
        self._task = asyncio.create_task(self._run(bot), name="courier")

    async def stop(self) -> None:
        """End; what is not told stays for the next start."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self, bot: Bot) -> None:
        while True:
            try:
                await self._tidy()
                while due := await self._notices.due():
                    for notice in due:
                        await self._tell(bot, notice)
            except (SQLAlchemyError, TelegramError, OSError) as error:
                _log.error("courier: %s", type(error).__name__)
            self._woken.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), SECONDS)

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
