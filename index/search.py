"""Ranking: dense and lexical scores of passages, fused, the best passage speaking for its article."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from index.corpus import Place
from index.encoder import Encoder
from index.foreign import in_chinese
from index.normalise import normalise
from index.quote import asks_for_list, lists
from index.snapshot import Snapshot

Scores = NDArray[np.float32]
DEPTH = 200
"""Passages taken from each of the two rankings."""
DENSE_WEIGHT = 0.5
"""After min-max scaling; 0.3 to 0.7 measured alike on the development questions (hit@5 0.86, 0.87, 0.85)."""
NOT_IN_FORCE = 0.15
"""Taken off the fused score of an article that is not in force: its successor stands before it (hit@1 0.48 to 0.54)."""
LIST_BONUS = 0.2
"""Added to an article that lists what is asked for where a list is asked for."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found."""

    place: Place
    score: float
    """Fused score, 0 to 1 less what being out of force costs."""
    cosine: float
    """Dense score of its best passage."""


def _scaled(scores: Scores) -> Scores:
    low, high = scores.min(), scores.max()
    return (scores - low) / (high - low) if high > low else np.zeros_like(scores)


class Searcher:
    """Finds articles in one snapshot."""

    def __init__(self, snapshot: Snapshot, encoder: Encoder, today: Callable[[], date] = date.today) -> None:
        """Search a snapshot with the encoder that made it.

        Args:
            snapshot: What is searched.
            encoder: Must be the manifest's model.
            today: Tells the day on which an edition must be in force.
        """
        self._snapshot = snapshot
        self._encoder = encoder
        self._today = today
        self._places = [Place(number, passage.article) for number, passage in snapshot.passages]

    def search(self, question: str, limit: int = 10) -> list[Hit]:
        """Return the articles nearest to a question, best first, at most `limit`."""
        if not self._places:
            return []
        asked = in_chinese(normalise(question))
        rows, dense, fused = self._fuse(asked)
        corpus, today, listed = self._snapshot.corpus, self._today(), asks_for_list(asked)
        best: dict[Place, Hit] = {}
        for row, cosine, score in zip(rows.tolist(), dense.tolist(), fused.tolist(), strict=True):
            place = self._places[row]
            if not corpus.document(place).edition.in_force(today):
                score -= NOT_IN_FORCE
            if listed and lists(corpus.document(place), corpus.article(place), asked):
                score += LIST_BONUS
            if place not in best or best[place].score < score:
                best[place] = Hit(place, score, cosine)
        return sorted(best.values(), key=lambda hit: -hit.score)[:limit]

    def _fuse(self, question: str) -> tuple[NDArray[np.int64], Scores, Scores]:
        """Return rows, their cosines and their fused scores, of the passages leading in either ranking."""
        vector = self._encoder.encode_query(question)
        depth = min(DEPTH, len(self._places))
        cosines, nearest = self._snapshot.vectors.search(vector[None, :], depth)
        lexical = self._snapshot.lexical.scores(question)
        leading = np.argpartition(-lexical, depth - 1)[:depth]
        rows = np.union1d(nearest[0], leading)
        # a passage outside the dense ranking lies at most as near as the last one in it
        dense = np.full(len(rows), cosines[0, -1], dtype=np.float32)
        dense[np.searchsorted(rows, nearest[0])] = cosines[0]
        return rows, dense, DENSE_WEIGHT * _scaled(dense) + (1 - DENSE_WEIGHT) * _scaled(lexical[rows])
