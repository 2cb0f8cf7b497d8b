"""Words that say nothing by themselves: a question made of them alone has its topic from the one before."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from index.counterparts import pattern as nouns

LONGEST = 16
"""Characters; what is longer is judged to have a topic of its own."""
_MODAL = "(?:可以|能够?|行|要|会|算|是|应该|必须|适用|一样|同样|这样|用|需要)"
_BARE = re.compile(
    rf"(?:[也都就还]?(?:不?{_MODAL})+[的吗么不嘛吧了没]+|[也都]?(?:不?{_MODAL})+|是不是|能不能|要不要|行不行|可不可以|算不算|会不会)"
)


@lru_cache(maxsize=1)
def _words() -> list[tuple[str, str]]:
    lines = (Path(__file__).parent / "empty_words.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    found = [(word, kind) for kind, words in rows for word in words.split()]
    return sorted(found, key=lambda item: -len(item[0]))


@lru_cache(maxsize=4)
def _pattern(*kinds: str) -> re.Pattern[str]:
    words = (re.escape(word) for word, kind in _words() if not kinds or kind in kinds)
    return re.compile(f"(?:{'|'.join(words)})+")


def only(words: str) -> bool:
    """Tell whether some words are all of this kind, and no noun is spelled by them (补选)."""
    return len(words) <= LONGEST and bool(_pattern().fullmatch(words)) and not re.search(nouns(), words)


def asks(words: str) -> bool:
    """Tell whether some words ask: an interrogative is among them."""
    return bool(_pattern("asks").search(words))


def bare(words: str) -> bool:
    """Tell whether some words only ask whether it is so, and of what they leave open: 也可以吗, 要不要, 也一样吗."""
    return bool(_BARE.fullmatch(words))


def without_asking(words: str) -> str:
    """Return some words without their interrogatives: 多久批准 -> 批准."""
    return _pattern("asks").sub("", words)


def topic(question: str) -> str:
    """Return what a question is about, without what it asks of that: 组织生活会一年几次 -> 组织生活会."""
    return _asking().sub(lambda found: found[1] or "", question)


@lru_cache(maxsize=1)
def _asking() -> re.Pattern[str]:
    """Match an interrogative with the empty words around it; or, in group 1, a noun that begins or ends in one."""
    empty, asks = _pattern().pattern.removesuffix("+"), _pattern("asks").pattern.removesuffix("+")
    run = rf"(?:(?!{nouns()}){empty})*"
    return re.compile(rf"({nouns()})|{run}{asks}{run}")
