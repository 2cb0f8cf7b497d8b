"""The messages an update has led to, so that handling it a second time sends none of them twice.

While an update is handled, every message the bot sends is the update's n-th to its chat. What is known of it:

1. Not handed over: the request has not left this process as a whole, and Telegram cannot have acted on it. Sent again.
2. Handed over: the last byte is in the kernel, which delivers it even if the process is killed in the next moment.
   Never sent again, whether or not the answer was seen (a time-out, kill -9): at most once.
3. Answered: the message went out, and a repeated handling gets Telegram's answer from here; or Telegram refused it,
   and it counts as not sent.

Telegram has no key by which it would recognise a repeated request, so between the hand-over and its record there must
be a window in which a kill leads to a second message. It is kept to some microseconds: the record is one write() to a
file, made in the same step of the event loop as the hand-over; what is in the kernel survives the process. The row in
the database, which other machines can see, follows while Telegram's answer is on its way, and the line in the file is
dropped. What was handed over and lost on the way all the same (the network failed just then) is not noticed: rarer,
and less bad than an answer given twice to each of many people after every failure of the network.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from telegram.error import BadRequest

from bot.sending.hand_over import Journal, Outgoing
from bot.storage.engine import insert
from bot.storage.tables import ledger

Result = bool | dict[str, Any] | list[dict[str, Any]]
"""What a method of the Bot API answers."""
Key = tuple[int, str, int]
"""Update, chat, step."""

_MESSAGES = ("send", "copy", "forward")
_NO_MESSAGES = {"sendChatAction", "sendMessageDraft", "sendChatJoinRequestWebApp"}
_LISTS = {"sendMediaGroup", "copyMessages", "forwardMessages"}
_REPEATED = ("message is not modified", "query is too old", "query ID is invalid", "message to delete not found")
_LOGGER = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Handling:
    """One run of the handlers over one update.

    Attributes:
        update_id: Whose.
        attempt: 1 the first time.
        known: What earlier runs handed over, by chat and step, with Telegram's answer where it was seen.
        error: What a handler raised.
        finished: Tasks that outlive the handling send for themselves.
    """

    update_id: int
    attempt: int
    known: dict[tuple[str, int], Result | None]
    error: Exception | None = None
    finished: bool = False
    steps: Counter[str] = field(default_factory=Counter)


current: ContextVar[Handling | None] = ContextVar("handling", default=None)
"""The handling this code runs in."""


class Ledger:
    """The record of what was handed over.

    Args:
        engine: The database.
        journal: A file of this process alone.
    """

    def __init__(self, engine: AsyncEngine, journal: Path) -> None:
        self._engine = engine
        self._journal = Journal(journal)
        self._unsaved: dict[Key, Result | None] = {}

    def reply(self, endpoint: str, data: dict[str, Any]) -> Reply | None:
        """Number a message of the current handling.

        Args:
            endpoint: The Bot API's method, as in "sendMessage".
            data: Its parameters.

        Returns:
            None where nothing is to be remembered: no message, or not on account of an update.
        """
        handling = current.get()
        if handling is None or handling.finished or not endpoint.startswith(_MESSAGES) or endpoint in _NO_MESSAGES:
            return None
        chat = str(data.get("chat_id", ""))
        handling.steps[chat] += 1
        step = handling.steps[chat]
        known = None
        if (chat, step) in handling.known:
            known = handling.known[chat, step] or _unseen(chat, endpoint)
        return Reply(self, (handling.update_id, chat, step), known)

    async def recall(self, update_id: int) -> dict[tuple[str, int], Result | None]:
        """Return what an update has led to so far, as `Handling.known`."""
        chosen = select(ledger.c.chat_id, ledger.c.step, ledger.c.result).where(ledger.c.update_id == update_id)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(chosen)).all()
        known = {(chat, step): result for chat, step, result in rows}
        return known | {(chat, step): r for (update, chat, step), r in self._unsaved.items() if update == update_id}

    async def forget(self, connection: AsyncConnection, update_id: int) -> None:
        """Drop the record of an update that will not be handled again."""
        await connection.execute(delete(ledger).where(ledger.c.update_id == update_id))
        for key in [key for key in self._unsaved if key[0] == update_id]:
            del self._unsaved[key]

    async def inherit(self, connection: AsyncConnection, journal: Path) -> None:
        """Take over what a dead process had handed over and not yet recorded in the database."""
        for update_id, chat, step in Journal.read(journal):
            key = (int(update_id), str(chat), int(step))
            await connection.execute(_row(connection, key).on_conflict_do_nothing())

    def close(self) -> None:
        """Close the journal, and remove it where nothing is left in it."""
        self._journal.close()

    async def hand_over(self, key: Key) -> None:
        """Record that a request is in the kernel's hands."""
        self._journal.add(key)
        try:
            async with self._engine.begin() as connection:
                await connection.execute(_row(connection, key).on_conflict_do_nothing())
        except SQLAlchemyError as error:
            # The message is out: what is left to do is to remember it as long as this process lives
            _LOGGER.error("ledger: update %d not recorded: %s", key[0], type(error).__name__)
            self._unsaved[key] = None
        else:
            self._journal.drop(key)

    async def answered(self, key: Key, result: Result) -> None:
        """Record what Telegram answered."""
        first = result[0] if isinstance(result, list) and result else result
        message_id = first.get("message_id") if isinstance(first, dict) else None
        values = {"result": result, "message_id": message_id}
        try:
            async with self._engine.begin() as connection:
                row = _row(connection, key).values(values)
                row = row.on_conflict_do_update(index_elements=list(ledger.primary_key), set_=values)
                await connection.execute(row)
        except SQLAlchemyError as error:
            _LOGGER.error("ledger: update %d not recorded: %s", key[0], type(error).__name__)
            self._unsaved[key] = result

    async def refused(self, key: Key) -> None:
        """Record that Telegram did not take a message that was handed over."""
        self._unsaved.pop(key, None)
        update_id, chat, step = key
        own = (ledger.c.update_id == update_id) & (ledger.c.chat_id == chat) & (ledger.c.step == step)
        async with self._engine.begin() as connection:
            await connection.execute(delete(ledger).where(own))


