"""「请教书记」: a member passes a question or a difficulty on to those who can act on it. The bot decides nothing.

It goes to the secretary of the branch, or the deputy where there is none, or the nearest level above where there is
either. It belongs to the office, not to the person: a successor finds it in place.

Who asks unnamed is kept as an encrypted Telegram id (see `bot.consulting.seal`), because a reply needs a way back;
nothing the secretary can see, no table and no backup says more. It is deleted when the matter is over and the member
has been told.
Days are kept, not moments. Telegram ids are told apart by trying to decrypt: an index for finding one's own would tell
which unnamed questions have the same author.

What people have to be told of a change is in `bot.consulting.notices`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.consulting.consultation import (
    Consultation,
    ConsultationError,
    Kind,
    State,
    addressees,
    all_consultations,
    author_of,
    locked,
    shown,
    staffed_level,
    tidy,
)
from bot.consulting.notices import News, announce, pass_up
from bot.consulting.seal import Seal
from bot.people.members import Members
from bot.people.memberships import Membership
from bot.people.roles import ORDINARY, Action, Role
from bot.storage.consultation_tables import consultations
from bot.storage.engine import insert
from bot.storage.tables import memberships, persons

KEPT_DAYS = 90
_NOT_YOURS = "这件事现在不归您办理：可能已经转到上级，或者换了书记"


class Consultations:
    """All consultations.

    Args:
        members: The members.
        seal: The key to who asked unnamed.
        zone: The time zone people live in.
        now: What the time is.
    """

    def __init__(
        self, members: Members, seal: Seal, zone: ZoneInfo, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._members = members
        self._engine: AsyncEngine = members.engine
        self._reading = members.engine.execution_options(read_only=True)
        self._seal = seal
        self._zone = zone
        self._now = now

    def _today(self) -> date:
        return self._now().astimezone(self._zone).date()

    async def send(self, author: int, number: int, kind: Kind, words: str, *, anonymous: bool) -> Consultation:
        """Pass something on; the same number a second time is the same consultation.

        Args:
            author: Telegram id of who asks.
            number: From `new_number`, made with the draft.
            kind: What it is.
            words: What the member wrote.
            anonymous: Whether the secretary is not to know who asks.

        Raises:
            ConsultationError: There is nothing to pass on, or nobody to pass it on to.
            NotAllowedError: The person is in no branch.
        """
        words = tidy(words)
        branch = _own_branch(await self._members.memberships(author))
        async with self._engine.begin() as connection:
            await self._members.require(connection, author, Action.CONSULT, branch)
            passed = await staffed_level(connection, branch, author)
            if not passed:
                raise ConsultationError("您的支部和上级现在都没有能接收的书记，请直接当面或打电话找支部反映")
            today = self._today().isoformat()
            row = insert(connection, consultations).values(
                id=number,
                branch=passed[-1],
                passed=passed,
                kind=kind.value,
                words=words,
                replies=[],
                author=None if anonymous else author,
                sealed=self._seal.close(str(author)) if anonymous else None,
                state=State.SENT.value,
                sent=today,
                arrived=today,
                stays=False,
            )
            new = row.on_conflict_do_nothing(index_elements=["id"]).returning(consultations.c.id)
            if await connection.scalar(new) is not None:
                await announce(connection, number, News.ARRIVED)
            return shown(await locked(connection, number))

    async def reply(self, acting: int, number: int, words: str) -> bool:
        """Answer; the same words a second time are not sent again, others are a further reply.

        Returns:
            Whether anything has changed.

        Raises:
            ConsultationError: The acting person does not have it, or it is over, or there is no way back any more.
        """
        words = tidy(words)
        async with self._engine.begin() as connection:
            row = await self._own(connection, acting, number)
            if row.replies and row.replies[-1] == words:
                return False
            if row.state == State.CLOSED:
                raise ConsultationError("这件事已经办结，不能再答复了")
            if author_of(row, self._seal) is None:
                raise ConsultationError("密钥文件换过，这条匿名来件已经找不到回去的路，无法答复，只能办结")
            values = {"state": State.ANSWERED.value, "replies": [*row.replies, words]}
            await connection.execute(update(consultations).where(consultations.c.id == number).values(**values))
            await announce(connection, number, News.ANSWERED, words)
        return True

    async def escalate(self, acting: int, number: int, branch: int) -> bool:
        """Pass it on to the level above.

        Args:
            acting: Telegram id of who acts.
            number: Which.
            branch: Which level passes it on, as shown beside the button: pressed twice by somebody who heads the level
                above as well, it still goes up once.

        Returns:
            False where that level has passed it on already.

        Raises:
            ConsultationError: The acting person does not have it, or it is over, or nobody is above.
        """
        async with self._engine.begin() as connection:
            row = await locked(connection, number)
            author = author_of(row, self._seal)
            if acting not in await addressees(connection, branch, author) or branch not in row.passed:
                raise ConsultationError(_NOT_YOURS)
            if row.branch != branch:
                return False
            if row.state == State.CLOSED:
                raise ConsultationError("这件事已经办结，不用再转了")
            if not await pass_up(connection, row, author, self._today()):
                raise ConsultationError("上面没有能接收的一级了，请您来答复，或请管理员为上级设书记")
        return True

    async def close(self, acting: int, number: int) -> bool:
        """Say that it is settled.

        Returns:
            Whether anything has changed.

        Raises:
            ConsultationError: The acting person does not have it.
        """
        async with self._engine.begin() as connection:
            row = await self._own(connection, acting, number)
            if row.state == State.CLOSED:
                return False
            change = update(consultations).where(consultations.c.id == number)
            await connection.execute(change.values(state=State.CLOSED.value))
            await announce(connection, number, News.CLOSED)
        return True

    async def _own(self, connection: AsyncConnection, acting: int, number: int) -> Row[*tuple[Any, ...]]:
        """Return the row of a consultation, locked, if the acting person has it."""
        row = await locked(connection, number)
        if acting not in await addressees(connection, row.branch, author_of(row, self._seal)):
            raise ConsultationError(_NOT_YOURS)
        return row

    async def get(self, acting: int, number: int) -> Consultation:
        """Return what somebody has to act on.

        Raises:
            ConsultationError: The acting person does not have it.
        """
        async with self._engine.begin() as connection:
            return shown(await self._own(connection, acting, number))

    async def to_act_on(self, acting: int) -> list[Consultation]:
        """Return what waits for somebody or was answered and not closed, the oldest first."""
        heads = select(memberships.c.branch).join(persons).where(persons.c.telegram_id == acting)
        heads = heads.where(memberships.c.role.in_((Role.SECRETARY, Role.DEPUTY)))
        query = all_consultations().where(
            consultations.c.branch.in_(heads), consultations.c.state != State.CLOSED.value
        )
        async with self._reading.connect() as connection:
            rows = (await connection.execute(query.order_by(consultations.c.sent, consultations.c.id))).all()
            return [
                shown(row)
                for row in rows
                if acting in await addressees(connection, row.branch, author_of(row, self._seal))
            ]

    async def asked_by(self, author: int) -> list[Consultation]:
        """Return what a member has passed on, the oldest first; of anonymous ones those that are not over."""
        possible = or_(consultations.c.author == author, consultations.c.sealed.is_not(None))
        async with self._reading.connect() as connection:
            query = all_consultations().where(possible).order_by(consultations.c.sent, consultations.c.id)
            rows = (await connection.execute(query)).all()
        own = await asyncio.to_thread(lambda: [row for row in rows if author_of(row, self._seal) == author])
        return [shown(row) for row in own]

    async def forget(self, author: int) -> bool:
        """Delete what a member has passed on; whoever has it finds it withdrawn. Returns whether there was any."""
        numbers = [consultation.number for consultation in await self.asked_by(author)]
        async with self._engine.begin() as connection:
            await connection.execute(delete(consultations).where(consultations.c.id.in_(numbers)))
        return bool(numbers)

    async def expire(self) -> None:
        """Delete what is older than 90 days, settled or not."""
        oldest = (self._today() - timedelta(days=KEPT_DAYS)).isoformat()
        async with self._engine.begin() as connection:
            await connection.execute(delete(consultations).where(consultations.c.sent < oldest))


def _own_branch(of_person: list[Membership]) -> int | None:
    """Return the branch somebody belongs to: as a member, or else by office."""
    active = [m for m in of_person if m.active]
    ordinary = [m for m in active if m.role in ORDINARY]
    found = ordinary or active
    return found[0].branch if found else None
