"""How an evening stands: the teams and what they made of the questions so far."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Row, Select, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.evening.evening import POINTS, Asked, Evening, State, Sum, asked_of, evening_of
from bot.storage.evening_tables import evening_answers, evening_players, evening_questions, evenings

HARD = 3
"""So many articles are named at the end."""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who wants to be named, and how many answers of theirs were right."""

    name: str
    right: int


@dataclass(frozen=True, slots=True)
class Team:
    """How a team stands.

    Attributes:
        number: From 1 on.
        people: How many are in it.
        points: Of each question the share of the team that was right, ten at most: a small team is worth as much.
        named: Those of it who want to be named, in an order that ranks nobody.
    """

    number: int
    people: int
    points: float
    named: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Hard:
    """An article that was got wrong."""

    file: str
    document: str
    article: str
    answers: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Scene:
    """An evening as it stands.

    Attributes:
        evening: The evening.
        questions: All of them, in order.
        teams: All of them, in order.
        answered: How many have answered the question that is open.
        known: How many have joined or answered so far.
        strangers: How many of them have not joined a team.
    """

    evening: Evening
    questions: tuple[Asked, ...]
    teams: tuple[Team, ...]
    answered: int
    known: int
    strangers: int

    @property
    def current(self) -> Asked | None:
        """The question asked last."""
        return next((one for one in reversed(self.questions) if one.asked), None)

    @property
    def counted(self) -> list[Asked]:
        """The questions somebody has answered."""
        return [one for one in self.questions if one.answers]

    @property
    def all_answered(self) -> bool:
        """Whether nobody is left who would answer the question that is open."""
        return 0 < self.known == self.answered

    def hard(self) -> list[Hard]:
        """Return the articles most got wrong, at most three."""
        sums: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
        for one in self.counted:
            both = sums[one.question.file, one.question.document, one.question.article]
            both[0] += one.answers
            both[1] += one.wrong
        found = [Hard(*where, *both) for where, both in sums.items() if both[1]]
        return sorted(found, key=lambda one: (-one.wrong / one.answers, -one.wrong))[:HARD]


async def scene_of(connection: AsyncConnection, number: int) -> Scene | None:
    """Return how an evening stands; None where there is none."""
    row = (await connection.execute(select(evenings).where(evenings.c.id == number))).first()
    if row is None:
        return None
    evening, q = evening_of(row), evening_questions.c
    query = select(evening_questions).where(q.evening == number).order_by(q.number)
    questions = tuple(asked_of(one) for one in await connection.execute(query))
    players = (await connection.execute(_players(number))).all()
    open_now = next((one for one in questions if one.asked and not one.closed), None)
    sums = await sums_of(connection, evening, open_now.number) if open_now else ()
    return Scene(
        evening,
        questions,
        _teams(evening, questions, sums, players),
        sum(one.answers for one in sums),
        len(players),
        sum(player.team is None for player in players),
    )


async def sums_of(connection: AsyncConnection, evening: Evening, question: int) -> tuple[Sum, ...]:
    """Return what everybody has made of a question so far: those in no team, then each team."""
    p, a = evening_players.c, evening_answers.c
    theirs = (a.evening == p.evening) & (a.person == p.person) & (a.number == question)
    right = func.coalesce(func.sum(cast(a.right, Integer)), 0)
    query = select(p.team, func.count(), func.count(a.person), right)
    query = query.select_from(evening_players).outerjoin(evening_answers, theirs)
    rows = await connection.execute(query.where(p.evening == evening.id).group_by(p.team))
    found = {team or 0: Sum(people, answers, right) for team, people, answers, right in rows}
    return tuple(found.get(team, Sum(0, 0, 0)) for team in range(evening.teams + 1))


def _players(number: int) -> Select[Any]:
    p, a = evening_players.c, evening_answers.c
    right = func.coalesce(func.sum(cast(a.right, Integer)), 0).label("right")
    theirs = (a.evening == p.evening) & (a.person == p.person)
    query = select(p.person, p.team, p.name, right).select_from(evening_players).outerjoin(evening_answers, theirs)
    return query.where(p.evening == number).group_by(p.person, p.team, p.name).order_by(p.person)


def _teams(
    evening: Evening, questions: tuple[Asked, ...], sums: tuple[Sum, ...], players: list[Row[Any]]
) -> tuple[Team, ...]:
    """Put the teams together: while it goes on from who is in them, afterwards from the sums alone."""
    of_each = [one.sums for one in questions if one.sums] + ([sums] if sums else [])
    teams = []
    for team in range(1, evening.teams + 1):
        mine = [player for player in players if player.team == team]
        going_on = evening.state in (State.LOBBY, State.PLAYING)
        people = len(mine) if going_on else of_each[-1][team].people if of_each else 0
        points = sum(POINTS * one[team].right / one[team].people for one in of_each if one[team].people)
        named = tuple(Named(player.name, player.right) for player in mine if player.name)
        teams.append(Team(team, people, points, named))
    return tuple(teams)
