"""Quiz evenings over both databases: one bot for each, and a new group for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from tests.auxil.databases import created
from tests.auxil.evening import Evening, Stage, evening_of, stage_of


@pytest_asyncio.fixture(scope="package", loop_scope="session", params=["sqlite", "postgresql"])
async def stage(
    request: pytest.FixtureRequest, data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stage]:
    folder = tmp_path_factory.mktemp("evening")
    async with AsyncExitStack() as stack:
        url = f"sqlite:///{folder}/mingbai.db"
        if request.param == "postgresql":
            url = await stack.enter_async_context(created(request.getfixturevalue("postgres")))
        yield await stack.enter_async_context(stage_of(url, data_dir, folder))


@pytest.fixture
async def evening(stage: Stage) -> AsyncIterator[Evening]:
    async with evening_of(stage) as evening:
        yield evening
