"""What people set: when and on which days they get cards, when nothing may come, a pause, the time zone, off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.cards.cards import CardError
from bot.cards.days import WEEK, WORKDAYS, next_moment
from bot.cards.planning import MORNING, daytime_of
from bot.people.daytime import Daytime, time_of, within
from bot.storage.card_tables import card_plans, card_showings
from bot.storage.engine import insert
from bot.storage.study_tables import recipients
from bot.storage.tables import persons
from bot.words import cards as words

_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Preferences:
    """What one person has set.

    Attributes:
        minute: Of the day, at which cards come.
        days: On which days, see `bot.cards.days`.
        daytime: The person's clock and quiet hours.
        paused_until: Nothing comes before; None for no pause.
        silent: Whether nothing comes at all that was not asked for.
        next_at: When the next card is due; None where none is.
        now: When that was so.
        moved: What else had to change with what was set, in words; "" for nothing.
    """

    minute: int
    days: str
    daytime: Daytime
    paused_until: datetime | None
    silent: bool
    next_at: datetime | None
    now: datetime
    moved: str = ""


class Settings:
    """What everybody has set; each change gives the preferences as they then are.

    Args:
        engine: A database that is up to date.
        zone: The time zone of whoever has set none.
        now: What the time is.
    """

    def __init__(
        self, engine: AsyncEngine, zone: ZoneInfo, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._engine = engine
        self._zone = zone
        self.now = now

    async def get(self, telegram_id: int) -> Preferences:
        """Return what somebody has set.

        Raises:
            CardError: It is nobody who gets cards.
        """
        return await self._change(telegram_id)

    async def set_minute(self, telegram_id: int, minute: int) -> Preferences:
        """Set when cards come; quiet hours that would keep them back give way.

        Raises:
            CardError: It is nobody who gets cards.
        """
        before = (await self.get(telegram_id)).daytime
        begins, ends, moved = before.quiet_from, before.quiet_to, ""
        if within(minute, begins, ends):
            # in the morning they end earlier, in the evening they begin later
            early = (ends - minute) % 1440 <= (minute - begins) % 1440
            begins, ends = (begins, minute) if early else (minute + 1, ends)
            moved = words.QUIET_MOVED.format(time=time_of(minute), begins=time_of(begins), ends=time_of(ends))
        person = {"quiet_from": begins, "quiet_to": ends} if moved else {}
        return await self._change(telegram_id, person, {"minute": minute}, moved)

    async def set_days(self, telegram_id: int, days: str) -> Preferences:
        """Set on which days cards come: the working days, or digits of weekdays.

        Raises:
            CardError: No day is left, or it is nobody who gets cards.
        """
        if days != WORKDAYS and not set(days) <= set(WEEK):
            raise ValueError(days)
        if not days:
            raise CardError(words.ONE_DAY_AT_LEAST)
        return await self._change(telegram_id, plan={"days": days})

    async def set_quiet(self, telegram_id: int, begins: int, ends: int) -> Preferences:
        """Set when nothing may come, the same minute twice for never; a card within moves to their end.

        Raises:
            CardError: It is nobody who gets cards.
        """
        minute = (await self.get(telegram_id)).minute
        caught = within(minute, begins, ends)
        moved = words.TIME_MOVED.format(time=time_of(ends)) if caught else ""
        plan = {"minute": ends} if caught else {}
        return await self._change(telegram_id, {"quiet_from": begins, "quiet_to": ends}, plan, moved)

    async def set_zone(self, telegram_id: int, zone: str) -> Preferences:
        """Set the time zone somebody lives in, by its IANA name; all times are theirs from then on.

        Raises:
            CardError: It is nobody who gets cards.
        """
        return await self._change(telegram_id, {"zone": None if zone == self._zone.key else zone})

    async def pause(self, telegram_id: int, day: date | None) -> Preferences:
        """Send nothing that was not asked for before a day begins; None for going on at once.

        Raises:
            CardError: It is nobody who gets cards.
        """
        daytime = (await self.get(telegram_id)).daytime
        return await self._change(telegram_id, {"quiet_until": daytime.at(day, 0) if day else None})

    async def pause_days(self, telegram_id: int, days: int) -> Preferences:
        """Send nothing that was not asked for today and on the days after, so many in all.

        Raises:
            CardError: It is nobody who gets cards.
        """
        daytime = (await self.get(telegram_id)).daytime
        return await self.pause(telegram_id, daytime.day(self.now()) + timedelta(days=days))

    async def switch(self, telegram_id: int, *, on: bool) -> Preferences:
        """Switch everything off that comes by itself, for good, or on again.

        Raises:
            CardError: It is nobody who gets cards.
        """
        return await self._change(telegram_id, {"silent": None if on else self.now(), "quiet_until": None})

    async def _change(
        self,
        telegram_id: int,
        person: dict[str, Any] | None = None,
        plan: dict[str, Any] | None = None,
        moved: str = "",
    ) -> Preferences:
        now = self.now()
        async with self._engine.begin() as connection:
            theirs = update(persons).where(persons.c.telegram_id == telegram_id)
            if person:
                await connection.execute(theirs.values(person))
            number = await connection.scalar(select(persons.c.id).where(persons.c.telegram_id == telegram_id))
            if number is None:
                raise CardError(words.NOT_A_MEMBER)
            own = insert(connection, card_plans).values(person=number, minute=MORNING, days=WORKDAYS)
            await connection.execute(own.on_conflict_do_nothing(index_elements=["person"]))
            if plan:
                await connection.execute(update(card_plans).where(card_plans.c.person == number).values(plan))
            if person and (person.get("silent") or person.get("quiet_until")):
                waiting = update(recipients).where(recipients.c.person == number, recipients.c.nudge_at.is_not(None))
                await connection.execute(waiting.values(nudge_at=None))
            row = await self._row(connection, number)
            daytime = daytime_of(row, self._zone)
            # who has had today's card has the next one tomorrow, whatever is set meanwhile
            had = await _had_card(connection, number, daytime.day(now))
            after = daytime.at(daytime.day(now) + timedelta(days=1), 0) - _MOMENT if had else now
            next_at = None if row.silent else next_moment(after, row.minute, row.days, daytime)
            if person or plan or row.next_at is None:
                planned = {"next_at": next_at, "send_at": None}
                await connection.execute(update(card_plans).where(card_plans.c.person == number).values(planned))
        paused = row.quiet_until if row.quiet_until and row.quiet_until > now else None
        if paused and next_at:
            # it is passed over until then: what is shown is what comes
            next_at = next_moment(max(after, paused - _MOMENT), row.minute, row.days, daytime)
        return Preferences(row.minute, row.days, daytime, paused, row.silent is not None, next_at, now, moved)

    @staticmethod
    async def _row(connection: AsyncConnection, number: int) -> Any:  # noqa: ANN401 - a row
        p = persons.c
        columns = (p.zone, p.quiet_from, p.quiet_to, p.quiet_until, p.silent)
        query = select(card_plans, *columns).join_from(card_plans, persons).where(card_plans.c.person == number)
        return (await connection.execute(query)).one()


async def _had_card(connection: AsyncConnection, person: int, day: date) -> bool:
    """Tell whether a card has come by itself on a day."""
    s = card_showings.c
    query = select(s.id).where(s.person == person, s.day == day.isoformat(), s.asked_for.is_(False))
    return await connection.scalar(query.limit(1)) is not None
