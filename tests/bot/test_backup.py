"""Backup and restore: everything comes back, or nothing is touched."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import stat
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    insert,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.people.import_members import import_members
from bot.people.members import Members
from bot.people.roles import OPERATOR
from bot.storage.archive_rows import UNDERSTOOD
from bot.storage.backup import BackupError, backup, has_snapshot, restore
from bot.storage.engine import known_revisions, make_engine, migrate, upgrade
from bot.storage.tables import Moment, feedback, inbox, ledger, metadata, persons
from tests.auxil.organisation import organise

pytest_plugins = ["tests.auxil.databases"]
NOON = datetime(2024, 7, 1, 4, 30, 15, 123456, tzinfo=UTC)
ROWS: list[tuple[Table, dict[str, Any]]] = [
    (
        inbox,
        {"update_id": 2**40, "chat": -(2**40), "payload": {"text": "“引号”\n换行 😀", "n": [1, None]}, "digest": "d"}
        | {"state": "waiting", "attempts": 1, "owner": 2**61, "received": NOON},
    ),
    (
        inbox,
        {"update_id": 7, "chat": 0, "payload": None, "digest": "d", "state": "done", "attempts": 0, "owner": 0}
        | {"received": NOON, "finished": NOON},
    ),
    (ledger, {"update_id": 7, "chat_id": "@频道", "step": 0, "result": {"b": 1, "a": 2.5}, "sent": NOON}),
    (ledger, {"update_id": 7, "chat_id": "Zed", "step": 0, "result": None, "sent": NOON}),
    (ledger, {"update_id": 7, "chat_id": "alpha", "step": 0, "result": None, "sent": NOON}),
    (feedback, {"article_id": "a", "file": "f", "label": "第一条", "useful": True, "created": NOON}),
    (feedback, {"article_id": "b", "file": "f", "label": "", "useful": False, "created": NOON}),
]
SAMPLES = {
    Integer: 1,
    BigInteger: 1,
    Float: 1.5,
    Boolean: True,
    String: "一",
    Text: "二",
    JSON: [{"a": 1}],
    LargeBinary: b"\x00\xff",
    Moment: NOON,
}
"""What stands in the tables that have no rows above; a 1 also refers to the first row of another table."""


async def contents(engine: AsyncEngine) -> dict[str, list[Any]]:
    """Return all rows of all tables."""
    async with engine.connect() as connection:
        return {
            table.name: sorted(repr(row) for row in await connection.execute(select(table)))
            for table in metadata.sorted_tables
        }


async def fill(engine: AsyncEngine, folder: Path) -> None:
    """Put something into every table."""
    await organise(engine, folder)
    file = folder / "awaited.csv"
    file.write_text("name,branch\n待来,A1\n", encoding="utf-8")
    await import_members(Members(engine, {OPERATOR}), OPERATOR, file)
    async with engine.begin() as connection:
        for table, row in ROWS:
            await connection.execute(insert(table).values(row))
        for table in metadata.sorted_tables:
            if (await connection.execute(select(table))).first() is None:
                row = {c.name: SAMPLES[type(c.type)] for c in table.columns}
                await connection.execute(insert(table).values(row))


@pytest.fixture
async def full(database: AsyncEngine, tmp_path: Path) -> AsyncEngine:
    await fill(database, tmp_path)
    return database


@pytest.fixture
async def other(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """Another database, which does not exist yet."""
    engine = make_engine(f"sqlite:///{tmp_path}/other/mingbai.db")
    yield engine
    await engine.dispose()


async def test_everything_comes_back(full: AsyncEngine, other: AsyncEngine, tmp_path: Path) -> None:
    """From either kind of database into SQLite, and from there back into where it came from."""
    before = await contents(full)
    manifest = await backup(full, tmp_path / "backup.zip", tmp_path)
    assert manifest.rows == sum(map(len, before.values()))
    await restore(other, tmp_path / "backup.zip")
    assert await contents(other) == before
    await backup(other, tmp_path / "again.zip", tmp_path)
    async with full.begin() as connection:
        await connection.execute(feedback.delete())
    await restore(full, tmp_path / "again.zip", force=True)
    assert await contents(full) == before


async def test_the_product_goes_on_after_a_restore(full: AsyncEngine, tmp_path: Path) -> None:
    await backup(full, tmp_path / "backup.zip", tmp_path)
    await restore(full, tmp_path / "backup.zip", force=True)
    await upgrade(full)
    async with full.begin() as connection:
        await connection.execute(insert(persons).values(name="新来", telegram_id=9_999))
        await connection.execute(insert(feedback).values(ROWS[-1][1]))
        numbers = (await connection.scalars(select(feedback.c.id).order_by(feedback.c.id))).all()
    assert numbers == [1, 2, 3]


async def test_a_backup_while_people_use_the_bot_is_of_one_moment(full: AsyncEngine, tmp_path: Path) -> None:
    """Two rows are always written together; a backup never has one without the other."""
    stop = asyncio.Event()
    row = ROWS[-1][1]

    async def use() -> None:
        while not stop.is_set():
            async with full.begin() as connection:
                await connection.execute(insert(feedback).values(row | {"article_id": "pair"}))
                await connection.execute(insert(persons).values(name="pair"))

    user = asyncio.create_task(use())
    for number in range(3):
        await backup(full, tmp_path / f"{number}.zip", tmp_path)
    stop.set()
    await user
    for number in range(3):
        with zipfile.ZipFile(tmp_path / f"{number}.zip") as archive:
            pairs = [archive.read(f"{name}.jsonl").count(b'"pair"') for name in ("feedback", "persons")]
        assert pairs[0] == pairs[1]


async def test_data_is_not_overwritten_unasked(full: AsyncEngine, tmp_path: Path) -> None:
    await backup(full, tmp_path / "backup.zip", tmp_path)
    before = await contents(full)
    with pytest.raises(BackupError, match="--force"):
        await restore(full, tmp_path / "backup.zip")
    assert await contents(full) == before


async def test_an_empty_database_that_is_up_to_date_takes_a_backup(
    database: AsyncEngine, other: AsyncEngine, tmp_path: Path
) -> None:
    await upgrade(other)
    await fill(other, tmp_path)
    await backup(other, tmp_path / "backup.zip", tmp_path)
    await restore(database, tmp_path / "backup.zip")
    assert await contents(database) == await contents(other)


async def test_tables_of_others_in_the_same_database_are_left_alone(full: AsyncEngine, tmp_path: Path) -> None:
    theirs = Table("theirs", MetaData(), Column("id", Integer, primary_key=True))
    async with full.begin() as connection:
        await connection.run_sync(theirs.create)
        await connection.execute(insert(theirs).values(id=1))
    await backup(full, tmp_path / "backup.zip", tmp_path)
    await restore(full, tmp_path / "backup.zip", force=True)
    async with full.connect() as connection:
        assert (await connection.scalars(select(theirs.c.id))).all() == [1]
    assert "theirs.jsonl" not in zipfile.ZipFile(tmp_path / "backup.zip").namelist()


def rewrite(source: Path, target: Path, change: dict[str, bytes]) -> None:
    """Copy a backup with other contents for some of its files."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, change.get(name, old.read(name)))


