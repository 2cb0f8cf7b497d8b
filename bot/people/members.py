"""What people do with memberships; every deed is checked against `bot.people.roles` and safe to repeat.

A change returns whether it changed anything, so that a button pressed twice does nothing twice.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.people.branches import branch_by_id
from bot.people.memberships import (
    MemberError,
    Membership,
    MemberState,
    all_memberships,
    lock_person,
    membership,
    put,
    read,
    refuse_second_branch,
)
from bot.people.roles import ORDINARY, Action, Role, may, require
from bot.storage.tables import branches, invites, memberships, persons


class Members:
    """The members of all branches.

    Args:
        engine: A database that is up to date.
        administrators: Telegram ids of those who are administrators without being in a branch (BOT_ADMINS).

    Attributes:
        engine: The database.
    """

    def __init__(self, engine: AsyncEngine, administrators: Collection[int] = ()) -> None:
        self.engine = engine
        self._administrators = frozenset(administrators)
        self._reading = engine.execution_options(read_only=True)

    async def roles(self, telegram_id: int, branch: int | None = None) -> frozenset[Role]:
        """Return the roles a person has in a branch, or anywhere; GUEST alone for somebody who has none there."""
        async with self._reading.connect() as connection:
            return await self._roles(connection, telegram_id, branch)

    async def may(self, telegram_id: int, action: Action, branch: int | None = None) -> bool:
        """Tell whether a person may do something in a branch, or anywhere; for the gatekeeper."""
        return may(await self.roles(telegram_id, branch), action)

    async def _roles(self, connection: AsyncConnection, telegram_id: int, branch: int | None) -> frozenset[Role]:
        query = select(memberships.c.role, memberships.c.branch).join(persons)
        query = query.where(persons.c.telegram_id == telegram_id, memberships.c.state == MemberState.ACTIVE)
        rows = (await connection.execute(query)).all()
        roles = {Role(role) for role, where in rows if branch in (None, where) or role == Role.ADMINISTRATOR}
        if telegram_id in self._administrators:
            roles.add(Role.ADMINISTRATOR)
        return frozenset(roles or {Role.GUEST})

    async def require(
        self,
        connection: AsyncConnection,
        acting: int,
        action: Action,
        branch: int | None = None,
        over: Role = Role.MEMBER,
    ) -> None:
        """Refuse what the acting person may not do.

        Args:
            connection: The transaction the deed is done in.
            acting: Telegram id of the person who acts.
            action: What is to be done.
            branch: Where; None for what is the same everywhere.
            over: The role it gives or takes; an office needs the right to appoint as well.

        Raises:
            NotAllowedError: It may not be done.
        """
        roles = await self._roles(connection, acting, branch)
        require(roles, action)
        if over not in ORDINARY:
            require(roles, Action.APPOINT)

    async def memberships(self, telegram_id: int) -> list[Membership]:
        """Return the branches a person is in or waits for, the oldest first."""
        query = all_memberships().where(
            persons.c.telegram_id == telegram_id, memberships.c.state != MemberState.REMOVED
        )
        async with self._reading.connect() as connection:
            return await read(connection, query.order_by(memberships.c.since, memberships.c.branch))

    async def of_branch(self, acting: int, branch: int) -> list[Membership]:
        """Return who is in a branch or waits for it: those who wait first, then by when they came in.

        Raises:
            NotAllowedError: The acting person may not see it.
        """
        query = all_memberships().where(memberships.c.branch == branch, memberships.c.state != MemberState.REMOVED)
        async with self._reading.connect() as connection:
            await self.require(connection, acting, Action.SEE_BRANCH, branch)
            return await read(connection, query.order_by(memberships.c.state.desc(), persons.c.id))

    async def secretaries(self, branch: int) -> list[Membership]:
        """Return those who head a branch and can be reached; for passing on what members ask."""
        query = all_memberships().where(
            memberships.c.branch == branch,
            memberships.c.role == Role.SECRETARY,
            memberships.c.state == MemberState.ACTIVE,
            persons.c.telegram_id.is_not(None),
        )
        async with self._reading.connect() as connection:
            return await read(connection, query.order_by(persons.c.id))

    async def administrators(self) -> frozenset[int]:
        """Return the Telegram ids of all administrators, those named by BOT_ADMINS among them."""
        query = select(persons.c.telegram_id).join(memberships)
        query = query.where(
            memberships.c.role == Role.ADMINISTRATOR,
            memberships.c.state == MemberState.ACTIVE,
            persons.c.telegram_id.is_not(None),
        )
        async with self._reading.connect() as connection:
            return self._administrators | set(await connection.scalars(query))

    async def approve(self, acting: int, person: int, branch: int) -> bool:
        """Let in somebody who waits.

        Raises:
            NotAllowedError: The acting person may not.
            MemberError: The person does not wait any more.
        """
        async with self.engine.begin() as connection:
            found = await membership(connection, person, branch)
            role = found.role if found else Role.MEMBER
            await self.require(connection, acting, Action.APPROVE, branch, role)
            if found is None or found.state is MemberState.REMOVED:
                raise MemberError("这个人已经不在等待名单里了，需要的话请重新发邀请")
            if found.state is MemberState.ACTIVE:
                return False
            await put(connection, person, branch, role, MemberState.ACTIVE)
        return True

    async def remove(self, acting: int, person: int, branch: int) -> bool:
        """Take somebody off a branch's list, or turn down somebody who waits; open invites of theirs are void.

        Raises:
            NotAllowedError: The acting person may not.
        """
        async with self.engine.begin() as connection:
            found = await membership(connection, person, branch)
            await self.require(connection, acting, Action.REMOVE, branch, found.role if found else Role.MEMBER)
            if found is None or found.state is MemberState.REMOVED:
                return False
            await put(connection, person, branch, found.role, MemberState.REMOVED)
            theirs = (invites.c.person == person, invites.c.branch == branch, invites.c.used.is_(None))
            await connection.execute(delete(invites).where(*theirs))
        return True

    async def hand_over(self, acting: int, branch: int, successor: int) -> bool:
        """Make a member the secretary; who was it until now stays as a member. All else belongs to the branch.

        An administrator may do so for a branch whose secretary is gone.

        Args:
            acting: Telegram id of the secretary, or of an administrator.
            branch: The branch.
            successor: Person who takes over, one of the branch's members.

        Raises:
            NotAllowedError: The acting person may not.
            MemberError: The successor cannot.
        """
        async with self.engine.begin() as connection:
            branch_name = (await branch_by_id(connection, branch)).name
            # One hand-over of a branch at a time
            await connection.execute(select(branches.c.id).where(branches.c.id == branch).with_for_update())
            next_ = await membership(connection, successor, branch)
            roles = await self._roles(connection, acting, branch)
            if next_ and next_.active and next_.role is Role.SECRETARY and Role.GUEST not in roles:
                return False
            require(roles, Action.HAND_OVER)
            if next_ is None or not next_.active or next_.role not in (Role.MEMBER, Role.DEPUTY):
                raise MemberError(f"接任的人要先是“{branch_name}”的正式党员")
            if next_.telegram_id is None:
                raise MemberError(f"{next_.name}还没有用邀请链接加入，请先请他加入再交接")
            await self._step_down(connection, acting, branch)
            await put(connection, successor, branch, Role.SECRETARY, MemberState.ACTIVE)
        return True

    async def _step_down(self, connection: AsyncConnection, acting: int, branch: int) -> None:
        """Make the acting secretary a member; where an administrator acts, whoever is secretary."""
        query = select(memberships.c.person, persons.c.telegram_id).join(persons)
        query = query.where(memberships.c.branch == branch, memberships.c.role == Role.SECRETARY)
        rows = (await connection.execute(query.where(memberships.c.state == MemberState.ACTIVE))).all()
        own = [row for row in rows if row.telegram_id == acting]
        for row in own or rows:
            await put(connection, row.person, branch, Role.MEMBER, MemberState.ACTIVE)

    async def move(self, acting: int, person: int, source: int, target: int) -> bool:
        """Move somebody to another branch, as a member there where an office was held before.

        Raises:
            NotAllowedError: The acting person may not.
            MemberError: The person is not in the branch to move from.
            BranchError: There is no such branch to move to.
        """
        async with self.engine.begin() as connection:
            await self.require(connection, acting, Action.MOVE)
            await branch_by_id(connection, target)
            await lock_person(connection, person)
            before, after = await membership(connection, person, source), await membership(connection, person, target)
            if source == target or (after and after.active and not (before and before.active)):
                return False
            if before is None or not before.active:
                raise MemberError("这个人不在要转出的支部里")
            await put(connection, person, source, before.role, MemberState.REMOVED)
            if after is None or not after.active:
                role = before.role if before.role in ORDINARY else Role.MEMBER
                await refuse_second_branch(connection, person, target)
                await put(connection, person, target, role, MemberState.ACTIVE)
            await connection.execute(
                update(invites)
                .where(invites.c.person == person, invites.c.branch == source, invites.c.used.is_(None))
                .values(branch=target)
            )
        return True

    async def own_data(self, telegram_id: int) -> dict[str, Any] | None:
        """Return everything these tables hold about a person, ready for JSON; None where that is nothing."""
        async with self._reading.connect() as connection:
            person = (await connection.execute(select(persons).where(persons.c.telegram_id == telegram_id))).first()
            if person is None:
                return None
            of_all = await read(connection, all_memberships().where(persons.c.id == person.id))
        return {
            "telegram_id": telegram_id,
            "name": person.name,
            "joined": person.joined and person.joined.isoformat(),
            "blocked": person.blocked and person.blocked.isoformat(),
            "memberships": [
                {"branch": m.branch_name, "role": m.role, "state": m.state, "since": m.since.isoformat()}
                for m in of_all
            ],
        }

    async def forget(self, telegram_id: int) -> bool:
        """Delete everything these tables hold about a person, who may join again by a new invite."""
        async with self.engine.begin() as connection:
            query = select(persons.c.id).where(persons.c.telegram_id == telegram_id).with_for_update()
            person = await connection.scalar(query)
            if person is None:
                return False
            await connection.execute(delete(invites).where(invites.c.person == person))
            await connection.execute(delete(memberships).where(memberships.c.person == person))
            await connection.execute(delete(persons).where(persons.c.id == person))
        return True
