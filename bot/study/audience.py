"""Whom a study task is for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.people.memberships import MemberState
from bot.people.roles import ORDINARY
from bot.storage.tables import branches, memberships, persons

AT_ONCE = 1_000
"""People read or written in one go: with tens of thousands the event loop is given back in between."""


class AudienceError(Exception):
    """There is no such audience, or nobody in it; the message is one Chinese line."""


class Reach(StrEnum):
    """How far an audience goes."""

    ALL = "all"
    BRANCH = "branch"
    SUBTREE = "subtree"
    """A level and all branches below it."""
    FIELD = "field"
    """All branches that work in one field."""
    PERSONS = "persons"
    """Chosen members of one branch."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a study task is for, as it was confirmed.

    Attributes:
        reach: How far it goes.
        name: Code of the branch, or the field; empty for all.
        persons: Numbers of those chosen; empty where nobody was.
    """

    reach: Reach
    name: str = ""
    persons: tuple[int, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Audience:
        """Read `all`, `branch:CODE`, `subtree:CODE` or `field:NAME`.

        Raises:
            AudienceError: It is none of these.
        """
        reach, _, name = (part.strip() for part in text.partition(":"))
        if reach == Reach.ALL and not name:
            return cls(Reach.ALL)
        if reach in (Reach.BRANCH, Reach.SUBTREE, Reach.FIELD) and name:
            return cls(Reach(reach), name)
        raise AudienceError(f"看不懂发给谁“{text}”，应为 all、branch:支部编码、subtree:支部编码 或 field:领域")

    @classmethod
    def of(cls, record: dict[str, Any]) -> Audience:
        """Read what `as_record` has made."""
        return cls(Reach(record["reach"]), record["name"], tuple(record["persons"]))

    def as_record(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {"reach": self.reach.value, "name": self.name, "persons": list(self.persons)}


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody in an audience.

    Attributes:
        person: The bot's number.
        telegram_id: None for somebody who has not joined yet and so cannot be written to.
        name: What the person is called.
        branch: Number of the branch by which the person is in the audience.
        blocked: Since when the bot cannot write to the person.
    """

    person: int
    telegram_id: int | None
    name: str
    branch: int
    blocked: datetime | None


async def branches_of(connection: AsyncConnection, audience: Audience) -> frozenset[int] | None:
    """Return the numbers of the branches an audience is in; None for all.

    Raises:
        AudienceError: There is no such branch or field.
    """
    if audience.reach is Reach.ALL:
        return None
    if audience.reach is Reach.FIELD:
        found = frozenset(await connection.scalars(select(branches.c.id).where(branches.c.field == audience.name)))
        if not found:
            raise AudienceError(f"没有哪个支部的领域是“{audience.name}”，请核对名称")
        return found
    top = await connection.scalar(select(branches.c.id).where(branches.c.code == audience.name))
    if top is None:
        raise AudienceError(f"没有编码为 {audience.name} 的支部，请核对编码")
    return await _below(connection, top) if audience.reach is Reach.SUBTREE else frozenset({top})


async def _below(connection: AsyncConnection, top: int) -> frozenset[int]:
    tree = select(branches.c.id).where(branches.c.id == top).cte(recursive=True)
    tree = tree.union(select(branches.c.id).join(tree, branches.c.parent == tree.c.id))
    return frozenset(await connection.scalars(select(tree.c.id)))


async def addressees(
    connection: AsyncConnection, audience: Audience, *conditions: ColumnElement[bool]
) -> list[Addressee]:
    """Return who is in an audience now, everybody once, those who have not joined yet too.

    Args:
        connection: The transaction they are read in.
        audience: The audience.
        conditions: On `persons`: only those.

    Raises:
        AudienceError: There is no such branch or field.
    """
    within = await branches_of(connection, audience)
    # Somebody may hold an office in one branch and be a member of another: the latter is where the person belongs
    home = case((memberships.c.role.in_(ORDINARY), 0), else_=1)
    query = (
        select(persons.c.id, persons.c.telegram_id, persons.c.name, memberships.c.branch, persons.c.blocked)
        .join_from(memberships, persons)
        .where(memberships.c.state == MemberState.ACTIVE, *conditions)
        .order_by(persons.c.id, home, memberships.c.since)
    )
    if within is not None:
        query = query.where(memberships.c.branch.in_(within))
    chosen = frozenset(audience.persons) if audience.reach is Reach.PERSONS else None
    found: dict[int, Addressee] = {}
    async for rows in (await connection.stream(query)).partitions(AT_ONCE):
        for row in rows:
            if chosen is None or row.id in chosen:
                found.setdefault(row.id, Addressee(row.id, row.telegram_id, row.name, row.branch, row.blocked))
    return list(found.values())


async def still_in(connection: AsyncConnection, audience: Audience, people: Collection[int]) -> frozenset[int]:
    """Return which of these persons are in the audience now."""
    try:
        within = await branches_of(connection, audience)
    except AudienceError:
        return frozenset()  # the field was renamed since
    query = select(memberships.c.person).where(
        memberships.c.person.in_(people), memberships.c.state == MemberState.ACTIVE
    )
    if within is not None:
        query = query.where(memberships.c.branch.in_(within))
    return frozenset(await connection.scalars(query))
