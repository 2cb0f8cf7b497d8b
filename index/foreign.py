"""Questions in English, put into the words the rules use; the model then matches Chinese with Chinese."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_WORDS = re.compile(r"[a-z]+")
_ASKS = re.compile("多.*|怎么.*|.*什么.*|哪.*|谁|.*有哪些|要不要|能不能|可以|年满 岁")
_OWNED = re.compile(
    r"\b(?P<owned>(?!members|one)[a-z]+) of (?:an? |the |our |my )?"
    r"(?P<owner>[a-z]+(?: (?:member|branch|committee|secretary)s?)?)"
)
"""Duties of a member."""
_SMALL = re.compile(r"an?|the|me|can|men|we|he|she|do|i|is|in|of|to|be|or|and|for|from|at|by|on|any|as|it")
"""English that is pinyin too."""


@lru_cache(maxsize=1)
def _glossary() -> tuple[re.Pattern[str], dict[str, str]]:
    lines = (Path(__file__).parent / "glossary.tsv").read_text(encoding="utf-8").splitlines()
    terms = dict(line.split("\t") for line in lines if line and not line.startswith("#"))
    longest_first = sorted(terms, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))}|\d+(?:\.\d+)?)\b"), terms


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    return frozenset(word for term in _glossary()[1] for word in _WORDS.findall(term))


def is_chinese(text: str) -> bool:
    """Tell whether a text has Chinese characters and nothing else."""
    return bool(text) and all("\u3400" <= character <= "\u9fff" for character in text)


def is_english(words: Sequence[str]) -> bool:
    """Tell whether words of letters are English: at least half of them are known."""
    return sum(word in _vocabulary() or bool(_SMALL.fullmatch(word)) for word in words) * 2 >= len(words)


def in_chinese(question: str) -> str:
    """Return a normalised question in Chinese words as far as the glossary goes; a Chinese one as it is.

    What asks comes last and an owner first, as Chinese has it: "duties of a member" is 党员义务; numbers stay. A
    question of which no word is known but how or when stays as it is: the model reads English too, only less well.
    """
    if _CHINESE.search(question):
        return question
    pattern, terms = _glossary()
    words: dict[str, None] = {}
    asking: dict[str, None] = {}
    for found in pattern.finditer(_OWNED.sub(_owner_first, question)):
        term = terms.get(found[0], found[0])
        (asking if _ASKS.fullmatch(term) else words)[term] = None
    if not any(_CHINESE.search(word) for word in words):
        return question
    if len(asking) > 1:
        asking.pop("能不能", None)
    return " ".join(words) + "".join(asking)


def _owner_first(found: re.Match[str]) -> str:
    return f"{found['owner']} {found['owned']}"
