"""What people do with a quiz evening: start it, join a team, answer, stop it. Nothing here sends anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from enum import Enum, auto
from random import Random
from typing import Any

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bank.bank import Bank
from bot.evening.choice import choose
from bot.evening.evening import (
    FEWEST_QUESTIONS,
    FEWEST_TEAMS,
    MOST_TEAMS,
    Evening,
    EveningError,
    Pace,
    State,
    evening_of,
)
from bot.markup import cut
from bot.people.members import Members
from bot.people.memberships import MemberState
from bot.people.roles import Action
from bot.storage.engine import insert
from bot.storage.evening_tables import evening_answers, evening_players, evening_questions, evenings
from bot.storage.tables import memberships, persons
from bot.words import evening as words
from knowledge.document import Audience

_NAME = 16
"""UTF-16 units of a name shown in a group."""


class Counted(Enum):
    """What became of an answer."""

    COUNTED = auto()
    FIRST_OF_A_STRANGER = auto()
    """It counts for no team, and is the first of somebody who has joined none."""
    NOT = auto()
    """It came too late, or is there already."""


class Evenings:
    """The evenings of all groups.

    Args:
        members: The members.
        bank: Where the questions come from.
        pace: How an evening goes in time.
        now: What the time is.
        random: Draws and shuffles.
    """

    def __init__(
        self,
        members: Members,
        bank: Bank,
        pace: Pace | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        random: Random | None = None,
    ) -> None:
        self._members = members
        self._engine = members.engine
        self._bank = bank
        self._random = random or Random()  # noqa: S311 - nothing secret
        self.pace = pace or Pace()
        self._now = now

    async def start(self, acting: int, chat: int) -> tuple[Evening, bool]:
        """Let people join an evening in a group; the one that is there already where there is one.

        Returns:
            The evening, and whether it is new.

        Raises:
            NotAllowedError: The acting person may not.
            EveningError: The bank has too few questions.
        """
        drawn = await self._bank.pick(FEWEST_QUESTIONS, Audience.EVERYONE)
        async with self._engine.begin() as connection:
            await self._members.require(connection, acting, Action.RUN_EVENING)
            if len(drawn) < FEWEST_QUESTIONS:
                raise EveningError(words.TOO_FEW_QUESTIONS)
            values = {"chat": chat, "starter": acting, "teams": FEWEST_TEAMS, "state": State.LOBBY}
            added = insert(connection, evenings).values(**values, created=self._now()).on_conflict_do_nothing()
            new = (await connection.execute(added)).rowcount > 0
            row = await connection.execute(_unfinished(evenings.c.chat == chat))
            return evening_of(row.one()), new

    async def join(self, person: int, number: int, team: int) -> tuple[int, bool]:
        """Put somebody into a team; 0 for the one with the fewest people.

        Returns:
            The team they are in, and whether that is new. Once questions are asked nobody changes teams.

        Raises:
            EveningError: The evening is over, or has no such team.
        """
        async with self._engine.begin() as connection:
            evening = await self._open(connection, number)
            if not 0 <= team <= evening.teams:
                raise EveningError(words.NO_SUCH_TEAM)
            before = await _team_of(connection, number, person)
            if before and (evening.state is not State.LOBBY or team in (0, before)):
                return before, False
            team = team or await _smallest(connection, evening)
            row = insert(connection, evening_players).values(evening=number, person=person, team=team)
            row = row.on_conflict_do_update(index_elements=["evening", "person"], set_={"team": team})
            await connection.execute(row)
        return team, True

    async def name(self, person: int, number: int, name: str) -> str | None:
        """Let somebody's name stand in their team, or no longer.

        Returns:
            The name that is shown from now on; None for none.

        Raises:
            EveningError: The evening is over, or they are in no team yet.
        """
        async with self._engine.begin() as connection:
            await self._open(connection, number)
            p = evening_players.c
            mine = (p.evening == number) & (p.person == person) & p.team.is_not(None)
            row = (await connection.execute(select(p.name).where(mine))).first()
            if row is None:
                raise EveningError(words.JOIN_FIRST)
            shown = None if row.name else cut(name, _NAME)
            await connection.execute(update(evening_players).where(mine).values(name=shown))
        return shown

    async def add_team(self, acting: int, number: int) -> None:
        """Add a team while people join.

        Raises:
            NotAllowedError: The acting person may not.
            EveningError: The evening is over or has begun, or there are as many as can be.
        """
        async with self._engine.begin() as connection:
            await self._members.require(connection, acting, Action.RUN_EVENING)
            evening = await self._open(connection, number)
            if evening.state is not State.LOBBY:
                raise EveningError(words.BEGUN_ALREADY)
            if evening.teams == MOST_TEAMS:
                raise EveningError(words.ENOUGH_TEAMS)
            more = update(evenings).where(evenings.c.id == number)
            await connection.execute(more.values(teams=evening.teams + 1))

    async def begin(self, acting: int, number: int, people: int) -> None:
        """Draw the questions; from now on they are asked.

        Documents for members are asked about only where everybody in the group is known to be a member.

        Args:
            acting: Telegram id of the person who acts.
            number: The evening.
            people: How many there are in the group, the bot not counted.

        Raises:
            NotAllowedError: The acting person may not.
            EveningError: The evening is over or has begun, or nobody has joined.
        """
        async with self._engine.connect() as connection:
            p = evening_players.c
            joined = set(await connection.scalars(select(p.person).where(p.evening == number)))
        among_members = len(joined) >= people and joined <= await self._known_members(joined)
        questions = await choose(self._bank, Audience.MEMBERS if among_members else Audience.EVERYONE, self._random)
        async with self._engine.begin() as connection:
            await self._members.require(connection, acting, Action.RUN_EVENING)
            evening = await self._open(connection, number)
            if evening.state is not State.LOBBY:
                raise EveningError(words.BEGUN_ALREADY)
            if not joined:
                raise EveningError(words.NOBODY_JOINED)
            if len(questions) < FEWEST_QUESTIONS:
                raise EveningError(words.TOO_FEW_QUESTIONS)
            rows = [{"evening": number, "number": n, "content": asdict(one)} for n, one in enumerate(questions, 1)]
            await connection.execute(evening_questions.insert(), rows)
            await connection.execute(update(evenings).where(evenings.c.id == number).values(state=State.PLAYING))

    async def ask_stop(self, acting: int, number: int) -> bool:
        """Note that somebody who may has pressed stop.

        Returns:
            Whether it has been pressed twice within a minute: then it is to be stopped, see `Course.end`.

        Raises:
            NotAllowedError: The acting person may not.
            EveningError: It is over.
        """
        now = self._now()
        async with self._engine.begin() as connection:
            await self._members.require(connection, acting, Action.RUN_EVENING)
            evening = await self._open(connection, number)
            if evening.stop_asked and now - evening.stop_asked <= self.pace.stop:
                return True
            await connection.execute(update(evenings).where(evenings.c.id == number).values(stop_asked=now))
        return False

    async def answer(self, poll: str, person: int, option: int) -> Counted | None:
        """Count an answer: the first of a person, to a question that is open.

        Returns:
            What became of it; None where the poll is none of an evening.
        """
        q, a = evening_questions.c, evening_answers.c
        async with self._engine.begin() as connection:
            # Many answer side by side; whoever closes the question waits for them, and they for whoever closes it
            query = select(evening_questions).where(q.poll == poll).with_for_update(read=True)
            row = (await connection.execute(query)).first()
            if row is None:
                return None
            if row.closed is not None:
                return Counted.NOT
            here = {"evening": row.evening, "person": person}
            came = insert(connection, evening_players).values(here).on_conflict_do_nothing()
            is_new = (await connection.execute(came)).rowcount > 0
            right = {"number": row.number, "right": option == row.content["right"]}
            keys = [a.evening, a.number, a.person]
            counted = insert(connection, evening_answers).values(here | right)
            if (await connection.execute(counted.on_conflict_do_nothing(index_elements=keys))).rowcount == 0:
                return Counted.NOT
        return Counted.FIRST_OF_A_STRANGER if is_new else Counted.COUNTED

    async def is_sending(self) -> bool:
        """Tell whether a question may just be out whose poll is not noted yet."""
        e, q = evenings.c, evening_questions.c
        query = select(q.number).join_from(evening_questions, evenings)
        query = query.where(e.state == State.PLAYING, q.poll.is_(None), q.closed.is_(None)).limit(1)
        async with self._engine.connect() as connection:
            return await connection.scalar(query) is not None

    async def here(self, chat: int) -> Evening | None:
        """Return the evening of a group that is not over."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(_unfinished(evenings.c.chat == chat))).first()
        return evening_of(row) if row else None

    async def move(self, chat: int, to: int) -> None:
        """Note that a group has become a supergroup: messages have other numbers there."""
        async with self._engine.begin() as connection:
            moved = update(evenings).where(evenings.c.chat == chat, evenings.c.finished.is_(None))
            await connection.execute(moved.values(chat=to, board=None))

    async def _open(self, connection: AsyncConnection, number: int) -> Evening:
        query = _unfinished(evenings.c.id == number).with_for_update(key_share=True)
        row = (await connection.execute(query)).first()
        if row is None or row.state == State.CLOSING:
            raise EveningError(words.OVER)
        return evening_of(row)

    async def _known_members(self, people: set[int]) -> set[int]:
        query = select(persons.c.telegram_id).join(memberships)
        query = query.where(persons.c.telegram_id.in_(people), memberships.c.state == MemberState.ACTIVE)
        async with self._engine.connect() as connection:
            return set(await connection.scalars(query))


def _unfinished(which: ColumnElement[bool]) -> Select[Any]:
    return select(evenings).where(which, evenings.c.finished.is_(None))


async def _team_of(connection: AsyncConnection, number: int, person: int) -> int | None:
    p = evening_players.c
    team: int | None = await connection.scalar(select(p.team).where(p.evening == number, p.person == person))
    return team


async def _smallest(connection: AsyncConnection, evening: Evening) -> int:
    query = select(evening_players.c.team).where(evening_players.c.evening == evening.id)
    teams = list(await connection.scalars(query))
    return min(range(1, evening.teams + 1), key=lambda team: (teams.count(team), team))
