"""Which of the articles found comes first: a weighted sum of what each shares with the question.

The weights were fitted to pairs of a right and a wrong article for the same question (a pairwise logistic ranker,
Burges et al. 2005, with a linear score), by `scripts.training`; so the difference of two scores is the log odds of
one being the better. What each feature is worth stands in docs/ranking.md.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.candidates import Found
from index.corpus import Corpus, Place
from index.known import NONE, Poll, Vote
from index.lexical import Lexical
from index.normalise import tokens
from index.quantity import Kind as Quantity
from index.quantity import asked as quantities_asked
from index.quantity import quantities
from index.quote import asks_for_list, lists
from index.understanding import Asked
from knowledge.document import Kind
from knowledge.editions import is_central

Weights = NDArray[np.float64]
WEIGHTS = Path(__file__).parent / "ranking.tsv"
AROUND = 10
"""Articles leading before they are ranked: a document that many of them stand in is likely the one meant."""
DISTINCTIVE = 3.0
"""So rare, a pair of characters in a title names a place or a unit, not a kind of rule."""
SHARPNESS = 0.03
"""Temperature by which a passage counts for its document: that of the adapter's softmax."""
EVIDENCE_FLOOR = 0.01
"""Added to a share before its logarithm."""
_KEPT = 2048
"""Articles of which it is remembered what they speak of."""
_MEMBER = re.compile("(预备|流动|困难|老|失联|军人|毕业生)?党员")


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found."""

    place: Place
    score: float
    """The difference of two is the log odds of one being the better."""
    cosine: float
    """Of its nearest passage."""
    vote: Vote = NONE
    """How like questions speak for it."""


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of one article for one question; all but `length` lie between -1 and 1."""

    cosine: float
    """Of its nearest passage, less the best of all articles'."""
    second: float
    """Of its second passage, less the best of all; as `cosine` less 0.05 where it has only one."""
    plain: float
    """As `cosine`, without the adapter."""
    dense: float
    """Cosine scaled as in the fused score."""
    lexical: float
    fused: float
    covered: float
    covered_long: float
    """The same by the length of the article: a long one has a question's words by chance."""
    title: float
    """Share of the question's words that the document's title has."""
    heading: float
    """Share of them that the headings above the article and its own caption have."""
    lists: float
    """It lists what a question wants all of."""
    gives: float
    """It has a quantity of the kind asked for."""
    lacks: float
    """It has none, and one is asked for."""
    narrower: float
    """It speaks of some members first of all (预备党员, 流动党员), and the question of members."""
    unnumbered: float
    """It is no 条 and no section."""
    section: float
    central: float
    """Its document holds everywhere: before a local one."""
    named: float
    """Its document is a local one, and the question names the place or unit."""
    length: float
    """Natural logarithm of its characters."""
    share: float
    """Of the leading articles, those of its document."""
    evidence: float
    """Logarithm of its document's share of the leading passages, each weighed by its cosine."""
    voted: float
    """Share of the questions like this one that it answers."""


NAMES = tuple(field.name for field in fields(Features))


