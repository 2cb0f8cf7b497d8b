"""`manage audit`: who changed what, when, from which file."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.audit import Audit
from bot.people.roles import OPERATOR
from bot.storage.engine import make_engine, upgrade
from tests.scripts.commands import run

MODULE = "scripts.manage"
SHA = "0123456789abcdef" * 4


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A DATA_DIR in which three deeds were done, on the eve of a day in Shanghai, on that day, and a day later."""

    async def work() -> None:
        engine = make_engine(f"sqlite:///{tmp_path}/mingbai.sqlite3")
        await upgrade(engine)
        moments = iter((datetime(2026, 3, 1, 15, 59, tzinfo=UTC), datetime(2026, 3, 1, 16, tzinfo=UTC)))
        audit = Audit(engine, lambda: next(moments, datetime(2026, 3, 3, 1, tzinfo=UTC)))
        files = [{"file": "细则.docx", "sha256": SHA, "status": "indexed"}, {"file": "旧.md", "status": "unchanged"}]
        await audit.note(OPERATOR, "publish", "第一版", {"base": "", "files": files, "removed": [], "forced": True})
        await audit.note(4_711, "rollback", "第零版", {"from": "第一版"})
        await audit.note(4_711, "answer", "支部答复 1")
        await audit.forget(4_711)
        await audit.note(4_712, "withdraw", "支部答复 1")
        await engine.dispose()

    asyncio.run(work())
    return tmp_path


def audit_of(folder: Path, *arguments: str) -> str:
    done = run(MODULE, "audit", *arguments, DATA_DIR=str(folder), DATABASE_URL=f"sqlite:///{folder}/mingbai.sqlite3")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_each_deed_tells_when_who_what_and_the_file_with_its_hash(folder: Path) -> None:
    lines = audit_of(folder).splitlines()
    assert lines[0] == "2026-03-03 09:00\t4712\t撤回支部答复\t支部答复 1"
    assert "2026-03-02 00:00\t（已删除）\t退回\t第零版" in lines
    at = lines.index("2026-03-01 23:59\t服务器上的命令\t发布\t第一版")
    assert lines[at + 1 :] == [f"    细则.docx　SHA-256 {SHA}", "    forced：true"]


def test_a_limit_and_a_day_make_it_shorter(folder: Path) -> None:
    assert "发布" not in audit_of(folder, "--since", "2026-03-02")
    assert "退回" in audit_of(folder, "--since", "2026-03-02")
    assert len(audit_of(folder, "--limit", "1").splitlines()) == 1


def test_json_has_all_of_it(folder: Path) -> None:
    entries = json.loads(audit_of(folder, "--json"))["entries"]
    assert [entry["actor"] for entry in entries] == [4_712, None, None, OPERATOR]
    assert entries[-1]["details"]["files"][0] == {"file": "细则.docx", "sha256": SHA, "status": "indexed"}


def test_where_nothing_was_done_it_says_so_and_a_wrong_day_is_wrong_usage(tmp_path: Path) -> None:
    assert "还没有操作记录" in audit_of(tmp_path)
    assert run(MODULE, "audit", "--since", "gestern", DATA_DIR=str(tmp_path)).returncode == 2
