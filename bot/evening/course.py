"""How evenings go on: whose they are to drive, what is to be done next, and what is noted of it.

Exactly one process drives an evening: the one whose lease it is. A lease that is not renewed, since its process was
killed or is cut off from the database, ends, and whoever looks next goes on from what is noted.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Update, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.evening.evening import Evening, Pace, Reason, State, evening_of
from bot.evening.scene import Scene, scene_of, sums_of
from bot.hours.ledger import Source, credit
from bot.people.members import Members
from bot.people.memberships import MemberState
from bot.people.roles import Action
from bot.storage.evening_tables import evening_answers, evening_players, evening_questions, evenings
from bot.storage.tables import memberships, persons
from bot.study.task import Kind

LEASE = timedelta(seconds=15)
_USED = 0.8
"""The part of its lease in which a process sends: clocks differ."""
HOURS = 10
"""In tenths: what an evening counts for."""
_SILENT = 3
"""After so many questions in a row that nobody has answered there is nobody there any more."""


class Deed(Enum):
    """What is to be done next."""

    WAIT = auto()
    """Nothing but to show how it stands."""
    POST = auto()
    """Put up the board."""
    ASK = auto()
    CLOSE = auto()
    LOSE = auto()
    """Give up the question whose poll nobody knows: the bot was killed while it was sent."""
    END = auto()
    TELL = auto()
    """Say what came of it."""


@dataclass(frozen=True, slots=True)
class Next:
    """What is to be done, and why where the evening is to end."""

    deed: Deed
    reason: Reason | None = None


def next_deed(scene: Scene, now: datetime, since: datetime, pace: Pace, *, allowed: bool) -> Next:
    """Tell what is to be done with an evening.

    Args:
        scene: How it stands.
        now: The time.
        since: When this process took it on: what was answered before is on its way still.
        pace: How it goes in time.
        allowed: Whether its starter may still run it.
    """
    evening = scene.evening
    if evening.state is State.CLOSING:
        return Next(Deed.TELL)
    if not allowed:
        return Next(Deed.END, Reason.DEMOTED)
    if evening.state is State.LOBBY and now >= evening.created + pace.lobby:
        return Next(Deed.END, Reason.LAPSED)
    if evening.board is None:
        return Next(Deed.POST)
    return Next(Deed.WAIT) if evening.state is State.LOBBY else _while_playing(scene, now, since, pace)


def _while_playing(scene: Scene, now: datetime, since: datetime, pace: Pace) -> Next:
    current = scene.current
    if current and current.asked and not current.closed:
        if current.poll is None:
            return Next(Deed.LOSE)
        time_is_over = now >= max(current.asked + pace.question, since) + pace.grace
        nobody_is_left = scene.all_answered and now >= current.asked + pace.least
        return Next(Deed.CLOSE if time_is_over or nobody_is_left else Deed.WAIT)
    last = [one for one in scene.questions if one.sums][-_SILENT:]
    if len(last) == _SILENT and not any(one.answers for one in last):
        return Next(Deed.END, Reason.QUIET)
    if current and current.closed and now < current.closed + pace.pause:
        return Next(Deed.WAIT)
    if all(one.asked for one in scene.questions):
        return Next(Deed.END, Reason.FINISHED)
    return Next(Deed.ASK)


class Course:
    """The evenings this process drives.

    Args:
        members: The members.
        zone: The time zone people live in.
        pace: How an evening goes in time.
        now: What the time is.
        lease: How long an evening is this process's unless it is renewed.
    """

    def __init__(
        self,
        members: Members,
        zone: ZoneInfo,
        pace: Pace | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        lease: timedelta = LEASE,
    ) -> None:
        self._members = members
        self._engine = members.engine
        self._reading = members.engine.execution_options(read_only=True)
        self.zone = zone
        self.pace = pace or Pace()
        self.now = now
        self._lease = lease
        self._owner = secrets.randbits(62)
        self._since: dict[int, datetime] = {}
        self._until = 0.0

    def may_send(self) -> bool:
        """Tell whether what is claimed is still this process's."""
        return time.monotonic() < self._until

    async def claim(self) -> list[int]:
        """Take on the evenings nobody drives, keep those that are this process's, and return them all."""
        begun, now, e = time.monotonic(), self.now(), evenings.c
        async with self._reading.connect() as connection:
            unfinished = (await connection.execute(select(evenings).where(e.finished.is_(None)))).all()
        if not unfinished:
            self._since.clear()
            return []
        free = or_(e.owner.is_(None), e.owner == self._owner, e.lease <= now)
        async with self._engine.begin() as connection:
            mine = {"owner": self._owner, "lease": now + self._lease}
            await connection.execute(update(evenings).where(e.finished.is_(None), free).values(mine))
            query = select(e.id).where(e.finished.is_(None), e.owner == self._owner)
            numbers = list(await connection.scalars(query.order_by(e.id)))
        self._until = begun + self._lease.total_seconds() * _USED
        before = {row.id: row for row in unfinished}
        for number in numbers:
            row = before.get(number)
            is_new = number not in self._since
            if is_new and row and row.lease and row.state == State.PLAYING and now - row.lease > self.pace.away:
                await self.end(number, Reason.AWAY)
        self._since = {number: self._since.get(number, now) for number in numbers}
        return numbers

    async def release(self) -> None:
        """Let another process drive what was this one's."""
        self._until = 0.0
        mine = update(evenings).where(evenings.c.owner == self._owner, evenings.c.finished.is_(None))
        async with self._engine.begin() as connection:
            await connection.execute(mine.values(owner=None))

    async def look(self, number: int) -> tuple[Scene, Next] | None:
        """Return how an evening stands and what is to be done; None where it is over."""
        async with self._reading.connect() as connection:
            scene = await scene_of(connection, number)
        if scene is None or scene.evening.state is State.OVER:
            return None
        starter, now = scene.evening.starter, self.now()
        allowed = starter is not None and await self._members.may(starter, Action.RUN_EVENING)
        return scene, next_deed(scene, now, self._since.get(number, now), self.pace, allowed=allowed)

    async def show_in(self, number: int, message: int | None) -> None:
        """Note which message the board is; None where it is gone."""
        async with self._engine.begin() as connection:
            await connection.execute(update(evenings).where(evenings.c.id == number).values(board=message))

    async def asking(self, number: int, question: int, *, out: bool = True) -> None:
        """Note that a question may be out, or that it is not after all."""
        async with self._engine.begin() as connection:
            asked = self.now() if out else None
            await connection.execute(_question(number, question).values(asked=asked))

    async def asked(self, number: int, question: int, poll: str, message: int) -> None:
        """Note the poll of a question; its time begins."""
        async with self._engine.begin() as connection:
            values = {"asked": self.now(), "poll": poll, "message": message}
            await connection.execute(_question(number, question).values(values))

    async def close(self, number: int, question: int) -> None:
        """Count a question's answers; none counts from now on."""
        async with self._engine.begin() as connection:
            row = await connection.execute(select(evenings).where(evenings.c.id == number))
            await self._close(connection, evening_of(row.one()), question)

    async def lose(self, number: int, question: int) -> None:
        """Give a question up: it counts for nobody."""
        async with self._engine.begin() as connection:
            await connection.execute(_question(number, question).values(closed=self.now()))

    async def _close(self, connection: AsyncConnection, evening: Evening, question: int) -> None:
        q = evening_questions.c
        still = (q.evening == evening.id, q.number == question, q.closed.is_(None))
        # Whoever is answering now is waited for
        found = await connection.execute(select(q.number).where(*still).with_for_update())
        if found.first() is not None:
            sums = [[one.people, one.answers, one.right] for one in await sums_of(connection, evening, question)]
            values = {"closed": self.now(), "sums": sums}
            await connection.execute(_question(evening.id, question).values(values))

    async def end(self, number: int, reason: Reason) -> bool:
        """End an evening: the open question is counted, hours are credited, and what is personal is deleted.

        Returns:
            Whether it had not ended before.
        """
        e, q, now = evenings.c, evening_questions.c, self.now()
        async with self._engine.begin() as connection:
            query = select(evenings).where(e.id == number, e.state.in_((State.LOBBY, State.PLAYING)))
            # Whoever answers just now refers to the row as well: they are not to wait for each other in a ring
            row = (await connection.execute(query.with_for_update(key_share=True))).first()
            if row is None:
                return False
            evening = evening_of(row)
            waiting = select(q.number).where(q.evening == number, q.poll.is_not(None), q.closed.is_(None))
            for question in list(await connection.scalars(waiting)):
                await self._close(connection, evening, question)
            await self._credit(connection, number, now)
            await connection.execute(delete(evening_players).where(evening_players.c.evening == number))
            gone = reason is Reason.GONE
            values: dict[str, Any] = {"state": State.OVER if gone else State.CLOSING, "reason": reason}
            values |= {"starter": None, "stop_asked": None, "finished": now if gone else None}
            await connection.execute(update(evenings).where(e.id == number).values(values))
        return True

    async def _credit(self, connection: AsyncConnection, number: int, now: datetime) -> None:
        """Credit the hours of an evening to the members who answered half of its questions or more."""
        a, q = evening_answers.c, evening_questions.c
        whole = await connection.scalar(select(func.count()).where(q.evening == number)) or 0
        enough = select(a.person).where(a.evening == number).group_by(a.person).having(2 * func.count() >= whole)
        query = select(persons.c.id).join(memberships).distinct()
        query = query.where(persons.c.telegram_id.in_(enough), memberships.c.state == MemberState.ACTIVE)
        day, source = now.astimezone(self.zone).date(), f"{Source.EVENING}:{number}"
        for person in list(await connection.scalars(query.order_by(persons.c.id))):
            await credit(connection, person, HOURS, Kind.DAILY, source, day)

    async def over(self, number: int) -> None:
        """Note that what came of an evening has been told: the group is free for another one."""
        values = {"state": State.OVER, "finished": self.now(), "owner": None}
        async with self._engine.begin() as connection:
            this = update(evenings).where(evenings.c.id == number, evenings.c.finished.is_(None))
            await connection.execute(this.values(values))

    async def gone(self, chat: int) -> None:
        """End the evening of a group the bot is not in any more, where there is one; nothing is sent."""
        e = evenings.c
        async with self._reading.connect() as connection:
            number = await connection.scalar(select(e.id).where(e.chat == chat, e.finished.is_(None)))
        if number is not None and not await self.end(number, Reason.GONE):
            await self.over(number)


def _question(number: int, question: int) -> Update:
    q = evening_questions.c
    return update(evening_questions).where(q.evening == number, q.number == question)
