"""The tables as they stand after the last migration; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)
"""Names constraints alike on both databases, so that later migrations can name them."""


class Moment(TypeDecorator[datetime]):
    """A moment with its time zone, in UTC on both databases; SQLite by itself would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Store in UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the zone back."""
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class State(StrEnum):
    """What has become of an update."""

    WAITING = "waiting"
    """Stored and not handled to the end."""
    DONE = "done"
    """Handled. Its words are gone; its number stays until Telegram cannot send it again."""
    ASIDE = "aside"
    """Failed too often and is not tried again."""


inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat", BigInteger, nullable=False, comment="whose updates stay in order; 0 where there is nobody"),
    Column("payload", JSON(none_as_null=True), comment="the Bot API's Update; NULL when done"),
    Column("digest", String(64), nullable=False, comment="SHA-256 of the payload"),
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False, comment="how often its handling has begun"),
    Column("owner", BigInteger, nullable=False, comment="the process that handles it"),
    Column("received", Moment, nullable=False),
    Column("finished", Moment, comment="when it was done or set aside"),
    Index("ix_inbox_state", "state", "chat"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", String(64), primary_key=True, comment="number or @name"),
    Column("step", Integer, primary_key=True, autoincrement=False, comment="the update's n-th message to this chat"),
    Column("message_id", BigInteger, comment="NULL where the answer to the sending was never seen"),
    Column("result", JSON(none_as_null=True), comment="what Telegram answered"),
    Column("sent", Moment, nullable=False),
)

rate_budget = Table(
    "rate_budget",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("free", Float(53), nullable=False, comment="the next free slot, seconds since 1970 by the database's clock"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("useful", Boolean, nullable=False),
    Column("created", Moment, nullable=False),
)
"""What was found useful. No person: nobody can tell who pressed."""

branches = Table(
    "branches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    # Deferred: a file may name the child before its parent
    Column("parent", Integer, ForeignKey("branches.id", deferrable=True, initially="DEFERRED"), index=True),
    Column("field", String(200), nullable=False, comment="what its members work in; may be empty"),
)

persons = Table(
    "persons",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("telegram_id", BigInteger, unique=True, comment="NULL until the person has joined by an invite"),
    Column("name", String(64), nullable=False),
    Column("joined", Moment, comment="when the person first pressed 「加入」; NULL until then"),
    Column("blocked", Moment, comment="since when the bot cannot write to the person; NULL while it can"),
    Column("quiet_until", Moment, comment="until when the person wants no reminders; NULL for no such wish"),
    Column("silent", Moment, comment="since when the person wants nothing that was not asked for; NULL: they do"),
    Column("zone", String(64), comment="IANA name of the time zone the person lives in; NULL: the bot's"),
    Column("quiet_from", Integer, comment="minute of the day at which quiet hours begin; NULL: the usual ones"),
    Column("quiet_to", Integer, comment="minute of the day at which they end"),
)

memberships = Table(
    "memberships",
    metadata,
    Column("person", Integer, ForeignKey("persons.id"), primary_key=True, autoincrement=False),
    Column("branch", Integer, ForeignKey("branches.id"), primary_key=True, autoincrement=False),
    Column("role", String(16), nullable=False),
    Column("state", String(8), nullable=False),
    Column("since", Moment, nullable=False, comment="when role or state last changed"),
    Index("ix_memberships_branch", "branch", "state"),
)

invites = Table(
    "invites",
    metadata,
    Column("digest", String(64), primary_key=True, comment="SHA-256 of the token; the token itself is not kept"),
    Column("branch", Integer, ForeignKey("branches.id"), nullable=False),
    Column("role", String(16), nullable=False),
    Column("name", String(64), nullable=False, comment="whom it is for; empty where nobody is named"),
    Column("approval", Boolean, nullable=False, comment="whoever joins by it waits for the secretary"),
    Column("person", Integer, ForeignKey("persons.id"), index=True, comment="whom it is for or who used it"),
    Column("expires", Moment, nullable=False),
    Column("used", Moment, comment="when somebody joined by it"),
)
