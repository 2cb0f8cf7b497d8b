"""A curated answer is given to those who ask what it answers, and not to those who ask something near it."""

from __future__ import annotations

from datetime import date

import pytest

from index.encoder import Encoder, Vectors
from index.replies import Replies, Reply
from tests.auxil.bag import BagOfWords

REPAIRS = Reply(
    1,
    ("宿舍漏水找谁修", "宿舍水管漏水了谁来修", "宿舍漏水报修找谁"),
    "打后勤值班电话，当天上门。",
    "管理员",
    date(2026, 11, 22),
)
ELECTED = Reply(2, ("预备党员有没有被选举权",), "没有，转正以后才有。", "管理员", date(2026, 11, 22))
YEAR = Reply(3, ("2025年党费减免几个月", "2025年党费可以减免几个月"), "两个月。", "管理员", date(2026, 11, 22))


class Counting(BagOfWords):
    """Remembers which questions it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def encode_query(self, question: str) -> Vectors:
        self.asked.append(question)
        return super().encode_query(question)


@pytest.fixture(scope="module")
def replies(encoder: Encoder) -> Replies:
    return Replies(encoder, [REPAIRS, ELECTED, YEAR])


@pytest.mark.parametrize("question", ["宿舍漏水找谁修", " 宿舍漏水，找谁修？ ", "宿舍漏水了要找谁", "房间漏水找哪个修"])
def test_the_same_request_in_other_words_is_answered(replies: Replies, question: str) -> None:
    match = replies.match(question)
    assert match
    assert match.sure
    assert match.reply is REPAIRS


@pytest.mark.parametrize("question", ["预备党员有没有选举权", "预备党员能投票吗", "2026年党费减免几个月"])
def test_a_question_that_differs_in_what_matters_is_only_offered_it(replies: Replies, question: str) -> None:
    match = replies.match(question)
    assert match
    assert not match.sure


@pytest.mark.parametrize("question", ["宿舍没热水怎么办", "宿舍可以养猫吗"])
def test_the_same_place_and_another_trouble_is_not_answered(replies: Replies, question: str) -> None:
    match = replies.match(question)
    assert match is None or not match.sure


@pytest.mark.parametrize("question", ["党费多久交一次", "食堂几点开饭", "你好", "谢谢", "。。。", ""])
def test_anything_else_has_nothing_to_do_with_it(replies: Replies, question: str) -> None:
    assert replies.match(question) is None


def test_where_there_are_no_answers_nothing_is_encoded() -> None:
    encoder = Counting()
    assert Replies(encoder, []).match("宿舍漏水找谁修") is None
    assert encoder.asked == []


def test_another_answer_costs_the_encoding_of_its_own_questions_alone() -> None:
    encoder = Counting()
    first = Replies(encoder, [REPAIRS])
    encoder.asked.clear()
    Replies(encoder, [REPAIRS, ELECTED], first)
    assert encoder.asked == ["预备党员有没有被选举权"]
