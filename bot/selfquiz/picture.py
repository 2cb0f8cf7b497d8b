"""A person's own progress as a picture that can be read on a phone."""

from __future__ import annotations

from bot.hours.hours import GOAL
from bot.hours.ledger import label
from bot.selfquiz.known import Chapter
from bot.selfquiz.own_progress import OwnProgress
from bot.selfquiz.weeks import Weeks
from bot.study.canvas import BODY, FAINT, LARGE, SMALL, TRACK, Canvas
from bot.study.task import Kind, Theme
from bot.words import selfquiz as words

CHAPTERS = 6
"""Chapters that are shown, those begun first."""
_GREEN, _BLUE, _AMBER = "#2e8b57", "#4a86c8", "#e6a117"


def of_progress(progress: OwnProgress) -> bytes:
    """Draw how far somebody has got, as PNG; takes a few hundredths of a second of a thread."""
    canvas = Canvas()
    canvas.text(words.TITLE, LARGE)
    canvas.text(words.ONLY_YOU.format(day=progress.today), BODY, FAINT)
    canvas.heading(streak(progress.weeks))
    canvas.gap(8)
    canvas.marks(progress.weeks.shown, words.WEEKS, _GREEN)
    _hours(canvas, progress)
    canvas.heading(words.THEMES)
    for theme, colour in ((Theme.RIGHT, _GREEN), (Theme.DUTY, _BLUE)):
        known, total = progress.themes[theme]
        canvas.bar(theme.label, words.OF_ALL.format(known=known, total=total), known / (total or 1), colour)
    canvas.heading(words.CHAPTERS.format(known=progress.known, total=progress.total))
    _chapters(canvas, [chapter for chapter in progress.chapters if chapter.known], len(progress.chapters))
    canvas.gap(16)
    canvas.text(words.KNOWN_MEANS, SMALL, FAINT, lines=4)
    return canvas.png()


def streak(weeks: Weeks) -> str:
    """Say how many weeks in a row somebody has studied."""
    if not weeks.streak:
        return words.STREAK_NONE
    return (words.STREAK if weeks.this else words.STREAK_OPEN).format(weeks=weeks.streak, more=weeks.streak + 1)


def _hours(canvas: Canvas, progress: OwnProgress) -> None:
    hours = progress.hours
    total = sum(hours.values())
    left = max(GOAL - total, 0)
    canvas.heading(words.HOURS.format(year=progress.today.year, total=label(total)))
    canvas.gap(8)
    canvas.stacked([(hours[Kind.DAILY], _GREEN), (hours[Kind.CONCENTRATED], _BLUE), (left, TRACK)])
    for kind, colour in ((Kind.DAILY, _GREEN), (Kind.CONCENTRATED, _BLUE)):
        canvas.legend(kind.label, words.HOURS_OF.format(hours=label(hours[kind])), colour)
    if left:
        canvas.legend(words.HOURS_LEFT, words.HOURS_OF.format(hours=label(left)), TRACK)
    else:
        canvas.text(words.HOURS_FULL, BODY, FAINT)


def _chapters(canvas: Canvas, begun: list[Chapter], total: int) -> None:
    if not begun:
        canvas.text(words.NO_CHAPTERS, BODY, FAINT)
        return
    for chapter in begun[:CHAPTERS]:
        name = words.CHAPTER.format(document=chapter.document, name=" ".join(chapter.name.split()))
        name = name if chapter.name else chapter.document
        value = words.OF_ARTICLES.format(known=chapter.known, total=chapter.total)
        canvas.bar(name, value, chapter.known / chapter.total, _AMBER)
    if len(begun) > CHAPTERS:
        canvas.text(words.MORE_BEGUN.format(count=len(begun) - CHAPTERS), SMALL, FAINT)
    if total > len(begun):
        canvas.text(words.MORE_CHAPTERS.format(count=total - len(begun)), SMALL, FAINT)
