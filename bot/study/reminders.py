"""Reminders of study tasks, kept in the database: as people chose them, and as secretaries nudge.

What is due of one person is one message. Claiming it writes that the person was reminded of these tasks today, so that
no other process, and none after a crash, reminds again on the same day. Only when the message is out is the reminder
over: where a process died in between, the claim is a lease that ends with the day, and the reminder comes tomorrow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, Update, and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.people.daytime import Clocks, Daytime, minute_of, zone_of
from bot.people.members import Members
from bot.storage.study_tables import deliveries, recipients, study_tasks, task_parts
from bot.storage.tables import persons
from bot.study.assignment import UNDER_WAY, Assignment, assignment, assignments
from bot.study.audience import still_in
from bot.study.delivery import DeliveryState
from bot.study.reminder_times import CLOSES, OPENS, Choice, day_of, is_quiet, midnight, moments, opening
from bot.study.rights import require_sending
from bot.study.task import StudyError, task_of
from bot.words import study as words

LONGEST_PAUSE = 31
"""Days without reminders that can be asked for at once."""
FRESH = timedelta(seconds=5)
"""How long after it was claimed a reminder may leave: meanwhile the task may have been done or taken back."""
_DAYTIME = (minute_of(OPENS), minute_of(CLOSES))
_OVER: dict[str, None] = {"remind": None, "remind_at": None, "nudge_at": None}


@dataclass(frozen=True, slots=True)
class Reminder:
    """One message to one person.

    Attributes:
        person: The bot's number.
        chat: The person's private chat.
        tasks: What is to be done.
        daytime: The person's clock.
        claimed: When it was claimed.
    """

    person: int
    chat: int
    tasks: tuple[Assignment, ...]
    daytime: Daytime
    claimed: datetime


class Reminders:
    """All reminders.

    Args:
        members: The members; their database is written to.
        zone: The time zone of whoever has set none.
        now: What the time is.

    Attributes:
        zone: The same.
    """

    def __init__(
        self, members: Members, zone: ZoneInfo, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.zone = zone
        self._members = members
        self._engine = members.engine
        self._now = now

    # What people choose

    def offered(self, own: Assignment) -> dict[Choice, datetime]:
        """Return when somebody can be reminded of a task; nothing where it is done or its deadline is too near."""
        daytime = self.daytime(own)
        found = moments(self._now(), daytime.zone, own.task.deadline, own.reminded_on)
        return {} if own.completed else {c: moment for c, moment in found.items() if not daytime.is_quiet(moment)}

    def daytime(self, own: Assignment) -> Daytime:
        """Return the clock of whoever has a task."""
        return Daytime.of(own.zone, *own.quiet_hours, self.zone)

    async def zone_for(self, telegram_id: int) -> ZoneInfo:
        """Return the time zone somebody lives in."""
        async with self._engine.execution_options(read_only=True).connect() as connection:
            name = await connection.scalar(select(persons.c.zone).where(persons.c.telegram_id == telegram_id))
        return zone_of(name, self.zone)

    def why_none(self, own: Assignment) -> str:
        """Say why somebody cannot be reminded of a task at any time."""
        if own.completed:
            return words.NO_REMINDER_DONE
        return words.NO_REMINDER_LATE if own.is_late(self._now()) else words.NO_REMINDER_SOON

    async def choose(self, telegram_id: int, task: int, choice: Choice | None) -> Assignment:
        """Remind somebody of a task when they want it, in place of an earlier choice; None for not at all.

        Raises:
            StudyError: The task is not for them or was taken back, or that time is no good any more.
        """
        async with self._engine.begin() as connection:
            own = await assignment(connection, telegram_id, task)
            if own.completed:
                raise StudyError(words.NO_REMINDER_DONE)
            moment = self.offered(own).get(choice) if choice else None
            if choice and moment is None:
                raise StudyError(words.NO_REMINDER_THEN)
            if moment:
                await self._refuse_silence(connection, own, moment)
            row = and_(recipients.c.task == task, recipients.c.person == own.person)
            chosen = {"remind": choice.value if choice else None, "remind_at": moment}
            await connection.execute(update(recipients).where(row).values(chosen))
            return await assignment(connection, telegram_id, task)

    async def _refuse_silence(self, connection: AsyncConnection, own: Assignment, moment: datetime) -> None:
        """Refuse a reminder to somebody who wants none then."""
        wishes = select(persons.c.quiet_until, persons.c.silent).where(persons.c.id == own.person)
        quiet_until, silent = (await connection.execute(wishes)).one()
        if silent:
            raise StudyError(words.SILENT_NOW)
        if quiet_until and moment < quiet_until:
            raise StudyError(words.QUIET_THEN.format(until=quiet_until.astimezone(self.daytime(own).zone)))

    async def pause(self, telegram_id: int, days: int) -> datetime | None:
        """Remind somebody of nothing for some days, today the first; 0 for reminders again.

        A nudge that waits is dropped; what they chose themselves comes when the days are over.

        Returns:
            Until when.

        Raises:
            StudyError: That is too long, or it is nobody the bot reminds.
        """
        if not 0 <= days <= LONGEST_PAUSE:
            raise StudyError(words.PAUSE_TOO_LONG.format(most=LONGEST_PAUSE))
        async with self._engine.begin() as connection:
            zone = await connection.scalar(select(persons.c.zone).where(persons.c.telegram_id == telegram_id))
            until = midnight(self._now(), zone_of(zone, self.zone), days) if days else None
            theirs = update(persons).where(persons.c.telegram_id == telegram_id).values(quiet_until=until)
            person = await connection.scalar(theirs.returning(persons.c.id))
            if person is None:
                raise StudyError(words.NOT_FOR_YOU)
            if until:
                waiting = update(recipients).where(recipients.c.person == person, recipients.c.nudge_at.is_not(None))
                await connection.execute(waiting.values(nudge_at=None))
        return until

    # What secretaries may

    async def nudge(self, acting: int, task: int) -> int:
        """Remind those who have a task and have not done it, once a day; at night that is in the morning.

        Whoever is reminded that day anyway, has a day off reminders or has not received the task is left alone.

        Returns:
            How many are reminded by it.

        Raises:
            NotAllowedError: The acting person may not.
            StudyError: There is no such task, it is not under way, or it was done that day.
        """
        goes = opening(self._now(), self.zone)
        day = day_of(goes, self.zone)
        async with self._engine.begin() as connection:
            row = (
                await connection.execute(select(study_tasks).where(study_tasks.c.id == task).with_for_update())
            ).first()
            if row is None:
                raise StudyError(words.NO_TASK.format(number=task))
            await require_sending(connection, self._members, acting, row.branch)
            found = task_of(row)
            if found.state not in UNDER_WAY:
                raise StudyError(words.NOT_NOW.format(state=found.state.label))
            if found.deadline and found.deadline <= goes:
                raise StudyError(words.NUDGE_TOO_LATE.format(deadline=found.deadline.astimezone(self.zone)))
            if found.nudged_on and found.nudged_on >= day:
                raise StudyError(words.NUDGED_ALREADY)
            theirs = update(recipients).where(*self._left(task, goes)).values(nudge_at=goes)
            count = (await connection.execute(theirs)).rowcount
            if count:
                nudged = update(study_tasks).where(study_tasks.c.id == task).values(nudged_on=day)
                await connection.execute(nudged)
        return count

    def _left(self, task: int, goes: datetime) -> tuple[ColumnElement[bool], ...]:
        """Return what holds for those a nudge is for."""
        r, p, d = recipients.c, persons.c, deliveries.c
        last = select(func.max(task_parts.c.part)).where(task_parts.c.task == task).scalar_subquery()
        arrived = (d.task == task, d.person == r.person, d.part == last, d.state == DeliveryState.SENT)
        reachable = select(p.id).where(
            p.blocked.is_(None), p.silent.is_(None), or_(p.quiet_until.is_(None), p.quiet_until <= goes)
        )
        return (
            r.task == task,
            r.completed.is_(None),
            or_(r.reminded_on.is_(None), r.reminded_on < day_of(goes, self.zone)),
            or_(r.remind_at.is_(None), r.remind_at >= midnight(goes, self.zone, 1)),
            exists().where(*arrived),
            r.person.in_(reachable),
        )

    # Sending

    def may_leave(self, reminder: Reminder) -> bool:
        """Tell whether a reminder may go out now: not at night, nor long after it was looked at."""
        now, daytime = self._now(), reminder.daytime
        night = is_quiet(now, daytime.zone) or daytime.is_quiet(now)
        return not night and now - reminder.claimed < FRESH

    async def claim(self, count: int) -> list[Reminder]:
        """Claim what is due of up to so many people for whom it is neither night nor quiet hours."""
        now = self._now()
        async with self._engine.execution_options(durable=True).begin() as connection:
            clocks = await Clocks.read(connection, now, self.zone)
            people = list(await connection.scalars(self._people(now, clocks, count)))
            found = await assignments(connection, recipients.c.person.in_(people), *self._due(now, clocks))
            due = await self._still_theirs(connection, found, now)
            claimed = []
            for person, tasks in due.items():
                reminder = Reminder(person, tasks[0].chat, tuple(tasks), self.daytime(tasks[0]), now)
                await connection.execute(_rows(person, tasks).values(reminded_on=_day(reminder)))
                claimed.append(reminder)
        return claimed

    def _due(self, now: datetime, clocks: Clocks) -> tuple[ColumnElement[bool], ...]:
        r, t = recipients.c, study_tasks.c
        return (
            or_(r.remind_at <= now, r.nudge_at <= now),
            r.completed.is_(None),
            or_(r.reminded_on.is_(None), r.reminded_on < clocks.day),
            t.state.in_(UNDER_WAY),
            or_(t.deadline.is_(None), t.deadline > now),
        )

    def _people(self, now: datetime, clocks: Clocks, count: int) -> Select[tuple[int]]:
        """Return the query of people with something due; another process that claims theirs is not waited for."""
        p = persons.c
        due = select(recipients.c.person).join(study_tasks).join(persons, persons.c.id == recipients.c.person)
        due = due.where(*self._due(now, clocks)).correlate(None)
        reachable = (p.telegram_id.is_not(None), p.blocked.is_(None), p.silent.is_(None))
        awake = (or_(p.quiet_until.is_(None), p.quiet_until <= now), clocks.between(*_DAYTIME), clocks.awake)
        query = select(p.id).where(p.id.in_(due), *reachable, *awake).order_by(p.id).limit(count)
        return query.with_for_update(key_share=True, skip_locked=True)

    async def _still_theirs(
        self, connection: AsyncConnection, found: Iterable[Assignment], now: datetime
    ) -> dict[int, list[Assignment]]:
        """Return what is due by person; whoever has left a task's audience is reminded of it no more."""
        of_task: dict[int, list[Assignment]] = defaultdict(list)
        for own in found:
            of_task[own.task.id].append(own)
        due: dict[int, list[Assignment]] = defaultdict(list)
        for owners in of_task.values():
            there = await still_in(connection, owners[0].task.audience, {own.person for own in owners})
            for own in owners:
                if own.person in there:
                    due[own.person].append(replace(own, remind_at=_later(own.remind_at, now)))
                else:
                    await connection.execute(_rows(own.person, [own]).values(_OVER))
        return due

    async def told(self, reminder: Reminder, message_id: int | None = None) -> None:  # noqa: ARG002
        """Note that a reminder is out; what was chosen since stays."""
        r = recipients.c
        rows = _rows(reminder.person, reminder.tasks)
        async with self._engine.begin() as connection:
            await connection.execute(rows.where(r.remind_at <= reminder.claimed).values(remind=None, remind_at=None))
            await connection.execute(rows.where(r.nudge_at <= reminder.claimed).values(nudge_at=None))

    async def release(self, reminder: Reminder) -> None:
        """Note that a reminder has not left."""
        claimed = recipients.c.reminded_on == _day(reminder)
        async with self._engine.begin() as connection:
            await connection.execute(_rows(reminder.person, reminder.tasks).where(claimed).values(reminded_on=None))

    async def expire(self) -> None:
        """Forget the reminders of tasks that cannot be done in time any more; call now and then."""
        r, t, now = recipients.c, study_tasks.c, self._now()
        over = select(t.id).where(or_(t.deadline <= now, t.state.not_in(UNDER_WAY)))
        waiting = or_(r.remind_at <= now, r.nudge_at <= now)
        async with self._engine.begin() as connection:
            await connection.execute(update(recipients).where(waiting, r.task.in_(over)).values(_OVER))


def _day(reminder: Reminder) -> str:
    """Return the day on which a reminder was claimed, as the person has it."""
    return reminder.daytime.day(reminder.claimed).isoformat()


def _later(moment: datetime | None, now: datetime) -> datetime | None:
    return moment if moment and moment > now else None


def _rows(person: int, tasks: Iterable[Assignment]) -> Update:
    numbers = [own.task.id for own in tasks]
    return update(recipients).where(recipients.c.person == person, recipients.c.task.in_(numbers))
