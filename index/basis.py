"""Signals of whether the articles found are a basis for an answer: what a calibrated confidence is worked out from.

Each is measured between a question and the articles found, never from the question alone, so a base that takes up a
new subject answers questions about it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from index import coverage, elsewhere
from index.corpus import Corpus, Place
from index.coverage import ContentWords
from index.detail import details
from index.lexical import Lexical
from index.ngrams import Counts
from index.normalise import normalise
from index.ranking import Hit
from index.segments import Segmenter
from index.understanding import Asked

NEAREST = 3
"""Articles read for what the leading one may lack: a detail that the second has may be the one meant."""
NAMES = (
    "cosine",
    "covered",
    "covered_nearest",
    "missing_rarest",
    "foreign_surprise",
    "details_asked",
    "details_missing",
    "details_missing_nearest",
    "other_subjects",
    "other_subjects_nearest",
    "unknown_rules",
    "other_year",
    "no_such_item",
)
"""Names of the signals, in order; all dimensionless, see `Basis.signals`."""


class Basis:
    """Measures the signals in one base; it never changes, so any thread may use it."""

    def __init__(self, corpus: Corpus, lexical: Lexical, counts: Counts, segmenter: Segmenter) -> None:
        """Measure in a base.

        Args:
            corpus: Its documents.
            lexical: Knows how rare a pair of characters is.
            counts: How often runs of characters stand in the documents.
            segmenter: Cuts questions into words.
        """
        self._corpus = corpus
        self._segmenter = segmenter
        self._words = ContentWords(counts, segmenter, lexical)

    def signals(
        self, question: str, asked: Asked, hits: Sequence[Hit], readable: Collection[int]
    ) -> NDArray[np.float32]:
        """Measure what the articles found hold of a question.

        Args:
            question: As asked.
            asked: As understood.
            hits: The articles found, best first; at least one, ten are used.
            readable: Numbers of the documents that the asker may read.

        Returns:
            One number a name of `NAMES`, shape (len(NAMES),), float32.
        """
        texts = [self._text(hit.place) for hit in hits[:NEAREST]]
        values = (
            hits[0].cosine,
            *self._of_words(asked.text, texts),
            *_of_details(question, asked.text, texts),
            *self._of_elsewhere(asked.text, hits[0].place, texts, readable),
        )
        return np.array(values, dtype=np.float32)

    def _text(self, place: Place) -> str:
        """Return an article with its title and headings, normalised."""
        document, article = self._corpus.document(place), self._corpus.article(place)
        return normalise(" ".join((document.title, *article.path, article.heading, document.words(article))))

    def _of_words(self, text: str, texts: Sequence[str]) -> tuple[float, ...]:
        words = self._words.of(text) or coverage.runs(text)
        leading, nearest = self._words.coverage(words, texts[:1]), self._words.coverage(words, texts)
        return (
            leading.share,
            nearest.share,
            leading.rarest,
            coverage.surprise(self._words.foreign(words)),
        )

    def _of_elsewhere(
        self, text: str, place: Place, texts: Sequence[str], readable: Collection[int]
    ) -> tuple[float, ...]:
        found, article = self._corpus.document(place), self._corpus.article(place)
        documents = [self._corpus.documents[n] for n in readable]
        rules = elsewhere.unknown_rules(text, documents, texts, self._segmenter)
        return (
            len(elsewhere.other_subjects(text, texts[:1])),
            len(elsewhere.other_subjects(text, texts)),
            len(rules),
            float(elsewhere.other_year(text, found, texts[0])),
            float(elsewhere.no_such_item(text, found, article)),
        )


def _of_details(question: str, text: str, texts: Sequence[str]) -> tuple[float, ...]:
    """Return how many details are asked for, and how many the leading article and all the nearest do not have."""
    both = f"{question} {text}"
    leading, nearest = details(both, texts[:1]), details(both, texts)
    return len(leading), sum(not d.present for d in leading), sum(not d.present for d in nearest)
