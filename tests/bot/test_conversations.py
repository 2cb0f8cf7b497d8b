"""Dialogs of several steps go on where they stood."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.consulting.conversations import LASTS, Conversations
from bot.consulting.seal import Seal
from bot.storage.consultation_tables import conversations
from bot.storage.engine import make_engine
from tests.auxil.consulting import Clock

pytest_plugins = ["tests.auxil.databases"]
STATE = {"step": "confirm", "words": "想换个班组", "anonymous": True, "numbers": [1, 2]}


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def test_a_dialog_goes_on_after_a_restart(
    database: AsyncEngine, database_url: str, tmp_path: Path, clock: Clock
) -> None:
    await Conversations(database, Seal.open(tmp_path), clock).put(5, STATE)
    again = make_engine(database_url)
    assert await Conversations(again, Seal.open(tmp_path), clock).get(5) == STATE
    await again.dispose()


async def test_chats_do_not_mix_and_the_newest_step_counts(database: AsyncEngine, tmp_path: Path, clock: Clock) -> None:
    dialogs = Conversations(database, Seal.open(tmp_path), clock)
    await dialogs.put(5, {"step": "kind"})
    await dialogs.put(5, STATE)
    await dialogs.put(-6, {"step": "other"})
    assert await dialogs.get(5) == STATE
    assert await dialogs.clear(5)
    assert not await dialogs.clear(5)
    assert (await dialogs.get(5), await dialogs.get(-6)) == (None, {"step": "other"})


async def test_a_dialog_nobody_goes_on_with_ends_and_is_deleted(
    database: AsyncEngine, tmp_path: Path, clock: Clock
) -> None:
    dialogs = Conversations(database, Seal.open(tmp_path), clock)
    await dialogs.put(5, STATE)
    await dialogs.put(6, STATE, timedelta(hours=2))
    clock.forward(LASTS)
    assert await dialogs.get(5) is None
    assert await dialogs.get(6) == STATE
    await dialogs.expire()
    async with database.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(conversations)) == 1


async def test_what_is_being_written_cannot_be_read_in_the_database(
    database: AsyncEngine, tmp_path: Path, clock: Clock
) -> None:
    await Conversations(database, Seal.open(tmp_path), clock).put(5, STATE)
    async with database.connect() as connection:
        row = (await connection.execute(select(conversations))).one()
    assert "想换个班组" not in str(row)
    assert "confirm" not in str(row)
    assert await Conversations(database, Seal(Fernet.generate_key()), clock).get(5) is None
