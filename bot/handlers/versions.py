"""The published versions of the knowledge base, and the way back to one of them."""

from __future__ import annotations

from telegram import Update

from bot import words
from bot.handlers.context import Context, StaleButtonError, answer_with, arguments, services_of
from bot.people.roles import OPERATOR
from bot.views import versions as views


async def name_of(context: Context, actor: int | None, viewer: int) -> str:
    """Name whoever changed the knowledge base, for an administrator to read."""
    if actor == OPERATOR:
        return words.SOMEBODY_AT_THE_MACHINE
    if actor == viewer:
        return words.YOU
    known = await services_of(context).members.memberships(actor) if actor is not None else []
    return known[0].name if known else words.SOMEBODY


async def versions(update: Update, context: Context) -> None:
    """List the versions with buttons to return to one."""
    if not update.effective_user:
        return
    found = await services_of(context).publishing.versions()
    names = [await name_of(context, v.published.actor, update.effective_user.id) if v.published else "" for v in found]
    await answer_with(update, views.versions(list(zip(found, names, strict=True))))


async def ask_rollback(update: Update, context: Context) -> None:
    """Ask whether the bot is really to return to a version."""
    (snapshot,) = arguments(update, 1)
    await answer_with(update, views.ask_rollback(await services_of(context).publishing.version(snapshot)))


async def rollback(update: Update, context: Context) -> None:
    """Return to a version."""
    (snapshot,) = arguments(update, 1)
    if not update.effective_user:
        raise StaleButtonError
    version = await services_of(context).publishing.rollback(update.effective_user.id, snapshot)
    await answer_with(update, views.rolled_back(version))
