"""The passages that lead for a question: by meaning (dense) or by the words themselves (BM25)."""

from __future__ import annotations

from dataclasses import dataclass

import faiss
import numpy as np
from numpy.typing import NDArray

from index.adapter import Adapter
from index.snapshot import Snapshot
from index.understanding import Asked

Scores = NDArray[np.float32]
Rows = NDArray[np.int64]
DEPTH = 200
"""Passages taken from each of the two rankings."""
DENSE_WEIGHT = 0.5
"""In the fused score, after min-max scaling; 0.3 to 0.7 measured alike (hit@5 0.86, 0.87, 0.85)."""


@dataclass(frozen=True, slots=True)
class Found:
    """The passages that lead in one of the two rankings; arrays of one length."""

    rows: NDArray[np.int64]
    cosines: Scores
    """To the question, both moved by the adapter where there is one."""
    plain: Scores
    """To the question, as the model itself has it."""
    dense: Scores
    """Cosines, 0 to 1 within the question."""
    lexical: Scores
    """BM25, 0 to 1 within the question."""
    fused: Scores
    """Half of each of the two."""
    covered: Scores
    """Share of the question's words, by their rarity, that a passage has."""


class Candidates:
    """Finds the passages of one snapshot."""

    def __init__(self, snapshot: Snapshot, adapter: Adapter | None) -> None:
        """Search a snapshot, its passages and every question moved by an adapter."""
        self._lexical = snapshot.lexical
        self._plain = snapshot.vectors
        self._adapter = adapter
        self._vectors = _moved(snapshot.vectors, adapter) if adapter else snapshot.vectors

    def find(self, asked: Asked, plain: Scores, rows: Rows) -> Found:
        """Return the passages leading in either ranking.

        Args:
            asked: The question, as understood.
            plain: Its vector, as the model gives it, shape (width,).
            rows: Numbers of the passages that are searched; at least one.
        """
        depth = min(DEPTH, len(rows))
        vector = self.moved(plain)
        cosines, nearest = self._nearest(vector, rows, depth)
        lexical = self._lexical.scores(asked.words)
        leading = rows[np.argpartition(-lexical[rows], depth - 1)[:depth]]
        found = np.union1d(nearest, leading)
        own = self._vectors.reconstruct_batch(found) @ vector
        # a passage outside the dense ranking counts as near as the last one in it
        dense, words = _scaled(np.maximum(own, cosines[-1])), _scaled(lexical[found])
        return Found(
            rows=found,
            cosines=own,
            plain=self._plain.reconstruct_batch(found) @ plain,
            dense=dense,
            lexical=words,
            fused=DENSE_WEIGHT * dense + (1 - DENSE_WEIGHT) * words,
            covered=self._lexical.coverage(asked.text)[found],
        )

    def moved(self, plain: Scores) -> Scores:
        """Return a question's vector as it is searched with."""
        return self._adapter.question(plain) if self._adapter else plain

    def _nearest(self, vector: Scores, rows: Rows, depth: int) -> tuple[Scores, Rows]:
        """Return the cosines and numbers of the nearest of some rows, nearest first."""
        among = None
        if len(rows) < self._plain.ntotal:
            among = faiss.SearchParameters()
            among.sel = faiss.IDSelectorArray(len(rows), faiss.swig_ptr(rows))
        cosines, nearest = self._vectors.search(vector[None, :], depth, params=among)
        return cosines[0], nearest[0]


def _scaled(scores: Scores) -> Scores:
    low, high = scores.min(), scores.max()
    return (scores - low) / (high - low) if high > low else np.zeros_like(scores)


def _moved(vectors: faiss.Index, adapter: Adapter) -> faiss.Index:
    """Return an index of the passages as the adapter moves them."""
    moved = faiss.IndexFlatIP(vectors.d)
    if vectors.ntotal:
        moved.add(adapter.all_passages(vectors.reconstruct_n(0, vectors.ntotal)))
    return moved
