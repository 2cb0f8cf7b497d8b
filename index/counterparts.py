"""Nouns that stand in each other's place: 「那预备党员呢」 after 「正式党员有没有表决权」 asks the same of another."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def _families() -> dict[str, str]:
    lines = (Path(__file__).parent / "counterparts.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {noun: family for family, nouns in rows for noun in nouns.split()}


@lru_cache(maxsize=1)
def pattern() -> str:
    """Return a pattern of any of the nouns, the longest first, without groups."""
    return "(?:" + "|".join(sorted(map(re.escape, _families()), key=len, reverse=True)) + ")"


def exchange(question: str, noun: str) -> str | None:
    """Put a noun in the place of its counterpart in a question.

    Args:
        question: Normalised: 正式党员有没有表决权.
        noun: What is asked about instead, a longer description that ends in a noun included: 外地的预备党员.

    Returns:
        The question anew; None where it speaks of no counterpart, or of the noun already.
    """
    ending = re.search(rf"{pattern()}$", noun)
    if not ending or noun in question:
        return None
    for found in re.finditer(pattern(), question):
        if _families()[found[0]] == _families()[ending[0]]:
            return question[: found.start()] + noun + question[found.end() :]
    return None
