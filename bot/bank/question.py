"""A question of the bank, as it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, select

from bot.storage.bank_tables import bank_questions
from bot.study.task import Theme
from index.exam import Form


class Review(StrEnum):
    """What an administrator made of a question."""

    NEW = "new"
    """Nobody has looked at it yet."""
    ACCEPTED = "accepted"
    EDITED = "edited"
    """It stands as the administrator wrote it, until its article's words change."""
    DROPPED = "dropped"
    """It is never drawn again, unless its article's words change."""


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """A question made from an article by rule, or mended by an administrator.

    Attributes:
        id: Kept as long as the article's words stay the same.
        form: How it asks.
        theme: Whether it is about a right or a duty of members.
        text: What is asked, at most 300 UTF-16 units; Telegram's quiz limits hold.
        options: Two to ten; none where it can only be recalled (`Form.RECALL`), which is never drawn for a quiz.
        right: Index of the right option; 0 where there are none.
        explanation: The article and its words, at most 200 units.
        file: Base name of the document's source.
        document: Its title.
        article: Its label, 第四条.
        chapter: The headings above the article.
        quote: The words of the article that answer, for the back of a card.
        card: Its text can be recalled without options: the front of a card.
        live: False once its article changed or went, or an administrator dropped it.
    """

    id: int
    form: Form
    theme: Theme
    text: str
    options: tuple[str, ...]
    right: int
    explanation: str
    file: str
    document: str
    article: str
    chapter: str
    quote: str
    card: bool
    live: bool


IS_LIVE = and_(bank_questions.c.current, bank_questions.c.review != Review.DROPPED)
QUESTION = select(*(bank_questions.c[field.name] for field in fields(BankQuestion)[:-1]), IS_LIVE.label("live"))
"""Selects what `read` takes."""


def read(row: Any) -> BankQuestion:  # noqa: ANN401 - a row of as many types as columns
    """Return the question of a row of `QUESTION`."""
    values = dict(row._mapping)
    values |= {"form": Form(row.form), "theme": Theme(row.theme), "options": tuple(row.options), "live": bool(row.live)}
    return BankQuestion(**values)
