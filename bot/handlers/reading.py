"""The buttons below an answer: the whole article, its neighbours, and whether it was of use."""

from __future__ import annotations

import re

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType
from telegram.error import BadRequest

from bot import words
from bot.gaps.gaps import Reason
from bot.gatekeeper import Button, button_of
from bot.handlers.context import Context, StaleButtonError, acknowledge, arguments, audience_in, services_of, show
from bot.views import answers


async def read(update: Update, context: Context) -> None:
    """Show an article in the message its button stands on."""
    key, page = arguments(update, 2)
    answerer = services_of(context).library.answerer
    place = answerer.corpus.find(key)
    if place is None or not page.isdecimal() or update.callback_query is None:
        raise StaleButtonError
    query, audience = update.callback_query, await audience_in(update.effective_chat, context)
    if not answerer.may_read(place, audience):
        label = answerer.corpus.document(place).audience.label
        await acknowledge(query, words.NOT_FOR_YOU.format(audience=label), alert=True)
        return
    await show(query, answers.article(answerer, place, int(page), question_of(query) is not None))


async def back(update: Update, context: Context) -> None:
    """Turn an article back into the answer it was opened from."""
    query = update.callback_query
    if not query:
        return
    question = question_of(query)
    if question is None:
        await acknowledge(query, words.QUESTION_GONE, alert=True)
        return
    audience = await audience_in(update.effective_chat, context)
    answerer, result = await services_of(context).library.ask(question, audience)
    await show(query, answers.answer(answerer, result))


def question_of(query: CallbackQuery) -> str | None:
    """Return the question the message with this button answers, as its author sees it above the answer."""
    message = query.message
    asked = message.reply_to_message if isinstance(message, Message) else None
    if asked is None or not asked.text:
        return None
    if asked.text.startswith("/"):
        return asked.text.partition(" ")[2] or None
    return re.sub(r"@\w+", " ", asked.text) if asked.chat.type != ChatType.PRIVATE else asked.text


async def judge(update: Update, context: Context) -> None:
    """Note whether an answer was of use, not by whom; a question it was of no use for waits for a better one."""
    query = update.callback_query
    (key,) = arguments(update, 1)
    answerer = services_of(context).library.answerer
    place = answerer.corpus.find(key)
    if place is None or query is None or query.data is None:
        raise StaleButtonError
    useful = button_of(query.data) is Button.USEFUL
    await services_of(context).feedback.note(answerer.corpus, place, useful=useful)
    question = question_of(query)
    if not useful and question:
        await services_of(context).gaps.note(query.from_user.id, question, Reason.USELESS, key)
    await acknowledge(query, words.NOTED)
    message = query.message
    if not isinstance(message, Message) or not message.reply_markup:
        return
    try:
        await query.edit_message_reply_markup(answers.judged(message.reply_markup))
    except BadRequest as error:
        if "not modified" not in error.message:
            raise
