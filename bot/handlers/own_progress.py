"""/study: a person's own progress as a picture, in their own chat."""

from __future__ import annotations

import asyncio
from io import BytesIO

from telegram import InputFile, Update

from bot.handlers.context import Context, StaleButtonError, acknowledge, services_of
from bot.people.roles import audience_of
from bot.selfquiz.picture import of_progress
from bot.views import own_progress as views


async def study(update: Update, context: Context) -> None:
    """Show somebody how far they have got."""
    person, services = update.effective_user, services_of(context)
    if not person:
        raise StaleButtonError
    if update.callback_query:
        await acknowledge(update.callback_query)
    found = await services.own_progress.of(person.id, audience_of(await services.members.roles(person.id)))
    picture = await asyncio.to_thread(of_progress, found)
    view = views.caption(found)
    await context.bot.send_photo(
        person.id,
        InputFile(BytesIO(picture), filename="study.png"),
        caption=view.text,
        parse_mode="HTML",
        reply_markup=view.keyboard,
    )
