"""`python -m scripts.bench learners`: simulated learners with FSRS beside a fixed weekly repetition.

Nobody's real memory is in it. Each way of planning is tried on two models of memory:

* `fsrs`: the model FSRS plans by (its default parameters, which its authors fitted to reviews of Anki's users), each
  learner's memory steadier or weaker than average. It favours FSRS, which here knows how people forget.
* `act-r`: the activation model of Pavlik and Anderson 2005 (Practice and forgetting effects on vocabulary memory,
  Cognitive Science 29(4)), with the parameters usually given for it; FSRS knows nothing of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from random import Random
from statistics import mean
from typing import Annotated, Protocol

import typer
from fsrs import Rating
from fsrs.scheduler import DEFAULT_PARAMETERS
from rich.console import Console
from rich.table import Table

from bot.cards.memory import Memory, reviewed
from bot.study.task import Theme

app = typer.Typer()
FIRST = date(2026, 3, 2)
WEEK = timedelta(days=7)
SPREAD = 0.4
"""Of the logarithm of learners' steadiness: the steadiest tenth forgets half as fast as the middle."""
EVERY = 3
"""Days between two looks at all that is remembered."""
_SECONDS = 86_400


class Brain(Protocol):
    """How one learner remembers one card."""

    def chance(self, day: date) -> float:
        """Return the chance of recall."""
        ...

    def study(self, day: date, rating: Rating) -> None:
        """See the card."""
        ...


class FsrsBrain:
    """FSRS's own forgetting curve; a steadier learner's time runs slower."""

    DECAY = -DEFAULT_PARAMETERS[20]
    FACTOR = 0.9 ** (1 / DECAY) - 1

    def __init__(self, steadiness: float) -> None:
        self._steadiness = steadiness
        self._memory = Memory(0, Theme.RIGHT, FIRST)
        self._last = FIRST

    def chance(self, day: date) -> float:
        """Return the chance of recall."""
        felt = (day - self._last).days / self._steadiness
        return float((1 + self.FACTOR * felt / (self._memory.stability or math.inf)) ** self.DECAY)

    def study(self, day: date, rating: Rating) -> None:
        """See the card."""
        felt = timedelta(days=round((day - self._last).days / self._steadiness))
        self._memory = reviewed(self._memory, rating, (self._memory.reviewed_on or FIRST) + felt)
        self._last = day


class ActrBrain:
    """Pavlik and Anderson 2005: each sight of a card leaves a trace, which fades the faster the fresher others were."""

    DECAY, SCALE, THRESHOLD, NOISE, BETWEEN = 0.177, 0.217, -0.704, 0.255, 0.025
    """Usual a, c, tau and s of the model, and h: a second between sessions counts as so much of one within."""

    def __init__(self, steadiness: float) -> None:
        self._between = self.BETWEEN / steadiness
        self._traces: list[tuple[date, float]] = []

    def chance(self, day: date) -> float:
        """Return the chance of recall."""
        return 1 / (1 + math.exp((self.THRESHOLD - self._activation(day)) / self.NOISE))

    def study(self, day: date, rating: Rating) -> None:  # noqa: ARG002 - a trace is a trace
        """See the card."""
        self._traces.append((day, self.SCALE * math.exp(self._activation(day)) + self.DECAY))

    def _activation(self, day: date) -> float:
        ages = (((day - seen).days * _SECONDS * self._between, decay) for seen, decay in self._traces)
        total = sum(max(age, 1.0) ** -decay for age, decay in ages)
        return math.log(total) if total else -math.inf


@dataclass
class Card:
    """One card of a learner."""

    brain: Brain
    memory: Memory
    due: date


@dataclass
class Tally:
    """What came of one way of planning.

    Attributes:
        retention: Chance of recall of all cards met so far, learner by learner, every few days.
        reviews: How many cards were looked at.
        recalled: How many of those seen before were recalled.
        seen_before: How many those were.
        last: Retention on the last day.
    """

    retention: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    reviews: int = 0
    recalled: int = 0
    seen_before: int = 0


def by_fsrs(card: Card, rating: Rating, day: date) -> date:
    """Plan as the product does."""
    card.memory = reviewed(card.memory, rating, day)
    return card.memory.due_on or day


