"""Questions that check whether a task was understood, as authors type them and as an article gives them."""

from __future__ import annotations

import asyncio
import re

from bot.markup import units
from bot.study.task import QUESTIONS, Question, StudyError
from bot.words import compose as words
from index.corpus import Corpus, Place
from index.exam import proposals

TEXT_UNITS, OPTION_UNITS, EXPLANATION_UNITS = 300, 100, 200
"""UTF-16 units Telegram's quizzes take (core.telegram.org/bots/api#sendpoll)."""
OPTIONS = range(2, 11)
_RIGHT = re.compile(r"^[*＊√✓✔✅]\s*|\s*[*＊√✓✔✅]$")
_LETTER = re.compile(r"^[(（]?[A-Ja-j][.、:：)）．\s]\s*")
_EXPLANATION = re.compile(r"^(?:解析|说明|依据)[:：]\s*")


def read_question(text: str) -> Question:
    """Read a question: its words in the first line, then an option a line, a star before the right one.

    Raises:
        StudyError: It is none.
    """
    asked, *lines = [line.strip() for line in text.strip().splitlines() if line.strip()] or [""]
    explanation = " ".join(_EXPLANATION.sub("", line) for line in lines if _EXPLANATION.match(line))
    marked = [line for line in lines if not _EXPLANATION.match(line)]
    bare = [_LETTER.sub("", line) for line in marked]  # the star may stand before the letter or behind it
    right = [place for place, pair in enumerate(zip(marked, bare, strict=True)) if any(map(_RIGHT.search, pair))]
    options = tuple(_LETTER.sub("", _RIGHT.sub("", line)).strip() for line in bare)
    if len(options) not in OPTIONS:
        raise StudyError(words.QUESTION_OPTIONS.format(least=OPTIONS.start, most=OPTIONS.stop - 1))
    if len(right) != 1:
        raise StudyError(words.QUESTION_RIGHT)
    if len(set(options)) < len(options) or not all(options):
        raise StudyError(words.QUESTION_SAME)
    for what, limit in ((asked, TEXT_UNITS), *((option, OPTION_UNITS) for option in options)):
        if units(what) > limit:
            raise StudyError(words.QUESTION_TOO_LONG.format(text=what[:10], most=limit))
    if units(explanation) > EXPLANATION_UNITS:
        raise StudyError(words.QUESTION_TOO_LONG.format(text=explanation[:10], most=EXPLANATION_UNITS))
    return Question(asked, options, right[0], explanation)


def is_question(text: str) -> bool:
    """Tell whether a text looks like a question with its options, and not like one that somebody asks."""
    return sum(bool(line.strip()) for line in text.splitlines()) > OPTIONS.start


def as_typed(question: Question) -> str:
    """Write a question as `read_question` reads it."""
    options = [f"{'*' if place == question.right else ''}{option}" for place, option in enumerate(question.options)]
    explanation = [words.EXPLAINED.format(text=question.explanation)] if question.explanation else []
    return "\n".join([question.text, *options, *explanation])


async def proposed(corpus: Corpus, place: Place) -> tuple[Question, ...]:
    """Return questions made from an article, as many as a task can have."""
    found = await asyncio.to_thread(proposals, corpus, place, QUESTIONS)
    return tuple(Question(q.text, q.options, q.right, q.explanation, corpus.id(place)) for q in found)
