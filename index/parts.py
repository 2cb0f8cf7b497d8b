"""The parts of an article, and how likely each of them is to hold the words that answer a question.

A part ends at a full stop, a semicolon or a line end: of 734 questions written for this, 99 % have all the words that
answer in one part. Which part it is, a softmax over a weighted sum of a few features tells, fitted by
`scripts.training`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from index import empty_words, everyday
from index.lexical import Lexical
from index.normalise import normalise, tokens
from index.quantity import Kind, asked, quantities
from knowledge.document import Article, Clause, Document

_PART = re.compile(r"[^。！？；\n]*[。！？；\n]?")
_BASIS = re.compile(r"（依据：")
"""What closes an article of the handbook names its source; it answers nothing itself."""
_OPENING = re.compile(r"\s*(?:第\s*[\d０-９一二三四五六七八九十百千零〇两]+\s*条(?:之[一二三四五六七八九十\d]+)?)?\s*")
_HOW_MANY = re.compile(r"多少|几|人数|比例|过半|百分|最[多少长短]|至少|不超过")
_WHEN = re.compile(r"[什啥]么?时候|何时|多久|多长|期限|时[间限]|[几哪][天年]|几个?月|频率|几次|提前|从.{0,6}算")
_DENIES = re.compile(r"[不没别拒未无]")
_NUMBER = re.compile(r"\d|[一二三四五六七八九十两半]+(?:[个名人次年月日天])|半数|分之|以上")
_TIME = re.compile(r"[日月年天周时期前每]")
_DENIED = re.compile(r"[不无未拒禁除]|没有")
SINGLE = 0.3
"""A single character shared says less than a pair."""
_EVEN = 30
"""Characters added to a part's length where its words are counted against it, lest the shortest always lead."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an article without its label and outer white space: offsets into the document's text."""

    start: int
    end: int
    clause: Clause | None
    """The clause it stands in; None where the article has none."""


@dataclass(frozen=True, slots=True)
class Features:
    """What tells whether a part holds the answer; the sums are over what part and question share."""

    pairs: float
    """Pairs of characters, each weighed by how rare it is in the base and in the article: share of the article's."""
    singles: float
    """The same of single characters."""
    terms: float
    """The same of pairs in the rules' terms for what the question says in everyday words."""
    density: float
    """Pairs and characters weighed by how rare they are in the base, by length: a long part shares words by chance."""
    kind: float
    """It has a quantity of a kind the question asks for."""
    number: float
    """The question asks how many, and it has a number."""
    time: float
    """The question asks when or how long, and it speaks of a time."""
    denies: float
    """Both deny."""
    leads: float
    """It only leads to a list."""


WEIGHTS = Features(
    pairs=0.9, singles=2.9, terms=1.0, density=3.0, kind=2.6, number=1.2, time=0.7, denies=0.6, leads=-1.3
)
"""Fitted by `scripts.training` on those 734 questions, and rounded."""


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out white space and the article's own label."""
    opening = _OPENING.match(text, start, end)
    start = opening.end() if opening else start
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def parts(document: Document, article: Article) -> list[Part]:
    """Cut an article into its parts, in order."""
    return list(_parts(document.text, article))


def _parts(text: str, article: Article) -> Iterator[Part]:
    for clause in article.clauses or (None,):
        span = clause or article
        for match in _PART.finditer(text, span.start, span.end):
            start, end = trimmed(text, match.start(), match.end())
            if end > start and not _BASIS.match(text, start):
                yield Part(start, end, clause)


def likelihoods(texts: Sequence[str], question: str, lexical: Lexical) -> NDArray[np.float64]:
    """Return how likely each part of an article is to hold the answer, shape (parts,); together they are 1.

    Args:
        texts: The words of the parts, one at least.
        question: As understood (`index.understanding`).
        lexical: Knows how rare a word is in the base.
    """
    scores = features(texts, question, lexical) @ np.array(astuple(WEIGHTS))
    likely = np.exp(scores - scores.max())
    normed: NDArray[np.float64] = likely / likely.sum()
    return normed


def features(texts: Sequence[str], question: str, lexical: Lexical) -> NDArray[np.float64]:
    """Return the features of the parts of an article, shape (parts, features), in the order of `Features`."""
    plain = normalise(question)
    own = set(tokens(empty_words.without_asking(plain)))  # 多长 is not what 延长 speaks of
    terms = {token for token in tokens(" ".join(everyday.rule_terms(plain))) if len(token) > 1} - own
    held = [set(tokens(text)) for text in texts]
    rarity = {token: lexical.rarity(token) for token in own | terms}
    columns = (
        _shares({token for token in own if len(token) > 1}, held, rarity),
        _shares({token for token in own if len(token) == 1}, held, rarity),
        _shares(terms, held, rarity),
        [_density(own & words, rarity, len(text)) for text, words in zip(texts, held, strict=True)],
        *_matches(plain, texts),
        [text[-1:] in "：:" for text in texts],
    )
    return np.array(columns, dtype=np.float64).T


def _shares(wanted: set[str], held: Sequence[set[str]], rarity: dict[str, float]) -> list[float]:
    """Return the share of what the article has of some tokens that each part has.

    A token weighs by how rare it is in the base, and by how rare among the parts.
    """
    counts = {token: sum(token in words for words in held) for token in wanted}
    weights = {t: rarity[t] * math.log(1 + len(held) / count) for t, count in counts.items() if count}
    whole = sum(weights.values()) or 1.0
    return [sum(weight for token, weight in weights.items() if token in words) / whole for words in held]


def _density(shared: set[str], rarity: dict[str, float], length: int) -> float:
    worth = sum(rarity[token] * (SINGLE if len(token) == 1 else 1) for token in shared)
    return worth / math.pow(length + _EVEN, 0.3) / 10


def _matches(plain: str, texts: Sequence[str]) -> Iterator[list[bool]]:
    """Yield what fits the way the question is put: kind of quantity, number, time, denial."""
    kinds = asked(plain) - {Kind.DATE}
    yield [bool(kinds and kinds & {quantity.kind for quantity in quantities(text)}) for text in texts]
    for asks, answers in ((_HOW_MANY, _NUMBER), (_WHEN, _TIME), (_DENIES, _DENIED)):
        wanted = bool(asks.search(plain))
        yield [wanted and bool(answers.search(normalise(text))) for text in texts]
