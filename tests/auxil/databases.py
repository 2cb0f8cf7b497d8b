"""Databases for tests: SQLite in a file, and a PostgreSQL server of the tests' own where its programs are there."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.engine import make_engine, upgrade

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Serve PostgreSQL on a free port of this machine; gives its URL without a database."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    found = shutil.which("initdb") or (programs and str(programs[-1] / "initdb"))
    if not found:
        pytest.skip("PostgreSQL's server programs are not on this machine")
    folder = Path(tempfile.mkdtemp(prefix="mingbai-postgres-"))
    as_user: list[str] = []
    if os.getuid() == 0:
        # The server refuses to run as root
        as_user = ["runuser", "-u", "postgres", "--"]
        shutil.chown(folder, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} -c max_connections=100 -c fsync=off"
    control = [*as_user, str(Path(found).with_name("pg_ctl")), "-D", f"{folder}/data", "-s", "-w"]
    try:
        initdb = [found, "-D", f"{folder}/data", "-A", "trust", "-U", "mingbai", "-E", "UTF8", "--no-sync"]
        subprocess.run([*as_user, *initdb], check=True, stdout=subprocess.DEVNULL, cwd=folder)
        subprocess.run([*control, "-l", f"{folder}/log", "-o", options, "start"], check=True, cwd=folder)
        try:
            yield f"postgresql://mingbai@127.0.0.1:{port}"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, cwd=folder)
    finally:
        shutil.rmtree(folder)


@pytest_asyncio.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """Name an empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/mingbai.db"
        return
    async with created(request.getfixturevalue("postgres")) as url:
        yield url


@asynccontextmanager
async def created(server: str) -> AsyncIterator[str]:
    """Create an empty database of its own on a PostgreSQL server."""
    name = f"test{next(_NUMBERS)}"
    administrator = make_engine(f"{server}/postgres").execution_options(isolation_level="AUTOCOMMIT")
    async with administrator.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
        yield f"{server}/{name}"
        await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    await administrator.dispose()


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[AsyncEngine]:
    """Open a fresh, migrated database of each kind."""
    engine = make_engine(database_url)
    await upgrade(engine)
    yield engine
    await engine.dispose()
