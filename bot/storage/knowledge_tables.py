"""The tables of the knowledge base's use and upkeep: threads, questions without an answer, curated answers, deeds.

See `bot.storage.tables`.
"""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Integer, LargeBinary, String, Table, Text

from bot.storage.tables import Moment, metadata

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("moment", Moment, nullable=False),
    Column("actor", BigInteger, comment="Telegram id; 0 at the machine itself, NULL once forgotten"),
    Column("action", String(32), nullable=False),
    Column("about", Text, nullable=False, comment="which document, snapshot or answer"),
    Column("details", JSON(none_as_null=True), nullable=False),
)
"""Who changed what in the knowledge base; rows are only ever added."""

gaps = Table(
    "gaps",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False, comment="random: tells no order and no time"),
    Column("question", Text, nullable=False, comment="numbers and names masked"),
    Column("reason", String(16), nullable=False),
    Column("article_id", Text, comment="the article that was of no use; NULL where the question was refused"),
    Column("asker", String(64), nullable=False, comment="keyed hash of week and Telegram id; tells askers apart"),
    # A day, not a moment: a moment could be matched with the moment at which somebody's message came in
    Column("day", String(10), nullable=False, index=True, comment="ISO 8601, in the members' time zone"),
    Column("dismissed", Boolean, nullable=False, comment="an administrator needs not see it"),
)

gap_weeks = Table(
    "gap_weeks",
    metadata,
    Column("week", String(8), primary_key=True, comment="ISO 8601: 2026-W47"),
    Column("salt", LargeBinary, comment="of the askers' hashes; NULL once the week is over"),
    Column("reported", Moment, comment="when the administrators were told of the week before"),
)

replies = Table(
    "replies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("questions", JSON(none_as_null=True), nullable=False, comment="what was asked, in the askers' words"),
    Column("answer", Text, nullable=False),
    Column("author", BigInteger, index=True, comment="Telegram id; NULL once forgotten"),
    Column("role", String(16), nullable=False, comment="what the author was; shown with the answer"),
    Column("created", Moment, nullable=False),
    Column("withdrawn", Moment, comment="when it was taken back; NULL while it stands"),
)

threads = Table(
    "threads",
    metadata,
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
    Column("person", BigInteger, primary_key=True, autoincrement=False, index=True, comment="Telegram id"),
    Column("sealed", Text, nullable=False, comment="encrypted JSON: what the person asked last, and where it stands"),
    Column("expires", Moment, nullable=False),
)
