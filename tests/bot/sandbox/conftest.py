from collections.abc import AsyncIterator

import pytest
from telegram import Bot
from telegram.ext import Application, ApplicationBuilder

from bot.sandbox.server import Sandbox
from bot.sandbox.world import MEMBER
from tests.auxil.phone import Phone


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox.serve() as sandbox:
        yield sandbox


@pytest.fixture
async def phone(sandbox: Sandbox) -> AsyncIterator[Phone]:
    """The phone of 老王, who has not started the bot yet."""
    async with Phone.of(sandbox, MEMBER) as phone:
        yield phone


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    """The real python-telegram-bot over HTTP."""
    async with Bot(sandbox.token, base_url=sandbox.base_url, base_file_url=sandbox.base_file_url) as bot:
        yield bot


@pytest.fixture
async def started(phone: Phone) -> Phone:
    await phone.start()
    return phone


@pytest.fixture
def builder(sandbox: Sandbox) -> ApplicationBuilder:  # type: ignore[type-arg]
    return Application.builder().token(sandbox.token).base_url(sandbox.base_url).base_file_url(sandbox.base_file_url)
