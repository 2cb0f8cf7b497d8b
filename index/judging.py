"""How one question fared: the answer beside where its answer stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from index.normalise import normalise
from index.question_set import Question
from knowledge.numerals import NUMERAL, article_label, chinese

DEPTH = 10
"""Candidates that count."""
SHOWN = 3
_PUNCTUATION = re.compile(r"^[(【\[]+|[)】\].、,:]+$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article found."""

    file: str
    article: str
    text: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Words given as an answer."""

    file: str
    article: str
    quote: str
    in_force: bool


@dataclass(frozen=True, slots=True)
class Response:
    """What became of a question: the part of an `ask --json` line that is judged."""

    answered: bool
    confidence: float
    citations: tuple[Citation, ...] = ()
    candidates: tuple[Candidate, ...] = ()


class Fault(StrEnum):
    """What is wrong with an answer."""

    MISSED = "missed"
    """The right article is not among the ten found."""
    BEHIND = "behind"
    """The right article was found, but not first."""
    REFUSED = "refused"
    """Answerable, and not answered."""
    ANSWERED = "answered"
    """Unanswerable, and answered."""
    WORDS = "words"
    """Answered, but no quote holds the words that answer."""
    SUPERSEDED = "superseded"
    """The first answer is not in force, and it is not the edition that was asked for."""
    NOT_VERBATIM = "not verbatim"
    """A quote is not in the source it names."""


@dataclass(frozen=True, slots=True)
class Result:
    """How one question fared."""

    question: str
    answerable: bool
    id: str
    type: str
    style: str
    category: str
    gold: tuple[str, ...]
    """The right articles, as "file label"."""
    rank: int | None
    """Of the first right article among the candidates, from 1; None where none is."""
    answered: bool
    confidence: float
    found: tuple[str, ...]
    """The first three candidates, as "file label"."""
    quote: str
    """The first words given."""
    quoted: bool | None
    """Whether a quote holds the gold words, white space aside; None where nothing was answered, no words are known, or
    the first answer is one of the other right articles, which say it in words of their own."""
    old_as_asked: bool
    """The first answer is not in force, and it is the edition that was asked for."""
    not_verbatim: int
    """Quotes not in the source they name."""
    seconds: float
    faults: tuple[Fault, ...]


def judge(question: Question, response: Response, sources: Mapping[str, str], seconds: float) -> Result:
    """Judge one answer.

    Args:
        question: What was asked.
        response: What came.
        sources: Text of each file of the base; quotes are looked up in it.
        seconds: Time the answer took.
    """
    first = response.citations[0] if response.answered and response.citations else None
    gold = ((question.file, question.article), *question.also) if question.answerable else ()
    rank = next((n for n, c in enumerate(response.candidates[:DEPTH], 1) if _right(question, c)), None)
    not_verbatim = sum(not c.quote.strip() or c.quote not in sources.get(c.file, "") for c in response.citations)
    old = first is not None and not first.in_force
    as_asked = first is not None and first.file in {file for file, _ in gold}
    quoted = _quoted(question, response) if response.answered and question.answerable else None
    faults = {
        Fault.MISSED: question.answerable and rank is None,
        Fault.BEHIND: rank is not None and rank > 1,
        Fault.REFUSED: question.answerable and not response.answered,
        Fault.ANSWERED: response.answered and not question.answerable,
        Fault.WORDS: quoted is False,
        Fault.SUPERSEDED: old and not as_asked,
        Fault.NOT_VERBATIM: not_verbatim > 0,
    }
    return Result(
        question=question.question,
        answerable=question.answerable,
        id=question.id,
        type=question.type,
        style=question.style,
        category=question.category,
        gold=tuple(f"{file} {label}".strip() for file, label in gold),
        rank=rank,
        answered=response.answered,
        confidence=response.confidence,
        found=tuple(f"{c.file} {c.article}".strip() for c in response.candidates[:SHOWN]),
        quote=first.quote if first else "",
        quoted=quoted,
        old_as_asked=old and as_asked,
        not_verbatim=not_verbatim,
        seconds=seconds,
        faults=tuple(fault for fault, found in faults.items() if found),
    )


def same_label(one: str, other: str) -> bool:
    """Tell whether two labels name the same article: 第三条, 第３条 and 第 3 条; 三 and 三、."""
    return _canonical(one) == _canonical(other)


def _canonical(label: str) -> str:
    plain = _PUNCTUATION.sub("", _squeezed(normalise(label)))
    found = article_label(plain)
    if not found or found.end < len(plain):
        return plain
    number, branch = found.number
    return f"第{chinese(number)}条" + (f"之{chinese(branch)}" if branch else "")


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _right(question: Question, found: Candidate) -> bool:
    """Tell whether a candidate is a right article: by its label or, where that is no number (总纲), by its words."""
    if not question.answerable:
        return False
    wanted = {label for file, label in ((question.file, question.article), *question.also) if file == found.file}
    if any(label and same_label(label, found.article) for label in wanted):
        return True
    by_words = not re.search(NUMERAL, question.article)
    return by_words and found.file == question.file and _holds(found.text, question.words)


def _holds(text: str, words: str) -> bool:
    return bool(words) and _squeezed(words) in _squeezed(text)


def _quoted(question: Question, response: Response) -> bool | None:
    first = response.citations[:1]
    elsewhere = any(c.file == file and same_label(c.article, label) for c in first for file, label in question.also)
    held = any(_holds(citation.quote, question.words) for citation in response.citations)
    return None if not question.words or (elsewhere and not held) else held


def standing(result: Result) -> tuple[int, float, bool]:
    """Say how good a result is, to tell better from worse: the greater the better.

    First what the asker gets: the right answer (2), a refusal (1), a wrong answer (0), for the unanswerable a refusal
    (2) or an answer (0). A made-up quote or superseded text is a wrong answer. Then how far up the right article was
    found, then whether the quote holds the gold words.
    """
    if not result.answered:
        got = 1 if result.answerable else 2
    else:
        grave = {Fault.SUPERSEDED, Fault.NOT_VERBATIM} & set(result.faults)
        got = 2 if result.rank == 1 and not grave else 0
    return got, 1 / result.rank if result.rank else 0.0, result.quoted is True
