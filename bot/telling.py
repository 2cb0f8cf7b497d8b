"""Tells people what they have not asked for just now, apart from the handling of updates; answers to people go first.

What is due lies in the database and is claimed there before it is sent, so that nothing goes out twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar, cast

from telegram import Bot, ReplyParameters
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.rounds import Rounds
from bot.sending.hand_over import Outgoing
from bot.sending.schedule import Priority
from bot.study.steering import Steering
from bot.views.view import View

SECONDS = 20.0
"""Between two looks, where nobody wakes it."""
_NO_CHAT = ("chat not found", "user not found", "peer_id_invalid", "user_id_invalid")
"""In what Telegram says where there is nobody to write to."""
_log = logging.getLogger(__name__)


class Addressed(Protocol):
    """Something for one person."""

    @property
    def chat(self) -> int:
        """The person's private chat."""
        ...


T = TypeVar("T", bound=Addressed)


class Source(Protocol[T]):
    """Where what is due comes from."""

    async def claim(self, count: int) -> Sequence[T]:
        """Claim up to so much; empty when nothing is due."""
        ...

    def may_leave(self, item: T) -> bool:
        """Tell whether something claimed may still go out, asked in the last moment."""
        ...

    async def told(self, item: T, message_id: int | None) -> None:
        """Note that something is out; None where Telegram does not take it."""
        ...

    async def release(self, item: T) -> None:
        """Note that something has not left."""
        ...


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody is told.

    Attributes:
        view: The message.
        reply_to: The message it answers, where it still stands.
    """

    view: View
    reply_to: int | None = None


class _Leaving(Outgoing):
    """A message on its way out."""

    def __init__(self, may_leave: Callable[[], bool]) -> None:
        super().__init__()
        self._may_leave = may_leave

    def leave(self) -> None:
        """Keep it back where it has waited for long: it may be night by now, or be of no use any more."""
        if not self._may_leave():
            raise TimeoutError("waited too long")

    @property
    def is_open(self) -> bool:
        """Whether it may be out, though nobody said so."""
        return self.handed and not 400 <= self.status < 500


class Telling(Rounds, Generic[T]):
    """Tells people what is due, each in one message."""

    def __init__(
        self, name: str, source: Source[T], letter: Callable[[T], Letter], steering: Steering, at_once: int = 16
    ) -> None:
        """Send the letters of what `source` has, so many at once; tell `steering` who has blocked the bot."""
        super().__init__(name, SECONDS, self.tell_all)
        self._about = name
        self._source = source
        self._letter = letter
        self._steering = steering
        self._at_once = at_once

    async def prepare(self) -> None:
        """Do what is to be done before a look; nothing here."""

    async def tell_all(self, bot: Bot) -> None:
        """Tell everything that is due."""
        await self.prepare()
        while batch := await self._source.claim(self._at_once):
            # the application's bot is one that takes a priority
            told = [self.tell(cast(ExtBot[Any], bot), item) for item in batch]
            outcomes = await asyncio.gather(*told, return_exceptions=True)
            for outcome in outcomes:
                if isinstance(outcome, BaseException):
                    raise outcome
            if not all(outcomes):
                return

    async def tell(self, bot: ExtBot[Any], item: T) -> bool:
        """Send one; returns False where there is no use in going on now."""
        leaving, letter = _Leaving(lambda: self._source.may_leave(item)), self._letter(item)
        answering = ReplyParameters(letter.reply_to, allow_sending_without_reply=True) if letter.reply_to else None
        try:
            with leaving.followed():
                sent = await bot.send_message(
                    item.chat,
                    letter.view.text,
                    parse_mode="HTML",
                    reply_markup=letter.view.keyboard,
                    reply_parameters=answering,
                    rate_limit_args=Priority.BROADCAST,
                )
        except Forbidden:
            await self._steering.lost(item.chat)
            await self._source.release(item)
        except BadRequest as error:
            _log.info("%s: %s", self._about, type(error).__name__)
            if any(words in error.message.lower() for words in _NO_CHAT):
                await self._steering.lost(item.chat)
            await self._source.told(item, None)
        except (TelegramError, asyncio.CancelledError) as error:
            # one that may be out stays claimed
            if not leaving.is_open:
                await self._source.release(item)
            if isinstance(error, asyncio.CancelledError):
                raise
            _log.warning("%s: %s", self._about, type(error).__name__)
            return False
        else:
            await self._source.told(item, sent.message_id)
        return True
