"""A task is finished when nothing of it is left, whatever is queued again at that very moment."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.study_tables import deliveries, study_tasks
from bot.study.deliveries import Deliveries
from bot.study.leases import Leases
from tests.auxil.studying import Study, draft_of

pytest_plugins = ["tests.auxil.databases"]
_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


async def somebody_waits(engine: AsyncEngine) -> None:
    """Wait until a statement waits for a row that somebody else holds."""
    async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection, asyncio.timeout(20):
        while not await connection.scalar(_WAITING):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_what_is_queued_again_while_its_task_is_being_finished_is_still_sent(
    study: Study, database_url: str, tmp_path: Path
) -> None:
    await study.send(draft_of())
    queue = Deliveries(study.engine, Leases(study.engine, tmp_path))
    async with study.engine.begin() as connection:
        await connection.execute(update(deliveries).values(state="unknown"))
    async with study.engine.begin() as connection:
        await connection.execute(select(study_tasks.c.id).with_for_update())
        claiming = asyncio.create_task(queue.claim(16))
        await somebody_waits(study.engine)
        await connection.execute(update(deliveries).values(state="queued"))
    assert await claiming == []
    assert len(await queue.claim(16)) == 4
