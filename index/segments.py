"""The likeliest words of a stretch of Chinese: what stands together as a word, and what is left over as characters."""

from __future__ import annotations

import math
from collections.abc import Iterator

from index.ngrams import TOTAL, Counts, everyday
from index.runs import LONGEST

KNOWN = 10
"""A word of lower frequency counts as unknown: the list's floor is 3, where it holds misspellings of its own."""
_IN_DOCUMENTS = 50
"""What one occurrence in the documents weighs beside one of everyday language, of which the list counted 60 million."""
_UNKNOWN = math.log(TOTAL)


class Segmenter:
    """Cuts text into words by their frequency in everyday language and in the documents."""

    def __init__(self, documents: Counts) -> None:
        """Know the words of everyday language; those that the documents use are the more common for it."""
        self._everyday = everyday()
        self._documents = documents

    def frequency(self, word: str) -> int:
        """Return how common a word is, both languages together; 0 for what is no word."""
        listed = self._everyday.count(word)
        if not listed:
            return 0
        used = self._documents.count(word)
        return listed + _IN_DOCUMENTS * used if listed >= KNOWN or used else 0

    def cost(self, word: str) -> float:
        """Return the negative logarithm of a word's share; a character that is no word costs the most."""
        return _UNKNOWN - math.log(self.frequency(word) or 0.5)

    def cut(self, run: str) -> Iterator[tuple[int, int]]:
        """Yield the words of a run of Chinese characters as (start, end), the likeliest cut of all (Viterbi)."""
        best: list[tuple[float, int]] = [(0.0, 0)]
        for end in range(1, len(run) + 1):
            options = []
            for start in range(max(0, end - LONGEST), end):
                if end - start == 1 or self.frequency(run[start:end]):
                    options.append((best[start][0] + self.cost(run[start:end]), start))
            best.append(min(options))
        edges, end = [], len(run)
        while end:
            edges.append((best[end][1], end))
            end = best[end][1]
        yield from reversed(edges)
