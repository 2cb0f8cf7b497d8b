"""The one gatekeeper: how fast a person may write, and what their role allows, for all updates alike."""

from __future__ import annotations

import re

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop

from bot import words
from bot.gatekeeper import BUTTONS, SHARED, action_of_command, button_of
from bot.handlers.context import Context, acknowledge, say, services_of, tell
from bot.people.roles import Action, NotAllowedError, Role, may, require
from bot.study.composition import Step
from bot.words import evening as evening_words


async def limit_flood(update: Update, context: Context) -> None:
    """Slow down a person who floods: a polite notice once, then nothing until there is room again."""
    person, query, message = update.effective_user, update.callback_query, update.effective_message
    if not person or update.inline_query or not (query or addressed(message, context)):
        return
    services = services_of(context)
    verdict = (services.presses if query else services.questions).check(person.id)
    if verdict.allowed or (message and not query and await _collects(context, person.id, message)):
        return
    notice = words.SLOW_DOWN.format(seconds=verdict.wait) if verdict.notify else None
    if query:
        await acknowledge(query, notice)
    elif message and notice:
        await say(message, notice)
    raise ApplicationHandlerStop


async def _collects(context: Context, person: int, message: Message) -> bool:
    """Tell whether it is no flood: files for the base, and what a study task is to be, a long text in its pieces."""
    if message.document and await manages_documents(context, person):
        return True
    draft = await services_of(context).drafts.waiting(person) if message.chat.type == ChatType.PRIVATE else None
    return draft is not None and draft.step is Step.CONTENT


async def manages_documents(context: Context, person: int) -> bool:
    """Tell whether somebody may change the knowledge base."""
    return may(await services_of(context).members.roles(person), Action.MANAGE_DOCUMENTS)


async def check_role(update: Update, context: Context) -> None:
    """Stop what the person's role does not allow, and presses on buttons in somebody else's chat."""
    person, query, message = update.effective_user, update.callback_query, update.effective_message
    if not person:
        return
    pressed = button_of(query.data or "") if query else None
    if pressed and pressed not in SHARED and (not message or message.chat.id != person.id):
        await tell(update, words.NOT_YOURS)
        raise ApplicationHandlerStop
    action = BUTTONS[pressed] if pressed else action_of_command(message.text or "") if message and not query else None
    if action is None or may((Role.GUEST,), action):
        return
    if message and message.sender_chat and not query:
        await say(message, evening_words.ANONYMOUS)
        raise ApplicationHandlerStop
    try:
        require(await services_of(context).members.roles(person.id), action)
    except NotAllowedError as error:
        await tell(update, str(error))
        raise ApplicationHandlerStop from error


def mention(context: Context) -> re.Pattern[str]:
    """Return what a mention of the bot looks like."""
    return re.compile(rf"@{re.escape(context.bot.username)}\b", re.IGNORECASE)


def addressed(message: Message | None, context: Context) -> bool:
    """Tell whether a message is meant for the bot: in a group a command, a mention, or a reply to it."""
    if not message:
        return False
    if message.chat.type == ChatType.PRIVATE:
        return True
    text, replied = message.text or "", message.reply_to_message
    to_bot = replied is not None and replied.from_user is not None and replied.from_user.id == context.bot.id
    return to_bot or text.startswith("/") or bool(mention(context).search(text))
