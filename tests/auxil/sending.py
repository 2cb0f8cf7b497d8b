"""The sender and what it needs, without the rest of the bot: in this process, or in one of its own to be killed.

python -m tests.auxil.sending BASE_URL TOKEN DATABASE_URL FOLDER
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine
from telegram.ext import ApplicationBuilder, ExtBot

from bot.people.members import Members
from bot.sending.hand_over import SendingRequest
from bot.sending.rate_limiter import RateLimiter
from bot.sending.slots import slots_of
from bot.storage.engine import make_engine
from bot.study.deliveries import Deliveries
from bot.study.leases import Leases
from bot.study.sender import Sender
from bot.study.steering import Steering
from tests.auxil.organisation import ADMINISTRATOR

ZONE = ZoneInfo("Asia/Shanghai")
READ_SECONDS = 1.0
LEASE, GRACE = timedelta(seconds=3), timedelta(seconds=1)
"""Short, so that a test need not wait long for what a killed process had claimed."""


@asynccontextmanager
async def bot_of(base_url: str, token: str, engine: AsyncEngine) -> AsyncIterator[ExtBot[Any]]:
    """Connect a bot, wired as the product's."""
    application = (
        ApplicationBuilder()
        .token(token)
        .base_url(base_url)
        .request(SendingRequest(read_timeout=READ_SECONDS, httpx_kwargs={"trust_env": False}))
        .rate_limiter(RateLimiter(slots_of(engine)))
        .updater(None)
        .job_queue(None)
        .build()
    )
    async with application:
        yield application.bot


@asynccontextmanager
async def sending(base_url: str, token: str, engine: AsyncEngine, folder: Path) -> AsyncIterator[Sender]:
    """Run a sender until the block is left."""
    leases = Leases(engine, folder, lease=LEASE, grace=GRACE)
    sender = Sender(Deliveries(engine, leases), Steering(Members(engine, {ADMINISTRATOR}), ZONE))
    async with bot_of(base_url, token, engine) as bot:
        sender.start(bot)
        try:
            yield sender
        finally:
            await sender.stop()


async def main(base_url: str, token: str, database_url: str, folder: str) -> None:
    """Run until SIGTERM."""
    engine = make_engine(database_url)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with sending(base_url, token, engine, Path(folder)):
        await stop.wait()
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
