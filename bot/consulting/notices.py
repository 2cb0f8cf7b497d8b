"""What has to be told of consultations: written with the change itself, dropped when it has been told.

So nothing is lost when the process dies between a change and its message. Something is told twice only where the
process dies between the message and the note that it went out.

A notice is to be sent apart from the handling of an update: the ledger notes an update's messages under its number,
and the update of somebody who asks unnamed must not stand beside a message to the secretary.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.consulting.consultation import (
    Consultation,
    ConsultationError,
    State,
    addressees,
    author_of,
    locked,
    shown,
    staffed_level,
)
from bot.consulting.seal import Seal
from bot.people.branches import branch_by_id
from bot.storage.consultation_tables import consultation_notices as notices
from bot.storage.consultation_tables import consultations
from index.working_days import is_working_day, working_days_between

WORKING_DAYS = 3
"""After so many without an answer it is brought up again, after as many more it goes up."""
MORNING = time(9)
"""Nobody is reminded earlier in the day."""
CLAIM = timedelta(minutes=5)
"""Whoever has claimed a notice and not told it by then is taken for dead."""
_AT_ONCE = 50
_LOGGER = logging.getLogger(__name__)


class News(StrEnum):
    """What has happened."""

    ARRIVED = "arrived"
    """To those who have to act."""
    BROUGHT_UP = "brought up"
    """To those who have to act and have not for three working days."""
    PASSED_UP = "passed up"
    """To the member: the level above has it now."""
    ANSWERED = "answered"
    """To the member, with the reply."""
    CLOSED = "closed"
    """To the member."""
    STAYS = "stays"
    """To the member: nobody has answered, and there is nobody above who can be reached."""


_TO_ADDRESSEES = (News.ARRIVED, News.BROUGHT_UP)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell.

    Attributes:
        id: Which.
        news: What has happened.
        to: Telegram ids of whom to tell.
        consultation: What it is about.
        words: The reply; else empty.
        claimed: Since when it is yours to tell.
    """

    id: int
    news: News
    to: tuple[int, ...] = field(repr=False)
    consultation: Consultation
    words: str = field(repr=False)
    claimed: datetime

    @property
    def to_author(self) -> bool:
        """Whether it is for the member, not for those who have to act."""
        return self.news not in _TO_ADDRESSEES


async def announce(connection: AsyncConnection, number: int, news: News, words: str = "") -> None:
    """Write down what has to be told."""
    await connection.execute(notices.insert().values(consultation=number, news=news.value, words=words))


async def pass_up(connection: AsyncConnection, row: Row[*tuple[Any, ...]], author: int | None, today: date) -> bool:
    """Pass a consultation on to the nearest level above where somebody can act.

    Args:
        connection: The transaction.
        row: Of the consultation, locked.
        author: Telegram id of who asked, if known.
        today: What day it is.

    Returns:
        False where there is none, and nothing has changed.
    """
    parent = (await branch_by_id(connection, row.branch)).parent
    walked = await staffed_level(connection, parent, author, row.passed)
    if not walked:
        return False
    stale = notices.c.news.in_([news.value for news in _TO_ADDRESSEES])
    await connection.execute(delete(notices).where(notices.c.consultation == row.id, stale))
    values = {"branch": walked[-1], "passed": [*row.passed, *walked], "arrived": today.isoformat(), "raised": None}
    change = update(consultations).where(consultations.c.id == row.id)
    await connection.execute(change.values(state=State.SENT.value, stays=False, **values))
    await announce(connection, row.id, News.ARRIVED)
    await announce(connection, row.id, News.PASSED_UP)
    return True


