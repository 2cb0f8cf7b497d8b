"""The database: SQLite by default, PostgreSQL by `DATABASE_URL`."""

from bot.storage import consultation_tables, knowledge_tables, tables

__all__ = ["consultation_tables", "knowledge_tables", "tables"]
"""Whoever knows one table knows all: migrations and backups compare them with the database."""