class Ranker:
    """Ranks the articles of one base; it never changes, so any thread may use it."""

    def __init__(self, corpus: Corpus, lexical: Lexical, places: Sequence[Place], weights: Weights) -> None:
        """Rank in a base.

        Args:
            corpus: Its documents.
            lexical: Knows how rare a word is.
            places: Where each passage stands.
            weights: Of the features, shape (len(NAMES),).
        """
        self._corpus = corpus
        self._lexical = lexical
        self._places = places
        self._titles = [frozenset(tokens(document.title)) for document in corpus.documents]
        self._central = [is_central(document) for document in corpus.documents]
        self._weights = weights
        self._kinds = lru_cache(_KEPT)(self._kinds_in)
        self._of_some_members = lru_cache(_KEPT)(self._is_of_some_members)

    def rank(self, asked: Asked, found: Found, votes: Poll, most: int) -> list[Hit]:
        """Return the leading articles, best first."""
        places, cosines, values = self.features(asked, found, votes, most)
        scores = (values @ self._weights).tolist()
        voted = [votes.vote(place) for place in places]
        return sorted(map(Hit, places, scores, cosines, voted), key=lambda hit: -hit.score)

    def features(
        self, asked: Asked, found: Found, votes: Poll, most: int
    ) -> tuple[list[Place], list[float], NDArray[np.float64]]:
        """Describe the articles that lead in the fused ranking.

        Args:
            asked: The question, as understood.
            found: The passages found for it.
            votes: Of questions like it.
            most: Articles at most.

        Returns:
            The articles, the cosines of their nearest passages, and one row each of `Features`.
        """
        held: dict[Place, list[int]] = {}
        for n in np.argsort(-found.fused, kind="stable").tolist():
            held.setdefault(self._places[found.rows[n]], []).append(n)
        places = list(held)[:most]
        around = Counter(place.document for place in places[:AROUND])
        leading = _Leading(around, self._evidence(found), votes)
        question = _Question(asked.text, self._lexical)
        rows = [self._features(question, place, found, held[place], leading) for place in places]
        cosines = [float(found.cosines[held[place]].max()) for place in places]
        return places, cosines, np.array(rows, dtype=np.float64).reshape(len(places), len(NAMES))

    def _features(
        self, question: _Question, place: Place, found: Found, own: list[int], leading: _Leading
    ) -> list[float]:
        document, article = self._corpus.document(place), self._corpus.article(place)
        title, central = self._titles[place.document], self._central[place.document]
        cosines = sorted((found.cosines[own] - found.cosines.max()).tolist(), reverse=True)
        covered, length = float(found.covered[own].max()), math.log(1 + article.end - article.start)
        gives = bool(question.kinds & self._kinds(place)) if question.kinds else False
        values = Features(
            cosine=cosines[0],
            second=cosines[1] if len(cosines) > 1 else cosines[0] - 0.05,
            plain=float(found.plain[own].max() - found.plain.max()),
            dense=float(found.dense[own].max()),
            lexical=float(found.lexical[own].max()),
            fused=float(found.fused[own].max()),
            covered=covered,
            covered_long=covered * length,
            title=question.share(title),
            heading=question.share(frozenset(tokens(" ".join((*article.path, article.heading))))),
            lists=float(question.listed and lists(document, article, question.text)),
            gives=float(gives),
            lacks=float(bool(question.kinds) and not gives),
            narrower=float(question.of_all_members and self._of_some_members(place)),
            unnumbered=float(article.kind is Kind.TEXT),
            section=float(article.kind is Kind.SECTION),
            central=float(central),
            named=float(not central and question.names(title)),
            length=length,
            share=leading.around[place.document] / AROUND,
            evidence=math.log(EVIDENCE_FLOOR + leading.evidence[place.document]),
            voted=leading.votes.vote(place).answers,
        )
        return [getattr(values, name) for name in NAMES]

    def _evidence(self, found: Found) -> Mapping[int, float]:
        """Return each document's share of the passages found, weighed by their cosine."""
        weights = np.exp((found.cosines - found.cosines.max()) / SHARPNESS)
        evidence: defaultdict[int, float] = defaultdict(float)
        for row, share in zip(found.rows.tolist(), (weights / weights.sum()).tolist(), strict=True):
            evidence[self._places[row].document] += share
        return evidence

    def _is_of_some_members(self, place: Place) -> bool:
        first = _MEMBER.search(self._corpus.words(place))
        return bool(first and first[1])

    def _kinds_in(self, place: Place) -> frozenset[Quantity]:
        return frozenset(quantity.kind for quantity in quantities(self._corpus.words(place)))


@dataclass(frozen=True, slots=True)
class _Leading:
    """What leads for a question, beside the article that is looked at."""

    around: Counter[int]
    """Of the leading articles, how many each document has."""
    evidence: Mapping[int, float]
    """Each document's share of the passages, by cosine."""
    votes: Poll


class _Question:
    """A question and its words, weighed by their rarity."""

    def __init__(self, text: str, lexical: Lexical) -> None:
        self.text = text
        self.listed = asks_for_list(text)
        self.kinds = frozenset(quantities_asked(text))
        named = _MEMBER.findall(text)
        self.of_all_members = bool(named) and not any(named)
        self._weights = {word: lexical.rarity(word) for word in tokens(text)}
        self._total = sum(self._weights.values()) or 1.0

    def share(self, words: frozenset[str]) -> float:
        """Return the share of the question's words that are among some words."""
        return sum(self._weights[word] for word in words & self._weights.keys()) / self._total

    def names(self, title: frozenset[str]) -> bool:
        """Tell whether the question has a distinctive pair of characters of a title."""
        return any(len(word) > 1 and self._weights[word] > DISTINCTIVE for word in title & self._weights.keys())


@lru_cache
def weights(adapted: bool) -> Weights:
    """Return the weights, shape (len(NAMES),).

    Args:
        adapted: Those for the model that the adapter was fitted to; for others they leave out what is on the scale of
            one model's cosines.
    """
    column = "adapted" if adapted else "any"
    head, *lines = (line.split("\t") for line in WEIGHTS.read_text(encoding="utf-8").splitlines() if line[:1] != "#")
    kept = {line[0]: float(line[head.index(column)]) for line in lines}
    return np.array([kept.get(name, 0.0) for name in NAMES])
