"""The composition root: settings into a running bot, with Telegram or with the sandbox."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
    LinkPreviewOptions,
    Update,
)
from telegram.ext import Application, ApplicationBuilder, Defaults

from bot import words
from bot.feedback import Feedback
from bot.handlers import add_handlers
from bot.library import Library
from bot.sandbox.server import Sandbox
from bot.services import Services
from bot.settings import Settings
from bot.storage.engine import make_engine, upgrade

_log = logging.getLogger(__name__)
App = Application[Any, Any, Any, Any, Any, Any]


def build(settings: Settings, token: str, base_url: str, base_file_url: str, services: Services) -> App:
    """Put the application together; nothing is connected yet."""
    builder = ApplicationBuilder().token(token).concurrent_updates(True)
    builder.defaults(Defaults(tzinfo=settings.zone, link_preview_options=LinkPreviewOptions(is_disabled=True)))
    if base_url:
        builder.base_url(base_url)
    if base_file_url:
        builder.base_file_url(base_file_url)
    proxy = settings.telegram_proxy.get_secret_value()
    if proxy:
        builder.proxy(proxy).get_updates_proxy(proxy)
    application: App = builder.build()
    add_handlers(application, services)
    return application


async def introduce(application: App) -> None:
    """Tell Telegram the bot's name for itself and its commands, in each kind of chat its own."""
    commands = [BotCommand(name, what) for name, what in words.COMMANDS.items()]
    in_groups = [command for command in commands if command.command in words.COMMANDS_IN_GROUPS]
    await application.bot.set_my_commands(commands, BotCommandScopeDefault())
    await application.bot.set_my_commands(commands, BotCommandScopeAllPrivateChats())
    await application.bot.set_my_commands(in_groups, BotCommandScopeAllGroupChats())
    await application.bot.set_my_description(words.DESCRIPTION)
    await application.bot.set_my_short_description(words.SHORT_DESCRIPTION)


@asynccontextmanager
async def running(settings: Settings, base_url: str, base_file_url: str, token: str) -> AsyncIterator[App]:
    """Run the bot against a Bot API server until the block is left."""
    async with AsyncExitStack() as stack:
        engine = make_engine(settings.database)
        stack.push_async_callback(engine.dispose)
        await upgrade(engine)
        library = Library(settings.data_dir, settings.embedding_model)
        stack.callback(library.close)
        await library.open()
        application = build(settings, token, base_url, base_file_url, Services(library, Feedback(engine)))
        await stack.enter_async_context(application)
        await introduce(application)
        await application.start()
        stack.push_async_callback(application.stop)
        if application.updater is None:
            raise RuntimeError("built without an updater")
        await application.updater.start_polling(allowed_updates=Update.ALL_TYPES)
        stack.push_async_callback(application.updater.stop)
        yield application


async def serve(settings: Settings) -> None:
    """Run the bot until SIGTERM or SIGINT; without a token against a sandbox of its own."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    token = settings.telegram_bot_token.get_secret_value()
    async with AsyncExitStack() as stack:
        base_url, base_file_url = settings.telegram_base_url, settings.telegram_base_file_url
        sandbox: Sandbox | None = None
        if not token:
            sandbox = await stack.enter_async_context(Sandbox.serve(settings.port))
            token, base_url, base_file_url = sandbox.token, sandbox.base_url, sandbox.base_file_url
        application = await stack.enter_async_context(running(settings, base_url, base_file_url, token))
        ready = words.SANDBOX_READY.format(url=sandbox.url) if sandbox else ""
        _log.info("%s", ready or words.TELEGRAM_READY.format(username=application.bot.username))
        await stopped.wait()
