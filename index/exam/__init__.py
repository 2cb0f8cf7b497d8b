"""Questions that check whether an article was understood, made from the documents by rule and never invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from random import Random

from index.corpus import Corpus, Place
from index.exam import cloze, lists, recall, terms, which
from index.exam.facts import Facts, Said, distinct, facts_of
from index.exam.proposal import Form, Proposal, fits
from index.exam.sentence import flat
from knowledge.document import Document

__all__ = ["Form", "Proposal", "every", "proposals"]


def proposals(corpus: Corpus, place: Place, most: int = 3, today: date | None = None) -> list[Proposal]:
    """Make questions with options from an article; the same article always gives the same ones.

    The first time a document is asked about it is read whole, and others with it: call it in a thread.

    Args:
        corpus: The documents; what is wrong in an option is taken from them too.
        place: The article.
        most: How many questions are wanted.
        today: The day the rule has to be in force; today by default.

    Returns:
        The best first, no two from the same sentence; none where nothing in the article can be asked without doubt, or
        it is out of force.
    """
    document = corpus.document(place)
    chosen: list[Proposal] = []
    for proposal in _good(corpus, place, today):
        apart = not any(_told(document, proposal, other) or _told(document, other, proposal) for other in chosen)
        if apart and proposal.kind is not Form.RECALL:
            chosen.append(proposal)
        if len(chosen) == most:
            break
    return chosen


def every(corpus: Corpus, place: Place, today: date | None = None) -> list[Proposal]:
    """Make all questions that can be asked of an article without doubt; see `proposals`.

    Which article says something is only asked where nothing else can be, and where that is worth knowing.
    """
    found = list({(one.kind, one.about): one for one in _good(corpus, place, today)}.values())
    others = [one for one in found if one.kind is not Form.ARTICLE]
    return others or [one for one in found if which.worth_knowing(corpus, one)]


def _good(corpus: Corpus, place: Place, today: date | None) -> Iterator[Proposal]:
    """Yield the questions of an article in force that are asked well."""
    if not corpus.document(place).edition.in_force(today or date.today()):
        return
    facts = facts_of(corpus, place.document)
    said = [one for one in facts.own if one.sentence.place == place]
    for proposal in _made(facts, place, said, Random(corpus.id(place))):  # noqa: S311 - nothing secret
        if fits(proposal) and distinct(proposal.options) and not _given_away(proposal):
            yield proposal


def _given_away(proposal: Proposal) -> bool:
    """Tell whether what is left out stands elsewhere in the question, in the title of the rule for one."""
    return proposal.kind in (Form.NUMBER, Form.TERM) and proposal.options[proposal.right] in proposal.text


def _told(document: Document, answered: Proposal, told: Proposal) -> bool:
    """Tell whether a question is about words that another one shows."""
    return answered.span == told.span or flat(document.text[slice(*answered.span)]) in told.text


def _made(facts: Facts, place: Place, said: list[Said], random: Random) -> Iterator[Proposal]:
    """Yield questions of every form, those that ask most for understanding first."""
    for one in said:
        # now and then as a statement to judge, so that not all questions look alike
        makers = (cloze.judged, cloze.asked) if random.random() < 0.25 else (cloze.asked, cloze.judged)
        for maker in makers:
            yield from maker(facts, one, random)
    for one in said:
        yield from terms.asked(facts, one, random)
    yield from lists.asked(facts, place, random)
    yield from recall.asked(facts, place)
    yield from islice((question for one in said for question in which.asked(facts, one, random)), 1)
