"""Messages that keep telling how things stand, apart from the handling of updates."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError
from telegram.ext import ExtBot

from bot.sending.schedule import Priority
from bot.views.view import View

SECONDS = 1.5
"""Between two changes of one message: a chat takes one message a second, and answers in it have to get through too."""
_TRIES = 20
"""How often a change is tried while the network is away."""
_log = logging.getLogger(__name__)


class LiveMessages:
    """Changes each message to what was wanted of it last; what was wanted in between is left out.

    Changes wait behind everything that answers somebody (`Priority.BROADCAST`).
    """

    def __init__(self) -> None:
        self._bot: ExtBot[Any] | None = None
        self._wanted: dict[tuple[int, int], View] = {}
        self._changing: dict[tuple[int, int], asyncio.Task[None]] = {}

    def start(self, bot: ExtBot[Any]) -> None:
        """Begin; `stop` ends it."""
        self._bot = bot

    async def stop(self) -> None:
        """End; what is not shown yet is not shown."""
        self._bot = None
        for task in tuple(self._changing.values()):
            task.cancel()
        await asyncio.gather(*self._changing.values(), return_exceptions=True)

    def show(self, chat: int, message: int, view: View) -> None:
        """Let a message show a view: at once, or as soon as it may be changed again."""
        if self._bot is None:
            return
        key = (chat, message)
        self._wanted[key] = view
        if key not in self._changing:
            self._changing[key] = asyncio.create_task(self._keep(self._bot, key), name="live-message")

    def drop(self, chat: int, message: int) -> None:
        """Change a message no more: somebody else shows something in it now."""
        key = (chat, message)
        self._wanted.pop(key, None)
        changing = self._changing.pop(key, None)
        if changing:
            changing.cancel()

    async def _keep(self, bot: ExtBot[Any], key: tuple[int, int]) -> None:
        shown: View | None = None
        try:
            while (view := self._wanted.pop(key, None)) is not None:
                if view != shown:
                    await self._change(bot, key, view)
                    shown = view
                    await asyncio.sleep(SECONDS)
        finally:
            if self._changing.get(key) is asyncio.current_task():
                del self._changing[key]

    async def _change(self, bot: ExtBot[Any], key: tuple[int, int], view: View) -> None:
        for _ in range(_TRIES):
            try:
                await bot.edit_message_text(
                    view.text,
                    *key,
                    parse_mode="HTML",
                    reply_markup=view.keyboard,
                    rate_limit_args=Priority.BROADCAST,
                )
            except (BadRequest, Forbidden) as error:
                # it shows this already, or it is gone: there is nothing to be done
                _log.debug("live message: %s", error.message)
                return
            except NetworkError as error:
                _log.warning("live message: %s", type(error).__name__)
                if key in self._wanted:
                    return  # something newer is to be shown
                await asyncio.sleep(SECONDS)
            except TelegramError as error:
                _log.error("live message: %s", type(error).__name__)
                return
            else:
                return
