"""What stands under the picture of a person's own progress."""

from __future__ import annotations

from bot.gatekeeper import Button
from bot.hours.ledger import label
from bot.selfquiz.own_progress import OwnProgress
from bot.selfquiz.picture import streak
from bot.views.view import View, button, keyboard_of
from bot.words import selfquiz as words


def caption(progress: OwnProgress) -> View:
    """Say in words what the picture shows."""
    text = words.CAPTION.format(
        streak=streak(progress.weeks),
        known=progress.known,
        total=progress.total,
        hours=label(sum(progress.hours.values())),
    )
    hours = button(words.TO_HOURS, Button.HOURS, progress.today.year, 0)
    return View(text, keyboard_of([button(words.DO_QUIZ, Button.SHORT_QUIZ), hours]))
