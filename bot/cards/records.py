"""Cards shown and remembered, in and out of the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fsrs import Rating
from sqlalchemy import and_, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bank.question import BankQuestion
from bot.cards.memory import Memory
from bot.storage.card_tables import card_memories, card_showings
from bot.storage.engine import insert
from bot.study.task import Theme


@dataclass(frozen=True, slots=True)
class Showing:
    """A card as it was put before somebody.

    Attributes:
        id: Its number, which its buttons carry.
        person: The bot's number.
        question: Of the bank.
        theme: Right or duty.
        day: The person's day.
        asked_for: The person wanted another one.
        message_id: None as long as it is not known to be out.
        turned: When it was turned over.
        rating: How well it was remembered.
    """

    id: int
    person: int
    question: int
    theme: Theme
    day: date
    asked_for: bool
    message_id: int | None
    turned: datetime | None
    rating: Rating | None


def showing_of(row: Any) -> Showing:  # noqa: ANN401 - a row
    """Read a row of `card_showings`."""
    return Showing(
        row.id,
        row.person,
        row.question,
        Theme(row.theme),
        date.fromisoformat(row.day),
        row.asked_for,
        row.message_id,
        row.turned,
        Rating(row.rating) if row.rating else None,
    )


def memory_of(row: Any) -> Memory:  # noqa: ANN401 - a row
    """Read a row of `card_memories`."""
    return Memory(
        question=row.question,
        theme=Theme(row.theme),
        shown_on=date.fromisoformat(row.shown_on),
        reviewed_on=date.fromisoformat(row.reviewed_on) if row.reviewed_on else None,
        due_on=date.fromisoformat(row.due_on) if row.due_on else None,
        stability=row.stability,
        difficulty=row.difficulty,
        rating=Rating(row.rating) if row.rating else None,
    )


async def memories_of(connection: AsyncConnection, people: Collection[int]) -> Mapping[int, dict[int, Memory]]:
    """Return what people remember, by person and question."""
    found: dict[int, dict[int, Memory]] = defaultdict(dict)
    rows = await connection.execute(select(card_memories).where(card_memories.c.person.in_(people)))
    for row in rows:
        found[row.person][row.question] = memory_of(row)
    return found


async def put_memory(connection: AsyncConnection, person: int, memory: Memory) -> None:
    """Keep what somebody remembers of a question."""
    values: dict[str, Any] = {
        "theme": memory.theme.value,
        "shown_on": memory.shown_on.isoformat(),
        "reviewed_on": memory.reviewed_on and memory.reviewed_on.isoformat(),
        "due_on": memory.due_on and memory.due_on.isoformat(),
        "stability": memory.stability,
        "difficulty": memory.difficulty,
        "rating": memory.rating and memory.rating.value,
    }
    row = insert(connection, card_memories).values(person=person, question=memory.question, **values)
    await connection.execute(row.on_conflict_do_update(index_elements=["person", "question"], set_=values))


async def drop_memory(connection: AsyncConnection, person: int, question: int) -> None:
    """Forget that somebody has seen a question."""
    m = card_memories.c
    await connection.execute(delete(card_memories).where(and_(m.person == person, m.question == question)))


async def add_showing(
    connection: AsyncConnection,
    person: int,
    question: BankQuestion,
    day: date,
    now: datetime,
    follows: int | None = None,
    *,
    asked_for: bool,
) -> Showing:
    """Note that a card is being put before somebody."""
    values = {
        "person": person,
        "question": question.id,
        "theme": question.theme.value,
        "day": day.isoformat(),
        "asked_for": asked_for,
        "follows": follows,
        "shown": now,
    }
    added = await connection.execute(card_showings.insert().values(values).returning(card_showings))
    return showing_of(added.one())
