"""Cut a document into passages: the stretches that are embedded and searched.

Every character of the text, white space aside, is in exactly one passage's own text; what gives a passage its context
(title, headings, the lead of its article) is added only to what the model reads.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.document import Article, Document, Kind

LIMIT = 200
"""Characters of own text; of 80, 120, 200 and 320, 200 found most on the development questions (hit@1 0.61)."""
_LEAD = 60
_SENTENCE_END = re.compile(r"(?<=[。；！？\n])")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one article: offsets into the document's text."""

    article: int
    """Position in `Document.articles`."""
    start: int
    end: int


def _sentences(document: Document, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a span; one longer than the limit is cut at the limit."""
    for sentence in _SENTENCE_END.split(document.text[start:end]):
        for offset in range(0, len(sentence), LIMIT):
            yield start + offset, start + min(offset + LIMIT, len(sentence))
        start += len(sentence)


def _parts(document: Document, article: Article) -> Iterator[tuple[int, int]]:
    """Yield the clauses of an article, the long ones by sentence; together they are the whole article."""
    edges = [article.start, *(clause.start for clause in article.clauses[1:]), article.end]
    for start, end in itertools.pairwise(edges):
        if end - start <= LIMIT:
            yield start, end
        else:
            yield from _sentences(document, start, end)


def passages(document: Document) -> list[Passage]:
    """Cut a document into passages of at most `LIMIT` characters, neighbouring clauses of one article together."""
    found: list[Passage] = []
    for number, article in enumerate(document.articles):
        first = article.start
        last = first
        for start, end in _parts(document, article):
            if end - first > LIMIT and start > first:
                found.append(Passage(number, first, start))
                first = start
            last = end
        if last > first:
            found.append(Passage(number, first, last))
    return [p for p in found if document.text[p.start : p.end].strip()]


def searched(document: Document, passage: Passage) -> bool:
    """Tell whether a passage is searched: a heading is not, it speaks through the articles below it."""
    return document.articles[passage.article].kind is not Kind.HEADING


def in_context(document: Document, passage: Passage) -> str:
    """Return what the model reads: title, headings above, label, lead of the article, then the passage's own text."""
    article = document.articles[passage.article]
    above = [document.title, *article.path, article.label + article.heading]
    own = document.text[passage.start : passage.end].strip()
    if passage.start > article.start:
        above.append(document.text[article.start : article.start + _LEAD].strip().splitlines()[0])
    return " ".join(part for part in above if part) + "\n" + own
