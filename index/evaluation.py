"""How well a question set was answered: the metrics of many results, as the literature defines them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from index.judging import DEPTH, Fault, Result

BINS = 10


@dataclass(frozen=True, slots=True)
class Metrics:
    """What results come to; shares are 0 to 1, and None where no question tells."""

    questions: int
    answerable: int
    hit_at_1: float | None
    """Share of the answerable with a right article among the first k candidates (success@k)."""
    hit_at_3: float | None
    hit_at_5: float | None
    hit_at_10: float | None
    mrr_at_10: float | None
    """Mean reciprocal rank of the first right article, 0 beyond ten (Voorhees, TREC-8 question answering, 1999)."""
    answered: float | None
    """Share of the answerable that were answered."""
    refused: float | None
    """Share of the unanswerable that were not."""
    auroc: float | None
    ece: float | None
    brier: float | None
    quoted: float | None
    """Share of the answered whose quotes hold the gold words."""
    not_verbatim: int
    """Quotes not in the source they name; any is one too many."""
    superseded: int
    """Questions whose first answer is not in force, without its edition being asked for."""
    old_as_asked: int
    seconds_p50: float
    seconds_p95: float
    seconds_max: float


@dataclass(frozen=True, slots=True)
class Bin:
    """A row of the reliability table: the questions whose confidence is from `low` to below `high`."""

    low: float
    high: float
    questions: int
    confidence: float | None
    """Mean."""
    answerable: float | None
    """Share; in a calibrated scale it is the mean confidence."""


def summarise(results: Sequence[Result]) -> Metrics:
    """Return the metrics of some results, of which there must be one at least."""
    answerable = [r for r in results if r.answerable]
    others = [r for r in results if not r.answerable]
    scale = ([r.confidence for r in results], [r.answerable for r in results])
    p50, p95, longest = np.percentile([r.seconds for r in results], (50, 95, 100)).tolist()

    def hit(depth: int) -> float | None:
        return share([r.rank is not None and r.rank <= depth for r in answerable])

    return Metrics(
        questions=len(results),
        answerable=len(answerable),
        hit_at_1=hit(1),
        hit_at_3=hit(3),
        hit_at_5=hit(5),
        hit_at_10=hit(DEPTH),
        mrr_at_10=share([1 / r.rank if r.rank else 0.0 for r in answerable]),
        answered=share([r.answered for r in answerable]),
        refused=share([not r.answered for r in others]),
        auroc=auroc(*scale),
        ece=expected_calibration_error(reliability(*scale)),
        brier=brier_score(*scale),
        quoted=share([r.quoted for r in results if r.quoted is not None]),
        not_verbatim=sum(r.not_verbatim for r in results),
        superseded=sum(Fault.SUPERSEDED in r.faults for r in results),
        old_as_asked=sum(r.old_as_asked for r in results),
        seconds_p50=p50,
        seconds_p95=p95,
        seconds_max=longest,
    )


def grouped(results: Sequence[Result], key: Callable[[Result], str]) -> dict[str, Metrics]:
    """Return the metrics of each group, the largest first; results with "" as their key are in none."""
    groups: defaultdict[str, list[Result]] = defaultdict(list)
    for result in results:
        if key(result):
            groups[key(result)].append(result)
    return {name: summarise(group) for name, group in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))}


def share(values: Collection[float]) -> float | None:
    """Return the mean, None of nothing."""
    return float(np.mean(list(values))) if values else None


def auroc(scores: Sequence[float], positive: Sequence[bool]) -> float | None:
    """Return the area under the ROC curve: the chance that a positive is scored above a negative, ties counting half.

    By the Mann-Whitney U of mid-ranks (Hanley and McNeil, Radiology 143, 1982). None where one of the two is missing.
    """
    positives = sum(positive)
    negatives = len(positive) - positives
    if not positives or not negatives:
        return None
    u = rankdata(scores)[np.array(positive, dtype=bool)].sum() - positives * (positives + 1) / 2
    return float(u / (positives * negatives))


def brier_score(confidences: Sequence[float], outcomes: Sequence[bool]) -> float | None:
    """Return the mean squared difference of confidence and outcome (Brier, Monthly Weather Review 78, 1950)."""
    return share([(confidence - outcome) ** 2 for confidence, outcome in zip(confidences, outcomes, strict=True)])


def reliability(confidences: Sequence[float], outcomes: Sequence[bool]) -> tuple[Bin, ...]:
    """Return the reliability table: ten bins of equal width, the last with 1.0 in it."""
    rows: list[Bin] = []
    numbers = [min(int(confidence * BINS), BINS - 1) for confidence in confidences]
    for n in range(BINS):
        inside = [i for i, number in enumerate(numbers) if number == n]
        mean = share([confidences[i] for i in inside])
        rows.append(Bin(n / BINS, (n + 1) / BINS, len(inside), mean, share([outcomes[i] for i in inside])))
    return tuple(rows)


def expected_calibration_error(table: Sequence[Bin]) -> float | None:
    """Return the mean gap of confidence and outcome, bins weighted by their size (Naeini et al., AAAI 2015)."""
    gaps = [
        row.questions * abs(row.confidence - row.answerable)
        for row in table
        if row.confidence is not None and row.answerable is not None
    ]
    return sum(gaps) / sum(row.questions for row in table) if gaps else None
