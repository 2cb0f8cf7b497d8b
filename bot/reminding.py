"""Takes the reminders of study tasks out, apart from the handling of updates; answers to people go first."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, cast

from telegram import Bot, ReplyParameters
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.rounds import Rounds
from bot.sending.hand_over import Outgoing
from bot.sending.schedule import Priority
from bot.study.reminders import Reminder, Reminders
from bot.study.steering import Steering
from bot.views import studying

SECONDS = 20.0
"""Between two looks, where nobody wakes it."""
BATCH = 16
_log = logging.getLogger(__name__)


class _Leaving(Outgoing):
    """A reminder on its way out."""

    def __init__(self, may_leave: Callable[[], bool]) -> None:
        super().__init__()
        self._may_leave = may_leave

    def leave(self) -> None:
        """Keep it back where it has waited for long: it may be night by now, or the task be done."""
        if not self._may_leave():
            raise TimeoutError("waited too long")

    @property
    def is_open(self) -> bool:
        """Whether it may be out, though nobody said so."""
        return self.handed and not 400 <= self.status < 500


class Reminding(Rounds):
    """Reminds people, each in one message of all that is due."""

    def __init__(self, reminders: Reminders, steering: Steering) -> None:
        """Remind of what `reminders` has; tell `steering` who has blocked the bot."""
        super().__init__("reminding", SECONDS, self._remind)
        self._reminders = reminders
        self._steering = steering

    async def _remind(self, bot: Bot) -> None:
        await self._reminders.expire()
        while batch := await self._reminders.claim(BATCH):
            # the application's bot is one that takes a priority
            told = [self._tell(cast(ExtBot[Any], bot), reminder) for reminder in batch]
            outcomes = await asyncio.gather(*told, return_exceptions=True)
            for outcome in outcomes:
                if isinstance(outcome, BaseException):
                    raise outcome
            if not all(outcomes):
                return

    async def _tell(self, bot: ExtBot[Any], reminder: Reminder) -> bool:
        """Send a reminder; returns False where there is no use in going on now."""
        leaving = _Leaving(lambda: self._reminders.may_leave(reminder.claimed))
        view = studying.reminder(reminder.tasks, self._reminders.zone)
        begin = reminder.tasks[0].first if len(reminder.tasks) == 1 else None
        reply = ReplyParameters(begin, allow_sending_without_reply=True) if begin else None
        try:
            with leaving.followed():
                await bot.send_message(
                    reminder.chat,
                    view.text,
                    parse_mode="HTML",
                    reply_markup=view.keyboard,
                    reply_parameters=reply,
                    rate_limit_args=Priority.BROADCAST,
                )
        except Forbidden:
            await self._steering.lost(reminder.chat)
            await self._reminders.release(reminder)
        except BadRequest as error:
            _log.info("reminder: %s", type(error).__name__)
            await self._reminders.told(reminder)
        except (TelegramError, asyncio.CancelledError) as error:
            if not leaving.is_open:
                await self._reminders.release(reminder)
            if isinstance(error, asyncio.CancelledError):
                raise
            _log.warning("reminder: %s", type(error).__name__)
            return False
        else:
            await self._reminders.told(reminder)
        return True
