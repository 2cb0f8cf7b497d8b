"""Golden questions: what there are, and one more by a press of the secretary who has answered it."""

from __future__ import annotations

from telegram import Update

from bot import words
from bot.handlers.context import Context, StaleButtonError, acknowledge, answer_with, numbers, services_of, show, tell
from bot.views import consulting
from bot.views import golden as views


async def questions(update: Update, context: Context) -> None:
    """Say how many there are and how they fared."""
    services = services_of(context)
    found = await services.golden.all()
    await answer_with(update, views.questions(found, await services.publishing.last_check()))


async def keep(update: Update, context: Context) -> None:
    """Make a question the secretary has answered one of them, without who asked."""
    (number,) = numbers(update, 1)
    query, person, services = update.callback_query, update.effective_user, services_of(context)
    if not query or not person:
        raise StaleButtonError
    found = await services.consultations.get(person.id, number)
    if not consulting.may_be_golden(found):
        await tell(update, words.GOLDEN_NOT_OFFERED)
        return
    kept = await services.golden.add(person.id, found.words)
    if kept is None:
        await acknowledge(query, words.GOLDEN_NOT_FOUND, alert=True)
    else:
        await show(query, views.kept(kept))