class Reply(Outgoing):
    """One message on account of an update.

    Args:
        record: Where it is recorded.
        key: Which it is.
        known: What to take for Telegram's answer where an earlier run has handed it over.
    """

    def __init__(self, record: Ledger, key: Key, known: Result | None) -> None:
        super().__init__()
        self.known = known
        self._ledger = record
        self._key = key

    async def send(self, call: Callable[[], Awaitable[Result]]) -> Result:
        """Send it and record how that went.

        Args:
            call: Makes the request, by way of a `SendingRequest`.
        """
        try:
            with self.followed():
                result = await call()
        except Exception:
            if self.handed and self.status:
                await self._ledger.refused(self._key)
            raise
        await self._ledger.answered(self._key, result)
        return result

    async def hand_over(self) -> None:
        """Record that it is in the kernel's hands."""
        await self._ledger.hand_over(self._key)


def _row(connection: AsyncConnection, key: Key) -> Any:  # noqa: ANN401
    update_id, chat, step = key
    return insert(connection, ledger).values(update_id=update_id, chat_id=chat, step=step, sent=datetime.now(UTC))


def _unseen(chat: str, endpoint: str) -> Result:
    """Stand in for an answer nobody saw: a message numbered 0, which in the Bot API cannot be edited or replied to."""
    if endpoint in _LISTS:
        return []
    kind = "private" if chat.isdigit() else "supergroup"
    return {"message_id": 0, "date": 0, "chat": {"id": int(chat) if chat.lstrip("-").isdigit() else 0, "type": kind}}


def repeats(error: BadRequest) -> bool:
    """Tell whether a refusal only says that an earlier run of the same handling had done the same.

    A button's press is answered for a few minutes only, an edit to the same text and a second deletion are refused.
    """
    handling = current.get()
    words = error.message.lower()
    return handling is not None and handling.attempt > 1 and any(w.lower() in words for w in _REPEATED)
