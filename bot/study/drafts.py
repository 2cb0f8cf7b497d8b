"""Study tasks being composed, one a person; they survive a restart, and are nobody else's to read.

What is kept is encrypted (see `bot.consulting.seal`) and goes when the task is confirmed or given up.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.consulting.seal import Seal
from bot.storage.engine import insert
from bot.storage.study_tables import study_drafts, study_tasks
from bot.study.composition import Composition
from bot.study.task import Task, task_of

LASTS = timedelta(days=7)
WAITS = timedelta(minutes=30)
"""After so long what somebody types is a question again, and /task goes on with the draft."""


class Drafts:
    """All of them.

    Args:
        engine: A database that is up to date.
        seal: The key.
        zone: The time zone people live in.
        now: What the time is.

    Attributes:
        zone: The same.
        now: The same.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        seal: Seal,
        zone: ZoneInfo,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._engine = engine
        self._reading = engine.execution_options(read_only=True)
        self._seal = seal
        self.zone = zone
        self.now = now

    async def get(self, author: int) -> Composition | None:
        """Return what somebody is composing; None where nothing, or too long ago."""
        return await self._get(author, waiting=False)

    async def waiting(self, author: int) -> Composition | None:
        """Return the same while what the author types belongs to it."""
        return await self._get(author, waiting=True)

    async def _get(self, author: int, *, waiting: bool) -> Composition | None:
        d = study_drafts.c
        query = select(d.sealed).where(d.author == author, (d.waits if waiting else d.expires) > self.now())
        async with self._reading.connect() as connection:
            sealed = await connection.scalar(query)
        text = None if sealed is None else self._seal.read(sealed)
        return None if text is None else Composition.of(json.loads(text))

    async def put(self, author: int, composition: Composition) -> None:
        """Keep what somebody composes, in place of what was there before."""
        sealed = self._seal.close(json.dumps(composition.as_record(), ensure_ascii=False))
        now = self.now()
        values = {"sealed": sealed, "waits": now + WAITS, "expires": now + LASTS}
        async with self._engine.begin() as connection:
            row = insert(connection, study_drafts).values(author=author, **values)
            await connection.execute(row.on_conflict_do_update(index_elements=["author"], set_=values))

    async def put_aside(self, author: int) -> bool:
        """Take in no more of what the author types; returns whether there was something that did."""
        d, now = study_drafts.c, self.now()
        async with self._engine.begin() as connection:
            waiting = update(study_drafts).where(d.author == author, d.waits > now).values(waits=now)
            return (await connection.execute(waiting)).rowcount > 0

    async def clear(self, author: int) -> bool:
        """Delete what somebody composes; returns whether there was something."""
        async with self._engine.begin() as connection:
            gone = delete(study_drafts).where(study_drafts.c.author == author)
            return (await connection.execute(gone)).rowcount > 0

    async def expire(self) -> None:
        """Delete what nobody has gone on with for long."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(study_drafts).where(study_drafts.c.expires <= self.now()))

    async def data_of(self, author: int) -> dict[str, Any] | None:
        """Return what is kept of somebody's draft, ready for JSON."""
        composition = await self.get(author)
        return composition.as_record() if composition else None

    async def sent_as(self, token: str) -> Task | None:
        """Return the task that was made of a preview."""
        async with self._reading.connect() as connection:
            row = (await connection.execute(select(study_tasks).where(study_tasks.c.token == token))).first()
        return task_of(row) if row else None
