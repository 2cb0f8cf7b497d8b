"""The questions that wait for an answer, put together by meaning with the library's model."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import numpy as np

from bot.gaps.clusters import Cluster, clusters_of
from bot.gaps.gaps import Gap, Gaps
from bot.library import Library
from index.encoder import Encoder, Vectors
from index.replies import vector_of

AT_ONCE = 3_000
"""Questions put together at once, the latest: complete linkage compares each with each (36 MB, under a second)."""


class Unanswered:
    """What several people asked in vain.

    Args:
        gaps: The questions.
        library: Whose model is used, one question at a time, so that nobody who asks has to wait for it.
    """

    def __init__(self, gaps: Gaps, library: Library) -> None:
        self._gaps = gaps
        self._library = library
        self._vectors: dict[str, Vectors] = {}

    async def clusters(self) -> list[Cluster]:
        """Return what waits for an answer, what most people asked first."""
        waiting = (await self._gaps.kept(dismissed=False))[:AT_ONCE]
        dismissed = (await self._gaps.kept(dismissed=True))[:AT_ONCE]
        await self._encode([gap.question for gap in (*waiting, *dismissed)])
        if not waiting:
            return []
        return await asyncio.to_thread(clusters_of, waiting, self._rows(waiting), self._rows(dismissed))

    async def cluster_of(self, number: int) -> Cluster | None:
        """Return the cluster a question belongs to; None where it is answered, dismissed or expired by now."""
        return next((cluster for cluster in await self.clusters() if number in cluster.gaps), None)

    async def _encode(self, questions: Sequence[str]) -> None:
        """Make the vectors that are missing, and let those go that nobody needs."""
        known: dict[str, Vectors] = {}
        for question in dict.fromkeys(questions):

            def encode(encoder: Encoder, question: str = question) -> Vectors:
                return vector_of(encoder, question)

            known[question] = self._vectors[question] if question in self._vectors else await self._library.lend(encode)
        self._vectors = known

    def _rows(self, gaps: Sequence[Gap]) -> Vectors:
        rows: Vectors = np.array([self._vectors[gap.question] for gap in gaps], dtype=np.float32)
        return rows
