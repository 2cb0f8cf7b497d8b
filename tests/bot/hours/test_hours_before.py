"""Tasks done before hours were kept count as well: the migration credits them."""

from __future__ import annotations

from sqlalchemy import text

from bot.hours.ledger import Entry, Source, entries
from bot.storage.engine import make_engine, migrate, upgrade
from bot.study.task import Kind

pytest_plugins = ["tests.auxil.databases"]
BEFORE = (
    "INSERT INTO branches (id, code, name, field) VALUES (1, 'A1', '支部', '')",
    "INSERT INTO persons (id, telegram_id, name) VALUES (1, 11, '甄员'), (2, 12, '于备')",
    "INSERT INTO study_tasks (id, token, title, kind, theme, hours, audience, state, created, questions) VALUES"
    " (1, 'a', '学党章', 'daily', 'duty', 15, '{}', 'sent', '2025-12-31 10:00:00+00:00', '[]'),"
    " (2, 'b', '不计学时', 'daily', 'duty', 0, '{}', 'sent', '2025-12-31 10:00:00+00:00', '[]')",
    "INSERT INTO recipients (task, person, branch, completed) VALUES"
    " (1, 1, 1, '2025-12-31 17:00:00+00:00'), (2, 1, 1, '2025-12-31 17:00:00+00:00'), (1, 2, 1, NULL)",
)


async def test_what_was_done_before_is_credited_on_the_day_people_had(empty_database_url: str) -> None:
    engine = make_engine(empty_database_url)
    async with engine.begin() as connection:
        await connection.run_sync(migrate, "0010")
        for statement in BEFORE:
            await connection.execute(text(statement))
    await upgrade(engine)
    async with engine.connect() as connection:
        (entry,) = await entries(connection, (1, 2), 2026)
        assert await entries(connection, (1, 2), 2025) == []
    assert entry == Entry(1, Source.TASK, "学党章", Kind.DAILY, 15, entry.day)
    assert entry.day.isoformat() == "2026-01-01"
    await engine.dispose()
