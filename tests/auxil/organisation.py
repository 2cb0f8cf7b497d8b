"""A small organisation in a database: a committee with two branches, and people in them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.people.branches import Branch, Branches
from bot.people.import_branches import import_branches
from bot.people.import_members import import_members
from bot.people.members import Members
from bot.people.memberships import Membership
from bot.people.roles import OPERATOR

ADMINISTRATOR, SECRETARY, DEPUTY, MEMBER, PROBATIONARY, NEIGHBOUR, STRANGER = range(7_001, 7_008)
BRANCHES = "code,name,parent,field\nW1,机关党委,,\nA1,一车间支部,W1,炼钢\nB1,二车间支部,W1,轧钢\n"
MEMBERS = f"""telegram_id,name,branch,role
{SECRETARY},秦书,A1,secretary
{DEPUTY},傅书,A1,deputy
{MEMBER},甄员,A1,member
{PROBATIONARY},于备,A1,probationary
{NEIGHBOUR},邻舍,B1,secretary
"""


@dataclass(frozen=True, slots=True)
class Organisation:
    """What tests work with."""

    members: Members
    branches: Branches
    first: Branch
    second: Branch

    async def person(self, telegram_id: int) -> int:
        """Return the number of somebody who is in a branch."""
        return (await self.members.memberships(telegram_id))[0].person

    async def listed(self, branch: Branch) -> dict[str, Membership]:
        """Return a branch's list by name."""
        return {member.name: member for member in await self.members.of_branch(ADMINISTRATOR, branch.id)}


async def organise(database: AsyncEngine, folder: Path) -> Organisation:
    """Import the organisation into a fresh database."""
    (folder / "branches.csv").write_text(BRANCHES, encoding="utf-8")
    (folder / "members.csv").write_text(MEMBERS, encoding="utf-8")
    importer = Members(database, {OPERATOR})
    await import_branches(importer, OPERATOR, folder / "branches.csv")
    await import_members(importer, OPERATOR, folder / "members.csv")
    branches = Branches(database)
    members = Members(database, {ADMINISTRATOR})
    return Organisation(members, branches, await branches.named("A1"), await branches.named("B1"))
