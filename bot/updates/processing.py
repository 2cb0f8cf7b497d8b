"""Handling the stored updates: in order within a chat, side by side otherwise, again after a failure, never forever."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from itertools import count
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError
from telegram.ext import Application, BaseUpdateProcessor, CallbackContext

from bot.updates.ledger import current
from bot.updates.received import Received

TRIES = 3
"""How often a handler may fail on an update before it is set aside."""
PASSING_TRIES = 12
"""The same where the network or the database fails: about seven minutes."""
LONGEST_PAUSE = 60.0
ELSEWHERE_SECONDS = 30.0
"""How long an update waits for an earlier one of its chat that another process has."""
_ELSEWHERE_PAUSE = 0.2
_LOGGER = logging.getLogger(__name__)
_App = Application[Any, Any, Any, Any, Any, Any]


class Processor(BaseUpdateProcessor):
    """Runs the application's handlers over the updates.

    Handlers must be blocking (python-telegram-bot's default): what goes on after a handler has returned is not
    repeated after a crash.

    Args:
        received: The stored updates.
        apologise: Tells the person that their update was set aside.
        at_once: How many updates are handled at once.
    """

    def __init__(
        self, received: Received, apologise: Callable[[Update], Awaitable[object]] | None, at_once: int
    ) -> None:
        # The base class's bound counts updates that wait for their chat too, and one busy chat would stop the
        # others: it is put out of reach, and `_places` bounds what really runs
        super().__init__(max_concurrent_updates=10**9)
        self._received = received
        self._apologise = apologise
        self._places = asyncio.Semaphore(at_once)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._application: _App | None = None
        self._under_way: set[asyncio.Future[None]] = set()
        self._draining = asyncio.Event()

    @property
    def application(self) -> _App:
        """Whose handlers run."""
        if self._application is None:
            raise RuntimeError("the inbox has not been opened")
        return self._application

    def use(self, application: _App) -> None:
        """Run this application's handlers and note what they raise."""
        self._application = application
        application.add_error_handler(_note)

    async def initialize(self) -> None:
        """Do nothing."""

    async def shutdown(self) -> None:
        """Do nothing."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle one update when its turn has come."""
        # Every try needs a coroutine of its own
        if isinstance(coroutine, Coroutine):
            coroutine.close()
        if not isinstance(update, Update):
            await self.application.process_update(update)
            return
        async with self._turns.setdefault(chat_of(update), asyncio.Lock()):
            await self._wait_for_others(update)
            async with self._places:
                if not self._draining.is_set():
                    await self._watched(self._handle(update))

    async def _wait_for_others(self, update: Update) -> None:
        for _ in range(round(ELSEWHERE_SECONDS / _ELSEWHERE_PAUSE)):
            try:
                if self._draining.is_set() or await self._received.is_next(update.update_id, chat_of(update)):
                    return
            except (SQLAlchemyError, OSError):
                return
            await self._pause(_ELSEWHERE_PAUSE)

    async def _watched(self, handling: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(handling)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        await task

    async def drain(self, seconds: float) -> None:
        """Begin nothing more, wait up to `seconds` for what is under way and cancel the rest."""
        self._draining.set()
        if not self._under_way:
            return
        _, late = await asyncio.wait(self._under_way, timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            _LOGGER.warning("%d updates not finished in %g s stay for the next start", len(late), seconds)
            await asyncio.wait(late)

    async def _handle(self, update: Update) -> None:
        for failures in count(1):
            error = await self._try(update)
            if error is None:
                return
            passing = _is_passing(error)
            _LOGGER.error("update %d failed, time %d: %s", update.update_id, failures, describe(error))
            if failures >= (PASSING_TRIES if passing else TRIES):
                await self._give_up(update)
                return
            await self._pause(min(2.0 ** (failures - 1), LONGEST_PAUSE) if passing else 0.5 * failures)
            if self._draining.is_set():
                return

    async def _try(self, update: Update) -> Exception | None:
        """Run the handlers once.

        Returns:
            What went wrong.
        """
        try:
            handling = await self._received.begin(update.update_id)
            if handling is None:
                return None
            token = current.set(handling)
            try:
                await self.application.process_update(update)
            finally:
                current.reset(token)
                handling.finished = True
            if isinstance(handling.error, Forbidden):
                # Whoever asked has blocked the bot: there is nobody to answer
                handling.error = None
            if handling.error is None:
                await self._received.finish(update.update_id)
        except Exception as error:
            return error
        return handling.error

    async def _give_up(self, update: Update) -> None:
        await self._received.set_aside(update.update_id)
        _LOGGER.error("update %d set aside", update.update_id)
        if self._apologise is None:
            return
        try:
            await self._apologise(update)
        except Exception as error:
            _LOGGER.error("update %d: no apology: %s", update.update_id, describe(error))

    async def _pause(self, seconds: float) -> None:
        """Wait, but not when draining."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._draining.wait(), seconds)


async def _note(_: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
    """Note what a handler raised; it is an error handler of the application."""
    error = context.error
    handling = current.get()
    if error is not None and handling is not None and not handling.finished:
        handling.error = error
    elif error is not None:
        _LOGGER.error("outside of an update: %s", describe(error))


def describe(error: BaseException) -> str:
    """Say what an error is and where it arose, without its message, which may hold what a person wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-3:]))
    return f"{type(error).__name__} at {where or 'nowhere'}"


def _is_passing(error: Exception) -> bool:
    """Tell whether an error is the network's or the database's, and not this update's."""
    if isinstance(error, BadRequest | IntegrityError | ProgrammingError | DataError):
        return False
    return isinstance(error, NetworkError | DBAPIError | PoolTimeoutError | ConnectionError)


def chat_of(update: Update) -> int:
    """Return whose updates an update must keep its order with: the chat's number, else the person's, else 0."""
    if update.effective_chat is not None:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user is not None else 0
