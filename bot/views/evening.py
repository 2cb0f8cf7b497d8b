"""Quiz evenings as a group sees them: the board, the questions, what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import InlineKeyboardMarkup

from bot.evening.evening import MOST_TEAMS, QUESTIONS, Asked, Pace, Reason, State
from bot.evening.scene import Hard, Named, Scene, Team
from bot.gatekeeper import Button
from bot.markup import escape, units
from bot.views.view import View, button, keyboard_of
from bot.words import evening as words
from index.corpus import Corpus

_QUESTION = 300
"""UTF-16 units of a question, as Telegram takes it."""
_NAMES = 8
"""So many of a team are named."""
_LABEL = 40
_LEAST = 0.05
"""Points apart that are not to be seen."""


def team_name(number: int) -> str:
    """Return what a team is called."""
    return words.TEAMS[number - 1]


def points(team: Team) -> str:
    """Return a team's points, one decimal at most."""
    return f"{team.points:.1f}".removesuffix(".0")


def board(scene: Scene, pace: Pace) -> View:
    """Show how an evening stands, with the ways to take part."""
    evening, current = scene.evening, scene.current
    if evening.state in (State.CLOSING, State.OVER):
        return View(words.ENDED.format(teams=_standing(scene.teams)))
    if evening.state is State.LOBBY:
        teams = "\n".join(
            words.TEAM_IN_LOBBY.format(
                sign=words.SIGNS[team.number - 1], team=team_name(team.number), people=team.people
            )
            + _names(team)
            for team in scene.teams
        )
        seconds = round(pace.question.total_seconds())
        return View(words.LOBBY.format(count=QUESTIONS, seconds=seconds, teams=teams), _ways(scene))
    state = words.GETTING_READY
    if current:
        pattern = words.READ_WHY if current.closed else words.ANSWERED
        state = pattern.format(number=current.number, answered=scene.answered)
    state += words.STRANGERS.format(count=scene.strangers) if scene.strangers else ""
    number, count = current.number if current else 1, len(scene.questions)
    text = words.PLAYING.format(number=number, count=count, teams=_standing(scene.teams), state=state)
    return View(text, _ways(scene))


def _ways(scene: Scene) -> InlineKeyboardMarkup | None:
    number = scene.evening.id
    joins = [
        button(
            words.JOIN.format(sign=words.SIGNS[team.number - 1], team=team_name(team.number)),
            Button.EVENING_JOIN,
            number,
            team.number,
        )
        for team in scene.teams
    ]
    rows = [joins[at : at + 2] for at in range(0, len(joins), 2)]
    name = button(words.NAME_ME, Button.EVENING_NAME, number)
    stop = button(words.STOP, Button.EVENING_STOP, number)
    if scene.evening.state is not State.LOBBY:
        return keyboard_of(*rows, [name], [stop])
    more = [button(words.ADD_TEAM, Button.EVENING_TEAM, number)] if len(scene.teams) < MOST_TEAMS else []
    return keyboard_of(*rows, [name], [*more, stop], [button(words.BEGIN, Button.EVENING_BEGIN, number)])


def _standing(teams: tuple[Team, ...]) -> str:
    return "\n".join(
        words.TEAM.format(
            sign=words.SIGNS[team.number - 1], team=team_name(team.number), points=points(team), people=team.people
        )
        + _names(team)
        for team in teams
    )


def _names(team: Team) -> str:
    if not team.named:
        return ""
    named = "、".join(_named(one) for one in team.named[:_NAMES])
    more = words.AND_MORE if len(team.named) > _NAMES else ""
    return "\n" + words.NAMED.format(names=named + more)


def _named(one: Named) -> str:
    name = escape(one.name)
    return words.NAMED_RIGHT.format(name=name, right=one.right) if one.right else name


def asks(one: Asked, count: int) -> str:
    """Return what a question asks, with its number where there is room."""
    text = words.QUESTION.format(number=one.number, count=count, text=one.question.text)
    return text if units(text) <= _QUESTION else one.question.text


def join_late(number: int) -> InlineKeyboardMarkup | None:
    """Return the button under a question: into the team with the fewest people."""
    return keyboard_of([button(words.JOIN_LATE, Button.EVENING_JOIN, number, 0)])


@dataclass(frozen=True, slots=True)
class Closing:
    """What is said at the end.

    Attributes:
        view: The words and the buttons.
        pictured: It goes below the picture.
    """

    view: View
    pictured: bool


def closing(scene: Scene, corpus: Corpus) -> Closing:
    """Say what came of an evening: the teams, and which articles are worth another look."""
    reason = scene.evening.reason or Reason.FINISHED
    counted = len(scene.counted)
    if not counted:
        never = not any(one.asked for one in scene.questions)
        off = words.CALLED_OFF.get(reason) if never or reason is not Reason.FINISHED else None
        return Closing(View(off or words.NOTHING_ANSWERED), pictured=False)
    hard = scene.hard()
    articles = "\n".join(
        words.HARD_LINE.format(
            document=escape(one.document), article=escape(one.article), answers=one.answers, wrong=one.wrong
        )
        for one in hard
    )
    text = words.CLOSING.format(
        count=counted,
        why=words.WHY[reason],
        teams=_standing(scene.teams),
        winners=_winners(scene.teams),
        hard=words.HARD.format(articles=articles) if hard else words.NONE_WRONG,
        hours=words.HOURS if 2 * counted >= len(scene.questions) else "",
    )
    return Closing(View(text, _reads(hard, corpus)), pictured=True)


def _winners(teams: tuple[Team, ...]) -> str:
    most = max(team.points for team in teams)
    first = [team for team in teams if most - team.points < _LEAST]
    if len(first) == len(teams):
        return words.EVEN
    return words.WINNER.format(teams="、".join(team_name(team.number) for team in first))


def _reads(hard: list[Hard], corpus: Corpus) -> InlineKeyboardMarkup | None:
    keys = [(one, key_of(corpus, one.file, one.article)) for one in hard]
    rows = [
        [button(words.READ.format(article=one.article, document=one.document)[:_LABEL], Button.EVENING_READ, key)]
        for one, key in keys
        if key
    ]
    return keyboard_of(*rows)


def key_of(corpus: Corpus, file: str, label: str) -> str | None:
    """Return the id of an article; None where it is not among the documents any more."""
    for place in corpus:
        if corpus.article(place).label == label and corpus.document(place).file == file:
            return corpus.id(place)
    return None
