"""What administrators make of the questions: they accept, mend or drop them, and that is put on record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.audit import record
from bot.bank.question import IS_LIVE, QUESTION, BankQuestion, Review, read
from bot.markup import units
from bot.storage.bank_tables import bank_questions as bank
from bot.study.questions import OPTION_UNITS, OPTIONS, TEXT_UNITS
from bot.study.task import StudyError, Theme
from bot.words import bank as words
from index.exam import Form


@dataclass(frozen=True, slots=True)
class Share:
    """How many questions of a kind a document gives; those whose article went are left out."""

    document: str
    form: Form
    theme: Theme
    review: Review
    count: int


class Reviewing:
    """The bank as its administrators go through it.

    Args:
        engine: A database that is up to date.
        now: What the time is.
    """

    def __init__(self, engine: AsyncEngine, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine = engine
        self._reading = engine.execution_options(read_only=True)
        self._now = now

    async def shares(self) -> list[Share]:
        """Count the questions of the articles that stand, dropped ones too."""
        columns = (bank.c.document, bank.c.form, bank.c.theme, bank.c.review)
        query = select(*columns, func.count()).where(bank.c.current).group_by(*columns).order_by(*columns)
        async with self._reading.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [
            Share(title, Form(form), Theme(theme), Review(state), count) for title, form, theme, state, count in rows
        ]

    async def waiting(self, limit: int | None = None) -> list[BankQuestion]:
        """Return the live questions nobody has looked at, the oldest first."""
        query = QUESTION.where(IS_LIVE, bank.c.review == Review.NEW).order_by(bank.c.id).limit(limit)
        async with self._reading.connect() as connection:
            return [read(row) for row in await connection.execute(query)]

    async def accept(self, actor: int, question: int) -> None:
        """Put on record that a question is good as it is.

        Raises:
            StudyError: There is no such question any more.
        """
        await self._settle(actor, question, Review.ACCEPTED, {})

    async def drop(self, actor: int, question: int) -> None:
        """Never draw a question again, as long as its article's words stay.

        Raises:
            StudyError: There is no such question any more.
        """
        await self._settle(actor, question, Review.DROPPED, {})

    async def edit(self, actor: int, question: int, text: str, options: Sequence[str], right: int) -> None:
        """Put other words in place of a question's own; they stand as long as its article's words do.

        Args:
            actor: Telegram id of who does it.
            question: Which.
            text: What is asked.
            options: All of them; none for a card that is only recalled.
            right: Index of the right one.

        Raises:
            StudyError: There is no such question any more, or Telegram would not take it so.
        """
        text, options = text.strip(), [option.strip() for option in options]
        _check(text, options, right)
        await self._settle(actor, question, Review.EDITED, {"text": text, "options": options, "right": right})

    async def _settle(self, actor: int, question: int, review: Review, values: dict[str, Any]) -> None:
        async with self._engine.begin() as connection:
            row = (await connection.execute(QUESTION.where(bank.c.id == question, bank.c.current))).one_or_none()
            if row is None:
                raise StudyError(words.NO_QUESTION.format(id=question))
            was = read(row)
            if "options" in values and bool(values["options"]) != (was.form is not Form.RECALL):
                raise StudyError(words.NO_OPTIONS if values["options"] else _options_wanted())
            now = self._now()
            changed = {**values, "review": review, "reviewed": now}
            await connection.execute(update(bank).where(bank.c.id == question).values(changed))
            details = {"file": was.file, "article": was.article, **values}
            await record(connection, now, actor, f"question {review}", str(question), details)


def _check(text: str, options: list[str], right: int) -> None:
    if not text:
        raise StudyError(words.EMPTY_TEXT)
    for what, most in ((text, TEXT_UNITS), *((option, OPTION_UNITS) for option in options)):
        if units(what) > most:
            raise StudyError(words.TOO_LONG.format(text=what[:10], most=most))
    if options and (len(options) not in OPTIONS or len(set(options)) < len(options) or not all(options)):
        raise StudyError(_options_wanted())
    if right not in range(max(1, len(options))):
        raise StudyError(words.RIGHT_OUTSIDE.format(most=len(options)))


def _options_wanted() -> str:
    return words.OPTIONS_COUNT.format(least=OPTIONS.start, most=OPTIONS.stop - 1)
