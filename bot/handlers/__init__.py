"""Updates in, views out: each handler reads the update, calls one function and shows what comes of it."""

from __future__ import annotations

from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot import views
from bot.handlers import asking, basics, gate, reading
from bot.handlers.context import SERVICES, apologise
from bot.services import Services

__all__ = ["add_handlers", "apologise"]
_COMMANDS = {
    "start": basics.start,
    "help": basics.help_,
    "privacy": basics.privacy,
    "cancel": basics.cancel,
    "ask": asking.ask,
}


def add_handlers(application: Application[Any, Any, Any, Any, Any, Any], services: Services) -> None:
    """Register everything the bot reacts to."""
    application.bot_data[SERVICES] = services
    spoken = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
    private = filters.ChatType.PRIVATE & spoken
    groups = filters.ChatType.GROUPS & spoken
    application.add_handler(TypeHandler(Update, gate.limit_flood), group=-1)
    for name, handler in _COMMANDS.items():
        application.add_handler(CommandHandler(name, handler))
    application.add_handler(MessageHandler(private & filters.COMMAND, basics.unknown_command))
    application.add_handler(MessageHandler(private & filters.TEXT, asking.private_text))
    application.add_handler(MessageHandler(groups & filters.TEXT & ~filters.COMMAND, asking.group_text))
    application.add_handler(MessageHandler(private & ~filters.StatusUpdate.ALL, basics.other))
    application.add_handler(InlineQueryHandler(asking.inline))
    application.add_handler(CallbackQueryHandler(reading.read, rf"^{views.READ}:[0-9a-f]{{10}}:\d{{1,3}}$"))
    application.add_handler(CallbackQueryHandler(reading.back, rf"^{views.BACK}$"))
    application.add_handler(CallbackQueryHandler(reading.judge, rf"^[{views.USEFUL}{views.USELESS}]:[0-9a-f]{{10}}$"))
    application.add_handler(CallbackQueryHandler(reading.unknown_button))
