"""How a study task is getting on, in numbers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.people.members import Members
from bot.storage.study_tables import deliveries, recipients, study_tasks
from bot.study.delivery import DeliveryState
from bot.study.rights import require_report
from bot.study.task import Task, TaskState, read, task_of


@dataclass(frozen=True, slots=True)
class Counts:
    """How a study task is getting on.

    Attributes:
        queued: Messages that wait.
        sending: On their way.
        sent: Delivered, and not deleted since.
        failed: Not to be delivered.
        blocked: To people who do not let the bot write.
        unknown: That may have gone out or not.
        cancelled: Withdrawn before they were sent.
        withdrawn: Deleted again.
        withdrawing: Of those sent, about to be deleted.
        people: For how many people the task is.
        completed: How many of them have done it.
    """

    queued: int = 0
    sending: int = 0
    sent: int = 0
    failed: int = 0
    blocked: int = 0
    unknown: int = 0
    cancelled: int = 0
    withdrawn: int = 0
    withdrawing: int = 0
    people: int = 0
    completed: int = 0

    @property
    def left(self) -> int:
        """How many messages are still to go."""
        return self.queued + self.sending


async def counts_of(connection: AsyncConnection, task: int) -> Counts:
    """Return how a task is getting on."""
    d, r = deliveries.c, recipients.c
    rows = await connection.execute(select(d.state, func.count()).where(d.task == task).group_by(d.state))
    found: dict[str, int] = {row.state: row[1] for row in rows}
    # about to be deleted is still there
    found[DeliveryState.SENT] = found.get(DeliveryState.SENT, 0) + found.get(DeliveryState.WITHDRAWING, 0)
    people = select(func.count(), func.count(r.completed)).where(r.task == task)
    everybody, completed = (await connection.execute(people)).one()
    return Counts(**{str(state): number for state, number in found.items()}, people=everybody, completed=completed)


async def counts(members: Members, acting: int, number: int) -> Counts:
    """Return how a task is getting on, for somebody who may see it.

    Raises:
        NotAllowedError: The acting person may not see it.
        StudyError: There is no such task.
    """
    async with members.engine.execution_options(read_only=True).connect() as connection:
        task = await read(connection, number)
        await require_report(connection, members, acting, task.branch)
        return await counts_of(connection, number)


async def showing(engine: AsyncEngine, since: datetime, also: Collection[int] = ()) -> list[tuple[Task, Counts]]:
    """Return the tasks with a message which shows their progress that may have changed, and how they are getting on.

    Args:
        engine: The database.
        since: Tasks that have ended after this too.
        also: The numbers of further ones.
    """
    t, d = study_tasks.c, deliveries.c
    deleting = exists().where(d.task == t.id, d.state == DeliveryState.WITHDRAWING)
    moving = or_(
        t.state.in_((TaskState.SENDING, TaskState.PAUSED)),
        and_(t.state == TaskState.WITHDRAWN, deleting),
        t.finished > since,
        t.id.in_(also),
    )
    query = select(study_tasks).where(t.progress_message.is_not(None), moving)
    async with engine.execution_options(read_only=True).connect() as connection:
        rows = (await connection.execute(query)).all()
        return [(task_of(row), await counts_of(connection, row.id)) for row in rows]
