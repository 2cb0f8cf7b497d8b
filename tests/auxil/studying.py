"""An organisation with study tasks, a clock to turn, and ways to look at what became of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.people.memberships import MemberState
from bot.people.roles import Role
from bot.storage.study_tables import deliveries
from bot.storage.tables import memberships, persons
from bot.study.audience import Audience
from bot.study.steering import Steering
from bot.study.task import Draft, Kind, Piece, Task
from bot.study.tasks import Confirmed, Tasks
from tests.auxil.organisation import ADMINISTRATOR, Organisation, organise
from tests.auxil.sending import ZONE

FIRST = 100_000
"""Telegram id of the first of a crowd."""
_tokens = count(1)


class Clock:
    """The time, ahead of the real one by as much as a test wants."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass(frozen=True, slots=True)
class Study:
    """What the tests work with."""

    engine: AsyncEngine
    org: Organisation
    tasks: Tasks
    steering: Steering
    clock: Clock = field(default_factory=Clock)

    async def crowd(self, people: int) -> list[int]:
        """Let so many people be in the first branch; gives their Telegram ids."""
        now = datetime.now(UTC)
        chats = list(range(FIRST, FIRST + people))
        async with self.engine.begin() as connection:
            rows = [{"telegram_id": chat, "name": f"党员{chat}", "joined": now} for chat in chats]
            added = persons.insert().returning(persons.c.id, sort_by_parameter_order=True)
            numbers = (await connection.scalars(added, rows)).all()
            member = {"branch": self.org.first.id, "role": Role.MEMBER, "state": MemberState.ACTIVE, "since": now}
            await connection.execute(memberships.insert(), [{"person": number, **member} for number in numbers])
        return chats

    async def send(self, draft: Draft, acting: int = ADMINISTRATOR, token: str = "") -> Confirmed:
        """Confirm a draft."""
        return await self.tasks.confirm(acting, draft, token or f"token-{next(_tokens)}")

    async def rows(self, task: Task, *states: str) -> list[Any]:
        """Return a task's deliveries, in order."""
        query = select(deliveries).where(deliveries.c.task == task.id).order_by(deliveries.c.person, deliveries.c.part)
        if states:
            query = query.where(deliveries.c.state.in_(states))
        async with self.engine.connect() as connection:
            return list((await connection.execute(query)).all())

    async def states(self, task: Task) -> dict[str, int]:
        """Return how many deliveries of a task are in which state."""
        return dict(Counter(row.state for row in await self.rows(task)))

    async def until(self, task: Task, gone: Collection[str] = ("queued", "sending"), seconds: float = 60) -> None:
        """Wait until no delivery of a task is in one of these states; the database tells nobody of it."""
        async with asyncio.timeout(seconds):
            while await self.rows(task, *gone):  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def sent_to(self, task: Task, count: int, seconds: float = 60) -> None:
        """Wait until so many deliveries of a task are out."""
        async with asyncio.timeout(seconds):
            while len(await self.rows(task, "sent")) < count:  # noqa: ASYNC110
                await asyncio.sleep(0.02)


def draft_of(audience: str = "branch:A1", text: str = "请学习第四条。", **more: Any) -> Draft:  # noqa: ANN401
    """Return a small study task."""
    return Draft("学党章", Kind.DAILY, Audience.parse(audience), (Piece("text", text),), **more)


async def open_study(database: AsyncEngine, folder: Path) -> Study:
    """Set everything up in a fresh database."""
    org, clock = await organise(database, folder), Clock()
    return Study(database, org, Tasks(org.members, ZONE, clock), Steering(org.members, ZONE, clock), clock)
