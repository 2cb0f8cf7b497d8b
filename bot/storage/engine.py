"""Opening the database and bringing it up to date.

Transactions are begun with `engine.begin()`. On SQLite one is a writing transaction from its first moment (BEGIN
IMMEDIATE): a transaction that reads first and writes later could not wait for another writer and would fail. Two
execution options say otherwise:

* `read_only`: long reads that must not keep writers waiting, `engine.execution_options(read_only=True)`;
* `durable`: the commit returns only when it is on the disk. Without it SQLite keeps the newest commits in the
  system's memory (synchronous NORMAL): a killed process loses nothing, a power cut the last moments. PostgreSQL is
  always durable.
"""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, ExceptionContext, Table, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.util import await_only

BUSY_SECONDS = 10
"""How long a writer on SQLite waits for another one."""
_ATTEMPTS = 100
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
_UPGRADE_LOCK = 0x4D696E67626169


class StorageError(Exception):
    """The database cannot be used; the message is one Chinese line with the reason and the mend."""


def make_engine(url: str) -> AsyncEngine:
    """Open a database.

    Args:
        url: `sqlite:///FILE`, or `postgresql://USER:PASSWORD@HOST/NAME` (`postgres://` as well).

    Returns:
        An engine; nothing is connected yet. Its errors never carry the values of a statement.

    Raises:
        StorageError: The URL names something else. No part of it but its scheme is repeated, it may hold a password.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "postgresql":
        # The server notices within a minute that a machine is gone, see bot.storage.presence
        alive = {"tcp_keepalives_idle": "30", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "3"}
        engine = create_async_engine(
            parsed,
            hide_parameters=True,
            pool_size=10,
            max_overflow=10,
            pool_pre_ping=True,
            connect_args={"server_settings": alive},
        )
        event.listen(engine.sync_engine, "handle_error", _drop_details)
        return engine
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(parsed, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StorageError("DATABASE_URL 的写法不对，应为 sqlite:///文件 或 postgresql://用户:密码@主机/库名") from None
    if parsed.drivername not in _DRIVERS:
        raise StorageError(f"DATABASE_URL 不能用 {parsed.drivername}，只能用 sqlite 或 postgresql")
    parsed = parsed.set(drivername=_DRIVERS[parsed.drivername])
    if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise StorageError("DATABASE_URL 没有写数据库文件，应为 sqlite:///文件")
    # asyncpg calls libpq's sslmode "ssl"
    if "sslmode" in parsed.query:
        mode = parsed.query["sslmode"]
        parsed = parsed.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
    return parsed


def _drop_details(context: ExceptionContext) -> None:
    # PostgreSQL repeats the whole row in the DETAIL of a violated constraint, which a traceback would print
    error: BaseException | None = context.original_exception
    while error is not None:
        if hasattr(error, "detail"):
            error.detail = None
        error = error.__cause__


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # BEGIN is ours to say, see _begin
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (f"busy_timeout = {BUSY_SECONDS * 1000}", "foreign_keys = ON", "secure_delete = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    _use_write_ahead_log(cursor)
    cursor.close()


def _use_write_ahead_log(cursor: DBAPICursor) -> None:
    # processes that start together on a new database get in each other's way here, and SQLite does not wait for it
    for attempt in range(_ATTEMPTS):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if attempt == _ATTEMPTS - 1:
                raise
            await_only(asyncio.sleep(BUSY_SECONDS / _ATTEMPTS))


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    synchronous = "FULL" if options.get("durable") else "NORMAL"
    if connection.info.get("synchronous") != synchronous:
        connection.exec_driver_sql(f"PRAGMA synchronous = {synchronous}")
        connection.info["synchronous"] = synchronous
    connection.exec_driver_sql("BEGIN" if options.get("read_only") else "BEGIN IMMEDIATE")


async def upgrade(engine: AsyncEngine) -> None:
    """Bring the database to the newest migration, from nothing if need be; several processes may do so at once.

    Raises:
        StorageError: The database was made by a newer version.
    """
    async with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
        try:
            await connection.run_sync(migrate)
        except CommandError as error:
            raise StorageError("数据库是更新版本的程序建立的，请先升级程序，或从备份恢复") from error


def migrate(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to a revision inside the connection's transaction.

    Raises:
        CommandError: The database is at a revision this version does not know.
    """
    command.upgrade(_alembic(connection), revision)


def known_revisions() -> tuple[str, ...]:
    """Return the revisions this version knows, newest first."""
    return tuple(script.revision for script in ScriptDirectory.from_config(_alembic()).walk_revisions())


def _alembic(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    # Alembic's options are a ConfigParser's, where % has a meaning
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def insert(connection: AsyncConnection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT with ON CONFLICT, which both databases have and SQLAlchemy's common one has not."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
