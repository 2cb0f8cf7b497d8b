"""Any text may be shown: escaped once, and in parts that Telegram takes."""

from __future__ import annotations

import html

from hypothesis import given
from hypothesis import strategies as st

from bot.markup import LIMIT, escape, split, units

paragraphs = st.lists(st.text(alphabet="党员𠮷😀。 a<&", max_size=80), max_size=30).map("\n".join)


@given(paragraphs, st.integers(10, 100))
def test_parts_fit_and_lose_nothing(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(units(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_parts_end_where_paragraphs_end() -> None:
    first, second = "甲" * 3000, "乙" * 3000
    assert split(f"{first}\n{second}") == [first, second]


def test_a_long_paragraph_is_cut_behind_a_sentence() -> None:
    text = "这是一句话。" * 1000
    assert all(part.endswith("。") for part in split(text))


def test_characters_outside_the_basic_plane_count_twice_and_are_not_torn() -> None:
    parts = split("😀" * 3000)
    assert [units(part) for part in parts] == [LIMIT, 6000 - LIMIT]
    assert "".join(parts) == "😀" * 3000


@given(st.text(max_size=200))
def test_what_is_escaped_reads_as_written(text: str) -> None:
    assert escape(text).count("<") == escape(text).count(">") == 0
    assert html.unescape(escape(text)) == text
