"""Questions that check whether an article was understood, made from the documents by rule and never invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from random import Random

from index.corpus import Corpus, Place
from index.exam import cloze, lists, terms, which
from index.exam.facts import Facts, Said, distinct, facts_of
from index.exam.proposal import Form, Proposal, fits
from index.exam.sentence import flat
from knowledge.document import Document

__all__ = ["Form", "Proposal", "proposals"]


def proposals(corpus: Corpus, place: Place, most: int = 3, today: date | None = None) -> list[Proposal]:
    """Make questions from an article; the same article always gives the same ones.

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
    if not document.edition.in_force(today or date.today()):
        return []
    facts = facts_of(corpus, place.document)
    said = [one for one in facts.said if one.sentence.place == place]
    chosen: list[Proposal] = []
    for proposal in _made(facts, place, said, Random(corpus.id(place))):  # noqa: S311 - nothing secret
        apart = not any(_told(document, proposal, other) or _told(document, other, proposal) for other in chosen)
        if apart and fits(proposal) and distinct(proposal.options) and not _given_away(proposal):
            chosen.append(proposal)
        if len(chosen) == most:
            break
    return chosen


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
    yield from islice((question for one in said for question in which.asked(facts, one, random)), 1)
