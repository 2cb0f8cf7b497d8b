"""Updates in, views out: each handler reads the update, calls one function and shows what comes of it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from telegram import (
    CallbackQuery,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Message,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatAction, ChatType
from telegram.error import BadRequest, TelegramError
from telegram.ext import (
    Application,
    ApplicationHandlerStop,
    CallbackContext,
    CallbackQueryHandler,
    CommandHandler,
    ExtBot,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot import views, words
from bot.markup import escape
from bot.services import Services
from bot.views import View

LONGEST = 1_000
"""Characters of one question; a longer one is a text, and the model reads no more of it anyway."""
TYPING = 4.0
"""Seconds between signs of typing; Telegram shows one for five."""
_SERVICES = "services"
Context = CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]


def _services(context: Context) -> Services:
    services: Services = context.bot_data[_SERVICES]
    return services


@asynccontextmanager
async def _typing(message: Message) -> AsyncIterator[None]:
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


async def _reply(message: Message, view: View) -> None:
    await message.reply_html(
        view.text,
        reply_markup=view.keyboard,
        reply_parameters=ReplyParameters(message.message_id, allow_sending_without_reply=True),
    )


async def _say(message: Message, text: str) -> None:
    await _reply(message, View(escape(text)))


async def _answer(message: Message, question: str, context: Context) -> None:
    """Answer a question in the chat it came from."""
    if len(question) > LONGEST:
        await _say(message, words.TOO_LONG.format(length=len(question)))
        return
    async with _typing(message):
        answerer, result = await _services(context).library.ask(question)
        view = views.answer(answerer, result)
    await _reply(message, view)


async def limit_flood(update: Update, context: Context) -> None:
    """Slow down a person who floods: a polite notice once, then nothing until there is room again."""
    person, query, message = update.effective_user, update.callback_query, update.effective_message
    if not person or update.inline_query or not (query or _addressed(message, context)):
        return
    services = _services(context)
    verdict = (services.presses if query else services.questions).check(person.id)
    if verdict.allowed:
        return
    notice = words.SLOW_DOWN.format(seconds=verdict.wait) if verdict.notify else None
    if query:
        await _acknowledge(query, notice)
    elif message and notice:
        await _say(message, notice)
    raise ApplicationHandlerStop


def _mention(context: Context) -> re.Pattern[str]:
    return re.compile(rf"@{re.escape(context.bot.username)}\b", re.IGNORECASE)


def _addressed(message: Message | None, context: Context) -> bool:
    """Tell whether a message is meant for the bot: in a group a command, a mention, or a reply to it."""
    if not message:
        return False
    if message.chat.type == ChatType.PRIVATE:
        return True
    text, replied = message.text or "", message.reply_to_message
    to_bot = replied is not None and replied.from_user is not None and replied.from_user.id == context.bot.id
    return to_bot or text.startswith("/") or bool(_mention(context).search(text))


async def start(update: Update, context: Context) -> None:
    """Say hello and what one can ask."""
    if update.effective_message:
        await _say(update.effective_message, words.START.format(name=words.NAME))


async def help_(update: Update, context: Context) -> None:
    """Say how it is used."""
    if update.effective_message:
        commands = "\n".join(f"/{name} {what}" for name, what in words.COMMANDS.items())
        await _say(update.effective_message, words.HELP.format(username=context.bot.username, commands=commands))


async def privacy(update: Update, context: Context) -> None:
    """Say what is kept."""
    if update.effective_message:
        await _say(update.effective_message, words.PRIVACY)


async def cancel(update: Update, context: Context) -> None:
    """Leave what is under way."""
    if update.effective_message:
        await _say(update.effective_message, words.NOTHING_TO_CANCEL)


async def unknown_command(update: Update, context: Context) -> None:
    """Point to the help."""
    if update.effective_message:
        await _say(update.effective_message, words.UNKNOWN_COMMAND)


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
        await _answer(message, question, context)
    else:
        await _say(message, words.ASK_WHAT)


def _lines_behind(message: Message) -> str:
    return (message.text or "").partition("\n")[2].strip()


async def private_text(update: Update, context: Context) -> None:
    """Answer any text of a private chat."""
    if update.effective_message:
        await _answer(update.effective_message, update.effective_message.text or "", context)


async def group_text(update: Update, context: Context) -> None:
    """Answer in a group only when mentioned or replied to."""
    message = update.effective_message
    if message and message.text and _addressed(message, context):
        await _answer(message, _mention(context).sub(" ", message.text).strip(), context)


async def other(update: Update, context: Context) -> None:
    """Say that only text is read."""
    if update.effective_message:
        await _say(update.effective_message, words.ONLY_TEXT)


async def inline(update: Update, context: Context) -> None:
    """Offer the three articles that answer best."""
    query = update.inline_query
    if not query:
        return
    results = []
    if 1 < len(query.query.strip()) <= LONGEST:
        answerer, result = await _services(context).library.ask(query.query)
        for item in views.inline(answerer, result):
            content = InputTextMessageContent(item.view.text, parse_mode="HTML")
            results.append(InlineQueryResultArticle(item.id, item.title, content, description=item.description))
    await query.answer(results, cache_time=60)


async def read(update: Update, context: Context) -> None:
    """Show an article in the message its button stands on."""
    query = update.callback_query
    if not query or not query.data:
        return
    _, key, page = query.data.split(":")
    answerer = _services(context).library.answerer
    place = answerer.corpus.find(key)
    if place is None:
        await _acknowledge(query, words.BUTTON_GONE, alert=True)
        return
    await _show(query, views.article(answerer, place, int(page), _question(query) is not None))


async def back(update: Update, context: Context) -> None:
    """Turn an article back into the answer it was opened from."""
    query = update.callback_query
    if not query:
        return
    question = _question(query)
    if question is None:
        await _acknowledge(query, words.QUESTION_GONE, alert=True)
        return
    answerer, result = await _services(context).library.ask(question)
    await _show(query, views.answer(answerer, result))


def _question(query: CallbackQuery) -> str | None:
    """Return the question the message with this button answers, as its author sees it above the answer."""
    message = query.message
    asked = message.reply_to_message if isinstance(message, Message) else None
    if asked is None or not asked.text:
        return None
    if asked.text.startswith("/"):
        return asked.text.partition(" ")[2] or None
    return re.sub(r"@\w+", " ", asked.text) if asked.chat.type != ChatType.PRIVATE else asked.text


async def _acknowledge(query: CallbackQuery, text: str | None = None, *, alert: bool = False) -> None:
    """Answer a press; after a pause of the bot that may come too late, and what was pressed is done all the same."""
    try:
        await query.answer(text, show_alert=alert)
    except BadRequest as error:
        if "too old" not in error.message:
            raise


async def _show(query: CallbackQuery, view: View) -> None:
    await _acknowledge(query)
    try:
        await query.edit_message_text(view.text, parse_mode="HTML", reply_markup=view.keyboard)
    except BadRequest as error:
        if "not modified" not in error.message:  # pressed twice: it already shows this
            raise


async def judge(update: Update, context: Context) -> None:
    """Note whether an answer was of use, not by whom."""
    query = update.callback_query
    if not query or not query.data:
        return
    verdict, key = query.data.split(":")
    answerer = _services(context).library.answerer
    place = answerer.corpus.find(key)
    if place is None:
        await _acknowledge(query, words.BUTTON_GONE, alert=True)
        return
    await _services(context).feedback.note(answerer.corpus, place, useful=verdict == views.USEFUL)
    await _acknowledge(query, words.NOTED)
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
        await _acknowledge(update.callback_query, words.BUTTON_GONE, alert=True)


async def apologise(update: Update) -> None:
    """Tell the person that an update was set aside; its number is the one the log has."""
    notice = words.ERROR.format(id=update.update_id)
    if update.callback_query:
        await update.callback_query.answer(notice, show_alert=True)
    elif update.effective_message and not update.inline_query:
        await update.effective_message.reply_text(notice)


def add_handlers(application: Application[Any, Any, Any, Any, Any, Any], services: Services) -> None:
    """Register everything the bot reacts to."""
    application.bot_data[_SERVICES] = services
    spoken = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
    private = filters.ChatType.PRIVATE & spoken
    groups = filters.ChatType.GROUPS & spoken
    application.add_handler(TypeHandler(Update, limit_flood), group=-1)
    for name, handler in {"start": start, "help": help_, "privacy": privacy, "cancel": cancel, "ask": ask}.items():
        application.add_handler(CommandHandler(name, handler))
    application.add_handler(MessageHandler(private & filters.COMMAND, unknown_command))
    application.add_handler(MessageHandler(private & filters.TEXT, private_text))
    application.add_handler(MessageHandler(groups & filters.TEXT & ~filters.COMMAND, group_text))
    application.add_handler(MessageHandler(private & ~filters.StatusUpdate.ALL, other))
    application.add_handler(InlineQueryHandler(inline))
    application.add_handler(CallbackQueryHandler(read, rf"^{views.READ}:[0-9a-f]{{10}}:\d{{1,3}}$"))
    application.add_handler(CallbackQueryHandler(back, rf"^{views.BACK}$"))
    application.add_handler(CallbackQueryHandler(judge, rf"^[{views.USEFUL}{views.USELESS}]:[0-9a-f]{{10}}$"))
    application.add_handler(CallbackQueryHandler(unknown_button))
