"""Several articles for one question: which of the articles found are cited, the best first, grouped by document.

Most questions have one. Another is cited only where it is likely to add something: the two leading ones are nearly
equally good, the question asks several things, or it asks for all of something (一年里要开哪些会) that no one article
lists; and never one that says what an article cited before it says already.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from index import everyday, quote
from index.asks import asks
from index.corpus import Corpus, Place
from index.lexical import Lexical
from index.normalise import tokens
from index.ranking import Hit
from index.recurring import asks_for_recurring, lists_them, tells_of_one
from knowledge.document import Level
from knowledge.editions import family

CLOSE = 2.0
"""Within so much of the best score, an article is cited beside the best. Over 740 questions of our own, the better of
the two leading articles is right e times as often as the other at a difference of 2.1; one question in five then has a
second article, and 0.72 of the answers quote the words that answer instead of 0.67."""
WIDE = 1.5 * CLOSE
"""Within so much of it, one is cited for a list, or for what else is asked."""
MOST_CLOSE, MOST = 3, 5
"""Articles at most: of nearly equally good ones, and of a list."""
FOUNDED = 20.0
"""Within so much of a study summary, the rule that it names as its basis is cited before it. Of 60 questions about the
handbook, asked of it beside the rules, 36 are so, and in all but a few the words quoted from the rule answer."""
_SAYS = 0.6
"""An article that has this share of the pairs of characters of a quote says what it says."""
_AS_MUCH = 0.7
"""Beside an article, one belongs to a list that has this share of what the first has of the question's words."""
_MORE = 0.25
"""What else is asked is answered elsewhere if so much more of its words, by their rarity, stands there."""


@dataclass(frozen=True)
class _Found:
    """An article found, as far as a question goes."""

    place: Place
    gap: float
    """How far its score is behind the best."""
    corpus: Corpus
    lexical: Lexical
    question: str

    @cached_property
    def pairs(self) -> frozenset[str]:
        """The pairs of characters of the article and of the title of its document."""
        title = self.corpus.document(self.place).title
        return _pairs(f"{title}\n{self.words}")

    @cached_property
    def words(self) -> str:
        """Its words."""
        return self.corpus.words(self.place)

    @cached_property
    def quoted(self) -> frozenset[str]:
        """The pairs of characters of its words that answer."""
        document, article = self.corpus.document(self.place), self.corpus.article(self.place)
        chosen = quote.choose(document, article, self.question, self.lexical)
        return _pairs(document.text[chosen.start : chosen.end])

    @property
    def summary(self) -> bool:
        """Its document only sums up rules."""
        return self.corpus.document(self.place).edition.summary

    def says(self, other: _Found) -> bool:
        """Tell whether the article says what another's quote says."""
        return len(self.pairs & other.quoted) >= _SAYS * max(1, len(other.quoted))

    def rests_on(self, other: _Found) -> bool:
        """Tell whether the article names another as its basis: 《某某条例》第四条."""
        document, article = other.corpus.document(other.place), other.corpus.article(other.place)
        if not article.label:
            return False
        named = re.finditer(rf"《([^》]+)》[^《]*?{re.escape(article.label)}(?!之)", self.words)
        return any(family(found[1]) == family(document.title) for found in named)

    def covers(self, wanted: frozenset[str]) -> float:
        """Return the share of some pairs of characters, weighed by their rarity, that the article has."""
        weights = {pair: self.lexical.rarity(pair) for pair in wanted}
        return sum(weights[pair] for pair in wanted & self.pairs) / (sum(weights.values()) or 1.0)


def cited(hits: Sequence[Hit], question: str, corpus: Corpus, lexical: Lexical) -> list[Place]:
    """Choose which of the articles found to cite.

    Args:
        hits: Articles that may answer, best first; at least one.
        question: As understood (`index.understanding`).
        corpus: Where they stand.
        lexical: Knows how rare a word is in the base.

    Returns:
        Places, the best first; those of one document follow each other. A rule goes before the study summary that
        rests on it; of two that say the same, only the rule.
    """
    found = [_Found(hit.place, hits[0].score - hit.score, corpus, lexical, question) for hit in hits]
    recurring = _recurring(found, question)
    found = recurring or found
    near = recurring or [one for one in found if one.gap <= WIDE]
    first = _official(found)
    chosen = [first]
    for one in near:
        if len(chosen) < MOST and one is not first and _adds(one, chosen, question):
            chosen.append(one)
    documents = list(dict.fromkeys(one.place.document for one in chosen))
    return [one.place for one in sorted(chosen, key=lambda one: documents.index(one.place.document))]


def _recurring(found: Sequence[_Found], question: str) -> list[_Found]:
    """Return the articles that each tell of one thing held again and again, where that is asked and none lists it."""
    if not asks_for_recurring(question) or lists_them(found[0].words):
        return []
    return [one for one in found if tells_of_one(one.words, question)]


def _official(found: Sequence[_Found]) -> _Found:
    """Return the best article, or where that is of a study summary, the rule that says the same or that it rests on."""
    best = found[0]
    rules = [one for one in found if not one.summary] if best.summary else []
    same = (one for one in rules if one.says(best))
    bases = (one for one in rules if one.gap <= FOUNDED and best.rests_on(one))
    return next(same, None) or next(bases, best)


def _adds(one: _Found, chosen: Sequence[_Found], question: str) -> bool:
    """Tell whether an article is worth citing beside those chosen."""
    if any(one.says(other) or other.says(one) for other in chosen):
        return False
    if asks_for_recurring(question) and not lists_them(chosen[0].words):
        return True
    whole = _pairs(" ".join((question, *everyday.rule_terms(question))))
    if quote.asks_for_list(question):
        return not _lists(chosen[0]) and one.covers(whole) >= _AS_MUCH * chosen[0].covers(whole)
    if one.gap <= CLOSE and len(chosen) < MOST_CLOSE:
        return True
    wanted = (_pairs(" ".join((ask, *everyday.rule_terms(ask)))) for ask in asks(question))
    return any(one.covers(pairs) >= _MORE + max(other.covers(pairs) for other in chosen) for pairs in wanted)


def _lists(one: _Found) -> bool:
    """Tell whether an article has a list of its own."""
    return sum(clause.level is Level.ITEM for clause in one.corpus.article(one.place).clauses) > 1


def _pairs(text: str) -> frozenset[str]:
    return frozenset(token for token in tokens(text) if len(token) > 1)
