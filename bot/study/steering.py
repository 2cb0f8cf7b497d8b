"""Study tasks on their way: begun when it is time, paused, continued, withdrawn.

Every deed is checked against `bot.study.rights` and safe to repeat: a button pressed twice does nothing twice. A
secretary who hands the office over does not stop what is being sent; what is still to begin does not begin by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Update, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.people.members import Members
from bot.storage.study_tables import deliveries, study_tasks, task_parts
from bot.study import enrolment
from bot.study.audience import AudienceError, addressees
from bot.study.delivery import DeliveryState, Fault
from bot.study.enrolment import enrol, reachable
from bot.study.rights import may_still_send, require_sending
from bot.study.task import Reason, StudyError, Task, TaskState, read, task_of
from bot.words import study as words

DELETABLE = timedelta(hours=48)
"""How long Telegram lets a bot delete what it has sent (core.telegram.org/bots/api#deletemessage)."""


class Steering:
    """What is done with study tasks that are confirmed.

    Args:
        members: The members; their database is written to.
        zone: The time zone people live in.
        now: What the time is.
    """

    def __init__(
        self, members: Members, zone: ZoneInfo, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._members = members
        self._engine = members.engine
        self._reading = members.engine.execution_options(read_only=True)
        self._zone = zone
        self._now = now

    async def pause(self, acting: int, number: int) -> Task:
        """Send no more of a task for now; what is on its way arrives.

        Raises:
            NotAllowedError: The acting person may not.
            StudyError: There is no such task, or nothing of it is left to pause.
        """
        return await self._change(acting, number, (TaskState.SENDING,), TaskState.PAUSED)

    async def resume(self, acting: int, number: int) -> Task:
        """Go on with a task that was paused.

        Raises:
            NotAllowedError: The acting person may not.
            StudyError: There is no such task, or it is not paused.
        """
        return await self._change(acting, number, (TaskState.PAUSED,), TaskState.SENDING)

    async def cancel(self, acting: int, number: int) -> Task:
        """Give up a task of which nothing was sent yet.

        Raises:
            NotAllowedError: The acting person may not.
            StudyError: There is no such task, or it has been sent.
        """
        before = (TaskState.SCHEDULED, TaskState.ASKING)
        return await self._change(acting, number, before, TaskState.CANCELLED)

    async def withdraw(self, acting: int, number: int) -> Task:
        """Take a task back: what is not sent never will be, what was is deleted where Telegram still lets it.

        Raises:
            NotAllowedError: The acting person may not.
            StudyError: There is no such task, or nothing of it was sent.
        """
        before = (TaskState.SENDING, TaskState.PAUSED, TaskState.SENT)
        return await self._change(acting, number, before, TaskState.WITHDRAWN)

    async def decide(self, acting: int, number: int, deadline: datetime | None = None) -> Task:
        """Send a task now that was not sent when it should have been.

        Args:
            acting: Telegram id of who decides, the author of the task from now on.
            number: Which task.
            deadline: The new one; needed where the old one has passed.

        Raises:
            NotAllowedError: The acting person may not.
            StudyError: There is no such task, it does not ask, or its deadline has passed.
        """
        async with self._engine.begin() as connection:
            task = await self._locked(connection, acting, number)
            if task.state is not TaskState.ASKING:
                raise StudyError(words.NOT_NOW.format(state=task.state.label))
            until = deadline or task.deadline
            if until and until <= self._now():
                raise StudyError(words.DEADLINE_PAST.format(moment=until.astimezone(self._zone)))
            await connection.execute(_of(number).values(author=acting, deadline=until, send_at=None))
            await self._begin(connection, replace(task, author=acting, deadline=until))
            return await read(connection, number)

    async def resend_unknown(self, acting: int, number: int) -> int:
        """Send again what may or may not have gone out; whoever had it gets it twice.

        Returns:
            How many messages.

        Raises:
            NotAllowedError: The acting person may not.
            StudyError: There is no such task, or it is not under way.
        """
        async with self._engine.begin() as connection:
            task = await self._locked(connection, acting, number)
            if task.state not in (TaskState.SENDING, TaskState.PAUSED, TaskState.SENT):
                raise StudyError(words.NOT_NOW.format(state=task.state.label))
            unknown = (deliveries.c.task == number, deliveries.c.state == DeliveryState.UNKNOWN)
            again = update(deliveries).where(*unknown).values(state=DeliveryState.QUEUED.value, not_before=None)
            count = (await connection.execute(again)).rowcount
            if count and task.state is TaskState.SENT:
                await connection.execute(_of(number).values(state=TaskState.SENDING.value, finished=None))
        return count

    async def _locked(self, connection: AsyncConnection, acting: int, number: int) -> Task:
        found = select(study_tasks).where(study_tasks.c.id == number).with_for_update()
        row = (await connection.execute(found)).first()
        if row is None:
            raise StudyError(words.NO_TASK.format(number=number))
        await require_sending(connection, self._members, acting, row.branch)
        return task_of(row)

    async def _change(self, acting: int, number: int, before: Sequence[TaskState], after: TaskState) -> Task:
        async with self._engine.begin() as connection:
            task = await self._locked(connection, acting, number)
            if task.state is not after:
                if task.state not in before:
                    raise StudyError(words.NOT_NOW.format(state=task.state.label))
                await connection.execute(_of(number).values(state=after.value, reason=None))
                if after in (TaskState.WITHDRAWN, TaskState.CANCELLED):
                    await self._take_back(connection, number)
            return await read(connection, number)

    async def _take_back(self, connection: AsyncConnection, number: int) -> None:
        d = deliveries.c
        theirs = update(deliveries).where(d.task == number)
        await connection.execute(
            theirs.where(d.state == DeliveryState.QUEUED).values(state=DeliveryState.CANCELLED.value)
        )
        out = theirs.where(d.state == DeliveryState.SENT)
        fresh = d.sent_at > self._now() - DELETABLE
        await connection.execute(out.where(~fresh).values(error=Fault.KEPT.value))
        gone = {"state": DeliveryState.WITHDRAWING.value, "not_before": None, "attempts": 0}
        await connection.execute(out.where(fresh).values(gone))

    async def start_due(self) -> None:
        """Begin with the scheduled tasks whose time has come; several processes may, each begins once.

        One missed while the bot was not running is sent late, but not after its deadline.
        """
        t = study_tasks.c
        due = (t.state == TaskState.SCHEDULED, t.send_at <= self._now())
        async with self._reading.connect() as connection:
            numbers = (await connection.scalars(select(t.id).where(*due).order_by(t.send_at))).all()
        for number in numbers:
            async with self._engine.begin() as connection:
                query = select(study_tasks).where(t.id == number, *due).with_for_update(skip_locked=True)
                row = (await connection.execute(query)).first()
                if row is not None:
                    await self._begin(connection, task_of(row))

    async def _begin(self, connection: AsyncConnection, task: Task) -> None:
        """Start the sending, to those who are in the audience now, or ask."""
        reason = await self._hindrance(connection, task)
        if reason is None:
            values: dict[str, Any] = {"state": TaskState.SENDING.value, "started": self._now(), "reason": None}
        else:
            values = {"state": TaskState.ASKING.value, "reason": reason.value}
        await connection.execute(_of(task.id).values(values))

    async def _hindrance(self, connection: AsyncConnection, task: Task) -> Reason | None:
        if task.deadline and task.deadline <= self._now():
            return Reason.LATE
        if not await may_still_send(connection, self._members, task.author, task.branch):
            return Reason.DEMOTED
        try:
            people = reachable(await addressees(connection, task.audience))
        except AudienceError:
            people = []
        if not people:
            return Reason.NOBODY
        parts = select(task_parts.c.part).where(task_parts.c.task == task.id)
        await enrol(connection, task.id, people, len((await connection.scalars(parts)).all()))
        return None

    async def lost(self, telegram_id: int) -> None:
        """Note that somebody does not let the bot write any more."""
        await enrolment.lost(self._engine, telegram_id, self._now())

    async def came_back(self, telegram_id: int) -> int:
        """Note that somebody lets the bot write again; returns how many messages can be sent now that could not be."""
        return await enrolment.came_back(self._engine, telegram_id, self._now())

    async def sweep(self) -> None:
        """Cancel what a dead process left queued of tasks withdrawn since; call now and then."""
        d = deliveries.c
        taken = select(study_tasks.c.id).where(study_tasks.c.state.in_((TaskState.WITHDRAWN, TaskState.CANCELLED)))
        left = (d.state == DeliveryState.QUEUED, d.task.in_(taken))
        async with self._reading.connect() as connection:
            if not await connection.scalar(select(exists().where(*left))):
                return
        async with self._engine.begin() as connection:
            await connection.execute(update(deliveries).where(*left).values(state=DeliveryState.CANCELLED.value))


def _of(number: int) -> Update:
    return update(study_tasks).where(study_tasks.c.id == number)
