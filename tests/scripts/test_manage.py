"""`python -m scripts.manage`: what an administrator does at the machine."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot.people.roles import as_markdown
from tests.auxil.organisation import BRANCHES, MEMBERS
from tests.scripts.commands import failed_with_one_line, run

pytest_plugins = ["tests.auxil.databases"]


class Machine:
    """A machine with the bot on it."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self._database_url = database_url

    def manage(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command."""
        data_dir = str(self.folder / "data")
        return run("scripts.manage", *arguments, DATABASE_URL=self._database_url, DATA_DIR=data_dir)

    def json(self, *arguments: str | Path) -> dict[str, Any]:
        """Run a command with --json, which has to succeed; gives what it prints."""
        done = self.manage(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        result: dict[str, Any] = json.loads(done.stdout)
        return result

    def file(self, name: str, text: str) -> Path:
        """Write a file."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture
def machine(database_url: str, tmp_path: Path) -> Machine:
    return Machine(tmp_path, database_url)


@pytest.fixture
def plain(tmp_path: Path) -> Machine:
    """With SQLite in DATA_DIR, where it is by default."""
    return Machine(tmp_path, "")


def test_an_organisation_from_nothing_to_a_restored_backup(machine: Machine) -> None:
    branches, members = machine.file("branches.csv", BRANCHES), machine.file("members.csv", f"{MEMBERS},待来,A1,党员\n")
    assert machine.json("import-branches", branches) == {
        "file": "branches.csv",
        "added": 3,
        "changed": 0,
        "unchanged": 0,
        "rejected": [],
        "invites": [],
        "awaited": 0,
        "warnings": [],
    }
    imported = machine.json("import-members", members, "--bot", "@mingbai_bot")
    assert (imported["added"], len(imported["invites"])) == (6, 1)
    invited = imported["invites"][0]
    assert (invited["row"], invited["name"], invited["branch"]) == (7, "待来", "A1")
    assert invited["link"] == f"https://t.me/mingbai_bot?start={invited['code']}"

    again = machine.manage("import-members", members)
    assert again.returncode == 0
    assert again.stderr == "! 1人的邀请码以前给过、还没用，不再显示；弄丢了可以加 --reissue 换新的\n"
    assert invited["code"] not in again.stdout

    listed = machine.json("members", "--branch", "A1")
    assert (listed["branch"], listed["name"]) == ("A1", "一车间支部")
    assert listed["members"][0] == {
        "telegram_id": 7002,
        "name": "秦书",
        "role": "secretary",
        "state": "active",
        "joined": None,
    }

    kept = machine.json("backup", machine.folder / "backup.zip")
    assert (kept["tables"]["branches"], kept["tables"]["persons"]) == (3, 6)
    machine.json("import-members", machine.file("more.csv", "telegram_id,name,branch\n7300,后来,A1\n"))
    assert "--force" in failed_with_one_line(machine.manage("restore", machine.folder / "backup.zip"))
    restored = machine.json("restore", machine.folder / "backup.zip", "--force")
    assert restored == {**kept, "snapshot_present": True}
    assert machine.json("members", "--branch", "A1") == listed


def test_an_invite_is_printed_as_a_link(plain: Machine) -> None:
    plain.json("import-branches", plain.file("branches.csv", BRANCHES))
    made = plain.json("invite", "--branch", "A1", "--role", "书记", "--days", "3")
    assert (made["branch"], made["role"], made["link"]) == ("A1", "secretary", None)
    shown = plain.manage("invite", "--branch", "A1", "--role", "member", "--bot", "mingbai_bot")
    assert shown.stdout.startswith("https://t.me/mingbai_bot?start=join_")
    assert "一车间支部" in shown.stdout


def test_bad_rows_are_named_and_the_good_kept(plain: Machine) -> None:
    file = plain.file("branches.csv", "编码,名称,上级\nA1,一支部,\nA2,二支部,Z9\n,三支部,\n")
    done = plain.manage("import-branches", file)
    assert done.returncode == 0
    assert done.stderr.splitlines() == ["第3行：上级不对：没有编码为“Z9”的支部", "第4行：编码是空的"]
    assert "新增1" in done.stdout


def test_where_no_row_is_good_it_fails(plain: Machine) -> None:
    done = plain.manage("import-branches", plain.file("branches.csv", "code,name\n,没有编码\n"))
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "branches.csv 里没有一行能用，什么也没有改"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["import-branches", "nowhere.csv"], "nowhere.csv"),
        (["members", "--branch", "Z9"], "Z9"),
        (["invite", "--branch", "Z9", "--role", "member"], "Z9"),
        (["restore", "nowhere.zip"], "nowhere.zip"),
    ],
)
def test_a_failure_is_one_line(plain: Machine, arguments: list[str], says: str) -> None:
    assert says in failed_with_one_line(plain.manage(*arguments))


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["invite", "--branch", "A1", "--role", "guest"],
        ["invite", "--branch", "A1", "--role", "member", "--days", "0"],
        ["members"],
        ["import-branches"],
    ],
)
def test_wrong_usage_is_told_apart_from_failure(plain: Machine, arguments: list[str]) -> None:
    assert plain.manage(*arguments).returncode == 2


def test_a_database_that_cannot_be_reached_is_one_line_without_the_password(tmp_path: Path) -> None:
    machine = Machine(tmp_path, "postgresql://mingbai:geheim@127.0.0.1:9/none")
    line = failed_with_one_line(machine.manage("members", "--branch", "A1"))
    assert "DATABASE_URL" in line
    assert "geheim" not in line


def test_data_dir_says_where_the_database_is(plain: Machine) -> None:
    elsewhere = plain.folder / "elsewhere"
    plain.json("import-branches", plain.file("branches.csv", BRANCHES), "--data-dir", elsewhere)
    assert plain.json("members", "--branch", "A1", "--data-dir", elsewhere)["members"] == []
    assert "A1" in failed_with_one_line(plain.manage("members", "--branch", "A1"))


def test_the_table_of_permissions_is_printed(plain: Machine) -> None:
    assert plain.manage("permissions").stdout == as_markdown()
