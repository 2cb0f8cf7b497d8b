"""Invites: a link for one person, good once and for some days.

The token has 128 random bits and is kept only as its SHA-256, so nobody can join by reading the database or a backup.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.people.branches import Branch, branch_by_id
from bot.people.deep_links import INVITE_PREFIX, is_invite
from bot.people.members import Members
from bot.people.memberships import (
    KEPT,
    NAME_LENGTH,
    Membership,
    MemberState,
    membership,
    put,
    refuse_second_branch,
)
from bot.people.roles import ORDINARY, Action, Role, highest
from bot.storage.engine import insert
from bot.storage.tables import invites, memberships, persons

DAYS = 14
"""How long an invite is good unless said otherwise."""
_BYTES = 16


class InviteError(Exception):
    """The invite cannot be used; the message is one Chinese line with the reason."""


@dataclass(frozen=True, slots=True, repr=False)
class Invite:
    """A fresh invite, the only time its payload is seen.

    Attributes:
        payload: What stands behind `?start=`: at most 64 of A-Z a-z 0-9 _ -, as Telegram wants it.
        branch: Where to.
        role: As what.
        name: For whom; may be empty.
        expires: Until when.
    """

    payload: str
    branch: Branch
    role: Role
    name: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """What an invite offers, shown before joining.

    Attributes:
        branch: Which branch it is.
        role: As what one joins.
        name: Whom the invite names; may be empty.
        approval: Whether the secretary still has to approve.
        kept: What the bot will know.
    """

    branch: Branch
    role: Role
    name: str
    approval: bool
    kept: tuple[str, ...] = KEPT


@dataclass(frozen=True, slots=True)
class Joined:
    """What came of pressing 「加入」.

    Attributes:
        membership: The membership as it is now; its state says whether approval is waited for.
        new: False where nothing changed, as when it is pressed twice.
        kept: What the bot knows.
    """

    membership: Membership
    new: bool
    kept: tuple[str, ...] = KEPT


def new_payload() -> tuple[str, str]:
    """Return a fresh payload and the digest to keep of it."""
    payload = INVITE_PREFIX + secrets.token_urlsafe(_BYTES)
    return payload, _digest(payload)


def _digest(payload: str) -> str:
    return hashlib.sha256(payload.removeprefix(INVITE_PREFIX).encode()).hexdigest()


def clean_name(name: str) -> str:
    """Return a name on one line, without control characters, no longer than the database takes."""
    shown = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") else c for c in name)
    return " ".join(shown.split())[:NAME_LENGTH]


class Invites:
    """Hands out invites and lets people join by them.

    Args:
        members: The members.
        now: What the time is.
    """

    def __init__(self, members: Members, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._members = members
        self._engine = members.engine
        self._now = now

    async def issue(self, acting: int, branch: int, role: Role, name: str = "", days: int = DAYS) -> Invite:
        """Make an invite.

        One that names somebody or gives an office lets in at once; otherwise the newcomer waits for the secretary.
        Where the branch has one member of that name who has not joined yet, the invite is for that very person and
        earlier ones are void.

        Args:
            acting: Telegram id of who invites.
            branch: Where to.
            role: As what; an office only administrators can give.
            name: For whom.
            days: How long it is good, at least 1.

        Raises:
            NotAllowedError: The acting person may not.
            BranchError: There is no such branch.
        """
        payload, digest = new_payload()
        expires = self._now() + timedelta(days=days)
        name = clean_name(name)
        async with self._engine.begin() as connection:
            await self._members.require(connection, acting, Action.INVITE, branch, role)
            where = await branch_by_id(connection, branch)
            person = await _awaited(connection, branch, name) if name else None
            if person is not None:
                await connection.execute(delete(invites).where(invites.c.person == person, invites.c.used.is_(None)))
            values = {"branch": branch, "role": role, "name": name, "person": person, "expires": expires}
            approval = not name and role in ORDINARY
            await connection.execute(invites.insert().values(digest=digest, approval=approval, **values))
        return Invite(payload, where, role, name, expires)

    async def look(self, payload: str, telegram_id: int) -> Offer:
        """Say what an invite offers, changing nothing.

        Args:
            payload: What stood behind /start.
            telegram_id: Who looks; whoever used it may look again.

        Raises:
            InviteError: It is no invite, or used by somebody else, or too old.
        """
        async with self._engine.execution_options(read_only=True).connect() as connection:
            invite = await self._find(connection, payload, telegram_id)
            branch = await branch_by_id(connection, invite.branch)
        return Offer(branch, Role(invite.role), invite.name, invite.approval)

    async def join(self, payload: str, telegram_id: int, name: str) -> Joined:
        """Let a person into the branch an invite is for.

        Args:
            payload: What stood behind /start.
            telegram_id: Who joins.
            name: What Telegram calls the person; used where the invite names nobody.

        Raises:
            InviteError: It is no invite, or used by somebody else, or too old.
            MemberError: The person is a member of another branch.
        """
        async with self._engine.execution_options(durable=True).begin() as connection:
            invite = await self._find(connection, payload, telegram_id)
            person = await _person(connection, telegram_id, invite, clean_name(invite.name or name) or str(telegram_id))
            before = await membership(connection, person, invite.branch)
            if invite.used is not None:
                if before is None or before.state is MemberState.REMOVED:
                    raise InviteError("您已经不在这个支部了。要重新加入，请向书记要新的邀请链接")
                return Joined(before, new=False)
            role, state = _becomes(before, invite)
            awaited = invite.person is not None
            new = awaited or before is None or before.joined is None or (before.role, before.state) != (role, state)
            if new:
                await self._let_in(connection, invite, person, role, state)
            after = await membership(connection, person, invite.branch)
        if after is None:
            raise RuntimeError("a membership just written is not there")
        return Joined(after, new)

    async def _let_in(
        self, connection: AsyncConnection, invite: Row[*tuple[Any, ...]], person: int, role: Role, state: MemberState
    ) -> None:
        """Write the membership and use the invite up."""
        if role in ORDINARY:
            await refuse_second_branch(connection, person, invite.branch)
        await put(connection, person, invite.branch, role, state)
        now = self._now()
        await connection.execute(
            update(persons).where(persons.c.id == person, persons.c.joined.is_(None)).values(joined=now)
        )
        await connection.execute(
            update(invites).where(invites.c.digest == invite.digest).values(used=now, person=person)
        )

    async def _find(self, connection: AsyncConnection, payload: str, telegram_id: int) -> Row[*tuple[Any, ...]]:
        """Return the invite's row, locked, if this person may use it or has."""
        query = select(invites).where(invites.c.digest == _digest(payload)).with_for_update()
        invite = (await connection.execute(query)).first() if is_invite(payload) else None
        if invite is None:
            raise InviteError("这个邀请链接不对或已经作废，请向发给您的人要一个新的")
        if invite.used is not None:
            query = select(persons.c.telegram_id).where(persons.c.id == invite.person)
            if await connection.scalar(query) != telegram_id:
                raise InviteError("这个邀请链接已经有人用过了，一个链接只能用一次。请向发给您的人要一个新的")
        elif invite.expires <= self._now():
            raise InviteError("这个邀请链接已经过期了，请向发给您的人要一个新的")
        return invite


