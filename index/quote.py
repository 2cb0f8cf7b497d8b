"""The clause that answers: which words of an article to show in bold. A quote is a span, never new text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.asks import asks
from index.foreign import in_chinese
from index.lexical import Lexical
from index.normalise import normalise
from index.parts import Part, likelihoods, parts, trimmed
from index.recurring import asks_for_recurring, tells_of_one
from knowledge.document import Article, Clause, Document, Level

_LISTED = re.compile(r"哪些|哪几|几项|几条|几种|几个方面|列一下|列出|列举|都有什么|包括什么|分别是|全部|逐条")
_THING = re.compile(
    r"(?:哪些|哪几[项条种个]|几[项条种个])(?:方面的?)?([\u3400-\u9fff]{2})"
    r"|([\u3400-\u9fff]{2})(?:都|分别|一共|总共)*(?:有|是|包括)?(?:哪些|哪几|几项|几条|几种)"
)
_NAMED = re.compile(
    r"(任务|职责|职权|内容|情形|条件|程序|手续|步骤|权利|义务|范围)(?:[都分别主要]*(?:是|有|包括)(?:什么|啥))?[?。 ]*$"
)
"""What only names a thing that rules list wants the list: 支部 基本任务."""
_LEANS = re.compile(r"其|该|上述|前述|前款|此|这|情节|但")
"""How a part begins that is not understood without the one before it."""
_JOINS = 0.05
"""A neighbouring part is quoted as well where it holds the answer at least this likely."""
ROOM = 220
"""Characters of several parts quoted together."""
_ALIKE = 1e-6
"""Parts that differ by less in what they have of a question are alike to it."""

Run = tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A span of a document's text."""

    start: int
    end: int
    label: str
    """The 款 or 项 it stands in, as cited, of several the first and the last: 第二款、第三款, 第一项至第四项; "" where
    the article has only one paragraph, and where all of it is quoted."""


def last_clause(quote: Quote) -> str:
    """Return the label of the last clause that is quoted."""
    return re.split("[、至]", quote.label)[-1]


def asks_for_list(question: str) -> bool:
    """Tell whether a normalised question wants all of something: 有哪些, 几项."""
    return bool(_LISTED.search(question))


def lists(document: Document, article: Article, question: str) -> bool:
    """Tell whether an article lists what a question wants all of: its lead names the thing asked for.

    党员有哪些权利 wants 权利, and an article that lists procedures is no better for it than one without a list.
    """
    items = [clause for clause in article.clauses if clause.level is Level.ITEM]
    wanted = _THING.search(question)
    if len(items) < 2 or not wanted:
        return False
    return (wanted[1] or wanted[2]) in " ".join((*article.path, document.text[article.start : items[0].start]))


def choose(document: Document, article: Article, question: str, lexical: Lexical) -> Quote:
    """Choose the words of an article that answer a question.

    A question for a list gets the whole list. Else the part that answers likeliest, with the neighbours that may answer
    as well or that it needs to be understood. Given the right article of 734 questions of our own, 0.93 of the quotes
    hold the words that answer (5-fold), at a median of 74 characters.

    Args:
        document: Where the article stands.
        article: The article.
        question: As understood (`index.understanding`), or as asked.
        lexical: Knows how rare a word is in the base.
    """
    text, asked = document.text, in_chinese(normalise(question))
    found = parts(document, article)
    likely = _likely([text[part.start : part.end] for part in found], asked, lexical) if found else []
    if not found or max(likely) * len(found) < 1 + _ALIKE:
        return Quote(*trimmed(text, article.start, article.end), "")
    if asks_for_recurring(asked):
        held = [n for n, part in enumerate(found) if tells_of_one(text[part.start : part.end], asked)]
        if held and found[held[-1]].end - found[held[0]].start <= ROOM:
            return _quote(found, held[0], held[-1])
    first, last = _stretch(found, likely)
    runs = _runs(article)
    wanted = _wanted(text, runs, asked) or [run for run in runs if _only_leads(text, found[last], run)]
    if wanted:
        return _whole(text, max(wanted, key=lambda run: _within(run, found, likely)))
    first, last = _rounded(text, found, first, last, asks_for_list(asked))
    return _quote(found, first, last)


