"""`python -m scripts.manage send-task|report`: study tasks without the chat; the running bot delivers them."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.markup import escape
from bot.people.members import Members
from bot.people.roles import OPERATOR
from bot.settings import Settings
from bot.study.audience import Audience
from bot.study.counts import counts
from bot.study.task import Draft, Kind, Piece, StudyError
from bot.study.tasks import Tasks
from bot.words import study as words
from scripts.database import run

SHOWN = ("queued", "sending", "sent", "failed", "blocked", "unknown", "completed")
app = typer.Typer(add_completion=False)
DataDir = Annotated[Path | None, typer.Option(help="Where the database is (DATA_DIR).")]
LARGEST, TELEGRAM = 2**31 - 1, 2**52
"""The last number of a task, and of a person in Telegram."""
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    """Read an ISO 8601 moment; without a zone of its own it is the members'."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise StudyError(words.WRONG_MOMENT.format(text=text)) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _tenths(text: str) -> int:
    try:
        tenths = Decimal(text) * 10
    except InvalidOperation:
        raise StudyError(words.WRONG_HOURS.format(text=text)) from None
    if not tenths.is_finite() or tenths != int(tenths):
        raise StudyError(words.WRONG_HOURS.format(text=text))
    return int(tenths)


def _text(file: Path) -> str:
    try:
        text = file.read_text(encoding="utf-8-sig").strip()
    except UnicodeDecodeError:
        raise StudyError(words.NOT_UTF8.format(file=file.name)) from None
    except FileNotFoundError:
        raise StudyError(words.NO_FILE.format(file=file)) from None
    except OSError:
        raise StudyError(words.UNREADABLE.format(file=file)) from None
    if not text:
        raise StudyError(words.EMPTY_TEXT.format(file=file.name))
    return text


@app.command("send-task")
def send_task(
    title: Annotated[str, typer.Option(help="One line.")],
    text_file: Annotated[Path, typer.Option(help="What is to be studied, UTF-8 text.")],
    to: Annotated[str, typer.Option(help="all, branch:CODE, subtree:CODE or field:NAME.")],
    acting: Annotated[
        int, typer.Option("--as", min=0, max=TELEGRAM, help="Telegram id of who sends it; may what that person may.")
    ],
    kind: Annotated[Kind, typer.Option(help="Which education it belongs to.")] = Kind.DAILY,
    hours: Annotated[str, typer.Option(help="Study hours it counts for: 0.5, 1, 2.")] = "0",
    deadline: Annotated[str, typer.Option(help="Until when it is to be done, ISO 8601.")] = "",
    at: Annotated[str, typer.Option(help="When it goes out, ISO 8601; without it at once.")] = "",
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Send a study task; the running bot delivers it."""

    async def work(engine: AsyncEngine, settings: Settings) -> None:
        draft = Draft(
            title=title,
            kind=kind,
            audience=Audience.parse(to),
            pieces=(Piece("text", escape(_text(text_file))),),
            hours=_tenths(hours),
            deadline=_moment(deadline, settings.zone),
            send_at=_moment(at, settings.zone),
        )
        tasks = Tasks(_members(engine, settings), settings.zone)
        made = await tasks.confirm(acting, draft, secrets.token_hex(16))
        if as_json:
            print(json.dumps({"task": made.task.id, "deliveries": made.deliveries}))
        else:
            print(f"学习任务 {made.task.id}：{made.task.state.label}，共{made.deliveries}条消息")

    run(data_dir, work)


@app.command()
def report(
    task: Annotated[int, typer.Argument(min=1, max=LARGEST, help="Number of the study task.")],
    acting: Annotated[
        int, typer.Option("--as", min=0, max=TELEGRAM, help="Telegram id of who asks; without it the operator.")
    ] = OPERATOR,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Print how a study task is getting on: how many messages are where, how many people have done it."""

    async def work(engine: AsyncEngine, settings: Settings) -> None:
        found = asdict(await counts(_members(engine, settings), acting, task))
        if as_json:
            print(json.dumps({name: found[name] for name in SHOWN}))
            return
        for name, label in words.COUNTS.items():
            print(f"{label}\t{found[name]}")

    run(data_dir, work)


def _members(engine: AsyncEngine, settings: Settings) -> Members:
    return Members(engine, settings.bot_admins | {OPERATOR})
