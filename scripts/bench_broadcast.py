"""`python -m scripts.bench broadcast`: the ledger without a rate cap, and a broadcast among failures of every kind."""

from __future__ import annotations

import asyncio
import json
import logging
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from typing import Annotated, Any

import httpx
import typer
from pydantic import SecretStr
from rich.console import Console
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Server, running
from bot.people.members import Members
from bot.people.memberships import MemberState
from bot.people.roles import OPERATOR, Role
from bot.settings import Settings, load_settings
from bot.storage.engine import make_engine, upgrade
from bot.storage.study_tables import deliveries
from bot.storage.tables import branches, memberships, persons
from bot.study.audience import Audience
from bot.study.deliveries import Deliveries
from bot.study.delivery import Delivery, DeliveryState, Outcome
from bot.study.leases import Leases
from bot.study.sender import BATCH
from bot.study.task import Draft, Kind, Piece, Task
from bot.study.tasks import Tasks
from scripts.telegram_stub import TOKEN, Faults, TelegramStub

app = typer.Typer()
FIRST = 1_000_000
ASKERS = 10_000_000
QUESTIONS = ("预备党员有没有表决权", "党费可以一个季度交一次吗", "党员的权利有哪些", "主题党日多久一次")
FAULTS = Faults(
    blocked=0.03,
    missing=0.01,
    too_many=0.001,
    broken=0.002,
    stalled=0.002,
    closed=0.002,
    latency=0.1,
    faulty_below=ASKERS,
)


@app.command()
def broadcast(
    people: Annotated[int, typer.Option(min=100, help="Asked for: 10000, six minutes.")] = 1_000,
    uncapped: Annotated[int, typer.Option(min=100, help="Sends of the ledger alone.")] = 3_000,
    every: Annotated[float, typer.Option(help="Seconds between two questions of members meanwhile.")] = 2.0,
    data_dir: Annotated[Path | None, typer.Option(help="Where the index is (DATA_DIR).")] = None,
) -> None:
    """Time the ledger alone, then a whole broadcast at 30 a second while members ask."""
    logging.disable(logging.ERROR)
    settings = load_settings(**({"data_dir": data_dir} if data_dir else {}))
    console = Console(highlight=False)
    with tempfile.TemporaryDirectory() as scratch:
        rate = asyncio.run(_ledger(Path(scratch), uncapped))
        console.print(f"ledger alone on SQLite: {rate:.0f} sends a second (to reach: 300)")
        asyncio.run(_broadcast(settings, Path(scratch), people, every, console))


async def _people(engine: AsyncEngine, people: int) -> None:
    await upgrade(engine)
    now = datetime.now(UTC)
    rows = [{"telegram_id": FIRST + number, "name": "压测", "joined": now} for number in range(people)]
    async with engine.begin() as connection:
        branch = await connection.execute(branches.insert().values(code="B", name="压测支部", field=""))
        key = branch.inserted_primary_key
        numbers = (await connection.scalars(persons.insert().returning(persons.c.id), rows)).all()
        member = {"branch": key[0] if key else 1, "role": Role.MEMBER, "state": MemberState.ACTIVE, "since": now}
        await connection.execute(memberships.insert(), [{"person": number, **member} for number in numbers])


async def _confirm(engine: AsyncEngine, settings: Settings) -> Task:
    draft = Draft("压测", Kind.DAILY, Audience.parse("all"), (Piece("text", "学习党章第四条。"),))
    return (await Tasks(Members(engine, {OPERATOR}), settings.zone).confirm(OPERATOR, draft, "bench")).task


async def _ledger(folder: Path, sends: int) -> float:
    """Return how many deliveries a second are claimed, noted as handed over, and settled, with no network between."""
    engine = make_engine(f"sqlite:///{folder}/ledger.sqlite3")
    await _people(engine, sends)
    await _confirm(engine, load_settings())
    queue = Deliveries(engine, Leases(engine, folder / "ledger"))
    await queue.leases.keep()
    begun, done = time.perf_counter(), 0

    async def deliver(delivery: Delivery) -> None:
        parcel = queue.leases.parcel(delivery)
        await parcel.hand_over()
        await queue.settle(delivery, Outcome(DeliveryState.SENT, (delivery.person,)))

    while claimed := await queue.claim(BATCH):
        await asyncio.gather(*map(deliver, claimed))
        done += len(claimed)
    rate = done / (time.perf_counter() - begun)
    await queue.leases.close()
    await engine.dispose()
    return rate


