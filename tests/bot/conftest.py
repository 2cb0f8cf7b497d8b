"""The real bot against the sandbox, over real HTTP, answering from the sample handbook."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app import App, Server, running
from bot.sandbox.server import Sandbox
from bot.sandbox.world import Person
from bot.sending import schedule
from bot.settings import Settings, load_settings
from tests.auxil.cards import no_cards_by_themselves
from tests.auxil.phone import Phone

_numbers = count(800_001)


@pytest.fixture(scope="module")
def settings(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    database = tmp_path_factory.mktemp("database") / "bot.sqlite3"
    return load_settings(data_dir=data_dir, database_url=f"sqlite:///{database}")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox.serve() as served:
        yield served


@pytest.fixture(scope="module")
def unpaced() -> Iterator[None]:
    """Let a chat have more than a message a second; that real ones have not is what test_rate_limiter holds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schedule, "CHAT_INTERVAL", 0.01)
        yield


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def bot(settings: Settings, sandbox: Sandbox, unpaced: None) -> AsyncIterator[App]:
    server = Server(sandbox.token, sandbox.base_url, sandbox.base_file_url, direct=True)
    async with running(settings, server) as application:
        await no_cards_by_themselves(application)
        yield application


@pytest.fixture
async def phone(bot: App, sandbox: Sandbox) -> AsyncIterator[Phone]:
    """The phone of a member nobody has heard of before, so that tests do not slow each other down."""
    number = next(_numbers)
    sandbox.world.add_person(Person(number, "小王", "党员", started=True), standing="member")
    async with Phone.of(sandbox, number) as phone:
        yield phone
