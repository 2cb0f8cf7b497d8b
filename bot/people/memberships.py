"""The rows that say who is in which branch, read and written inside a transaction of somebody else's.

Rights are not checked here; `bot.people.members`, `bot.people.invites` and `bot.people.importing` do that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.people.roles import ORDINARY, Role
from bot.storage.engine import insert
from bot.storage.tables import branches, memberships, persons

KEPT = ("Telegram 用户编号", "姓名", "所在支部", "身份", "加入时间")
"""What the bot knows of a member; shown before joining, in /privacy and /mydata alike."""
NAME_LENGTH = 64


class MemberError(Exception):
    """It cannot be done; the message is one Chinese line with the reason."""


class MemberState(StrEnum):
    """How far a membership is."""

    PENDING = "pending"
    """Waits for approval; until then a guest."""
    ACTIVE = "active"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Membership:
    """One person in one branch.

    Attributes:
        person: The bot's number for the person.
        telegram_id: None until the person has joined by an invite.
        name: As imported, or as the person's Telegram says.
        joined: When the person pressed 「加入」; None for those who were imported and did not yet.
        branch: Number of the branch.
        branch_name: Its name.
        role: What the person is there.
        state: Whether approved.
        since: When role or state last changed.
    """

    person: int
    telegram_id: int | None
    name: str
    joined: datetime | None
    branch: int
    branch_name: str
    role: Role
    state: MemberState
    since: datetime

    @property
    def active(self) -> bool:
        """Whether the person is in the branch."""
        return self.state is MemberState.ACTIVE


def all_memberships() -> Select[tuple[Any, ...]]:
    """Return the query of all memberships, for `read`."""
    p, m = persons.c, memberships.c
    columns = (p.id, p.telegram_id, p.name, p.joined, m.branch, branches.c.name, m.role, m.state, m.since)
    return select(*columns).join_from(memberships, persons).join(branches)


async def read(connection: AsyncConnection, query: Select[tuple[Any, ...]]) -> list[Membership]:
    """Return what a query made from `all_memberships` finds."""
    rows = (await connection.execute(query)).all()
    return [
        Membership(
            person=row[0],
            telegram_id=row[1],
            name=row[2],
            joined=row[3],
            branch=row[4],
            branch_name=row[5],
            role=Role(row[6]),
            state=MemberState(row[7]),
            since=row[8],
        )
        for row in rows
    ]


async def membership(connection: AsyncConnection, person: int, branch: int) -> Membership | None:
    """Return a person's membership in a branch, removed ones too, locked until the transaction ends."""
    query = all_memberships().where(memberships.c.person == person, memberships.c.branch == branch)
    found = await read(connection, query.with_for_update(of=memberships))
    return found[0] if found else None


async def put(connection: AsyncConnection, person: int, branch: int, role: Role, state: MemberState) -> None:
    """Write a membership, whatever was there before."""
    values = {"role": role.value, "state": state.value, "since": datetime.now(UTC)}
    row = insert(connection, memberships).values(person=person, branch=branch, **values)
    await connection.execute(row.on_conflict_do_update(index_elements=["person", "branch"], set_=values))


async def refuse_second_branch(connection: AsyncConnection, person: int, branch: int) -> None:
    """Refuse an ordinary membership beside one in another branch; the person must be locked.

    Raises:
        MemberError: There is one; a member belongs to one branch (党章第八条).
    """
    query = all_memberships().where(
        memberships.c.person == person,
        memberships.c.branch != branch,
        memberships.c.role.in_(ORDINARY),
        memberships.c.state != MemberState.REMOVED,
    )
    for other in await read(connection, query):
        raise MemberError(f"已经在“{other.branch_name}”了。一个人只编入一个支部，换支部请管理员来转")


async def lock_person(connection: AsyncConnection, person: int) -> None:
    """Keep others from changing a person's memberships until the transaction ends."""
    await connection.execute(select(persons.c.id).where(persons.c.id == person).with_for_update())
