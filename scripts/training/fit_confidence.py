"""The weights of the confidence, by logistic regression over its signals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from index.answer import Answerer
from index.confidence import NAMES
from index.search import Searcher
from knowledge.document import Audience

REGULAR = 0.1
"""Inverse strength of the regularisation, of signals divided by their deviation."""
ALIKE_REGULAR = 0.003
"""The same for the direction in the model's space: some hundred numbers from some hundred questions."""
FOLDS = 5
OF_ONE_MODEL = ("cosine", "score", "score_lead", "unanswered", "alike")
"""Signals on the scale of one model's cosines, of the ranking fitted to them, or of what is known only of it."""
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Measured:
    """One question that was searched for."""

    signals: Array
    """All of `NAMES` but the last, which is fitted here."""
    vector: NDArray[np.float32]
    answerable: bool
    ours: bool = True
    """Whether the direction is fitted to it: not to questions of another field, which a base may well take up."""


@dataclass(frozen=True)
class Fitted:
    """What the confidence is worked out with."""

    weights: Array
    constant: float
    direction: Array


def measure(answerer: Answerer, searcher: Searcher, questions: Sequence[tuple[str, bool]]) -> list[Measured]:
    """Measure the signals of questions; those that are no matter of the search (a greeting, 第四条) are left out."""
    found = []
    for question, answerable in questions:
        signals = answerer.ask(question, Audience.SECRETARIES).signals
        if signals:
            vector = searcher.vector(searcher.read(question).text)
            found.append(Measured(np.array(signals[:-1]), vector, answerable))
    return found


def fit(examples: Sequence[Measured], without: Sequence[str] = ()) -> Fitted:
    """Fit the direction, the weights and the constant; both kinds of question weigh alike: 0.5 favours neither.

    Each question is laid along a direction fitted to the others, so that its weight is right for new ones.

    Args:
        examples: Signals of questions that can be answered, and of some that cannot.
        without: Signals left out, whose weight is 0.
    """
    kept = np.array([name not in without for name in NAMES])
    answerable = np.array([one.answerable for one in examples])
    own = np.array([one.ours for one in examples])
    vectors = np.array([one.vector for one in examples])
    direction = _direction(vectors[own], answerable[own])
    alike = vectors @ direction
    order = np.random.default_rng(0).permutation(np.flatnonzero(own))
    for held in np.array_split(order, FOLDS):
        left = np.setdiff1d(order, held)
        alike[held] = vectors[held] @ _direction(vectors[left], answerable[left])
    signals = np.column_stack([np.array([one.signals for one in examples]), alike])
    mean, deviation = signals.mean(axis=0), signals.std(axis=0) + 1e-6
    regression = LogisticRegression(C=REGULAR, class_weight="balanced", max_iter=2000)
    fitted = regression.fit((signals - mean) / deviation * kept, answerable)
    weights: Array = fitted.coef_[0] * kept / deviation
    return Fitted(weights, float(fitted.intercept_[0] - weights @ mean), direction)


def _direction(vectors: NDArray[np.float32], answerable: NDArray[np.bool_]) -> Array:
    mean, deviation = vectors.mean(axis=0), vectors.std(axis=0) + 1e-6
    regression = LogisticRegression(C=ALIKE_REGULAR, class_weight="balanced", max_iter=2000)
    fitted = regression.fit((vectors - mean) / deviation, answerable)
    return np.asarray(fitted.coef_[0] / deviation, dtype=np.float64)


def confidences(examples: Sequence[Measured], fitted: Fitted) -> Array:
    """Return how sure each is."""
    values = np.array([[*one.signals, one.vector @ fitted.direction] for one in examples])
    return np.asarray(1 / (1 + np.exp(-(values @ fitted.weights + fitted.constant))))
