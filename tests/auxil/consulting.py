"""A small organisation whose members may consult their secretaries, and a clock to turn."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.consulting.consultation import Kind, new_number
from bot.consulting.consultations import Consultations
from bot.consulting.conversations import Conversations
from bot.consulting.notices import News, Notice, Notices
from bot.consulting.seal import Seal
from bot.gaps.gaps import Gaps
from bot.people.import_members import import_members
from bot.people.members import Members
from bot.people.roles import OPERATOR
from bot.privacy import Privacy
from bot.storage.backup import backup
from bot.storage.tables import metadata
from bot.study.drafts import Drafts
from bot.threads import Threads
from tests.auxil.organisation import MEMBER, Organisation, organise

SHANGHAI = ZoneInfo("Asia/Shanghai")
UPPER = 7_101
"""Secretary of the committee above both branches."""


class Clock:
    """Tells the time it was set to."""

    def __init__(self) -> None:
        self.set("2026-03-02", 10)

    def __call__(self) -> datetime:
        return self.now

    def set(self, day: str, hour: int = 10) -> None:
        self.now = datetime.combine(date.fromisoformat(day), time(hour), SHANGHAI).astimezone(UTC)

    def forward(self, step: timedelta) -> None:
        self.now += step


@dataclass(frozen=True, slots=True)
class Desk:
    """What the tests work with."""

    engine: AsyncEngine
    folder: Path
    org: Organisation
    clock: Clock
    seal: Seal
    consultations: Consultations
    notices: Notices
    conversations: Conversations
    gaps: Gaps
    threads: Threads
    privacy: Privacy

    async def ask(
        self, words: str, *, anonymous: bool = False, author: int = MEMBER, kind: Kind = Kind.QUESTION
    ) -> int:
        """Pass something on; gives its number."""
        return (await self.consultations.send(author, new_number(), kind, words, anonymous=anonymous)).number

    async def tell(self) -> list[Notice]:
        """Tell people all that is due; gives what it was."""
        due = await self.notices.due()
        for notice in due:
            await self.notices.told(notice)
        return due

    async def news(self) -> list[tuple[News, tuple[int, ...]]]:
        """Tell people all that is due; gives what and whom."""
        return [(notice.news, notice.to) for notice in await self.tell()]

    async def rows(self) -> dict[str, list[str]]:
        """Return every row of every table as text."""
        found: dict[str, list[str]] = {}
        async with self.engine.connect() as connection:
            for name, table in metadata.tables.items():
                found[name] = [str(tuple(row)) for row in (await connection.execute(select(table))).all()]
        return found

    async def backed_up(self) -> dict[str, str]:
        """Return the files of a backup as text."""
        file = self.folder / "backup.zip"
        await backup(self.engine, file, self.folder / "snapshots")
        with zipfile.ZipFile(file) as archive:
            return {name: archive.read(name).decode() for name in archive.namelist()}


async def appoint(members: Members, folder: Path, *rows: tuple[object, ...]) -> None:
    """Import (telegram_id, name, branch, role)."""
    out = io.StringIO()
    csv.writer(out).writerows([("telegram_id", "name", "branch", "role"), *rows])
    (folder / "more.csv").write_text(out.getvalue(), encoding="utf-8")
    result = await import_members(Members(members.engine, {OPERATOR}), OPERATOR, folder / "more.csv")
    assert not result.rejected


async def open_desk(database: AsyncEngine, folder: Path) -> Desk:
    """Set everything up in a fresh database, a secretary above included."""
    org = await organise(database, folder)
    await appoint(org.members, folder, (UPPER, "尚级", "W1", "secretary"))
    clock, seal = Clock(), Seal.open(folder)
    consultations = Consultations(org.members, seal, SHANGHAI, clock)
    conversations = Conversations(database, seal, clock)
    notices = Notices(database, seal, SHANGHAI, clock)
    gaps = Gaps(database, seal, SHANGHAI, clock)
    threads = Threads(database, seal, clock)
    drafts = Drafts(database, seal, SHANGHAI, clock)
    privacy = Privacy(org.members, consultations, conversations, gaps, threads, drafts, clock)
    return Desk(database, folder, org, clock, seal, consultations, notices, conversations, gaps, threads, privacy)
