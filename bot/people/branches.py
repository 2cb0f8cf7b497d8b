"""The branches and the tree they form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.tables import branches


class BranchError(Exception):
    """There is no such branch; the message is one Chinese line."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch, or a level above branches.

    Attributes:
        id: The bot's number for it.
        code: The organisation's own.
        name: What it is called.
        parent: Number of the level above; None at the top.
        field: What its members work in; may be empty.
    """

    id: int
    code: str
    name: str
    parent: int | None
    field: str


_QUERY = select(branches.c.id, branches.c.code, branches.c.name, branches.c.parent, branches.c.field)


def _branch(row: Row[*tuple[Any, ...]]) -> Branch:
    return Branch(row.id, row.code, row.name, row.parent, row.field)


async def branch_by_id(connection: AsyncConnection, branch: int) -> Branch:
    """Return a branch.

    Raises:
        BranchError: There is none with this number.
    """
    row = (await connection.execute(_QUERY.where(branches.c.id == branch))).first()
    if row is None:
        raise BranchError("这个支部已经不在了")
    return _branch(row)


class Branches:
    """Reads the branches; they are written by `bot.people.importing`."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Read from a database that is up to date."""
        self._engine = engine.execution_options(read_only=True)

    async def _read(self, query: Select[Any]) -> list[Branch]:
        async with self._engine.connect() as connection:
            return [_branch(row) for row in (await connection.execute(query)).all()]

    async def get(self, branch: int) -> Branch:
        """Return a branch by its number.

        Raises:
            BranchError: There is none.
        """
        async with self._engine.connect() as connection:
            return await branch_by_id(connection, branch)

    async def named(self, code: str) -> Branch:
        """Return the branch with the organisation's code.

        Raises:
            BranchError: There is none.
        """
        found = await self._read(_QUERY.where(branches.c.code == code))
        if not found:
            raise BranchError(f"没有编码为 {code} 的支部，请核对编码，或先导入支部")
        return found[0]

    async def below(self, branch: int | None) -> list[Branch]:
        """Return the branches right below one, by code; those at the top for None."""
        return await self._read(_QUERY.where(branches.c.parent == branch).order_by(branches.c.code))

    async def above(self, branch: int) -> list[Branch]:
        """Return the levels above a branch, the nearest first."""
        found: list[Branch] = []
        async with self._engine.connect() as connection:
            level = (await branch_by_id(connection, branch)).parent
            # The import lets no circle in; should one be there all the same, each level is walked once
            while level is not None and level not in {b.id for b in found}:
                found.append(await branch_by_id(connection, level))
                level = found[-1].parent
        return found
