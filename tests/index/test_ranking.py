"""The article that answers comes first: central before local, the rule before its summary, the one with the number."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import adapter, confidence, default_model, known
from index.adapter import adapter_for
from index.answer import Answerer
from index.ranking import NAMES, weights
from tests.index.samples import answerer_of, write

CENTRAL = """中国共产党某某工作规定
（中共中央2024年3月1日印发）

第一条　为了把工作做好，制定本规定。
第二条　党员活动室每周开放，由党支部派人值班。
第三条　党员活动室的钥匙由值班的人保管，交接时登记。
"""
LOCAL = """云湖市第三水厂某某工作办法

第一条　水厂的工作照上级的规定办。
第二条　党员活动室每周开放，由党支部派人值班。
第三条　水厂的船由码头管，借用先登记。
"""
SUMMARY = """某某工作学习摘要
本文是学习摘要，不是正式文本。

一、党员活动室每周开放，由党支部派人值班。
二、钥匙有人保管。
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    folder = tmp_path_factory.mktemp("ranking")
    files = {"规定.md": CENTRAL, "水厂办法.md": LOCAL, "摘要.md": SUMMARY}
    return answerer_of(folder, write(folder / "files", files))


def first(answerer: Answerer, question: str) -> str:
    return answerer.corpus.document(answerer.ask(question).candidates[0].place).file


def test_the_central_rule_comes_before_a_local_one_that_says_the_same(rules: Answerer) -> None:
    assert first(rules, "党员活动室谁值班") == "规定.md"


def test_the_local_rule_comes_first_where_the_unit_is_named(rules: Answerer) -> None:
    assert first(rules, "水厂的党员活动室谁值班") == "水厂办法.md"


def test_candidates_are_in_order_of_their_scores(rules: Answerer) -> None:
    scores = [hit.score for hit in rules.ask("党员活动室的钥匙谁保管").candidates]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) > 1


@pytest.mark.parametrize("adapted", [True, False])
def test_every_feature_has_a_weight_or_none_on_purpose(adapted: bool) -> None:
    given = dict(zip(NAMES, weights(adapted), strict=True))
    left_out = set() if adapted else {"cosine", "second", "plain", "evidence", "voted"}
    assert {name for name, weight in given.items() if weight == 0} == left_out


def test_the_adapter_moves_vectors_and_keeps_them_unit() -> None:
    fitted = adapter_for(default_model.NAME)
    assert fitted is not None
    vectors = np.random.default_rng(0).normal(size=(5000, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    moved = fitted.all_passages(vectors.copy())
    assert np.allclose(np.linalg.norm(moved, axis=1), 1, atol=1e-5)
    assert np.allclose(np.linalg.norm(fitted.question(vectors[0])), 1, atol=1e-5)
    assert (np.sum(moved * vectors, axis=1) < 0.9999).all()


def test_a_model_from_elsewhere_has_no_adapter() -> None:
    assert adapter_for("some/other-model") is None


def test_what_ships_is_small() -> None:
    shipped = (adapter.WEIGHTS, confidence.DIRECTION, known.QUESTIONS)
    assert sum(Path(path).stat().st_size for path in shipped) < 50e6
