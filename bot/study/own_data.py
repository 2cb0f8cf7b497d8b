"""What study tasks keep about a person: given out, deleted, and gone in time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.study_tables import quiz_answers, recipients, study_tasks
from bot.storage.tables import persons

KEPT_DAYS = 730
"""Two years: 民主评议 looks back on one, and begins after it is over."""


async def data_of(connection: AsyncConnection, telegram_id: int) -> dict[str, Any]:
    """Return what is kept about a person, ready for JSON; empty parts where there is nothing."""
    r, t, q = recipients.c, study_tasks.c, quiz_answers.c
    own = select(persons.c.id).where(persons.c.telegram_id == telegram_id).scalar_subquery()
    received = select(t.id, t.title, r.completed, r.completed_by, r.feedback, r.remind_at).join_from(
        recipients, study_tasks
    )
    tasks = (await connection.execute(received.where(r.person == own).order_by(t.id))).all()
    answers = (await connection.execute(select(quiz_answers).where(q.person == own).order_by(q.task, q.question))).all()
    quiet = await connection.scalar(select(persons.c.quiet_until).where(persons.c.telegram_id == telegram_id))
    titles = select(t.title).where(t.author == telegram_id).order_by(t.id)
    return {
        "study_tasks": [
            {
                "title": task.title,
                "completed": task.completed and task.completed.isoformat(),
                "completed_by": task.completed_by,
                "feedback": task.feedback,
                "remind_at": task.remind_at and task.remind_at.isoformat(),
                "answers": [
                    {"question": a.question, "chosen": a.chosen, "right": a.right, "answered": a.answered.isoformat()}
                    for a in answers
                    if a.task == task.id
                ],
            }
            for task in tasks
        ],
        "no_reminders_until": quiet and quiet.isoformat(),
        "study_tasks_sent": list(await connection.scalars(titles)),
    }


async def forget(connection: AsyncConnection, telegram_id: int) -> None:
    """Delete what is kept about a person; the tasks they have sent stay without their author."""
    own = select(persons.c.id).where(persons.c.telegram_id == telegram_id).scalar_subquery()
    await connection.execute(delete(recipients).where(recipients.c.person == own))
    t = study_tasks.c
    await connection.execute(update(study_tasks).where(t.author == telegram_id).values(author=None))
    shown = update(study_tasks).where(t.progress_chat == telegram_id)
    await connection.execute(shown.values(progress_chat=None, progress_message=None))


async def expire(connection: AsyncConnection, oldest: datetime) -> None:
    """Delete the tasks made before some moment, with all that came of them."""
    await connection.execute(delete(study_tasks).where(study_tasks.c.created < oldest))
