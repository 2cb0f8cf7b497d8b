"""The tables of the daily cards: when each person gets theirs, what was shown, and how well it was remembered.

See `bot.storage.tables`.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, String, Table

from bot.storage.tables import Moment, metadata

card_plans = Table(
    "card_plans",
    metadata,
    Column("person", Integer, ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("minute", Integer, nullable=False, comment="of the person's day, at which the card is to come"),
    Column("days", String(8), nullable=False, comment="on which days, see bot.cards.days"),
    Column("next_at", Moment, index=True, comment="when the next card is due; NULL: to be planned, or switched off"),
    Column("send_at", Moment, index=True, comment="the second it is to go out; NULL: not planned that far"),
    Column("last_theme", String(8), comment="of the last card shown: the next one is about the other"),
    Column("reads_at", Integer, comment="minute of the day at which the person last turned the morning's card"),
)
"""One row a person: after a break of the bot there is one card to send, not a backlog."""

card_memories = Table(
    "card_memories",
    metadata,
    Column("person", Integer, ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("question", Integer, primary_key=True, autoincrement=False, comment="of the bank"),
    Column("theme", String(8), nullable=False, comment="right or duty"),
    Column("shown_on", String(10), nullable=False, comment="day of the person it was last shown, ISO 8601"),
    Column("reviewed_on", String(10), comment="day of the last review; NULL: never said how well it was remembered"),
    Column("due_on", String(10), comment="day of the next review"),
    Column("stability", Float(53), comment="FSRS: days until the chance of recall has fallen to 0.9"),
    Column("difficulty", Float(53), comment="FSRS: 1 to 10"),
    Column("rating", Integer, comment="last one: 1 forgotten, 2 vague, 3 remembered, 4 easy"),
)
"""What somebody has learnt, question by question."""

card_showings = Table(
    "card_showings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person", Integer, ForeignKey("persons.id", ondelete="CASCADE"), nullable=False),
    Column("question", Integer, nullable=False, comment="of the bank"),
    Column("theme", String(8), nullable=False),
    Column("day", String(10), nullable=False, comment="of the person, ISO 8601"),
    Column("asked_for", Boolean, nullable=False, comment="the person wanted another one"),
    Column("follows", Integer, comment="the card under which another one was asked for"),
    Column("shown", Moment, nullable=False),
    Column("message_id", BigInteger, comment="NULL as long as it is not known to be out"),
    Column("turned", Moment),
    Column("rating", Integer, comment="1 forgotten, 2 vague, 3 remembered, 4 easy"),
    Column("rated", Moment),
    Index("ix_card_showings_person", "person", "day"),
)
"""Each card that was put before somebody; one with a rating is a review."""
