"""Questions that found no answer, kept without who asked, until somebody answers them or 90 days have passed.

So that different askers can be counted, each question bears a keyed hash of the week and the asker's Telegram id. The
key is a file outside the database (see `bot.consulting.seal`), and each week has a salt that is deleted when the week
is over: from then on nobody can tell whose a question was, not even who has the key. One person in two weeks looks
like two, so askers are only counted within a week (see `bot.gaps.clusters`). Days are kept, not moments, and the
numbers of the rows are random: neither can be matched with when somebody's message came in.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.consulting.seal import Seal
from bot.gaps.masking import mask
from bot.storage.engine import insert
from bot.storage.knowledge_tables import gap_weeks, gaps
from index.replies import wording

KEPT_DAYS = 90
LONGEST = 200
"""Characters kept of a question; what is longer is a story, and stories tell who tells them."""
REPORT_HOUR = 9
"""When on Monday the administrators are told."""


class Reason(StrEnum):
    """Why a question is a gap."""

    REFUSED = "refused"
    USELESS = "useless"
    """Somebody pressed 「没用」."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One question by one asker.

    Attributes:
        id: Random.
        question: What was asked, masked.
        asker: Tells askers of one week apart.
        day: When.
    """

    id: int
    question: str
    asker: str
    day: date

    @property
    def week(self) -> str:
        """The week it was asked in."""
        return week_of(self.day)


def week_of(day: date) -> str:
    """Return the ISO week of a day: 2026-W47."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


class Gaps:
    """All of them.

    Args:
        engine: A database that is up to date.
        seal: The key of the hashes.
        zone: The time zone people live in.
        now: What the time is.
    """

    def __init__(
        self, engine: AsyncEngine, seal: Seal, zone: ZoneInfo, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._engine = engine
        self._reading = engine.execution_options(read_only=True)
        self._seal = seal
        self._zone = zone
        self._now = now

    def today(self) -> date:
        """Return the day where people live."""
        return self._now().astimezone(self._zone).date()

    async def note(self, telegram_id: int, question: str, reason: Reason, article_id: str | None = None) -> bool:
        """Keep a question, without who asked; the same from the same person counts once a week.

        Args:
            telegram_id: Who asked; only a hash of it is kept.
            question: What; kept masked and no longer than `LONGEST`.
            reason: Why.
            article_id: The article that was of no use.

        Returns:
            Whether it is new and there is something to read in it.
        """
        words, today = mask(question)[:LONGEST].strip(), self.today()
        if len(wording(words)) < 2:
            return False
        async with self._engine.begin() as connection:
            asker = await self._asker(connection, telegram_id, today)
            if await _same(connection, asker, words):
                return False
            row = {"question": words, "reason": reason, "article_id": article_id, "asker": asker}
            number = secrets.randbits(53)
            await connection.execute(gaps.insert().values(**row, id=number, day=today.isoformat(), dismissed=False))
        return True

    async def _asker(self, connection: AsyncConnection, telegram_id: int, today: date) -> str:
        """Return the hash that stands for a person in this week."""
        week = week_of(today)
        row = insert(connection, gap_weeks).values(week=week, salt=secrets.token_bytes(16))
        await connection.execute(row.on_conflict_do_nothing())
        salt = await connection.scalar(select(gap_weeks.c.salt).where(gap_weeks.c.week == week))
        return self._seal.digest(f"{week} {telegram_id} ".encode() + (salt or b""))

    async def withdraw(self, telegram_id: int, question: str) -> None:
        """Delete a person's question of this week: it was answered after all, or goes to the secretary unnamed."""
        async with self._engine.begin() as connection:
            asker = await self._asker(connection, telegram_id, self.today())
            found = await _same(connection, asker, mask(question)[:LONGEST])
            await connection.execute(delete(gaps).where(gaps.c.id.in_(found)))

    async def asked_by(self, telegram_id: int) -> list[str]:
        """Return a person's questions of this week; whose the older ones are nobody can tell any more."""
        async with self._engine.begin() as connection:
            asker = await self._asker(connection, telegram_id, self.today())
            return list(await connection.scalars(select(gaps.c.question).where(gaps.c.asker == asker)))

    async def forget(self, telegram_id: int) -> None:
        """Delete a person's questions of this week."""
        async with self._engine.begin() as connection:
            asker = await self._asker(connection, telegram_id, self.today())
            await connection.execute(delete(gaps).where(gaps.c.asker == asker))

    async def kept(self, *, dismissed: bool) -> list[Gap]:
        """Return the questions that wait for an answer, or those no administrator wants to see; the latest first."""
        oldest = (self.today() - timedelta(days=KEPT_DAYS)).isoformat()
        query = select(gaps.c.id, gaps.c.question, gaps.c.asker, gaps.c.day)
        query = query.where(gaps.c.day > oldest, gaps.c.dismissed.is_(dismissed)).order_by(gaps.c.day.desc(), gaps.c.id)
        async with self._reading.connect() as connection:
            rows = (await connection.execute(query)).all()
        return [Gap(row.id, row.question, row.asker, date.fromisoformat(row.day)) for row in rows]

    async def dismiss(self, numbers: Collection[int]) -> None:
        """Let administrators see these, and what is asked like them, no more."""
        async with self._engine.begin() as connection:
            await connection.execute(update(gaps).where(gaps.c.id.in_(numbers)).values(dismissed=True))

    async def report_due(self) -> bool:
        """Tell whether it is time to tell the administrators of the week before, and nobody has begun to."""
        now = self._now().astimezone(self._zone)
        if now < datetime.combine(monday_of(now.date()), time(REPORT_HOUR), self._zone):
            return False
        query = select(gap_weeks.c.reported).where(gap_weeks.c.week == week_of(now.date()))
        async with self._reading.connect() as connection:
            return await connection.scalar(query) is None

    async def claim_report(self) -> bool:
        """Take this week's report upon oneself; only one of several processes can."""
        week = week_of(self.today())
        async with self._engine.begin() as connection:
            row = insert(connection, gap_weeks).values(week=week, salt=secrets.token_bytes(16))
            await connection.execute(row.on_conflict_do_nothing())
            claim = update(gap_weeks).where(gap_weeks.c.week == week, gap_weeks.c.reported.is_(None))
            return bool((await connection.execute(claim.values(reported=self._now()))).rowcount)

    async def give_up_report(self) -> None:
        """Leave this week's report to another try."""
        async with self._engine.begin() as connection:
            week = week_of(self.today())
            await connection.execute(update(gap_weeks).where(gap_weeks.c.week == week).values(reported=None))

    async def expire(self) -> None:
        """Delete what has been kept long enough, and the salts of weeks that are over; call every day or so."""
        today = self.today()
        oldest = today - timedelta(days=KEPT_DAYS)
        async with self._engine.begin() as connection:
            await connection.execute(delete(gaps).where(gaps.c.day <= oldest.isoformat()))
            await connection.execute(delete(gap_weeks).where(gap_weeks.c.week < week_of(oldest)))
            over = update(gap_weeks).where(gap_weeks.c.week < week_of(today), gap_weeks.c.salt.is_not(None))
            await connection.execute(over.values(salt=None))


async def _same(connection: AsyncConnection, asker: str, question: str) -> list[int]:
    """Return what an asker has asked in the same words."""
    rows = (await connection.execute(select(gaps.c.id, gaps.c.question).where(gaps.c.asker == asker))).all()
    return [row.id for row in rows if wording(row.question) == wording(question)]