def damage(kind: str, good: Path, bad: Path) -> None:
    with zipfile.ZipFile(good) as archive:
        manifest, rows = json.loads(archive.read("manifest.json")), archive.read("persons.jsonl")
    if kind == "a row changed":
        rewrite(good, bad, {"persons.jsonl": rows.replace("甄员".encode(), "假员".encode())})
    elif kind == "a row missing":
        rewrite(good, bad, {"persons.jsonl": rows.split(b"\n", 1)[1]})
    elif kind == "another count":
        manifest["tables"]["persons"]["rows"] += 1
        rewrite(good, bad, {"manifest.json": json.dumps(manifest).encode()})
    elif kind == "of a newer version":
        manifest["revision"] = "9999"
        rewrite(good, bad, {"manifest.json": json.dumps(manifest).encode()})
    elif kind == "no manifest":
        rewrite(good, bad, {"manifest.json": b"[]"})
    elif kind == "cut off":
        bad.write_bytes(good.read_bytes()[:-200])
    elif kind == "a flipped byte":
        data = bytearray(good.read_bytes())
        data[data.find(b"persons.jsonl") + 40] ^= 0xFF
        bad.write_bytes(data)
    elif kind == "another file":
        bad.write_text("这不是备份")


@pytest.mark.parametrize(
    "kind",
    [
        "a row changed",
        "a row missing",
        "another count",
        "of a newer version",
        "no manifest",
        "cut off",
        "a flipped byte",
        "another file",
        "nothing",
    ],
)
async def test_a_damaged_backup_touches_nothing(full: AsyncEngine, tmp_path: Path, kind: str) -> None:
    await backup(full, tmp_path / "good.zip", tmp_path)
    damage(kind, tmp_path / "good.zip", tmp_path / "bad.zip")
    before = await contents(full)
    with pytest.raises(BackupError) as refused:
        await restore(full, tmp_path / "bad.zip", force=True)
    assert "bad.zip" in str(refused.value)
    assert await contents(full) == before


