"""What people do with cards: turn them over, say how well they remembered, ask for another one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from fsrs import Rating
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bank.question import BankQuestion
from bot.cards.choice import choose, themes
from bot.cards.days import WORKDAYS
from bot.cards.memory import Memory, reviewed
from bot.cards.mornings import shown
from bot.cards.planning import MORNING, daytime_of
from bot.cards.records import Showing, add_showing, memories_of, put_memory, showing_of
from bot.cards.stock import Stock
from bot.people.daytime import Daytime, minute_of
from bot.people.members import Members
from bot.people.roles import audience_of
from bot.storage.card_tables import card_plans, card_showings
from bot.storage.engine import insert
from bot.storage.tables import persons
from bot.study.task import Theme
from bot.words import cards as words


class CardError(Exception):
    """Something cannot be done with a card; the message is one Chinese line for the person."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A card before somebody.

    Attributes:
        showing: The card.
        question: What stands on it; not live where its article has changed or gone since.
        today: The person's day.
        due_on: Once it is rated, the day it comes back.
    """

    showing: Showing
    question: BankQuestion
    today: date
    due_on: date | None = None


class Cards:
    """All cards before people.

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
        self._members = members
        self._engine = members.engine
        self._stock = stock
        self._zone = zone
        self._now = now

    async def turn(self, telegram_id: int, number: int) -> Shown:
        """Turn a card over; one whose article has changed since comes back with a question that is not live.

        Raises:
            CardError: It is not theirs.
        """
        now = self._now()
        question = await self._question(telegram_id, number)
        async with self._engine.begin() as connection:
            showing, daytime = await self._theirs(connection, telegram_id, number)
            today = daytime.day(now)
            if showing.turned is None and question.live:
                mine = update(card_showings).where(card_showings.c.id == number)
                await connection.execute(mine.values(turned=now))
                if not showing.asked_for and showing.day == today:
                    plan = update(card_plans).where(card_plans.c.person == showing.person)
                    minute = minute_of(now.astimezone(daytime.zone).time())
                    await connection.execute(plan.values(reads_at=minute))
            memories = await memories_of(connection, [showing.person])
        memory = memories[showing.person].get(showing.question)
        return Shown(showing, question, today, memory.due_on if memory and showing.rating else None)

    async def rate(self, telegram_id: int, number: int, rating: Rating) -> Shown:
        """Take how well somebody remembered a card; FSRS tells when it comes back. A second press changes nothing.

        Raises:
            CardError: It is not theirs, was not turned over, or the question was reviewed by a later card.
        """
        now = self._now()
        question = await self._question(telegram_id, number)
        async with self._engine.begin() as connection:
            showing, daytime = await self._theirs(connection, telegram_id, number)
            today = daytime.day(now)
            memories = await memories_of(connection, [showing.person])
            memory = memories[showing.person].get(showing.question)
            if showing.rating is not None or not question.live:
                return Shown(showing, question, today, memory.due_on if memory else None)
            if showing.turned is None:
                raise CardError(words.TURN_FIRST)
            memory = memory or Memory(showing.question, showing.theme, showing.day)
            if memory.reviewed_on and memory.reviewed_on >= showing.day:
                raise CardError(words.REVIEWED_SINCE)
            memory = reviewed(memory, rating, today)
            await put_memory(connection, showing.person, memory)
            mine = update(card_showings).where(card_showings.c.id == number)
            await connection.execute(mine.values(rating=rating.value, rated=now))
        return Shown(replace(showing, rating=rating), question, today, memory.due_on)

    async def another(self, telegram_id: int, follows: int | None = None, theme: Theme | None = None) -> Shown | None:
        """Put another card before somebody; asked for again under the same one, or while one is open, it is that one.

        Args:
            telegram_id: Who.
            follows: The card under which it was asked for.
            theme: What it is to be about; the other than the last one where None.

        Returns:
            None where it is already there, under the same card.

        Raises:
            CardError: There is none.
        """
        now = self._now()
        stock = await self._stock.of(audience_of(await self._members.roles(telegram_id)))
        async with self._engine.begin() as connection:
            row = await self._plan(connection, telegram_id)
            today = daytime_of(row, self._zone).day(now)
            given = await _given(connection, row.id, today, follows)
            if given and given.question in stock:
                there = follows is not None and given.message_id is not None
                return None if there else Shown(given, stock[given.question], today)
            if not stock:
                raise CardError(words.NO_CARDS)
            known = (await memories_of(connection, [row.id]))[row.id]
            last = themes(theme)[0] if theme else Theme(row.last_theme) if row.last_theme else None
            question = choose(stock, known, last, today, asked_for=True)
            if question is None:
                raise CardError(words.NO_MORE)
            showing = await add_showing(connection, row.id, question, today, now, follows, asked_for=True)
            await put_memory(connection, row.id, shown(known.get(question.id), question, today))
            plan = update(card_plans).where(card_plans.c.person == row.id)
            await connection.execute(plan.values(last_theme=question.theme.value))
        return Shown(showing, question, today)

    async def instead(self, telegram_id: int, showing: Showing) -> Shown:
        """Put another card in the place of one that is not true any more; pressed again, it is that one.

        Raises:
            CardError: There is none.
        """
        shown = await self.another(telegram_id, showing.id, showing.theme)
        if shown is None:
            raise CardError(words.NO_MORE)
        return shown

    async def out(self, shown: Shown, message_id: int) -> None:
        """Note in which message a card that was asked for stands."""
        async with self._engine.begin() as connection:
            mine = update(card_showings).where(card_showings.c.id == shown.showing.id)
            await connection.execute(mine.values(message_id=message_id))

    async def _question(self, telegram_id: int, number: int) -> BankQuestion:
        async with self._engine.execution_options(read_only=True).connect() as connection:
            showing, _ = await self._theirs(connection, telegram_id, number)
        found = await self._stock.bank.get([showing.question])
        question = found[showing.question]
        if not question.live:
            self._stock.refresh()
        return question

    async def _theirs(self, connection: AsyncConnection, telegram_id: int, number: int) -> tuple[Showing, Daytime]:
        columns = (persons.c.zone, persons.c.quiet_from, persons.c.quiet_to)
        query = select(card_showings, *columns).join_from(card_showings, persons)
        query = query.where(card_showings.c.id == number, persons.c.telegram_id == telegram_id)
        row = (await connection.execute(query.with_for_update(of=card_showings))).first()
        if row is None:
            raise CardError(words.NOT_YOURS)
        return showing_of(row), daytime_of(row, self._zone)

    async def _plan(self, connection: AsyncConnection, telegram_id: int) -> Any:  # noqa: ANN401 - a row
        """Return a person with their plan, if they have one yet; the person's row is held meanwhile."""
        query = select(persons, card_plans.c.last_theme).join_from(persons, card_plans, isouter=True)
        query = query.where(persons.c.telegram_id == telegram_id)
        row = (await connection.execute(query.with_for_update(of=persons))).first()
        if row is None:
            raise CardError(words.NOT_A_MEMBER)
        # somebody who has just joined may ask for a card before anything is planned for them
        own = insert(connection, card_plans).values(person=row.id, minute=MORNING, days=WORKDAYS)
        await connection.execute(own.on_conflict_do_nothing(index_elements=["person"]))
        return row


async def _given(connection: AsyncConnection, person: int, today: date, follows: int | None) -> Showing | None:
    """Return the card that was already given: under the same card, or today's that is still open."""
    s = card_showings.c
    query = select(card_showings).where(s.person == person)
    if follows is not None:
        query = query.where(s.follows == follows)
    else:
        query = query.where(s.day == today.isoformat(), s.rating.is_(None))
    row = (await connection.execute(query.order_by(s.id.desc()).limit(1))).first()
    return showing_of(row) if row else None
