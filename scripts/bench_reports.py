"""`python -m scripts.bench reports`: what came of a task for everybody, as picture, list and sheet."""

from __future__ import annotations

import asyncio
import gc
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.people.members import Members
from bot.people.memberships import MemberState
from bot.people.roles import Role
from bot.storage.engine import make_engine, upgrade
from bot.storage.study_tables import deliveries, quiz_answers, recipients
from bot.storage.tables import branches, memberships, persons
from bot.study import chart, sheet
from bot.study.audience import Audience
from bot.study.report import Reports
from bot.study.summary import Period, Summaries
from bot.study.task import Draft, Kind, Piece, Question
from bot.study.tasks import Tasks

app = typer.Typer()
ZONE = ZoneInfo("Asia/Shanghai")
ADMINISTRATOR, FIRST = 1, 1_000_000
A_LEVEL = 32
"""Branches below one level."""
Named = dict[str, Callable[[], Awaitable[object]]]


@app.command()
def reports(
    people: Annotated[int, typer.Option(min=1, help="Who have received the task.")] = 50_000,
    units: Annotated[int, typer.Option(min=1, help="Branches they belong to.")] = 1_588,
    database: Annotated[str, typer.Option(help="An empty database; SQLite in a scratch folder by default.")] = "",
) -> None:
    """Time the report on a task for everybody, and how long it keeps all else in the process waiting."""
    console = Console(highlight=False)
    with tempfile.TemporaryDirectory() as scratch:
        url = database or f"sqlite:///{scratch}/bench.sqlite3"
        for name, seconds, held in asyncio.run(_measured(url, people, units)):
            console.print(f"{name}: {seconds:.2f} s (to reach: 3), held the others up for {held * 1000:.0f} ms at most")


async def _measured(url: str, people: int, units: int) -> list[tuple[str, float, float]]:
    engine = make_engine(url)
    await upgrade(engine)
    await _organisation(engine, people, units)
    members = Members(engine, {ADMINISTRATOR})
    task = await _studied(engine, members)
    gc.collect()
    gc.freeze()  # what the setting up has left is not the reports' to look through
    found = []
    for name, work in _pages(Reports(members, ZONE), Summaries(members, ZONE), task).items():
        ended = asyncio.Event()
        watch = asyncio.create_task(_longest_delay(ended))
        begun = time.perf_counter()
        await work()
        seconds = time.perf_counter() - begun
        ended.set()
        found.append((name, seconds, await watch))
    await engine.dispose()
    return found


def _pages(on: Reports, summaries: Summaries, task: int) -> Named:
    async def picture() -> None:
        await asyncio.to_thread(chart.of_report, await on.report(ADMINISTRATOR, task), ZONE)

    async def table() -> None:
        found, (_, parts) = await on.report(ADMINISTRATOR, task), await on.parts(ADMINISTRATOR, task, 0)
        await asyncio.to_thread(sheet.of_report, found, None, parts, ZONE)

    return {
        "list of tasks": lambda: on.listing(ADMINISTRATOR, 0, 8),
        "report with its picture": picture,
        "by branch": lambda: on.parts(ADMINISTRATOR, task, 0),
        "sheet": table,
        "a branch's own report": lambda: on.report(FIRST, task),
        "summary of the month": lambda: summaries.summary(ADMINISTRATOR, Period.MONTH),
    }


async def _longest_delay(ended: asyncio.Event) -> float:
    """Return by how much a timer was late at most."""
    longest, rest = 0.0, 0.005
    while not ended.is_set():
        begun = time.perf_counter()
        await asyncio.sleep(rest)
        longest = max(longest, time.perf_counter() - begun - rest)
    return longest


async def _organisation(engine: AsyncEngine, people: int, units: int) -> None:
    now = datetime.now(UTC)
    async with engine.begin() as connection:
        levels: list[dict[str, Any]] = [
            {"code": f"L{n}", "name": f"第{n}党委", "field": "生产"} for n in range(-(-units // A_LEVEL))
        ]
        above = (await connection.scalars(branches.insert().returning(branches.c.id), levels)).all()
        rows = [
            {"code": f"B{n}", "name": f"第{n}支部", "field": "生产", "parent": above[n // A_LEVEL]}
            for n in range(units)
        ]
        own = (await connection.scalars(branches.insert().returning(branches.c.id), rows)).all()
        everyone = [{"telegram_id": FIRST + n, "name": f"压测{n}", "joined": now} for n in range(people)]
        numbers = (await connection.scalars(persons.insert().returning(persons.c.id), everyone)).all()
        members = [
            {
                "person": number,
                "branch": own[n % units],
                "role": Role.SECRETARY if n < units else Role.MEMBER,
                "state": MemberState.ACTIVE,
                "since": now,
            }
            for n, number in enumerate(numbers)
        ]
        await connection.execute(memberships.insert(), members)


async def _studied(engine: AsyncEngine, members: Members) -> int:
    """Send a task of two messages to everybody and let six of ten do it; returns its number."""
    questions = tuple(Question(f"第{n}题？", ("对", "错", "看情况"), 0, article="a") for n in range(3))
    text = "\n\n".join("学习" * 900 for _ in range(4))
    draft = Draft("全员学习", Kind.DAILY, Audience.parse("all"), (Piece("text", text),), hours=10, questions=questions)
    task = (await Tasks(members, ZONE).confirm(ADMINISTRATOR, draft, "bench")).task
    dice, now = Random(1), datetime.now(UTC)  # noqa: S311 - not for secrets
    async with engine.begin() as connection:
        await connection.execute(update(deliveries).values(state="sent", sent_at=now, message_id=1))
        done = update(recipients).where(recipients.c.person % 10 < 6)
        moment = now - timedelta(hours=1)
        rows = await connection.scalars(
            done.values(completed=moment, completed_by="quiz", feedback="useful").returning(recipients.c.person)
        )
        answers = [
            {"task": task.id, "person": person, "question": n, "chosen": 0, "right": right, "first_right": right}
            | {"answered": now}
            for person in rows.all()
            for n in range(3)
            for right in [dice.random() < 0.8]
        ]
        await connection.execute(quiz_answers.insert(), answers)
    return task.id