def _becomes(before: Membership | None, invite: Row[*tuple[Any, ...]]) -> tuple[Role, MemberState]:
    """Return role and state after joining: never less than before, unless one was removed since."""
    role = Role(invite.role)
    state = MemberState.PENDING if invite.approval else MemberState.ACTIVE
    if before is None or before.state is MemberState.REMOVED:
        return role, state
    state = MemberState.ACTIVE if before.active else state
    return highest([role, before.role]), state


async def _awaited(connection: AsyncConnection, branch: int, name: str) -> int | None:
    """Return the only one of that name in the branch who has not joined yet, if there is just one."""
    query = select(persons.c.id).join(memberships).where(persons.c.name == name, persons.c.telegram_id.is_(None))
    query = query.where(memberships.c.branch == branch, memberships.c.state == MemberState.ACTIVE)
    found = (await connection.scalars(query)).all()
    return found[0] if len(found) == 1 else None


async def _person(connection: AsyncConnection, telegram_id: int, invite: Row[*tuple[Any, ...]], name: str) -> int:
    """Return the person who joins, locked: known already, or the one the invite is for, or new."""
    if invite.person is not None and invite.used is None:
        return await _claim(connection, telegram_id, invite.person)
    known = select(persons.c.id).where(persons.c.telegram_id == telegram_id).with_for_update()
    person: int | None = await connection.scalar(known)
    if person is None:
        row = insert(connection, persons).values(telegram_id=telegram_id, name=name)
        await connection.execute(row.on_conflict_do_nothing(index_elements=["telegram_id"]))
        person = await connection.scalar(known)
    if person is None:
        raise RuntimeError("a person just written is not there")
    return person


async def _claim(connection: AsyncConnection, telegram_id: int, awaited: int) -> int:
    """Make the person an invite is for the one with this Telegram id; returns the person, locked."""
    query = select(persons.c.id, persons.c.telegram_id).where(persons.c.id == awaited).with_for_update()
    owner = (await connection.execute(query)).one().telegram_id
    if owner not in (None, telegram_id):
        raise InviteError("邀请的人已经加入了。如果您就是本人，请用当时的 Telegram 账号")
    known = select(persons.c.id).where(persons.c.telegram_id == telegram_id).with_for_update()
    person: int | None = await connection.scalar(known)
    if person is None:
        await connection.execute(update(persons).where(persons.c.id == awaited).values(telegram_id=telegram_id))
        return awaited
    if person != awaited:
        await _merge(connection, awaited, person)
    return person


async def _merge(connection: AsyncConnection, awaited: int, person: int) -> None:
    """Give a person known by Telegram the branches imported for the same one by name, who then is nobody else."""
    query = select(memberships.c.branch, memberships.c.role, memberships.c.state).where(memberships.c.person == awaited)
    for branch, role, state in (await connection.execute(query)).all():
        before = await membership(connection, person, branch)
        if state != MemberState.ACTIVE or (before and before.state is not MemberState.REMOVED):
            continue
        if role in ORDINARY:
            await refuse_second_branch(connection, person, branch)
        await put(connection, person, branch, Role(role), MemberState.ACTIVE)
    await connection.execute(update(invites).where(invites.c.person == awaited).values(person=person))
    await connection.execute(delete(memberships).where(memberships.c.person == awaited))
    await connection.execute(delete(persons).where(persons.c.id == awaited))
