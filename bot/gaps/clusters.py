"""Questions that ask the same, put together by meaning.

Complete linkage (scipy): every two questions of a cluster are at least `BOUND` alike, so that no chain of neighbours
joins what has nothing to do with each other. On 41 groups of four wordings, all our own (see `index.replies`), three
or more of a group come together in 30; of pairs put together without a rule's own subject in them 99 % belong together,
with neighbouring subjects 51 to 76 %: clusters may mix close subjects, which is why only the examples an administrator
has seen become examples of the answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from bot.gaps.gaps import Gap
from index.encoder import Vectors
from index.replies import wording

BOUND = 0.9
DISMISSED = 0.93
"""A question so near to one that was dismissed is dismissed with it."""
ASKERS = 3
"""Fewer different askers are not shown: one of them might be recognised."""
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Cluster:
    """Questions that ask the same.

    Attributes:
        gaps: Numbers of the questions.
        askers: How many different people asked, at least.
        examples: The most typical wordings, up to `EXAMPLES`.
        latest: The last day it was asked.
    """

    gaps: tuple[int, ...]
    askers: int
    examples: tuple[str, ...]
    latest: date


def _askers(members: Sequence[Gap]) -> int:
    """Count different askers: a hash holds for a week, so the week with the most tells how many there are at least."""
    weeks: dict[str, set[str]] = defaultdict(set)
    for gap in members:
        weeks[gap.week].add(gap.asker)
    return max(len(askers) for askers in weeks.values())


def _examples(members: Sequence[Gap], vectors: Vectors) -> tuple[str, ...]:
    """Choose wordings near the middle: what is odd about a question may tell who asked it."""
    nearness = vectors @ vectors.mean(axis=0)
    found: dict[str, str] = {}
    for row in np.argsort(-nearness, kind="stable").tolist():
        found.setdefault(wording(members[row].question), members[row].question)
    return tuple(found.values())[:EXAMPLES]


def clusters_of(gaps: Sequence[Gap], vectors: Vectors, dismissed: Vectors) -> list[Cluster]:
    """Put questions together, and keep what at least `ASKERS` people asked.

    Args:
        gaps: The questions.
        vectors: One row each, of length 1, shape (len(gaps), width).
        dismissed: Vectors of the questions no administrator wants to see, shape (any, width).

    Returns:
        Clusters, those most people asked first, then the latest.
    """
    if len(dismissed) and len(gaps):
        wanted = (vectors @ dismissed.T).max(axis=1) < DISMISSED
        gaps, vectors = [gap for gap, keep in zip(gaps, wanted, strict=True) if keep], vectors[wanted]
    if len(gaps) < ASKERS:
        return []
    from scipy.cluster.hierarchy import fcluster, linkage  # 16 MB, and most bots never have so many questions

    labels = fcluster(linkage(vectors, "complete", metric="cosine"), 1 - BOUND, "distance")
    found = []
    for label in np.unique(labels):
        rows = np.flatnonzero(labels == label)
        members = [gaps[row] for row in rows.tolist()]
        if (askers := _askers(members)) >= ASKERS:
            numbers = tuple(gap.id for gap in members)
            found.append(Cluster(numbers, askers, _examples(members, vectors[rows]), max(gap.day for gap in members)))
    return sorted(found, key=lambda cluster: (-cluster.askers, -cluster.latest.toordinal(), cluster.gaps))
