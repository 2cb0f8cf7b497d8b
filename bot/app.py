"""The composition root: settings into a running bot, with Telegram or with the sandbox."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette
from telegram import LinkPreviewOptions, Update
from telegram.ext import Application, ApplicationBuilder, Defaults

from bot import words
from bot.demo import seed
from bot.handlers import add_handlers, apologise, set_menus
from bot.library import Library
from bot.sandbox.server import Sandbox
from bot.sandbox.world import ADMINISTRATOR
from bot.sending.hand_over import SendingRequest
from bot.sending.rate_limiter import RateLimiter
from bot.sending.slots import slots_of
from bot.services import Services
from bot.settings import Settings
from bot.storage.engine import make_engine, upgrade
from bot.updates.inbox import Inbox, PollingRequest
from bot.updates.webhook import webhook_route
from bot.web import local_server
from bot.wiring import make_services

_log = logging.getLogger(__name__)
READ_SECONDS = 20.0
"""How long an answer of the Bot API is waited for; uploads take their time."""
DRAIN_SECONDS, STOP_SECONDS = 5.0, 4.0
"""Together under the 10 seconds a stop may take."""
App = Application[Any, Any, Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Server:
    """The Bot API server to talk to."""

    token: str
    base_url: str = ""
    """Empty for Telegram's own."""
    base_file_url: str = ""
    direct: bool = False
    """On this machine: proxies of the environment do not apply."""
    demo: bool = False
    """The people of the sandbox page: they get a branch, and its administrator the rights of one."""


def build(settings: Settings, server: Server, inbox: Inbox, engine: AsyncEngine, services: Services) -> App:
    """Put the application together; nothing is connected yet."""
    options: dict[str, Any] = {"proxy": settings.telegram_proxy.get_secret_value() or None}
    if server.direct:
        options["httpx_kwargs"] = {"trust_env": False}
    builder = (
        ApplicationBuilder()
        .token(server.token)
        .defaults(Defaults(tzinfo=settings.zone, link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .request(SendingRequest(read_timeout=READ_SECONDS, **options))
        .get_updates_request(PollingRequest(inbox, **options))
        .rate_limiter(RateLimiter(slots_of(engine), inbox.ledger))
        .update_queue(inbox)
        .concurrent_updates(inbox.processor)
        .job_queue(None)
    )
    if server.base_url:
        builder.base_url(server.base_url)
    if server.base_file_url:
        builder.base_file_url(server.base_file_url)
    application: App = builder.build()
    add_handlers(application, services)
    return application


class _Background(Protocol):
    """Work apart from the handling of updates."""

    def start(self, bot: Any) -> None: ...  # noqa: ANN401

    async def stop(self) -> None: ...


def _background(services: Services) -> tuple[_Background, ...]:
    return (
        services.courier,
        services.weekly,
        services.checks,
        services.live,
        services.progress,
        services.sender,
        services.reminding,
        services.handing_out,
        services.telling_agenda,
        services.stocking,
        services.host,
        services.telling_corrections,
    )


@asynccontextmanager
async def running(settings: Settings, server: Server) -> AsyncIterator[App]:
    """Run the bot against a Bot API server until the block is left; then it stops within 10 seconds."""
    async with AsyncExitStack() as stack:
        engine = make_engine(settings.database)
        stack.push_async_callback(engine.dispose)
        library = Library(settings.data_dir, settings.embedding_model)
        stack.callback(library.close)
        await asyncio.gather(library.open(), upgrade(engine))
        if server.demo:
            await seed(engine)
            settings = settings.model_copy(update={"bot_admins": settings.bot_admins | {ADMINISTRATOR}})
        inbox = Inbox(engine, settings.data_dir / "inbox", apologise)
        stack.push_async_callback(inbox.close)
        services = make_services(settings, engine, library)
        application = build(settings, server, inbox, engine, services)
        await stack.enter_async_context(application)
        await set_menus(application.bot)
        await application.bot.set_my_description(words.DESCRIPTION)
        await application.bot.set_my_short_description(words.SHORT_DESCRIPTION)
        await inbox.open(application)
        await application.start()
        stack.push_async_callback(application.stop)
        stack.push_async_callback(inbox.drain, DRAIN_SECONDS)
        for work in _background(services):
            work.start(application.bot)
            stack.push_async_callback(work.stop)
        receiving = pushed if settings.telegram_webhook_url else polled
        await stack.enter_async_context(receiving(settings, application, inbox))
        yield application


@asynccontextmanager
async def polled(_: Settings, application: App, __: Inbox) -> AsyncIterator[None]:
    """Fetch updates while the block runs."""
    updater = application.updater
    if updater is None:
        raise RuntimeError("built without an updater")
    await updater.start_polling(allowed_updates=Update.ALL_TYPES)
    try:
        yield
    finally:
        # a last getUpdates may hang where Telegram is out of reach
        with suppress(TimeoutError):
            await asyncio.wait_for(updater.stop(), STOP_SECONDS)


@asynccontextmanager
async def pushed(settings: Settings, application: App, inbox: Inbox) -> AsyncIterator[None]:
    """Let Telegram push updates while the block runs; TLS is the business of a proxy before this port."""
    secret = settings.telegram_webhook_secret.get_secret_value()
    path = urlsplit(settings.telegram_webhook_url).path or "/"
    web = Starlette(routes=[webhook_route(inbox, application.bot, path, secret)])
    async with local_server(web, settings.port):
        await application.bot.set_webhook(
            settings.telegram_webhook_url, secret_token=secret, allowed_updates=Update.ALL_TYPES
        )
        yield


async def serve(settings: Settings) -> None:
    """Run the bot until SIGTERM or SIGINT; without a token against a sandbox of its own."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    token = settings.telegram_bot_token.get_secret_value()
    async with AsyncExitStack() as stack:
        if token:
            server = Server(token, settings.telegram_base_url, settings.telegram_base_file_url)
            ready = words.TELEGRAM_READY
        else:
            sandbox = await stack.enter_async_context(Sandbox.serve(settings.port))
            server = Server(sandbox.token, sandbox.base_url, sandbox.base_file_url, direct=True, demo=True)
            ready = words.SANDBOX_READY
        application = await stack.enter_async_context(running(settings, server))
        address = f"http://127.0.0.1:{settings.port}"
        _log.info("%s", ready.format(username=application.bot.username, url=address))
        await stopped.wait()
