"""`python -m scripts.evaluate`: how well the handbook answers a few questions of our own."""

from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.settings import HANDBOOK
from index.evaluation import reliability
from scripts.evaluation_report import Report
from tests.scripts.commands import failed_with_one_line, run

MODULE = "scripts.evaluate"
DUES = "06_党费.md"
ITEM = {"question": "党费手册第一条第二项", "answerable": True, "file": DUES, "article": "第1条", "style": "article"}
RULE = {
    "question": "党费手册第十六条",
    "answerable": True,
    "gold_doc": DUES,
    "gold_article": "第十六条",
    "style": "article",
}
LOST = {
    "question": "党费手册第十七条",
    "answerable": True,
    "file": "没有这个文件.md",
    "article": "第一条",
    "type": "dues",
}
GREETING = {"question": "你好", "answerable": False, "category": "smalltalk", "reason": "问好"}
ANSWERED = {"question": "党费手册第十八条", "answerable": False, "category": "trick"}


def words_of(file: str, label: str) -> str:
    """Return what the handbook says behind a label, to the end of the line."""
    text = (HANDBOOK / file).read_text(encoding="utf-8")
    found = re.search(rf"^{label}(.+)$", text, re.MULTILINE)
    assert found
    return found[1].strip()


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    item, rule = words_of(DUES, "（二）"), words_of(DUES, "第十六条")
    return written(
        tmp_path / "questions.jsonl", ITEM | {"words": item}, RULE | {"gold_text": rule}, LOST, GREETING, ANSWERED
    )


def written(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    return path


def test_a_run_is_scored_saved_and_compared(questions: Path, data_dir: Path, tmp_path: Path) -> None:
    kept = tmp_path / "run.json"
    done = run(MODULE, questions, "--json", "--save", kept, "--data-dir", data_dir)
    assert (done.returncode, done.stderr) == (0, "")
    (line,) = done.stdout.splitlines()
    record = json.loads(line)
    assert record == json.loads(kept.read_text(encoding="utf-8")) | {"comparison": None}

    metrics = record["metrics"]
    assert (metrics["questions"], metrics["answerable"]) == (5, 3)
    assert metrics["hit_at_1"] == metrics["mrr_at_10"] == pytest.approx(2 / 3)
    assert (metrics["answered"], metrics["refused"]) == (1, 0.5)
    assert (metrics["quoted"], metrics["not_verbatim"], metrics["superseded"]) == (1, 0, 0)
    assert 0 < metrics["seconds_p50"] <= metrics["seconds_p95"] <= metrics["seconds_max"]
    assert sum(row["questions"] for row in record["reliability"]) == 5
    assert record["by_style"]["article"]["hit_at_1"] == 1
    assert record["by_type"]["dues"]["hit_at_10"] == 0
    assert (record["by_category"]["smalltalk"]["refused"], record["by_category"]["trick"]["refused"]) == (1, 0)
    assert record["absent"] == ["没有这个文件.md"]
    faults = {result["question"]: result["faults"] for result in record["results"]}
    assert list(faults.values()) == [[], [], ["missed"], [], ["answered"]]

    mended = written(
        tmp_path / "mended.jsonl", LOST | {"file": DUES, "article": "第十七条"}, RULE | {"gold_article": "第一条"}
    )
    done = run(MODULE, mended, "--json", "--compare", kept, "--data-dir", data_dir)
    assert done.returncode == 0, done.stderr
    comparison = json.loads(done.stdout)["comparison"]
    assert comparison["before"]["questions"] == comparison["after"]["questions"] == 2
    better, worse = ([now["question"] for _, now in comparison[side]] for side in ("better", "worse"))
    assert (better, worse) == ([LOST["question"]], [RULE["question"]])


def test_a_person_reads_the_metrics_the_failures_and_the_differences(
    questions: Path, data_dir: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "run.json"
    done = run(MODULE, questions, "--save", kept, "--data-dir", data_dir)
    assert (done.returncode, done.stderr) == (0, "")
    assert "hit@1\t0.667" in done.stdout
    assert "引文不是原文（条）\t0" in done.stdout
    assert "! 知识库里没有 没有这个文件.md" in done.stdout
    (failed,) = re.findall(r"^✗.*第十七条.*\n(?: {4}.*\n)+", done.stdout, re.MULTILINE)
    assert "出处不在前十，回答了" in failed
    assert "出处 没有这个文件.md 第一条" in failed
    assert f"找到 {DUES} 第十七条" in failed
    assert "变好" not in done.stdout

    written(questions, LOST | {"file": DUES, "article": "第十七条"}, GREETING)
    done = run(MODULE, questions, "--compare", kept, "--data-dir", data_dir)
    assert done.returncode == 0, done.stderr
    assert "hit@1\t0.000\t1.000\t+1.000" in done.stdout
    assert "变好：1题\n+ 「党费手册第十七条」\n" in done.stdout
    assert "变差：0题" in done.stdout


def test_on_a_terminal_the_tables_are_drawn() -> None:
    shown = StringIO()
    Report(Console(file=shown, force_terminal=True, width=80)).reliability(reliability([0.95], [True]))
    assert "──" in shown.getvalue()
    assert "\t" not in shown.getvalue()
    assert "0.950" in shown.getvalue()


def test_a_line_that_cannot_be_read_is_named(questions: Path, data_dir: Path) -> None:
    with questions.open("a", encoding="utf-8") as file:
        file.write("党费多少\n")
    line = failed_with_one_line(run(MODULE, questions, "--data-dir", data_dir))
    assert "questions.jsonl 第6行" in line


def test_what_cannot_be_used_is_told_in_one_line(questions: Path, data_dir: Path, home: Path) -> None:
    absent = questions.with_name("nowhere.jsonl")
    assert "nowhere.jsonl" in failed_with_one_line(run(MODULE, absent, "--data-dir", data_dir))
    assert "questions.jsonl" in failed_with_one_line(run(MODULE, questions, "--compare", questions))
    for unusable in (home, home / "nowhere" / "run.json"):
        assert str(unusable) in failed_with_one_line(run(MODULE, questions, "--save", unusable))
    assert "scripts.reindex" in failed_with_one_line(run(MODULE, questions, "--data-dir", home))


@pytest.mark.parametrize("arguments", [[], ["a.jsonl", "b.jsonl"], ["a.jsonl", "--no-such-option"]])
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    done = run(MODULE, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Error" in done.stderr
