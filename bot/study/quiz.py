"""The questions that check whether a study task was understood: asked one after another, answered in polls.

A poll belongs to one person: others who come by it, forwarded, answer nothing. Its options stand in an order of its
own, so that what a neighbour has pressed helps nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.markup import cut, units
from bot.storage.engine import insert
from bot.storage.study_tables import quiz_answers, task_polls
from bot.storage.tables import persons
from bot.study.assignment import Assignment, assignment
from bot.study.completion import Way, completed

EXPLANATION = 200
"""UTF-16 units, and at most two line feeds (core.telegram.org/bots/api#sendpoll)."""
QUESTION = 300
_OMITTED = "…"


class Asked(Protocol):
    """A question of a study task or of the bank."""

    @property
    def text(self) -> str:
        """What is asked."""

    @property
    def options(self) -> tuple[str, ...]:
        """What may be answered."""

    @property
    def right(self) -> int:
        """Index of the right one."""

    @property
    def explanation(self) -> str:
        """Why it is right."""


class Quiz:
    """The polls that were sent, and what was answered.

    Args:
        engine: A database that is up to date.
        zone: The time zone people live in.
        now: What the time is.
    """

    def __init__(
        self, engine: AsyncEngine, zone: ZoneInfo, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._engine = engine
        self._reading = engine.execution_options(read_only=True)
        self._zone = zone
        self._now = now

    async def waiting(self, own: Assignment) -> int | None:
        """Return the message of the poll that waits for its answer; None where none does."""
        query = select(task_polls.c.message_id).where(_waiting(own)).order_by(task_polls.c.message_id.desc()).limit(1)
        async with self._reading.connect() as connection:
            message = await connection.scalar(query)
        return message if message is None else int(message)

    async def lost(self, own: Assignment) -> None:
        """Forget the polls that wait: the person has deleted them."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(task_polls).where(_waiting(own)))

    async def asked(self, own: Assignment, question: int, poll: str, message: int, order: tuple[int, ...]) -> None:
        """Note a poll that was sent."""
        values = {"poll": poll, "task": own.task.id, "person": own.person, "question": question}
        values |= {"message_id": message, "options": list(order)}
        async with self._engine.begin() as connection:
            await connection.execute(insert(connection, task_polls).values(values).on_conflict_do_nothing())

    async def answer(self, poll: str, telegram_id: int, option: int) -> tuple[Assignment, int] | None:
        """Count an answer; with the last question the task is done, late or not. A repeated answer counts once.

        Args:
            poll: Telegram's id of the poll.
            telegram_id: Who answers.
            option: Which of the options, as they were shown.

        Returns:
            The task as the person has it now and which question this was; None where the poll is not theirs.

        Raises:
            StudyError: The task was taken back.
        """
        p = task_polls.c
        query = select(task_polls).join(persons, persons.c.id == p.person)
        query = query.where(p.poll == poll, persons.c.telegram_id == telegram_id)
        async with self._engine.begin() as connection:
            row = (await connection.execute(query.with_for_update(of=task_polls))).first()
            if row is None or not 0 <= option < len(row.options):
                return None
            own = await assignment(connection, telegram_id, row.task)
            if row.answered is None:
                await self._count(connection, own, row.question, row.options[option])
                answered = update(task_polls).where(p.poll == poll).values(answered=self._now())
                await connection.execute(answered)
                own = await assignment(connection, telegram_id, row.task)
                if not own.unanswered:
                    await completed(connection, own, Way.QUIZ, self._now(), self._zone)
                    own = await assignment(connection, telegram_id, row.task)
            return own, row.question

    async def _count(self, connection: AsyncConnection, own: Assignment, question: int, chosen: int) -> None:
        right = own.task.questions[question].right == chosen
        last = {"chosen": chosen, "right": right, "answered": self._now()}
        key = {"task": own.task.id, "person": own.person, "question": question}
        row = insert(connection, quiz_answers).values(**key, **last, first_right=right)
        await connection.execute(row.on_conflict_do_update(index_elements=list(key), set_=last))


def next_question(own: Assignment, after: int = -1) -> int | None:
    """Return which question comes next: one not tried yet, else one after `after` that was wrong; None for none."""
    return next(iter(own.unanswered or [place for place in own.wrong if place > after]), None)


def order_of(question: Asked, salt: int) -> tuple[int, ...]:
    """Return the options in an order that looks like chance and is the same whenever one update is handled again."""
    return tuple(sorted(range(len(question.options)), key=lambda place: sha256(f"{salt}:{place}".encode()).digest()))


def headed(question: Asked, place: int, count: int) -> str:
    """Return what is asked, with its number where there are several and there is room."""
    text = f"{place + 1}/{count} {question.text}"
    return text if count > 1 and units(text) <= QUESTION else question.text


def explained(question: Asked, where: str, room: int = EXPLANATION) -> str:
    """Return why the right answer is right, with the article it stands in, in one paragraph that fits a poll."""
    reason = " ".join(question.explanation.split())
    where = "" if where.strip("（）") in reason else where
    room -= units(where)
    if units(reason) > room:
        reason = cut(reason, room - 1) + _OMITTED
    return reason + where


def _waiting(own: Assignment) -> ColumnElement[bool]:
    p = task_polls.c
    return (p.task == own.task.id) & (p.person == own.person) & p.answered.is_(None)
