"""The branch the people of the sandbox page belong to, so that each kind of user can be tried out at once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.people.memberships import MemberState, put
from bot.people.roles import Role
from bot.sandbox.world import ADMINISTRATOR, MEMBER, PROBATIONARY_MEMBER, SECRETARY
from bot.storage.tables import branches, persons

_ABOVE = {"code": "A", "name": "公司党委", "field": "综合"}
_BRANCH = {"code": "A001", "name": "机修一支部", "field": "生产"}
_HEAD = (ADMINISTRATOR, "陈工", Role.SECRETARY)
_MEMBERS = (
    (SECRETARY, "张姐", Role.SECRETARY),
    (MEMBER, "老王", Role.MEMBER),
    (PROBATIONARY_MEMBER, "小李", Role.PROBATIONARY),
)


async def seed(engine: AsyncEngine) -> None:
    """Fill a database in which there is no branch yet; any other stays as it is."""
    async with engine.begin() as connection:
        if await connection.scalar(select(branches.c.id).limit(1)) is not None:
            return
        above = await _add(connection, branches, _ABOVE)
        branch = await _add(connection, branches, {**_BRANCH, "parent": above})
        for where, (telegram_id, name, role) in ((above, _HEAD), *((branch, member) for member in _MEMBERS)):
            row = {"telegram_id": telegram_id, "name": name, "joined": datetime.now(UTC)}
            await put(connection, await _add(connection, persons, row), where, role, MemberState.ACTIVE)


async def _add(connection: AsyncConnection, table: Table, row: dict[str, Any]) -> int:
    added = await connection.execute(table.insert().values(row).returning(table.c.id))
    return int(added.scalar_one())
