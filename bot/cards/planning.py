"""When each person's next card goes out, planned ahead.

Two moments stand in a person's row. `next_at` is when they want the card. `send_at` is the second it goes out: where
many want theirs at the same time they are spread over as many seconds as the rate limit needs, whoever gets up earliest
first, and among those of one time whoever turned the last morning's card earliest.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.cards.days import WORKDAYS, next_moment
from bot.people.daytime import Daytime
from bot.people.memberships import MemberState
from bot.storage.card_tables import card_plans
from bot.storage.tables import memberships, persons

A_SECOND = 25
"""Cards planned for one second: Telegram takes 30 calls, and people who ask something meanwhile come first."""
AHEAD = timedelta(hours=16)
"""How long before they are due cards get their second: tomorrow's morning is planned in the afternoon."""
MORNING = 8 * 60
"""When cards come to whoever has not said."""
_AT_ONCE = 2_000
"""Rows of one transaction: others want to write too."""
_SECOND = timedelta(seconds=1)


class Planning:
    """The plan of all cards.

    Args:
        engine: A database that is up to date.
        zone: The time zone of whoever has set none.
        now: What the time is.
    """

    def __init__(
        self, engine: AsyncEngine, zone: ZoneInfo, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._engine = engine
        self._reading = engine.execution_options(read_only=True)
        self._zone = zone
        self._now = now

    async def plan(self) -> int:
        """Bring the plan up to date; call every minute or so. Returns how many cards got their second."""
        await self._welcome()
        await self._set_moments()
        return await self._set_seconds()

    async def _welcome(self) -> None:
        """Give a plan to members who have joined and have none."""
        p, m = persons.c, memberships.c
        active = select(m.person).where(m.state == MemberState.ACTIVE)
        planned = select(card_plans.c.person)
        new = select(p.id).where(p.telegram_id.is_not(None), p.id.in_(active), p.id.not_in(planned)).limit(_AT_ONCE)
        while True:
            async with self._reading.connect() as connection:
                people = (await connection.scalars(new)).all()
            if not people:
                return
            async with self._engine.begin() as connection:
                added = [{"person": person, "minute": MORNING, "days": WORKDAYS} for person in people]
                await connection.execute(card_plans.insert(), added)

    async def _set_moments(self) -> None:
        """Set when the next card is due for those who have no such moment."""
        c = card_plans.c
        columns = (c.person, c.minute, c.days, persons.c.zone, persons.c.quiet_from, persons.c.quiet_to)
        query = select(*columns).join_from(card_plans, persons).where(c.next_at.is_(None), persons.c.silent.is_(None))
        after = 0
        while True:
            async with self._reading.connect() as connection:
                page = query.where(c.person > after).order_by(c.person).limit(_AT_ONCE)
                rows = (await connection.execute(page)).all()
            if not rows:
                return
            after, now = rows[-1].person, self._now()
            moment_of = cache(partial(next_moment, now))
            together = defaultdict(list)
            for row in rows:
                together[moment_of(row.minute, row.days, daytime_of(row, self._zone))].append(row.person)
            async with self._engine.begin() as connection:
                for moment, people in together.items():
                    # unless the person has set something meanwhile
                    mine = update(card_plans).where(c.person.in_(people), c.next_at.is_(None))
                    await connection.execute(mine.values(next_at=moment, send_at=None))

    async def _set_seconds(self) -> int:
        """Give cards due soon the second they go out."""
        c, now = card_plans.c, self._now()
        waiting = select(c.person, c.next_at).where(c.send_at.is_(None), c.next_at <= now + AHEAD)
        in_order = waiting.order_by(c.next_at, c.reads_at.is_(None), c.reads_at, c.person)
        async with self._reading.connect() as connection:
            rows = (await connection.execute(in_order)).all()
            taken = await _taken(connection, now) if rows else {}
        seconds = spread(((row.person, row.next_at) for row in rows), taken, now)
        for start in range(0, len(seconds), _AT_ONCE):
            part = [{"of": person, "second": second} for person, second in seconds[start : start + _AT_ONCE]]
            async with self._engine.begin() as connection:
                mine = update(card_plans).where(c.person == bindparam("of"), c.send_at.is_(None))
                await connection.execute(mine.values(send_at=bindparam("second")), part)
        return len(seconds)


def spread(
    wanted: Iterable[tuple[int, datetime]], taken: Mapping[datetime, int], now: datetime
) -> list[tuple[int, datetime]]:
    """Spread cards over seconds, no more in each than the rate limit takes.

    Args:
        wanted: Person and moment, in the order of the moments.
        taken: How many are planned for a second already.
        now: Nothing is planned for earlier.

    Returns:
        Person and second, in the same order.
    """
    full = Counter(taken)
    second = now.replace(microsecond=0)
    planned = []
    for person, moment in wanted:
        second = max(second, moment.replace(microsecond=0))
        while full[second] >= A_SECOND:
            second += _SECOND
        full[second] += 1
        planned.append((person, second))
    return planned


async def _taken(connection: AsyncConnection, now: datetime) -> dict[datetime, int]:
    c = card_plans.c
    query = select(c.send_at, func.count()).where(c.send_at >= now.replace(microsecond=0)).group_by(c.send_at)
    return {row[0]: row[1] for row in await connection.execute(query)}


def daytime_of(row: Any, default: ZoneInfo) -> Daytime:  # noqa: ANN401 - a row
    """Return a person's clock from a row with the columns of `persons`."""
    return Daytime.of(row.zone, row.quiet_from, row.quiet_to, default)
