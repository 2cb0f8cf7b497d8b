"""Rows of any table as lines of JSON that are the same on both databases, so that their checksums can be compared."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Connection,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    collate,
    inspect,
    select,
)
from sqlalchemy import Table as SqlTable
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import Moment

UNDERSTOOD = (BigInteger, Boolean, DateTime, Float, Integer, JSON, LargeBinary, Moment, String)
"""The types of column that survive the way into JSON and back; a test compares them with the tables."""
CHUNK = 1_000
"""Rows read at once."""
HINT = 256 * 1024
"""Bytes of lines to write at once, about as many rows."""


def reflect(connection: Connection, names: Collection[str]) -> dict[str, SqlTable]:
    """Return those of the named tables that are in the database, as it has them; a table after those it refers to."""
    there = set(inspect(connection).get_table_names())
    found = MetaData()
    found.reflect(connection, only=[name for name in names if name in there])
    for table in found.tables.values():
        for column in table.columns:
            if isinstance(column.type, DateTime):
                column.type = Moment()
            elif isinstance(column.type, JSON):
                column.type = JSON(none_as_null=True)
    return {table.name: table for table in found.sorted_tables}


async def lines(connection: AsyncConnection, table: SqlTable, columns: Sequence[str]) -> AsyncIterator[bytes]:
    """Give the rows of a table by primary key, a chunk of lines at a time."""
    order = [
        # PostgreSQL would sort texts by language, SQLite sorts by bytes
        collate(column, "C") if isinstance(column.type, String) and connection.dialect.name == "postgresql" else column
        for column in table.primary_key
    ]
    query = select(*(table.c[name] for name in columns)).order_by(*order)
    result = await connection.stream(query)
    async for rows in result.partitions(CHUNK):
        yield b"".join(_line(row) for row in rows)


def _line(row: Sequence[Any]) -> bytes:
    return json.dumps(tuple(row), ensure_ascii=False, default=_plain).encode() + b"\n"


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"a {type(value).__name__} cannot be backed up")


def values(line: bytes, table: SqlTable, columns: Sequence[str]) -> dict[str, Any]:
    """Return the row a line stands for, to be inserted."""
    row = dict(zip(columns, json.loads(line), strict=True))
    for name, value in row.items():
        kind = table.c[name].type
        if value is not None and isinstance(kind, Moment):
            row[name] = datetime.fromisoformat(value)
        elif value is not None and isinstance(kind, LargeBinary):
            row[name] = base64.b64decode(value)
    return row
