"""Saying hello, helping, and what is said to everything that is no question."""

from __future__ import annotations

from telegram import Update

from bot import words
from bot.handlers import threads
from bot.handlers.blocking import welcome_back
from bot.handlers.branch import offer
from bot.handlers.context import Context, say, services_of
from bot.handlers.menu import menu
from bot.people.deep_links import is_invite


async def start(update: Update, context: Context) -> None:
    """Say hello and what one can ask; behind a deep link may stand an invite."""
    if not update.effective_message:
        return
    await threads.drop(update.effective_message, services_of(context))
    await welcome_back(update.effective_message.chat.id, services_of(context))
    payload = (update.effective_message.text or "").partition(" ")[2].strip()
    if is_invite(payload):
        await offer(update, context, payload)
    else:
        await say(update.effective_message, words.START.format(name=words.NAME))


async def help_(update: Update, context: Context) -> None:
    """Say how it is used."""
    if update.effective_message and update.effective_user:
        roles = await services_of(context).members.roles(update.effective_user.id)
        commands = "\n".join(f"/{command.command} {command.description}" for command in menu(roles))
        await say(update.effective_message, words.HELP.format(username=context.bot.username, commands=commands))


async def unknown_command(update: Update, context: Context) -> None:
    """Point to the help."""
    if update.effective_message:
        await say(update.effective_message, words.UNKNOWN_COMMAND)


async def other(update: Update, context: Context) -> None:
    """Say that only text is read."""
    if update.effective_message:
        await say(update.effective_message, words.ONLY_TEXT)
