"""What quiz evenings keep about a person while they go on: given out, and deleted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.evening_tables import evening_answers, evening_players, evenings


async def data_of(connection: AsyncConnection, telegram_id: int) -> dict[str, Any]:
    """Return what is kept about a person, ready for JSON; empty parts where there is nothing."""
    p, a, e = evening_players.c, evening_answers.c, evenings.c
    players = (await connection.execute(select(evening_players).where(p.person == telegram_id))).all()
    answers = (await connection.execute(select(evening_answers).where(a.person == telegram_id))).all()
    started = await connection.scalars(select(e.id).where(e.starter == telegram_id))
    return {
        "quiz_evenings": [
            {
                "team": player.team,
                "named": player.name,
                "answers": [
                    {"question": one.number, "right": one.right} for one in answers if one.evening == player.evening
                ],
            }
            for player in players
        ],
        "quiz_evenings_running": len(started.all()),
    }


async def forget(connection: AsyncConnection, telegram_id: int) -> None:
    """Delete what is kept about a person; an evening they have started ends."""
    await connection.execute(delete(evening_players).where(evening_players.c.person == telegram_id))
    theirs = update(evenings).where(evenings.c.starter == telegram_id)
    await connection.execute(theirs.values(starter=None))
