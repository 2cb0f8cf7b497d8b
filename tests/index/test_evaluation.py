"""The metrics of an evaluation are what their definitions give by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.evaluation import (
    auroc,
    brier_score,
    expected_calibration_error,
    grouped,
    reliability,
    share,
    summarise,
)
from index.judging import Fault, Result

RIGHT = Result(
    question="会费多少",
    answerable=True,
    id="A1",
    type="dues",
    style="number",
    category="",
    gold=("章程.md 第三条",),
    rank=1,
    answered=True,
    confidence=0.9,
    found=("章程.md 第三条",),
    quote="会员每年交会费二十元",
    quoted=True,
    old_as_asked=False,
    not_verbatim=0,
    seconds=0.01,
    faults=(),
)
REFUSED = replace(
    RIGHT, answerable=False, type="", style="", category="offtopic", gold=(), rank=None, answered=False, quoted=None
)


def test_hits_ranks_and_shares() -> None:
    ranks = (1, 2, 4, 8, None)
    results = [replace(RIGHT, rank=rank, answered=rank != 8, quoted=None if rank == 8 else rank == 1) for rank in ranks]
    metrics = summarise([*results, REFUSED, replace(REFUSED, answered=True), REFUSED])
    assert (metrics.questions, metrics.answerable) == (8, 5)
    hits = (metrics.hit_at_1, metrics.hit_at_3, metrics.hit_at_5, metrics.hit_at_10)
    assert hits == pytest.approx((0.2, 0.4, 0.6, 0.8))
    assert metrics.mrr_at_10 == pytest.approx((1 + 1 / 2 + 1 / 4 + 1 / 8) / 5)
    assert metrics.answered == pytest.approx(4 / 5)
    assert metrics.refused == pytest.approx(2 / 3)
    assert metrics.quoted == pytest.approx(1 / 4)


def test_counts_of_what_must_not_be() -> None:
    results = [
        replace(RIGHT, not_verbatim=2, faults=(Fault.NOT_VERBATIM,)),
        replace(RIGHT, faults=(Fault.SUPERSEDED,)),
        replace(REFUSED, faults=(Fault.SUPERSEDED, Fault.ANSWERED)),
        replace(RIGHT, old_as_asked=True),
    ]
    metrics = summarise(results)
    assert (metrics.not_verbatim, metrics.superseded, metrics.old_as_asked) == (2, 2, 1)


def test_seconds_by_linear_interpolation() -> None:
    metrics = summarise([replace(RIGHT, seconds=seconds) for seconds in (0.1, 0.2, 0.3, 0.4, 1.4)])
    seconds = (metrics.seconds_p50, metrics.seconds_p95, metrics.seconds_max)
    assert seconds == pytest.approx((0.3, 0.4 + 0.8 * 1.0, 1.4))


def test_what_no_question_tells_is_none() -> None:
    answerable, others = summarise([RIGHT]), summarise([REFUSED])
    assert (answerable.refused, answerable.auroc) == (None, None)
    assert (others.hit_at_1, others.mrr_at_10, others.answered, others.quoted, others.auroc) == (None,) * 5
    assert share([]) is None
    assert brier_score([], []) is None
    assert expected_calibration_error(reliability([], [])) is None


@pytest.mark.parametrize(
    ("scores", "positive", "area"),
    [
        ([0.9, 0.8, 0.2, 0.1], [True, True, False, False], 1.0),
        ([0.1, 0.2, 0.8, 0.9], [True, True, False, False], 0.0),
        ([0.9, 0.4, 0.6, 0.1], [True, True, False, False], 0.75),
        ([0.9, 0.4, 0.4, 0.1], [True, True, False, False], 0.875),  # one of four pairs is a tie
        ([0.5, 0.5, 0.5], [True, False, False], 0.5),
        ([1.0, 1.0, 0.0, 1.0], [True, False, False, True], 0.75),
    ],
)
def test_auroc_is_the_share_of_pairs_in_order_ties_half(scores: list[float], positive: list[bool], area: float) -> None:
    assert auroc(scores, positive) == pytest.approx(area)


def test_auroc_is_the_scale_of_confidence_over_all_questions() -> None:
    results = [replace(RIGHT, confidence=c) for c in (0.9, 0.4)] + [replace(REFUSED, confidence=c) for c in (0.4, 0.1)]
    assert summarise(results).auroc == pytest.approx(0.875)


def test_brier_score() -> None:
    assert brier_score([1.0, 0.0, 0.5], [True, True, False]) == pytest.approx((0 + 1 + 0.25) / 3)


def test_the_reliability_table_and_its_error() -> None:
    table = reliability([0.95, 0.91, 0.15, 1.0], [True, False, False, True])
    assert [row.questions for row in table] == [0, 1, 0, 0, 0, 0, 0, 0, 0, 3]
    assert (table[1].confidence, table[1].answerable) == pytest.approx((0.15, 0.0))
    assert table[9].confidence == pytest.approx((0.95 + 0.91 + 1.0) / 3)
    assert table[9].answerable == pytest.approx(2 / 3)
    assert (table[0].confidence, table[0].answerable) == (None, None)
    gaps = abs(0.95 + 0.91 + 1.0 - 2) + 0.15
    assert expected_calibration_error(table) == pytest.approx(gaps / 4)


def test_a_confidence_on_an_edge_is_in_the_bin_it_begins() -> None:
    edges = [n / 10 for n in range(10)]
    table = reliability(edges, [True] * 10)
    assert [(row.low, row.questions) for row in table] == [(edge, 1) for edge in edges]


def test_a_scale_that_means_what_it_says_has_no_error() -> None:
    outcomes = [True] * 8 + [False] * 2
    assert expected_calibration_error(reliability([0.8] * 10, outcomes)) == pytest.approx(0)


def test_groups_are_the_largest_first_and_leave_out_what_has_no_name() -> None:
    results = [RIGHT, replace(RIGHT, type="meeting", rank=None), replace(RIGHT, type="meeting"), REFUSED]
    groups = grouped(results, lambda r: r.type)
    assert list(groups) == ["meeting", "dues"]
    assert (groups["meeting"].questions, groups["meeting"].hit_at_1) == (2, 0.5)
