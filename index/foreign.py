"""Questions in English, put into the words the rules use; the model then matches Chinese with Chinese."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

_CHINESE = re.compile(r"[\u3400-\u9fff]")


@lru_cache(maxsize=1)
def _glossary() -> tuple[re.Pattern[str], dict[str, str]]:
    lines = (Path(__file__).parent / "glossary.tsv").read_text(encoding="utf-8").splitlines()
    terms = dict(line.split("\t") for line in lines if line and not line.startswith("#"))
    longest_first = sorted(terms, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b"), terms


def in_chinese(question: str) -> str:
    """Return a normalised question in Chinese words as far as the glossary goes; a Chinese one as it is.

    A question of which no word is known stays as it is: the model reads English too, only less well.
    """
    if _CHINESE.search(question):
        return question
    pattern, terms = _glossary()
    return " ".join(dict.fromkeys(terms[word] for word in pattern.findall(question))) or question
