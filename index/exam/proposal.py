"""A question that checks whether an article was understood, and what Telegram's quizzes take."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from index.corpus import Place

QUESTION, OPTION, EXPLANATION = 300, 100, 200
"""Most UTF-16 units of each in a quiz of Telegram."""


class Form(StrEnum):
    """How a question asks."""

    NUMBER = "number"
    """A number, a time limit or a share left out."""
    TERM = "term"
    """A term left out."""
    ITEM = "item"
    """Which of these belongs to the list."""
    JUDGE = "judge"
    """Right or wrong, the number perhaps changed."""
    ARTICLE = "article"
    """Which article says this."""
    RECALL = "recall"
    """What an item says, from its first words; without options, for a card."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question made from an article by rule, every word of it from the documents or a number written anew.

    Attributes:
        text: What is asked, at most 300 UTF-16 units.
        options: Two to four, at most 100 units each; none where it can only be recalled.
        right: Index of the right one; 0 where there are none.
        explanation: The article and its words, at most 200 units.
        kind: How it asks.
        place: The article.
        span: The sentence or item it is from, as offsets into the document's text.
        about: What is left out, changed or to be recalled, likewise.
        card: It can be answered without the options.
    """

    text: str
    options: tuple[str, ...]
    right: int
    explanation: str
    kind: Form
    place: Place
    span: tuple[int, int]
    about: tuple[int, int]
    card: bool = False


def units(text: str) -> int:
    """Return how long Telegram takes a text to be."""
    return len(text.encode("utf-16-le")) // 2


def fits(proposal: Proposal) -> bool:
    """Tell whether Telegram takes a question."""
    short = all(0 < units(option) <= OPTION for option in proposal.options)
    return short and units(proposal.text) <= QUESTION and units(proposal.explanation) <= EXPLANATION
