"""Takes the deliveries out, apart from the handling of updates; answers to people go first."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from telegram import InlineKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.sending.schedule import Priority
from bot.study.deliveries import Deliveries
from bot.study.delivery import Delivery, DeliveryState, Fault, Outcome
from bot.study.leases import Parcel
from bot.study.messages import send
from bot.study.steering import Steering
from bot.updates.processing import describe

SECONDS = 2.0
"""Between two looks, where nobody wakes it: a command or another process may have made a task."""
TIDYING_SECONDS = 3600.0
AT_ONCE = 48
"""Deliveries under way: enough for the overall rate with some of them stalled until they time out."""
BATCH = 16
STOP_SECONDS = 2.5
"""How long a stop waits for the answers to what has been handed over."""
LONGEST_PAUSE = 30.0
_TOO_LARGE = 413
_NO_CHAT = ("chat not found", "user not found", "peer_id_invalid", "chat_id is empty", "user_id_invalid")
_GONE = ("message to delete not found", "message_id_invalid", "message ids are not specified")
_log = logging.getLogger(__name__)
Keyboard = Callable[[Delivery], InlineKeyboardMarkup | None]


class Sender:
    """Sends what is queued, and writes down how each attempt went.

    Args:
        deliveries: The queue.
        steering: Begins the tasks whose time has come.
        keyboard: Gives the buttons under a task's last part.
    """

    def __init__(self, deliveries: Deliveries, steering: Steering, keyboard: Keyboard = lambda _: None) -> None:
        self._deliveries = deliveries
        self._steering = steering
        self._keyboard = keyboard
        self._woken = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._under_way: dict[asyncio.Task[None], Parcel] = {}
        self._housekept = self._tidied = float("-inf")
        self._pause = 0.0
        self._paused_until = 0.0

    def wake(self) -> None:
        """Look at once: there is something new."""
        self._woken.set()

    def start(self, bot: ExtBot[Any]) -> None:
        """Begin; `stop` ends it."""
        self._running = asyncio.create_task(self._run(bot), name="sender")

    async def stop(self) -> None:
        """End: what has not left goes back into the queue, what has is waited for a moment."""
        if self._running is None:
            return
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)
        for task, parcel in self._under_way.items():
            if not parcel.handed:
                task.cancel()
        if self._under_way:
            _, late = await asyncio.wait(tuple(self._under_way), timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._deliveries.leases.close()

    async def _run(self, bot: ExtBot[Any]) -> None:
        while True:
            try:
                await self._round(bot)
            except (SQLAlchemyError, OSError) as error:
                _log.error("sender: %s", type(error).__name__)
            self._woken.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), SECONDS)

    async def _round(self, bot: ExtBot[Any]) -> None:
        """Send until nothing is left that can go now."""
        while True:
            await self._keep_house()
            room = AT_ONCE - len(self._under_way)
            claimed: list[Delivery] = []
            if room >= BATCH and time.monotonic() >= self._paused_until and await self._deliveries.waiting():
                claimed = await self._deliveries.claim(BATCH)
            for delivery in claimed:
                parcel = self._deliveries.leases.parcel(delivery)
                task = asyncio.create_task(self._deliver(bot, delivery, parcel), name="delivery")
                self._under_way[task] = parcel
                task.add_done_callback(self._under_way.pop)
            if not self._under_way:
                return
            if not claimed:
                await asyncio.wait(tuple(self._under_way), timeout=1.0, return_when=asyncio.FIRST_COMPLETED)

    async def _keep_house(self) -> None:
        now = time.monotonic()
        if now < self._housekept + self._deliveries.leases.rest:
            return
        lost = await self._deliveries.leases.keep()
        if lost:
            _log.warning("sender: %d deliveries of a process that died may have gone out", lost)
        await self._steering.start_due()
        await self._steering.sweep()
        self._housekept = now
        if now >= self._tidied + TIDYING_SECONDS:
            await self._deliveries.leases.tidy()
            self._tidied = now

    async def _deliver(self, bot: ExtBot[Any], delivery: Delivery, parcel: Parcel) -> None:
        try:
            outcome = await (self._delete if delivery.to_delete else self._send)(bot, delivery, parcel)
        except asyncio.CancelledError:
            # The bot stops: the outcome is all that is left to do
            outcome = Outcome(DeliveryState.UNKNOWN if parcel.handed else DeliveryState.QUEUED)
            if delivery.to_delete:
                outcome = Outcome(DeliveryState.WITHDRAWING)
        while True:
            try:
                await self._deliveries.settle(delivery, outcome)
            except (SQLAlchemyError, OSError) as error:
                _log.error("sender: outcome not written: %s", type(error).__name__)
                await asyncio.sleep(1)
            else:
                return

    async def _send(self, bot: ExtBot[Any], delivery: Delivery, parcel: Parcel) -> Outcome:
        keyboard = self._keyboard(delivery) if delivery.last else None
        chat: int | None = None
        try:
            with parcel.followed():
                try:
                    sent = await send(bot, delivery.chat, delivery.content, keyboard)
                except ChatMigrated as error:
                    chat = error.new_chat_id
                    sent = await send(bot, chat, delivery.content, keyboard)
        except Exception as error:
            return self._failed(delivery, parcel, error)
        self._pause = 0.0
        return Outcome(DeliveryState.SENT, sent, chat=chat)

    def _failed(self, delivery: Delivery, parcel: Parcel, error: Exception) -> Outcome:
        if isinstance(error, Forbidden):
            return Outcome(DeliveryState.BLOCKED)
        # Before anything else of the network's: it is a kind of NetworkError
        if isinstance(error, BadRequest):
            gone = any(words in error.message.lower() for words in _NO_CHAT)
            return Outcome(DeliveryState.FAILED, error=Fault.NO_CHAT if gone else Fault.REFUSED)
        _log.warning("delivery of task %d: %s", delivery.task, describe(error))
        if parcel.status == _TOO_LARGE:
            return Outcome(DeliveryState.FAILED, error=Fault.REFUSED)
        if parcel.handed and not parcel.refused:
            return Outcome(DeliveryState.UNKNOWN)
        return Outcome(DeliveryState.QUEUED, wait=self._wait(delivery))

    async def _delete(self, bot: ExtBot[Any], delivery: Delivery, parcel: Parcel) -> Outcome:
        try:
            with parcel.followed():
                await bot.delete_messages(delivery.chat, delivery.messages, rate_limit_args=Priority.BROADCAST)
        except (BadRequest, Forbidden) as error:
            if not any(words in error.message.lower() for words in _GONE):
                return Outcome(DeliveryState.SENT, error=Fault.KEPT)
        except TelegramError as error:
            _log.warning("withdrawal of task %d: %s", delivery.task, describe(error))
            return Outcome(DeliveryState.WITHDRAWING, wait=self._wait(delivery))
        return Outcome(DeliveryState.WITHDRAWN)

    def _wait(self, delivery: Delivery) -> timedelta:
        """Return how long to wait for another attempt; nobody else is tried much sooner: the way is closed to all."""
        now = time.monotonic()
        if now >= self._paused_until:
            self._pause = min(max(self._pause * 2, 1.0), LONGEST_PAUSE)
            self._paused_until = now + self._pause
        return timedelta(seconds=min(2.0 ** min(delivery.attempts, 6), LONGEST_PAUSE))
