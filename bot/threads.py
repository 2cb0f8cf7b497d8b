"""What a person was told last in a chat, for the next question to go on from; survives a restart.

It is kept encrypted (see `bot.consulting.seal`): a copy of the database tells nobody who asked what.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.consulting.seal import Seal
from bot.storage.engine import insert
from bot.storage.knowledge_tables import threads
from index.follow_up import Thread

LASTS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands in a chat.

    Attributes:
        thread: Now.
        message: Number of the message with the question that led here.
        before: The thread as that message found it; None for none. An edit of the message, its handling anew after a
            crash and the way back to its answer start from there.
    """

    thread: Thread
    message: int
    before: Thread | None

    def found_by(self, message: int) -> Thread | None:
        """Return the thread as a message finds it."""
        return self.before if message == self.message else self.thread


class Threads:
    """All of them.

    Args:
        engine: A database that is up to date.
        seal: The key.
        now: What the time is.
    """

    def __init__(
        self, engine: AsyncEngine, seal: Seal, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._engine = engine
        self._reading = engine.execution_options(read_only=True)
        self._seal = seal
        self._now = now

    async def get(self, chat: int, person: int) -> Standing | None:
        """Return where a person stands in a chat; None where nowhere, or too long ago."""
        query = select(threads.c.sealed).where(_of(chat, person), threads.c.expires > self._now())
        async with self._reading.connect() as connection:
            sealed = await connection.scalar(query)
        return None if sealed is None else self._opened(sealed)

    async def put(self, chat: int, person: int, standing: Standing) -> None:
        """Keep where a person stands in a chat, in place of an earlier place."""
        sealed = self._seal.close(json.dumps(asdict(standing), ensure_ascii=False))
        values = {"sealed": sealed, "expires": self._now() + LASTS}
        async with self._engine.begin() as connection:
            row = insert(connection, threads).values(chat=chat, person=person, **values)
            await connection.execute(row.on_conflict_do_update(index_elements=["chat", "person"], set_=values))

    async def drop(self, chat: int, person: int) -> bool:
        """Forget where a person stands in a chat; returns whether that was known."""
        async with self._engine.begin() as connection:
            gone = delete(threads).where(_of(chat, person)).returning(threads.c.expires)
            expires = await connection.scalar(gone)
        return expires is not None and bool(expires > self._now())

    async def asked_by(self, person: int) -> list[str]:
        """Return the questions kept of a person, all chats."""
        query = select(threads.c.sealed).where(threads.c.person == person).order_by(threads.c.chat)
        async with self._reading.connect() as connection:
            found = [self._opened(sealed) for sealed in await connection.scalars(query)]
        return [thread.asked for s in found if s for thread in (s.before, s.thread) if thread]

    async def forget(self, person: int) -> None:
        """Delete what is kept of a person."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(threads).where(threads.c.person == person))

    async def expire(self) -> None:
        """Delete what has expired."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(threads).where(threads.c.expires <= self._now()))

    def _opened(self, sealed: str) -> Standing | None:
        words = self._seal.read(sealed)
        if words is None:
            return None
        kept = json.loads(words)
        before = Thread(**kept["before"]) if kept["before"] else None
        return Standing(Thread(**kept["thread"]), kept["message"], before)


def _of(chat: int, person: int) -> ColumnElement[bool]:
    return (threads.c.chat == chat) & (threads.c.person == person)
