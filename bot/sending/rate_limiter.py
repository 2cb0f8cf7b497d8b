"""The one way out to Telegram: every call waits for its turn here, and what an update led to goes to the ledger.

All calls count against the overall limit (python-telegram-bot passes everything but getUpdates through here). Against
a chat's own limits count those that put or change a message in it. "Typing…" is a sign for the moment: where it would
have to wait it is not sent at all.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from telegram.error import BadRequest, RetryAfter
from telegram.ext import BaseRateLimiter

from bot.sending.hand_over import Outgoing
from bot.sending.schedule import GAP, Call, Priority, Schedule
from bot.sending.slots import Slots
from bot.sending.window import Window
from bot.updates.ledger import Ledger, Result, repeats

LEASED_AT_ONCE = 8
"""Slots taken from a shared budget in one go: a quarter of a second's."""
RETRY_MARGIN = 0.1
_REFUSED = 400
_MESSAGES = ("send", "copy", "forward", "edit", "stop")
_LOGGER = logging.getLogger(__name__)


class _Leaving(Outgoing):
    """A call whose turn has come, on its way."""

    def __init__(self, window: Window, number: int, changed: asyncio.Event) -> None:
        super().__init__()
        self._window = window
        self._number = number
        self._changed = changed

    async def hand_over(self) -> None:
        """Note that it has left."""
        self._window.left(self._number, asyncio.get_running_loop().time())
        self._changed.set()

    def answer(self) -> None:
        """Note how long its answer took."""
        self._window.answered(self._number, asyncio.get_running_loop().time(), self.status < _REFUSED)
        self._changed.set()

    def over(self) -> None:
        """Note that nothing more comes of it."""
        self._window.over(self._number, asyncio.get_running_loop().time())
        self._changed.set()


class RateLimiter(BaseRateLimiter[Priority]):
    """Keeps all calls within Telegram's limits; see `bot.sending.schedule` for the limits.

    `rate_limit_args` of the bot's methods is a `Priority`; without one a call is an answer.

    Args:
        slots: Where the overall budget is kept.
        ledger: What has been sent on account of which update; None to send without.
    """

    def __init__(self, slots: Slots, ledger: Ledger | None = None) -> None:
        self._budget = slots
        self._ledger = ledger
        self._schedule = Schedule()
        self._window = Window()
        self._numbers = count(1)
        self._turns: dict[int, asyncio.Future[None]] = {}
        self._slots: deque[float] = deque()
        self._last = 0.0
        self._changed = asyncio.Event()
        self._dispatcher: asyncio.Task[None] | None = None

    async def initialize(self) -> None:
        """Begin to give turns; python-telegram-bot calls this more than once."""
        if self._dispatcher is None:
            self._dispatcher = asyncio.create_task(self._dispatch(), name="rate-limiter")

    async def shutdown(self) -> None:
        """Give no more turns; calls that wait are cancelled."""
        if self._dispatcher is not None:
            self._dispatcher.cancel()
            await asyncio.gather(self._dispatcher, return_exceptions=True)
            self._dispatcher = None
        for turn in self._turns.values():
            turn.cancel()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,  # noqa: ANN401
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Priority | None,
    ) -> Result:
        """Make a call when its turn has come, and again when Telegram asked to wait."""
        if endpoint == "sendChatAction" and not self._schedule.is_free(asyncio.get_running_loop().time()):
            return True
        reply = self._ledger.reply(endpoint, data) if self._ledger else None
        if reply is not None and reply.known is not None:
            return reply.known
        make = partial(callback, *args, **kwargs)
        send: Callable[[], Awaitable[Result]] = partial(reply.send, make) if reply is not None else make
        call = self._call(endpoint, data, rate_limit_args)
        while True:
            await self._turn(call)
            leaving = _Leaving(self._window, call.number, self._changed)
            try:
                with leaving.followed():
                    return await send()
            except RetryAfter as error:
                await self._hold(call, error)
            except BadRequest as error:
                if not repeats(error):
                    raise
                return True
            finally:
                leaving.over()

    def _call(self, endpoint: str, data: dict[str, Any], priority: Priority | None) -> Call:
        if priority is None:
            priority = Priority.URGENT if endpoint.startswith("answer") else Priority.ANSWER
        is_message = endpoint.startswith(_MESSAGES) and endpoint != "sendChatAction"
        chat = str(data.get("chat_id", "")) if is_message else ""
        return Call(priority, next(self._numbers), chat)

    async def _turn(self, call: Call) -> None:
        await self.initialize()
        turn = self._turns[call.number] = asyncio.get_running_loop().create_future()
        self._schedule.add(call)
        self._changed.set()
        try:
            await turn
        except asyncio.CancelledError:
            try:
                self._schedule.remove(call)
            except ValueError:
                # It was given its turn in this very moment
                self._window.stayed(call.number)
            raise
        finally:
            del self._turns[call.number]

    async def _hold(self, call: Call, error: RetryAfter) -> None:
        wait = error.retry_after
        seconds = (wait.total_seconds() if isinstance(wait, timedelta) else float(wait)) + RETRY_MARGIN
        now = asyncio.get_running_loop().time()
        everything = self._schedule.hold(call, now + seconds, now) is not None
        _LOGGER.warning("Telegram asks to wait %g s: %s", seconds, "everything" if everything else "one group")
        if everything:
            self._slots.clear()
            with contextlib.suppress(SQLAlchemyError, OSError):
                await self._budget.hold(seconds)

    async def _dispatch(self) -> None:
        while True:
            try:
                await self._next()
            except (SQLAlchemyError, OSError) as error:
                _LOGGER.error("rate limiter: no budget: %s", type(error).__name__)
                await asyncio.sleep(1)

    async def _next(self) -> None:
        """Give the next turn, or wait for what it depends on."""
        self._changed.clear()
        now = asyncio.get_running_loop().time()
        opens = self._schedule.opens(now)
        if opens is None or opens > now:
            await self._wait(None if opens is None else opens - now)
            return
        opens = self._window.opens(now)
        if opens is None or opens > now:
            await self._wait(None if opens is None else opens - now)
            return
        while self._slots and self._slots[0] < now - self._budget.late:
            self._slots.popleft()
        if not self._slots:
            self._slots.extend(await self._budget.lease(min(len(self._schedule), LEASED_AT_ONCE)))
            now = asyncio.get_running_loop().time()
        ready = max(self._slots[0], self._last + GAP)
        if ready > now:
            await self._wait(ready - now)
        elif (call := self._schedule.take(now)) is not None:
            self._slots.popleft()
            self._last = now
            self._window.let_go(call.number)
            if not self._turns[call.number].done():
                self._turns[call.number].set_result(None)

    async def _wait(self, seconds: float | None) -> None:
        """Wait, or until a call or a hold is new."""
        with contextlib.suppress(TimeoutError):
            # No less than a timer can tell apart
            await asyncio.wait_for(self._changed.wait(), seconds and max(seconds, 0.001))
