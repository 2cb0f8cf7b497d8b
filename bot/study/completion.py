"""Doing a study task: it is done, it was useful or not, and all that a person has done and has still to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.hours.ledger import Source, credit, totals
from bot.people.daytime import zone_of
from bot.storage.study_tables import recipients
from bot.storage.tables import persons
from bot.study.assignment import UNDER_WAY, Assignment, Feeling, assignment, assignments
from bot.study.task import Kind, StudyError
from bot.words import study as words


class Way(StrEnum):
    """By what a task was completed."""

    BUTTON = "button"
    QUIZ = "quiz"


@dataclass(frozen=True, slots=True)
class Studies:
    """All study tasks of a person.

    Attributes:
        open: To be done, the nearest deadline first.
        missed: Not done, and the deadline has passed; they may still be done.
        done: The latest first.
        hours: Study hours credited this year, of tasks and all else, in tenths; daily and concentrated apart.
        quiet_until: Until when the person wants no reminders.
    """

    open: tuple[Assignment, ...]
    missed: tuple[Assignment, ...]
    done: tuple[Assignment, ...]
    hours: Mapping[Kind, int]
    quiet_until: datetime | None


class Completion:
    """What people do with the tasks they have received.

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

    async def get(self, telegram_id: int, task: int) -> Assignment:
        """Return a task as somebody has it.

        Raises:
            StudyError: It is not for them, or was taken back.
        """
        async with self._reading.connect() as connection:
            return await assignment(connection, telegram_id, task)

    async def complete(self, telegram_id: int, task: int) -> Assignment:
        """Note that somebody has done a task, after its deadline too; done before, it stays as it is.

        Raises:
            StudyError: It is not for them, was taken back, or has questions that are not answered yet.
        """
        async with self._engine.begin() as connection:
            own = await assignment(connection, telegram_id, task)
            if own.unanswered:
                raise StudyError(words.QUESTIONS_FIRST.format(count=len(own.unanswered)))
            await completed(connection, own, Way.BUTTON, self._now(), self._zone)
            return await assignment(connection, telegram_id, task)

    async def feel(self, telegram_id: int, task: int, feeling: Feeling) -> None:
        """Note how a task was; said again, the last word counts.

        Raises:
            StudyError: It is not for them, or was taken back.
        """
        async with self._engine.begin() as connection:
            own = await assignment(connection, telegram_id, task)
            await connection.execute(update(recipients).where(_row(own)).values(feedback=feeling.value))

    async def asked(self, own: Assignment) -> None:
        """Note that somebody was asked how a task was: nobody is asked twice."""
        async with self._engine.begin() as connection:
            asked = update(recipients).where(_row(own), recipients.c.asked_feedback.is_(None))
            await connection.execute(asked.values(asked_feedback=self._now()))

    async def studies(self, telegram_id: int) -> Studies:
        """Return all study tasks somebody has received."""
        now, year = self._now(), self._now().astimezone(self._zone).year
        async with self._reading.connect() as connection:
            found = await assignments(connection, persons.c.telegram_id == telegram_id)
            quiet = select(persons.c.quiet_until).where(
                persons.c.telegram_id == telegram_id, persons.c.quiet_until > now
            )
            quiet_until = await connection.scalar(quiet)
            person = await connection.scalar(select(persons.c.id).where(persons.c.telegram_id == telegram_id))
            hours = (await totals(connection, (person or 0,), year))[person or 0]
        done: list[tuple[datetime, Assignment]] = []
        for own in found:
            if own.completed:
                done.append((own.completed, own))
        left = [own for own in found if not own.completed and own.may_be_there and own.task.state in UNDER_WAY]
        return Studies(
            open=tuple(own for own in left if not own.is_late(now)),
            missed=tuple(own for own in left if own.is_late(now)),
            done=tuple(own for _, own in sorted(done, key=lambda pair: pair[0], reverse=True)),
            hours=hours,
            quiet_until=quiet_until,
        )


async def completed(connection: AsyncConnection, own: Assignment, way: Way, now: datetime, zone: ZoneInfo) -> None:
    """Write that a task is done, unless it is, and credit its hours; nobody is reminded of it any more."""
    first = update(recipients).where(_row(own), recipients.c.completed.is_(None))
    values = {"completed": now, "completed_by": way.value, "remind": None, "remind_at": None, "nudge_at": None}
    if (await connection.execute(first.values(values))).rowcount:
        task, day = own.task, now.astimezone(zone_of(own.zone, zone)).date()
        await credit(connection, own.person, task.hours, task.kind, f"{Source.TASK}:{task.id}", day, task.title)


def _row(own: Assignment) -> ColumnElement[bool]:
    return and_(recipients.c.task == own.task.id, recipients.c.person == own.person)
