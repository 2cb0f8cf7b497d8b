"""What questions are made of: the sentences, numbers and lists of the documents, read once a corpus."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

from index.corpus import Corpus, Place
from index.exam.figures import Figure, figures
from index.exam.sentence import Sentence, overlap, pairs, sentences
from knowledge.document import Audience, Document

_ENOUGH = 400_000
"""Characters of documents that wrong options are taken from; a large base is not read to its end for a question."""
_NEAR = 28
"""Characters before and behind a number that tell of what it is."""
_INNER = str.maketrans("“”", "‘’")
_SAME = 0.5
"""Two numbers whose surroundings share so much speak of the same thing."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with the pairs of characters it is made of."""

    sentence: Sentence
    words: str
    pairs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Near:
    """A number with the pairs of characters around it."""

    figure: Figure
    around: frozenset[str]


class Facts:
    """The sentences and numbers of one document and of those that wrong options are taken from.

    Args:
        corpus: The documents.
        document: Number of the document that is asked about; the others are read as far as `_ENOUGH`.
    """

    def __init__(self, corpus: Corpus, document: int) -> None:
        self.corpus = corpus
        self._own = document

    @cached_property
    def documents(self) -> tuple[int, ...]:
        """The document's number first, then those of the others that are read."""
        audience = self.corpus.documents[self._own].audience
        taken, length = [self._own], 0
        for number, document in enumerate(self.corpus.documents):
            if number != self._own and length < _ENOUGH and _no_narrower(document, audience):
                taken.append(number)
                length += len(document.text)
        return tuple(taken)

    @cached_property
    def said(self) -> tuple[Said, ...]:
        """Every sentence."""
        return tuple(said for number in self.documents for said in _read(self.corpus).said(number))

    @cached_property
    def own(self) -> tuple[Said, ...]:
        """The sentences of the document itself."""
        return _read(self.corpus).said(self._own)

    @cached_property
    def _numbers(self) -> dict[tuple[str, str], list[Near]]:
        found: dict[tuple[str, str], list[Near]] = defaultdict(list)
        for number in self.documents:
            for near in _read(self.corpus).numbers(number):
                found[near.figure.kind, near.figure.unit].append(near)
        return found

    def like(self, figure: Figure) -> Iterator[Figure]:
        """Yield every number that counts the same thing in the same unit."""
        return (near.figure for near in self._numbers[figure.kind, figure.unit])

    def also(self, figure: Figure, low: Fraction | None, value: Fraction) -> bool:
        """Tell whether another number stands somewhere for the same thing."""
        own = around(self.corpus, figure)
        return any(
            value in (near.figure.value, near.figure.low)
            and near.figure != figure
            and overlap(own, near.around) >= _SAME
            for near in self._numbers[figure.kind, figure.unit]
        ) or (low is not None and low == figure.low)


class _Reading:
    """What the documents of a corpus say, each read once."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._said: dict[int, tuple[Said, ...]] = {}
        self._numbers: dict[int, tuple[Near, ...]] = {}

    def said(self, number: int) -> tuple[Said, ...]:
        """Return the sentences of a document."""
        if number not in self._said:
            self._said[number] = tuple(_said(self._corpus, number))
        return self._said[number]

    def numbers(self, number: int) -> tuple[Near, ...]:
        """Return the numbers of a document."""
        if number not in self._numbers:
            found = (
                figure for one in self.said(number) for figure in figures(self._corpus.documents[number], one.sentence)
            )
            self._numbers[number] = tuple(Near(figure, around(self._corpus, figure)) for figure in found)
        return self._numbers[number]


@lru_cache(maxsize=2)
def _read(corpus: Corpus) -> _Reading:
    return _Reading(corpus)


def around(corpus: Corpus, figure: Figure) -> frozenset[str]:
    """Return the pairs of characters near a number, its own left out."""
    text = corpus.document(figure.sentence.place).text
    start, end = figure.sentence.start, figure.sentence.end
    before = text[max(start, figure.start - _NEAR) : figure.start]
    return pairs(f"{before} {text[figure.end : min(end, figure.end + _NEAR)]}")


def _no_narrower(document: Document, audience: Audience) -> bool:
    """Tell whether whoever reads a document of this audience may read another one."""
    return audience.may_read(document)


@lru_cache(maxsize=4)
def facts_of(corpus: Corpus, document: int) -> Facts:
    """Return the facts around a document."""
    return Facts(corpus, document)


def _said(corpus: Corpus, number: int) -> Iterator[Said]:
    document = corpus.documents[number]
    for position, article in enumerate(document.articles):
        for sentence in sentences(document, article, Place(number, position)):
            words = document.text[sentence.start : sentence.end]
            yield Said(sentence, words, pairs(words))


def named(corpus: Corpus, place: Place) -> str:
    """Name an article as it is cited."""
    document, article = corpus.document(place), corpus.article(place)
    label = article.label
    if not label.startswith("第"):
        label = f"“{article.heading}”" if article.heading else f"第{label}部分"
    return f"{titled(document)}{label}"


def says(corpus: Corpus, place: Place) -> str:
    """Name the document of an article as what says so; one that tells of rules only lays nothing down itself."""
    document = corpus.document(place)
    told = document.edition.summary or document.title.startswith("《")
    return f"{titled(document)}{'写着' if told else '规定'}"


def titled(document: Document) -> str:
    """Return the title of a document in its marks."""
    return document.title if document.title.startswith("《") else f"《{document.title}》"


def quoted(words: str, room: int) -> str:
    """Return words cut to a length, at a stop where there is one."""
    if len(words) <= room:
        return words
    cut = words[: room - 1]
    stop = max(cut.rfind(mark) for mark in "，；。、")
    return f"{cut[:stop] if stop > room // 2 else cut}…"


def nested(words: str) -> str:
    """Return words to stand in quotation marks, their own ones turned into the inner ones."""
    return words.translate(_INNER)


def distinct(options: Iterable[str]) -> bool:
    """Tell whether no two options are the same once white space and punctuation are off."""
    plain = [re.sub(r"[\s，。；、（）()“”]", "", option) for option in options]
    return len(set(plain)) == len(plain)
