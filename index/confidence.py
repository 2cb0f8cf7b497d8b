"""How sure it is that the documents answer a question: one number, 0 to 1, and one bound.

A logistic regression over the signals of `index.basis` and the scores of the ranking, fitted by `scripts.training` to
questions that can be answered and questions that cannot; how well it tells them apart, and how near it is to the share
that really is answered, on questions kept apart, stands in docs/ranking.md.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import basis
from index.basis import Basis
from index.encoder import Vectors
from index.ranking import Hit
from index.understanding import Asked

BOUND = 0.25
"""An answer less sure than this is refused; asked of what had not seen them, 0.97 of our questions lie above it."""
WEIGHTS = Path(__file__).parent / "confidence.tsv"
DIRECTION = Path(__file__).parent / "confidence.npy"
"""Along which the default model's vectors of questions that rules answer lie further, shape (width,), float16."""
NAMES = (*basis.NAMES, "score", "score_lead", "unanswered", "alike")
"""The signals: those of `index.basis`; the score of the leading article, and how far it is before the second; the share
of questions like it that no article answered, see `index.known`; how alike the question is to questions that rules
answer, whatever the base holds (how many pages and which button are rarely ruled)."""
CONSTANT = "constant"


def signals(
    measured: Basis, question: str, asked: Asked, hits: Sequence[Hit], readable: Collection[int], vector: Vectors
) -> tuple[float, ...]:
    """Return the signals of a question and the articles found for it, in the order of `NAMES`.

    Args:
        measured: Measures in the base.
        question: As asked.
        asked: As understood.
        hits: The articles found, best first; at least one.
        readable: Numbers of the documents that the asker may read.
        vector: Of the question, as the model gives it.
    """
    scores = [hit.score for hit in hits]
    lead = scores[0] - scores[1] if len(scores) > 1 else 0.0
    direction = _direction()
    alike = float(vector @ direction) if len(vector) == len(direction) else 0.0
    told = measured.signals(question, asked, hits, readable).tolist()
    return (*told, scores[0], lead, hits[0].vote.unanswered, alike)


def confidence(values: Sequence[float], adapted: bool) -> float:
    """Return how sure it is, from the signals.

    Args:
        values: As `signals` returns them.
        adapted: The model is the one the weights were fitted with; for others those leave out what is on its scale.
    """
    weights, constant = _weights("adapted" if adapted else "any")
    return float(1 / (1 + np.exp(-(weights @ values + constant))))


@lru_cache(maxsize=1)
def _direction() -> Vectors:
    return np.asarray(np.load(DIRECTION), dtype=np.float32)


@lru_cache
def _weights(column: str) -> tuple[NDArray[np.float64], float]:
    head, *lines = (line.split("\t") for line in WEIGHTS.read_text(encoding="utf-8").splitlines() if line[:1] != "#")
    kept = {line[0]: float(line[head.index(column)]) for line in lines}
    return np.array([kept.get(name, 0.0) for name in NAMES]), kept[CONSTANT]
