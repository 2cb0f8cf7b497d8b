"""What is brought up to those who head a branch: what is overdue, weekly, and the end of a term half a year ahead.

Claiming it writes that it was brought up today: no other process, and none after a crash, does so again within the
week. However long the bot was not running, it is one message, of how things stand then.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.agenda.agenda import begin, without
from bot.agenda.record import Entry, Record, records
from bot.agenda.term import Term
from bot.cards.days import works
from bot.people.branches import Branch, branch_by_id
from bot.people.daytime import Daytime, minute_of
from bot.people.members import Members
from bot.people.memberships import MemberState
from bot.people.roles import Role
from bot.storage.agenda_tables import agendas
from bot.storage.tables import memberships, persons

EVERY = timedelta(days=7)
LOOKS = timedelta(minutes=10)
"""Between two looks at all branches: nothing here is in a hurry."""
FRESH = timedelta(minutes=1)
"""How long after it was claimed a message may leave: meanwhile it may have been done, or the office handed over."""
FROM = 9 * 60
"""Minute of the day from which on it is brought up: work has begun."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one person.

    Attributes:
        branch: What it is about.
        chat: The person's private chat.
        daytime: The person's clock.
        today: The day people have.
        overdue: What is open though its period is over, the latest first; nothing where that is not brought up now.
        term: The term that ends in half a year or is over; None where that is not brought up now.
        claimed: When it was claimed.
        before: What stood in the columns that claiming has written.
    """

    branch: Branch
    chat: int
    daytime: Daytime
    today: date
    overdue: tuple[Entry, ...]
    term: Term | None
    claimed: datetime
    before: tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class _Due:
    overdue: tuple[Entry, ...]
    over: bool
    ahead: bool

    @property
    def anything(self) -> bool:
        return bool(self.overdue) or self.over or self.ahead


@dataclass(frozen=True, slots=True)
class _Head:
    chat: int
    role: Role
    daytime: Daytime
    quiet_until: datetime | None

    def is_there(self, now: datetime) -> bool:
        """Tell whether it is a good time to write to them: on a working day, outside their quiet hours."""
        at_work = minute_of(now.astimezone(self.daytime.zone).time()) >= FROM and works(self.daytime.day(now))
        paused = self.quiet_until is not None and self.quiet_until > now
        return at_work and not paused and not self.daytime.is_quiet(now)


class BringingUp:
    """What is to be brought up.

    Args:
        members: The members; their database is written to.
        zone: The time zone people live in.
        now: What the time is.
    """

    def __init__(
        self, members: Members, zone: ZoneInfo, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._engine = members.engine
        self._reading = members.engine.execution_options(read_only=True)
        self._zone = zone
        self._now = now
        self._found: deque[int] = deque()
        self._look_again = now()

    # Telling, see `bot.telling.Source`

    async def claim(self, count: int) -> list[Notice]:
        """Claim what is to be brought up in up to so many branches now."""
        if not self._found and self._now() >= self._look_again:
            self._look_again = self._now() + LOOKS
            self._found.extend(await self._due())
        claimed: list[Notice] = []
        while self._found and len(claimed) < count:
            notice = await self._claimed(self._found.popleft())
            if notice:
                claimed.append(notice)
        return claimed

    def may_leave(self, item: Notice) -> bool:
        """Tell whether a message may go out now: not in quiet hours, nor long after it was looked at."""
        now = self._now()
        return now - item.claimed < FRESH and not item.daytime.is_quiet(now)

    async def told(self, item: Notice, message_id: int | None) -> None:
        """Note that a message is out: claiming it has said so."""

    async def release(self, item: Notice) -> None:
        """Note that a message has not left."""
        brought_up, term_told = item.before
        values = {"brought_up": brought_up, "term_told": term_told}
        async with self._engine.begin() as connection:
            await connection.execute(update(agendas).where(agendas.c.branch == item.branch.id).values(values))

    async def _due(self) -> list[int]:
        """Return the branches with something to bring up to somebody now; new branches get their calendars."""
        now, today = self._now(), self._today()
        async with self._reading.connect() as connection:
            new = await without(connection)
            waiting = [r.branch for r in await records(connection, self._zone) if _due(r, today).anything]
            heads = await self._heads(connection, waiting)
        if new:
            async with self._engine.begin() as connection:
                await begin(connection, new, today)
        return [branch for branch in waiting if _first(heads.get(branch, []), now)]

    async def _claimed(self, branch: int) -> Notice | None:
        """Claim what is to be brought up of a branch; None where there is nothing any more, or nobody."""
        now, today = self._now(), self._today()
        async with self._engine.execution_options(durable=True).begin() as connection:
            row = select(agendas.c.brought_up, agendas.c.term_told).where(agendas.c.branch == branch)
            before = (await connection.execute(row.with_for_update())).one()
            (record,) = await records(connection, self._zone, [branch])
            due, head = _due(record, today), _first((await self._heads(connection, [branch])).get(branch, []), now)
            if not due.anything or head is None:
                return None
            values = {}
            if due.overdue or due.over:
                values["brought_up"] = today.isoformat()
            if due.ahead and record.term:
                values["term_told"] = record.term.ends.isoformat()
            await connection.execute(update(agendas).where(agendas.c.branch == branch).values(values))
            return Notice(
                branch=await branch_by_id(connection, branch),
                chat=head.chat,
                daytime=head.daytime,
                today=today,
                overdue=due.overdue,
                term=record.term if due.over or due.ahead else None,
                claimed=now,
                before=(before.brought_up, before.term_told),
            )

    def _today(self) -> date:
        return self._now().astimezone(self._zone).date()

    async def _heads(self, connection: AsyncConnection, branches: Collection[int]) -> dict[int, list[_Head]]:
        """Return who heads these branches now and lets the bot write, the secretary of each before the deputies."""
        p, m = persons.c, memberships.c
        query = select(m.branch, m.role, p.telegram_id, p.zone, p.quiet_from, p.quiet_to, p.quiet_until)
        query = query.join_from(memberships, persons).where(
            m.branch.in_(branches),
            m.role.in_((Role.SECRETARY, Role.DEPUTY)),
            m.state == MemberState.ACTIVE,
            p.telegram_id.is_not(None),
            p.blocked.is_(None),
            p.silent.is_(None),
        )
        found: dict[int, list[_Head]] = {}
        for row in await connection.execute(query.order_by(m.role.desc(), p.id)):
            daytime = Daytime.of(row.zone, row.quiet_from, row.quiet_to, self._zone)
            found.setdefault(row.branch, []).append(_Head(row.telegram_id, Role(row.role), daytime, row.quiet_until))
        return found


def _due(record: Record, today: date) -> _Due:
    """Return what is to be brought up of a branch today."""
    if not record.reminding:
        return _Due((), over=False, ahead=False)
    term = record.term
    weekly = record.brought_up is None or today - record.brought_up >= EVERY
    over = weekly and term is not None and term.ends < today
    ahead = term is not None and term.prepare <= today <= term.ends and record.term_told != term.ends
    return _Due(tuple(record.overdue(today)) if weekly else (), over, ahead)


def _first(heads: list[_Head], now: datetime) -> _Head | None:
    """Return whom to tell: the secretary, and only where there is none the deputy; None while it is no good time."""
    role = heads[0].role if heads else None
    return next((head for head in heads if head.role is role and head.is_there(now)), None)
