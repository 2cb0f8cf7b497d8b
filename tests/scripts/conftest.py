"""What the tests of commands share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path: Path, model_home: Path) -> Path:
    """Make a DATA_DIR of its own, without an index; the model is the one unpacked before."""
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "models").symlink_to(model_home / "models")
    return folder
