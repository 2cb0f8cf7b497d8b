"""An answer is judged by where it stands, whether its words are the source's, and whether they are in force."""

from __future__ import annotations

from typing import Any

import pytest

from index.judging import Candidate, Citation, Fault, Response, Result, judge, same_label, standing
from index.question_set import Question

CHARTER, OLD, STUDY = "章程.md", "章程_旧.md", "办法.md"
SOURCES = {
    CHARTER: "总纲 本会爱好书画。\n第三条 会员每年交会费\n二十元，年底前交齐。",
    OLD: "第三条 会员每年交会费十元。",
    STUDY: "第二条 会费二十元由财务代收。",
}
FEE = Question("会费多少", answerable=True, file=CHARTER, article="第三条", words="每年交会费二十元")
WEATHER = Question("下雨吗", answerable=False, category="offtopic")
RIGHT = Candidate(CHARTER, "第三条", "第三条 会员每年交会费\n二十元，年底前交齐。")
PREAMBLE = Candidate(CHARTER, "", "本会爱好书画。")
OTHER = Candidate(STUDY, "第二条", "第二条 会费二十元由财务代收。")
QUOTE = Citation(CHARTER, "第三条", "会员每年交会费\n二十元", in_force=True)


def judged(question: Question, *citations: Citation, found: tuple[Candidate, ...] = (), sure: float = 0.9) -> Result:
    """Judge an answer with these citations, a refusal where there are none."""
    return judge(question, Response(bool(citations), sure, citations, found), SOURCES, 0.01)


def test_the_right_article_first_in_its_own_words_has_no_fault() -> None:
    result = judged(FEE, QUOTE, found=(RIGHT, OTHER))
    assert (result.rank, result.answered, result.quoted, result.faults) == (1, True, True, ())
    assert result.gold == ("章程.md 第三条",)
    assert result.found == ("章程.md 第三条", "办法.md 第二条")


def test_a_right_article_behind_others_and_one_not_found_are_told_apart() -> None:
    assert judged(FEE, QUOTE, found=(OTHER, RIGHT)).faults == (Fault.BEHIND,)
    missed = judged(FEE, found=(OTHER,) * 10 + (RIGHT,))
    assert (missed.rank, missed.faults) == (None, (Fault.MISSED, Fault.REFUSED))


def test_the_same_label_in_another_document_is_not_the_right_article() -> None:
    assert judged(FEE, found=(Candidate(OLD, "第三条", "会员每年交会费十元"),)).rank is None


@pytest.mark.parametrize("label", ["第三条", "第３条", "第 3 条", "第3条"])
def test_a_label_is_the_same_however_it_is_written(label: str) -> None:
    assert same_label("第三条", label)
    assert judged(FEE, found=(Candidate(CHARTER, label, ""),)).rank == 1


@pytest.mark.parametrize(
    ("one", "other"), [("第三条", "第三十条"), ("第三条", "第三条之一"), ("三", "第三条"), ("三", "四"), ("", "第三条")]
)
def test_other_labels_are_not_the_same(one: str, other: str) -> None:
    assert not same_label(one, other)


@pytest.mark.parametrize(("one", "other"), [("三", "三、"), ("三", "（三）"), ("第二十条之一", "第20条之一")])
def test_sections_and_branch_articles_compare_too(one: str, other: str) -> None:
    assert same_label(one, other)


@pytest.mark.parametrize("label", ["", "总纲"])
def test_text_without_a_number_is_right_by_its_words(label: str) -> None:
    question = Question("本会爱好什么", answerable=True, file=CHARTER, article=label, words="爱好 书画")
    assert judged(question, found=(RIGHT, PREAMBLE)).rank == 2


def test_where_the_right_article_is_named_the_words_elsewhere_do_not_count() -> None:
    assert (
        judged(FEE, found=(Candidate(CHARTER, "第九条", RIGHT.text), Candidate(CHARTER, "", RIGHT.text))).rank is None
    )


def test_any_of_several_right_articles_is_a_hit_and_need_not_hold_the_words_of_the_first() -> None:
    both = Question(
        FEE.question, answerable=True, file=CHARTER, article="第三条", words=FEE.words, also=((STUDY, "第二条"),)
    )
    result = judged(both, Citation(STUDY, "第二条", "会费二十元", in_force=True), found=(OTHER,))
    assert (result.rank, result.quoted, result.faults) == (1, None, ())


def test_a_quote_without_the_words_that_answer_is_noticed() -> None:
    result = judged(FEE, Citation(CHARTER, "第三条", "年底前交齐", in_force=True), found=(RIGHT,))
    assert (result.quoted, result.faults) == (False, (Fault.WORDS,))
    late = judged(FEE, Citation(CHARTER, "第三条", "年底前交齐", in_force=True), QUOTE, found=(RIGHT,))
    assert late.quoted is True


@pytest.mark.parametrize("invented", ["会员每年交会费三十元", "会员每年交会费二十元", " "])
def test_words_the_source_does_not_have_are_counted(invented: str) -> None:
    result = judged(FEE, QUOTE, Citation(CHARTER, "第三条", invented, in_force=True), found=(RIGHT,))
    assert (result.not_verbatim, result.faults) == (1, (Fault.NOT_VERBATIM,))


def test_words_of_another_document_than_the_one_named_are_counted() -> None:
    assert judged(FEE, Citation(STUDY, "第三条", QUOTE.quote, in_force=True)).not_verbatim == 1


def test_superseded_text_first_is_a_fault_unless_it_was_asked_for() -> None:
    old = Citation(OLD, "第三条", "会员每年交会费十元", in_force=False)
    assert Fault.SUPERSEDED in judged(FEE, old, found=(RIGHT,)).faults
    assert Fault.SUPERSEDED not in judged(FEE, QUOTE, old, found=(RIGHT,)).faults
    assert Fault.SUPERSEDED in judged(WEATHER, old).faults
    asked = Question("旧章程会费多少", answerable=True, file=OLD, article="第三条", words="交会费十元")
    result = judged(asked, old, found=(Candidate(OLD, "第三条", ""),))
    assert (result.old_as_asked, result.faults) == (True, ())


def test_an_unanswerable_question_wants_a_refusal() -> None:
    assert judged(WEATHER, found=(RIGHT,)).faults == ()
    assert judged(WEATHER, QUOTE, found=(RIGHT,)).faults == (Fault.ANSWERED,)


def test_a_wrong_answer_is_worse_than_a_refusal_and_both_than_the_right_answer() -> None:
    right = judged(FEE, QUOTE, found=(RIGHT,))
    short = judged(FEE, Citation(CHARTER, "第三条", "年底前交齐", in_force=True), found=(RIGHT,))
    refused = judged(FEE, found=(RIGHT,))
    refused_far = judged(FEE, found=(OTHER, RIGHT))
    wrong = judged(FEE, QUOTE, found=(OTHER, RIGHT))
    lost = judged(FEE, QUOTE, found=(OTHER,))
    old: Any = judged(FEE, Citation(OLD, "第三条", "会员每年交会费十元", in_force=False), found=(RIGHT,))
    ordered = [right, short, refused, refused_far, wrong, lost]
    assert sorted(ordered, key=standing, reverse=True) == ordered
    assert standing(old) < standing(refused)
    assert standing(judged(WEATHER)) > standing(judged(WEATHER, QUOTE))
