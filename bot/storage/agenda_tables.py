"""The tables of the calendar of branches: they belong to the branch and say nothing about anybody.

See `bot.storage.tables`.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, String, Table

from bot.storage.tables import metadata

agendas = Table(
    "agendas",
    metadata,
    Column("branch", Integer, ForeignKey("branches.id"), primary_key=True, autoincrement=False),
    Column("switched_on", JSON(none_as_null=True), nullable=False, comment="day since which by item; others are off"),
    Column("elected", String(10), comment="day of the last election; NULL until the secretary has set it"),
    Column("term", Integer, nullable=False, comment="years"),
    Column("reminding", Boolean, nullable=False, comment="whether what is overdue is brought up"),
    Column("brought_up", String(10), comment="day on which it last was; NULL for never"),
    Column("term_told", String(10), comment="end of the term that the secretary was told of; NULL for none"),
    Column("theme_day", Integer, comment="of the month; NULL: on none in particular"),
)

agenda_marks = Table(
    "agenda_marks",
    metadata,
    Column("branch", Integer, ForeignKey("agendas.branch", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("item", String(16), primary_key=True),
    Column("period", String(8), primary_key=True, comment="2026, 2026-Q4 or 2026-11"),
    Column("state", String(8), nullable=False, comment="open, done or skipped"),
    Column("marked", String(10), nullable=False, comment="day on which it was"),
)
"""What a secretary has said of an item; where nothing stands, study tasks tell."""
