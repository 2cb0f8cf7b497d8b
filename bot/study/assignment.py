"""A study task as one person has it: done or not, which questions were right, when to be reminded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.study_tables import deliveries, quiz_answers, recipients, study_tasks
from bot.storage.tables import persons
from bot.study.delivery import DeliveryState
from bot.study.task import StudyError, Task, TaskState, task_of
from bot.words import study as words

UNDER_WAY = (TaskState.SENDING, TaskState.PAUSED, TaskState.SENT)
"""States in which a task can be done."""
_OUT = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN)


class Feeling(StrEnum):
    """What a person says of a task afterwards."""

    USEFUL = "useful"
    SO_SO = "so-so"
    LOST = "lost"

    @property
    def label(self) -> str:
        """What stands on its button."""
        return words.FEELINGS[self]


@dataclass(frozen=True, slots=True)
class Assignment:
    """A study task as one person has it.

    Attributes:
        task: The task.
        person: The bot's number.
        chat: The person's private chat.
        zone: The time zone the person has set.
        quiet_hours: And the quiet hours; see `bot.people.daytime`.
        completed: When it was done.
        feedback: How it was.
        asked_feedback: Whether that was asked.
        remind_at: When the person wants to be reminded.
        reminded_on: Day of the last reminder, ISO 8601.
        may_be_there: Whether something of it may have arrived.
        first: The message it begins with; None where it is not known to have arrived.
        last: The message with the buttons.
        answers: Whether a question was right at the last try, by its place.
    """

    task: Task
    person: int
    chat: int
    zone: str | None
    quiet_hours: tuple[int | None, int | None]
    completed: datetime | None
    feedback: Feeling | None
    asked_feedback: bool
    remind_at: datetime | None
    reminded_on: str | None
    may_be_there: bool
    first: int | None
    last: int | None
    answers: Mapping[int, bool]

    @property
    def unanswered(self) -> list[int]:
        """The questions not tried yet."""
        return [place for place in range(len(self.task.questions)) if place not in self.answers]

    @property
    def wrong(self) -> list[int]:
        """The questions wrong at the last try."""
        return sorted(place for place, right in self.answers.items() if not right)

    @property
    def understood(self) -> bool:
        """Whether it is done and every question was right in the end."""
        return self.completed is not None and not self.unanswered and not self.wrong

    def is_late(self, moment: datetime) -> bool:
        """Tell whether the deadline has passed."""
        return self.task.deadline is not None and moment >= self.task.deadline


async def assignments(connection: AsyncConnection, *conditions: ColumnElement[bool]) -> list[Assignment]:
    """Return some people's tasks, the nearest deadline first.

    Args:
        connection: The transaction they are read in.
        conditions: On `recipients`, `study_tasks` and `persons`.
    """
    r, t, d, q = recipients.c, study_tasks.c, deliveries.c, quiz_answers.c
    own = (r.person, r.completed, r.feedback, r.asked_feedback, r.remind_at, r.reminded_on)
    theirs = (persons.c.telegram_id, persons.c.zone, persons.c.quiet_from, persons.c.quiet_to)
    query = select(study_tasks, *(column.label(f"own_{column.name}") for column in own), *theirs)
    query = query.join_from(recipients, study_tasks).join(persons, persons.c.id == r.person).where(*conditions)
    rows = (await connection.execute(query.order_by(t.deadline.is_(None), t.deadline, t.id))).all()
    numbers, people = {row.id for row in rows}, {row.own_person for row in rows}
    messages: dict[tuple[int, int], list[int | None]] = defaultdict(list)
    out = select(d.task, d.person, d.message_id).where(d.task.in_(numbers), d.person.in_(people), d.state.in_(_OUT))
    for task, person, message in await connection.execute(out.order_by(d.part)):
        messages[task, person].append(message)
    answers: dict[tuple[int, int], dict[int, bool]] = defaultdict(dict)
    tried = select(q.task, q.person, q.question, q.right).where(q.task.in_(numbers), q.person.in_(people))
    for task, person, question, right in await connection.execute(tried):
        answers[task, person][question] = right
    return [_assignment(row, messages[row.id, row.own_person], answers[row.id, row.own_person]) for row in rows]


def _assignment(row: Any, out: list[int | None], answers: dict[int, bool]) -> Assignment:  # noqa: ANN401 - a row
    messages = [message for message in out if message is not None]
    return Assignment(
        task=task_of(row),
        person=row.own_person,
        chat=row.telegram_id,
        zone=row.zone,
        quiet_hours=(row.quiet_from, row.quiet_to),
        completed=row.own_completed,
        feedback=Feeling(row.own_feedback) if row.own_feedback else None,
        asked_feedback=row.own_asked_feedback is not None,
        remind_at=row.own_remind_at,
        reminded_on=row.own_reminded_on,
        may_be_there=bool(out),
        first=messages[0] if messages else None,
        last=messages[-1] if messages else None,
        answers=answers,
    )


async def assignment(connection: AsyncConnection, telegram_id: int, task: int) -> Assignment:
    """Return a task as somebody has it.

    Raises:
        StudyError: It is not for them, or was taken back.
    """
    found = await assignments(connection, persons.c.telegram_id == telegram_id, recipients.c.task == task)
    if not found:
        raise StudyError(words.NOT_FOR_YOU)
    if found[0].task.state not in UNDER_WAY:
        raise StudyError(words.TAKEN_BACK.format(title=found[0].task.title))
    return found[0]
