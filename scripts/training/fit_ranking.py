"""The weights of the ranking, by logistic regression on pairs of a right and a wrong article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from index.adapter import Adapter
from index.candidates import Candidates
from index.known import NOTHING, Known, Votes
from index.ranking import NAMES, Ranker
from index.search import RANKED
from scripts.training.examples import Base

UNTRAINED = np.array([float(name == "fused") for name in NAMES])
"""Weights that rank as the search did before any were fitted."""
REGULAR = 0.1
"""Inverse strength of the regularisation, of features divided by their deviation."""
WRONG = 15
"""Wrong articles that each right one is compared with: those leading."""
OF_ONE_MODEL = ("cosine", "second", "plain", "evidence", "voted")
"""Features on the scale of one model's cosines."""


@dataclass(frozen=True)
class Ranked:
    """The articles that led for one question: a row of features each, and which of them are right."""

    features: NDArray[np.float64]
    right: NDArray[np.bool_]


def describe(base: Base, adapter: Adapter | None, known: Known | None = None) -> list[Ranked]:
    """Search every question of a base, and describe the articles that lead."""
    candidates = Candidates(base.snapshot, adapter)
    places = [base.places[n] for n in base.rows]
    ranker = Ranker(base.snapshot.corpus, base.snapshot.lexical, places, UNTRAINED)
    votes = Votes(known, base.snapshot.corpus, places) if known else None
    numbers = {place: n for n, place in enumerate(base.places)}
    rows = np.flatnonzero(base.answering[base.rows])
    found = []
    for asked, vector, gold in zip(base.asked, base.questions, base.gold, strict=True):
        voted = votes.of(candidates.moved(vector)) if votes else NOTHING
        leading, _, features = ranker.features(asked, candidates.find(asked, vector, rows), voted, RANKED)
        right = np.array([numbers[place] in gold for place in leading])
        found.append(Ranked(features, right))
    return found


BY_HAND = {"lists": 4.0, "narrower": -4.0}
"""Weights that are set: some 15 questions of ours ask for a list, and hit@1 is the same with 0 to 6 in either place; of
the handbook's articles 党员有哪些权利 wants the list, not the one on 预备党员."""


def fit(examples: Sequence[Ranked], without: Sequence[str] = ()) -> NDArray[np.float64]:
    """Fit the weights, shape (len(NAMES),).

    Args:
        examples: What the search found for questions that can be answered.
        without: Features left out, whose weight is 0.
    """
    kept = np.array([name not in without and name not in BY_HAND for name in NAMES])
    deviation = np.concatenate([one.features for one in examples]).std(axis=0) + 1e-6
    pairs = np.concatenate([_pairs(one) for one in examples if one.right.any()]) / deviation * kept
    both = np.concatenate([pairs, -pairs])
    better = np.repeat([1, 0], len(pairs))
    fitted = LogisticRegression(C=REGULAR, fit_intercept=False, max_iter=2000).fit(both, better)
    weights: NDArray[np.float64] = fitted.coef_[0] * kept / deviation
    by_hand: NDArray[np.float64] = np.array([BY_HAND.get(name, 0.0) for name in NAMES])
    return np.add(weights, by_hand)


def _pairs(one: Ranked) -> NDArray[np.float64]:
    """Return the leading right article less each wrong one; a question counts alike however many these are."""
    wrong = one.features[~one.right][:WRONG]
    pairs: NDArray[np.float64] = (one.features[one.right][0] - wrong) / np.sqrt(max(1, len(wrong)))
    return pairs


def ranks(examples: Sequence[Ranked], weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return where the first right article comes, from 1; 0 where it is not among those found."""
    places = []
    for one in examples:
        order = np.argsort(-(one.features @ weights), kind="stable")
        right = np.flatnonzero(one.right[order])
        places.append(int(right[0]) + 1 if len(right) else 0)
    return np.array(places, dtype=np.int64)
