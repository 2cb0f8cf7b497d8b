"""In which weeks somebody has studied, and how many in a row."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.hours import ledger
from bot.storage.card_tables import card_showings
from bot.storage.hours_tables import short_quiz_questions, short_quizzes
from bot.storage.study_tables import recipients

SHOWN = 12
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Weeks:
    """The weeks of somebody's studying.

    Attributes:
        streak: How many in a row, up to this week or, as long as it is not over, up to the last.
        this: Something was studied this week.
        shown: Of the last weeks, this one last, in which something was studied.
    """

    streak: int
    this: bool
    shown: tuple[bool, ...]


def weeks(days: Collection[date], today: date) -> Weeks:
    """Return the weeks, from Monday to Sunday, of the days on which somebody has studied."""
    studied = {_monday(day) for day in days}
    current = _monday(today)
    monday = current if current in studied else current - _WEEK
    streak = 0
    while monday in studied:
        streak, monday = streak + 1, monday - _WEEK
    shown = tuple(current - _WEEK * back in studied for back in reversed(range(SHOWN)))
    return Weeks(streak, current in studied, shown)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


async def study_days(connection: AsyncConnection, person: int, zone: ZoneInfo) -> set[date]:
    """Return the days on which somebody has studied anything: a task, a quiz, a card, what hours were credited for."""
    i, q, r, s = short_quiz_questions.c, short_quizzes.c, recipients.c, card_showings.c
    answered = select(i.answered).join_from(short_quiz_questions, short_quizzes, q.id == i.quiz)
    moments = [
        *await connection.scalars(answered.where(q.person == person, i.right.is_not(None))),
        *await connection.scalars(select(r.completed).where(r.person == person, r.completed.is_not(None))),
        *await connection.scalars(select(s.rated).where(s.person == person, s.rated.is_not(None))),
    ]
    return await ledger.days(connection, person) | {moment.astimezone(zone).date() for moment in moments}
