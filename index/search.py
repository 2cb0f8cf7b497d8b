"""Search: a question to articles, the best first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from index.adapter import Adapter, adapter_for
from index.candidates import Candidates
from index.corpus import Place
from index.encoder import Encoder, Vectors
from index.known import NOTHING, Known, Votes, known_to
from index.once import once
from index.ranking import Hit, Ranker, Weights, weights
from index.snapshot import Snapshot
from index.understanding import Asked, Understanding

_KEPT = 64
"""Questions whose vectors are remembered: a follow-up embeds the one before again."""
RANKED = 30
"""Articles ranked by all that is known of them; the right one is among them for 0.97 of the questions."""


def _held_back(hits: Sequence[Hit], behind: Collection[int]) -> list[Hit]:
    """Return hits, those of the documents that stay behind lowered together to where the best of the others is."""
    first = [hit for hit in hits if hit.place.document not in behind]
    others = [hit for hit in hits if hit.place.document in behind]
    if not first or not others:
        return list(hits)
    top = first[0].score
    excess = max(0.0, others[0].score - top)
    lowered = (replace(hit, score=min(top, hit.score - excess)) for hit in others)
    return sorted([*first, *lowered], key=lambda hit: -hit.score)


@dataclass(frozen=True)
class Fitted:
    """What `scripts.training` fits for the search."""

    adapter: Adapter | None
    weights: Weights
    known: Known | None


def fitted_to(model: str) -> Fitted:
    """Return what ships for a model."""
    adapter = adapter_for(model)
    return Fitted(adapter, weights(adapter is not None), known_to(model))


class Searcher:
    """Finds articles in one snapshot."""

    def __init__(self, snapshot: Snapshot, encoder: Encoder, fitted: Fitted | None = None) -> None:
        """Search a snapshot.

        Args:
            snapshot: The base.
            encoder: That which made it; it must be the manifest's model.
            fitted: Used in place of what ships; for cross-validation.
        """
        fitted = fitted or fitted_to(encoder.name)
        self.vector: Callable[[str], Vectors] = lru_cache(_KEPT)(lambda text: encoder.encode_query(text))
        """Embeds a question, as understood."""
        self._corpus = snapshot.corpus
        self._places = [Place(number, passage.article) for number, passage in snapshot.passages]
        self._documents = np.array([place.document for place in self._places], dtype=np.int64)
        self._candidates = Candidates(snapshot, fitted.adapter)
        self._ranker = Ranker(snapshot.corpus, snapshot.lexical, self._places, fitted.weights)
        known = fitted.known
        self._votes = once(lambda: Votes(known, snapshot.corpus, self._places) if known else None)
        self.understanding = once(lambda: Understanding(snapshot.corpus))
        """Reads its word lists at the first question: a base that is only checked does without."""

    def read(self, question: str) -> Asked:
        """Return a question as it is searched."""
        return self.understanding().read(question)

    def search(
        self, asked: Asked, documents: Collection[int], limit: int = 10, behind: Collection[int] = ()
    ) -> list[Hit]:
        """Return the articles nearest to a question, best first.

        Args:
            asked: The question, as understood.
            documents: Numbers of the documents that are searched; no other has a part in the ranking.
            limit: Articles at most.
            behind: Numbers of documents that are searched as well, but never rank before the best of the others.
        """
        searched = np.zeros(len(self._corpus.documents), dtype=bool)
        searched[[*documents, *behind]] = True
        rows = np.flatnonzero(searched[self._documents])
        if not len(rows):
            return []
        vector, votes = self.vector(asked.text), self._votes()
        found = self._candidates.find(asked, vector, rows)
        voted = votes.of(self._candidates.moved(vector)) if votes else NOTHING
        return _held_back(self._ranker.rank(asked, found, voted, RANKED), behind)[:limit]
