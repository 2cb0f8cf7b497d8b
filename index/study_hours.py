"""Study hours still to go in a year, from the least an article asks of whoever asks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from index.formula import Solver, Worked, sentence, shown
from index.number import NUMBER, narrow, read
from knowledge.document import Article, Document


@dataclass(frozen=True, slots=True)
class _Asked:
    done: Decimal | None
    """None where the question does not tell."""
    role: str
    """Pattern of whose hours they are, as in `_ROLES`."""


_ROLES = ("书记|班子成员", "中层|处长|处级", "科级|科长", "发展对象")
"""Whose least differs from that of members, as questions and rules name them."""
_TO_GO = re.compile(r"还?差|还[要需得]|还剩|够不够|够了?[吗没]|达标|学[够满]了?[吗没]|完成了?[吗没]")
_DONE = re.compile(
    rf"(?:学了|学满|学到|学过|上了|完成了?|修了|攒了|参加了|有了?|只有|才|记了|登记了?)(?:才|大概)?(?P<told>(?>{NUMBER}))"
    rf"|(?P<bare>(?>{NUMBER}))个?学时"
)
_LEAST = re.compile(rf"(?:不[得能]?少于|不[得能]?低于|至少)[^。;,\n]{{0,8}}?(?P<least>(?>{NUMBER}))个?学时")
_SENTENCE = re.compile(r"[^。\n]+")


def solver(plain: str, _: date) -> Solver | None:
    """Return what works out the hours still to go; None where a normalised question does not ask for them."""
    if "学时" not in plain or not _TO_GO.search(plain):
        return None
    role = next((role for role in _ROLES if re.search(role, plain)), "")
    told = [m["told"] for m in _DONE.finditer(plain) if m["told"]] or [m["bare"] for m in _DONE.finditer(plain)]
    if len(set(told)) > 1 or (told and read(told[0]) is None):
        return None
    return partial(_work_out, _Asked(read(told[0]) if told else None, role))


def _work_out(asked: _Asked, document: Document, article: Article) -> Worked | None:
    text = narrow(document.text)
    for said in _SENTENCE.finditer(text, article.start, article.end):
        least = _LEAST.search(said[0])
        needed = read(least["least"]) if least else None
        if least and needed is not None and _applies(asked.role, _subject(said[0], least.start()), said[0]):
            return Worked(_lines(asked, needed), *sentence(document, article, *said.span()))
    return None


def _subject(said: str, at: int) -> str:
    """Return what stands between the last stop and an offset: whose hours they are."""
    return re.split(r"[,;:]", said[:at])[-1]


def _applies(role: str, subject: str, said: str) -> bool:
    """Tell whether a sentence states the yearly hours of a role; those of members where the role is none."""
    if role == "发展对象":
        return "培训时间" in said and "每年" not in said
    if "每年" not in subject:
        return False
    others = [other for other in _ROLES if re.search(other, subject)]
    return role in others if role else not others and "党员" in subject


def _lines(asked: _Asked, needed: Decimal) -> tuple[str, ...]:
    if asked.done is None:
        return (f"要学满{shown(needed)}学时。请告诉我已经学了多少学时，我再给您算。",)
    if asked.done >= needed:
        return (f"{shown(asked.done)}学时 ≥ {shown(needed)}学时，已经够了。",)
    return (f"{shown(needed)}学时 − {shown(asked.done)}学时 = {shown(needed - asked.done)}学时，还差这么多。",)
