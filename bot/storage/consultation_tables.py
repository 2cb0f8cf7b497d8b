"""The tables of consultations and of dialogs under way; see `bot.storage.tables`."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from bot.storage.tables import Moment, metadata

consultations = Table(
    "consultations",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False, comment="random: tells no order and no time"),
    Column("branch", Integer, ForeignKey("branches.id"), nullable=False, comment="whose secretary has it"),
    Column("passed", JSON(none_as_null=True), nullable=False, comment="branches it has come through, this one too"),
    Column("kind", String(16), nullable=False),
    Column("words", Text, nullable=False, comment="empty once an anonymous one is over"),
    Column("replies", JSON(none_as_null=True), nullable=False, comment="the secretary's, oldest first"),
    Column("author", BigInteger, index=True, comment="Telegram id; NULL where it is anonymous"),
    Column("sealed", Text, comment="of an anonymous one, encrypted Telegram id; NULL once it is over"),
    Column("state", String(8), nullable=False),
    # Days, not moments: a moment could be matched with the moment at which somebody's message came in
    Column("sent", String(10), nullable=False, comment="day, ISO 8601"),
    Column("arrived", String(10), nullable=False, comment="day on which it came to this branch"),
    Column("raised", String(10), comment="day on which it was brought up again there"),
    Column("stays", Boolean, nullable=False, comment="nobody above can be reached; does not go up by itself any more"),
    Index("ix_consultations_branch", "branch", "state"),
)

consultation_notices = Table(
    "consultation_notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "consultation",
        BigInteger,
        ForeignKey("consultations.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("news", String(16), nullable=False),
    Column("words", Text, nullable=False, comment="of a reply; else empty"),
    Column("claimed", Moment, comment="when somebody last began to tell it"),
)
"""What people still have to be told; a row goes when they have been."""

conversations = Table(
    "conversations",
    metadata,
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
    Column("sealed", Text, nullable=False, comment="encrypted JSON: it may hold what somebody is about to ask unnamed"),
    Column("expires", Moment, nullable=False),
)