def _likely(texts: Sequence[str], asked: str, lexical: Lexical) -> list[float]:
    """Return how likely each part answers; of a question that asks several things, all of them count alike."""
    each = [likelihoods(texts, one, lexical) for one in (asked, *asks(asked))]
    mean: list[float] = np.mean(each, axis=0).tolist()
    return mean


def _runs(article: Article) -> list[Run]:
    """Return the lists of an article: each its lead, if it has one, and two items or more."""
    runs: list[Run] = []
    at = 0
    for is_lead, group in itertools.groupby(article.clauses, lambda clause: clause.level is Level.PARAGRAPH):
        clauses = tuple(group)
        if not is_lead and sum(clause.level is Level.ITEM for clause in clauses) > 1:
            runs.append((*article.clauses[max(0, at - 1) : at], *clauses))
        at += len(clauses)
    return runs


def _wanted(text: str, runs: list[Run], asked: str) -> list[Run]:
    """Return the lists that a question may want: any for 有哪些, those whose lead names what it only names."""
    if asks_for_list(asked):
        return runs
    named = _NAMED.search(asked)
    return [run for run in runs if named and named[1] in text[run[0].start : run[1].start]]


def _only_leads(text: str, part: Part, run: Run) -> bool:
    """Tell whether a part is what leads to a list: it answers with the list."""
    return part.clause is run[0] and text[part.end - 1] in "：:"


def _within(run: Run, found: Sequence[Part], likely: Sequence[float]) -> float:
    """Return how likely a list holds the answer."""
    return sum(value for part, value in zip(found, likely, strict=True) if run[0].start <= part.start < run[-1].end)


def _whole(text: str, run: Run) -> Quote:
    return Quote(*trimmed(text, run[0].start, run[-1].end), run[0].label)


def _stretch(found: Sequence[Part], likely: Sequence[float]) -> tuple[int, int]:
    """Return the first and the last of the parts that together hold the answer likeliest, as few as can be."""
    best, most = (0, 0), -1.0
    for first in range(len(found)):
        value = _JOINS
        for last in range(first, len(found)):
            if last > first and found[last].end - found[first].start > ROOM:
                break
            value += likely[last] - _JOINS
            if value > most:
                best, most = (first, last), value
    return best


def _rounded(text: str, found: Sequence[Part], first: int, last: int, whole: bool) -> tuple[int, int]:
    """Add the parts before and after without which a stretch is not understood, or its sentence is not whole."""
    while first and _LEANS.match(text, found[first].start) and found[last].end - found[first - 1].start <= ROOM:
        first -= 1
    while whole and first and text[found[first - 1].end - 1] in "；;":
        first -= 1
    while last + 1 < len(found) and text[found[last].end - 1] in ("；;：:" if whole else "：:"):
        last += 1
    return first, last


def _quote(found: Sequence[Part], first: int, last: int) -> Quote:
    """Quote the parts from one to another, and say in which clauses they stand."""
    quoted = found[first : last + 1]
    labels = [part.clause.label if part.clause else "" for part in quoted]
    label = "" if len(quoted) == len(found) > 1 else _joined(list(dict.fromkeys(labels)))
    return Quote(quoted[0].start, quoted[-1].end, label)


def _joined(labels: Sequence[str]) -> str:
    """Join the labels of neighbouring clauses; a 款 speaks for its 项."""
    if labels[-1].startswith(labels[0]) or not labels[-1]:
        return labels[0] if labels[-1] else ""
    return f"{labels[0]}{'至' if len(labels) > 2 else '、'}{labels[-1]}"
