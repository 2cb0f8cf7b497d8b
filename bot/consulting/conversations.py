"""Where a dialog of several steps stands, chat by chat; survives a restart.

What is kept is encrypted (see `bot.consulting.seal`): while somebody writes an anonymous consultation, the draft
stands here under the number of their chat.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.consulting.seal import Seal
from bot.storage.consultation_tables import conversations
from bot.storage.engine import insert

LASTS = timedelta(minutes=30)


class Conversations:
    """The dialogs under way.

    Args:
        engine: A database that is up to date.
        seal: The key.
        now: What the time is.
    """

    def __init__(
        self, engine: AsyncEngine, seal: Seal, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._engine = engine
        self._seal = seal
        self._now = now

    async def get(self, chat: int) -> dict[str, Any] | None:
        """Return the state of a chat; None where there is none, or it has expired."""
        query = select(conversations.c.sealed)
        query = query.where(conversations.c.chat == chat, conversations.c.expires > self._now())
        async with self._engine.execution_options(read_only=True).connect() as connection:
            sealed = await connection.scalar(query)
        words = None if sealed is None else self._seal.read(sealed)
        state: dict[str, Any] | None = None if words is None else json.loads(words)
        return state

    async def put(self, chat: int, state: Mapping[str, Any], lasts: timedelta = LASTS) -> None:
        """Keep the state of a chat, in place of an earlier one.

        Args:
            chat: Which.
            state: Anything JSON can say.
            lasts: For how long from now.
        """
        sealed = self._seal.close(json.dumps(state, ensure_ascii=False))
        values = {"sealed": sealed, "expires": self._now() + lasts}
        async with self._engine.begin() as connection:
            row = insert(connection, conversations).values(chat=chat, **values)
            await connection.execute(row.on_conflict_do_update(index_elements=["chat"], set_=values))

    async def clear(self, chat: int) -> bool:
        """End the dialog of a chat; returns whether there was one."""
        async with self._engine.begin() as connection:
            gone = delete(conversations).where(conversations.c.chat == chat).returning(conversations.c.expires)
            expires = await connection.scalar(gone)
        return expires is not None and bool(expires > self._now())

    async def expire(self) -> None:
        """Delete what has expired."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(conversations).where(conversations.c.expires <= self._now()))
