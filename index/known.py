"""Questions whose articles are known: what answered a question much like this one likely answers this one too.

A softmax over the cosines to every known question (a nearest-neighbour vote with a kernel, Nadaraya-Watson 1964) gives
each article the share of those that it answers. Also known are questions that no rule answered: near topics. Articles
are told by a hash of their words, so the votes hold in any base that has the same article, and of an amended or new one
nothing is known. The questions are those written for training, see docs/ranking.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import default_model
from index.corpus import Corpus, Place

QUESTIONS = Path(__file__).parent / "known.npz"
SHARPNESS = 0.05
"""Temperature of the softmax; 0.02 to 0.1 found alike."""
_NO_WORD = re.compile(r"[^\u3400-\u9fff0-9]+")
Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Known:
    """Questions, and pairs of one and an article that answers it; one in no pair was answered by none."""

    vectors: Vectors
    """Of the questions, as the adapter moves them, shape (questions, width)."""
    question: NDArray[np.int64]
    """Of each pair: number of its question."""
    article: NDArray[np.uint64]
    """Of each pair: the article's `fingerprint`."""


@dataclass(frozen=True, slots=True)
class Vote:
    """How questions like one speak for an article, 0 to 1 each."""

    answers: float = 0.0
    """Share of them, by likeness, that it answers."""
    unanswered: float = 0.0
    """Share of them that no article answered; 0 where none is known that this one answers, for it may be new."""


NONE = Vote()


class Poll:
    """The votes on one question."""

    def __init__(self, numbers: dict[Place, int], shares: NDArray[np.float64], unanswered: float) -> None:
        """Hold the share of each article that is known, by its number, and of the questions without an answer."""
        self._numbers = numbers
        self._shares = shares
        self._unanswered = unanswered

    def vote(self, place: Place) -> Vote:
        """Return how questions like the one asked speak for an article."""
        number = self._numbers.get(place)
        return NONE if number is None else Vote(float(self._shares[number]), self._unanswered)


NOTHING = Poll({}, np.zeros(0), 0.0)


class Votes:
    """What is known of the articles of one base; it never changes, so any thread may use it."""

    def __init__(self, known: Known, corpus: Corpus, places: Sequence[Place]) -> None:
        """Find the known articles among the places of a base."""
        articles, of_pair = np.unique(known.article, return_inverse=True)
        numbers = {int(article): number for number, article in enumerate(articles)}
        prints = ((place, fingerprint(corpus.words(place))) for place in dict.fromkeys(places))
        self._numbers = {place: numbers[article] for place, article in prints if article in numbers}
        self._known = known
        self._of_pair = of_pair
        self._unanswered = np.setdiff1d(np.arange(len(known.vectors)), known.question)

    def of(self, vector: Vectors) -> Poll:
        """Take the votes on a question.

        Args:
            vector: Of the question, as the adapter moves it, shape (width,).
        """
        if not self._numbers:
            return NOTHING
        cosines = self._known.vectors @ vector
        likely = np.exp((cosines - cosines.max()) / SHARPNESS)
        shares = likely / likely.sum()
        by_article = np.bincount(self._of_pair, shares[self._known.question])
        return Poll(self._numbers, by_article.astype(np.float64), float(shares[self._unanswered].sum()))


def fingerprint(words: str) -> int:
    """Return a hash of an article's Chinese characters and figures, 64 bits."""
    return int.from_bytes(blake2b(_NO_WORD.sub("", words).encode(), digest_size=8).digest())


def known_to(model: str) -> Known | None:
    """Return what is known, as the default model has it; None for others."""
    if model != default_model.NAME:
        return None
    with np.load(QUESTIONS) as kept:
        return Known(kept["vectors"].astype(np.float32), kept["question"], kept["article"])
