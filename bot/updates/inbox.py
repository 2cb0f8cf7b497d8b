"""The durable inbox: every update is stored before it is acknowledged, and handled though the process dies.

`Inbox` is the `update_queue` of the application. python-telegram-bot's poller awaits `put` for each update before it
asks for the next ones, which is what acknowledges these; the webhook answers 200 when `put` has returned. `put` returns
when the update is on the disk.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import Update
from telegram.error import NetworkError
from telegram.ext import Application
from telegram.request import HTTPXRequest, RequestData

from bot.updates.processing import Processor, chat_of
from bot.updates.received import Received

HOUSEKEEPING_SECONDS = 60.0
_LOGGER = logging.getLogger(__name__)


class Inbox(asyncio.Queue[object]):
    """The queue of updates, kept in the database.

    Args:
        engine: The database, upgraded.
        folder: Of this machine; a process keeps one small file in it.
        apologise: Tells the person that their update was set aside; where that fails it is logged and no more.
        at_once: How many updates are handled at once.

    Attributes:
        ledger: What updates have led to; for the rate limiter.
        processor: For `ApplicationBuilder.concurrent_updates`.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        folder: Path,
        apologise: Callable[[Update], Awaitable[object]] | None = None,
        at_once: int = 32,
    ) -> None:
        super().__init__()
        self._received = Received(engine, folder)
        self._storing = asyncio.Lock()
        self._housekeeper: asyncio.Task[None] | None = None
        self.ledger = self._received.ledger
        self.processor = Processor(self._received, apologise, at_once)

    async def open(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Queue what a dead process left behind. Call once, before the application starts to fetch updates."""
        self.processor.use(application)
        await self._adopt()
        self._housekeeper = asyncio.create_task(self._keep_house(), name="inbox-housekeeping")

    async def drain(self, seconds: float = 6.0) -> None:
        """Begin no more updates, let those under way finish, stop what has not after `seconds`.

        Call between `Updater.stop` and `Application.stop`. What is not finished stays stored for the next start.
        """
        await self.processor.drain(seconds)

    async def close(self) -> None:
        """Let go of the database. Call when the application has stopped."""
        if self._housekeeper is not None:
            self._housekeeper.cancel()
            await asyncio.gather(self._housekeeper, return_exceptions=True)
        await self._received.close()

    async def put(self, item: object) -> None:
        """Store an update and queue it; one that is known already is not queued again.

        Raises:
            NetworkError: It cannot be stored now. python-telegram-bot's poller then asks Telegram again.
        """
        if not isinstance(item, Update):
            await super().put(item)
            return
        # One at a time, so that the queue has the order in which they were stored
        async with self._storing:
            try:
                is_new = await self._received.store(item.update_id, chat_of(item), item.to_dict())
            except (SQLAlchemyError, OSError) as error:
                raise NetworkError(f"inbox: update {item.update_id} not stored: {type(error).__name__}") from error
            if is_new:
                await super().put(item)

    async def acknowledged(self, offset: int) -> None:
        """Note that Telegram will not send the updates below `offset` again."""
        await self._received.acknowledged(offset)

    async def _adopt(self) -> None:
        payloads = await self._received.adopt()
        for payload in payloads:
            await super().put(Update.de_json(payload, self.processor.application.bot))
        if payloads:
            _LOGGER.info("inbox: %d updates of a process that died are handled now", len(payloads))

    async def _keep_house(self) -> None:
        while True:
            await asyncio.sleep(HOUSEKEEPING_SECONDS)
            try:
                await self._adopt()
                await self._received.tidy()
            except (SQLAlchemyError, OSError) as error:
                _LOGGER.error("inbox: housekeeping failed: %s", type(error).__name__)


class PollingRequest(HTTPXRequest):
    """The `get_updates_request` of the bot: tells the inbox what Telegram knows to be received.

    Args:
        inbox: Which to tell.
        options: What `HTTPXRequest` takes, by name.
    """

    def __init__(self, inbox: Inbox, **options: Any) -> None:  # noqa: ANN401
        super().__init__(**{"connection_pool_size": 1, **options})
        self._inbox = inbox

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *timeouts: Any,  # noqa: ANN401
        **named_timeouts: Any,  # noqa: ANN401
    ) -> tuple[int, bytes]:
        """Make a request."""
        status, body = await super().do_request(url, method, request_data, *timeouts, **named_timeouts)
        offset = request_data.parameters.get("offset") if request_data else None
        if status == 200 and isinstance(offset, int) and offset > 0:
            await self._inbox.acknowledged(offset)
        return status, body
