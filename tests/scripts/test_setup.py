"""What `scripts/run` and `scripts/test` install is what the requirements files pin."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.setup import pins

ROOT = Path(__file__).parents[2]


def test_follows_files_named_by_files_and_leaves_comments_out(tmp_path: Path) -> None:
    (tmp_path / "base.txt").write_text("# what runs\nalpha==1.0  # why\n\nbeta[extra]==2.1\n")
    (tmp_path / "dev.txt").write_text("-r base.txt\ngamma==3\n")
    assert pins(tmp_path / "dev.txt") == ["alpha==1.0", "beta[extra]==2.1", "gamma==3"]
    assert pins(tmp_path / "base.txt") == ["alpha==1.0", "beta[extra]==2.1"]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_of_the_project_is_pinned(name: str) -> None:
    wanted = pins(ROOT / name)
    assert wanted
    assert all(re.fullmatch(r"[\w.-]+(?:\[[\w,-]+\])?==[\w.+!-]+", requirement) for requirement in wanted)


def test_what_runs_is_tested_as_it_runs() -> None:
    assert set(pins(ROOT / "requirements.txt")) < set(pins(ROOT / "requirements-dev.txt"))
