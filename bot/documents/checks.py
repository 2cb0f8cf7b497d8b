"""Checks of batches, apart from the handling of updates: in a thread of their own, told in one message."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot import words
from bot.documents.batch import Batch, BatchError, Batches, Stage, is_old
from bot.library import Library, use_one_thread
from bot.live_messages import LiveMessages
from bot.markup import escape
from bot.updates.processing import describe
from bot.views import batches as views
from bot.views.view import View
from index.draft import Draft, discard, open_draft
from index.golden import GoldenError
from index.publication import BusyError
from index.reindex import READING, NothingReadableError, prepare
from index.snapshot import SnapshotError
from knowledge.document import KnowledgeError

T = TypeVar("T")
_log = logging.getLogger(__name__)
STOP_SECONDS = 2.0
"""How long a stop waits for a check to notice; what a killed check leaves behind the next one sweeps away."""
_DAY = 86_400.0


class _StoppedError(Exception):
    """The check is not to go on."""


@dataclass(frozen=True, slots=True)
class _Run:
    task: asyncio.Task[None]
    stopped: threading.Event


class Checks:
    """The checks under way.

    Args:
        batches: What is checked.
        library: Whose model embeds.
        root: The `snapshots` folder.
        questions: The administrator's golden questions.
        bound: How far hit@5 on them may fall.
    """

    def __init__(self, batches: Batches, library: Library, root: Path, questions: Path, bound: float) -> None:
        self._batches = batches
        self._library = library
        self._root = root
        self._questions = questions
        self._bound = bound
        self._live = LiveMessages()
        self._runs: dict[int, _Run] = {}
        self._given_up: set[int] = set()
        self._house: asyncio.Task[None] | None = None

    def start(self, bot: ExtBot[Any]) -> None:
        """Begin, and tell those whose check was cut off when the process died; `stop` ends it."""
        self._live.start(bot)
        self._house = asyncio.create_task(self._keep_house(bot), name="checks-housekeeping")

    async def stop(self) -> None:
        """End; what is being checked is told as interrupted at the next start."""
        if self._house:
            self._house.cancel()
            await asyncio.gather(self._house, return_exceptions=True)
        for run in self._runs.values():
            run.stopped.set()
        if tasks := [run.task for run in self._runs.values()]:
            _, late = await asyncio.wait(tasks, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
        await self._live.stop()

    async def show(self, batch: Batch) -> None:
        """Let the message of a batch tell how it stands, if no check does so."""
        if batch.number not in self._runs:
            self._tell(batch, await asyncio.to_thread(self.view, batch))

    def view(self, batch: Batch) -> View:
        """Return how a batch stands that is not being checked; reads the disk."""
        return views.standing(batch, open_draft(self._root, batch.draft) if batch.draft else None)

    async def begin(self, batch: Batch) -> None:
        """Check a batch; pressed twice it is checked once."""
        if batch.number in self._runs:
            return
        if batch.draft:
            await asyncio.to_thread(discard, self._root, batch.draft)
        checking = replace(batch, stage=Stage.CHECKING, draft="", note="")
        batch = await asyncio.to_thread(self._batches.put, checking)
        self._tell(batch, views.progress(batch, READING, 0.0))
        stopped = threading.Event()
        task = asyncio.create_task(self._run(batch, stopped), name="check")
        self._runs[batch.number] = _Run(task, stopped)

    def is_checking(self, batch: Batch) -> bool:
        """Tell whether a batch is being checked now."""
        return batch.number in self._runs

    async def give_up(self, batch: Batch) -> None:
        """Drop a batch, its check with it."""
        if run := self._runs.get(batch.number):
            self._given_up.add(batch.number)
            run.stopped.set()
            self._tell(batch, views.stopping())
        else:
            await self._drop(batch)

    def _tell(self, batch: Batch, view: View) -> None:
        self._live.show(batch.chat, batch.message, view)

    async def _drop(self, batch: Batch) -> None:
        await asyncio.to_thread(self._batches.drop, batch)
        self._tell(batch, View(escape(words.CHECK_STOPPED)))

    async def _run(self, batch: Batch, stopped: threading.Event) -> None:
        try:
            view = await self._check(batch, stopped)
            if not stopped.is_set():
                self._tell(batch, view)
            elif batch.number in self._given_up:
                await self._drop(batch)
        finally:
            self._given_up.discard(batch.number)
            del self._runs[batch.number]

    async def _check(self, batch: Batch, stopped: threading.Event) -> View:
        """Check a batch; return what came of it, anything where it was stopped."""
        try:
            draft = await in_thread(partial(self._prepare, batch, self._reporter(batch, stopped)))
        except NothingReadableError as error:
            await asyncio.to_thread(self._batches.drop, batch)
            return views.nothing_readable(error.sources)
        except Exception as error:
            return views.stopping() if stopped.is_set() else await self._failed(batch, error)
        if stopped.is_set():
            await asyncio.to_thread(discard, self._root, draft.id)
            return views.stopping()
        if draft.unchanged:
            await asyncio.to_thread(self._batches.drop, batch)
            return views.unchanged(draft)
        batch = await asyncio.to_thread(self._batches.put, replace(batch, stage=Stage.CHECKED, draft=draft.id))
        return await asyncio.to_thread(views.preview, batch, draft)

    def _prepare(self, batch: Batch, report: Callable[[str, float], None]) -> Draft:
        change = self._batches.change(batch)
        return prepare(change, self._library.encoder, self._root, self._questions, report, bound=self._bound)

    def _reporter(self, batch: Batch, stopped: threading.Event) -> Callable[[str, float], None]:
        """Return what the thread of a check reports to; it ends the check when that is to stop."""
        loop = asyncio.get_running_loop()

        def told(stage: str, share: float) -> None:
            if not stopped.is_set():
                self._tell(batch, views.progress(batch, stage, share))

        def report(stage: str, share: float) -> None:
            if stopped.is_set():
                raise _StoppedError
            loop.call_soon_threadsafe(told, stage, share)

        return report

    async def _failed(self, batch: Batch, error: Exception) -> View:
        """Open a batch again whose check could not be done."""
        _log.error("check: %s", describe(error))
        if isinstance(error, BusyError | SnapshotError | KnowledgeError | GoldenError):
            reason = str(error).rstrip("。")
        elif isinstance(error, OSError):
            reason = words.DISK.format(reason=error.strerror or type(error).__name__)
        else:
            reason = words.CHECK_CRASHED.format(kind=type(error).__name__)
        return await self._open_again(batch, words.CHECK_FAILED.format(reason=reason))

    async def _open_again(self, batch: Batch, note: str) -> View:
        reopened = replace(batch, stage=Stage.OPEN, draft="", note=note)
        return views.received(await asyncio.to_thread(self._batches.put, reopened))

    async def _keep_house(self, bot: ExtBot[Any]) -> None:
        """Take up what a process that ended has left, then delete what has waited long enough, every day."""
        await self._recover(bot)
        while True:
            for batch in await asyncio.to_thread(self._batches.all):
                if is_old(batch):
                    await asyncio.to_thread(self._batches.drop, batch)
            await asyncio.sleep(_DAY)

    async def _recover(self, bot: ExtBot[Any]) -> None:
        """Tell of checks that were cut off, show the other batches as they stand."""
        for batch in await asyncio.to_thread(self._batches.all):
            if batch.stage is Stage.CHECKING and batch.number not in self._runs:
                await self._interrupted(bot, batch)
            else:
                await self.show(batch)

    async def _interrupted(self, bot: ExtBot[Any], batch: Batch) -> None:
        """Tell in a new message, which a phone announces, that a check was cut off."""
        view = await self._open_again(batch, words.CHECK_INTERRUPTED)
        try:
            sent = await bot.send_message(batch.chat, view.text, parse_mode="HTML", reply_markup=view.keyboard)
        except TelegramError as error:
            _log.warning("check: not told: %s", type(error).__name__)
            return
        self._tell(batch, View(escape(words.CHECK_INTERRUPTED_HERE)))
        with suppress(BatchError):  # given up already
            # read anew: a file may have joined it in the meantime
            reopened = await asyncio.to_thread(self._batches.get, batch.chat, batch.number)
            await asyncio.to_thread(self._batches.put, replace(reopened, message=sent.message_id))


def in_thread(work: Callable[[], T]) -> asyncio.Future[T]:
    """Do something long in a thread that never keeps the process from ending, with one thread of torch."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def done(result: T | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result, error = None, None
        try:
            use_one_thread()
            result = work()
        except BaseException as raised:
            error = raised
        with suppress(RuntimeError):  # the loop is closed: nobody waits
            loop.call_soon_threadsafe(done, result, error)

    threading.Thread(target=run, name="check", daemon=True).start()
    return future
