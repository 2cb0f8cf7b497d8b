"""What administrators answer where the rules say nothing: kept, matched with questions, taken back.

Several processes may share the database, so whether there is something new is looked up at most every `LOOK` seconds;
what this process publishes itself holds at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.audit import record
from bot.library import Library
from bot.people.members import Members
from bot.people.roles import Action, Role
from bot.storage.knowledge_tables import gaps, replies
from index.encoder import Encoder
from index.replies import Match, Replies, Reply

LOOK = 2.0
"""Seconds for which what was last read counts as new."""
ROOM = 1_500
"""Characters of an answer: more than fills a phone three times nobody reads."""


class CuratedError(Exception):
    """It cannot be published; the message is one Chinese line with the reason."""


class Curated:
    """The curated answers.

    Args:
        members: Who may write them.
        library: Whose model compares questions.
        zone: The time zone people live in.
        now: What the time is.
    """

    def __init__(
        self,
        members: Members,
        library: Library,
        zone: ZoneInfo,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._members = members
        self._engine: AsyncEngine = members.engine
        self._reading = members.engine.execution_options(read_only=True)
        self._library = library
        self._zone = zone
        self._now = now
        self._ready: Replies | None = None
        self._stamp: tuple[object, ...] | None = None
        self._looked = float("-inf")

    def _reply(self, row: Row[tuple[object, ...]]) -> Reply:
        day = row.created.astimezone(self._zone).date()
        return Reply(row.id, tuple(row.questions), row.answer, Role(row.role).label, day)

    async def standing(self) -> list[Reply]:
        """Return the answers that stand, the latest first."""
        async with self._reading.connect() as connection:
            query = select(replies).where(replies.c.withdrawn.is_(None)).order_by(replies.c.id.desc())
            return [self._reply(row) for row in (await connection.execute(query)).all()]

    async def get(self, number: int) -> Reply | None:
        """Return an answer that stands."""
        return next((reply for reply in await self.standing() if reply.id == number), None)

    async def match(self, question: str) -> Match | None:
        """Return the answer a question is near to, see `index.replies`."""
        ready = await self._refreshed()
        return await self._library.lend(lambda _: ready.match(question)) if ready.entries else None

    async def _refreshed(self) -> Replies:
        if self._ready is not None and time.monotonic() - self._looked < LOOK:
            return self._ready
        async with self._reading.connect() as connection:
            # rows are added and withdrawn and never otherwise changed, so these tell every change
            newest = select(func.max(replies.c.id), func.max(replies.c.created), func.max(replies.c.withdrawn))
            stamp = tuple((await connection.execute(newest)).one())
        known = self._ready
        if known is None or stamp != self._stamp:
            entries = await self.standing()

            def prepare(encoder: Encoder) -> Replies:
                return Replies(encoder, entries, known)

            known = await self._library.lend(prepare)
            self._ready, self._stamp = known, stamp
        self._looked = time.monotonic()
        return known

    def preview(self, questions: Sequence[str], answer: str) -> Reply:
        """Return an answer as it would be if it were published now.

        Raises:
            CuratedError: It is empty or too long.
        """
        answer = answer.strip()
        if not answer or len(answer) > ROOM:
            raise CuratedError(f"答复要有内容，最多{ROOM}字，现在是{len(answer)}字，请改一改再发一次")
        return Reply(0, tuple(questions), answer, Role.ADMINISTRATOR.label, self._now().astimezone(self._zone).date())

    async def publish(
        self, acting: int, questions: Sequence[str], answer: str, answered: Collection[int] = ()
    ) -> Reply:
        """Publish an answer; the same one a second time changes nothing.

        Args:
            acting: Telegram id of the administrator.
            questions: What it answers, in the askers' words; at least one.
            answer: Plain text.
            answered: Numbers of the gaps that are none any more.

        Raises:
            NotAllowedError: The acting person may not.
            CuratedError: It is empty or too long.
        """
        found = self.preview(questions, answer)
        async with self._engine.begin() as connection:
            await self._members.require(connection, acting, Action.ANSWER_GAPS)
            number = await _standing_number(connection, found)
            if number is None:
                row = {"questions": list(questions), "answer": found.answer, "author": acting}
                row |= {"role": Role.ADMINISTRATOR, "created": self._now()}
                added = await connection.execute(replies.insert().values(row).returning(replies.c.id))
                number = int(added.scalar_one())
                details = {"questions": len(questions), "answered": len(answered)}
                await record(connection, self._now(), acting, "answer", f"支部答复 {number}", details)
            await connection.execute(delete(gaps).where(gaps.c.id.in_(answered)))
        self._looked = float("-inf")
        return replace(found, id=number)

    async def withdraw(self, acting: int, number: int) -> bool:
        """Take an answer back; returns whether it stood.

        Raises:
            NotAllowedError: The acting person may not.
        """
        standing = update(replies).where(replies.c.id == number, replies.c.withdrawn.is_(None))
        async with self._engine.begin() as connection:
            await self._members.require(connection, acting, Action.ANSWER_GAPS)
            withdrawn = bool((await connection.execute(standing.values(withdrawn=self._now()))).rowcount)
            if withdrawn:
                await record(connection, self._now(), acting, "withdraw", f"支部答复 {number}", {})
        self._looked = float("-inf")
        return withdrawn


async def _standing_number(connection: AsyncConnection, reply: Reply) -> int | None:
    """Return the number of an answer that stands and is the same; None where there is none."""
    query = select(replies.c.id, replies.c.questions)
    rows = (
        await connection.execute(query.where(replies.c.answer == reply.answer, replies.c.withdrawn.is_(None)))
    ).all()
    return next((row.id for row in rows if tuple(row.questions) == reply.questions), None)
