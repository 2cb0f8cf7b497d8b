"""How much of what a question speaks of the articles found speak of too, and how foreign the rest is to the base.

A near topic is not an answer: 党员纹身 finds the article on becoming a member, but no article of the base knows a
tattoo. Words are weighed by how rare they are in the base (inverse document frequency, as BM25 counts it).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from index import empty_words, everyday
from index.lexical import Lexical
from index.ngrams import TOTAL, Counts
from index.ngrams import everyday as everyday_words
from index.runs import LONGEST
from index.segments import Segmenter

_RUN = re.compile(r"[\u3400-\u9fff]+")
_ANY_RUN = re.compile(r"[\u3400-\u9fff]{2,}|[a-z0-9]{2,}")
_PARTLY = 0.8
"""A long word of which all pairs of characters stand in a text, though apart, counts for so much."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far texts cover the words of a question that say something: 入党申请书, 纹身; not 怎么, 可以."""

    share: float
    """What the texts have of them, by rarity, 0 to 1; 0 where the question has none."""
    rarest: float
    """Rarity of the rarest word the texts lack, 0 where they lack none."""


class ContentWords:
    """Knows which words of a question say something, and how rare they are in a base."""

    def __init__(self, documents: Counts, segmenter: Segmenter, lexical: Lexical) -> None:
        """Know the words of the documents and the index that counts them."""
        self._documents = documents
        self._segmenter = segmenter
        self._lexical = lexical

    def of(self, text: str) -> tuple[str, ...]:
        """Return the words of a normalised text of two characters and more, empty words left out, each once."""
        cut = (run[start:end] for run in _RUN.findall(text) for start, end in self._segmenter.cut(run))
        return tuple(dict.fromkeys(word for word in cut if len(word) > 1 and not _says_nothing(word)))

    def coverage(self, words: Sequence[str], texts: Sequence[str]) -> Coverage:
        """Measure how far normalised texts, taken together, cover some words."""
        if not words:
            return Coverage(0.0, 0.0)
        rarity = [self._rarity(word) for word in words]
        lack = [r * (1 - covered(word, texts)) for word, r in zip(words, rarity, strict=True)]
        return Coverage(1 - sum(lack) / sum(rarity), max(lack))

    def foreign(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return the words that no document uses and for which the rules have no other word."""
        return tuple(w for w in words if not self._documents.count(w[:LONGEST]) and not everyday.rule_terms(w))

    def _rarity(self, word: str) -> float:
        pairs = [a + b for a, b in pairwise(word)]
        return sum(map(self._lexical.rarity, pairs)) / len(pairs)


def runs(text: str) -> tuple[str, ...]:
    """Return the runs of characters of a text: what counts for its words where none says anything (那呢, 1588)."""
    return tuple(dict.fromkeys(_ANY_RUN.findall(text)))


def covered(word: str, texts: Sequence[str]) -> float:
    """Return how far texts have a word or the rules' term for it, 0 to 1."""
    spelled = (word, *everyday.rule_terms(word))
    if any(term in text for term in spelled for text in texts):
        return 1.0
    pairs = [a + b for a, b in pairwise(word)]
    if len(pairs) < 2:
        return 0.0
    return _PARTLY * sum(any(pair in text for text in texts) for pair in pairs) / len(pairs)


def surprise(words: Sequence[str]) -> float:
    """Return how much some words tell in everyday language, in nats: rare ones tell more, misspelt ones most."""
    return sum(math.log(TOTAL / (everyday_words().count(word[:LONGEST]) + 1)) for word in words)


def _says_nothing(word: str) -> bool:
    return word in _asking() or empty_words.only(word)


@lru_cache(maxsize=1)
def _asking() -> frozenset[str]:
    """Return the words people ask with."""
    lines = (Path(__file__).parent / "asking.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
