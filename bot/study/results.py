"""How a study task went, in numbers of people: its questions, how it was found, whom it reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.study_tables import deliveries, quiz_answers, recipients
from bot.storage.tables import memberships, persons
from bot.study.assignment import Feeling
from bot.study.audience import AudienceError, addressees
from bot.study.delivery import DeliveryState
from bot.study.tally import Branches
from bot.study.task import Question, Task

_WORST = (
    DeliveryState.BLOCKED,
    DeliveryState.FAILED,
    DeliveryState.UNKNOWN,
    DeliveryState.QUEUED,
    DeliveryState.SENDING,
    DeliveryState.CANCELLED,
    DeliveryState.WITHDRAWN,
)
"""What has become of a task for one person is the first of these that became of any of its messages, else sent."""


@dataclass(frozen=True, slots=True)
class Reached:
    """People, by whether they got a task.

    Attributes:
        sent: All of it.
        waiting: It is on its way.
        failed: A part could not be delivered.
        blocked: They do not let the bot write.
        unknown: Nobody knows whether a part arrived.
        absent: In the audience, and not joined yet.
    """

    sent: int
    waiting: int
    failed: int
    blocked: int
    unknown: int
    absent: int


@dataclass(frozen=True, slots=True)
class Answers:
    """How a question went.

    Attributes:
        task: Of which task.
        place: Which of its questions, from 0.
        question: The question.
        tried: How many people tried it.
        first_wrong: How many were wrong at the first try.
        still_wrong: How many at the last.
    """

    task: Task
    place: int
    question: Question
    tried: int
    first_wrong: int
    still_wrong: int

    @property
    def share(self) -> float:
        """Share of people wrong at the first try."""
        return self.first_wrong / self.tried if self.tried else 0.0

    @property
    def article(self) -> str:
        """Id of the article it is from; empty where none is known."""
        return self.question.article or (self.task.article.id if self.task.article else "")


def inside(within: Branches) -> ColumnElement[bool]:
    """Return the condition that a recipient is in one of some branches."""
    return true() if within is None else recipients.c.branch.in_(within)


async def answers(connection: AsyncConnection, tasks: Sequence[Task], within: Branches) -> tuple[Answers, ...]:
    """Return how the questions of tasks went, those most often wrong at the first try first."""
    q, r = quiz_answers.c, recipients.c
    by_number = {task.id: task for task in tasks}
    wrong = [func.sum(case((column, 0), else_=1)) for column in (q.first_right, q.right)]
    query = select(q.task, q.question, func.count(), *wrong).join(
        recipients, (r.task == q.task) & (r.person == q.person)
    )
    rows = await connection.execute(query.where(q.task.in_(by_number), inside(within)).group_by(q.task, q.question))
    found = [
        Answers(by_number[task], place, by_number[task].questions[place], tried, int(first), int(last))
        for task, place, tried, first, last in rows
        if place < len(by_number[task].questions)
    ]
    return tuple(sorted(found, key=lambda answer: (-answer.share, -answer.tried, answer.task.id, answer.place)))


async def feelings(connection: AsyncConnection, task: Task, within: Branches) -> dict[Feeling, int]:
    """Count how people found a task."""
    r = recipients.c
    query = select(r.feedback, func.count()).where(r.task == task.id, r.feedback.is_not(None), inside(within))
    counted = {Feeling(said): people for said, people in await connection.execute(query.group_by(r.feedback))}
    return {feeling: counted.get(feeling, 0) for feeling in Feeling}


async def reached(connection: AsyncConnection, task: Task, within: Branches) -> Reached:
    """Count whom a task reached; somebody of whose messages one is missing has not got it."""
    d, r = deliveries.c, recipients.c
    rank = case(*((d.state == state, place) for place, state in enumerate(_WORST)), else_=len(_WORST))
    each = select(func.min(rank).label("worst")).join(recipients, (r.task == d.task) & (r.person == d.person))
    each = each.where(d.task == task.id, inside(within)).group_by(d.person)
    people = each.subquery()
    rows = await connection.execute(select(people.c.worst, func.count()).group_by(people.c.worst))
    counted = {(*_WORST, DeliveryState.SENT)[worst]: count for worst, count in rows}
    return Reached(
        sent=counted.get(DeliveryState.SENT, 0),
        waiting=counted.get(DeliveryState.QUEUED, 0) + counted.get(DeliveryState.SENDING, 0),
        failed=counted.get(DeliveryState.FAILED, 0),
        blocked=counted.get(DeliveryState.BLOCKED, 0),
        unknown=counted.get(DeliveryState.UNKNOWN, 0),
        absent=len(await absent(connection, task, within)),
    )


async def absent(connection: AsyncConnection, task: Task, within: Branches) -> list[str]:
    """Return who is in the audience now and has not joined yet."""
    conditions = [persons.c.telegram_id.is_(None)]
    if within is not None:
        conditions.append(persons.c.id.in_(select(memberships.c.person).where(memberships.c.branch.in_(within))))
    try:
        people = await addressees(connection, task.audience, *conditions)
    except AudienceError:
        return []  # the field was renamed since
    return [person.name for person in people if within is None or person.branch in within]
