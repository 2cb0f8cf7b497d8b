"""Text as it is compared: one spelling for full and half width, traditional and simplified, digits and spaces.

Only what is matched is normalised; what is shown and quoted stays as the source writes it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Protocol

_INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff]"
)
_SPACE = re.compile(r"\s+")
_TRADITIONAL = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[a-z]+|\d+(?:\.\d+)?|[\u3400-\u9fff]+")


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@lru_cache(maxsize=1)
def _to_simplified() -> _Converter:
    from opencc import OpenCC

    converter: _Converter = OpenCC("t2s")
    return converter


def normalise(text: str) -> str:
    """Return the text in simplified characters, half width, lower case, without invisible characters."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    text = _SPACE.sub(" ", text).strip().lower()
    return _to_simplified().convert(text) if _TRADITIONAL.search(text) else text


def tokens(text: str) -> list[str]:
    """Cut a text into what BM25 counts: characters and pairs of characters of Chinese, whole words and numbers else.

    Uni- and bigrams need no dictionary and measured better than jieba on Chinese rules (DESIGN.md).
    """
    found: list[str] = []
    for run in _WORD.findall(normalise(text)):
        if run[0] < "\u3400":
            found.append(run)
        else:
            found.extend(run)
            found.extend(run[i : i + 2] for i in range(len(run) - 1))
    return found
