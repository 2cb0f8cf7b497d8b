"""A bot killed in the middle of a study task loses nothing, sends nothing twice, and says what it cannot know."""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter
from pathlib import Path

import pytest

from bot.study.task import Task
from scripts.telegram_stub import TOKEN, Faults, TelegramStub
from tests.auxil.studying import Study, draft_of

pytest_plugins = ["tests.auxil.databases"]
IN_FLIGHT = 10
"""More are not on their way at once, at the rate and the latency of these tests."""


class Life:
    """A sender in a process of its own."""

    def __init__(self, stub: TelegramStub, url: str, folder: Path) -> None:
        self._command = (sys.executable, "-m", "tests.auxil.sending", f"{stub.url}bot", TOKEN, url, str(folder))
        self._process: asyncio.subprocess.Process | None = None

    async def begin(self) -> None:
        self._process = await asyncio.create_subprocess_exec(*self._command)

    async def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> int:
        assert self._process is not None
        self._process.terminate()
        return await self._process.wait()


async def judge(study: Study, task: Task, stub: TelegramStub, kills: int) -> Counter[str]:
    """Hold what the bot says against what arrived; gives how many deliveries are in which state."""
    rows = await study.rows(task)
    assert max(stub.seen.delivered.values(), default=0) <= 1
    arrived = {row.chat: stub.seen.delivered[row.chat] for row in rows}
    for row in rows:
        if row.state == "sent":
            assert arrived[row.chat] == 1
        elif row.state in ("blocked", "failed"):
            assert arrived[row.chat] == 0
            assert stub.is_blocked(row.chat) or stub.is_missing(row.chat)
    states = Counter(row.state for row in rows)
    assert set(states) <= {"sent", "blocked", "failed", "unknown"}
    lost = sum(stub.seen.refused[fault] for fault in ("broken", "stalled", "closed"))
    assert states["unknown"] <= lost + kills * IN_FLIGHT
    return states


async def killed_and_restarted(study: Study, url: str, folder: Path, people: int, kills: int, faults: Faults) -> None:
    await study.crowd(people)
    task = (await study.send(draft_of())).task
    async with TelegramStub(faults).serve() as stub:
        life = Life(stub, url, folder)
        for number in range(kills):
            await life.begin()
            await study.sent_to(task, people * (number + 1) // (kills + 2), seconds=120)
            await asyncio.sleep(random.random() / 10)
            await life.kill()
        await life.begin()
        await study.until(task, seconds=240)
        assert await life.stop() == 0
        states = await judge(study, task, stub, kills)
    assert sum(states.values()) == people + 4


async def test_killed_twice_everybody_still_has_it_once(study: Study, database_url: str, tmp_path: Path) -> None:
    await killed_and_restarted(study, database_url, tmp_path, 60, 2, Faults(latency=0.1))


@pytest.mark.slow
async def test_killed_five_times_among_failures_of_every_kind(study: Study, database_url: str, tmp_path: Path) -> None:
    faults = Faults(blocked=0.03, missing=0.01, too_many=0.005, broken=0.005, stalled=0.005, closed=0.005, latency=0.1)
    await killed_and_restarted(study, database_url, tmp_path, 1000, 5, faults)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_of_two_processes_one_is_killed_and_the_other_takes_over(
    study: Study, database_url: str, tmp_path: Path
) -> None:
    await study.crowd(80)
    task = (await study.send(draft_of())).task
    async with TelegramStub(Faults(latency=0.1)).serve() as stub:
        lives = [Life(stub, database_url, tmp_path) for _ in range(2)]
        for life in lives:
            await life.begin()
        await study.sent_to(task, 30)
        owners = {row.owner for row in await study.rows(task, "sending")}
        await lives[0].kill()
        await study.until(task)
        assert await lives[1].stop() == 0
        await judge(study, task, stub, 1)
    assert len(owners) == 2


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_what_another_machine_was_sending_when_it_died_is_unknown(
    study: Study, database_url: str, tmp_path: Path
) -> None:
    task = (await study.send(draft_of())).task
    async with TelegramStub(Faults(stalled=1.0)).serve() as stub:
        there = Life(stub, database_url, tmp_path / "there")
        await there.begin()
        await study.until(task, ["queued"])
        await there.kill()
        here = Life(stub, database_url, tmp_path / "here")
        await here.begin()
        await study.until(task)
        assert await here.stop() == 0
    assert await study.states(task) == {"unknown": 4}
    assert max(stub.seen.delivered.values(), default=0) <= 1


async def test_a_stopped_bot_puts_back_what_has_not_left(study: Study, database_url: str, tmp_path: Path) -> None:
    await study.crowd(60)
    task = (await study.send(draft_of())).task
    async with TelegramStub(Faults(latency=0.1)).serve() as stub:
        life = Life(stub, database_url, tmp_path)
        await life.begin()
        await study.sent_to(task, 10)
        assert await life.stop() == 0
        states = await study.states(task)
        assert set(states) == {"sent", "queued"}
        assert states["sent"] == sum(stub.seen.delivered.values())
