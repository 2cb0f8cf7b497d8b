"""Questions: in private, in groups and inline."""

from __future__ import annotations

from telegram import InlineQueryResultArticle, InputTextMessageContent, Message, Update

from bot import words
from bot.gaps.gaps import Reason
from bot.handlers import agenda, composing, hours, preferences, threads
from bot.handlers.consulting import take
from bot.handlers.context import Context, audience_in, reply, say, services_of, typing
from bot.handlers.documents import take_correction
from bot.handlers.gaps import take_answer
from bot.handlers.gate import addressed, mention
from bot.services import Services
from bot.views import answers, gaps
from bot.views.view import View
from index.answer import Outcome
from index.follow_up import Asking
from knowledge.document import Audience

IN_VAIN = frozenset({Outcome.REFUSED, Outcome.NO_DOCUMENT, Outcome.NOT_IN_FORCE})
"""Outcomes with which the knowledge base lacks something; the others say what is wrong with the question."""
LONGEST = 1_000
"""Characters of one question; a longer one is a text, and the model reads no more of it anyway."""


async def answer(message: Message, question: str, context: Context) -> None:
    """Answer a question in the chat it came from."""
    if len(question) > LONGEST:
        await say(message, words.TOO_LONG.format(length=len(question)))
        return
    async with typing(message):
        view = await _found(message, question, await audience_in(message.chat, context), services_of(context))
    await reply(message, view)


async def _found(message: Message, typed: str, audience: Audience, services: Services) -> View:
    """Return a curated answer that is surely meant, else what the rules say, with a curated answer that may be."""
    question = await threads.understand(message, typed, services)
    asks = question.follow_up is None or isinstance(question.follow_up, Asking)
    match = await services.curated.match(question.in_full) if asks else None
    if match and match.sure:
        if question.follow_up is None:
            await threads.drop(message, services)
        return gaps.reply(match.reply)
    found = await threads.find(question, audience, services)
    if asks and found.result.outcome in IN_VAIN:
        await _keep(message, question.in_full, services)
    await threads.keep(message, found, services)
    view = found.view
    return gaps.beside(view, match.reply) if match else view


async def _keep(message: Message, question: str, services: Services) -> None:
    """Keep a question that found no answer, unless it may be part of something the person is just writing."""
    if message.from_user and await services.conversations.get(message.chat_id) is None:
        await services.gaps.note(message.from_user.id, question, Reason.REFUSED)


async def ask(update: Update, context: Context) -> None:
    """Answer what stands behind /ask, or the message it replies to."""
    message = update.effective_message
    if not message:
        return
    question = (message.text or "").partition(" ")[2].strip() or _lines_behind(message)
    replied = message.reply_to_message
    if not question and replied and replied.text and replied.from_user != context.bot.bot:
        question = replied.text
    if question:
        await answer(message, question, context)
    else:
        await say(message, words.ASK_WHAT)


def _lines_behind(message: Message) -> str:
    return (message.text or "").partition("\n")[2].strip()


async def private_text(update: Update, context: Context) -> None:
    """Answer any text of a private chat, unless a dialog waits for it."""
    taken = await take(update, context) or await take_answer(update, context) or await take_correction(update, context)
    taken = taken or await preferences.take(update, context)
    taken = taken or await agenda.take(update, context)
    taken = taken or await hours.take(update, context) or await composing.take(update, context)
    if update.effective_message and not taken:
        await answer(update.effective_message, update.effective_message.text or "", context)


async def group_text(update: Update, context: Context) -> None:
    """Answer in a group only when mentioned or replied to."""
    message = update.effective_message
    if message and message.text and addressed(message, context):
        await answer(message, mention(context).sub(" ", message.text).strip(), context)


async def inline(update: Update, context: Context) -> None:
    """Offer the three articles that answer best, of what everyone may read: they are sent into any chat."""
    query = update.inline_query
    if not query:
        return
    results = []
    if 1 < len(query.query.strip()) <= LONGEST:
        answerer, result = await services_of(context).library.ask(query.query)
        for item in answers.inline(answerer, result):
            content = InputTextMessageContent(item.view.text, parse_mode="HTML")
            results.append(InlineQueryResultArticle(item.id, item.title, content, description=item.description))
    await query.answer(results, cache_time=60)
