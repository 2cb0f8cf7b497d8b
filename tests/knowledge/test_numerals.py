"""Numbers read and written as rules do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.numerals import article_label, chinese, to_int


@given(st.integers(0, 9999))
def test_a_number_written_is_read_back(number: int) -> None:
    assert to_int(chinese(number)) == number
    assert to_int(str(number)) == number


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("十", 10),
        ("五十五", 55),
        ("一百零二", 102),
        ("一百二十", 120),
        ("两千零一", 2001),
        ("二〇二二", 2022),
        ("１２", 12),
    ],
)
def test_every_spelling_is_read(numeral: str, number: int) -> None:
    assert to_int(numeral) == number


def test_rules_say_ten_without_one() -> None:
    assert [chinese(n) for n in (10, 15, 55, 110, 1010)] == ["十", "十五", "五十五", "一百一十", "一千零一十"]


def test_a_number_no_rule_has_is_written_in_digits() -> None:
    assert chinese(10_000) == "10000"


@pytest.mark.parametrize("words", ["", "党", "十党", "-3"])
def test_other_words_are_no_number(words: str) -> None:
    with pytest.raises(ValueError, match="no numeral"):
        to_int(words)


@pytest.mark.parametrize(
    ("text", "words", "number"),
    [
        ("第四条　党员", "第四条", (4, 0)),
        ("第 ４ 条", "第４条", (4, 0)),
        ("第二十条之一 补充", "第二十条之一", (20, 1)),
        ("第20条之2", "第20条之2", (20, 2)),
        ("第一千零二十条", "第一千零二十条", (1020, 0)),
    ],
)
def test_an_article_label_is_read_in_every_spelling(text: str, words: str, number: tuple[int, int]) -> None:
    label = article_label(text)
    assert label
    assert (label.words, label.number) == (words, number)
