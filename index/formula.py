"""What a calculated answer is made of: a question that gives the figures, an article whose words are the formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from index import parts
from knowledge.document import Article, Document


@dataclass(frozen=True, slots=True)
class Worked:
    """What an article comes to for the figures of a question."""

    lines: tuple[str, ...]
    """Chinese: the arithmetic, or which figure is still needed."""
    start: int
    end: int
    """The article's words that are the formula, offsets into the document's text."""


Solver = Callable[[Document, Article], Worked | None]
"""Works a question out with one article; None where the article has no formula for it."""


def sentence(document: Document, article: Article, start: int, end: int) -> tuple[int, int]:
    """Widen a span to the sentences it lies in, those on other lines with all before them in the article."""
    text = document.text
    first = max(text.rfind("。", article.start, start), text.rfind("\n", article.start, start)) + 1
    if "\n" in text[start:end]:
        first = article.start
    ends = [at for at in (text.find("。", end, article.end), text.find("\n", end, article.end)) if at >= 0]
    last = min(ends, default=article.end)
    return parts.trimmed(text, max(first, article.start), last + (text[last : last + 1] == "。"))


def shown(value: Decimal) -> str:
    """Write a number without needless zeros: 102, 0.5, 6800.5."""
    return f"{value.normalize():f}"
