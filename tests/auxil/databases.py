"""Databases for tests: SQLite in a file, and a PostgreSQL server of the tests' own where its programs are there."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

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


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate a SQLite file once; each test takes a copy, as a dozen migrations take longer than most tests."""
    path = tmp_path_factory.mktemp("migrated") / "template.db"
    _run(_migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def migrated_database(postgres: str) -> str:
    """Migrate a database of PostgreSQL's once, and name it."""
    name = "migrated"

    async def create() -> None:
        async with _administrator(postgres) as connection:
            await connection.execute(text(f"CREATE DATABASE {name}"))
        await _migrate(f"{postgres}/{name}")

    _run(create())
    return name


def _run(work: Coroutine[Any, Any, None]) -> None:
    # In a thread of its own: fixtures of this kind are also asked for from within the event loop
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


async def _migrate(url: str) -> None:
    engine = make_engine(url)
    await upgrade(engine)
    await engine.dispose()


@pytest_asyncio.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """Name a database of each kind that is up to date and holds nothing."""
    if request.param == "sqlite":
        path = tmp_path / "mingbai.db"
        shutil.copyfile(request.getfixturevalue("migrated_file"), path)
        yield f"sqlite:///{path}"
        return
    async with created(request.getfixturevalue("postgres"), request.getfixturevalue("migrated_database")) as url:
        yield url


@pytest_asyncio.fixture(params=["sqlite", "postgresql"])
async def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """Name a database of each kind with nothing in it, not even tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/mingbai.db"
        return
    async with created(request.getfixturevalue("postgres")) as url:
        yield url


@asynccontextmanager
async def created(server: str, template: str = "template1") -> AsyncIterator[str]:
    """Create a database of its own on a PostgreSQL server, as a copy of another one that nobody is connected to."""
    name = f"test{next(_NUMBERS)}"
    async with _administrator(server) as connection:
        await connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        yield f"{server}/{name}"
        await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@asynccontextmanager
async def _administrator(server: str) -> AsyncIterator[AsyncConnection]:
    engine = make_engine(f"{server}/postgres").execution_options(isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        yield connection
    await engine.dispose()


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[AsyncEngine]:
    """Open such a database."""
    engine = make_engine(database_url)
    yield engine
    await engine.dispose()
