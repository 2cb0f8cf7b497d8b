"""Numbers are read as people write them, and a question is known by the kind of number it asks for."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from index.number import read
from index.quantity import Bound, Kind, asked, quantities

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("6800.50", "6800.50"),
        ("6,800", "6800"),
        ("1.2万", "12000"),
        ("1万2", "12000"),
        ("八千五", "8500"),
        ("一万零五十", "10050"),
        ("二十四", "24"),
        ("两百五", "250"),
        ("二〇二六", "2026"),
        ("8k", "8000"),
    ],
)
def test_numbers_are_read_as_people_write_them(words: str, value: str) -> None:
    assert read(words) == Decimal(value)


@pytest.mark.parametrize("words", ["六七千", "三五", "万", "千"])
def test_what_is_only_about_so_much_is_no_number(words: str) -> None:
    assert read(words) is None


@pytest.mark.parametrize(
    ("text", "words", "kind", "value", "bound"),
    [
        ("每人自学一般不少于４０学时。", "一般不少于４０学时", Kind.STUDY_HOURS, 40, Bound.AT_LEAST),
        ("试用期为半年。", "半年", Kind.PERIOD, 6, Bound.EXACT),
        ("受罚一年半内不参评。", "一年半内", Kind.PERIOD, 18, Bound.AT_MOST),
        ("张贴满三个工作日。", "满三个工作日", Kind.PERIOD, 3, Bound.AT_LEAST),
        ("小组每半年对组员进行一次走访", "每半年对组员进行一次", Kind.FREQUENCY, 2, Bound.EXACT),
        ("每两年不超过一次", "每两年不超过一次", Kind.FREQUENCY, HALF, Bound.AT_MOST),
        ("一年至少开四次", "一年至少开四次", Kind.FREQUENCY, 4, Bound.AT_LEAST),
        ("按季度公布账目", "按季度", Kind.FREQUENCY, 4, Bound.EXACT),
        ("三分之二以上的代表到场", "三分之二以上", Kind.SHARE, Fraction(2, 3), Bound.AT_LEAST),
        ("赞成的要超过半数", "超过半数", Kind.SHARE, HALF, Bound.AT_LEAST),
        ("交百分之一点五", "百分之一点五", Kind.SHARE, Fraction(15, 1000), Bound.EXACT),
        ("网课不能计入超过5学时", "不能计入超过5学时", Kind.STUDY_HOURS, 5, Bound.AT_MOST),
        ("课酬不超过800元", "不超过800元", Kind.MONEY, 800, Bound.AT_MOST),
        ("会员5名以上", "5名以上", Kind.PEOPLE, 5, Bound.AT_LEAST),
        ("年满二十岁", "满二十岁", Kind.AGE, 20, Bound.AT_LEAST),
    ],
)
def test_a_quantity_has_a_kind_a_value_and_a_bound(
    text: str, words: str, kind: Kind, value: Fraction, bound: Bound
) -> None:
    (quantity,) = quantities(text)
    assert (text[quantity.start : quantity.end], quantity.kind, quantity.value, quantity.bound) == (
        words,
        kind,
        value,
        bound,
    )


def test_a_range_is_one_quantity() -> None:
    (quantity,) = quantities("委员会由3至5人组成")
    assert (quantity.low, quantity.value) == (Fraction(3), Fraction(5))


@pytest.mark.parametrize("text", ["第四条", "一个人说了算", "三会一课", "依据《某某规定》第二款"])
def test_numbers_that_count_nothing_are_no_quantities(text: str) -> None:
    assert quantities(text) == ()


@pytest.mark.parametrize("text", ["自2018年10月28日起施行", "周四下午", "3月底前"])
def test_a_date_is_not_a_period(text: str) -> None:
    assert {quantity.kind for quantity in quantities(text)} == {Kind.DATE}


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("主题党日每月几次", Kind.FREQUENCY),
        ("小组会多久一次", Kind.FREQUENCY),
        ("公示要几天", Kind.PERIOD),
        ("公示期多長時間", Kind.PERIOD),
        ("多少人才能开会", Kind.PEOPLE),
        ("多少票通过", Kind.SHARE),
        ("交百分之几", Kind.SHARE),
        ("几点开会", Kind.CLOCK),
        ("哪天到期", Kind.DATE),
        ("津贴一个月多少", Kind.MONEY),
        ("一年学多少学时", Kind.STUDY_HOURS),
        ("写几页", Kind.PAGES),
        ("要多少字", Kind.CHARACTERS),
        ("一节课讲多少分钟", Kind.MINUTES),
    ],
)
def test_a_question_asks_for_a_kind_of_quantity(question: str, kind: Kind) -> None:
    assert kind in asked(question)


@pytest.mark.parametrize("question", ["党员有权利申诉吗", "我们几个党员商量过了", "前几天开过会了，能补课吗"])
def test_other_questions_ask_for_none(question: str) -> None:
    assert asked(question) == frozenset()
