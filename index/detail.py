"""What detail a question asks for, and whether a text gives one: an amount, a clock time, a colour, a holder of office.

An article may be about the very topic of a question and still not say what is asked: 副书记有没有岗位津贴 finds the
article on deputies, which names no amount. Kinds of quantities come from `index.quantity`, the others are data,
`details.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.normalise import normalise
from index.quantity import Kind, asked, quantities

_VAGUE = frozenset({Kind.DATE, Kind.COUNT})
"""What words answer as often as numbers do: 从哪天算起, 有几个."""
_STATED = frozenset({Kind.CLOCK, Kind.CHARACTERS, Kind.SCORE})
"""Kinds so rare in rules that a question that names one wants to know about it: 晚上八点开会行吗."""
_PAID = ("津贴|补贴|补助|报酬", "奖金", "慰问", "课酬|讲课费|讲课", "会费", "团费", "社费", "预算", "门票", "利率")
"""What an amount may be asked of: an amount of something else in the text is no answer."""


@dataclass(frozen=True, slots=True)
class Detail:
    """A detail a question asks for."""

    asked: str
    """What it is, in Chinese: 钟点, 页数, 按钮."""
    present: bool
    """The texts have something of this kind."""


@lru_cache(maxsize=1)
def _worded() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    lines = (Path(__file__).parent / "details.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple((name, re.compile(wants), re.compile(has)) for name, wants, has in rows)


def details(question: str, texts: Sequence[str]) -> tuple[Detail, ...]:
    """Tell which details a question asks for, and of each whether any of some texts has one of its kind.

    Args:
        question: As asked.
        texts: Of the articles that would answer.
    """
    plain, given = normalise(question), [normalise(text) for text in texts]
    found = [Detail(name, any(map(has.search, given))) for name, wants, has in _worded() if wants.search(plain)]
    kinds = (asked(plain) or _STATED.intersection(q.kind for q in quantities(plain))) - _VAGUE
    if kinds:
        first = min(kinds, key=list(Kind).index)
        found.append(Detail(first.value, any(_has(text, kinds, plain) for text in given)))
    return tuple(found)


def missing_detail(question: str, text: str) -> Detail | None:
    """Return a detail a question asks for, one the text does not give before others; None where it asks for none."""
    return min(details(question, [text]), key=lambda detail: detail.present, default=None)


def _has(text: str, kinds: frozenset[Kind], plain: str) -> bool:
    """Tell whether a text has a quantity of some kinds; an amount only of what it is asked of."""
    found = kinds & {q.kind for q in quantities(text)}
    if Kind.MONEY in found:
        return all(re.search(paid, text) for paid in _PAID if re.search(paid, plain))
    return bool(found)
