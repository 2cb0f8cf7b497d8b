"""Backing the database up into one file and restoring it, on SQLite and PostgreSQL alike, also from one to the other.

A backup is a ZIP: one file of JSON lines a table, by primary key, and manifest.json (format, migration, snapshot of the
index, rows and SHA-256 of each table). It is read in one transaction, so it is consistent while the bot runs. The index
is not in it: it is made again from the documents.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, Integer, Table, delete, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage import archive_rows
from bot.storage.engine import known_revisions, migrate
from bot.storage.tables import metadata

FORMAT = 1
_MANIFEST = "manifest.json"
_VERSION = "alembic_version"
_FILLED_BY_MIGRATIONS = frozenset({"rate_budget"})


class BackupError(Exception):
    """It cannot be backed up or restored; the message is one Chinese line with the reason."""


@dataclass(frozen=True, slots=True)
class Part:
    """One table in a backup.

    Attributes:
        columns: In the order of a row.
        rows: How many.
        sha256: Of its file.
    """

    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    Attributes:
        created: When, ISO 8601 in UTC.
        revision: The last migration of the database it was taken from.
        snapshot: Id of the index in use then; empty where there was none.
        tables: What is in it, a table after those it refers to.
        format: Of the file.
    """

    created: str
    revision: str
    snapshot: str
    tables: dict[str, Part]
    format: int = FORMAT

    @property
    def rows(self) -> int:
        """How many rows there are in all tables."""
        return sum(part.rows for part in self.tables.values())


def has_snapshot(folder: Path, manifest: Manifest) -> bool:
    """Tell whether the index a backup was taken beside is here; without it, reindex."""
    from index.snapshot import snapshots

    return manifest.snapshot in {"", *(snapshot.name for snapshot in snapshots(folder))}


async def backup(engine: AsyncEngine, file: Path, snapshots_folder: Path) -> Manifest:
    """Write the database into a file, which is there whole or not at all and which only its owner may read.

    Args:
        engine: A database that is up to date; the bot may be using it.
        file: Where to; an older file there is replaced.
        snapshots_folder: Where the published indexes are.

    Raises:
        BackupError: The file cannot be written.
    """
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    shared = engine.dialect.name == "postgresql"
    reading = engine.execution_options(**(options if shared else {"read_only": True}))
    try:
        snapshot = await asyncio.to_thread(_current, snapshots_folder)
        with _beside(file) as target:
            async with reading.connect() as connection:
                manifest = await _dump(connection, target, snapshot)
            target.flush()
            await asyncio.to_thread(os.fsync, target.fileno())
    except OSError as error:
        raise BackupError(f"备份写不到 {file}（{error.strerror}），请换个地方或腾出空间") from error
    return manifest


def _current(snapshots_folder: Path) -> str:
    # only here: it loads the libraries of the search, which the other commands do without
    from index.snapshot import CURRENT

    named = snapshots_folder / CURRENT
    return named.read_text().strip() if named.is_file() else ""


