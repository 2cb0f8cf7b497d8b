"""Corrections of study hours: with a reason, on record, and told to whom they concern."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Update, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.audit import record
from bot.hours import ledger
from bot.hours.hours import HoursError, Someone, members_of
from bot.hours.ledger import Source
from bot.people.daytime import Clocks, Daytime
from bot.people.members import Members
from bot.people.memberships import lock_person
from bot.people.roles import Action
from bot.storage.engine import insert
from bot.storage.hours_tables import study_hours
from bot.storage.tables import persons
from bot.study.task import MOST_HOURS, Kind
from bot.words import hours as words

REASON_LENGTH = 100
_TYPED = re.compile(
    r"([+＋\-－–—加减补扣]?)\s*(\d{1,4})(?:[.．](\d+))?\s*(?:个?学时|小时)?(?:[\s，,、;；：:]+(.*))?", re.DOTALL
)
_LESS = frozenset("-－–—减扣")


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction as it is written.

    Attributes:
        branch: Whose secretary corrects.
        person: Whose hours.
        year: Of which year.
        kind: Which education.
        tenths: What is added, or taken off.
        reason: Why.
    """

    branch: int
    person: int
    year: int
    kind: Kind
    tenths: int
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """A correction its person is to be told of."""

    person: int
    source: str
    chat: int
    daytime: Daytime
    kind: Kind
    tenths: int
    reason: str
    day: date


def read_amount(text: str) -> tuple[int, str]:
    """Read what is added or taken off, in tenths, and why: 「+2 补记三月的党课」.

    Raises:
        HoursError: It says no amount, or no reason.
    """
    found = _TYPED.fullmatch(text.strip())
    if not found:
        raise HoursError(words.AMOUNT_UNCLEAR)
    sign, whole, part, reason = found.groups()
    if part and part[1:].strip("0"):
        raise HoursError(words.AMOUNT_TOO_FINE)
    tenths = int(whole) * 10 + int(part[0] if part else 0)
    if not 0 < tenths <= MOST_HOURS:
        raise HoursError(words.AMOUNT_WRONG.format(most=ledger.label(MOST_HOURS)))
    reason = " ".join((reason or "").split())
    if len(reason) < 2:
        raise HoursError(words.NO_REASON)
    if len(reason) > REASON_LENGTH:
        raise HoursError(words.REASON_TOO_LONG.format(length=len(reason), most=REASON_LENGTH))
    return -tenths if sign in _LESS else tenths, reason


class Corrections:
    """What secretaries correct.

    Args:
        members: The members.
        zone: The time zone people live in.
        now: What the time is.

    Attributes:
        zone: That time zone.
    """

    def __init__(
        self, members: Members, zone: ZoneInfo, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._members = members
        self._engine = members.engine
        self.zone = zone
        self._now = now

    async def check(self, acting: int, correction: Correction) -> Someone:
        """Return whose hours a correction is about.

        Raises:
            NotAllowedError: The acting person is not the secretary.
            HoursError: The person is not in the branch, or there is less than is to be taken off.
        """
        async with self._engine.execution_options(read_only=True).connect() as connection:
            return await self._check(connection, acting, correction)

    async def _check(self, connection: AsyncConnection, acting: int, correction: Correction) -> Someone:
        someone = await self._someone(connection, acting, correction)
        has = (await ledger.totals(connection, (correction.person,), correction.year))[correction.person]
        if has[correction.kind] + correction.tenths < 0:
            raise HoursError(words.BELOW_NOTHING.format(kind=correction.kind.label))
        return someone

    async def _someone(self, connection: AsyncConnection, acting: int, correction: Correction) -> Someone:
        await self._members.require(connection, acting, Action.FILE_HOURS, correction.branch)
        listed = await members_of(connection, correction.branch)
        found = next((one for one in listed if one.person == correction.person), None)
        if found is None:
            raise HoursError(words.NOT_IN_BRANCH)
        return found

    async def correct(self, acting: int, correction: Correction, number: int) -> Someone:
        """Correct somebody's hours; with the same number once, however often it is called.

        Args:
            acting: Telegram id of the secretary.
            correction: What is to be corrected.
            number: Of the correction, drawn when it was begun.

        Returns:
            Whose hours.

        Raises:
            NotAllowedError: The acting person is not the secretary.
            HoursError: The person is not in the branch, or there is less than is to be taken off.
        """
        now = self._now()
        source = f"{Source.CORRECTION}:{number}"
        h = study_hours.c
        async with self._engine.begin() as connection:
            await lock_person(connection, correction.person)
            done = select(h.person).where(h.person == correction.person, h.source == source)
            if await connection.scalar(done) is not None:
                return await self._someone(connection, acting, correction)
            someone = await self._check(connection, acting, correction)
            values = {
                "person": correction.person,
                "source": source,
                "title": correction.reason,
                "kind": correction.kind.value,
                "tenths": correction.tenths,
                "day": self._day(correction.year).isoformat(),
                "noted": now,
                "author": acting,
                "to_tell": True,
            }
            await connection.execute(insert(connection, study_hours).values(values))
            details = {"branch": correction.branch, "kind": correction.kind.value, "tenths": correction.tenths}
            details |= {"year": correction.year, "correction": source}
            # the reason stands beside the hours and goes with their person: it may name people
            await record(connection, now, acting, "correct hours", f"person {correction.person}", details)
        return someone

    def _day(self, year: int) -> date:
        """Return the day a correction counts to: today, or the last day of an earlier year."""
        today = self._now().astimezone(self.zone).date()
        return today if year == today.year else date(year, 12, 31)

    # Telling, see `bot.telling.Source`

    async def claim(self, count: int) -> list[Told]:
        """Claim up to so many corrections whose people have not been told; none where it is their night."""
        now = self._now()
        h, p = study_hours.c, persons.c
        columns = (
            h.person,
            h.source,
            h.kind,
            h.tenths,
            h.title,
            h.day,
            p.telegram_id,
            p.zone,
            p.quiet_from,
            p.quiet_to,
        )
        query = select(*columns).join_from(study_hours, persons)
        reachable = (p.telegram_id.is_not(None), p.blocked.is_(None), p.silent.is_(None))
        listening = or_(p.quiet_until.is_(None), p.quiet_until <= now)
        async with self._engine.execution_options(durable=True).begin() as connection:
            clocks = await Clocks.read(connection, now, self.zone)
            query = query.where(h.to_tell, *reachable, listening, clocks.awake).order_by(h.noted).limit(count)
            rows = (await connection.execute(query.with_for_update(of=study_hours, skip_locked=True))).all()
            for row in rows:
                await connection.execute(_one(row.person, row.source).values(to_tell=False))
        return [
            Told(
                person=row.person,
                source=row.source,
                chat=row.telegram_id,
                daytime=Daytime.of(row.zone, row.quiet_from, row.quiet_to, self.zone),
                kind=Kind(row.kind),
                tenths=row.tenths,
                reason=row.title,
                day=date.fromisoformat(row.day),
            )
            for row in rows
        ]

    def may_leave(self, told: Told) -> bool:
        """Tell whether somebody may be told now."""
        return not told.daytime.is_quiet(self._now())

    async def told(self, told: Told, message_id: int | None) -> None:
        """Somebody was told: nothing is left to do, it was noted before."""

    async def release(self, told: Told) -> None:
        """Note that somebody was not told."""
        async with self._engine.begin() as connection:
            await connection.execute(_one(told.person, told.source).values(to_tell=True))


def _one(person: int, source: str) -> Update:
    return update(study_hours).where(study_hours.c.person == person, study_hours.c.source == source)
