"""An index that answers worse is noticed before anybody meets it, and the questions that say so are in order."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from bot.settings import HANDBOOK
from index import golden
from index.answer import Answerer
from index.golden import SEEDS, GoldenError, Question, Verdict, check
from knowledge.parse import load
from tests.index.samples import FILES, STUDY, answerer_of, write

STUDY_RULE, STUDY_FILE = "某某公司职工学习办法", "学习办法.txt"
HOURS = Question("职工每年学习多少学时", STUDY_RULE, "第一条")
REGISTER = Question("学时由哪个部门登记公布", STUDY_RULE, "第三条")
FEE = Question("会员每年交多少会费", "某某文化协会章程", "第３条")
LEAVE = Question("会员退会要告诉谁", "某某文化协会章程", "第４条")
QUESTIONS = (HOURS, REGISTER, FEE, LEAVE)
UNREGISTERED = FILES | {STUDY_FILE: STUDY[: STUDY.index("第三条")]}
"""The samples with the article lost that `REGISTER` asks for."""


def pinned(question: Question) -> Question:
    return Question(question.question, question.document, question.article, pinned=True)


@pytest.fixture
def whole(tmp_path: Path) -> Answerer:
    return answerer_of(tmp_path / "whole", write(tmp_path / "whole" / "sources", FILES))


@pytest.fixture
def worse(tmp_path: Path) -> Answerer:
    return answerer_of(tmp_path / "worse", write(tmp_path / "worse" / "sources", UNREGISTERED))


@pytest.fixture
def without_study(tmp_path: Path) -> Answerer:
    files = {name: text for name, text in FILES.items() if name != STUDY_FILE}
    return answerer_of(tmp_path / "fewer", write(tmp_path / "fewer" / "sources", files))


@pytest.fixture(scope="module")
def seeds() -> list[Question]:
    return golden.load(SEEDS)


@pytest.fixture(scope="module")
def handbook(answerer: Answerer, seeds: list[Question]) -> Verdict:
    """What the gate says of the handbook, once for all questions."""
    return check(None, answerer, seeds)


def test_the_seeds_ask_of_the_whole_handbook_and_as_much_of_rights_as_of_duties(seeds: list[Question]) -> None:
    titles = {load(path).title for path in HANDBOOK.glob("*.md")}
    asked = Counter(question.document for question in seeds)
    assert len({question.question for question in seeds}) == len(seeds) == 60
    assert set(asked) == titles
    assert asked["党员义务学习手册"] == asked["党员权利学习手册"] > 1
    assert any(question.pinned for question in seeds)


def test_every_seed_names_an_article_of_the_handbook(seeds: list[Question]) -> None:
    documents = [load(path) for path in HANDBOOK.glob("*.md")]
    articles = {(document.title, article.label) for document in documents for article in document.numbered}
    assert {(question.document, question.article) for question in seeds} <= articles


def test_the_handbook_answers_its_golden_questions(handbook: Verdict) -> None:
    assert (handbook.asked, handbook.absent) == (60, ())
    assert handbook.after is not None
    assert handbook.after >= 0.95, handbook.missed
    assert handbook.broken == ()
    assert handbook.passed


def test_an_index_as_good_as_the_last_passes(whole: Answerer) -> None:
    verdict = check(whole, whole, [pinned(question) for question in QUESTIONS])
    assert verdict == Verdict(asked=4, before=1.0, after=1.0)


def test_a_fall_beyond_the_bound_does_not_pass_and_names_the_questions(whole: Answerer, worse: Answerer) -> None:
    verdict = check(whole, worse, QUESTIONS)
    assert not verdict.passed
    assert (verdict.before, verdict.after) == (1.0, 0.75)
    assert verdict.worse == verdict.missed == (REGISTER.question,)
    for word in (REGISTER.question, "100%", "75%", "5%"):
        assert word in verdict.reason
    assert HOURS.question not in verdict.reason


def test_a_fall_within_the_bound_passes_and_is_still_told(whole: Answerer, worse: Answerer) -> None:
    verdict = check(whole, worse, QUESTIONS, bound=0.25)
    assert (verdict.passed, verdict.reason) == (True, "")
    assert verdict.worse == (REGISTER.question,)


def test_what_is_answered_again_is_told(whole: Answerer, worse: Answerer) -> None:
    verdict = check(worse, whole, QUESTIONS)
    assert verdict.passed
    assert (verdict.before, verdict.after) == (0.75, 1.0)
    assert (verdict.better, verdict.worse) == ((REGISTER.question,), ())


def test_a_broken_pinned_question_does_not_pass_however_wide_the_bound(whole: Answerer, worse: Answerer) -> None:
    verdict = check(whole, worse, [HOURS, pinned(REGISTER), pinned(FEE)], bound=1.0)
    assert not verdict.passed
    assert verdict.broken == (REGISTER.question,)
    assert REGISTER.question in verdict.reason
    assert FEE.question not in verdict.reason


def test_a_pinned_question_holds_for_the_first_index_too(worse: Answerer) -> None:
    assert check(None, worse, QUESTIONS).passed
    verdict = check(None, worse, [pinned(REGISTER)])
    assert (verdict.passed, verdict.before, verdict.after) == (False, None, 0.0)


def test_a_question_whose_document_is_absent_counts_for_nothing(whole: Answerer, without_study: Answerer) -> None:
    verdict = check(whole, without_study, [HOURS, REGISTER, FEE, LEAVE])
    assert (verdict.passed, verdict.asked, verdict.before, verdict.after) == (True, 2, 1.0, 1.0)
    assert verdict.absent == (HOURS.question, REGISTER.question)
    assert verdict.worse == verdict.missed == ()


def test_a_base_that_never_held_the_document_of_a_pinned_question_is_not_held_up(without_study: Answerer) -> None:
    for before in (None, without_study):
        verdict = check(before, without_study, [pinned(HOURS)])
        assert (verdict.passed, verdict.asked, verdict.after) == (True, 0, None)


def test_taking_out_the_document_of_a_pinned_question_does_not_pass(whole: Answerer, without_study: Answerer) -> None:
    verdict = check(whole, without_study, [pinned(HOURS), FEE])
    assert (verdict.passed, verdict.broken) == (False, (HOURS.question,))


def test_a_document_that_is_new_is_asked_but_not_compared(whole: Answerer, without_study: Answerer) -> None:
    verdict = check(without_study, whole, QUESTIONS)
    assert (verdict.passed, verdict.asked) == (True, 4)
    assert (verdict.before, verdict.after, verdict.better) == (1.0, 1.0, ())


def test_the_administrators_file_begins_with_the_seeds(tmp_path: Path, seeds: list[Question]) -> None:
    path = tmp_path / "own" / "golden.jsonl"
    assert golden.load(path) == seeds
    assert golden.add(path, FEE)
    assert golden.load(path) == [*seeds, FEE]


def test_the_same_question_asked_for_another_article_replaces_the_first(tmp_path: Path) -> None:
    path = tmp_path / "golden.jsonl"
    golden.save(path, QUESTIONS)
    moved = Question(HOURS.question, STUDY_RULE, "第二条", pinned=True)
    assert golden.add(path, moved)
    assert golden.load(path) == [REGISTER, FEE, LEAVE, moved]
    assert not golden.add(path, moved)
    assert golden.load(path) == [REGISTER, FEE, LEAVE, moved]


GOOD = '{"question": "会费多少", "document": "章程", "article": "第三条"}'


@pytest.mark.parametrize(
    "bad",
    [
        "会费多少",
        '{"question": "会费多少"}',
        GOOD.replace("article", "artikel"),
        '["会费多少"]',
        GOOD[:-1],
        "3",
        "null",
    ],
)
def test_a_line_that_is_no_question_is_named_by_its_number(tmp_path: Path, bad: str) -> None:
    path = tmp_path / "golden.jsonl"
    path.write_text(f"{GOOD}\n\n{bad}\n{GOOD}\n", encoding="utf-8")
    with pytest.raises(GoldenError, match=r"golden\.jsonl 第3行") as refused:
        golden.load(path)
    assert "\n" not in str(refused.value)


def test_empty_lines_and_a_missing_pin_are_borne(tmp_path: Path) -> None:
    path = tmp_path / "golden.jsonl"
    path.write_text(f"\n{GOOD}\n\n", encoding="utf-8")
    assert golden.load(path) == [Question("会费多少", "章程", "第三条", pinned=False)]


def test_the_file_can_be_read_by_a_person(tmp_path: Path) -> None:
    path = tmp_path / "golden.jsonl"
    golden.save(path, [pinned(FEE)])
    (line,) = path.read_text(encoding="utf-8").splitlines()
    assert FEE.question in line
    assert json.loads(line) == {
        "question": FEE.question,
        "document": FEE.document,
        "article": FEE.article,
        "pinned": True,
    }
    assert [other.name for other in tmp_path.iterdir()] == [path.name]


def test_a_question_pasted_with_a_line_separator_stays_one_line(tmp_path: Path) -> None:
    question = Question("会费\u2028每年多少", "某某文化协会章程", "第３条")
    golden.save(tmp_path / "golden.jsonl", [question])
    assert golden.load(tmp_path / "golden.jsonl") == [question]


def test_a_file_saved_by_an_editor_with_a_mark_at_its_start_is_read(tmp_path: Path) -> None:
    golden.save(tmp_path / "golden.jsonl", [Question("会费多少", "某某文化协会章程", "第３条")])
    words = (tmp_path / "golden.jsonl").read_text(encoding="utf-8")
    (tmp_path / "golden.jsonl").write_text(words, encoding="utf-8-sig")
    assert len(golden.load(tmp_path / "golden.jsonl")) == 1
    (tmp_path / "golden.jsonl").write_text(words, encoding="gb18030")
    with pytest.raises(GoldenError, match="UTF-8"):
        golden.load(tmp_path / "golden.jsonl")
