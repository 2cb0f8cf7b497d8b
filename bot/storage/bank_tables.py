"""The tables of the question bank.

See `bot.storage.tables`.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table, Text

from bot.storage.tables import Moment, metadata

bank_questions = Table(
    "bank_questions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(40), nullable=False, unique=True, comment="hash of the article's words and what is asked"),
    Column("form", String(16), nullable=False, comment="see index.exam.Form"),
    Column("theme", String(8), nullable=False, comment="right, duty or neither"),
    Column("text", Text, nullable=False),
    Column("options", JSON, nullable=False, comment="none where it can only be recalled"),
    Column("right", Integer, nullable=False, comment="index of the right option"),
    Column("explanation", Text, nullable=False),
    Column("file", Text, nullable=False, index=True),
    Column("document", Text, nullable=False, comment="its title"),
    Column("article", Text, nullable=False),
    Column("chapter", Text, nullable=False),
    Column("quote", Text, nullable=False, comment="the article's words that answer"),
    Column("audience", String(16), nullable=False, comment="whom the document is for"),
    Column("card", Boolean, nullable=False, comment="can be recalled without options"),
    Column("current", Boolean, nullable=False, comment="its article stands, in these words and in force"),
    Column("review", String(16), nullable=False, comment="new, accepted, edited or dropped"),
    Column("reviewed", Moment, comment="when an administrator last looked at it"),
    Index("ix_bank_questions_drawn", "current", "audience", "card"),
)
"""Rows are never deleted: somebody may have the card open, and what was learnt with it hangs on its id."""
