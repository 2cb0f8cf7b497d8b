"""Study tasks over both databases, and a bot whose secretary composes them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.sandbox.server import Sandbox
from bot.settings import load_settings
from tests.auxil.composing import Author, Branch, branch_of
from tests.auxil.studying import Study, open_study


@pytest.fixture
async def study(database: AsyncEngine, tmp_path: Path) -> Study:
    return await open_study(database, tmp_path)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def running_branch(
    data_dir: Path, tmp_path_factory: pytest.TempPathFactory, unpaced: None
) -> AsyncIterator[Branch]:
    database = tmp_path_factory.mktemp("compose") / "bot.sqlite3"
    settings = load_settings(data_dir=data_dir, database_url=f"sqlite:///{database}")
    async with Sandbox.serve() as sandbox, branch_of(settings, sandbox) as branch:
        yield branch


@pytest.fixture
async def branch(running_branch: Branch) -> Branch:
    """The branch as it is before anybody has sent anything."""
    await running_branch.begin()
    return running_branch


@pytest.fixture
def secretary(branch: Branch) -> Author:
    return branch.secretary
