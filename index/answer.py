"""A question to an answer in the words of a rule, or to a plain word that there is none."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from index import lookup, parts, quote, several
from index.adapter import adapter_for
from index.basis import Basis
from index.calculation import Calculation, calculate
from index.confidence import BOUND, confidence, signals
from index.corpus import Corpus, Place
from index.encoder import Encoder
from index.follow_up import stands_alone
from index.manner import Manner, manner
from index.once import once
from index.premise import contradiction
from index.quote import Quote
from index.ranking import Hit
from index.scope import Scope, scope_of
from index.search import Searcher
from index.snapshot import Snapshot
from index.understanding import Asked
from knowledge.document import Article, Audience, Kind
from knowledge.numerals import chinese

NEAREST = 3
CANDIDATES = 10
RIGHTS = "党员享有的权利有哪些"
_DUTY = re.compile(r"党员.{0,6}(?:义务|责任|应当|必须)|(?:义务|责任).{0,6}党员|dut(?:y|ies)|obligation", re.IGNORECASE)
_RIGHT = re.compile("权利|權利|right", re.IGNORECASE)


class Outcome(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    REFUSED = "refused"
    """No basis found; the nearest articles are offered."""
    NO_ARTICLE = "no article"
    """The document named has no such article."""
    NO_CLAUSE = "no clause"
    """The article named has no such 款 or 项."""
    NO_DOCUMENT = "no document"
    """The document named is not in the base; articles that rest on it are offered."""
    NOT_IN_FORCE = "not in force"
    """Of the document named the base only has an edition that is not in force; it is offered, marked."""
    WHICH_DOCUMENT = "which document"
    """An article is named, but of no document; the likeliest are offered."""
    NOT_A_QUESTION = "not a question"
    """A greeting, abuse, an attempt to instruct, or nothing to read."""


@dataclass(frozen=True, slots=True)
class Citation:
    """The words that answer, and where they stand."""

    place: Place
    quote: Quote
    in_force: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a question."""

    question: str
    outcome: Outcome
    confidence: float
    """How sure it is that the documents answer, 0 to 1, see `index.confidence`; 1 for a lookup or a calculation, 0
    where what the question names does not exist."""
    citations: tuple[Citation, ...] = ()
    candidates: tuple[Hit, ...] = ()
    """Articles found, best first."""
    near: tuple[Place, ...] = ()
    """Articles offered instead of an answer; with an answer, a superseded one that is nearer to the question."""
    right: Place | None = None
    """Where members' rights stand, for an answer about their duties: rights weigh as much."""
    manner: Manner = Manner.QUESTION
    reference: lookup.Reference | None = None
    """What the question named, for the outcomes that say it does not exist."""
    document: int | None = None
    """The document named, for `NO_ARTICLE` and `NOT_IN_FORCE`."""
    calculation: Calculation | None = None
    """What the article cited comes to for the figures of the question."""
    signals: tuple[float, ...] = ()
    """What the confidence comes from, see `index.confidence`; empty for what was not searched for."""
    correction: str = ""
    """One Chinese line: what the article says where the question takes a number for granted that it does not."""


