"""What the search knows of questions that were asked for training: which article answers each, or leads in vain."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.adapter import Adapter
from index.known import Known, fingerprint
from scripts.training.examples import Base
from scripts.training.fit_ranking import UNTRAINED, describe

NEAR = 3
"""Articles leading for a question that nothing answers, which count as near to it."""


def known(bases: Sequence[Base], adapter: Adapter) -> Known:
    """Gather questions with their articles; a question without any has those that lead for it.

    Args:
        bases: With the questions.
        adapter: Moves them.
    """
    vectors: list[np.ndarray[tuple[int], np.dtype[np.float32]]] = []
    pairs: list[tuple[int, int, bool]] = []
    for base in bases:
        prints = [fingerprint(base.snapshot.corpus.words(place)) for place in base.places]
        unanswered = base.subset(np.array([n for n, gold in enumerate(base.gold) if not gold], dtype=np.int64))
        led = iter(describe(unanswered, adapter))
        for vector, gold in zip(base.questions, base.gold, strict=True):
            places = gold or next(led).leading(UNTRAINED)[:NEAR]
            pairs += [(len(vectors), prints[place], bool(gold)) for place in places]
            vectors.append(adapter.question(vector))
    question, article, answers = zip(*pairs, strict=True)
    return Known(
        np.array(vectors, dtype=np.float32),
        np.array(question, dtype=np.int64),
        np.array(article, dtype=np.uint64),
        np.array(answers, dtype=np.bool_),
    )
