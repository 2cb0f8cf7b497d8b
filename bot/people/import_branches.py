"""Importing branches from a table; parents may stand below their children."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.people.importing import Directory, Imported
from bot.people.members import Members
from bot.people.roles import Action
from bot.people.spreadsheet import Column, Line, read
from bot.storage.tables import branches

COLUMNS = (
    Column("code", ("支部编码", "编码", "支部代码", "代码", "支部编号", "编号", "组织编码", "组织代码")),
    Column("name", ("支部名称", "名称", "支部", "组织名称", "党组织名称")),
    Column(
        "parent",
        ("上级", "上级编码", "上级代码", "上级支部", "上级组织", "上级支部编码", "上级组织编码", "上级党组织"),
        False,
    ),
    Column("field", ("领域", "所属领域", "工作领域"), False),
)
_CODE_LENGTH, _TEXT_LENGTH = 64, 200


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    code: str
    name: str
    parent: str
    field: str


async def import_branches(
    members: Members, acting: int, file: Path, progress: Callable[[float], None] = lambda _: None
) -> Imported:
    """Import branches; parents may stand below their children, and the same file twice changes nothing.

    Args:
        members: The members; their database is written to.
        acting: Telegram id of who imports.
        file: CSV or XLSX with the columns code, name, parent, field.
        progress: Called with the share that is done.

    Raises:
        NotAllowedError: The acting person may not.
        SpreadsheetError: The file cannot be read.
    """
    async with members.engine.execution_options(read_only=True).connect() as connection:
        await members.require(connection, acting, Action.IMPORT)
    lines = await asyncio.to_thread(read, file, COLUMNS)
    progress(0.3)
    result = Imported()
    async with members.engine.begin() as connection:
        there = await _existing(connection)
        rows = await asyncio.to_thread(_checked, lines, there, result)
        progress(0.6)
        await _write(connection, rows, there, result)
    progress(1.0)
    result.rejected.sort(key=lambda rejected: rejected.row)
    return result


@dataclass(frozen=True, slots=True)
class _Existing:
    id: int
    name: str
    parent: str
    field: str


async def _existing(connection: AsyncConnection) -> dict[str, _Existing]:
    columns = branches.c
    query = select(columns.id, columns.code, columns.name, columns.parent, columns.field).with_for_update()
    rows = (await connection.execute(query)).all()
    codes = {row.id: row.code for row in rows}
    return {row.code: _Existing(row.id, row.name, codes.get(row.parent, ""), row.field) for row in rows}


def _checked(lines: list[Line], there: dict[str, _Existing], result: Imported) -> dict[str, _Row]:
    """Return the rows that can be kept, by code."""
    rows: dict[str, _Row] = {}
    for line in lines:
        row = _Row(line.number, **line.values)
        reason = _fault(row)
        if not reason and row.code in rows:
            reason = f"编码“{row.code}”与第{rows[row.code].number}行重复"
        if reason:
            result.reject(row.number, reason)
        else:
            rows[row.code] = row
    names = [(row.code, row.name) for row in rows.values()]
    directory = Directory([*names, *((code, e.name) for code, e in there.items() if code not in rows)])
    kept = {}
    for row in rows.values():
        parent = directory.find(row.parent) if row.parent else ""
        if parent is None:
            result.reject(row.number, f"上级不对：{directory.why_not(row.parent)}")
        else:
            kept[row.code] = _Row(row.number, row.code, row.name, parent, row.field)
    _drop_loose(kept, there, result)
    return kept


def _fault(row: _Row) -> str:
    if not row.code:
        return "编码是空的"
    if not row.name:
        return "名称是空的"
    if len(row.code) > _CODE_LENGTH:
        return f"编码超过{_CODE_LENGTH}个字符"
    if len(row.name) > _TEXT_LENGTH or len(row.field) > _TEXT_LENGTH:
        return f"名称或领域超过{_TEXT_LENGTH}个字"
    return ""


def _drop_loose(rows: dict[str, _Row], there: dict[str, _Existing], result: Imported) -> None:
    """Leave out rows whose way up ends at a row left out, or goes round in a circle; that may cut off others."""
    while True:
        loose = [row for row in rows.values() if row.parent and row.parent not in rows and row.parent not in there]
        for row in loose:
            result.reject(row.number, f"上级“{row.parent}”那一行有问题，没有导入")
        circle = [] if loose else _circle(rows, there)
        shown = " → ".join([*circle, circle[0]]) if circle else ""
        for code in circle:
            if code in rows:
                loose.append(rows[code])
                result.reject(rows[code].number, f"上级关系绕成了圈：{shown}")
        if not loose:
            return
        for row in loose:
            del rows[row.code]


def _circle(rows: dict[str, _Row], there: dict[str, _Existing]) -> list[str]:
    """Return the codes of one circle, empty where there is none."""
    parents = {code: branch.parent for code, branch in there.items()} | {c: row.parent for c, row in rows.items()}
    clear: set[str] = set()
    for start in parents:
        way: dict[str, None] = {}
        code = start
        while code and code not in clear:
            if code in way:
                codes = list(way)
                return codes[codes.index(code) :]
            way[code] = None
            code = parents[code]
        clear.update(way)
    return []


async def _write(
    connection: AsyncConnection, rows: dict[str, _Row], there: dict[str, _Existing], result: Imported
) -> None:
    ids = {code: branch.id for code, branch in there.items()}
    new = [row for row in rows.values() if row.code not in there]
    if new:
        values = [{"code": row.code, "name": row.name, "field": row.field} for row in new]
        inserted = branches.insert().returning(branches.c.id, sort_by_parameter_order=True)
        ids |= zip((row.code for row in new), (await connection.scalars(inserted, values)).all(), strict=True)
    changed = [
        row
        for row in rows.values()
        if row.code in there and _Existing(ids[row.code], row.name, row.parent, row.field) != there[row.code]
    ]
    written = [row for row in new if row.parent] + changed
    if written:
        b = branches.c
        statement = (
            update(branches)
            .where(b.id == bindparam("of"))
            .values({b.name: bindparam("new_name"), b.parent: bindparam("new_parent"), b.field: bindparam("new_field")})
        )
        updates: list[dict[str, Any]] = [
            {
                "of": ids[row.code],
                "new_name": row.name,
                "new_parent": ids[row.parent] if row.parent else None,
                "new_field": row.field,
            }
            for row in written
        ]
        await connection.execute(statement, updates)
    result.added, result.changed = len(new), len(changed)
    result.unchanged = len(rows) - len(new) - len(changed)
