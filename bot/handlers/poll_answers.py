"""Answers to polls: each belongs to a study task, a short quiz, an evening or to nothing the bot knows any more."""

from __future__ import annotations

from telegram import Update

from bot.handlers import evening, short_quiz, studying
from bot.handlers.context import Context

_TAKERS = (studying.answered, short_quiz.answered, evening.answered)
"""Each says whether the poll is one of its own."""


async def answered(update: Update, context: Context) -> None:
    """Count an answer where it belongs."""
    for take in _TAKERS:
        if await take(update, context):
            return
