"""Commands that work on the database and the index: a failure is one line on stderr and exit status 1."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import typer
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.people.branches import BranchError
from bot.people.roles import NotAllowedError
from bot.people.spreadsheet import SpreadsheetError
from bot.settings import Settings, SettingsError, load_settings
from bot.storage.backup import BackupError
from bot.storage.engine import StorageError, make_engine, upgrade
from bot.study.audience import AudienceError
from bot.study.task import StudyError
from index.draft import GateError, StaleDraftError
from index.encoder import EncoderError
from index.golden import GoldenError
from index.publication import BusyError
from index.reindex import NothingReadableError
from index.snapshot import SnapshotError
from knowledge.document import KnowledgeError

T = TypeVar("T")
FAILURES = (
    SettingsError,
    StorageError,
    BackupError,
    BranchError,
    NotAllowedError,
    AudienceError,
    StudyError,
    SpreadsheetError,
    BusyError,
    EncoderError,
    GateError,
    GoldenError,
    KnowledgeError,
    NothingReadableError,
    SnapshotError,
    StaleDraftError,
)
"""Their messages are one Chinese line for the person."""


def settings_of(data_dir: Path | None) -> Settings:
    """Read the settings, DATA_DIR as given.

    Raises:
        SettingsError: A value is wrong.
    """
    return load_settings(**({"data_dir": data_dir} if data_dir else {}))


def run(data_dir: Path | None, work: Callable[[AsyncEngine, Settings], Awaitable[T]], *, up_to_date: bool = True) -> T:
    """Do something with the database, brought up to date unless that is the work itself.

    Raises:
        typer.Exit: It failed; the reason was told.
    """

    async def within() -> T:
        settings = settings_of(data_dir)
        engine = make_engine(settings.database)
        try:
            if up_to_date:
                await upgrade(engine)
            return await work(engine, settings)
        finally:
            await engine.dispose()

    try:
        return asyncio.run(within())
    except FAILURES as error:
        reason = str(error)
        cause: Exception = error
    except (SQLAlchemyError, ConnectionError) as error:
        reason = f"数据库用不了（{type(error).__name__}），请检查 DATABASE_URL、DATA_DIR 和磁盘空间"
        cause = error
    except OSError as error:
        where = f" {error.filename} " if error.filename else ""
        reason = f"读写{where}时出错（{error.strerror or type(error).__name__}），请检查 DATA_DIR 和磁盘空间"
        cause = error
    sys.stderr.write(f"{reason}\n")
    raise typer.Exit(1) from cause
