"""`python -m scripts.manage audit`: who changed what in the knowledge base."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.audit import Audit, Entry
from bot.people.roles import OPERATOR
from bot.settings import Settings
from scripts.database import run

_DEEDS = {
    "publish": "发布",
    "discard": "放弃",
    "rollback": "退回",
    "golden add": "增加检验题",
    "golden remove": "删除检验题",
    "answer": "写支部答复",
    "withdraw": "撤回支部答复",
    "question accepted": "认可题目",
    "question edited": "修改题目",
    "question dropped": "弃用题目",
}
_NOTHING: tuple[object, ...] = (None, "", False, [], {})


def audit(
    limit: Annotated[int, typer.Option(min=1, help="How many deeds, the latest first.")] = 50,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only from this day on.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Where the database is (DATA_DIR).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Print who changed what in the knowledge base, when, and from which file."""

    async def work(engine: AsyncEngine, settings: Settings) -> None:
        begin = since.replace(tzinfo=settings.zone) if since else None
        found = await Audit(engine).entries(limit, begin)
        if as_json:
            print(json.dumps({"entries": [_record(entry) for entry in found]}, ensure_ascii=False))
            return
        for entry in found:
            print("\n    ".join((_line(entry, settings), *_details(entry))))
        if not found:
            print("还没有操作记录")

    run(data_dir, work)


def _record(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        "moment": entry.moment.isoformat(timespec="seconds"),
        "actor": entry.actor,
        "action": entry.action,
        "about": entry.about,
        "details": dict(entry.details),
    }


def _line(entry: Entry, settings: Settings) -> str:
    when = f"{entry.moment.astimezone(settings.zone):%Y-%m-%d %H:%M}"
    return "\t".join((when, _who(entry.actor), _DEEDS.get(entry.action, entry.action), entry.about))


def _who(actor: int | None) -> str:
    if actor is None:
        return "（已删除）"
    return "服务器上的命令" if actor == OPERATOR else str(actor)


def _details(entry: Entry) -> list[str]:
    """Say from which files, each with its hash, then the rest, where there is any."""
    rest = dict(entry.details)
    files = [file for file in rest.pop("files", ()) if file.get("status") != "unchanged"]
    if "file" in rest:
        files.append({"file": rest.pop("file"), "sha256": rest.pop("sha256", "")})
    lines = [f"{file['file']}　SHA-256 {file['sha256']}" for file in files]
    return lines + [
        f"{name}：{json.dumps(value, ensure_ascii=False)}" for name, value in rest.items() if value not in _NOTHING
    ]
