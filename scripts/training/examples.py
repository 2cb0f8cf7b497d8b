"""Questions with the articles that answer them, as places of one base, and what the search finds for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from index.corpus import Corpus, Place
from index.encoder import Encoder
from index.judging import same_label
from index.question_set import Question
from index.snapshot import Snapshot
from index.understanding import Asked, Understanding
from scripts.training.fit_quotes import labelled, marked

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Base:
    """One base with its questions, all embedded: what is fitted to it is fitted to these arrays.

    Attributes:
        snapshot: The base.
        places: Every article with a passage.
        rows: Number of its place in `places`, for each passage.
        passages: The model's vectors, one row a passage.
        answering: Of each place, whether it may answer: an edition in force.
        asked: The questions, as understood.
        questions: The model's vectors of them, one row each.
        gold: Numbers of the places that answer each; empty where none does.
    """

    snapshot: Snapshot
    places: tuple[Place, ...]
    rows: NDArray[np.int64]
    passages: Vectors
    answering: NDArray[np.bool_]
    asked: tuple[Asked, ...]
    questions: Vectors
    gold: tuple[tuple[int, ...], ...]

    def subset(self, chosen: NDArray[np.int64]) -> Base:
        """Return the same base with some of its questions."""
        asked, gold = tuple(self.asked[n] for n in chosen), tuple(self.gold[n] for n in chosen)
        return Base(
            self.snapshot,
            self.places,
            self.rows,
            self.passages,
            self.answering,
            asked,
            self.questions[chosen],
            gold,
        )


def embedded(
    snapshot: Snapshot,
    encoder: Encoder,
    questions: Sequence[str],
    gold: Callable[[int], set[Place]],
    progress: Callable[[float], None],
) -> Base:
    """Read and embed questions about a base.

    Args:
        snapshot: The base.
        encoder: The model it was made with.
        questions: As asked.
        gold: The places that answer the question of a number.
        progress: Called with the share embedded.
    """
    every = [Place(number, passage.article) for number, passage in snapshot.passages]
    numbers = {place: n for n, place in enumerate(dict.fromkeys(every))}
    understanding = Understanding(snapshot.corpus)
    asked = tuple(understanding.read(question) for question in questions)
    vectors = np.empty((len(asked), encoder.width), dtype=np.float32)
    for n, one in enumerate(asked):
        vectors[n] = encoder.encode_query(one.text)
        progress((n + 1) / len(asked))
    return Base(
        snapshot=snapshot,
        places=tuple(numbers),
        rows=np.array([numbers[place] for place in every], dtype=np.int64),
        passages=snapshot.vectors.reconstruct_n(0, snapshot.vectors.ntotal),
        answering=np.array([snapshot.corpus.document(p).edition.in_force(date.today()) for p in numbers]),
        asked=asked,
        questions=vectors,
        gold=tuple(tuple(numbers[p] for p in gold(n) if p in numbers) for n in range(len(asked))),
    )


def gold_places(corpus: Corpus, question: Question) -> set[Place]:
    """Return the articles that answer a question: of those labelled alike, the one that its span lies in."""
    if not question.answerable:
        return set()
    places: set[Place] = set()
    for number, document in enumerate(corpus.documents):
        wanted = [label for file, label in ((question.file, question.article), *question.also) if file == document.file]
        found = [article for label in wanted for article in labelled(document, label)]
        held = marked(document, question) if document.file == question.file else None
        if held:
            found = [a for a in found if a == held[0] or not same_label(a.label, question.article)]
        places |= {Place(number, document.articles.index(article)) for article in found}
    return places
