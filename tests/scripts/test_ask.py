"""`python -m scripts.ask`: questions from the shell, and JSON other programs may rely on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.settings import HANDBOOK
from tests.scripts.commands import failed_with_one_line, run

KEYS = {"question", "answered", "confidence", "answer", "citations", "candidates"}
CITATION_KEYS = {"file", "document", "article", "path", "quote", "in_force"}
CANDIDATE_KEYS = {"file", "document", "article", "text", "score"}
LINES = [
    "预备党员有没有表决权",
    "明天天气怎么样",
    "",
    "党费手册第九十九条",
    "第三条是什么",
    "你好",
    "党费手册第一条第二项",
]


def test_json_gives_one_object_a_line_in_the_order_asked(data_dir: Path) -> None:
    stdin = "\n".join(LINES).encode() + b"\r\n\xff\xfe\n"
    done = run("scripts.ask", "-", "--json", "--data-dir", data_dir, stdin=stdin)
    assert (done.returncode, done.stderr) == (0, "")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [record["question"] for record in records[:-1]] == LINES
    assert len(records) == len(LINES) + 1  # the line that is no text is answered too
    for record in records:
        assert record.keys() == KEYS
        assert 0 <= record["confidence"] <= 1
        assert all(citation.keys() == CITATION_KEYS for citation in record["citations"])
        assert all(candidate.keys() == CANDIDATE_KEYS for candidate in record["candidates"])
        assert len(record["candidates"]) <= 10
        assert record["answered"] == bool(record["citations"]) == (record["answer"] is not None)
    by_question = {record["question"]: record for record in records}

    vote = by_question["预备党员有没有表决权"]
    citation = vote["citations"][0]
    assert vote["answer"] == citation["quote"]
    assert citation["quote"] in (HANDBOOK / citation["file"]).read_text(encoding="utf-8")
    assert citation["article"].startswith("第")
    assert citation["path"].startswith("第")
    assert citation["in_force"] is True
    scores = [candidate["score"] for candidate in vote["candidates"]]
    assert scores == sorted(scores, reverse=True)
    assert vote["candidates"][0]["article"] == citation["article"]
    assert citation["quote"] in vote["candidates"][0]["text"]

    item = by_question["党费手册第一条第二项"]
    assert item["confidence"] == 1
    assert item["answer"].startswith("（二）")
    answered = [question for question, record in by_question.items() if record["answered"]]
    assert answered == ["预备党员有没有表决权", "党费手册第一条第二项"]


def test_a_person_reads_the_answer_its_place_and_what_is_offered(data_dir: Path) -> None:
    stdin = "预备党员有没有表决权\n党费手册第九十九条\n地铁末班车是几点\n".encode()
    done = run("scripts.ask", "-", "--data-dir", data_dir, stdin=stdin)
    assert (done.returncode, done.stderr) == (0, "")
    vote, missing, refused = (
        done.stdout.index(said) for said in ("《预备党员学习手册》", "没有第九十九条", "没有找到")
    )
    assert vote < missing < refused
    assert "<" not in done.stdout
    assert done.stdout[refused:].count("· 《") == 3


def test_without_an_index_one_line_says_how_to_make_it(home: Path) -> None:
    line = failed_with_one_line(run("scripts.ask", "党费怎么算", "--data-dir", home))
    assert "scripts.reindex" in line


def test_a_wrong_setting_is_named_with_its_value_in_one_line(data_dir: Path) -> None:
    line = failed_with_one_line(run("scripts.ask", "党费", DATA_DIR=str(data_dir), TIMEZONE="Mars/Base"))
    assert "TIMEZONE" in line
    assert "Mars/Base" in line


@pytest.mark.parametrize("arguments", [[], ["党费", "党费"], ["党费", "--no-such-option"]])
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    done = run("scripts.ask", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Error" in done.stderr


def test_help_names_every_option() -> None:
    done = run("scripts.ask", "--help")
    assert done.returncode == 0
    assert all(word in done.stdout for word in ("question", "--data-dir", "--json", "--audience", "stdin"))
