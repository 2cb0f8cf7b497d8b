"""The queue of deliveries: claimed in small batches, each outcome written before more is claimed.

The table `deliveries` is the queue, and there is no other. Several processes on one PostgreSQL share it; whose a
claimed delivery is when one of them dies, `bot.study.leases` tells.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence, Set
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, Select, Update, and_, bindparam, exists, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.study_tables import deliveries, study_tasks, task_parts
from bot.storage.tables import persons
from bot.study.audience import Audience, still_in
from bot.study.delivery import OPEN, Delivery, DeliveryState, Fault, Key, Outcome, row_of
from bot.study.leases import Leases
from bot.study.parts import Part
from bot.study.task import Reason, TaskState

REFUSALS = 3
"""A part refused so often and taken never is refused by Telegram, not by the people."""
_OVER = (DeliveryState.FAILED, DeliveryState.BLOCKED)
_LATE = {DeliveryState.SENT: DeliveryState.WITHDRAWING, DeliveryState.QUEUED: DeliveryState.CANCELLED}
"""What becomes of deliveries whose task was withdrawn while they were on their way."""
_TASKS_AT_ONCE = 8
_CONTENTS_KEPT = 64


class Deliveries:
    """The deliveries of all study tasks, and those this process has claimed.

    Args:
        engine: A database that is up to date.
        leases: Of this process.
        now: What the time is.

    Attributes:
        leases: The same.
    """

    def __init__(
        self, engine: AsyncEngine, leases: Leases, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._engine = engine
        self._reading = engine.execution_options(read_only=True)
        self._durable = engine.execution_options(durable=True)
        self.leases = leases
        self._now = now
        self._last_task = 0
        self._contents: dict[int, dict[int, Part]] = {}
        self._unwritten: list[tuple[Delivery, Outcome]] = []
        self._writing = asyncio.Lock()

    # Claiming

    async def waiting(self) -> bool:
        """Tell whether there may be something to claim."""
        tasks = exists().where(study_tasks.c.state == TaskState.SENDING)
        deletions = exists().where(deliveries.c.state == DeliveryState.WITHDRAWING)
        async with self._reading.connect() as connection:
            return bool(await connection.scalar(select(or_(tasks, deletions))))

    async def claim(self, count: int) -> list[Delivery]:
        """Claim up to so many deliveries, what is to be deleted first, then from one task after another.

        Who is not in the audience any more, or cannot be written to, is sent nothing. A task with nothing left is
        finished.
        """
        # On the disk before anything leaves: after a power cut none of it counts as not sent
        async with self._durable.begin() as connection:
            claimed = await self._claim_deletions(connection, count)
            tasks = await self._sending(connection) if len(claimed) < count else []
            for place, task in enumerate(tasks):
                share = max(1, (count - len(claimed)) // (len(tasks) - place))
                claimed += await self._claim_of(connection, task, share)
                self._last_task = task.id
                if len(claimed) >= count:
                    break
        return claimed

    async def _claim_deletions(self, connection: AsyncConnection, count: int) -> list[Delivery]:
        d, now = deliveries.c, self._now()
        free = (d.state == DeliveryState.WITHDRAWING, or_(d.lease.is_(None), d.lease < now), _due(now))
        query = select(deliveries).where(*free).order_by(d.task, d.person, d.part).limit(count)
        rows = (await connection.execute(query.with_for_update(skip_locked=True))).all()
        for row in rows:
            mine = {"owner": self.leases.owner, "lease": self.leases.end(), "attempts": row.attempts + 1}
            await connection.execute(update(deliveries).where(row_of(_key(row))).values(mine))
        nothing = Part.of("text", {"text": "", "files": [], "kinds": []})
        return [
            Delivery(*_key(row), row.chat, row.attempts + 1, nothing, False, 0, tuple(row.album or [row.message_id]))
            for row in rows
        ]

    async def _sending(self, connection: AsyncConnection) -> Sequence[Row[*tuple[Any, ...]]]:
        """Return some of the tasks under way, going round them all in turn."""
        t = study_tasks.c
        query = select(t.id, t.audience, t.questions).where(t.state == TaskState.SENDING)
        return (await connection.execute(query.order_by(t.id <= self._last_task, t.id).limit(_TASKS_AT_ONCE))).all()

    async def _claim_of(self, connection: AsyncConnection, task: Row[*tuple[Any, ...]], count: int) -> list[Delivery]:
        rows = (await connection.execute(self._next(task.id, count))).all()
        if not rows:
            await self._finish(connection, task.id)
            return []
        people = {row.person for row in rows}
        there = await still_in(connection, Audience.of(task.audience), people)
        blocked = select(persons.c.id).where(persons.c.id.in_(people), persons.c.blocked.is_not(None))
        unreachable = frozenset(await connection.scalars(blocked))
        await self._close(connection, task.id, people - there, DeliveryState.FAILED, Fault.LEFT)
        await self._close(connection, task.id, there & unreachable, DeliveryState.BLOCKED, None)
        good = [row for row in rows if row.person in there - unreachable]
        if good:
            d = deliveries.c
            own = and_(d.task == task.id, tuple_(d.person, d.part).in_([(row.person, row.part) for row in good]))
            mine = {"state": DeliveryState.SENDING.value, "owner": self.leases.owner, "lease": self.leases.end()}
            tried = {"attempts": deliveries.c.attempts + 1}
            await connection.execute(update(deliveries).where(own).values(mine | tried))
        contents = await self._contents_of(connection, task.id)
        questions, last = len(task.questions), max(contents)
        return [Delivery(*_key(r), r.chat, r.attempts + 1, contents[r.part], r.part == last, questions) for r in good]

    def _next(self, task: int, count: int) -> Select[tuple[Any, ...]]:
        """Return the query of what of a task can go now: nobody gets a part before the one ahead of it went out."""
        d, ahead = deliveries.c, deliveries.alias()
        waits = exists().where(
            ahead.c.task == d.task, ahead.c.person == d.person, ahead.c.part < d.part, ahead.c.state.in_(OPEN)
        )
        query = select(deliveries).where(d.task == task, d.state == DeliveryState.QUEUED, _due(self._now()), ~waits)
        return query.order_by(d.person, d.part).limit(count).with_for_update(skip_locked=True, of=deliveries)

    async def _close(
        self, connection: AsyncConnection, task: int, people: Set[int], state: DeliveryState, error: Fault | None
    ) -> None:
        """Send some people no more of a task."""
        if people:
            theirs = and_(deliveries.c.task == task, deliveries.c.person.in_(people))
            queued = update(deliveries).where(theirs, deliveries.c.state == DeliveryState.QUEUED)
            await connection.execute(queued.values(state=state.value, error=error))

    async def _finish(self, connection: AsyncConnection, task: int) -> None:
        # Locked first, looked at after: what somebody queued again meanwhile is seen by the second statement only
        await connection.execute(select(study_tasks.c.id).where(study_tasks.c.id == task).with_for_update())
        left = exists().where(deliveries.c.task == task, deliveries.c.state.in_(OPEN))
        over = update(study_tasks).where(study_tasks.c.id == task, study_tasks.c.state == TaskState.SENDING, ~left)
        await connection.execute(over.values(state=TaskState.SENT.value, finished=self._now()))

    async def _contents_of(self, connection: AsyncConnection, task: int) -> dict[int, Part]:
        if task not in self._contents:
            if len(self._contents) >= _CONTENTS_KEPT:
                self._contents.clear()
            rows = await connection.execute(select(task_parts).where(task_parts.c.task == task))
            self._contents[task] = {row.part: Part.of(row.kind, row.content) for row in rows}
        return self._contents[task]

    # Outcomes

    async def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        """Write how an attempt went; where the task was withdrawn meanwhile, what went out is taken back.

        Outcomes that come while others are being written are written together: a commit takes as long for all.
        """
        entry = (delivery, outcome)
        self._unwritten.append(entry)
        async with self._writing:
            if entry not in self._unwritten:
                return
            batch, self._unwritten = self._unwritten, []
            try:
                await self._write(batch)
            except BaseException:
                # The others try for themselves
                self._unwritten = [other for other in batch if other is not entry] + self._unwritten
                raise

    async def _write(self, batch: list[tuple[Delivery, Outcome]]) -> None:
        deleted = [entry for entry in batch if entry[0].to_delete]
        sent = [entry for entry in batch if not entry[0].to_delete]
        async with self._engine.begin() as connection:
            if deleted:
                await connection.execute(self._settling(), [self._values(*entry) for entry in deleted])
            if sent:
                taken = await self._withdrawn(connection, {delivery.task for delivery, _ in sent})
                rows = [self._values(*entry) | self._message(*entry, taken) for entry in sent]
                await connection.execute(self._settling().values(_of_message()), rows)
            for delivery, outcome in sent:
                await self._follow_up(connection, delivery, outcome)
        for delivery, _ in batch:
            self.leases.settled(delivery)

    def _settling(self) -> Update:
        d = deliveries.c
        mine = update(deliveries).where(
            d.task == bindparam("of_task"),
            d.person == bindparam("of_person"),
            d.part == bindparam("of_part"),
            d.owner == self.leases.owner,
        )
        free: dict[str, Any] = {"owner": None, "lease": None}
        return mine.values(free | {name: bindparam(f"new_{name}") for name in ("state", "error", "not_before")})

    def _values(self, delivery: Delivery, outcome: Outcome) -> dict[str, Any]:
        task, person, part = delivery.key
        return {
            "of_task": task,
            "of_person": person,
            "of_part": part,
            "new_state": outcome.state.value,
            "new_error": outcome.error,
            "new_not_before": self._now() + outcome.wait if outcome.wait else None,
        }

    def _message(self, delivery: Delivery, outcome: Outcome, taken: Set[int]) -> dict[str, Any]:
        """Return what there is to write only of something sent."""
        out = outcome.state is DeliveryState.SENT
        state = _LATE.get(outcome.state, outcome.state) if delivery.task in taken else outcome.state
        return {
            "new_state": state.value,
            "new_chat": outcome.chat,
            "new_message_id": outcome.messages[0] if out else None,
            "new_album": list(outcome.messages) if len(outcome.messages) > 1 else None,
            "new_sent_at": self._now() if out else None,
        }

    async def _withdrawn(self, connection: AsyncConnection, tasks: Set[int]) -> frozenset[int]:
        """Return which of the tasks are withdrawn; locked: either a withdrawal sees these outcomes, or these see it."""
        t = study_tasks.c
        rows = await connection.execute(select(t.id, t.state).where(t.id.in_(tasks)).with_for_update(read=True))
        return frozenset(row.id for row in rows if row.state == TaskState.WITHDRAWN)

    async def _follow_up(self, connection: AsyncConnection, delivery: Delivery, outcome: Outcome) -> None:
        if outcome.state in _OVER:
            await self._close(connection, delivery.task, {delivery.person}, outcome.state, outcome.error)
        if outcome.state is DeliveryState.BLOCKED:
            known = update(persons).where(persons.c.id == delivery.person, persons.c.blocked.is_(None))
            await connection.execute(known.values(blocked=self._now()))
        if outcome.error is Fault.REFUSED:
            await self._hold_refused(connection, delivery)

    async def _hold_refused(self, connection: AsyncConnection, delivery: Delivery) -> None:
        """Pause a task of which Telegram takes a part from nobody."""
        d = deliveries.c
        part = (d.task == delivery.task, d.part == delivery.part)
        query = select(d.person).where(*part, d.error == Fault.REFUSED).limit(REFUSALS)
        refused = (await connection.scalars(query)).all()
        if len(refused) < REFUSALS or await connection.scalar(select(exists().where(*part, d.sent_at.is_not(None)))):
            return
        running = (study_tasks.c.id == delivery.task, study_tasks.c.state == TaskState.SENDING)
        held = {"state": TaskState.PAUSED.value, "reason": Reason.REFUSED.value}
        await connection.execute(update(study_tasks).where(*running).values(held))


def _key(row: Row[*tuple[Any, ...]]) -> Key:
    return row.task, row.person, row.part


def _of_message() -> dict[str, Any]:
    columns: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("message_id", "album", "sent_at")}
    return columns | {"chat": func.coalesce(bindparam("new_chat"), deliveries.c.chat)}


def _due(now: datetime) -> Any:  # noqa: ANN401 - a condition
    return or_(deliveries.c.not_before.is_(None), deliveries.c.not_before <= now)