async def test_a_restore_that_fails_halfway_leaves_all_as_it_was(full: AsyncEngine, tmp_path: Path) -> None:
    """The checksums agree, but the rows break a rule of the database."""
    await backup(full, tmp_path / "good.zip", tmp_path)
    with zipfile.ZipFile(tmp_path / "good.zip") as archive:
        manifest, rows = json.loads(archive.read("manifest.json")), archive.read("persons.jsonl")
    twice = rows + rows
    part = manifest["tables"]["persons"]
    part["rows"], part["sha256"] = part["rows"] * 2, hashlib.sha256(twice).hexdigest()
    changes = {"manifest.json": json.dumps(manifest).encode(), "persons.jsonl": twice}
    rewrite(tmp_path / "good.zip", tmp_path / "bad.zip", changes)
    before = await contents(full)
    with pytest.raises(BackupError, match="保持原样"):
        await restore(full, tmp_path / "bad.zip", force=True)
    assert await contents(full) == before


async def test_a_backup_of_an_earlier_version_is_migrated(
    database: AsyncEngine, other: AsyncEngine, tmp_path: Path
) -> None:
    first = known_revisions()[-1]
    async with other.begin() as connection:
        await connection.run_sync(migrate, first)
        await connection.execute(insert(feedback).values(ROWS[-1][1]))
    await backup(other, tmp_path / "old.zip", tmp_path)
    assert json.loads(zipfile.ZipFile(tmp_path / "old.zip").read("manifest.json"))["revision"] == first
    await restore(database, tmp_path / "old.zip")
    await upgrade(database)
    async with database.connect() as connection:
        assert await connection.scalar(text("SELECT version_num FROM alembic_version")) == known_revisions()[0]
        assert len((await connection.execute(select(feedback))).all()) == 1
        assert (await connection.execute(select(persons))).all() == []


async def test_the_backup_names_the_index_and_a_missing_one_is_noticed(full: AsyncEngine, tmp_path: Path) -> None:
    folder = tmp_path / "snapshots"
    assert has_snapshot(folder, await backup(full, tmp_path / "none.zip", folder))
    (folder / "20240701-1").mkdir(parents=True)
    (folder / "20240701-1" / "manifest.json").write_text("{}")
    (folder / "current").write_text("20240701-1")
    manifest = await backup(full, tmp_path / "backup.zip", folder)
    assert manifest.snapshot == "20240701-1"
    assert has_snapshot(folder, manifest)
    shutil.rmtree(folder / "20240701-1")
    assert not has_snapshot(folder, manifest)


async def test_the_file_is_for_its_owner_and_replaces_the_one_before_whole(full: AsyncEngine, tmp_path: Path) -> None:
    file = tmp_path / "backups" / "backup.zip"
    await backup(full, file, tmp_path)
    first = file.stat().st_ino
    await backup(full, file, tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.stat().st_ino != first
    assert [path.name for path in file.parent.iterdir()] == ["backup.zip"]


async def test_where_it_cannot_be_written_nothing_is_left(full: AsyncEngine, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(BackupError, match="taken"):
        await backup(full, tmp_path / "taken", tmp_path)
    assert not list(tmp_path.glob(".taken*"))  # noqa: ASYNC240 - the test may wait


def test_every_type_of_column_survives_the_way() -> None:
    for table in metadata.sorted_tables:
        for column in table.columns:
            assert isinstance(column.type, UNDERSTOOD), f"{table.name}.{column.name}"