@asynccontextmanager
async def stub(faults: Faults) -> AsyncIterator[httpx.AsyncClient]:
    """Run the server that fails on purpose in a process of its own, so that its clock is not the bot's."""
    async with TelegramStub().serve() as free:
        port = free.url.rstrip("/").rpartition(":")[2]
    given = json.dumps({name: getattr(faults, name) for name in Faults.__slots__})
    command = [sys.executable, "-m", "scripts.telegram_stub", port, given]
    process = subprocess.Popen(command)  # noqa: S603, ASYNC220 - our own interpreter and module
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as client:
            async with asyncio.timeout(20):
                while True:
                    try:
                        await client.get("/report")
                        break
                    except httpx.TransportError:
                        await asyncio.sleep(0.1)
            yield client
    finally:
        process.terminate()
        process.wait()


async def _broadcast(settings: Settings, folder: Path, people: int, every: float, console: Console) -> None:
    settings = settings.model_copy(update={"database_url": SecretStr(f"sqlite:///{folder}/bench.sqlite3")})
    engine = make_engine(settings.database)
    await _people(engine, people)
    async with stub(FAULTS) as client:
        server = Server(TOKEN, f"{client.base_url}/bot", direct=True)
        async with running(settings, server):
            task = await _confirm(engine, settings)
            sizes = await _watch(client, engine, task, every)
        report = (await client.get("/report")).json()
        async with engine.connect() as connection:
            query = select(deliveries.c.state, func.count()).where(deliveries.c.task == task.id)
            states = {row[0]: row[1] for row in await connection.execute(query.group_by(deliveries.c.state))}
    await engine.dispose()
    _tell(console, people, states, report, sizes)


async def resident() -> int:
    """Return how much memory this process has, in MB."""
    status = await asyncio.to_thread(Path("/proc/self/status").read_text)
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS"))


async def _watch(client: httpx.AsyncClient, engine: AsyncEngine, task: Task, every: float) -> list[int]:
    """Ask now and then until all is sent; return the process's size each time, in MB."""
    sizes: list[int] = []
    left = select(func.count()).where(
        deliveries.c.task == task.id, deliveries.c.state.in_((DeliveryState.QUEUED, DeliveryState.SENDING))
    )
    while True:
        said = {"chat": ASKERS + len(sizes), "text": QUESTIONS[len(sizes) % len(QUESTIONS)]}
        await client.post("/say", json=said)
        sizes.append(await resident())
        async with engine.connect() as connection:
            if not await connection.scalar(left):
                return sizes
        await asyncio.sleep(every)


def _tell(console: Console, people: int, states: dict[str, int], report: dict[str, Any], sizes: list[int]) -> None:
    begun, ended = report["faulty"][0], report["faulty"][-1]
    arrivals = [at for at in report["arrivals"] if begun <= at <= ended]
    waits: list[float] = report["waits"]
    delivered = {int(chat): number for chat, number in report["delivered"].items() if int(chat) < ASKERS}
    twice = sum(number > 1 for number in delivered.values())
    # A hold is what Telegram asks for, not the bot's slowness
    pauses = [b - a for a, b in pairwise(arrivals) if b - a > 0.5]
    took = ended - begun
    lost = sum(report["refused"].get(fault, 0) for fault in ("broken", "stalled", "closed"))
    console.print(f"{people} people: {dict(sorted(states.items()))}; refused or lost: {report['refused']}")
    console.print(f"delivered twice: {twice} (to reach: 0); unknown: {states.get('unknown', 0)} of {lost} lost answers")
    console.print(
        f"calls a second: {len(arrivals) / took:.1f} over {took:.0f} s,"
        f" {len(arrivals) / (took - sum(pauses)):.1f} outside of holds (to reach: 28)"
    )
    console.print(f"most calls in any sliding second: {report['busiest_second']} (never above: 30)")
    if len(waits) > 1:
        p95 = quantiles(waits, n=20)[18]
        console.print(f"{len(waits)} questions meanwhile: p50 {median(waits):.2f} s, p95 {p95:.2f} s (to reach: 2)")
    third = max(1, len(sizes) // 3)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    console.print(f"memory: {median(sizes[:third]):.0f} MB early, {median(sizes[-third:]):.0f} MB late, peak {peak} MB")
