"""The article an item rests on, in the words of the knowledge base: the rule itself, else what explains it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.agenda.item import FACTS, Basis, Item
from index.corpus import Corpus, Place
from knowledge.document import Audience

_TRIAL = "（试行）"


@dataclass(frozen=True, slots=True)
class Quoted:
    """An article of the knowledge base.

    Attributes:
        name: 《title》 and label.
        words: Its text.
    """

    name: str
    words: str


def quoted(corpus: Corpus, item: Item, audience: Audience, today: date) -> Quoted | None:
    """Return the article on an item that an audience may read; None where the base has none."""
    readable = frozenset(
        number
        for number, document in enumerate(corpus.documents)
        if document.edition.in_force(today) and audience.may_read(document)
    )
    place = _rule(corpus, item, readable) or _explanation(corpus, item, readable)
    if place is None:
        return None
    return Quoted(str(Basis(corpus.document(place).title, corpus.article(place).label)), corpus.words(place))


def _rule(corpus: Corpus, item: Item, readable: frozenset[int]) -> Place | None:
    for basis in FACTS[item].basis:
        for number in readable:
            document = corpus.documents[number]
            if document.title.removesuffix(_TRIAL) == basis.document.removesuffix(_TRIAL):
                for position, article in enumerate(document.articles):
                    if article.label == basis.label:
                        return Place(number, position)
    return None


def _explanation(corpus: Corpus, item: Item, readable: frozenset[int]) -> Place | None:
    """Return the article that names the article an item rests on and begins with the item, as the handbook's do."""
    fact = FACTS[item]
    found: list[tuple[int, Place]] = []
    for place in corpus:
        if place.document in readable:
            said = corpus.words(place)
            at = said.find(fact.formal or fact.name)
            if at >= 0 and str(fact.basis[0]) in said:
                found.append((at, place))
    return min(found, key=lambda pair: pair[0])[1] if found else None
