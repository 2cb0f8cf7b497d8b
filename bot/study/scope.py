"""Whose results somebody may look at: their own branch's with names, those below an administrator in numbers only."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.people.branches import BranchError
from bot.people.members import Members
from bot.people.memberships import MemberState
from bot.people.roles import Action, NotAllowedError, Role
from bot.storage.tables import branches, memberships, persons
from bot.study.rights import require_report
from bot.words import study as words

WHOLE = 0
"""In place of a branch: everything."""
_HEADS = (Role.SECRETARY, Role.DEPUTY)


@dataclass(frozen=True, slots=True)
class Level:
    """A branch or a level above branches."""

    id: int
    code: str
    name: str
    parent: int | None


class Tree:
    """The branches and which is below which."""

    def __init__(self, levels: list[Level]) -> None:
        """Take the levels by code."""
        self.levels = {level.id: level for level in levels}
        self._below: dict[int, list[Level]] = defaultdict(list)
        for level in levels:
            self._below[level.parent if level.parent in self.levels else WHOLE].append(level)

    def right_below(self, level: int) -> list[Level]:
        """Return what is right below a level, by code; what is at the top for `WHOLE`."""
        return self._below[level]

    def subtree(self, level: int) -> frozenset[int]:
        """Return a level and everything below it."""
        found, left = {level}, [level]
        while left:
            new = [below.id for below in self._below[left.pop()] if below.id not in found]
            found.update(new)
            left += new
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Scope:
    """What part of the results is looked at.

    Attributes:
        at: Number of the branch or level; `WHOLE` for everything.
        name: What it is called.
        branches: The branches it takes in; None for all.
        named: Its own members may be named to the viewer.
        above: The viewer stands above branches, and may see them side by side.
    """

    at: int
    name: str
    branches: frozenset[int] | None
    named: bool
    above: bool


async def tree_of(connection: AsyncConnection) -> Tree:
    """Return all branches."""
    b = branches.c
    rows = await connection.execute(select(b.id, b.code, b.name, b.parent).order_by(b.code))
    return Tree([Level(*row) for row in rows])


async def headed(connection: AsyncConnection, acting: int) -> list[int]:
    """Return the branches somebody is secretary or deputy of, the oldest office first."""
    m = memberships.c
    query = (
        select(m.branch)
        .join(persons)
        .where(persons.c.telegram_id == acting, m.state == MemberState.ACTIVE, m.role.in_(_HEADS))
        .order_by(m.since, m.branch)
    )
    return list(await connection.scalars(query))


async def is_above(connection: AsyncConnection, members: Members, acting: int) -> bool:
    """Tell whether somebody stands above branches."""
    try:
        await members.require(connection, acting, Action.SEND_WIDELY)
    except NotAllowedError:
        return False
    return True


async def scope_of(
    connection: AsyncConnection, members: Members, acting: int, at: int, owner: int | None = None
) -> Scope:
    """Return what somebody may see of what they ask for.

    Args:
        connection: The transaction the results are read in.
        members: The members.
        acting: Telegram id of who asks.
        at: Which branch or level, or `WHOLE`; for those who stand above nothing the whole is their own branch.
        owner: Whose task it is, None for the administrators' or where it is about several.

    Raises:
        NotAllowedError: It may not be seen.
        BranchError: The branch is not there any more.
    """
    above, own = await is_above(connection, members, acting), await headed(connection, acting)
    if at == WHOLE and not above and own:
        at = owner if owner in own else own[0]
    await require_report(connection, members, acting, owner if above else None, of=at or None)
    if at == WHOLE:
        return Scope(WHOLE, words.EVERYBODY, None, named=False, above=True)
    tree = await tree_of(connection)
    if at not in tree.levels:
        raise BranchError(words.BRANCH_GONE)
    within = tree.subtree(at) if above else frozenset({at})
    return Scope(at, tree.levels[at].name, within, named=at in own, above=above and len(within) > 1)
