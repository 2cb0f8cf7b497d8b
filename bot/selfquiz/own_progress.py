"""How far somebody has got, for their own eyes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.bank.bank import Bank
from bot.hours import ledger
from bot.people.daytime import zone_of
from bot.selfquiz.known import Chapter, chapters, themes, verdicts
from bot.selfquiz.weeks import Weeks, study_days, weeks
from bot.storage.tables import persons
from bot.study.task import Kind, StudyError, Theme
from bot.words import selfquiz as words
from knowledge.document import Audience


@dataclass(frozen=True, slots=True)
class OwnProgress:
    """How far somebody has got.

    Attributes:
        today: The day people have.
        weeks: In which weeks they have studied.
        chapters: How far each chapter is known.
        themes: (known, all) of the questions about rights and about duties.
        hours: Study hours of this year, in tenths.
    """

    today: date
    weeks: Weeks
    chapters: tuple[Chapter, ...]
    themes: Mapping[Theme, tuple[int, int]]
    hours: Mapping[Kind, int]

    @property
    def known(self) -> int:
        """How many articles are known."""
        return sum(chapter.known for chapter in self.chapters)

    @property
    def total(self) -> int:
        """How many articles have questions."""
        return sum(chapter.total for chapter in self.chapters)


class ProgressOfPersons:
    """Everybody's own progress.

    Args:
        engine: A database that is up to date.
        bank: Gives the questions there are.
        zone: The time zone of whoever has set none.
        now: What the time is.
    """

    def __init__(
        self, engine: AsyncEngine, bank: Bank, zone: ZoneInfo, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._reading = engine.execution_options(read_only=True)
        self._bank = bank
        self._zone = zone
        self._now = now

    async def of(self, telegram_id: int, audience: Audience) -> OwnProgress:
        """Return how far somebody has got.

        Raises:
            StudyError: The person is in no branch.
        """
        p = persons.c
        async with self._reading.connect() as connection:
            row = (await connection.execute(select(p.id, p.zone).where(p.telegram_id == telegram_id))).first()
            if row is None:
                raise StudyError(words.NOBODY)
            person, zone = row.id, zone_of(row.zone, self._zone)
            today = self._now().astimezone(zone).date()
            found = await verdicts(connection, person)
            days = await study_days(connection, person, zone)
            hours = (await ledger.totals(connection, (person,), today.year))[person]
        asked = {question.id: question for question in await self._bank.all(audience)}
        asked |= {question.id: question for question in await self._bank.all(audience, cards=True)}
        questions = list(asked.values())
        return OwnProgress(
            today=today,
            weeks=weeks(days, today),
            chapters=tuple(chapters(questions, found)),
            themes=themes(questions, found),
            hours=hours,
        )
