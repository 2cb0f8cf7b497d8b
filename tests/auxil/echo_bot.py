"""A bot that repeats what it is told, wired as the product's: for tests of the inbox, in a process of its own or not.

python -m tests.auxil.echo_bot BASE_URL TOKEN DATABASE_URL FOLDER [WEBHOOK_PORT]
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bot.sending.hand_over import SendingRequest
from bot.sending.rate_limiter import RateLimiter
from bot.sending.slots import slots_of
from bot.storage.engine import make_engine, upgrade
from bot.updates.inbox import Inbox, PollingRequest
from bot.updates.webhook import webhook_route

App = Application[Any, Any, Any, Any, Any, Any]
Handler = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]
SECRET = "echo-secret"
READ_SECONDS = 2.0


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer with the same words."""
    message = update.effective_message
    assert message is not None
    await message.reply_text(f"收到：{message.text}")


async def apologise(update: Update) -> None:
    """Tell the person that it went wrong."""
    message = update.effective_message
    assert message is not None
    await message.reply_text("没能处理您的消息")


def make_application(base_url: str, token: str, engine: AsyncEngine, inbox: Inbox, handler: Handler) -> App:
    """Wire a bot."""
    direct = {"trust_env": False}
    application = (
        Application.builder()
        .token(token)
        .base_url(base_url)
        .request(SendingRequest(read_timeout=READ_SECONDS, httpx_kwargs=direct))
        .get_updates_request(PollingRequest(inbox, httpx_kwargs=direct))
        .rate_limiter(RateLimiter(slots_of(engine), inbox.ledger))
        .update_queue(inbox)
        .concurrent_updates(inbox.processor)
        .job_queue(None)
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT, handler))
    return application


@asynccontextmanager
async def running(
    base_url: str,
    token: str,
    engine: AsyncEngine,
    folder: Path,
    handler: Handler = echo,
    webhook_port: int = 0,
    drain_seconds: float = 6.0,
) -> AsyncIterator[App]:
    """Run a bot until the block is left, then stop it as SIGTERM does."""
    inbox = Inbox(engine, folder, apologise)
    application = make_application(base_url, token, engine, inbox, handler)
    async with application, AsyncExitStack() as stack:
        stack.push_async_callback(inbox.close)
        await inbox.open(application)
        await application.start()
        stack.push_async_callback(application.stop)
        stack.push_async_callback(inbox.drain, drain_seconds)
        if webhook_port:
            await stack.enter_async_context(_webhook(application, inbox, webhook_port))
        else:
            assert application.updater is not None
            await application.updater.start_polling(timeout=2)
            stack.push_async_callback(application.updater.stop)
        yield application


@asynccontextmanager
async def _webhook(application: App, inbox: Inbox, port: int) -> AsyncIterator[None]:
    app = Starlette(routes=[webhook_route(inbox, application.bot, "/telegram", SECRET)])
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, access_log=False, lifespan="off"))
    server.capture_signals = nullcontext  # type: ignore[assignment, method-assign]
    serving = asyncio.create_task(server.serve())
    await application.bot.set_webhook(f"http://127.0.0.1:{port}/telegram", secret_token=SECRET)
    yield
    server.should_exit = True
    await serving


async def main(base_url: str, token: str, database_url: str, folder: str, webhook_port: str = "0") -> None:
    """Run until SIGTERM."""
    engine = make_engine(database_url)
    await upgrade(engine)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with running(base_url, token, engine, Path(folder), webhook_port=int(webhook_port)):
        await stop.wait()
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
