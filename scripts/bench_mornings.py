"""`python -m scripts.bench mornings`: planning everybody's cards for one hour of the day."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cards.planning import A_SECOND, Planning
from bot.people.memberships import MemberState
from bot.people.roles import Role
from bot.storage.card_tables import card_plans
from bot.storage.engine import make_engine, upgrade
from bot.storage.tables import branches, memberships, persons

app = typer.Typer()
ZONE = ZoneInfo("Asia/Shanghai")
EVENING = datetime(2026, 3, 2, 18, tzinfo=ZONE).astimezone(UTC)
"""A Monday: the cards of Tuesday at eight are planned."""


@app.command()
def mornings(
    people: Annotated[int, typer.Option(min=1, help="Members, all with their card at 08:00.")] = 50_000,
) -> None:
    """Time the planning of everybody's cards for 08:00 on SQLite, newcomers' first and then one day's."""
    console = Console(highlight=False)
    with tempfile.TemporaryDirectory() as scratch:
        first, second, planned = asyncio.run(_plan(f"sqlite:///{scratch}/bench.sqlite3", people))
    at_once = Counter(planned)
    minutes = (max(planned) - min(planned) + timedelta(seconds=1)).total_seconds() / 60
    console.print(f"{people} members get their first plan in {first:.1f} s (to reach: 10)")
    console.print(f"{people} due at 08:00 are planned anew in {second:.1f} s (to reach: 10)")
    console.print(
        f"spread from {min(planned).astimezone(ZONE):%H:%M:%S} over {minutes:.1f} minutes,"
        f" at most {max(at_once.values())} a second (limit: {A_SECOND})"
    )


async def _plan(url: str, people: int) -> tuple[float, float, list[datetime]]:
    engine = make_engine(url)
    await upgrade(engine)
    await _join(engine, people)
    planning = Planning(engine, ZONE, lambda: EVENING)
    begun = time.perf_counter()
    await planning.plan()
    first = time.perf_counter() - begun
    async with engine.begin() as connection:
        await connection.execute(card_plans.update().values(send_at=None, next_at=None))
    begun = time.perf_counter()
    await planning.plan()
    second = time.perf_counter() - begun
    async with engine.connect() as connection:
        planned = [moment for moment in await connection.scalars(select(card_plans.c.send_at)) if moment]
    await engine.dispose()
    return first, second, planned


async def _join(engine: AsyncEngine, people: int) -> None:
    rows = [{"telegram_id": 1_000_000 + number, "name": "压测", "joined": EVENING} for number in range(people)]
    async with engine.begin() as connection:
        branch = await connection.scalar(
            branches.insert().values(code="B", name="压测", field="").returning(branches.c.id)
        )
        numbers = (await connection.scalars(persons.insert().returning(persons.c.id), rows)).all()
        member = {"branch": branch, "role": Role.MEMBER, "state": MemberState.ACTIVE, "since": EVENING}
        await connection.execute(memberships.insert(), [{"person": number, **member} for number in numbers])
