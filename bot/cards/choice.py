"""Which card somebody gets next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from bot.bank.question import BankQuestion
from bot.cards.memory import Memory
from bot.study.task import Theme

STARTERS = 10
"""So many cards somebody gets to know first, one each morning, before reviews take the mornings."""
_CORE = 2
"""They are of the articles that have at least one in so many questions of the one that has most: the lists of rights
and duties themselves, before what stands about them elsewhere."""
MOST_OPEN = 3
"""Cards of a theme that were put before somebody who never said how well they were remembered; then no new ones."""
_OTHER = {Theme.RIGHT: Theme.DUTY, Theme.DUTY: Theme.RIGHT}


def themes(last: Theme | None) -> tuple[Theme, Theme]:
    """Return what the next card is to be about, and what it may be about where there is none of that."""
    first = _OTHER.get(last, Theme.RIGHT) if last else Theme.RIGHT
    return first, _OTHER[first]


def choose(
    stock: Mapping[int, BankQuestion],
    memories: Mapping[int, Memory],
    last: Theme | None,
    today: date,
    *,
    asked_for: bool = False,
) -> BankQuestion | None:
    """Return the next card: about a duty where the last one was about a right, and the other way round.

    Of its theme that is, in this order: one of the first ten (in the morning, not where somebody asks for more), the
    one longest due, a new one, one that was shown and not answered, the one due next. Nothing comes twice a day.

    Args:
        stock: The live questions somebody may read.
        memories: What they remember, by question.
        last: Theme of the last card shown; None at the beginning.
        today: Their day.
        asked_for: They want another one.
    """
    known = {number: memory for number, memory in memories.items() if number in stock}
    starting = not asked_for and len(known) < STARTERS
    for theme in themes(last):
        found = _of_theme(stock, known, theme, today, starting=starting)
        if found is not None:
            return stock[found]
    return None


def _of_theme(
    stock: Mapping[int, BankQuestion], known: Mapping[int, Memory], theme: Theme, today: date, *, starting: bool
) -> int | None:
    mine = [m for m in known.values() if m.theme is theme and m.shown_on < today and m.reviewed_on != today]
    due = [m for m in mine if m.due_on and m.due_on <= today]
    left_open = [m for m in mine if m.reviewed_on is None]
    new = _newest(stock, known, theme) if len(left_open) < MOST_OPEN else None
    if due and not (starting and new is not None):
        return min(due, key=lambda m: (m.due_on, m.question)).question
    if new is not None:
        return new
    if left_open:
        return min(left_open, key=lambda m: (m.shown_on, m.question)).question
    return min(mine, key=lambda m: (m.due_on or today, m.question)).question if mine else None


def _newest(stock: Mapping[int, BankQuestion], known: Mapping[int, Memory], theme: Theme) -> int | None:
    """Return a question not known yet: of an article that has been asked about least, the one fullest of the theme."""
    asked = Counter(_article(stock[number]) for number in known)
    of_theme = [question for question in stock.values() if question.theme is theme]
    full = Counter(map(_article, of_theme))
    new = [question for question in of_theme if question.id not in known]
    if not new:
        return None
    if len(known) < STARTERS:
        most = max(full.values())
        new = [question for question in new if full[_article(question)] * _CORE >= most] or new
    return min(new, key=lambda q: (asked[_article(q)], -full[_article(q)], q.id)).id


def _article(question: BankQuestion) -> tuple[str, str]:
    return question.file, question.article
