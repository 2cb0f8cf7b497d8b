"""What the bot knows of a person: saying it, giving it out, deleting it."""

from __future__ import annotations

import asyncio
import json

from telegram import InputFile, Update

from bot import words
from bot.gatekeeper import Button
from bot.handlers.context import Context, answer_with, say, services_of, show
from bot.handlers.menu import refresh_menu
from bot.privacy import as_text
from bot.views.view import View, button, keyboard_of


async def privacy(update: Update, context: Context) -> None:
    """Say what is kept and how long."""
    if update.effective_message:
        await say(update.effective_message, words.PRIVACY.format(kept=as_text()))


async def my_data(update: Update, context: Context) -> None:
    """Send everything kept about the person as a file."""
    person, message = update.effective_user, update.effective_message
    if person and message:
        services = services_of(context)
        batches = await asyncio.to_thread(services.batches.of_chat, person.id)
        files = [upload.name for batch in batches for upload in batch.files]
        data = await services.privacy.my_data(person.id) | {"files_sent": files}
        file = InputFile(json.dumps(data, ensure_ascii=False, indent=1).encode(), "mingbai-my-data.json")
        await message.reply_document(file, caption=words.MY_DATA)


async def ask_forget(update: Update, context: Context) -> None:
    """Ask whether everything is really to be deleted."""
    keyboard = keyboard_of([button(words.FORGET_SURELY, Button.FORGET), button(words.NO, Button.CANCEL)])
    await answer_with(update, View(words.ASK_FORGET, keyboard))


async def forget(update: Update, context: Context) -> None:
    """Delete everything kept about the person."""
    person, query = update.effective_user, update.callback_query
    if person and query:
        await services_of(context).privacy.forget(person.id)
        await asyncio.to_thread(services_of(context).batches.forget, person.id)
        await show(query, View(words.FORGOTTEN))
        await refresh_menu(context, person.id)
