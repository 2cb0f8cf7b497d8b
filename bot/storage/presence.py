"""Which of the processes that share a database are alive."""

from __future__ import annotations

import secrets

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql import func


class Presence:
    """This process among those that share a database.

    On PostgreSQL a process holds a lock of its own while it lives, which the server releases the moment the process
    dies. SQLite is for one process: everybody else is dead.

    Args:
        engine: The database.

    Attributes:
        id: The process's number, another one after every start.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self.id = secrets.randbits(62)
        self._engine = engine
        self._shared = engine.dialect.name == "postgresql"
        self._connection: AsyncConnection | None = None

    async def announce(self) -> None:
        """Take the lock, or take it again where the connection was lost."""
        if not self._shared:
            return
        try:
            if self._connection is not None:
                await self._connection.execute(text("SELECT 1"))
                return
        except SQLAlchemyError:
            await self.leave()
        connection = await self._engine.connect()
        self._connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await self._connection.execute(select(func.pg_advisory_lock(self.id)))

    async def is_dead(self, connection: AsyncConnection, other: int) -> bool:
        """Tell whether another process is dead; while the connection's transaction lasts nobody else is told so."""
        if not self._shared:
            return True
        return bool(await connection.scalar(select(func.pg_try_advisory_xact_lock(other))))

    async def leave(self) -> None:
        """Release the lock."""
        if self._connection is not None:
            # Closing it for good, not handing it back to the pool, is what releases the lock
            await self._connection.invalidate()
            await self._connection.close()
            self._connection = None
