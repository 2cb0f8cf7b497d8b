"""The buttons below an answer: the whole article, its neighbours, and whether it was of use."""

from __future__ import annotations

from telegram import Message, Update
from telegram.error import BadRequest

from bot import words
from bot.gaps.gaps import Reason
from bot.gatekeeper import Button, button_of
from bot.handlers import threads
from bot.handlers.context import Context, StaleButtonError, acknowledge, arguments, audience_in, services_of, show
from bot.handlers.threads import question_of
from bot.views import answers
from index import in_thread


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
    await threads.move(query, in_thread.moved(answerer, place), services_of(context))


async def back(update: Update, context: Context) -> None:
    """Turn an article back into the answer it was opened from."""
    query = update.callback_query
    if not query:
        return
    services = services_of(context)
    question = await threads.above(query, services)
    if question is None:
        await acknowledge(query, words.QUESTION_GONE, alert=True)
        return
    found = await threads.find(question, await audience_in(update.effective_chat, context), services)
    await show(query, found.view)
    if found.thread:
        await threads.move(query, found.thread, services)


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
    question = await threads.above(query, services_of(context))
    if not useful and question:
        await services_of(context).gaps.note(query.from_user.id, question.in_full, Reason.USELESS, key)
    await acknowledge(query, words.NOTED)
    message = query.message
    if not isinstance(message, Message) or not message.reply_markup:
        return
    try:
        await query.edit_message_reply_markup(answers.judged(message.reply_markup))
    except BadRequest as error:
        if "not modified" not in error.message:
            raise
