"""What somebody was told last is known for half an hour, encrypted, chat by chat and person by person."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.consulting.seal import Seal
from bot.storage.engine import make_engine
from bot.threads import LASTS, Standing, Threads
from index.follow_up import Thread
from tests.auxil.consulting import Clock, Desk, open_desk
from tests.auxil.organisation import DEPUTY, MEMBER

pytest_plugins = ["tests.auxil.databases"]
GROUP = -100_200
DUES = Standing(Thread("外地党员党费怎么交", "0123456789", "第二款", "退休的"), 7, None)
VOTES = Standing(Thread("预备党员能投票吗", "9876543210"), 9, DUES.thread)


@pytest.fixture
async def desk(database: AsyncEngine, tmp_path: Path) -> Desk:
    return await open_desk(database, tmp_path)


async def test_a_thread_goes_on_after_a_restart(desk: Desk, database_url: str) -> None:
    await desk.threads.put(MEMBER, MEMBER, VOTES)
    again = make_engine(database_url)
    assert await Threads(again, Seal.open(desk.folder), desk.clock).get(MEMBER, MEMBER) == VOTES
    await again.dispose()


async def test_chats_and_people_do_not_mix_and_the_newest_counts(desk: Desk) -> None:
    await desk.threads.put(GROUP, MEMBER, VOTES)
    await desk.threads.put(GROUP, MEMBER, DUES)
    await desk.threads.put(MEMBER, MEMBER, VOTES)
    assert await desk.threads.get(GROUP, MEMBER) == DUES
    assert await desk.threads.get(MEMBER, MEMBER) == VOTES
    assert await desk.threads.get(GROUP, DEPUTY) is None
    assert await desk.threads.drop(GROUP, MEMBER)
    assert not await desk.threads.drop(GROUP, MEMBER)
    assert await desk.threads.get(MEMBER, MEMBER) == VOTES


async def test_after_half_an_hour_it_is_forgotten_and_soon_deleted(desk: Desk) -> None:
    await desk.threads.put(MEMBER, MEMBER, VOTES)
    desk.clock.forward(LASTS - timedelta(seconds=1))
    await desk.privacy.expire_soon()
    assert await desk.threads.get(MEMBER, MEMBER) == VOTES
    desk.clock.forward(timedelta(seconds=1))
    assert await desk.threads.get(MEMBER, MEMBER) is None
    assert not await desk.threads.drop(MEMBER, MEMBER)
    await desk.threads.put(MEMBER, MEMBER, VOTES)
    desk.clock.forward(LASTS)
    await desk.privacy.expire_soon()
    assert (await desk.rows())["threads"] == []


async def test_what_was_asked_cannot_be_read_in_the_database_nor_in_a_backup(desk: Desk, clock: Clock) -> None:
    await desk.threads.put(MEMBER, MEMBER, VOTES)
    kept = str(await desk.rows()) + str(await desk.backed_up())
    for words in ("预备党员能投票吗", "外地", "9876543210", json.dumps("预备党员能投票吗")):
        assert words not in kept
    assert await Threads(desk.engine, Seal(Fernet.generate_key()), clock).get(MEMBER, MEMBER) is None


@pytest.fixture
def clock(desk: Desk) -> Clock:
    return desk.clock


async def test_people_see_and_delete_what_is_kept_of_them_in_all_chats(desk: Desk) -> None:
    await desk.threads.put(MEMBER, MEMBER, VOTES)
    await desk.threads.put(GROUP, MEMBER, DUES)
    await desk.threads.put(GROUP, DEPUTY, DUES)
    seen = (await desk.privacy.my_data(MEMBER))["asked_last"]
    assert sorted(seen) == sorted([DUES.thread.asked, DUES.thread.asked, VOTES.thread.asked])
    await desk.privacy.forget(MEMBER)
    assert (await desk.privacy.my_data(MEMBER))["asked_last"] == []
    assert await desk.threads.get(GROUP, DEPUTY) == DUES
    assert len((await desk.rows())["threads"]) == 1
