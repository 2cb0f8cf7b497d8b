"""The updates received, as the database keeps them until they are handled.

A finished update's number is kept until Telegram cannot send it again: until a getUpdates acknowledged it, or
25 hours, as Telegram keeps what was not acknowledged for 24.
"""

from __future__ import annotations

import hashlib
import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.engine import insert
from bot.storage.presence import Presence
from bot.storage.tables import State, inbox
from bot.updates.ledger import Handling, Ledger

BEGUN_AT_MOST = 10
"""An update whose handling has begun this often is taken to kill the process."""
DONE_KEPT = timedelta(hours=25)
ASIDE_KEPT = timedelta(days=30)
_LOGGER = logging.getLogger(__name__)


class Received:
    """The stored updates of this process, and those it takes over from dead ones.

    Args:
        engine: The database, upgraded.
        folder: Of this machine; a process keeps one small file in it.

    Attributes:
        ledger: What the updates have led to.
    """

    def __init__(self, engine: AsyncEngine, folder: Path) -> None:
        self._engine = engine
        self._presence = Presence(engine)
        self._folder = folder
        self.ledger = Ledger(engine, self._journal(self._presence.id))

    def _journal(self, process: int) -> Path:
        return self._folder / f"handed-over-{process}"

    async def store(self, update_id: int, chat: int, payload: dict[str, Any]) -> bool:
        """Store an update so that a power cut does not lose it.

        Args:
            update_id: Telegram's number.
            chat: Whose updates it keeps its order with.
            payload: The Bot API's Update.

        Returns:
            False if it is known already.
        """
        digest = hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
        values = {
            "update_id": update_id,
            "chat": chat,
            "payload": payload,
            "digest": digest,
            "state": State.WAITING,
            "attempts": 0,
            "owner": self._presence.id,
            "received": datetime.now(UTC),
            "finished": None,
        }
        async with self._engine.execution_options(durable=True).begin() as connection:
            row = insert(connection, inbox).values(values)
            # Telegram may number anew after a quiet week: the same number with other words is another update
            anew = (inbox.c.state != State.WAITING) & (inbox.c.digest != row.excluded.digest)
            row = row.on_conflict_do_update(index_elements=[inbox.c.update_id], set_=values, where=anew)
            return (await connection.scalar(row.returning(inbox.c.update_id))) is not None

    async def begin(self, update_id: int) -> Handling | None:
        """Note that an update is being handled.

        Returns:
            None if it is not for this process to handle, or has been tried too often.
        """
        mine = (inbox.c.update_id == update_id) & (inbox.c.owner == self._presence.id)
        begun = update(inbox).where(mine, inbox.c.state == State.WAITING).values(attempts=inbox.c.attempts + 1)
        async with self._engine.begin() as connection:
            attempt = await connection.scalar(begun.returning(inbox.c.attempts))
        if attempt is None:
            return None
        if attempt > BEGUN_AT_MOST:
            _LOGGER.error("update %d set aside: begun %d times and never finished", update_id, attempt - 1)
            await self.set_aside(update_id)
            return None
        return Handling(update_id, attempt, await self.ledger.recall(update_id) if attempt > 1 else {})

    async def finish(self, update_id: int) -> None:
        """Forget an update that was handled, all but its number."""
        await self._end(update_id, state=State.DONE, payload=None, chat=0)

    async def set_aside(self, update_id: int) -> None:
        """Give an update up."""
        await self._end(update_id, state=State.ASIDE)

    async def _end(self, update_id: int, **values: object) -> None:
        ended = update(inbox).where(inbox.c.update_id == update_id).values(finished=datetime.now(UTC), **values)
        async with self._engine.begin() as connection:
            await connection.execute(ended)
            await self.ledger.forget(connection, update_id)

    async def is_next(self, update_id: int, chat: int) -> bool:
        """Tell whether no other process has an earlier update of the same chat."""
        if self._engine.dialect.name != "postgresql":
            return True
        earlier = (inbox.c.chat == chat) & (inbox.c.update_id < update_id) & (inbox.c.state == State.WAITING)
        async with self._engine.connect() as connection:
            return not await connection.scalar(select(exists().where(earlier, inbox.c.owner != self._presence.id)))

    async def acknowledged(self, offset: int) -> None:
        """Forget the finished updates below `offset`: Telegram will not send them again."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(inbox).where(inbox.c.state == State.DONE, inbox.c.update_id < offset))

    async def adopt(self) -> list[dict[str, Any]]:
        """Take over the waiting updates of dead processes, and what these had handed over.

        Returns:
            The updates, oldest first.
        """
        await self._presence.announce()
        async with self._engine.begin() as connection:
            dead = await self._dead(connection)
            for owner in dead:
                await self.ledger.inherit(connection, self._journal(owner))
            theirs = inbox.c.owner.in_(dead) & (inbox.c.state == State.WAITING)
            waiting = select(inbox.c.payload).where(theirs).order_by(inbox.c.update_id)
            payloads = list(await connection.scalars(waiting))
            await connection.execute(update(inbox).where(theirs).values(owner=self._presence.id))
        for owner in dead:
            self._journal(owner).unlink(missing_ok=True)
        return payloads

    async def _dead(self, connection: AsyncConnection) -> list[int]:
        others = select(inbox.c.owner).where(inbox.c.state == State.WAITING, inbox.c.owner != self._presence.id)
        owners = list(await connection.scalars(others.distinct()))
        return [owner for owner in owners if await self._presence.is_dead(connection, owner)]

    async def tidy(self) -> None:
        """Delete what nobody can ask for any more."""
        now = datetime.now(UTC)
        async with self._engine.begin() as connection:
            for state, kept in ((State.DONE, DONE_KEPT), (State.ASIDE, ASIDE_KEPT)):
                await connection.execute(delete(inbox).where(inbox.c.state == state, inbox.c.finished < now - kept))

    async def close(self) -> None:
        """Let go of the database."""
        await self._presence.leave()
        self.ledger.close()
