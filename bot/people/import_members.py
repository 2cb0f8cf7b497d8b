"""Importing members from a table; whoever has no Telegram id gets an invite.

A row with a Telegram id is that person; a row without is the one of that name in that branch. So the same file twice
changes nothing, also after the person has joined by the invite.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.people.importing import Directory, Imported, Invited
from bot.people.invites import DAYS, new_payload
from bot.people.member_rows import COLUMNS, Row, checked
from bot.people.members import Members
from bot.people.memberships import MemberState
from bot.people.roles import ORDINARY, Action, Role
from bot.people.spreadsheet import read
from bot.storage.engine import insert
from bot.storage.tables import branches, invites, memberships, persons

_CHUNK = 1_000
"""Rows written in one transaction: others who write wait a moment only."""
_READING = 0.2
"""Share of the time that reading the file takes."""


async def import_members(
    members: Members,
    acting: int,
    file: Path,
    progress: Callable[[float], None] = lambda _: None,
    *,
    days: int = DAYS,
    reissue: bool = False,
) -> Imported:
    """Import members; the same file twice changes nothing.

    A row naming another branch than the one a member is in moves the member. What is written is written a thousand
    rows at a time: cut off halfway, the import can simply be run again, with `reissue` where it made invites.

    Args:
        members: The members; their database is written to.
        acting: Telegram id of who imports.
        file: CSV or XLSX with the columns telegram_id, name, branch, role; an empty role is a member.
        progress: Called with the share that is done.
        days: How long the invites are good.
        reissue: Give a fresh invite also to those who have one, which is void then.

    Raises:
        NotAllowedError: The acting person may not.
        SpreadsheetError: The file cannot be read.
    """
    async with members.engine.execution_options(read_only=True).connect() as connection:
        await members.require(connection, acting, Action.IMPORT)
        there = {row.code: row for row in await connection.execute(select(branches))}
    lines = await asyncio.to_thread(read, file, COLUMNS)
    progress(_READING)
    result = Imported()
    ids = {code: row.id for code, row in there.items()}
    directory = Directory((code, row.name) for code, row in there.items())
    rows = await asyncio.to_thread(checked, lines, directory, ids, result)
    expires = datetime.now(UTC) + timedelta(days=days)
    for start in range(0, len(rows), _CHUNK):
        async with members.engine.begin() as connection:
            chunk = _Chunk(connection, rows[start : start + _CHUNK], result, expires, reissue=reissue)
            await chunk.write()
        progress(_READING + (1 - _READING) * (start + _CHUNK) / len(rows) if start + _CHUNK < len(rows) else 1.0)
    async with members.engine.execution_options(read_only=True).connect() as connection:
        result.warnings += await _several_secretaries(connection)
    result.rejected.sort(key=lambda rejected: rejected.row)
    return result


@dataclass(slots=True)
class _Known:
    """A person as the database has it, or is about to."""

    person: int
    telegram_id: int | None
    name: str
    places: dict[int, tuple[Role, MemberState]] = field(default_factory=dict)
    new: bool = False


class _Chunk:
    """Some rows, written in one transaction."""

    def __init__(
        self, connection: AsyncConnection, rows: list[Row], result: Imported, expires: datetime, *, reissue: bool
    ) -> None:
        self._connection = connection
        self._rows = rows
        self._result = result
        self._expires = expires
        self._reissue = reissue
        self._by_id: dict[int, _Known] = {}
        self._by_name: dict[tuple[str, int], list[_Known]] = {}

    async def write(self) -> None:
        """Write the rows."""
        if self._connection.dialect.name == "postgresql":
            # Nobody joins meanwhile; SQLite has one writer anyway
            await self._connection.execute(text("LOCK TABLE invites, persons IN EXCLUSIVE MODE"))
        await self._look_up()
        pairs = [(row, known) for row in self._rows if (known := self._person(row))]
        await self._insert([known for _, known in pairs])
        await self._update(pairs)
        await self._place(pairs)
        await self._invite([(row, known) for row, known in pairs if row.telegram_id is None])

    async def _look_up(self) -> None:
        """Read who of the rows is known."""
        ids = {row.telegram_id for row in self._rows if row.telegram_id is not None}
        columns = (persons.c.id, persons.c.telegram_id, persons.c.name)
        people: dict[int, _Known] = {}
        of_ids = select(*columns).where(persons.c.telegram_id.in_(ids))
        for person, telegram_id, name in await self._connection.execute(of_ids):
            people[person] = self._by_id[telegram_id] = _Known(person, telegram_id, name)
        named = {(row.name, row.branch) for row in self._rows}
        query = select(*columns, memberships.c.branch).join(memberships)
        query = query.where(memberships.c.branch.in_({b for _, b in named}), persons.c.name.in_({n for n, _ in named}))
        for person, telegram_id, name, branch in await self._connection.execute(query.order_by(persons.c.id)):
            known = people.setdefault(person, _Known(person, telegram_id, name))
            self._by_name.setdefault((name, branch), []).append(known)
        m = memberships.c
        for person, branch, role, state in await self._connection.execute(
            select(m.person, m.branch, m.role, m.state).where(m.person.in_(people))
        ):
            people[person].places[branch] = Role(role), MemberState(state)

    def _person(self, row: Row) -> _Known | None:
        """Return whom a row means; nobody where that cannot be told."""
        namesakes = self._by_name.get((row.name, row.branch), [])
        if row.telegram_id is None:
            if len(namesakes) > 1:
                self._result.reject(row.number, "支部里有几个同名的人，分不清是哪一个：请补上 Telegram 编号")
                return None
            return namesakes[0] if namesakes else _Known(0, None, row.name, new=True)
        known = self._by_id.get(row.telegram_id)
        if known is None:
            awaited = [namesake for namesake in namesakes if namesake.telegram_id is None]
            known = awaited[0] if len(awaited) == 1 else _Known(0, row.telegram_id, row.name, new=True)
            self._by_id[row.telegram_id] = known
        return known

    async def _insert(self, found: list[_Known]) -> None:
        # by identity: one person may stand in two rows, as an officer in one branch and a member in another
        new = list({id(known): known for known in found if known.new}.values())
        if not new:
            return
        values = [{"telegram_id": known.telegram_id, "name": known.name} for known in new]
        inserted = persons.insert().returning(persons.c.id, sort_by_parameter_order=True)
        ids = (await self._connection.scalars(inserted, values)).all()
        for known, person in zip(new, ids, strict=True):
            known.person = person

    async def _update(self, pairs: list[tuple[Row, _Known]]) -> None:
        """Write names and Telegram ids that are new for people known already, and count the rows."""
        values = []
        for row, known in pairs:
            other = row.telegram_id is not None and (known.telegram_id, known.name) != (row.telegram_id, row.name)
            if other:
                known.telegram_id, known.name = row.telegram_id, row.name
                values.append({"of": known.person, "new_id": row.telegram_id, "new_name": row.name})
            if known.new:
                self._result.added += 1
            elif other or known.places.get(row.branch) != (row.role, MemberState.ACTIVE):
                self._result.changed += 1
            else:
                self._result.unchanged += 1
        if values:
            p = persons.c
            statement = update(persons).where(p.id == bindparam("of"))
            new: dict[Any, Any] = {p.telegram_id: bindparam("new_id"), p.name: bindparam("new_name")}
            await self._connection.execute(statement.values(new), values)

    async def _place(self, pairs: list[tuple[Row, _Known]]) -> None:
        """Write the memberships; a member of another branch leaves it."""
        changed: dict[tuple[int, int], tuple[Role, MemberState]] = {}
        for row, known in pairs:
            for branch, (role, state) in known.places.items():
                leaves = row.role in ORDINARY and role in ORDINARY and state is not MemberState.REMOVED
                if branch != row.branch and leaves:
                    changed[known.person, branch] = role, MemberState.REMOVED
        # After all who leave: another row may make one who leaves as a member an officer there
        for row, known in pairs:
            if known.places.get(row.branch) != (row.role, MemberState.ACTIVE):
                changed[known.person, row.branch] = row.role, MemberState.ACTIVE
        if not changed:
            return
        since = datetime.now(UTC)
        values = [
            {"person": person, "branch": branch, "role": role.value, "state": state.value, "since": since}
            for (person, branch), (role, state) in changed.items()
        ]
        statement = insert(self._connection, memberships)
        new = {name: statement.excluded[name] for name in ("role", "state", "since")}
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["person", "branch"], set_=new), values
        )

    async def _invite(self, pairs: list[tuple[Row, _Known]]) -> None:
        """Make invites for those who have not joined and have no invite that is good."""
        awaited = [(row, known) for row, known in pairs if known.telegram_id is None]
        theirs = invites.c.person.in_({known.person for _, known in awaited})
        query = select(invites.c.person).where(theirs, invites.c.used.is_(None), invites.c.expires > datetime.now(UTC))
        invited = set() if self._reissue else set(await self._connection.scalars(query))
        self._result.awaited += len(invited)
        awaited = [(row, known) for row, known in awaited if known.person not in invited]
        if not awaited:
            return
        theirs = invites.c.person.in_({known.person for _, known in awaited})
        await self._connection.execute(delete(invites).where(theirs))
        values: list[dict[str, Any]] = []
        for row, known in awaited:
            payload, digest = new_payload()
            self._result.invites.append(Invited(row.number, row.name, row.code, payload))
            target = {"branch": row.branch, "role": row.role.value, "name": row.name, "person": known.person}
            values.append({"digest": digest, "approval": False, "expires": self._expires, **target})
        await self._connection.execute(invites.insert(), values)


async def _several_secretaries(connection: AsyncConnection) -> list[str]:
    """Name the branches with more than one secretary: most likely a slip in the file."""
    of = func.count()
    query: Select[Any] = select(branches.c.name, branches.c.code, of).join_from(memberships, branches)
    query = query.where(memberships.c.role == Role.SECRETARY, memberships.c.state == MemberState.ACTIVE)
    query = query.group_by(branches.c.name, branches.c.code).having(of > 1).order_by(branches.c.code)
    return [f"“{name}”（{code}）有{count}个书记，请核对" for name, code, count in await connection.execute(query)]
