"""The database: one code on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
import traceback
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, insert, inspect, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.engine import StorageError, make_engine, upgrade
from bot.storage.tables import feedback, inbox, metadata, rate_budget

pytest_plugins = ["tests.auxil.databases"]


async def test_migrations_build_exactly_the_tables_the_code_uses(database: AsyncEngine) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))

    async with database.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_starting_again_keeps_what_is_stored(empty_database_url: str) -> None:
    row = {"article_id": "a1", "file": "手册.md", "label": "第二条", "useful": True, "created": datetime.now(UTC)}
    for _ in range(2):
        engine = make_engine(empty_database_url)
        await upgrade(engine)
        async with engine.begin() as connection:
            await connection.execute(insert(feedback).values(row))
        await engine.dispose()
    engine = make_engine(empty_database_url)
    async with engine.connect() as connection:
        assert len((await connection.execute(select(feedback))).all()) == 2
    await engine.dispose()


async def test_processes_that_start_together_do_not_trip_over_each_other(empty_database_url: str) -> None:
    engines = [make_engine(empty_database_url) for _ in range(4)]
    await asyncio.gather(*map(upgrade, engines))
    async with engines[0].connect() as connection:
        tables = await connection.run_sync(lambda c: inspect(c).get_table_names())
    assert set(tables) == {*metadata.tables, "alembic_version"}
    for engine in engines:
        await engine.dispose()


async def test_a_database_of_a_newer_version_is_refused_in_plain_words(database: AsyncEngine) -> None:
    async with database.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="更新版本"):
        await upgrade(database)


async def test_moments_keep_their_zone(database: AsyncEngine) -> None:
    noon = datetime(2024, 7, 1, 12, tzinfo=timezone(timedelta(hours=8)))
    row = {"article_id": "a", "file": "f", "label": "l", "useful": False, "created": noon}
    async with database.begin() as connection:
        await connection.execute(insert(feedback).values(row))
        created = await connection.scalar(select(feedback.c.created))
    assert created == noon
    assert created.utcoffset() == timedelta(0)


async def test_readers_then_writers_at_once_all_get_through(database: AsyncEngine) -> None:
    """Each reads before it writes: on SQLite such transactions fail unless they are writing ones from the start."""

    async def add() -> None:
        async with database.begin() as connection:
            row = select(rate_budget.c.free).where(rate_budget.c.name == "telegram").with_for_update()
            free = await connection.scalar(row)
            assert free is not None
            await connection.execute(update(rate_budget).values(free=free + 1))

    await asyncio.gather(*(add() for _ in range(30)))
    async with database.connect() as connection:
        assert await connection.scalar(select(rate_budget.c.free)) == 30


async def test_a_long_read_does_not_keep_writers_waiting(database: AsyncEngine) -> None:
    async with database.execution_options(read_only=True).connect() as reader:
        before = await reader.scalar(select(rate_budget.c.free))
        async with database.begin() as writer:
            await writer.execute(update(rate_budget).values(free=5.0))
        assert before == 0


async def test_errors_do_not_repeat_what_people_wrote(database: AsyncEngine) -> None:
    row = {"update_id": 1, "chat": 1, "payload": {"text": "不可外传"}, "digest": "d", "state": "waiting"}
    with pytest.raises(DBAPIError) as caught:
        async with database.begin() as connection:
            await connection.execute(insert(inbox).values(row))
    logged = "".join(traceback.format_exception(caught.value))
    assert "不可外传" not in logged
    assert "\\u4e0d" not in logged


async def test_sqlite_is_safe_against_power_cuts_where_asked(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/new/folder/mingbai.db")
    async with engine.execution_options(durable=True).begin() as connection:
        durable = await connection.scalar(text("PRAGMA synchronous"))
    async with engine.begin() as connection:
        usual = await connection.scalar(text("PRAGMA synchronous"))
        mode = await connection.scalar(text("PRAGMA journal_mode"))
        keys = await connection.scalar(text("PRAGMA foreign_keys"))
    assert (durable, usual, mode, keys) == (2, 1, "wal", 1)
    await engine.dispose()


@pytest.mark.parametrize("url", ["postgres://u:p@h/d?sslmode=require", "postgresql://u:p@h/d?sslmode=require"])
def test_usual_ways_to_write_a_postgresql_url_are_understood(url: str) -> None:
    parsed = make_engine(url).url
    assert parsed.render_as_string(hide_password=False) == "postgresql+asyncpg://u:p@h/d?ssl=require"


@pytest.mark.parametrize("url", ["mysql://root:geheim@h/d", "geheim", "sqlite://", "sqlite:///:memory:"])
def test_a_wrong_url_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(StorageError, match="DATABASE_URL") as caught:
        make_engine(url)
    assert "geheim" not in str(caught.value)
