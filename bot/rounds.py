"""Work apart from the handling of updates, gone about over and over while the bot runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot
from telegram.error import TelegramError

_log = logging.getLogger(__name__)


class Rounds:
    """A task that works, rests, and works again; what fails in one round is tried again in the next."""

    def __init__(self, name: str, seconds: float, work: Callable[[Bot], Awaitable[object]]) -> None:
        """Do `work` every so many seconds, or when woken; `name` is for the log."""
        self._name = name
        self._seconds = seconds
        self._work = work
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Begin the next round at once: something has happened."""
        self._woken.set()

    def start(self, bot: Bot) -> None:
        """Begin; `stop` ends it."""
        self._task = asyncio.create_task(self._run(bot), name=self._name)

    async def stop(self) -> None:
        """End; what is not done stays for the next start."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self, bot: Bot) -> None:
        while True:
            try:
                await self._work(bot)
            except (SQLAlchemyError, TelegramError, OSError) as error:
                _log.error("%s: %s", self._name, type(error).__name__)
            self._woken.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), self._seconds)
