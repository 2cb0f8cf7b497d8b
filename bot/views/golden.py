"""Golden questions as messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot import words
from bot.markup import cut, escape
from bot.views.versions import when
from bot.views.view import View
from index.golden import Question

_LATEST = 5
_QUESTION = 60
"""UTF-16 units of a question in the list."""


def questions(found: Sequence[Question], fared: tuple[datetime, Mapping[str, Any]] | None) -> View:
    """Say how many questions there are, how they fared when the base was last published, and show the latest."""
    lines = [words.GOLDEN.format(count=len(found), pinned=sum(q.pinned for q in found))]
    if fared:
        moment, gate = fared
        result = rates(gate["asked"], gate["before"], gate["after"])
        lines.append(words.GOLDEN_LAST.format(when=when(moment), result=result))
    else:
        lines.append(words.GOLDEN_NO_LAST)
    if found:
        lines += ["", words.GOLDEN_LATEST, *(_line(q) for q in found[-_LATEST:][::-1])]
    lines += ["", words.GOLDEN_HOW.format(button=words.KEEP_AS_GOLDEN)]
    return View(escape("\n".join(lines)))


def _line(question: Question) -> str:
    return words.GOLDEN_QUESTION.format(
        question=cut(question.question, _QUESTION), document=question.document, article=question.article
    )


def rates(asked: int, before: float | None, after: float | None) -> str:
    """Say how many of the questions asked find their article, before and now."""
    then = "" if before is None else words.GOLDEN_BEFORE.format(before=f"{before:.0%}")
    now = words.NO_VALUE if after is None else f"{after:.0%}"
    return words.GOLDEN_RATES.format(asked=asked, before=then, after=now)


def kept(question: Question) -> View:
    """Say that a question is one of them now."""
    text = words.GOLDEN_KEPT.format(question=question.question, document=question.document, article=question.article)
    return View(escape(text))
