"""Answers to follow-ups: at the place they point to, or with a preference for where the thread is."""

from __future__ import annotations

import re
from dataclasses import replace

from index import empty_words, lookup, parts
from index.answer import NEAREST, Answer, Answerer, Citation, Outcome
from index.confidence import BOUND
from index.corpus import Place
from index.follow_up import Asking, FollowUp, More, Pointing, Reason, Thread
from index.lexical import Lexical
from index.lookup import Reference
from index.normalise import tokens
from index.parts import SINGLE
from index.quote import Quote, last_clause
from index.ranking import Hit
from knowledge.document import Article, Audience, Clause, Level

IN_ARTICLE, IN_CHAPTER, IN_DOCUMENT = 0.1, 0.1, 0.05
"""Added to the score of what stands where the thread is: in its article (only where more is asked of the same), under
the same headings, in the same document."""
HAS_WORDS = 0.6
"""Added to the score of an article that has all the words the follow-up brings."""
FOREIGN, SCARCE = 0.02, 0.2
"""Of the words asked about instead, the share an article must have: below the first it does not answer, below the
second it may. Measured on 62 follow-ups of our own (the right article: 0.03 and more, five of them below 0.2) and 51
that ask about what the handbook knows nothing of (42 below the first, all but two below the second)."""
MORE_DEPTH = 0.35
"""How far below the best article one may score and still be shown as more on the question."""
TOPIC = 24
"""Characters of an article that stand for a question that only named it."""
_BASIS = re.compile(r"（依据：[^）]*(?:（[^（）]*）[^）]*)*）")
_PURPOSE = re.compile(r"[^。；\n]*(?:为了|以便|防止|避免|目的是|为的是|因为)[^。；\n]*[。；]?")


def answer(answerer: Answerer, follow_up: FollowUp, audience: Audience) -> Answer:
    """Answer a follow-up from what an audience may read.

    Args:
        answerer: Answers from the snapshot.
        follow_up: What is asked for; `stands` has found its thread's article in the snapshot.
        audience: Whom the asker belongs to.

    Returns:
        As `Answerer.ask` does; `Outcome.REFUSED` where there is nothing to go on to.
    """
    place = answerer.corpus.find(follow_up.thread.article)
    if place is None:
        raise ValueError(f"no article {follow_up.thread.article}")
    match follow_up:
        case Pointing():
            return _pointed(answerer, follow_up, place)
        case More():
            return _more(answerer, follow_up.thread, place, audience)
        case Reason():
            return _reason(answerer, follow_up.thread, place)
        case Asking():
            return _asked(answerer, follow_up, place, audience)


def stands(answerer: Answerer, thread: Thread, audience: Audience) -> bool:
    """Tell whether one can go on from a thread: its article is still there and may be read."""
    place = answerer.corpus.find(thread.article)
    return place is not None and answerer.may_read(place, audience)


def thread_after(answerer: Answerer, result: Answer, follow_up: FollowUp | None = None) -> Thread | None:
    """Return where the thread is after an answer; None after one that cites nothing."""
    if not result.citations:
        return None
    citation = result.citations[0]
    article, clause = answerer.corpus.id(citation.place), last_clause(citation.quote)
    if (isinstance(follow_up, Pointing) and article != follow_up.thread.article) or lookup.parse(result.question):
        return moved(answerer, citation.place, clause)
    if follow_up:
        return replace(follow_up.thread, article=article, clause=clause)
    return Thread(result.question, article, clause)


def moved(answerer: Answerer, place: Place, clause: str = "") -> Thread:
    """Return the thread of somebody who went to an article; what it is about stands for a question."""
    return Thread(topic(answerer, place), answerer.corpus.id(place), clause)


def topic(answerer: Answerer, place: Place) -> str:
    """Say what an article is about: by its heading, else by its first words."""
    document, article = answerer.corpus.document(place), answerer.corpus.article(place)
    if article.heading:
        return article.heading
    start, end = parts.trimmed(document.text, article.start, article.end)
    return re.split(r"[：:。；\n]", document.text[start:end], maxsplit=1)[0][:TOPIC]


def is_whole(answerer: Answerer, citation: Citation) -> bool:
    """Tell whether a citation quotes all of its article."""
    return citation.quote == _whole(answerer, citation.place).quote


def _cited(question: str, confidence: float, *citations: Citation) -> Answer:
    hits = tuple(Hit(citation.place, confidence, confidence) for citation in citations)
    return Answer(question, Outcome.ANSWERED, confidence, citations, hits)


def _citation(answerer: Answerer, place: Place, span: Article | Clause, label: str = "") -> Citation:
    document = answerer.corpus.document(place)
    return Citation(place, Quote(*parts.trimmed(document.text, span.start, span.end), label), answerer.in_force(place))


def _whole(answerer: Answerer, place: Place) -> Citation:
    return _citation(answerer, place, answerer.corpus.article(place))


# Places pointed to


def _pointed(answerer: Answerer, asked: Pointing, place: Place) -> Answer:
    corpus, question = answerer.corpus, asked.thread.asked
    if asked.step and asked.level is None:
        neighbour = corpus.neighbour(place, asked.step)
        if neighbour is None:
            return Answer(question, Outcome.REFUSED, 0.0)
        return _cited(question, 1.0, _whole(answerer, neighbour))
    if asked.reference and asked.reference.number != (0, 0):
        numbered = corpus.numbered(place.document, asked.reference.number)
        if numbered is None:
            return Answer(question, Outcome.NO_ARTICLE, 0.0, reference=asked.reference, document=place.document)
        asked = replace(asked, thread=Thread(question, corpus.id(numbered)))
        place = numbered
    if not asked.step and not _names_clause(asked.reference):
        return _cited(question, 1.0, _whole(answerer, place))
    clause = _clause(corpus.article(place), asked)
    if clause is None:
        return Answer(question, Outcome.NO_CLAUSE, 0.0, near=(place,), reference=asked.reference)
    return _cited(question, 1.0, _citation(answerer, place, clause, clause.label))


