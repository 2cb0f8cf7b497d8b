"""Shows how study tasks are getting on while they are sent, and asks about those that could not be."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.live_messages import LiveMessages
from bot.people.members import Members
from bot.people.roles import NotAllowedError
from bot.rounds import Rounds
from bot.storage.study_tables import study_tasks
from bot.study.choices import Choices
from bot.study.counts import showing
from bot.study.rights import may_still_send, require_report
from bot.study.task import Task, TaskState, task_of
from bot.views import study_tasks as views
from bot.views.view import View

SECONDS = 2.0
"""Between two looks at what is being sent."""
_AFTERWARDS = timedelta(minutes=10)
"""A task that ended less long ago is looked at too: the bot may have been stopped before it showed the end."""
_COMPLETIONS = timedelta(seconds=10)
"""Between two looks at how many have done what was sent long ago."""
_MOVING = (TaskState.SENDING, TaskState.PAUSED)
_log = logging.getLogger(__name__)


class Progress(Rounds):
    """Keeps the messages that show a task's progress up to date.

    Args:
        members: The members.
        choices: Tells what audiences are called.
        live: Changes the messages.
        zone: The time zone people live in.
        now: What the time is.
    """

    def __init__(
        self,
        members: Members,
        choices: Choices,
        live: LiveMessages,
        zone: ZoneInfo,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__("progress", SECONDS, self._look)
        self._members = members
        self._engine = members.engine
        self._reading = members.engine.execution_options(read_only=True)
        self._choices = choices
        self._live = live
        self._zone = zone
        self._now = now
        self._shown: dict[tuple[int, int, int], View] = {}
        self._done: set[int] = set()
        self._done_shown = now()

    async def follow(self, number: int, chat: int, message: int) -> None:
        """Let a message show from now on how a task is getting on, and nothing else."""
        await self.leave(chat, message)
        t = study_tasks.c
        async with self._engine.begin() as connection:
            here = update(study_tasks).where(t.id == number)
            await connection.execute(here.values(progress_chat=chat, progress_message=message))
        self.wake()

    def done(self, number: int) -> None:
        """Note that somebody has done a task: its message tells how many have, also long after it was sent."""
        self._done.add(number)

    async def leave(self, chat: int, message: int) -> None:
        """Let a message show no task's progress any more; something else is about to be put there."""
        self._live.drop(chat, message)
        t = study_tasks.c
        async with self._engine.begin() as connection:
            here = update(study_tasks).where(t.progress_chat == chat, t.progress_message == message)
            await connection.execute(here.values(progress_chat=None, progress_message=None))
        self._shown = {key: view for key, view in self._shown.items() if key[1:] != (chat, message)}

    async def _look(self, bot: Bot) -> None:
        await self._show()
        await self._ask(bot)

    async def _show(self) -> None:
        """Show what has changed; a task that has ended is looked at until its message has stopped changing."""
        now, shown = self._now(), {}
        since = now - _AFTERWARDS
        for task, counts in await showing(self._engine, since, self._also(now)):
            if task.progress is None:
                continue
            if not await self._may_see(task.progress[0], task):
                await self.leave(*task.progress)
                self._live.show(*task.progress, views.no_more(task))
                continue
            view = views.progress(task, counts, await self._choices.name_of(task.audience), now, self._zone)
            key = (task.id, *task.progress)
            changed = self._shown.get(key) != view
            if changed:
                self._live.show(*task.progress, view)
            if changed or task.state in _MOVING or (task.finished and task.finished > since):
                shown[key] = view
        self._shown = shown

    def _also(self, now: datetime) -> set[int]:
        """Return the tasks that are looked at though nothing of them is being sent."""
        also = {number for number, *_ in self._shown}
        if now >= self._done_shown + _COMPLETIONS:
            also |= self._done
            self._done, self._done_shown = set(), now
        return also

    async def _may_see(self, viewer: int, task: Task) -> bool:
        async with self._reading.connect() as connection:
            try:
                await require_report(connection, self._members, viewer, task.branch)
            except NotAllowedError:
                return False
        return True

    async def _ask(self, bot: Bot) -> None:
        """Ask about each task that could not be sent, once."""
        t = study_tasks.c
        unasked = (t.state == TaskState.ASKING, t.asked.is_(None))
        async with self._reading.connect() as connection:
            waiting = [task_of(row) for row in await connection.execute(select(study_tasks).where(*unasked))]
        for task in waiting:
            async with self._engine.begin() as connection:
                # no other process may ask as well
                mine = update(study_tasks).where(t.id == task.id, *unasked).values(asked=self._now())
                if (await connection.execute(mine)).rowcount == 0:
                    continue
            try:
                await self._ask_about(bot, task)
            except TelegramError:
                async with self._engine.begin() as connection:
                    await connection.execute(update(study_tasks).where(t.id == task.id).values(asked=None))
                raise

    async def _ask_about(self, bot: Bot, task: Task) -> None:
        view = views.decide(task, self._zone, self._now())
        for people in (await self._author(task), await self._others(task)):
            reached = False
            for person in people:
                try:
                    await bot.send_message(person, view.text, parse_mode="HTML", reply_markup=view.keyboard)
                    reached = True
                except (Forbidden, BadRequest) as error:
                    _log.info("task %d: %s", task.id, type(error).__name__)
            if reached:
                return

    async def _author(self, task: Task) -> list[int]:
        """Return the author's Telegram id, if they may still send it and are somebody Telegram knows."""
        async with self._reading.connect() as connection:
            may = task.author and await may_still_send(connection, self._members, task.author, task.branch)
        return [task.author] if task.author and may else []

    async def _others(self, task: Task) -> list[int]:
        """Return whoever else may decide: who heads the branch, else the administrators."""
        heads = await self._members.secretaries(task.branch) if task.branch is not None else []
        return [head.telegram_id for head in heads if head.telegram_id] or sorted(await self._members.administrators())
