"""Who changed what in the knowledge base, when, and from which file. Deeds are only ever added.

No names: whoever acted is a Telegram id, and after /forget not even that; the deed itself stays on record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.knowledge_tables import audit


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed.

    Attributes:
        id: Its number; later deeds have higher ones.
        moment: When.
        actor: Telegram id of who did it; `roles.OPERATOR` at the machine itself, None once forgotten.
        action: What was done, one English word or two: publish, discard, rollback, answer, withdraw, ...
        about: With which document, snapshot or answer.
        details: More of it, ready for JSON: {"file": ..., "sha256": ...} where a file was the source.
    """

    id: int
    moment: datetime
    actor: int | None
    action: str
    about: str
    details: Mapping[str, Any]


class Audit:
    """The record of deeds.

    Args:
        engine: A database that is up to date.
        now: What the time is.
    """

    def __init__(self, engine: AsyncEngine, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine = engine
        self._reading = engine.execution_options(read_only=True)
        self._now = now

    async def note(self, actor: int, action: str, about: str, details: Mapping[str, Any] | None = None) -> None:
        """Put a deed on record.

        Args:
            actor: Telegram id of who did it, `roles.OPERATOR` for the command line.
            action: What was done, at most 32 characters.
            about: With what.
            details: Anything JSON can say, file name ("file") and its hash ("sha256") among it; no names of people.
        """
        async with self._engine.begin() as connection:
            await record(connection, self._now(), actor, action, about, details or {})

    async def entries(
        self, limit: int | None = 50, since: datetime | None = None, actor: int | None = None
    ) -> list[Entry]:
        """Return deeds, the latest first.

        Args:
            limit: How many at most; None for all.
            since: Only from this moment on.
            actor: Only those of one person.
        """
        query = select(audit).order_by(audit.c.id.desc()).limit(limit)
        if since is not None:
            query = query.where(audit.c.moment >= since)
        if actor is not None:
            query = query.where(audit.c.actor == actor)
        async with self._reading.connect() as connection:
            return [Entry(*row) for row in (await connection.execute(query)).all()]

    async def forget(self, actor: int) -> None:
        """Keep a person's deeds, but not that they were theirs."""
        async with self._engine.begin() as connection:
            await connection.execute(update(audit).where(audit.c.actor == actor).values(actor=None))


async def record(
    connection: AsyncConnection, moment: datetime, actor: int, action: str, about: str, details: Mapping[str, Any]
) -> None:
    """Put a deed on record in the transaction it is done in; see `Audit.note`."""
    row = {"moment": moment, "actor": actor, "action": action, "about": about, "details": dict(details)}
    await connection.execute(audit.insert().values(row))
