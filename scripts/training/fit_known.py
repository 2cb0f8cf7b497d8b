"""What the search knows of questions that were written for training: which articles answer each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.adapter import Adapter
from index.known import Known, fingerprint
from scripts.training.examples import Base


def known(bases: Sequence[Base], adapter: Adapter) -> Known:
    """Gather questions with the articles that answer them; some have none.

    Args:
        bases: With the questions.
        adapter: Moves them.
    """
    vectors = [adapter.question(vector) for base in bases for vector in base.questions]
    golds = [(base, gold) for base in bases for gold in base.gold]
    pairs = [
        (number, fingerprint(base.snapshot.corpus.words(base.places[place])))
        for number, (base, gold) in enumerate(golds)
        for place in gold
    ]
    return Known(
        np.array(vectors, dtype=np.float32),
        np.array([number for number, _ in pairs], dtype=np.int64),
        np.array([article for _, article in pairs], dtype=np.uint64),
    )
