"""What people say and what the rules call it: 「交钱」 is 交纳党费. The pairs are data, `everyday.tsv`."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def _pairs() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    lines = (Path(__file__).parent / "everyday.tsv").read_text(encoding="utf-8").splitlines()
    fields = (line.split("\t") for line in lines if line and not line.startswith("#"))
    terms = {said: tuple(meant.split()) for said, meant in fields}
    longest_first = sorted(terms, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), terms


def said() -> tuple[str, ...]:
    """Return what people say that the rules have other words for."""
    return tuple(_pairs()[1])


def rule_terms(question: str) -> tuple[str, ...]:
    """Return the rules' words for what a normalised question says, those left out that it has already."""
    pattern, terms = _pairs()
    found = dict.fromkeys(term for match in pattern.findall(question) for term in terms[match])
    return tuple(term for term in found if term not in question)
