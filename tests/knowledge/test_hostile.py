"""A hostile or broken file is refused by name or read, within the limits; the next file is read as if nothing was."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.confined import Reader
from knowledge.document import KnowledgeError
from tests.knowledge.hostile import CASES
from tests.knowledge.hostile.case import SECRET, SECRET_FILE, Case

GOOD = "某支部学习办法\n第一条　要学习。\n第二条　要记笔记。\n"


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """One reader for all, as an administrator's batch has."""
    with Reader() as found:
        yield found
        children = started()
        assert children
    assert not [pid for pid in children if is_running(pid)]


def started(by: int = 0) -> list[int]:
    """Return the processes that one (this one) started in sessions of their own, as readers do, and theirs."""
    stats = {pid: stat for pid in running() if (stat := stat_of(pid))}
    found = [by or os.getpid()]
    for pid in found:
        found += [child for child, stat in stats.items() if int(stat[1]) == pid]
    return [pid for pid in found[1:] if int(stats[pid][3]) != os.getsid(0)]


def running() -> list[int]:
    return [int(path.name) for path in Path("/proc").glob("[0-9]*")]


def stat_of(pid: int) -> list[str]:
    """Return state, parent, group and session of a process, [] where there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return []


def is_running(pid: int) -> bool:
    return bool(stat := stat_of(pid)) and stat[0] != "Z"


def shown(name: str) -> str:
    return "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cs") else c for c in name)


@pytest.mark.parametrize(
    "case", [pytest.param(c, id=c.name[:40], marks=[pytest.mark.slow] if c.slow else []) for c in CASES]
)
def test_a_hostile_file_is_refused_by_name_or_read_and_harms_nothing(
    reader: Reader, tmp_path: Path, case: Case
) -> None:
    (tmp_path / SECRET_FILE).write_text(SECRET)
    case.write(tmp_path / case.name)
    try:
        line, words = "", reader.load(tmp_path / case.name).text
    except KnowledgeError as refused:
        line, words = str(refused), ""
    assert re.search(case.refused, line)
    assert line == "" or line.startswith(f"《{shown(case.name)}》")
    assert line == "" or "请" in line
    assert "\n" not in line
    assert SECRET not in words + line
    (tmp_path / "办法.md").write_text(GOOD)
    assert reader.load(tmp_path / "办法.md").text == GOOD


def test_there_are_more_than_fifty_of_them() -> None:
    assert len({case.name for case in CASES}) > 50
