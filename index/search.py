"""Ranking: dense and lexical scores of passages, fused, the best passage speaking for its article."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import faiss
import numpy as np
from numpy.typing import NDArray

from index.corpus import Place
from index.encoder import Encoder
from index.quote import asks_for_list, lists
from index.snapshot import Snapshot
from index.understanding import Asked, Understanding

Scores = NDArray[np.float32]
Rows = NDArray[np.int64]
DEPTH = 200
"""Passages taken from each of the two rankings."""
DENSE_WEIGHT = 0.5
"""After min-max scaling; 0.3 to 0.7 measured alike on the development questions (hit@5 0.86, 0.87, 0.85)."""
LIST_BONUS = 0.2
"""Added to an article that lists what is asked for where a list is asked for."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found."""

    place: Place
    score: float
    """Fused score, 0 to 1 and the bonus of a list."""
    cosine: float
    """Dense score of its best passage."""


def _scaled(scores: Scores) -> Scores:
    low, high = scores.min(), scores.max()
    return (scores - low) / (high - low) if high > low else np.zeros_like(scores)


def _held_back(hits: Collection[Hit], behind: Collection[int]) -> list[Hit]:
    """Return hits, those of the documents that stay behind lowered together to where the best of the others is."""
    first = [hit for hit in hits if hit.place.document not in behind]
    others = [hit for hit in hits if hit.place.document in behind]
    top = max((hit.score for hit in first), default=0.0)
    excess = max(0.0, max((hit.score for hit in others), default=0.0) - top)
    return first + [replace(hit, score=hit.score - excess) for hit in others]


class Searcher:
    """Finds articles in one snapshot."""

    def __init__(self, snapshot: Snapshot, encoder: Encoder) -> None:
        """Search a snapshot with the encoder that made it; it must be the manifest's model."""
        self._snapshot = snapshot
        self._encoder = encoder
        self._places = [Place(number, passage.article) for number, passage in snapshot.passages]
        self._documents = np.array([place.document for place in self._places], dtype=np.int64)

    @cached_property
    def _understanding(self) -> Understanding:
        # reads its word lists at the first question: a base that is only checked does without
        return Understanding(self._snapshot.corpus)

    def search(
        self, question: str, documents: Collection[int], limit: int = 10, behind: Collection[int] = ()
    ) -> list[Hit]:
        """Return the articles nearest to a question, best first.

        Args:
            question: As asked.
            documents: Numbers of the documents that are searched; no other has a part in the ranking.
            limit: Articles at most.
            behind: Numbers of documents that are searched as well, but never rank before the best of the others.
        """
        searched = np.zeros(len(self._snapshot.corpus.documents), dtype=bool)
        searched[[*documents, *behind]] = True
        rows = np.flatnonzero(searched[self._documents])
        if not len(rows):
            return []
        asked = self._understanding.read(question)
        leading, dense, fused = self._fuse(asked, rows)
        corpus, listed = self._snapshot.corpus, asks_for_list(asked.text)
        best: dict[Place, Hit] = {}
        for row, cosine, score in zip(leading.tolist(), dense.tolist(), fused.tolist(), strict=True):
            place = self._places[row]
            if listed and lists(corpus.document(place), corpus.article(place), asked.text):
                score += LIST_BONUS
            if place not in best or best[place].score < score:
                best[place] = Hit(place, score, cosine)
        return sorted(_held_back(best.values(), behind), key=lambda hit: -hit.score)[:limit]

    def _fuse(self, asked: Asked, rows: Rows) -> tuple[Rows, Scores, Scores]:
        """Return the rows leading in either ranking of some rows, with their cosines and their fused scores."""
        depth = min(DEPTH, len(rows))
        cosines, nearest = self._nearest(self._encoder.encode_query(asked.text), rows, depth)
        lexical = self._snapshot.lexical.scores(asked.words)
        leading = rows[np.argpartition(-lexical[rows], depth - 1)[:depth]]
        found = np.union1d(nearest, leading)
        # a passage outside the dense ranking lies at most as near as the last one in it
        dense = np.full(len(found), cosines[-1], dtype=np.float32)
        dense[np.searchsorted(found, nearest)] = cosines
        return found, dense, DENSE_WEIGHT * _scaled(dense) + (1 - DENSE_WEIGHT) * _scaled(lexical[found])

    def _nearest(self, vector: Scores, rows: Rows, depth: int) -> tuple[Scores, Rows]:
        """Return the cosines and numbers of the nearest of some rows, nearest first."""
        among = None
        if len(rows) < len(self._places):
            among = faiss.SearchParameters()
            among.sel = faiss.IDSelectorArray(len(rows), faiss.swig_ptr(rows))
        cosines, nearest = self._snapshot.vectors.search(vector[None, :], depth, params=among)
        return cosines[0], nearest[0]
