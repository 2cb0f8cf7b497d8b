"""BM25 over characters and pairs of characters: finds the very words of a question."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from index.normalise import tokens

PARAMETERS = {"k1": 1.5, "b": 0.75, "method": "lucene"}
"""The usual constants (Robertson and Zaragoza, 2009)."""


class Lexical:
    """A BM25 index, memory-mapped when loaded."""

    def __init__(self, bm25: bm25s.BM25) -> None:
        """Wrap an index of bm25s."""
        self._bm25 = bm25

    def scores(self, question: str) -> NDArray[np.float32]:
        """Return the score of every passage, shape (passages,); all zero where no token is known."""
        known = self._bm25.get_tokens_ids(tokens(question))
        if not known:
            return np.zeros(self._bm25.scores["num_docs"], dtype=np.float32)
        scores: NDArray[np.float32] = self._bm25.get_scores_from_ids(known)
        return scores

    def rarity(self, token: str) -> float:
        """Return the inverse document frequency of a token, as BM25 counts it; of one not in the base, the highest."""
        count = self._bm25.scores["num_docs"]
        column = self._bm25.vocab_dict.get(token)
        indptr = self._bm25.scores["indptr"]
        holding = int(indptr[column + 1] - indptr[column]) if column is not None else 0
        return math.log(1 + (count - holding + 0.5) / (holding + 0.5))

    def coverage(self, question: str) -> NDArray[np.float32]:
        """Return the share of a question's words, weighed by their rarity, that each passage has, shape (passages,)."""
        words = set(tokens(question))
        held: NDArray[np.float32] = np.zeros(self._bm25.scores["num_docs"], dtype=np.float32)
        indptr, passages = self._bm25.scores["indptr"], self._bm25.scores["indices"]
        for word in words & self._bm25.vocab_dict.keys():
            column = self._bm25.vocab_dict[word]
            held[passages[indptr[column] : indptr[column + 1]]] += self.rarity(word)
        held /= sum(map(self.rarity, words)) or 1.0
        return held

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        self._bm25.save(folder, show_progress=False)


def build(texts: Sequence[str]) -> Lexical:
    """Index texts, one a passage."""
    bm25 = bm25s.BM25(**PARAMETERS)
    # bm25s cannot index nothing: an empty base, or texts without a word, get a token that no question has
    bm25.index([tokens(text) or [""] for text in texts] or [[""]], show_progress=False)
    return Lexical(bm25)


def load(folder: Path) -> Lexical:
    """Open a saved index."""
    return Lexical(bm25s.BM25.load(folder, mmap=True, show_progress=False))
