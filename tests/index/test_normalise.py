"""However people type, the same words are compared; what cannot be read is left out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.foreign import in_chinese
from index.normalise import normalise, tokens

ANYTHING = st.text(alphabet=st.characters(exclude_categories=()), max_size=200)
"""Every code point, lone surrogates and controls too."""


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        ("黨費怎麼算", "党费怎么算"),
        ("党费　怎么算", "党费 怎么算"),
        ("  党费\t怎么\n算 ", "党费 怎么 算"),
        ("党\u200b费\u202e怎么\ufeff算", "党费怎么算"),
        ("党\ud800费", "党费"),
        ("第１１条（ＡＢＣ）", "第11条(abc)"),
        ("Party DUES", "party dues"),
        ("①号 ㎡", "1号 m2"),
        ("\x00\x07\u200f", ""),
    ],
)
def test_spelling_is_evened_out(typed: str, compared: str) -> None:
    assert normalise(typed) == compared


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("党费", ["党", "费", "党费"]),
        ("交0.5%党费", ["交", "0.5", "党", "费", "党费"]),
        ("Party 2026年", ["party", "2026", "年"]),
        ("，。！👍", []),
        ("", []),
    ],
)
def test_chinese_counts_by_characters_and_pairs_else_by_words(text: str, expected: list[str]) -> None:
    assert sorted(tokens(text)) == sorted(expected)


@given(ANYTHING)
@settings(deadline=None, max_examples=300)
def test_nothing_typed_breaks_it(text: str) -> None:
    normalised = normalise(text)
    normalised.encode()
    assert normalise(normalised) == normalised or len(normalised) > 0
    assert all(token.strip() for token in tokens(text))
    assert isinstance(in_chinese(normalised), str)


def test_a_chinese_question_is_left_as_it_is() -> None:
    assert in_chinese("党费 dues 怎么算") == "党费 dues 怎么算"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("what are the duties of a party member", {"义务", "党员"}),
        ("how much are the dues", {"党费"}),
        ("can a probationary member vote", {"预备党员", "表决"}),
    ],
)
def test_an_english_question_gets_the_words_of_the_rules(question: str, words: set[str]) -> None:
    asked = in_chinese(question)
    assert all(word in asked for word in words)


def test_english_of_which_no_word_is_known_stays() -> None:
    assert in_chinese("is it raining") == "is it raining"
