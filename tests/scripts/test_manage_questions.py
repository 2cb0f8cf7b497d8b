"""`python -m scripts.manage questions`: the bank is counted, and an administrator goes through it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.scripts.commands import run

pytest_plugins = ["tests.auxil.databases"]


class Desk:
    """A machine where the handbook is indexed."""

    def __init__(self, data_dir: Path, database_url: str) -> None:
        self._settings = {"DATABASE_URL": database_url, "DATA_DIR": str(data_dir)}

    def manage(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command, typing some lines."""
        done = run("scripts.manage", *arguments, stdin=typed.encode(), **self._settings)
        assert done.returncode == 0, done.stderr
        return done

    def counted(self) -> dict[str, Any]:
        """Return what the bank holds."""
        found: dict[str, Any] = json.loads(self.manage("questions", "--json").stdout)
        return found


@pytest.fixture
def desk(data_dir: Path, database_url: str) -> Desk:
    return Desk(data_dir, database_url)


def test_the_bank_is_counted_by_kind_theme_and_document(desk: Desk) -> None:
    counted = desk.counted()
    assert counted["live"] == counted["waiting"] == sum(row["count"] for row in counted["questions"]) > 200
    assert {row["theme"] for row in counted["questions"]} == {"right", "duty", "neither"}
    # where something stands in a summary is worth no question
    assert {row["form"] for row in counted["questions"]} == {"number", "term", "item", "judge", "recall"}
    lines = desk.manage("questions").stdout.splitlines()
    assert lines[0] == f"题库共{counted['live']}题（没看过{counted['live']}）"
    assert any(line.startswith("文件\t《党员权利学习手册》\t") for line in lines)


def test_an_administrator_accepts_drops_and_mends_and_stops(desk: Desk) -> None:
    total = desk.counted()["live"]
    mended = "e\n新的题目？\n\n\n\n\n\n\n"
    shown = desk.manage("questions", "--review", typed=f"x\na\nd\n\n{mended}q\n").stdout
    assert f"还有{total}题没看过" in shown
    counted = desk.counted()
    reviews = {row["review"]: row["count"] for row in counted["questions"] if row["review"] != "new"}
    assert reviews["accepted"] == reviews["dropped"] == 1
    assert counted["dropped"] == 1
    assert counted["live"] == total - 1
    deeds = json.loads(desk.manage("audit", "--json").stdout)["entries"]
    assert {"question accepted", "question dropped"} <= {deed["action"] for deed in deeds}
    assert "认可题目" in desk.manage("audit").stdout


def test_the_end_of_the_input_stops_and_keeps_what_was_done(desk: Desk) -> None:
    desk.manage("questions", "--review", typed="a\na\n")
    assert sum(row["count"] for row in desk.counted()["questions"] if row["review"] == "accepted") == 2
