"""`python -m scripts.manage send-task|report`: a study task from the machine, with the rights of a person."""

from __future__ import annotations

import asyncio
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot.storage.engine import make_engine
from scripts.telegram_stub import TOKEN, TelegramStub
from tests.auxil.organisation import ADMINISTRATOR, BRANCHES, MEMBERS, SECRETARY
from tests.auxil.sending import sending
from tests.scripts.commands import failed_with_one_line, run

pytest_plugins = ["tests.auxil.databases"]
NONE = {"queued": 0, "sending": 0, "sent": 0, "failed": 0, "blocked": 0, "unknown": 0, "completed": 0}


class Machine:
    """A machine with the organisation on it."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.url = database_url
        self._data_dir = str(folder / "data")
        self.text = folder / "text.txt"
        self.text.write_text("党员要 <学习> 党章。\n第二段。", encoding="utf-8")
        for name, rows in (("branches", BRANCHES), ("members", MEMBERS)):
            file = folder / f"{name}.csv"
            file.write_text(rows, encoding="utf-8")
            assert self.manage(f"import-{name}", file).returncode == 0

    def manage(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command."""
        url, folder, administrator = self.url, self._data_dir, str(ADMINISTRATOR)
        return run("scripts.manage", *arguments, DATABASE_URL=url, DATA_DIR=folder, BOT_ADMINS=administrator)

    def send(self, to: str, acting: int, *more: str) -> subprocess.CompletedProcess[str]:
        """Send a study task."""
        given = ("--title", "学党章", "--text-file", self.text, "--to", to, "--as", str(acting), "--json")
        return self.manage("send-task", *given, *more)

    def report(self, task: int) -> dict[str, Any]:
        """Ask how a task is getting on."""
        done = self.manage("report", str(task), "--json")
        assert done.returncode == 0, done.stderr
        counted: dict[str, Any] = json.loads(done.stdout)
        return counted


@pytest.fixture
def machine(database_url: str, tmp_path: Path) -> Machine:
    return Machine(tmp_path, database_url)


async def test_a_task_from_the_machine_is_delivered_by_the_running_bot(machine: Machine, tmp_path: Path) -> None:
    done = machine.send("branch:A1", SECRETARY, "--kind", "concentrated", "--hours", "1.5")
    assert json.loads(done.stdout) == {"task": 1, "deliveries": 4}, done.stderr
    assert machine.report(1) == NONE | {"queued": 4}
    engine = make_engine(machine.url)
    async with TelegramStub().serve() as stub, sending(f"{stub.url}bot", TOKEN, engine, tmp_path):
        async with asyncio.timeout(20):
            while (await asyncio.to_thread(machine.report, 1))["sent"] < 4:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    await engine.dispose()
    assert machine.report(1) == NONE | {"sent": 4}


def test_what_cannot_be_sent_is_said_in_one_line(machine: Machine, tmp_path: Path) -> None:
    assert "管理员" in failed_with_one_line(machine.send("all", SECRETARY))
    assert "看不懂发给谁" in failed_with_one_line(machine.send("谁", ADMINISTRATOR))
    assert "看不懂时间" in failed_with_one_line(machine.send("all", ADMINISTRATOR, "--at", "明天"))
    assert "看不懂学时" in failed_with_one_line(machine.send("all", ADMINISTRATOR, "--hours", "半"))
    machine.text.write_text("学" * 100_000, encoding="utf-8")
    assert "太长" in failed_with_one_line(machine.send("all", ADMINISTRATOR))
    machine.text.write_text(" \n", encoding="utf-8")
    assert "是空的" in failed_with_one_line(machine.send("all", ADMINISTRATOR))
    machine.text.unlink()
    assert "没有找到" in failed_with_one_line(machine.send("all", ADMINISTRATOR))
    machine.text.mkdir()
    assert "是不是一个文件" in failed_with_one_line(machine.send("all", ADMINISTRATOR))
    assert "没有编号为 1" in failed_with_one_line(machine.manage("report", "1"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["report"],
        ["report", "一"],
        ["report", "0"],
        ["report", "99999999999999999999"],
        ["report", "1", "--as", "99999999999999999999"],
        ["send-task"],
        ["send-task", "--title", "学党章", "--text-file", "x", "--to", "all", "--as", "张姐"],
        ["send-task", "--title", "学党章", "--text-file", "x", "--to", "all", "--as", "1", "--kind", "weekly"],
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_wrong_usage_is_told_apart(machine: Machine, arguments: list[str]) -> None:
    done = machine.manage(*arguments)
    assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (2, "", False)


def test_a_time_without_a_zone_is_the_members_time(machine: Machine) -> None:
    done = machine.send("all", ADMINISTRATOR, "--at", "2099-01-01T08:00", "--deadline", "2099-01-02T08:00+08:00")
    assert json.loads(done.stdout) == {"task": 1, "deliveries": 5}, done.stderr
    assert machine.report(1)["queued"] == 5
