"""The clause that answers: which words of an article to show in bold. A quote is a span, never new text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.foreign import in_chinese
from index.lexical import Lexical
from index.normalise import normalise, tokens
from knowledge.document import Article, Clause, Document, Level

_LISTED = re.compile(r"哪些|哪几|几项|几条|几种|几个方面|列一下|列出|列举|都有什么|包括什么|分别是|全部|逐条")
_THING = re.compile(
    r"(?:哪些|哪几[项条种个]|几[项条种个])(?:方面的?)?([\u3400-\u9fff]{2})"
    r"|([\u3400-\u9fff]{2})(?:都|分别|一共|总共)*(?:有|是|包括)?(?:哪些|哪几|几项|几条|几种)"
)
_COUNTED = re.compile(r"多少|几|多久|多长|最多|最少|频率|什么时候|啥时候|哪天|何时|期限|比例")
_QUANTITY = re.compile(
    r"[\d一二三四五六七八九十百半两]+\s*(?:[个名人次年月日天周元岁倍]|小时|学时|工作日|%|‰)|半数|三分之"
)
_SENTENCE = re.compile(r"[^。！？\n]*[。！？\n]?")
_PART = re.compile(r"[^；]*；?")
_BASIS = re.compile(r"（依据：")
"""What closes an article of the handbook names its source; it answers nothing itself."""
_OPENING = re.compile(r"\s*(?:第\s*[\d０-９一二三四五六七八九十百千零〇两]+\s*条(?:之[一二三四五六七八九十\d]+)?)?\s*")
LONG = 160
"""A sentence of more characters is narrowed to its parts between semicolons."""
SINGLE = 0.3
"""A single character shared says less than a pair."""
QUANTITY_BONUS = 1.15


@dataclass(frozen=True, slots=True)
class Quote:
    """A span of a document's text."""

    start: int
    end: int
    label: str
    """The 款 or 项 it stands in, as cited; "" where the article has only one paragraph."""


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out white space and the article's own label."""
    opening = _OPENING.match(text, start, end)
    start = opening.end() if opening else start
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _spans(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(text, start, end):
        a, b = trimmed(text, match.start(), match.end())
        if b > a and not _BASIS.match(text, a):
            yield a, b


def _sentences(document: Document, article: Article) -> Iterator[tuple[Clause | None, int, int]]:
    for clause in article.clauses or (None,):
        span = clause or article
        for start, end in _spans(_SENTENCE, document.text, span.start, span.end):
            if end - start > LONG:
                yield from ((clause, a, b) for a, b in _spans(_PART, document.text, start, end))
            else:
                yield clause, start, end


def _list(document: Document, article: Article) -> Quote | None:
    """Return the lead and all items of the article's first list; None where it has none."""
    items = [n for n, clause in enumerate(article.clauses) if clause.level is Level.ITEM]
    if len(items) < 2:
        return None
    first = max(0, items[0] - 1)
    last = items[0]
    while last + 1 < len(article.clauses) and article.clauses[last + 1].level is not Level.PARAGRAPH:
        last += 1
    start, end = trimmed(document.text, article.clauses[first].start, article.clauses[last].end)
    return Quote(start, end, article.clauses[first].label)


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

    A question for a list gets the whole list. Else the sentence that shares the rarest words with the question, one
    with a quantity preferred where a quantity is asked for.

    Args:
        document: Where the article stands.
        article: The article.
        question: As asked.
        lexical: Knows how rare a word is in the base.
    """
    asked = in_chinese(normalise(question))
    whole = _list(document, article) if asks_for_list(asked) else None
    if whole:
        return whole
    wanted = set(tokens(asked))
    counted = bool(_COUNTED.search(asked))
    best, score = Quote(*trimmed(document.text, article.start, article.end), ""), 0.0
    for clause, start, end in _sentences(document, article):
        words = document.text[start:end]
        worth = sum(lexical.rarity(t) * (SINGLE if len(t) == 1 else 1) for t in wanted & set(tokens(words)))
        worth /= (len(words) + 30) ** 0.3  # a long sentence shares words by chance
        if counted and _QUANTITY.search(normalise(words)):
            worth *= QUANTITY_BONUS
        if worth > score:
            best, score = Quote(start, end, clause.label if clause else ""), worth
    leads = document.text[best.end - 1] in "：:"  # what only leads to a list answers with it
    return (leads and _list(document, article)) or best
