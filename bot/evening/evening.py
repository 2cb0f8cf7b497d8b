"""What a quiz evening is made of."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row

QUESTIONS = 10
FEWEST_QUESTIONS = 4
"""With fewer in the bank there is no evening."""
FEWEST_TEAMS, MOST_TEAMS = 2, 4
POINTS = 10
"""Of a question, where the whole team is right."""


class EveningError(Exception):
    """It cannot be done; the message is one Chinese line with the reason and the mend."""


class State(StrEnum):
    """How far an evening is."""

    LOBBY = "lobby"
    """People join; nothing has been asked."""
    PLAYING = "playing"
    CLOSING = "closing"
    """Nothing is asked any more, nothing personal is left; what came of it has not been told yet."""
    OVER = "over"


class Reason(StrEnum):
    """Why an evening ended."""

    FINISHED = "finished"
    STOPPED = "stopped"
    DEMOTED = "demoted"
    """Whoever started it may not any more."""
    LAPSED = "lapsed"
    """Nobody let it begin."""
    QUIET = "quiet"
    """Nobody answered several questions in a row."""
    AWAY = "away"
    """The bot was away for too long."""
    REFUSED = "refused"
    """The group lets the bot send no polls."""
    GONE = "gone"
    """The bot is not in the group any more."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How an evening goes in time.

    Attributes:
        question: How long a question is open; Telegram closes it then, and takes 5 to 600 seconds.
        least: How long it is open even where all who take part have answered: others are still reading.
        grace: How long answers are on their way.
        pause: Between two questions, to read why.
        board: Between two changes of the standing: a group takes 20 messages a minute, changes among them.
        lobby: How long people can join before it lapses.
        away: After how long without the bot an evening is not gone on with.
        stop: How soon stop has to be pressed again.
    """

    question: timedelta = timedelta(seconds=40)
    least: timedelta = timedelta(seconds=15)
    grace: timedelta = timedelta(seconds=3)
    pause: timedelta = timedelta(seconds=8)
    board: timedelta = timedelta(seconds=8)
    lobby: timedelta = timedelta(minutes=30)
    away: timedelta = timedelta(minutes=15)
    stop: timedelta = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Evening:
    """An evening.

    Attributes:
        id: Its number.
        chat: The group.
        starter: Telegram id of whoever started it; None once it is over, or forgotten.
        teams: How many there are.
        state: How far it is.
        reason: Why it ended; None as long as it has not.
        board: The message with the standing; None where there is none yet.
        created: When it was started.
        stop_asked: When somebody last pressed stop once.
    """

    id: int
    chat: int
    starter: int | None
    teams: int
    state: State
    reason: Reason | None
    board: int | None
    created: datetime
    stop_asked: datetime | None


def evening_of(row: Row[Any]) -> Evening:
    """Return the evening of a row of the table."""
    values = {field.name: getattr(row, field.name) for field in fields(Evening)}
    values |= {"state": State(row.state), "reason": row.reason and Reason(row.reason)}
    return Evening(**values)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was drawn, whatever becomes of the bank and of its article meanwhile.

    Attributes:
        text: What is asked.
        options: As they are shown.
        right: Index of the right one.
        explanation: Why, with the article.
        file: Base name of the article's source.
        document: Its title.
        article: Its label.
    """

    text: str
    options: tuple[str, ...]
    right: int
    explanation: str
    file: str
    document: str
    article: str


@dataclass(frozen=True, slots=True)
class Sum:
    """What a team, or those in none, made of a question."""

    people: int
    answers: int
    right: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in its place in an evening.

    Attributes:
        number: From 1 on.
        question: What is asked.
        asked: When its poll left; None until then.
        poll: Telegram's id; None where the answer to the sending was not seen.
        message: The poll's message.
        closed: Since when no answer counts; None until then.
        sums: Those in no team first, then the teams; empty where it is open, or was lost on the way.
    """

    number: int
    question: Question
    asked: datetime | None
    poll: str | None
    message: int | None
    closed: datetime | None
    sums: tuple[Sum, ...]

    @property
    def answers(self) -> int:
        """How many have answered it, once it is closed."""
        return sum(one.answers for one in self.sums)

    @property
    def wrong(self) -> int:
        """How many of them were wrong."""
        return sum(one.answers - one.right for one in self.sums)


def asked_of(row: Row[Any]) -> Asked:
    """Return the question of a row of the table."""
    content = dict(row.content)
    question = Question(**{**content, "options": tuple(content["options"])})
    sums = tuple(Sum(*one) for one in row.sums or ())
    return Asked(row.number, question, row.asked, row.poll, row.message, row.closed, sums)
