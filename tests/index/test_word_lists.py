"""The word lists of other packages, read as data, say what those packages say."""

from __future__ import annotations

from itertools import product

import pytest
from pypinyin import lazy_pinyin

from index import ngrams, runs, sound
from knowledge.parse import parse

EVERY = 97
"""One word in so many is compared: all 340,000 take half a minute."""


@pytest.fixture(scope="module")
def listed() -> dict[str, int]:
    """The word list of jieba, read line by line."""
    lines = runs.listed("jieba", "dict.txt").read_text(encoding="utf-8").splitlines()
    return {word: int(count) for word, count, _ in (line.split(" ") for line in lines)}


def chinese(word: str) -> bool:
    return len(word) <= runs.LONGEST and all("\u3400" <= character <= "\u9fff" for character in word)


def test_every_everyday_word_has_its_frequency(listed: dict[str, int]) -> None:
    expected = {word: count for word, count in listed.items() if chinese(word)}
    tables = ngrams.everyday().tables
    pairs = (zip(table.keys.tolist(), table.values.tolist(), strict=True) for table in tables)
    assert {runs.run_of(key): count for table in pairs for key, count in table} == expected
    assert ngrams.everyday().count("党费") == expected["党费"]
    assert ngrams.everyday().count("费党") == 0


def test_words_sound_as_pypinyin_says(listed: dict[str, int]) -> None:
    words = [word for word in listed if chinese(word) and len(word) == 2][::EVERY]
    assert len(words) > 1000
    assert {word: sound.of_word(word) for word in words} == {
        word: tuple(lazy_pinyin(word, v_to_u=False)) for word in words
    }


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("银行", "yin hang"),
        ("行为", "xing wei"),
        ("重新", "chong xin"),
        ("党龄", "dang ling"),
        ("会计证", "kuai ji zheng"),
    ],
)
def test_a_character_sounds_as_it_does_in_its_word(word: str, syllables: str) -> None:
    assert " ".join(sound.of_word(word)) == syllables


@pytest.mark.parametrize("length", range(1, runs.LONGEST + 1))
def test_many_words_are_spelled_as_each_of_them(length: int) -> None:
    words = ngrams.everyday().tables[length - 1].keys[::EVERY]
    spelled, rows = sound.spellings_of(words, length)
    together = {(runs.run_of(words[row]), key) for key, row in zip(spelled.tolist(), rows.tolist(), strict=True)}
    assert together == {(run, key) for run in map(runs.run_of, words.tolist()) for key in sound.spellings(run)}


def test_a_word_no_phrase_list_has_is_spelled_in_each_way_its_characters_have() -> None:
    numbers = sound.spelled()
    ways = product(("cha", "chai"), ("le", "yue"))
    assert set(sound.spellings("差乐")) == {sound.spelling(numbers[syllable] for syllable in way) for way in ways}


def test_runs_are_counted_within_what_is_chinese() -> None:
    counts = ngrams.of_documents([parse("细则.md", "某某细则\n\n第一条　党费每月交,党费按月交。\n")])
    assert counts.count("党费") == 2
    assert counts.count("月交") == 2
    assert counts.count("交党") == 0
    assert counts.count("党费每月") == 1
