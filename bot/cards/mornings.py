"""The card of the morning: claimed when its second has come, for those who may be written to just then.

Claiming it moves the person's plan on to the next day at once. So after a break of the bot there is one card and no
backlog, no process sends it twice, and what a killed process had claimed comes with the next morning.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bank.question import BankQuestion
from bot.cards.choice import STARTERS, choose
from bot.cards.days import next_moment, takes
from bot.cards.memory import Memory
from bot.cards.planning import daytime_of
from bot.cards.records import Showing, add_showing, drop_memory, memories_of, put_memory
from bot.cards.stock import Stock
from bot.people.daytime import Daytime
from bot.people.members import Members
from bot.people.memberships import MemberState
from bot.people.roles import Role, audience_of
from bot.storage.card_tables import card_plans, card_showings
from bot.storage.study_tables import recipients, study_tasks
from bot.storage.tables import memberships, persons
from bot.study.assignment import UNDER_WAY
from bot.study.task import Theme
from knowledge.document import Audience

FRESH = timedelta(minutes=2)
"""How long after it was claimed a card may leave; later the person may have switched cards off."""


@dataclass(frozen=True, slots=True)
class Morning:
    """A card for one person, claimed.

    Attributes:
        chat: The person's private chat.
        showing: The card.
        question: What stands on it.
        nth: Which of the first cards it is, from 1; 0 for later ones.
        minute: Of the day, at which the person gets cards.
        days: On which days.
        daytime: The person's clock.
        claimed: When it was claimed.
        due: When it was due.
        before: What was remembered of the question, for when it does not leave.
        last: What the card before was about.
    """

    chat: int
    showing: Showing
    question: BankQuestion
    nth: int
    minute: int
    days: str
    daytime: Daytime
    claimed: datetime
    due: datetime
    before: Memory | None
    last: Theme | None


class Mornings:
    """The cards of all mornings.

    Args:
        members: The members; their database is written to.
        stock: The questions.
        zone: The time zone of whoever has set none.
        now: What the time is.
    """

    def __init__(
        self,
        members: Members,
        stock: Stock,
        zone: ZoneInfo,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._engine = members.engine
        self._reading = members.engine.execution_options(read_only=True)
        self._stock = stock
        self._zone = zone
        self._now = now

    async def claim(self, count: int) -> list[Morning]:
        """Claim the cards due of up to so many people; empty when none is due.

        Who may not be written to just then (has blocked the bot, paused, quiet hours, a day off, a study task is
        brought up that day anyway) is passed over until the next morning.
        """
        while True:
            now = self._now()
            async with self._reading.connect() as connection:
                due = await connection.scalar(
                    select(func.count()).select_from(card_plans).where(card_plans.c.send_at <= now)
                )
            if not due:
                return []
            stock = {audience: await self._stock.of(audience) for audience in Audience}
            async with self._engine.execution_options(durable=True).begin() as connection:
                claimed = await self._claim(connection, count, now, stock)
            if claimed:
                return claimed

    async def _claim(
        self,
        connection: AsyncConnection,
        count: int,
        now: datetime,
        stock: Mapping[Audience, Mapping[int, BankQuestion]],
    ) -> list[Morning]:
        c, p = card_plans.c, persons.c
        columns = (p.telegram_id, p.blocked, p.silent, p.quiet_until, p.zone, p.quiet_from, p.quiet_to)
        query = select(card_plans, *columns).join_from(card_plans, persons).where(c.send_at <= now)
        query = query.order_by(c.send_at, c.next_at, c.person).limit(count)
        rows = (await connection.execute(query.with_for_update(of=card_plans, skip_locked=True))).all()
        people = [row.person for row in rows]
        roles = await _roles(connection, people)
        taught = await _taught(connection, people)
        known = await memories_of(connection, people)
        had = await _had_card(connection, people)
        claimed = []
        for row in rows:
            daytime = daytime_of(row, self._zone)
            today = daytime.day(now)
            question = None
            last = Theme(row.last_theme) if row.last_theme else None
            enough = (row.person, today.isoformat()) in had or _is_taught(taught[row.person], daytime, now)
            if row.person in roles and not enough and _may_have(row, daytime, now):
                readable = stock[audience_of(roles[row.person])]
                question = choose(readable, known[row.person], last, today)
            following: dict[str, Any] = {"next_at": next_moment(now, row.minute, row.days, daytime), "send_at": None}
            if question is not None:
                following["last_theme"] = question.theme.value
                claimed.append(await self._show(connection, row, question, known[row.person], now, daytime, last))
            await connection.execute(update(card_plans).where(c.person == row.person).values(following))
        return claimed

    async def _show(
        self,
        connection: AsyncConnection,
        row: Any,  # noqa: ANN401
        question: BankQuestion,
        known: Mapping[int, Memory],
        now: datetime,
        daytime: Daytime,
        last: Theme | None,
    ) -> Morning:
        today, before = daytime.day(now), known.get(question.id)
        showing = await add_showing(connection, row.person, question, today, now, asked_for=False)
        await put_memory(connection, row.person, shown(before, question, today))
        nth = len(known) + 1 if before is None and len(known) < STARTERS else 0
        return Morning(
            chat=row.telegram_id,
            showing=showing,
            question=question,
            nth=nth,
            minute=row.minute,
            days=row.days,
            daytime=daytime,
            claimed=now,
            due=row.send_at,
            before=before,
            last=last,
        )

    def may_leave(self, morning: Morning) -> bool:
        """Tell whether a card may go out now: not in quiet hours, nor long after it was looked at."""
        now = self._now()
        return now - morning.claimed < FRESH and not morning.daytime.is_quiet(now)

    async def told(self, morning: Morning, message_id: int | None) -> None:
        """Note that a card is out, or may be."""
        async with self._engine.begin() as connection:
            mine = update(card_showings).where(card_showings.c.id == morning.showing.id)
            await connection.execute(mine.values(message_id=message_id))

    async def release(self, morning: Morning) -> None:
        """Note that a card has not left: all is as if it had not been claimed."""
        person = morning.showing.person
        async with self._engine.begin() as connection:
            await connection.execute(delete(card_showings).where(card_showings.c.id == morning.showing.id))
            if morning.before is None:
                await drop_memory(connection, person, morning.question.id)
            else:
                await put_memory(connection, person, morning.before)
            again = {"next_at": morning.due, "send_at": morning.due, "last_theme": morning.last and morning.last.value}
            # unless the person has set something meanwhile: then the plan is theirs
            mine = update(card_plans).where(card_plans.c.person == person, card_plans.c.send_at.is_(None))
            await connection.execute(mine.where(card_plans.c.next_at.is_not(None)).values(again))


def shown(before: Memory | None, question: BankQuestion, today: date) -> Memory:
    """Return what is kept once a question is put before somebody."""
    return replace(before, shown_on=today) if before else Memory(question.id, question.theme, today)


def _may_have(row: Any, daytime: Daytime, now: datetime) -> bool:  # noqa: ANN401
    """Tell whether somebody may be written to now."""
    reachable = row.telegram_id is not None and row.blocked is None and row.silent is None
    paused = row.quiet_until is not None and row.quiet_until > now
    return reachable and not paused and not daytime.is_quiet(now) and takes(row.days, daytime.day(now))


async def _roles(connection: AsyncConnection, people: Collection[int]) -> dict[int, set[Role]]:
    """Return the roles of those who are in a branch."""
    m = memberships.c
    query = select(m.person, m.role).where(m.person.in_(people), m.state == MemberState.ACTIVE)
    roles: dict[int, set[Role]] = defaultdict(set)
    for person, role in await connection.execute(query):
        roles[person].add(Role(role))
    return roles


async def _had_card(connection: AsyncConnection, people: Collection[int]) -> set[tuple[int, str]]:
    """Return who has had a card that came by itself, with the day of the last one."""
    s = card_showings.c
    query = select(s.person, func.max(s.day)).where(s.person.in_(people), s.asked_for.is_(False)).group_by(s.person)
    return {(row[0], row[1]) for row in await connection.execute(query)}


_Times = tuple[str | None, datetime | None, datetime | None]
"""Reminded on, to be reminded at, to be nudged at."""


async def _taught(connection: AsyncConnection, people: Collection[int]) -> Mapping[int, Sequence[_Times]]:
    """Return when people are reminded of study tasks."""
    r, t = recipients.c, study_tasks.c
    waits = or_(r.remind_at.is_not(None), r.nudge_at.is_not(None)) & r.completed.is_(None) & t.state.in_(UNDER_WAY)
    query = select(r.person, r.reminded_on, r.remind_at, r.nudge_at).join_from(recipients, study_tasks)
    query = query.where(r.person.in_(people), or_(r.reminded_on.is_not(None), waits))
    found: dict[int, list[_Times]] = defaultdict(list)
    for person, *times in await connection.execute(query):
        found[person].append((times[0], times[1], times[2]))
    return found


def _is_taught(times: Sequence[_Times], daytime: Daytime, now: datetime) -> bool:
    """Tell whether a study task was or will be brought up today: one message a day is enough."""
    today = daytime.day(now)
    return any(
        reminded_on == today.isoformat() or any(moment and daytime.day(moment) <= today for moment in moments)
        for reminded_on, *moments in times
    )
