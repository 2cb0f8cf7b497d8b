"""The tables of quiz evenings.

See `bot.storage.tables`. What is kept about persons goes when an evening is over; sums of teams stay.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    text,
)

from bot.storage.tables import Moment, metadata

_UNFINISHED = text("finished IS NULL")

evenings = Table(
    "evenings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat", BigInteger, nullable=False, comment="the group"),
    Column("starter", BigInteger, comment="Telegram id; NULL once it is over, or forgotten"),
    Column("teams", Integer, nullable=False, comment="how many there are, two to four"),
    Column("state", String(8), nullable=False, comment="lobby, playing, closing or over"),
    Column("reason", String(8), comment="why it ended"),
    Column("board", BigInteger, comment="the message with the standing; NULL where there is none yet"),
    Column("created", Moment, nullable=False),
    Column("stop_asked", Moment, comment="when somebody who may last pressed stop once"),
    Column("owner", BigInteger, comment="the process that drives it"),
    Column("lease", Moment, comment="until when it is that process's"),
    Column("finished", Moment),
    Index("uq_evenings_chat", "chat", unique=True, sqlite_where=_UNFINISHED, postgresql_where=_UNFINISHED),
)
"""One that is not over in each group."""

evening_questions = Table(
    "evening_questions",
    metadata,
    Column("evening", Integer, ForeignKey("evenings.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False, comment="from 1 on"),
    Column("content", JSON(none_as_null=True), nullable=False, comment="as drawn, see bot.evening.evening.Question"),
    Column("asked", Moment, comment="when its poll left; NULL until then"),
    Column("poll", String(64), unique=True, comment="Telegram's id; NULL where the answer to the sending was not seen"),
    Column("message", BigInteger),
    Column("closed", Moment, comment="since when no answer counts"),
    Column("sums", JSON(none_as_null=True), comment="of each team [people, answers, right], those in no team first"),
)

evening_players = Table(
    "evening_players",
    metadata,
    Column("evening", Integer, ForeignKey("evenings.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("person", BigInteger, primary_key=True, autoincrement=False, comment="Telegram id"),
    Column("team", Integer, comment="from 1 on; NULL for somebody who answers and has not joined"),
    Column("name", String(64), comment="as the person wants to be named; NULL: not at all"),
)

evening_answers = Table(
    "evening_answers",
    metadata,
    Column("evening", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("person", BigInteger, primary_key=True, autoincrement=False),
    Column("right", Boolean, nullable=False),
    ForeignKeyConstraint(
        ["evening", "number"],
        ["evening_questions.evening", "evening_questions.number"],
        name="fk_evening_answers_question",
        ondelete="CASCADE",
    ),
    ForeignKeyConstraint(
        ["evening", "person"],
        ["evening_players.evening", "evening_players.person"],
        name="fk_evening_answers_player",
        ondelete="CASCADE",
    ),
    Index("ix_evening_answers_person", "evening", "person"),
)
