"""Saying hello, helping, and what is said to everything that is no question."""

from __future__ import annotations

from telegram import Update

from bot import words
from bot.handlers.context import Context, say


async def start(update: Update, context: Context) -> None:
    """Say hello and what one can ask."""
    if update.effective_message:
        await say(update.effective_message, words.START.format(name=words.NAME))


async def help_(update: Update, context: Context) -> None:
    """Say how it is used."""
    if update.effective_message:
        commands = "\n".join(f"/{name} {what}" for name, what in words.COMMANDS.items())
        await say(update.effective_message, words.HELP.format(username=context.bot.username, commands=commands))


async def privacy(update: Update, context: Context) -> None:
    """Say what is kept."""
    if update.effective_message:
        await say(update.effective_message, words.PRIVACY)


async def cancel(update: Update, context: Context) -> None:
    """Leave what is under way."""
    if update.effective_message:
        await say(update.effective_message, words.NOTHING_TO_CANCEL)


async def unknown_command(update: Update, context: Context) -> None:
    """Point to the help."""
    if update.effective_message:
        await say(update.effective_message, words.UNKNOWN_COMMAND)


async def other(update: Update, context: Context) -> None:
    """Say that only text is read."""
    if update.effective_message:
        await say(update.effective_message, words.ONLY_TEXT)