def _led_by(place: Place, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Return hits with the one that is cited first, whichever the search put there."""
    return tuple(sorted(hits, key=lambda hit: hit.place != place))


class Answerer:
    """Answers questions from one snapshot."""

    def __init__(
        self,
        snapshot: Snapshot,
        encoder: Encoder,
        today: Callable[[], date] = date.today,
        searcher: Searcher | None = None,
    ) -> None:
        """Answer from a snapshot; `today` decides what is in force, `searcher` is another than the one that ships."""
        self.snapshot = snapshot
        self._searcher = searcher or Searcher(snapshot, encoder)
        self._adapted = adapter_for(encoder.name) is not None
        self._basis = once(self._make_basis)
        self._today = today

    def _make_basis(self) -> Basis:
        understanding = self._searcher.understanding()
        return Basis(self.corpus, self.snapshot.lexical, understanding.counts, understanding.segmenter)

    @property
    def corpus(self) -> Corpus:
        """The documents answers come from."""
        return self.snapshot.corpus

    def ask(self, question: str, audience: Audience = Audience.EVERYONE) -> Answer:
        """Answer a question from what an audience may read; every quote is a span of the text of its document."""
        kind = manner(question)
        if kind is not Manner.QUESTION:
            return Answer(question, Outcome.NOT_A_QUESTION, 0.0, manner=kind)
        scope = scope_of(self.corpus, question, audience, self._today())
        reference = lookup.parse(question)
        named = self._look_up(question, reference, scope) if reference else None
        return named or self._search(question, scope)

    def cite(self, place: Place, question: str = "") -> Citation:
        """Cite an article for a question."""
        return self._quoting(place, self._searcher.read(question))

    def _quoting(self, place: Place, asked: Asked) -> Citation:
        document, article = self.corpus.document(place), self.corpus.article(place)
        chosen = quote.choose(document, article, asked.text, self.snapshot.lexical)
        return Citation(place, chosen, self.in_force(place))

    def in_force(self, place: Place) -> bool:
        """Tell whether the document of a place is in force today."""
        return self.corpus.document(place).edition.in_force(self._today())

    def may_read(self, place: Place, audience: Audience) -> bool:
        """Tell whether an audience may read an article."""
        return audience.may_read(self.corpus.document(place))

    def _search(self, question: str, scope: Scope) -> Answer:
        asked = self._searcher.read(question)
        hits = tuple(self._searcher.search(asked, scope.answering, CANDIDATES, scope.old))
        answering = [hit for hit in hits if hit.place.document in scope.answering]
        worked = calculate(question, self.corpus, [hit.place for hit in answering], self._today())
        if worked:
            return self._calculated(question, worked, hits)
        told: tuple[float, ...] = ()
        if stands_alone(question) and hits and hits[0].place.document in scope.answering:
            vector = self._searcher.vector(asked.text)
            told = signals(self._basis(), question, asked, hits, scope.readable, vector)
        sure = confidence(told, self._adapted) if told else 0.0
        if sure < BOUND:
            named = (hit.place for hit in hits if self.corpus.article(hit.place).kind is not Kind.TEXT)
            near = tuple(itertools.islice(named, NEAREST)) or tuple(hit.place for hit in hits[:NEAREST])
            return Answer(question, Outcome.REFUSED, sure, candidates=hits, near=near, signals=told)
        citations = self._cited(asked, answering)
        nearer = (hit.place for hit in hits if hit.place.document in scope.old and hit.score >= hits[0].score)
        near = tuple(itertools.islice(nearer, 1))
        citation = citations[0]
        hits = _led_by(citation.place, hits)
        right = self._right(question, citation, scope)
        document, article = self.corpus.document(citation.place), self.corpus.article(citation.place)
        said = contradiction(question, document, article, (citation.quote.start, citation.quote.end))
        return Answer(
            question, Outcome.ANSWERED, sure, citations, hits, near, right, signals=told, correction=said or ""
        )

    def _cited(self, asked: Asked, hits: Sequence[Hit]) -> tuple[Citation, ...]:
        """Cite the articles found that answer, the best first."""
        places = several.cited(hits, asked.text, self.corpus, self.snapshot.lexical)
        return tuple(self._quoting(place, asked) for place in places)

    def _calculated(self, question: str, worked: Calculation, hits: tuple[Hit, ...]) -> Answer:
        """Cite the article that is the formula, whichever the search put first."""
        citation = Citation(worked.place, Quote(worked.start, worked.end, ""), self.in_force(worked.place))
        ordered = _led_by(worked.place, hits)
        return Answer(question, Outcome.ANSWERED, 1.0, (citation,), ordered, calculation=worked)

    def _right(self, question: str, citation: Citation, scope: Scope) -> Place | None:
        """Return the article on members' rights for an answer about their duties, unless it is that article."""
        if not _DUTY.search(question) or _RIGHT.search(question):
            return None
        hits = self._searcher.search(self._searcher.read(RIGHTS), scope.in_force, 1)
        return hits[0].place if hits and hits[0].place != citation.place else None

    def _look_up(self, question: str, reference: lookup.Reference, scope: Scope) -> Answer | None:
        """Follow a reference; None where the words only mention an article of nothing the base could mean."""
        if not reference.name:
            asked = lookup.places(self.corpus, lookup.latest_first(self.corpus, scope.asked), reference)
            return self._named(question, reference, asked) if asked else self._which(question, reference, scope)
        editions = lookup.named_documents(self.corpus, reference.name, scope.readable)
        documents = tuple(n for n in editions if n in scope.asked) or tuple(n for n in editions if n in scope.in_force)
        found = lookup.places(self.corpus, documents, reference)
        if found and found[0].document == documents[0]:
            return self._named(question, reference, found)
        if documents:
            return Answer(question, Outcome.NO_ARTICLE, 0.0, reference=reference, document=documents[0])
        if editions:
            return self._only_old(question, reference, editions, scope)
        return self._absent(question, reference, scope)

    def _named(self, question: str, reference: lookup.Reference, places: tuple[Place, ...]) -> Answer:
        place = places[0]
        article = self.corpus.article(place)
        clause = lookup.clause_of(article, reference)
        if clause is None and (reference.paragraph, reference.item) != (None, None):
            outcome = Outcome.NO_CLAUSE
            return Answer(question, outcome, 0.0, near=(place,), reference=reference, document=place.document)
        if clause is None:
            chosen = self._whole(place, article)
        else:
            start, end = parts.trimmed(self.corpus.document(place).text, clause.start, clause.end)
            chosen = Quote(start, end, clause.label)
        citation = Citation(place, chosen, self.in_force(place))
        return Answer(question, Outcome.ANSWERED, 1.0, (citation,), tuple(Hit(p, 1.0, 1.0) for p in places))

    def _whole(self, place: Place, article: Article) -> Quote:
        return Quote(*parts.trimmed(self.corpus.document(place).text, article.start, article.end), "")

    def _only_old(self, question: str, reference: lookup.Reference, editions: tuple[int, ...], scope: Scope) -> Answer:
        """Say that the base has no edition in force of a document; offer what quotes it, and the edition there is."""
        quoting = lookup.named_documents(self.corpus, reference.name, scope.in_force)
        near = lookup.places(self.corpus, (*quoting, *editions), reference)[:NEAREST]
        outcome = Outcome.NOT_IN_FORCE
        return Answer(question, outcome, 0.0, near=near, reference=reference, document=editions[0])

    def _absent(self, question: str, reference: lookup.Reference, scope: Scope) -> Answer | None:
        """Say that a document is not in the base, and offer what rests on it; None if the name may be no document."""
        label = f"第{chinese(reference.number[0])}条"
        item = f"第{chinese(reference.item)}项" if reference.item else ""
        near = lookup.resting_on(self.corpus, reference.name, label, item, scope.in_force)
        if not near and not lookup.names_a_rule(reference.name):
            return None
        return Answer(question, Outcome.NO_DOCUMENT, 0.0, near=tuple(near[: 2 * NEAREST]), reference=reference)

    def _which(self, question: str, reference: lookup.Reference, scope: Scope) -> Answer:
        """Offer the article of this number in the documents nearest to the question."""
        hits = self._searcher.search(self._searcher.read(question), scope.in_force, CANDIDATES)
        documents = dict.fromkeys(hit.place.document for hit in hits)
        near = lookup.places(self.corpus, documents, reference)[:NEAREST]
        return Answer(question, Outcome.WHICH_DOCUMENT, 0.0, candidates=tuple(hits), near=near, reference=reference)
