"""Runs the evenings, apart from the handling of updates: asks, keeps the standing, and says what came of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, cast

from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, TelegramError
from telegram.ext import ExtBot

from bot.evening.course import Course, Deed
from bot.evening.evening import Asked, Evening, Reason, State
from bot.evening.evenings import Evenings
from bot.evening.picture import of_evening
from bot.evening.scene import Scene
from bot.library import Library
from bot.rounds import Rounds
from bot.sending.hand_over import Outgoing
from bot.sending.schedule import Priority
from bot.views import evening as views
from bot.views.view import View

SECONDS = 1.0
"""Between two looks, where nobody wakes it."""
_LONGEST = 30.0
"""Seconds between two tries while the network is away."""
_REFUSED = 400
"""From here on Telegram's answers say that it did not do it."""
_log = logging.getLogger(__name__)


class _Leaving(Outgoing):
    """A message that goes out only while the evening is this process's, and is noted by the way."""

    def __init__(
        self,
        may_leave: Callable[[], bool],
        *,
        before: Callable[[], Awaitable[None]] | None = None,
        after: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        super().__init__()
        self._may_leave = may_leave
        self._before = before
        self._after = after

    def leave(self) -> None:
        """Keep it back where the evening may be another process's by now."""
        if not self._may_leave():
            raise TimeoutError("the lease is over")

    async def departs(self) -> None:
        """Note that it is about to be out."""
        if self._before:
            await self._before()

    async def hand_over(self) -> None:
        """Note that it is out."""
        if self._after:
            await self._after()

    @property
    def is_kept_back(self) -> bool:
        """Whether it has not left, or Telegram said that it did not take it."""
        return not self.handed or self.status >= _REFUSED


class Host(Rounds):
    """Drives the evenings of this process, each for itself.

    Args:
        course: What is to be done.
        evenings: What people do.
        library: The documents.
        seconds: Between two looks, where nobody wakes it.
    """

    def __init__(self, course: Course, evenings: Evenings, library: Library, seconds: float = SECONDS) -> None:
        super().__init__("evenings", seconds, self._look)
        self._course = course
        self._evenings = evenings
        self._library = library
        self._steps: dict[int, asyncio.Task[None]] = {}
        self._shown: dict[int, tuple[View, float]] = {}
        self._failures: dict[int, tuple[int, float]] = {}

    async def stop(self) -> None:
        """End; whoever looks next goes on with the evenings."""
        await super().stop()
        for step in tuple(self._steps.values()):
            step.cancel()
        await asyncio.gather(*self._steps.values(), return_exceptions=True)
        with suppress(SQLAlchemyError, OSError):
            await self._course.release()

    async def _look(self, bot: Bot) -> None:
        numbers, now = await self._course.claim(), asyncio.get_running_loop().time()
        self._shown = {number: shown for number, shown in self._shown.items() if number in numbers}
        self._failures = {number: failed for number, failed in self._failures.items() if number in numbers}
        for number in numbers:
            _, again = self._failures.get(number, (0, now))
            if number not in self._steps and again <= now:
                # the application's bot is one that takes a priority
                step = self._step(cast(ExtBot[Any], bot), number)
                self._steps[number] = asyncio.create_task(step, name=f"evening-{number}")

    async def _step(self, bot: ExtBot[Any], number: int) -> None:
        """Do what is to be done next; a failure is tried again later, and later still."""
        try:
            went_on = await self._advance(bot, number)
            self._failures.pop(number, None)
            if went_on:
                self.wake()
        except (SQLAlchemyError, TelegramError, OSError) as error:
            failures, _ = self._failures.get(number, (0, 0.0))
            pause = min(2.0**failures, _LONGEST)
            self._failures[number] = failures + 1, asyncio.get_running_loop().time() + pause
            _log.warning("evening %d: %s", number, type(error).__name__)
        finally:
            del self._steps[number]

    async def _advance(self, bot: ExtBot[Any], number: int) -> bool:
        """Do one thing; returns whether something else may be due at once."""
        found = await self._course.look(number)
        if found is None:
            return False
        scene, next_ = found
        try:
            return await self._do(bot, scene, next_.deed, next_.reason)
        except ChatMigrated as error:
            await self._evenings.move(scene.evening.chat, error.new_chat_id)
            self._shown.pop(number, None)
        except Forbidden:
            _log.info("evening %d: the bot is not in the group any more", number)
            await self._course.gone(scene.evening.chat)
        return True

    async def _do(self, bot: ExtBot[Any], scene: Scene, deed: Deed, reason: Reason | None) -> bool:
        number, current = scene.evening.id, scene.current
        if deed is Deed.WAIT:
            await self._refresh(bot, scene)
            return False
        if deed is Deed.POST:
            await self._post(bot, scene)
        elif deed is Deed.ASK:
            await self._ask(bot, scene)
        elif deed is Deed.CLOSE and current:
            await self._course.close(number, current.number)
            if scene.all_answered:
                await _stop_poll(bot, scene.evening, current)
        elif deed is Deed.LOSE and current:
            await self._course.lose(number, current.number)
        elif deed is Deed.END and reason:
            await self._course.end(number, reason)
        elif deed is Deed.TELL:
            await self._tell(bot, scene)
        return True

    async def _post(self, bot: ExtBot[Any], scene: Scene) -> None:
        view = views.board(scene, self._course.pace)
        sent = await bot.send_message(scene.evening.chat, view.text, parse_mode="HTML", reply_markup=view.keyboard)
        self._shown[scene.evening.id] = view, asyncio.get_running_loop().time()
        await self._course.show_in(scene.evening.id, sent.message_id)

    async def _refresh(self, bot: ExtBot[Any], scene: Scene, *, last: bool = False) -> None:
        """Show how it stands, as often as a group can bear it; the last time in any case."""
        evening, now = scene.evening, asyncio.get_running_loop().time()
        view = views.board(scene, self._course.pace)
        shown, when = self._shown.get(evening.id, (None, None))
        rest = self._course.pace.board.total_seconds() / (2 if evening.state is State.LOBBY else 1)
        too_soon = when is not None and now - when < rest
        if evening.board is None or view == shown or (too_soon and not last):
            return
        try:
            await bot.edit_message_text(
                view.text,
                evening.chat,
                evening.board,
                parse_mode="HTML",
                reply_markup=view.keyboard,
                rate_limit_args=Priority.BROADCAST,
            )
        except BadRequest as error:
            if "not found" in error.message and not last:
                await self._course.show_in(evening.id, None)
            elif "not modified" not in error.message:
                _log.info("evening %d: board: %s", evening.id, type(error).__name__)
        self._shown[evening.id] = view, asyncio.get_running_loop().time()

    async def _ask(self, bot: ExtBot[Any], scene: Scene) -> None:
        evening = scene.evening
        one = next(one for one in scene.questions if not one.asked)
        # Killed from here on the question is lost, but never asked twice
        leaving = _Leaving(self._course.may_send, before=lambda: self._course.asking(evening.id, one.number))
        try:
            with leaving.followed():
                sent = await bot.send_poll(
                    evening.chat,
                    views.asks(one, len(scene.questions)),
                    one.question.options,
                    is_anonymous=False,
                    type="quiz",
                    correct_option_ids=[one.question.right],  # type: ignore[list-item]
                    explanation=one.question.explanation or None,
                    open_period=round(self._course.pace.question.total_seconds()),
                    reply_markup=views.join_late(evening.id),
                    reply_parameters=_reply_to(evening),
                )
        except BadRequest:
            # No right to send polls, most of all: trying again would be refused again
            await self._course.end(evening.id, Reason.REFUSED)
            return
        except (ChatMigrated, NetworkError):
            if leaving.is_kept_back:
                await self._course.asking(evening.id, one.number, out=False)
            raise
        if sent.poll:
            await self._course.asked(evening.id, one.number, sent.poll.id, sent.message_id)

    async def _tell(self, bot: ExtBot[Any], scene: Scene) -> None:
        evening, current = scene.evening, scene.current
        said = views.closing(scene, self._library.answerer.corpus)
        if current and evening.reason is not Reason.FINISHED:
            await _stop_poll(bot, evening, current)
        await self._refresh(bot, scene, last=True)
        day = self._course.now().astimezone(self._course.zone).date()
        picture = await asyncio.to_thread(of_evening, scene, day) if said.pictured else None
        leaving = _Leaving(self._course.may_send, after=lambda: self._course.over(evening.id))
        more: dict[str, Any] = {"parse_mode": "HTML", "reply_markup": said.view.keyboard}
        try:
            with leaving.followed():
                if picture:
                    await bot.send_photo(evening.chat, picture, caption=said.view.text, **more)
                else:
                    await bot.send_message(evening.chat, said.view.text, **more)
        except BadRequest as error:
            _log.warning("evening %d: closing: %s", evening.id, type(error).__name__)
            await self._course.over(evening.id)


def _reply_to(evening: Evening) -> ReplyParameters | None:
    """Let a question lead to the board, which stands further up."""
    return ReplyParameters(evening.board, allow_sending_without_reply=True) if evening.board else None


async def _stop_poll(bot: ExtBot[Any], evening: Evening, one: Asked) -> None:
    """Let nobody answer a question any more that is not counted; its time may be over already."""
    if one.message is not None:
        with suppress(BadRequest):
            await bot.stop_poll(evening.chat, one.message)
