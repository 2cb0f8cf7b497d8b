"""Questions: in private, in groups and inline."""

from __future__ import annotations

from telegram import InlineQueryResultArticle, InputTextMessageContent, Message, Update

from bot import words
from bot.handlers.consulting import take
from bot.handlers.context import Context, reply, say, services_of, typing
from bot.handlers.gate import addressed, mention
from bot.views import answers

LONGEST = 1_000
"""Characters of one question; a longer one is a text, and the model reads no more of it anyway."""


async def answer(message: Message, question: str, context: Context) -> None:
    """Answer a question in the chat it came from."""
    if len(question) > LONGEST:
        await say(message, words.TOO_LONG.format(length=len(question)))
        return
    async with typing(message):
        answerer, result = await services_of(context).library.ask(question)
        view = answers.answer(answerer, result)
    await reply(message, view)


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
    if update.effective_message and not await take(update, context):
        await answer(update.effective_message, update.effective_message.text or "", context)


async def group_text(update: Update, context: Context) -> None:
    """Answer in a group only when mentioned or replied to."""
    message = update.effective_message
    if message and message.text and addressed(message, context):
        await answer(message, mention(context).sub(" ", message.text).strip(), context)


async def inline(update: Update, context: Context) -> None:
    """Offer the three articles that answer best."""
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
