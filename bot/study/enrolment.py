"""Putting people down for a study task, and those back on who could not be written to for a while."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.study_tables import deliveries, recipients, study_tasks
from bot.storage.tables import persons
from bot.study.audience import AT_ONCE, Addressee
from bot.study.delivery import DeliveryState
from bot.study.task import TaskState

_CATCH_UP = timedelta(days=14)
"""Somebody who lets the bot write again gets the tasks sent since then that are still open."""


def reachable(people: Iterable[Addressee]) -> list[Addressee]:
    """Return those who have joined, so that the bot knows where to write."""
    return [person for person in people if person.telegram_id is not None]


async def enrol(connection: AsyncConnection, task: int, people: Iterable[Addressee], parts: int) -> None:
    """Queue a task's parts for people; those who are down for it already are left as they are."""
    known = frozenset(await connection.scalars(select(recipients.c.person).where(recipients.c.task == task)))
    new = [person for person in people if person.person not in known]
    for start in range(0, len(new), AT_ONCE):
        await _put_down(connection, task, new[start : start + AT_ONCE], parts)


async def _put_down(connection: AsyncConnection, task: int, new: Sequence[Addressee], parts: int) -> None:
    rows = [{"task": task, "person": person.person, "branch": person.branch} for person in new]
    await connection.execute(recipients.insert(), rows)
    queued = [
        {
            "task": task,
            "person": person.person,
            "part": part,
            "chat": person.telegram_id,
            "state": DeliveryState.QUEUED.value,
            "attempts": 0,
        }
        for person in new
        for part in range(1, parts + 1)
    ]
    await connection.execute(deliveries.insert(), queued)


async def lost(engine: AsyncEngine, telegram_id: int, now: datetime) -> None:
    """Note that somebody does not let the bot write any more."""
    async with engine.begin() as connection:
        theirs = update(persons).where(persons.c.telegram_id == telegram_id, persons.c.blocked.is_(None))
        await connection.execute(theirs.values(blocked=now))


async def came_back(engine: AsyncEngine, telegram_id: int, now: datetime) -> int:
    """Note that somebody lets the bot write again, and queue what could not be sent to them meanwhile.

    Returns:
        How many messages that is.
    """
    p, d, t = persons.c, deliveries.c, study_tasks.c
    async with engine.begin() as connection:
        back = update(persons).where(p.telegram_id == telegram_id, p.blocked.is_not(None)).values(blocked=None)
        person = await connection.scalar(back.returning(p.id))
        if person is None:
            return 0
        running = t.state.in_((TaskState.SENDING, TaskState.PAUSED, TaskState.SENT))
        still_open = or_(t.deadline > now, (t.deadline.is_(None)) & (t.started > now - _CATCH_UP))
        theirs = select(d.task).where(d.person == person, d.state == DeliveryState.BLOCKED)
        # Locked, so that none is finished at the same moment
        tasks = select(t.id).where(t.id.in_(theirs), running, still_open).order_by(t.id).with_for_update()
        numbers = (await connection.scalars(tasks)).all()
        missed = (d.person == person, d.state == DeliveryState.BLOCKED, d.task.in_(numbers))
        again = update(deliveries).where(*missed).values(state=DeliveryState.QUEUED.value, not_before=None)
        queued = (await connection.scalars(again.returning(d.task))).all()
        ended = update(study_tasks).where(t.id.in_(numbers), t.state == TaskState.SENT)
        await connection.execute(ended.values(state=TaskState.SENDING.value, finished=None))
    return len(queued)
