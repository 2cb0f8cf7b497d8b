"""What study hours and short quizzes keep about a person: given out, deleted, and gone in time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.bank_tables import bank_questions
from bot.storage.hours_tables import short_quiz_questions, short_quizzes, study_hours
from bot.storage.tables import persons


async def data_of(connection: AsyncConnection, telegram_id: int) -> dict[str, Any]:
    """Return what is kept about a person, ready for JSON; empty parts where there is nothing."""
    h, i, q = study_hours.c, short_quiz_questions.c, short_quizzes.c
    own = select(persons.c.id).where(persons.c.telegram_id == telegram_id).scalar_subquery()
    hours = select(h.day, h.title, h.kind, h.tenths).where(h.person == own).order_by(h.day, h.source)
    asked = select(bank_questions.c.text, i.right, i.answered).join_from(short_quiz_questions, short_quizzes)
    asked = asked.join(bank_questions, bank_questions.c.id == i.question, isouter=True)
    answers = (await connection.execute(asked.where(q.person == own).order_by(i.quiz, i.place))).all()
    return {
        "study_hours": [
            {"day": row.day, "what": row.title, "kind": row.kind, "hours": row.tenths / 10}
            for row in await connection.execute(hours)
        ],
        "short_quizzes": [
            {"question": row.text, "right": row.right, "answered": row.answered and row.answered.isoformat()}
            for row in answers
        ],
    }


async def forget(connection: AsyncConnection, telegram_id: int) -> None:
    """Delete what is kept about a person; the corrections they made stay without their author."""
    own = select(persons.c.id).where(persons.c.telegram_id == telegram_id).scalar_subquery()
    await connection.execute(delete(study_hours).where(study_hours.c.person == own))
    await connection.execute(delete(short_quizzes).where(short_quizzes.c.person == own))
    await connection.execute(update(study_hours).where(study_hours.c.author == telegram_id).values(author=None))


async def expire(connection: AsyncConnection, oldest: datetime) -> None:
    """Delete the hours and the quizzes before some moment."""
    await connection.execute(delete(study_hours).where(study_hours.c.day < oldest.date().isoformat()))
    await connection.execute(delete(short_quizzes).where(short_quizzes.c.begun < oldest))
