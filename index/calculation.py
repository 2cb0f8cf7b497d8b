"""Answers that are calculated where the words of an article are a formula: dues, days, study hours; nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from index import deadlines, dues, probation, study_hours
from index.corpus import Corpus, Place
from index.formula import Solver
from index.normalise import normalise

_SUBJECTS: tuple[Callable[[str, date], Solver | None], ...] = (
    dues.solver,
    study_hours.solver,
    deadlines.solver,
    probation.solver,
)


@dataclass(frozen=True, slots=True)
class Calculation:
    """What a rule comes to for the figures of a question."""

    place: Place
    """The article whose words are the formula."""
    lines: tuple[str, ...]
    """Chinese: the arithmetic, or which figure is still needed."""
    start: int
    end: int
    """The words that are the formula, offsets into the document's text."""


def calculate(question: str, corpus: Corpus, places: Sequence[Place], today: date) -> Calculation | None:
    """Work out what a question gives the figures for.

    Every number of the formula is read from the article; the question's are read as typed. Money is decimal.

    Args:
        question: As asked.
        corpus: The base.
        places: Articles found for the question, best first; no other article is used, but for the length of the
            probation that an extension in the same document rests on.
        today: What 昨天 and 去年 are counted from.

    Returns:
        The calculation; None where the question asks for none, or no article found has the formula.
    """
    plain = normalise(question)
    for subject in _SUBJECTS:
        solve = subject(plain, today)
        for place in places if solve else ():
            worked = solve(corpus.document(place), corpus.article(place)) if solve else None
            if worked:
                return Calculation(place, worked.lines, worked.start, worked.end)
    return None