def weekly(_: Card, __: Rating, day: date) -> date:
    """Show it again in a week, whatever was remembered."""
    return day + WEEK


Plan = Callable[[Card, Rating, date], date]
PLANS: dict[str, Plan] = {"FSRS": by_fsrs, "weekly": weekly}
BRAINS: dict[str, Callable[[float], Brain]] = {"fsrs": FsrsBrain, "act-r": ActrBrain}


@app.command()
def learners(
    people: Annotated[int, typer.Option(min=1)] = 1_000,
    days: Annotated[int, typer.Option(min=8)] = 90,
    cards: Annotated[int, typer.Option(min=1, help="A new one each day until they are met.")] = 30,
    seed: Annotated[int, typer.Option()] = 7,
) -> None:
    """Simulate learners: retention and reviews a day, with FSRS and with a fixed weekly repetition."""
    table = Table("memory", "looks a day", "planned by", "reviews a day", "retention", "on the last day", "recalled")
    for limit, limited in ((0, "all due"), (1, "one")):
        for name, brain in BRAINS.items():
            for planned, plan in PLANS.items():
                found = simulate(brain, plan, people, days, cards, limit, seed)
                table.add_row(
                    name,
                    limited,
                    planned,
                    f"{found.reviews / people / days:.2f}",
                    f"{mean(found.retention):.3f}",
                    f"{mean(found.last):.3f}",
                    f"{found.recalled / max(found.seen_before, 1):.3f}",
                )
    console = Console(highlight=False)
    console.print(f"{people} learners, {days} days, {cards} cards, seed {seed}")
    console.print(table)
    console.print(f"retention: chance of recall of every card met so far, looked at every {EVERY} days")
    console.print(
        "memory fsrs is the model FSRS plans by and favours it; act-r (Pavlik, Anderson 2005) it does not know"
    )


def simulate(
    brain: Callable[[float], Brain], plan: Plan, people: int, days: int, cards: int, limit: int, seed: int
) -> Tally:
    """Let people learn; the same seed gives the same people and the same luck."""
    tally = Tally()
    for number in range(people):
        # of its own for each learner, so that ways of planning do not change each other's luck
        luck = Random(f"{seed}-{number}")  # noqa: S311 - nothing secret
        _learn(partial(brain, math.exp(luck.gauss(0, SPREAD))), plan, days, cards, limit, luck, tally)
    return tally


def _learn(
    new_brain: Callable[[], Brain], plan: Plan, days: int, cards: int, limit: int, luck: Random, tally: Tally
) -> None:
    met: list[Card] = []
    for ahead in range(days):
        day = FIRST + timedelta(days=ahead)
        due = sorted((card for card in met if card.due <= day), key=lambda card: card.due)
        # of one card a day: the first ten mornings are for new ones, as the product does; then what is due comes first
        fresh = len(met) < cards and (not limit or len(met) < 10 or not due)
        if fresh:
            met.append(Card(new_brain(), Memory(len(met), Theme.RIGHT, day), day))
            due.insert(0, met[-1])
        for card in due[:limit] if limit else due:
            _look(card, plan, day, luck, tally)
        if ahead % EVERY == 0:
            tally.retention.append(mean(card.brain.chance(day) for card in met))
    tally.last.append(mean(card.brain.chance(FIRST + timedelta(days=days)) for card in met))


def _look(card: Card, plan: Plan, day: date, luck: Random, tally: Tally) -> None:
    before = card.memory.shown_on < day
    chance = card.brain.chance(day) if before else 0.0
    recalled = luck.random() < chance
    rating = _said(chance, luck) if recalled else Rating.Again
    if not before:
        # met for the first time: some of it is known already
        rating = Rating.Good if luck.random() < 0.5 else Rating.Again
    card.brain.study(day, rating)
    card.due = plan(card, rating, day)
    tally.reviews += 1
    tally.seen_before += before
    tally.recalled += before and recalled


def _said(chance: float, luck: Random) -> Rating:
    """Return what somebody says who has recalled a card: the surer, the better."""
    sure = luck.random() * chance
    return Rating.Hard if sure < 0.2 else Rating.Easy if sure > 0.85 else Rating.Good
