"""The database: SQLite by default, PostgreSQL by `DATABASE_URL`."""

from bot.storage import (
    agenda_tables,
    bank_tables,
    card_tables,
    consultation_tables,
    evening_tables,
    hours_tables,
    knowledge_tables,
    study_tables,
    tables,
)

__all__ = [
    "agenda_tables",
    "bank_tables",
    "card_tables",
    "consultation_tables",
    "evening_tables",
    "hours_tables",
    "knowledge_tables",
    "study_tables",
    "tables",
]
"""Whoever knows one table knows all: migrations and backups compare them with the database."""
