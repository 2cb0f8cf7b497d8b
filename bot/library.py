"""The knowledge base as the running bot holds it: opened off the event loop, switched between two questions."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import TypeVar

from index import in_thread
from index.answer import Answer, Answerer
from index.encoder import Encoder, load_encoder
from index.follow_up import FollowUp
from index.snapshot import CURRENT, SnapshotError, open_current
from knowledge.document import Audience

T = TypeVar("T")
_log = logging.getLogger(__name__)
WORKERS = 2
"""Questions answered side by side; each uses one thread of torch, a second gains nothing (DESIGN.md)."""
_LOOKS = 1.0
"""Seconds between two looks whether another snapshot was published."""
_WARMING = "dangfei zenme jiao"
"""A question in pinyin needs everything that is only loaded when it is needed: model, converter, word lists."""


def use_one_thread() -> None:
    """Keep torch to this thread; OpenMP takes the number from the thread that asks."""
    import torch

    torch.set_num_threads(1)


class Library:
    """Answers questions from the published snapshot and follows when another is published."""

    def __init__(self, data_dir: Path, model: str, today: Callable[[], date] = date.today) -> None:
        """Remember where the snapshots and the model are; `open` loads them."""
        self._data_dir = data_dir
        self._model = model
        self._today = today
        self._pool = ThreadPoolExecutor(WORKERS, "library", use_one_thread)
        self._encoder: Encoder | None = None
        self._answerer: Answerer | None = None
        self._published = 0
        self._opening = threading.Lock()
        self._keeping: asyncio.Task[None] | None = None

    @property
    def encoder(self) -> Encoder:
        """The model; it may be used from any thread that `use_one_thread`."""
        if self._encoder is None:
            raise RuntimeError("the library is not open")
        return self._encoder

    @property
    def answerer(self) -> Answerer:
        """What answers now; keep it through one answer, the next may come from another snapshot."""
        if self._answerer is None:
            raise RuntimeError("the library is not open")
        return self._answerer

    async def open(self) -> None:
        """Load model and snapshot; what they load lazily follows in the background, here and after a publication.

        Raises:
            SnapshotError: There is no snapshot to use.
        """
        await self._run(self._open)
        self._keeping = asyncio.create_task(self._keep_warm())

    def close(self) -> None:
        """Let go of the threads."""
        if self._keeping:
            self._keeping.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def ask(self, question: str, audience: Audience = Audience.EVERYONE) -> tuple[Answerer, Answer]:
        """Answer a question from what an audience may read; with it comes what answered, for its corpus."""
        return await self._run(self._ask, question, audience)

    async def follow(self, follow_up: FollowUp, audience: Audience) -> tuple[Answerer, Answer | None]:
        """Answer a follow-up; None where the article it goes on from is gone or not for this audience any more."""
        return await self._run(self._follow, follow_up, audience)

    async def current(self) -> Answerer:
        """Return what answers now, after another snapshot was published the new one."""
        return await self._run(self._current)

    async def lend(self, work: Callable[[Encoder], T]) -> T:
        """Let somebody else use the model, in one of the threads that answer: questions wait while it lasts."""
        return await self._run(lambda: work(self.encoder))

    async def _run(self, function: Callable[..., T], *args: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, function, *args)

    async def _keep_warm(self) -> None:
        """Open what is published and ask it something before anybody does: the first to ask shall not wait longer."""
        warm: Answerer | None = None
        while True:
            try:
                await self._run(self._follow_publications)
                if self._answerer and self._answerer is not warm:
                    warm = self._answerer
                    await self._run(warm.ask, _WARMING)
            except Exception:
                _log.exception("not warmed")  # whoever asks next finds out, and is told
            await asyncio.sleep(_LOOKS)

    def _stamp(self) -> int:
        current = self._data_dir / "snapshots" / CURRENT
        return current.stat().st_mtime_ns if current.is_file() else 0

    def _open(self) -> None:
        if self._encoder is None:
            self._encoder = load_encoder(self._model, self._data_dir)
        self._published = self._stamp()
        snapshot, refused = open_current(self._data_dir / "snapshots", self._encoder.name)
        for line in refused:
            _log.error("%s", line)
        self._answerer = Answerer(snapshot, self._encoder, self._today)
        _log.info("snapshot %s: %d passages", snapshot.manifest.id, snapshot.manifest.passages)

    def _follow_publications(self) -> None:
        with self._opening:
            if self._stamp() != self._published:
                try:
                    self._open()
                except SnapshotError as error:
                    _log.error("%s", error)

    def _current(self) -> Answerer:
        self._follow_publications()
        return self.answerer

    def _follow(self, follow_up: FollowUp, audience: Audience) -> tuple[Answerer, Answer | None]:
        answerer = self._current()
        if not in_thread.stands(answerer, follow_up.thread, audience):
            return answerer, None
        return answerer, in_thread.answer(answerer, follow_up, audience)

    def _ask(self, question: str, audience: Audience) -> tuple[Answerer, Answer]:
        answerer = self._current()
        return answerer, answerer.ask(question, audience)
