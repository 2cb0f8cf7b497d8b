"""Which documents may answer a question: those the asker may read and that are in force, or the edition asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from index.corpus import Corpus
from index.edition_asked import edition_asked
from knowledge.document import Audience
from knowledge.editions import family


@dataclass(frozen=True, slots=True)
class Scope:
    """Documents by number, for one question."""

    readable: frozenset[int]
    """What the asker may read, whether in force or not."""
    in_force: frozenset[int]
    asked: frozenset[int]
    """The edition the question asks for; most ask for none."""
    old: frozenset[int]
    """Superseded or repealed, and the base has nothing in force in their place: offered, never the answer."""

    @property
    def answering(self) -> frozenset[int]:
        """What may be the answer."""
        return self.asked or self.in_force


def scope_of(corpus: Corpus, question: str, audience: Audience, today: date) -> Scope:
    """Find which documents may answer a question.

    Args:
        corpus: The base.
        question: As asked.
        audience: Whom the asker belongs to.
        today: The day on which an edition must be in force.
    """
    readable = {n: d for n, d in enumerate(corpus.documents) if audience.may_read(d)}
    in_force = frozenset(n for n, d in readable.items() if d.edition.in_force(today))
    asked = edition_asked(question, readable.items(), today)
    ended = {} if asked else {n: d for n, d in readable.items() if d.edition.ended(today) and not d.edition.derived}
    followed = {family(readable[n].title) for n in in_force} if ended else set()
    old = frozenset(n for n, d in ended.items() if family(d.title) not in followed)
    return Scope(frozenset(readable), in_force, asked, old)
