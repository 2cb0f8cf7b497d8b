"""/quiz: five questions one after another, then what was wrong with its articles."""

from __future__ import annotations

from telegram import Message, ReplyParameters, Update
from telegram.error import BadRequest

from bot import words as common
from bot.handlers.context import (
    Context,
    StaleButtonError,
    acknowledge,
    arguments,
    audience_in,
    reply,
    services_of,
)
from bot.handlers.polls import ask
from bot.people.roles import audience_of
from bot.selfquiz.short_quizzes import ShortQuiz
from bot.views import answers as articles
from bot.views import short_quiz as views
from bot.views.view import View
from bot.words import selfquiz as words

_NO_ORIGINAL = "repl"
"""In what Telegram says where the message replied to is gone."""


async def quiz(update: Update, context: Context) -> None:
    """Begin a quiz, or go on with the one under way: point to the question that waits, or ask the next."""
    person, services = update.effective_user, services_of(context)
    if not person:
        raise StaleButtonError
    if update.callback_query:
        await acknowledge(update.callback_query)
    audience = audience_of(await services.members.roles(person.id))
    found = await services.short_quizzes.begin(person.id, audience)
    if found.waiting and found.waiting.message:
        if await _points(context, found, found.waiting.message):
            return
        found = await services.short_quizzes.lost(found)
    await _go_on(update, context, found)


async def answered(update: Update, context: Context) -> bool:
    """Count an answer and ask the next question, or say how it went; returns False where the poll is of no quiz."""
    answer, services = update.poll_answer, services_of(context)
    if not answer or not answer.user or len(answer.option_ids) != 1:
        return False
    found = await services.short_quizzes.answer(answer.poll_id, answer.user.id, answer.option_ids[0])
    if found is None:
        return False
    if found.waiting is None:
        await _go_on(update, context, found)
    return True


async def read(update: Update, context: Context) -> None:
    """Show an article below what is said of a quiz, so that this stays in sight."""
    (key,) = arguments(update, 1)
    query, answerer = update.callback_query, services_of(context).library.answerer
    place = answerer.corpus.find(key)
    if query is None or place is None or not isinstance(query.message, Message):
        raise StaleButtonError
    if not answerer.may_read(place, await audience_in(update.effective_chat, context)):
        label = answerer.corpus.document(place).audience.label
        await acknowledge(query, common.NOT_FOR_YOU.format(audience=label), alert=True)
        return
    await acknowledge(query)
    await reply(query.message, articles.article(answerer, place, 0, can_go_back=False))


async def _go_on(update: Update, context: Context, found: ShortQuiz) -> None:
    services = services_of(context)
    audience = audience_of(await services.members.roles(found.chat))
    found, item = await services.short_quizzes.following(found, audience)
    if item is None or item.question is None:
        await _say(context, found.chat, views.outcome(found, services.library.answerer))
        return
    place = (item.place, len(found.items))
    poll = await ask(context, found.chat, item.question, place, update.update_id, "")
    correct = poll.order.index(item.question.right)
    await services.short_quizzes.asked(found, item, poll.id, poll.message, correct)


async def _points(context: Context, found: ShortQuiz, message: int) -> bool:
    """Point to the question that waits; returns False where the person has deleted it."""
    try:
        await _say(context, found.chat, View(words.IS_HERE), message)
    except BadRequest as error:
        if _NO_ORIGINAL not in error.message.lower():
            raise
        return False
    return True


async def _say(context: Context, chat: int, view: View, to: int | None = None) -> None:
    above = ReplyParameters(to) if to is not None else None
    await context.bot.send_message(
        chat, view.text, parse_mode="HTML", reply_markup=view.keyboard, reply_parameters=above
    )
