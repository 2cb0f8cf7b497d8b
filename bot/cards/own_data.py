"""What cards and settings keep about a person: given out, and gone in time; deleted with the person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.people.daytime import time_of
from bot.storage.card_tables import card_memories, card_plans, card_showings
from bot.storage.tables import persons

KEPT_DAYS = 730
"""As long as study tasks: the question is what was studied in a year, and a year later."""


async def data_of(connection: AsyncConnection, telegram_id: int) -> dict[str, Any]:
    """Return what is kept about a person, ready for JSON; empty parts where there is nothing."""
    person = (await connection.execute(select(persons).where(persons.c.telegram_id == telegram_id))).first()
    if person is None:
        return {"cards": [], "card_showings": [], "settings": {}}
    of_cards = card_memories.c.person == person.id
    memories = await connection.execute(select(card_memories).where(of_cards).order_by(card_memories.c.question))
    of_showings = card_showings.c.person == person.id
    showings = await connection.execute(select(card_showings).where(of_showings).order_by(card_showings.c.id))
    plan = (await connection.execute(select(card_plans).where(card_plans.c.person == person.id))).first()
    return {
        "cards": [_without_person(row) for row in memories],
        "card_showings": [_without_person(row) for row in showings],
        "settings": {
            "card_at": _clock(plan.minute) if plan else None,
            "card_days": plan.days if plan else None,
            "next_card": plan.next_at.isoformat() if plan and plan.next_at else None,
            "reads_cards_at": _clock(plan.reads_at) if plan else None,
            "time_zone": person.zone,
            "quiet_hours": [
                None if minute is None else f"{time_of(minute):%H:%M}"
                for minute in (person.quiet_from, person.quiet_to)
            ],
            "switched_off": person.silent and person.silent.isoformat(),
        },
    }


def _clock(minute: int | None) -> str | None:
    return None if minute is None else f"{time_of(minute):%H:%M}"


def _without_person(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a row
    values = dict(row._mapping)
    del values["person"]
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


async def forget(connection: AsyncConnection, telegram_id: int) -> None:
    """Delete what is kept about a person."""
    own = select(persons.c.id).where(persons.c.telegram_id == telegram_id).scalar_subquery()
    for table in (card_showings, card_memories, card_plans):
        await connection.execute(delete(table).where(table.c.person == own))
    usual = {"zone": None, "quiet_from": None, "quiet_to": None, "silent": None}
    await connection.execute(update(persons).where(persons.c.telegram_id == telegram_id).values(usual))


async def expire(connection: AsyncConnection, oldest: datetime) -> None:
    """Delete the cards shown before some moment; what is remembered stays as long as the person does."""
    await connection.execute(delete(card_showings).where(card_showings.c.shown < oldest))
