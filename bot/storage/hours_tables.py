"""The tables of study hours and of short quizzes.

See `bot.storage.tables`.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table

from bot.storage.tables import Moment, metadata

study_hours = Table(
    "study_hours",
    metadata,
    Column("person", Integer, ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("source", String(64), primary_key=True, comment="what they are for, counted once: task:12, correction:34"),
    Column("title", String(200), nullable=False, comment="what was studied, or why it was corrected"),
    Column("kind", String(16), nullable=False, comment="daily or concentrated"),
    Column("tenths", Integer, nullable=False, comment="study hours in tenths; a correction may take some off"),
    Column("day", String(10), nullable=False, comment="to which day they count, ISO 8601"),
    Column("noted", Moment, nullable=False, comment="when this was written"),
    Column("author", BigInteger, index=True, comment="Telegram id of who corrected; NULL else, or once forgotten"),
    Column("to_tell", Boolean, nullable=False, comment="a correction that its person has not been told of"),
    Index("ix_study_hours_day", "person", "day"),
    Index("ix_study_hours_to_tell", "to_tell"),
)
"""One row for what hours were credited for: the sum is what somebody has, there is no other."""

short_quizzes = Table(
    "short_quizzes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person", Integer, ForeignKey("persons.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("begun", Moment, nullable=False),
    Column("finished", Moment, comment="when the last question was answered; NULL while one is left"),
)

short_quiz_questions = Table(
    "short_quiz_questions",
    metadata,
    Column("quiz", Integer, ForeignKey("short_quizzes.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False, comment="from 0 on"),
    Column("question", Integer, nullable=False, comment="of the question bank"),
    Column("poll", String(64), unique=True, comment="Telegram's id; NULL until it was asked"),
    Column("message_id", BigInteger),
    Column("correct", Integer, comment="place of the right option, as they were shown"),
    Column("right", Boolean, comment="NULL: not answered, or its article changed before the answer"),
    Column("answered", Moment, comment="NULL as long as it waits for an answer"),
)
