"""Two runs side by side: which questions are better, which are worse, over those both have."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from index.comparison import RunError, compare, read_run
from index.judging import Result
from tests.index.test_evaluation import REFUSED, RIGHT


def named(result: Result, question: str) -> Result:
    return replace(result, question=question)


BEHIND = replace(RIGHT, rank=3)
LOST = replace(RIGHT, answered=False, rank=None, quoted=None)


def test_each_question_that_fares_otherwise_is_named() -> None:
    before = [named(BEHIND, "一"), named(RIGHT, "二"), named(RIGHT, "三"), named(LOST, "四"), named(REFUSED, "五")]
    after = [named(RIGHT, "一"), named(BEHIND, "二"), named(RIGHT, "三"), named(RIGHT, "四"), named(REFUSED, "五")]
    found = compare(before, after)
    assert {now.question for _, now in found.better} == {"一", "四"}
    assert [(was.rank, now.rank, now.question) for was, now in found.worse] == [(1, 3, "二")]
    assert (found.before.hit_at_1, found.after.hit_at_1) == (0.5, 0.75)


def test_only_questions_of_both_runs_count() -> None:
    found = compare([named(RIGHT, "一"), named(BEHIND, "旧")], [named(RIGHT, "一"), named(BEHIND, "新")])
    assert (found.before.questions, found.after.questions) == (1, 1)
    assert (found.before.hit_at_1, found.after.hit_at_1) == (1, 1)
    assert (found.better, found.worse) == ((), ())


def test_the_same_number_on_another_question_is_another_question() -> None:
    with pytest.raises(RunError, match="没有一道相同的题"):
        compare([named(RIGHT, "一")], [named(RIGHT, "二")])


def test_what_was_saved_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text(json.dumps({"results": [asdict(RIGHT), asdict(LOST)], "model": "m"}), encoding="utf-8")
    assert read_run(path) == (RIGHT, LOST)


@pytest.mark.parametrize("text", ["", "{}", '{"results": [{"question": "一"}]}', "[]", "\ufffd"])
def test_a_file_that_is_no_run_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "run.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RunError, match=r"run\.json") as refused:
        read_run(path)
    assert "\n" not in str(refused.value)
