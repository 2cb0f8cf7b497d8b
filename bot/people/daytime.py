"""When people may be written to without having asked: by their own clocks, outside their own quiet hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, func, literal, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import persons

QUIET_FROM, QUIET_TO = 21 * 60, 8 * 60
"""The quiet hours of whoever has set none, in minutes of the day."""
DAY = 24 * 60


def zone_of(name: str | None, default: ZoneInfo) -> ZoneInfo:
    """Return a person's time zone; the bot's where they have none, or one this machine does not know any more."""
    try:
        return ZoneInfo(name) if name else default
    except (OSError, ValueError, KeyError):
        return default


def minute_of(clock: time) -> int:
    """Return a time as minutes of the day."""
    return clock.hour * 60 + clock.minute


def time_of(minute: int) -> time:
    """Return minutes of the day as a time."""
    return time(minute // 60 % 24, minute % 60)


def within(minute: int, begins: int, ends: int) -> bool:
    """Tell whether a minute lies in hours that may go over midnight; none where they begin as they end."""
    return begins <= minute < ends if begins <= ends else minute >= begins or minute < ends


@dataclass(frozen=True, slots=True)
class Daytime:
    """A person's clock and quiet hours.

    Attributes:
        zone: The time zone the person lives in.
        quiet_from: Minute of the day at which quiet hours begin.
        quiet_to: At which they end; the same for none.
    """

    zone: ZoneInfo
    quiet_from: int = QUIET_FROM
    quiet_to: int = QUIET_TO

    @classmethod
    def of(cls, zone: str | None, quiet_from: int | None, quiet_to: int | None, default: ZoneInfo) -> Daytime:
        """Return what stands in the columns of `persons`, or what is usual."""
        own = zone_of(zone, default)
        return cls(own) if quiet_from is None or quiet_to is None else cls(own, quiet_from, quiet_to)

    def is_quiet(self, moment: datetime) -> bool:
        """Tell whether a moment lies in the quiet hours."""
        return within(minute_of(moment.astimezone(self.zone).time()), self.quiet_from, self.quiet_to)

    def day(self, moment: datetime) -> date:
        """Return the day the person has."""
        return moment.astimezone(self.zone).date()

    def at(self, day: date, minute: int) -> datetime:
        """Return a moment of a day; one that the clocks skip is the one they show instead."""
        local = datetime.combine(day, time(), self.zone) + timedelta(minutes=minute)
        return local.astimezone(ZoneInfo("UTC")).astimezone(self.zone)


@dataclass(frozen=True, slots=True)
class Clocks:
    """What the clocks of all people show at one moment, for conditions on `persons`.

    Attributes:
        day: The person's day, ISO 8601.
        minute: The minute of the person's day.
    """

    day: ColumnElement[str]
    minute: ColumnElement[int]

    @classmethod
    async def read(cls, connection: AsyncConnection, now: datetime, default: ZoneInfo) -> Clocks:
        """Look at the clocks of all zones people live in."""
        used = select(persons.c.zone).where(persons.c.zone.is_not(None)).distinct()
        local = {name: now.astimezone(zone_of(name, default)) for name in await connection.scalars(used) if name}
        here = now.astimezone(default)
        days = [(persons.c.zone == name, literal(there.date().isoformat())) for name, there in local.items()]
        minutes = [(persons.c.zone == name, literal(minute_of(there.time()))) for name, there in local.items()]
        today, minute = literal(here.date().isoformat()), literal(minute_of(here.time()))
        # CASE needs at least one WHEN
        return cls(
            case(*days, else_=today) if days else today,
            case(*minutes, else_=minute) if minutes else minute,
        )

    def between(self, begins: int, ends: int) -> ColumnElement[bool]:
        """Return the condition that it is within hours that do not go over midnight."""
        return and_(self.minute >= begins, self.minute < ends)

    @property
    def quiet(self) -> ColumnElement[bool]:
        """The condition that a person's own or the usual quiet hours are now."""
        begins = func.coalesce(persons.c.quiet_from, QUIET_FROM)
        ends = func.coalesce(persons.c.quiet_to, QUIET_TO)
        inside = and_(begins <= ends, self.minute >= begins, self.minute < ends)
        over_midnight = and_(begins > ends, or_(self.minute >= begins, self.minute < ends))
        return or_(inside, over_midnight)

    @property
    def awake(self) -> ColumnElement[bool]:
        """The condition that a person may be written to now."""
        return not_(self.quiet)