def _names_clause(reference: Reference | None) -> bool:
    return reference is not None and (reference.paragraph, reference.item) != (None, None)


def _clause(article: Article, asked: Pointing) -> Clause | None:
    """Find the clause that is pointed to, counted from the one quoted last where that is possible."""
    here = next((n for n, c in enumerate(article.clauses) if c.label and c.label == asked.thread.clause), None)
    if asked.reference is None:
        return _stepped(article, asked, here)
    paragraph, item = asked.reference.paragraph, asked.reference.item
    items = [c for c in article.clauses if c.level is Level.ITEM]
    if item == -1:
        return items[-1] if items else None
    if paragraph is None and here is not None:  # 「第三项呢」 after 第二款 means its own, if it has such items
        own = lookup.parse(f"第一条{asked.thread.clause}")
        within = own and lookup.clause_of(article, replace(asked.reference, paragraph=own.paragraph))
        if within:
            return within
    found = lookup.clause_of(article, asked.reference)
    if found or item is None:
        return found or _nth([c for c in article.clauses if c.level is Level.PARAGRAPH], paragraph)
    return _nth(items, item)


def _nth(clauses: list[Clause], number: int | None) -> Clause | None:
    return clauses[number - 1] if number and number <= len(clauses) else None


def _stepped(article: Article, asked: Pointing, here: int | None) -> Clause | None:
    """Return the next clause of a level before or after the one quoted; the first where none was."""
    start = -1 if here is None else here
    end = len(article.clauses) if asked.step > 0 else -1
    return next(
        (
            article.clauses[n]
            for n in range(start + asked.step, end, asked.step)
            if article.clauses[n].level is asked.level
        ),
        None,
    )


# Questions that go on


def _more(answerer: Answerer, thread: Thread, place: Place, audience: Audience) -> Answer:
    """Show the next best article on the question; where the thread has left them, the next of the chapter."""
    found = answerer.ask(thread.asked, audience)
    best = found.candidates[0].score if found.candidates else 0.0
    ranked = [hit.place for hit in found.candidates if hit.score >= best - MORE_DEPTH]
    following: Place | None = None
    if found.outcome is Outcome.ANSWERED and place in ranked[:-1]:
        following = ranked[ranked.index(place) + 1]
    else:
        following = answerer.corpus.neighbour(place, 1)
        if following and answerer.corpus.article(following).path != answerer.corpus.article(place).path:
            following = None
    if following is None:
        return Answer(thread.asked, Outcome.REFUSED, 0.0)
    return _cited(thread.asked, 1.0, answerer.cite(following, thread.asked))


def _reason(answerer: Answerer, thread: Thread, place: Place) -> Answer:
    """Cite what an article says of its ground or its purpose; else all of it, for it is the ground."""
    document, article = answerer.corpus.document(place), answerer.corpus.article(place)
    for pattern in (_PURPOSE, _BASIS):
        found = pattern.search(document.text, article.start, article.end)
        if found:
            start, end = parts.trimmed(document.text, *found.span())
            return _cited(thread.asked, 1.0, Citation(place, Quote(start, end, ""), answerer.in_force(place)))
    return _cited(thread.asked, 1.0, _whole(answerer, place))


def _asked(answerer: Answerer, asked: Asking, place: Place, audience: Audience) -> Answer:
    """Ask the question; of what is found prefer what has the words the follow-up brings, and what stands near."""
    found = answerer.ask(asked.question, audience)
    if found.outcome is not Outcome.ANSWERED or found.calculation or not found.candidates:
        return found
    lexical, added = answerer.snapshot.lexical, empty_words.without_asking(asked.added)
    has = {hit.place: _share(added, answerer.corpus.words(hit.place), lexical) for hit in found.candidates}

    def worth(hit: Hit) -> float:
        return hit.score + HAS_WORDS * has[hit.place] + _nearness(answerer, hit.place, place, same=asked.same)

    chosen = max(found.candidates, key=worth).place
    if not asked.same and has[chosen] < FOREIGN:  # the thread's words alone would answer whatever is asked: 那彩票呢
        near = tuple(hit.place for hit in found.candidates[:NEAREST])
        return Answer(asked.question, Outcome.REFUSED, 0.0, candidates=found.candidates, near=near)
    sure = asked.same or has[chosen] >= SCARCE
    found = replace(found, confidence=found.confidence if sure else min(found.confidence, BOUND))
    if chosen == found.citations[0].place:
        return found
    return replace(found, citations=(answerer.cite(chosen, asked.question),))


def _nearness(answerer: Answerer, place: Place, thread: Place, *, same: bool) -> float:
    if place.document != thread.document:
        return 0.0
    if same and place == thread:
        return IN_ARTICLE
    path = answerer.corpus.article(place).path
    return IN_CHAPTER if path and path == answerer.corpus.article(thread).path else IN_DOCUMENT


def _share(words: str, text: str, lexical: Lexical) -> float:
    """Return how much of some words stands in a text, 0 to 1, rare words counting more."""
    wanted, there = set(tokens(words)) - {"的", "了"}, set(tokens(text))

    def weight(found: set[str]) -> float:
        return sum(lexical.rarity(token) * (SINGLE if len(token) == 1 else 1.0) for token in found)

    return weight(wanted & there) / (weight(wanted) or 1.0)
