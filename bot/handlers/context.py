"""What all handlers share: the services behind them and the ways to answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from telegram import CallbackQuery, Chat, Message, ReplyParameters, Update
from telegram.constants import ChatAction, ChatType
from telegram.error import BadRequest, TelegramError
from telegram.ext import CallbackContext, ExtBot

from bot import words
from bot.markup import escape
from bot.people.roles import audience_of
from bot.services import Services
from bot.views.view import View
from knowledge.document import Audience

TYPING = 4.0
"""Seconds between signs of typing; Telegram shows one for five."""
SERVICES = "services"
Context = CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]


def services_of(context: Context) -> Services:
    """Return what the handlers work with."""
    services: Services = context.bot_data[SERVICES]
    return services


async def audience_in(chat: Chat | None, context: Context) -> Audience:
    """Return whom what is shown in a chat must be meant for: in a private chat the person, elsewhere everyone."""
    if chat is None or chat.type != ChatType.PRIVATE:
        return Audience.EVERYONE
    return audience_of(await services_of(context).members.roles(chat.id))


class StaleButtonError(Exception):
    """A button's data is not of this version."""


def arguments(update: Update, count: int) -> list[str]:
    """Return what stands behind a button's name.

    Raises:
        StaleButtonError: It is not `count` parts.
    """
    query = update.callback_query
    parts = (query.data or "").split(":")[1:] if query else []
    if len(parts) != count:
        raise StaleButtonError
    return parts


def numbers(update: Update, count: int) -> list[int]:
    """Return the numbers behind a button's name.

    Raises:
        StaleButtonError: It is not `count` numbers.
    """
    parts = arguments(update, count)
    if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
        raise StaleButtonError
    return [int(part) for part in parts]


def acting(update: Update) -> int:
    """Return the Telegram id of who did it.

    Raises:
        StaleButtonError: Nobody did.
    """
    if not update.effective_user:
        raise StaleButtonError
    return update.effective_user.id


def pressed(update: Update) -> Message:
    """Return the message whose button was pressed.

    Raises:
        StaleButtonError: It is not there any more, or no button was.
    """
    message = update.callback_query.message if update.callback_query else None
    if not isinstance(message, Message):
        raise StaleButtonError
    return message


@asynccontextmanager
async def typing(message: Message) -> AsyncIterator[None]:
    """Show that the bot is writing for as long as the block takes."""

    async def show() -> None:
        while True:
            try:
                await message.chat.send_action(ChatAction.TYPING)
            except TelegramError:
                return  # a sign only: the answer itself will tell
            await asyncio.sleep(TYPING)

    task = asyncio.create_task(show())
    try:
        yield
    finally:
        task.cancel()


async def reply(message: Message, view: View) -> Message:
    """Answer a message, quoting it; returns the answer."""
    return await message.reply_html(
        view.text,
        reply_markup=view.keyboard,
        reply_parameters=ReplyParameters(message.message_id, allow_sending_without_reply=True),
    )


async def say(message: Message, text: str) -> None:
    """Answer a message with plain text."""
    await reply(message, View(escape(text)))


async def acknowledge(query: CallbackQuery, text: str | None = None, *, alert: bool = False) -> None:
    """Answer a press; after a pause of the bot that may come too late, and what was pressed is done all the same."""
    try:
        await query.answer(text, show_alert=alert)
    except BadRequest as error:
        if "too old" not in error.message:
            raise


async def show(query: CallbackQuery, view: View) -> None:
    """Put a view into the message whose button was pressed."""
    await acknowledge(query)
    try:
        await query.edit_message_text(view.text, parse_mode="HTML", reply_markup=view.keyboard)
    except BadRequest as error:
        if "not modified" not in error.message:  # pressed twice: it already shows this
            raise


async def answer_with(update: Update, view: View) -> None:
    """Show a view: in place of the message whose button was pressed, else as an answer."""
    if update.callback_query:
        await show(update.callback_query, view)
    elif update.effective_message:
        await reply(update.effective_message, view)


async def tell(update: Update, text: str) -> None:
    """Say something on account of an update: as an alert where a button was pressed, else as an answer."""
    if update.callback_query:
        await acknowledge(update.callback_query, text, alert=True)
    elif update.effective_message and not update.inline_query:
        await say(update.effective_message, text)


async def apologise(update: Update) -> None:
    """Tell the person that an update was set aside; its number is the one the log has."""
    await tell(update, words.ERROR.format(id=update.update_id))
