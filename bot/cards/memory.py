"""How well somebody remembers a card, and when to show it again: FSRS, counted in whole days of the person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from fsrs import Card, Rating, Scheduler, State

from bot.study.task import Theme

LONGEST_DAYS = 180
"""However well it is known, a card comes back twice a year: the articles stay in sight."""
# No steps of minutes: there is one card a day. No fuzz either, which is against many cards due on one day.
_SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=LONGEST_DAYS, enable_fuzzing=False)


@dataclass(frozen=True, slots=True)
class Memory:
    """What somebody remembers of one question.

    Attributes:
        question: Of the bank.
        theme: Right or duty.
        shown_on: Day it was last shown.
        reviewed_on: Day of the last review; None for never.
        due_on: Day of the next review.
        stability: FSRS: days until the chance of recall has fallen to 0.9.
        difficulty: FSRS: 1 to 10.
        rating: The last one.
    """

    question: int
    theme: Theme
    shown_on: date
    reviewed_on: date | None = None
    due_on: date | None = None
    stability: float | None = None
    difficulty: float | None = None
    rating: Rating | None = None


def reviewed(memory: Memory, rating: Rating, day: date) -> Memory:
    """Return what is remembered after a review."""
    card, _ = _SCHEDULER.review_card(_card(memory), rating, _moment(day))
    return replace(
        memory,
        reviewed_on=day,
        due_on=card.due.date(),
        stability=card.stability,
        difficulty=card.difficulty,
        rating=rating,
    )


def recall(memory: Memory, day: date) -> float:
    """Return the chance that it is remembered on a day; 0 for what was never reviewed."""
    return float(_SCHEDULER.get_card_retrievability(_card(memory), _moment(day)))


def _card(memory: Memory) -> Card:
    """Return FSRS's card; its number means nothing here."""
    if memory.reviewed_on is None:
        return Card(card_id=0, due=_moment(memory.shown_on))
    last = _moment(memory.reviewed_on)
    return Card(0, State.Review, None, memory.stability, memory.difficulty, last, last)


def _moment(day: date) -> datetime:
    """Return a moment for FSRS, which counts days by moments: a card of 9:30 is not early at 8:00 next day."""
    return datetime.combine(day, time(), UTC)
