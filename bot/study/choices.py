"""Whom a study task can be sent to, as its author is offered it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.people.branches import Branch, Branches
from bot.people.members import Members
from bot.people.memberships import MemberState
from bot.people.roles import Action, may
from bot.storage.tables import branches, memberships, persons
from bot.study.audience import Audience, Reach

FOUND = 8
"""More than these nobody looks through on a phone: the name has to be written more fully."""


@dataclass(frozen=True, slots=True)
class Office:
    """A branch somebody may send to.

    Attributes:
        branch: Which.
        people: How many of it have joined.
    """

    branch: Branch
    people: int


class Choices:
    """What can be chosen.

    Args:
        members: The members.
    """

    def __init__(self, members: Members) -> None:
        self._members = members
        self._branches = Branches(members.engine)
        self._reading: AsyncEngine = members.engine.execution_options(read_only=True)

    async def offices(self, author: int) -> list[Office]:
        """Return the branches in which somebody has an office that may send."""
        own = await self._members.memberships(author)
        found = [m.branch for m in own if m.active and may((m.role,), Action.SEND_TASK)]
        return [Office(await self._branches.get(branch), await self._joined(branch)) for branch in found]

    async def office(self, branch: int) -> Office:
        """Return a branch with the number of those who have joined.

        Raises:
            BranchError: There is no such branch.
        """
        return Office(await self._branches.get(branch), await self._joined(branch))

    async def _joined(self, branch: int) -> int:
        m = memberships.c
        query = select(func.count()).select_from(memberships).join(persons)
        query = query.where(m.branch == branch, m.state == MemberState.ACTIVE, persons.c.telegram_id.is_not(None))
        async with self._reading.connect() as connection:
            return int(await connection.scalar(query) or 0)

    async def name_of(self, audience: Audience) -> str:
        """Return what the branch or the field of an audience is called; its code where it is gone."""
        if audience.reach in (Reach.ALL, Reach.FIELD):
            return audience.name
        query = select(branches.c.name).where(branches.c.code == audience.name)
        async with self._reading.connect() as connection:
            return str(await connection.scalar(query) or audience.name)

    async def below(self, branch: int | None) -> list[Branch]:
        """Return the branches right below one; those at the top for None."""
        return await self._branches.below(branch)

    async def fields(self) -> list[str]:
        """Return the fields branches work in."""
        query = select(branches.c.field).where(branches.c.field != "").distinct().order_by(branches.c.field)
        async with self._reading.connect() as connection:
            return list(await connection.scalars(query))

    async def named(self, text: str) -> list[Branch]:
        """Return the branches with a code or a name like this, an exact one alone."""
        b = branches.c
        query = select(b.id, b.code, b.name, b.parent, b.field).order_by(b.code).limit(FOUND)
        for matches in (or_(b.code == text, b.name == text), b.name.contains(text, autoescape=True)):
            async with self._reading.connect() as connection:
                rows = (await connection.execute(query.where(matches))).all()
            if rows:
                return [Branch(*row) for row in rows]
        return []
