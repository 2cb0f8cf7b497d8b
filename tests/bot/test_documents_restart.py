"""The bot is killed in the middle of a check: the base stays as it was, and the administrator is told."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

from bot import words
from bot.sandbox.server import Sandbox
from bot.sandbox.world import ADMINISTRATOR
from index import snapshot as snapshots
from tests.auxil.phone import Phone
from tests.bot.test_documents_chat import PATIENCE, long_rule, press, shows
from tests.bot.test_start import line_with, started


@pytest.fixture
def own_data_dir(data_dir: Path, tmp_path: Path) -> Path:
    """A DATA_DIR with the session's model, and index and database of its own."""
    (tmp_path / "models").symlink_to(data_dir / "models")
    shutil.copytree(data_dir / "snapshots", tmp_path / "snapshots")
    return tmp_path


@pytest.mark.slow
async def test_a_check_killed_in_the_middle_changes_nothing_and_can_be_made_again(own_data_dir: Path) -> None:
    root = own_data_dir / "snapshots"
    before = snapshots.current(root)
    async with Sandbox.serve() as sandbox, Phone.of(sandbox, ADMINISTRATOR) as admin:
        sandbox.world.people[ADMINISTRATOR].started = True
        environment = {
            "TELEGRAM_BOT_TOKEN": sandbox.token,
            "TELEGRAM_BASE_URL": sandbox.base_url,
            "TELEGRAM_BASE_FILE_URL": sandbox.base_file_url,
            "BOT_ADMINS": str(ADMINISTRATOR),
        }
        async with started(own_data_dir, **environment) as process:
            await line_with(process, "正在接收")
            await admin.send_file(long_rule(300), "领料办法.txt")
            message = await admin.next_message(PATIENCE)
            await press(admin, message, words.CHECK, f"{words.STAGE_NOW}{words.STAGES['embedding']}")
            os.kill(process.pid, signal.SIGKILL)
            await process.wait()
        assert snapshots.current(root) == before
        async with started(own_data_dir, **environment) as process:
            await line_with(process, "正在接收")
            told = await admin.next_message(PATIENCE)
            assert words.CHECK_INTERRUPTED in told.text
            assert "领料办法.txt" in told.text
            assert (await shows(admin, message, words.CHECK_INTERRUPTED_HERE)).buttons == []
            assert snapshots.current(root) == before
            result = await press(admin, told, words.CHECK_AGAIN, words.CHECKED)
            await press(admin, result, words.PUBLISH, "已经发布")
        assert "领料办法.txt" in {d.file for d in snapshots.read_documents(root / snapshots.current(root))}
