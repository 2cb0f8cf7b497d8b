"""`python -m scripts.bench mornings`: planning everybody's cards for one hour of the day, and sending some of them."""

from __future__ import annotations

import asyncio
import logging
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from pydantic import SecretStr
from rich.console import Console
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Server, running
from bot.cards.days import EVERY_DAY
from bot.cards.planning import A_SECOND, Planning
from bot.people.memberships import MemberState
from bot.people.roles import Role
from bot.settings import Settings, load_settings
from bot.storage.card_tables import card_plans
from bot.storage.engine import make_engine, upgrade
from bot.storage.tables import branches, memberships, persons
from scripts.bench_broadcast import resident, stub
from scripts.telegram_stub import TOKEN, Faults

app = typer.Typer()
ZONE = ZoneInfo("Asia/Shanghai")
EVENING = datetime(2026, 3, 2, 18, tzinfo=ZONE).astimezone(UTC)
"""A Monday: the cards of Tuesday at eight are planned."""
STARTS = timedelta(seconds=45)
"""Until the first card is due: the bot starts and makes its questions meanwhile."""


@app.command()
def mornings(
    people: Annotated[int, typer.Option(min=1, help="Members, all with their card at 08:00.")] = 50_000,
    send: Annotated[int, typer.Option(min=0, help="So many cards are sent as well, 25 a second.")] = 0,
    data_dir: Annotated[Path | None, typer.Option(help="Where the index is (DATA_DIR), for sending.")] = None,
) -> None:
    """Time the planning of everybody's cards for 08:00 on SQLite, newcomers' first and then one day's; send some."""
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
    if send:
        logging.disable(logging.ERROR)
        settings = load_settings(**({"data_dir": data_dir} if data_dir else {}))
        with tempfile.TemporaryDirectory() as scratch:
            url = SecretStr(f"sqlite:///{scratch}/bench.sqlite3")
            asyncio.run(_send(settings.model_copy(update={"database_url": url}), send, console))


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


async def _send(settings: Settings, people: int, console: Console) -> None:
    """Let the bot send a morning's cards to a server that takes them all, in the order that was planned."""
    engine = make_engine(settings.database)
    await upgrade(engine)
    await _join(engine, people)
    due = datetime.now(UTC) + STARTS
    planning = Planning(engine, settings.zone)
    await planning.plan()
    awake = {"quiet_from": 0, "quiet_to": 0}
    async with engine.begin() as connection:
        await connection.execute(persons.update().values(awake))
        first = card_plans.update().values(send_at=None, next_at=due, days=EVERY_DAY, reads_at=-card_plans.c.person)
        await connection.execute(first)
    await planning.plan()
    async with engine.connect() as connection:
        query = select(persons.c.telegram_id, card_plans.c.send_at).join_from(card_plans, persons)
        planned = {str(row[0]): row[1] for row in await connection.execute(query.order_by(card_plans.c.send_at))}
    sizes: list[int] = []
    async with (
        stub(Faults(latency=0.05)) as client,
        running(settings, Server(TOKEN, f"{client.base_url}/bot", direct=True)),
    ):
        while True:
            report = (await client.get("/report")).json()
            sizes.append(await resident())
            if len(report["delivered"]) == people:
                break
            await asyncio.sleep(5)
    await engine.dispose()
    _tell(console, planned, report, sizes)


def _tell(console: Console, planned: dict[str, datetime], report: dict[str, Any], sizes: list[int]) -> None:
    arrivals: list[float] = report["faulty"]
    got = list(report["delivered"])
    behind = [planned[one] for one in got]
    before = max((max(behind[:at]) - behind[at]).total_seconds() for at in range(1, len(behind)))
    twice = sum(number > 1 for number in report["delivered"].values())
    took = arrivals[-1] - arrivals[0]
    console.print(
        f"{len(got)} cards sent in {took:.0f} s: {len(got) / took:.1f} a second,"
        f" at most {report['busiest_second']} in any sliding second (never above: 30); twice: {twice} (to reach: 0)"
    )
    console.print(f"out of the planned order by at most {before:.1f} s")
    third = max(1, len(sizes) // 3)
    console.print(f"memory: {median(sizes[:third]):.0f} MB early, {median(sizes[-third:]):.0f} MB late")


async def _join(engine: AsyncEngine, people: int) -> None:
    rows = [{"telegram_id": 1_000_000 + number, "name": "压测", "joined": EVENING} for number in range(people)]
    async with engine.begin() as connection:
        branch = await connection.scalar(
            branches.insert().values(code="B", name="压测", field="").returning(branches.c.id)
        )
        numbers = (await connection.scalars(persons.insert().returning(persons.c.id), rows)).all()
        member = {"branch": branch, "role": Role.MEMBER, "state": MemberState.ACTIVE, "since": EVENING}
        await connection.execute(memberships.insert(), [{"person": number, **member} for number in numbers])
