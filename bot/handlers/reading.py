"""The buttons below an answer: the whole article, its neighbours, and whether it was of use."""

from __future__ import annotations

import re

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType
from telegram.error import BadRequest

from bot import views, words
from bot.handlers.context import Context, acknowledge, services_of, show


async def read(update: Update, context: Context) -> None:
    """Show an article in the message its button stands on."""
    query = update.callback_query
    if not query or not query.data:
        return
    _, key, page = query.data.split(":")
    answerer = services_of(context).library.answerer
    place = answerer.corpus.find(key)
    if place is None:
        await acknowledge(query, words.BUTTON_GONE, alert=True)
        return
    await show(query, views.article(answerer, place, int(page), _question(query) is not None))


async def back(update: Update, context: Context) -> None:
    """Turn an article back into the answer it was opened from."""
    query = update.callback_query
    if not query:
        return
    question = _question(query)
    if question is None:
        await acknowledge(query, words.QUESTION_GONE, alert=True)
        return
    answerer, result = await services_of(context).library.ask(question)
    await show(query, views.answer(answerer, result))


def _question(query: CallbackQuery) -> str | None:
    """Return the question the message with this button answers, as its author sees it above the answer."""
    message = query.message
    asked = message.reply_to_message if isinstance(message, Message) else None
    if asked is None or not asked.text:
        return None
    if asked.text.startswith("/"):
        return asked.text.partition(" ")[2] or None
    return re.sub(r"@\w+", " ", asked.text) if asked.chat.type != ChatType.PRIVATE else asked.text


async def judge(update: Update, context: Context) -> None:
    """Note whether an answer was of use, not by whom."""
    query = update.callback_query
    if not query or not query.data:
        return
    verdict, key = query.data.split(":")
    answerer = services_of(context).library.answerer
    place = answerer.corpus.find(key)
    if place is None:
        await acknowledge(query, words.BUTTON_GONE, alert=True)
        return
    await services_of(context).feedback.note(answerer.corpus, place, useful=verdict == views.USEFUL)
    await acknowledge(query, words.NOTED)
    message = query.message
    if not isinstance(message, Message) or not message.reply_markup:
        return
    try:
        await query.edit_message_reply_markup(views.judged(message.reply_markup))
    except BadRequest as error:
        if "not modified" not in error.message:
            raise


async def unknown_button(update: Update, context: Context) -> None:
    """Say that a button is of an earlier time."""
    if update.callback_query:
        await acknowledge(update.callback_query, words.BUTTON_GONE, alert=True)