class Notices:
    """What has to be told, by whoever asks first: several processes may.

    Args:
        engine: A database that is up to date.
        seal: The key to who asked unnamed.
        zone: The time zone people live in.
        now: What the time is.
    """

    def __init__(
        self, engine: AsyncEngine, seal: Seal, zone: ZoneInfo, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._engine = engine
        self._seal = seal
        self._zone = zone
        self._now = now

    def _today(self) -> date:
        return self._now().astimezone(self._zone).date()

    async def due(self) -> list[Notice]:
        """Bring up what has waited too long, and return what has to be told now, in order.

        Each is yours for `CLAIM`; say `told` of each that went out. What did not comes again. Call every minute or so,
        and after every change.
        """
        today = self._today()
        if self._now().astimezone(self._zone).time() >= MORNING and is_working_day(today):
            await self._bring_up(today)
        async with self._engine.begin() as connection:
            free = or_(notices.c.claimed.is_(None), notices.c.claimed <= self._now() - CLAIM)
            query = select(notices).where(free).order_by(notices.c.id).limit(_AT_ONCE)
            rows = (await connection.execute(query.with_for_update(skip_locked=True))).all()
            if not rows:
                return []
            claimed = update(notices).where(notices.c.id.in_([row.id for row in rows]))
            await connection.execute(claimed.values(claimed=self._now()))
        found = [await self._prepare(row.id) for row in rows]
        return [notice for notice in found if notice is not None]

    async def told(self, notice: Notice, *, reached: bool = True) -> None:
        """Note that a notice has been dealt with.

        Args:
            notice: From `due`.
            reached: False where Telegram says that none of those it was for can be written to. What they should act on
                goes to the level above at once.
        """
        async with self._engine.begin() as connection:
            try:
                row = await locked(connection, notice.consultation.number)
            except ConsultationError:
                return
            own = (notices.c.id == notice.id, notices.c.claimed == notice.claimed)
            gone = delete(notices).where(*own).returning(notices.c.id)
            if await connection.scalar(gone) is None:
                return
            if (
                not reached
                and not notice.to_author
                and row.state == State.SENT
                and row.branch == notice.consultation.branch
            ):
                await self._go_up(connection, row)
            await _forget_author(connection, row)

    async def _bring_up(self, today: date) -> None:
        """Do what the calendar says to all that waits; what was done is not done again."""
        since = func.coalesce(consultations.c.raised, consultations.c.arrived)
        long_ago = (today - timedelta(days=WORKING_DAYS)).isoformat()
        waiting = (consultations.c.state == State.SENT.value) & ~consultations.c.stays & (since < long_ago)
        async with self._engine.execution_options(read_only=True).connect() as connection:
            numbers = (await connection.scalars(select(consultations.c.id).where(waiting))).all()
        for number in numbers:
            async with self._engine.begin() as connection:
                try:
                    await self._bring_up_one(connection, await locked(connection, number), today)
                except ConsultationError:
                    _LOGGER.info("consultation %d was withdrawn", number)

    async def _bring_up_one(self, connection: AsyncConnection, row: Row[*tuple[Any, ...]], today: date) -> None:
        since = date.fromisoformat(row.raised or row.arrived)
        if row.state != State.SENT or row.stays or working_days_between(since, today) < WORKING_DAYS:
            return
        if row.raised:
            await self._go_up(connection, row)
            return
        raised = update(consultations).where(consultations.c.id == row.id).values(raised=today.isoformat())
        await connection.execute(raised)
        await announce(connection, row.id, News.BROUGHT_UP)

    async def _go_up(self, connection: AsyncConnection, row: Row[*tuple[Any, ...]]) -> None:
        """Pass it up; where nobody is above it stays, and the member is told once."""
        if await pass_up(connection, row, author_of(row, self._seal), self._today()):
            return
        await connection.execute(update(consultations).where(consultations.c.id == row.id).values(stays=True))
        await announce(connection, row.id, News.STAYS)

    async def _prepare(self, notice: int) -> Notice | None:
        """Return a claimed notice with whom to tell; None where there is nobody now, or nothing to tell any more."""
        async with self._engine.begin() as connection:
            found = (await connection.execute(select(notices).where(notices.c.id == notice))).first()
            if found is None:
                return None
            try:
                row = await locked(connection, found.consultation)
            except ConsultationError:
                return None
            news = News(found.news)
            if news in _TO_ADDRESSEES and row.state != State.SENT:
                await connection.execute(delete(notices).where(notices.c.id == notice))
                return None
            author = author_of(row, self._seal)
            to: tuple[int, ...] = () if author is None else (author,)
            if news in _TO_ADDRESSEES:
                to = await addressees(connection, row.branch, author)
            if to:
                return Notice(notice, news, to, shown(row), found.words, found.claimed)
            _LOGGER.warning("consultation %d: nobody to tell that it is %s", row.id, news.value)
            if news in _TO_ADDRESSEES:
                await pass_up(connection, row, author, self._today())
            return None


async def _forget_author(connection: AsyncConnection, row: Row[*tuple[Any, ...]]) -> None:
    """Delete who asked, once an anonymous consultation is over and nothing is left to tell.

    The words go with it: nobody could have them deleted any more.
    """
    if row.author is not None or row.state != State.CLOSED:
        return
    left = exists().where(notices.c.consultation == row.id)
    over = update(consultations).where(consultations.c.id == row.id, ~left)
    await connection.execute(over.values(sealed=None, words="", replies=[], passed=[row.branch]))
