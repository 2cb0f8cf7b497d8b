"""A question set is read in either of its two forms, and a line that is none is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.question_set import Question, QuestionSetError, load

GOLD = (
    '{"id": "A1", "question": "会费多少", "answerable": true, "type": "dues", "style": "number", '
    '"gold_doc": "章程.md", "gold_article": "第三条", "gold_text": "交会费二十元"}'
)
WITHOUT = '{"id": "U1", "question": "下雨吗", "answerable": false, "category": "offtopic", "reason": "天气"}'
OWN = (
    '{"question": "会费多少", "file": "章程.md", "article": "第三条", "words": "交会费二十元", '
    '"also": [["办法.md", "第二条"]], "type": "dues", "style": "number", "answerable": true}'
)


def written(folder: Path, *lines: str) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_both_forms_say_the_same(tmp_path: Path) -> None:
    gold, without, own = load(written(tmp_path, GOLD, "", WITHOUT, OWN))
    assert (gold.id, gold.type, gold.style) == ("A1", "dues", "number")
    assert (gold.file, gold.article, gold.words) == (own.file, own.article, own.words)
    assert (gold.file, gold.article, gold.words) == ("章程.md", "第三条", "交会费二十元")
    assert (gold.also, own.also) == ((), (("办法.md", "第二条"),))
    assert without == Question("下雨吗", answerable=False, id="U1", category="offtopic", reason="天气")


@pytest.mark.parametrize(
    "bad",
    [
        "会费多少",
        GOLD[:-1],
        '["会费多少"]',
        '{"question": "会费多少"}',
        '{"question": "会费多少", "answerable": "yes", "file": "章程.md", "article": "第三条"}',
        '{"question": "会费多少", "answerable": true}',
        '{"question": "会费多少", "answerable": true, "file": "章程.md"}',
        OWN.replace('["办法.md", "第二条"]', '"办法.md"'),
    ],
)
def test_a_line_that_is_no_question_is_named_by_its_number(tmp_path: Path, bad: str) -> None:
    with pytest.raises(QuestionSetError, match=r"questions\.jsonl 第3行") as refused:
        load(written(tmp_path, GOLD, "", bad, OWN))
    assert "\n" not in str(refused.value)


def test_a_line_in_another_encoding_is_named_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(f"{GOLD}\n".encode() + WITHOUT.encode("gb18030"))
    with pytest.raises(QuestionSetError, match=r"第2行.*UTF-8"):
        load(path)


def test_a_file_saved_by_an_editor_with_a_mark_at_its_start_is_read(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(GOLD, encoding="utf-8-sig")
    assert [question.id for question in load(path)] == ["A1"]


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_a_file_without_a_question_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(QuestionSetError, match="一道题也没有"):
        load(written(tmp_path, text))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match=r"nowhere\.jsonl"):
        load(tmp_path / "nowhere.jsonl")