@contextmanager
def _beside(file: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes another one's place when the block is left, and goes away where the block fails."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    scratch = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as target:
            yield target
        scratch.replace(file)
    finally:
        scratch.unlink(missing_ok=True)


async def _dump(connection: AsyncConnection, target: IO[bytes], snapshot: str) -> Manifest:
    revision = await connection.scalar(text(f"SELECT version_num FROM {_VERSION}"))  # noqa: S608 - a constant
    tables = await connection.run_sync(archive_rows.reflect, metadata.tables)
    parts: dict[str, Part] = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in tables.items():
            with archive.open(_file_of(name), "w", force_zip64=True) as out:
                parts[name] = await _copy(connection, table, tuple(table.columns.keys()), out)
        created = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = Manifest(created, str(revision), snapshot, parts)
        archive.writestr(_MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
    return manifest


def _file_of(table: str) -> str:
    return f"{table}.jsonl"


async def _copy(
    connection: AsyncConnection, table: Table, columns: tuple[str, ...], out: IO[bytes] | None = None
) -> Part:
    """Say what a table holds, and write it if there is somewhere to."""
    digest, rows = hashlib.sha256(), 0
    async for chunk in archive_rows.lines(connection, table, columns):
        digest.update(chunk)
        rows += chunk.count(b"\n")
        if out is not None:
            await asyncio.to_thread(out.write, chunk)
    return Part(columns, rows, digest.hexdigest())


async def restore(engine: AsyncEngine, file: Path, *, force: bool = False) -> Manifest:
    """Bring a database to what a backup holds, all of it or nothing, and check the result before it counts.

    A backup of an earlier version is loaded as that version had it and then migrated.

    Args:
        engine: The database; it may be empty or not even exist.
        file: The backup.
        force: Also where there is data, which is lost.

    Raises:
        BackupError: The file is damaged or of a newer version, or there is data and no `force`; nothing has changed.
    """
    manifest = await asyncio.to_thread(_verified, file)
    try:
        async with engine.execution_options(durable=True).begin() as connection:
            await _clear(connection, force)
            await connection.run_sync(migrate, manifest.revision)
            tables = await connection.run_sync(archive_rows.reflect, manifest.tables)
            if unknown := manifest.tables.keys() - tables.keys():
                raise BackupError(f"备份里有这一版没有的表：{'、'.join(sorted(unknown))}")
            with zipfile.ZipFile(file) as archive:
                await _load(connection, archive, manifest, tables)
            for name, part in manifest.tables.items():
                if await _copy(connection, tables[name], part.columns) != part:
                    raise BackupError(f"表 {name} 恢复后与备份不一致，已经撤回，数据库保持原样")
            await connection.run_sync(migrate)
    except SQLAlchemyError as error:
        raise BackupError("数据库没有接受备份里的数据，已经撤回，保持原样。可以换一个空的数据库再试") from error
    return manifest


def _verified(file: Path) -> Manifest:
    """Return a backup's manifest when every file in it is as the manifest says."""
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive, file.name)
            for name, part in manifest.tables.items():
                with archive.open(_file_of(name)) as source:
                    if hashlib.file_digest(source, "sha256").hexdigest() != part.sha256:  # type: ignore[arg-type]
                        raise BackupError(f"备份 {file.name} 里的 {name} 已损坏，请换一份备份")
                with archive.open(_file_of(name)) as source:
                    if sum(1 for _ in source) != part.rows:
                        raise BackupError(f"备份 {file.name} 里的 {name} 行数不对，请换一份备份")
    except FileNotFoundError as error:
        raise BackupError(f"没有找到备份 {file.name}，请核对路径") from error
    except (OSError, zipfile.BadZipFile, KeyError, EOFError) as error:
        raise BackupError(f"{file.name} 不是完好的备份文件，请换一份备份") from error
    return manifest


def _manifest(archive: zipfile.ZipFile, name: str) -> Manifest:
    try:
        read = json.loads(archive.read(_MANIFEST))
        parts = {table: Part(tuple(part.pop("columns")), **part) for table, part in read.pop("tables").items()}
        manifest = Manifest(tables=parts, **read)
    except (ValueError, TypeError, AttributeError) as error:
        raise BackupError(f"{name} 的清单看不懂，不是本程序的备份") from error
    if manifest.format != FORMAT or manifest.revision not in known_revisions():
        raise BackupError(f"备份 {name} 是更新版本的程序做的，请先升级程序再恢复")
    return manifest


async def _clear(connection: AsyncConnection, force: bool) -> None:
    """Drop the product's tables, refusing where they hold something; other tables in the database are not touched."""
    tables = await connection.run_sync(archive_rows.reflect, {*metadata.tables, _VERSION})
    for name, table in tables.items():
        if force or name in {_VERSION, *_FILLED_BY_MIGRATIONS}:
            continue
        if await connection.scalar(select(func.count()).select_from(select(table).limit(1).subquery())):
            raise BackupError("数据库里已经有数据，没有恢复。确实要用备份替换，请加 --force（现有数据会丢失）")

    def drop(sync: Connection) -> None:
        for table in reversed(tables.values()):
            table.drop(sync)

    await connection.run_sync(drop)


async def _load(
    connection: AsyncConnection, archive: zipfile.ZipFile, manifest: Manifest, tables: dict[str, Table]
) -> None:
    for table in reversed(tables.values()):
        await connection.execute(delete(table))
    for name, table in tables.items():
        columns = manifest.tables[name].columns
        with archive.open(_file_of(name)) as source:
            while chunk := await asyncio.to_thread(source.readlines, archive_rows.HINT):
                rows = [archive_rows.values(line, table, columns) for line in chunk]
                await connection.execute(table.insert(), rows)
        if connection.dialect.name == "postgresql":
            await _count_on(connection, table)
    if connection.dialect.name == "postgresql":
        # what is deferred is checked now: a later migration could not change a table with checks outstanding
        await connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


async def _count_on(connection: AsyncConnection, table: Table) -> None:
    """Let PostgreSQL give the next row the number after the highest restored; SQLite does so by itself."""
    for column in table.primary_key:
        if isinstance(column.type, Integer):
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            highest = select(func.max(column)).scalar_subquery()
            await connection.execute(
                select(func.setval(sequence, func.coalesce(highest, 1), highest.is_not(None))).where(
                    sequence.is_not(None)
                )
            )
