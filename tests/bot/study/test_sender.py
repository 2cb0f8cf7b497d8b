"""Everybody gets a study task once; what was not delivered is told apart, what may have been is not repeated."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.server import Sandbox
from bot.sandbox.world import Person
from bot.study.sender import Sender
from bot.study.task import Piece, Reason, TaskState
from scripts.telegram_stub import TOKEN, Faults, TelegramStub
from tests.auxil.organisation import ADMINISTRATOR, DEPUTY, MEMBER, NEIGHBOUR, PROBATIONARY, SECRETARY
from tests.auxil.ports import free_port
from tests.auxil.sending import bot_of, sending
from tests.auxil.studying import Study, draft_of

pytest_plugins = ["tests.auxil.databases"]
BRANCH = {SECRETARY, DEPUTY, MEMBER, PROBATIONARY}


@asynccontextmanager
async def delivering(study: Study, folder: Path, faults: Faults | None = None) -> AsyncIterator[TelegramStub]:
    async with TelegramStub(faults).serve() as stub, sending(f"{stub.url}bot", TOKEN, study.engine, folder):
        yield stub


async def test_everybody_in_the_branch_gets_it_once_and_nobody_else(study: Study, tmp_path: Path) -> None:
    task = (await study.send(draft_of())).task
    async with delivering(study, tmp_path) as stub:
        await study.until(task)
    assert dict(stub.seen.delivered) == dict.fromkeys(BRANCH, 1)
    assert await study.states(task) == {"sent": 4}


async def test_who_blocked_the_bot_gets_it_when_they_come_back(study: Study, tmp_path: Path) -> None:
    task = (await study.send(draft_of())).task
    async with delivering(study, tmp_path, Faults(blocked=1.0)):
        await study.until(task)
    assert await study.states(task) == {"blocked": 4}
    second = (await study.send(draft_of())).task
    async with delivering(study, tmp_path) as stub:
        await study.until(second)
        # Known to be blocked: not even tried
        assert (await study.states(second), stub.seen.delivered) == ({"blocked": 4}, {})
        assert await study.steering.came_back(MEMBER) == 2
        await study.until(second)
        await study.until(task)
    assert dict(stub.seen.delivered) == {MEMBER: 2}
    assert await study.states(task) == {"sent": 1, "blocked": 3}


async def test_a_chat_that_is_not_found_failed_for_good(study: Study, tmp_path: Path) -> None:
    task = (await study.send(draft_of())).task
    async with delivering(study, tmp_path, Faults(missing=1.0)) as stub:
        await study.until(task)
    assert {(row.state, row.error, row.attempts) for row in await study.rows(task)} == {("failed", "no chat", 1)}
    assert stub.seen.refused == {"missing": 4}


async def test_being_asked_to_wait_is_no_attempt(study: Study, tmp_path: Path) -> None:
    task = (await study.send(draft_of())).task
    async with delivering(study, tmp_path, Faults(too_many=1.0)) as stub:
        async with asyncio.timeout(10):
            while not stub.seen.refused:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        stub.faults = Faults()
        await study.until(task)
    assert dict(stub.seen.delivered) == dict.fromkeys(BRANCH, 1)
    assert {(row.state, row.attempts) for row in await study.rows(task)} == {("sent", 1)}


@pytest.mark.parametrize("fault", ["broken", "closed", "stalled"])
async def test_what_may_have_gone_out_is_unknown_and_sent_again_only_when_asked(
    study: Study, tmp_path: Path, fault: str
) -> None:
    task = (await study.send(draft_of(), SECRETARY)).task
    faults: dict[str, Any] = {fault: 1.0}
    async with delivering(study, tmp_path, Faults(**faults)) as stub:
        await study.until(task)
        assert await study.states(task) == {"unknown": 4}
        assert stub.seen.refused == {fault: 4}
        assert max(stub.seen.delivered.values()) == 1
        stub.faults = Faults()
        assert await study.steering.resend_unknown(SECRETARY, task.id) == 4
        await study.until(task)
    assert await study.states(task) == {"sent": 4}


async def test_what_never_left_is_sent_when_telegram_can_be_reached_again(study: Study, tmp_path: Path) -> None:
    port = free_port()
    async with AsyncExitStack() as stack:
        async with TelegramStub().serve(port) as away:
            await stack.enter_async_context(sending(f"{away.url}bot", TOKEN, study.engine, tmp_path))
        task = (await study.send(draft_of())).task
        async with asyncio.timeout(20):
            while not any(row.attempts for row in await study.rows(task, "queued")):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        async with TelegramStub().serve(port) as stub:
            await study.until(task)
    assert dict(stub.seen.delivered) == dict.fromkeys(BRANCH, 1)
    assert await study.states(task) == {"sent": 4}


async def test_a_long_text_comes_in_order_and_stops_where_a_part_fails(study: Study, tmp_path: Path) -> None:
    text = "\n".join(f"第{number}段" + "学" * 1000 for number in range(12))
    task = (await study.send(draft_of(text=text))).task
    assert len(await study.tasks.parts(task.id)) == 3
    async with delivering(study, tmp_path) as stub:
        await study.until(task)
    assert dict(stub.seen.delivered) == dict.fromkeys(BRANCH, 3)
    by_part: dict[int, list[Any]] = {}
    for row in await study.rows(task):
        by_part.setdefault(row.person, []).append((row.part, row.message_id, row.sent_at))
    for parts in by_part.values():
        assert parts == sorted(parts, key=lambda part: part[1])
    second = (await study.send(draft_of(text=text))).task
    async with delivering(study, tmp_path, Faults(missing=1.0)) as stub:
        await study.until(second)
    assert await study.states(second) == {"failed": 12}
    assert stub.seen.refused == {"missing": 4}


async def test_who_left_before_it_went_out_gets_none_and_who_had_it_keeps_it(study: Study, tmp_path: Path) -> None:
    person, mover = await study.org.person(MEMBER), await study.org.person(PROBATIONARY)
    before = (await study.send(draft_of())).task
    async with delivering(study, tmp_path) as stub:
        await study.until(before)
    branch, everybody = (await study.send(draft_of())).task, (await study.send(draft_of("all"))).task
    await study.org.members.remove(SECRETARY, person, study.org.first.id)
    await study.org.members.move(ADMINISTRATOR, mover, study.org.first.id, study.org.second.id)
    async with delivering(study, tmp_path) as stub:
        await study.until(branch)
        await study.until(everybody)
    # Who moved is still one of everybody, and not of the branch any more
    assert dict(stub.seen.delivered) == {SECRETARY: 2, DEPUTY: 2, PROBATIONARY: 1, NEIGHBOUR: 1}
    failed = {(row.person, row.error) for row in await study.rows(branch, "failed")}
    assert failed == {(person, "left"), (mover, "left")}
    assert await study.states(before) == {"sent": 4}


async def test_a_file_telegram_takes_from_nobody_pauses_the_task(study: Study, tmp_path: Path) -> None:
    await study.crowd(60)
    task = (await study.send(draft_of(text="<b>坏"))).task
    async with Sandbox.serve() as sandbox:
        for row in await study.rows(task):
            sandbox.world.add_person(Person(row.chat, "某", started=True))
        async with sending(sandbox.base_url, sandbox.token, study.engine, tmp_path):
            async with asyncio.timeout(20):
                while (found := await study.tasks.get(task.id)).state is not TaskState.PAUSED:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            await study.until(task, ["sending"])
    assert found.reason is Reason.REFUSED
    states = await study.states(task)
    assert states["queued"] >= 10
    assert "sent" not in states


async def test_a_withdrawn_task_is_deleted_where_it_was_delivered(study: Study, tmp_path: Path) -> None:
    task = (await study.send(draft_of(), SECRETARY)).task
    async with Sandbox.serve() as sandbox:
        for number in BRANCH:
            sandbox.world.add_person(Person(number, "某", started=True))
        async with sending(sandbox.base_url, sandbox.token, study.engine, tmp_path):
            await study.until(task)
            assert all(sandbox.world.chats[chat].messages for chat in BRANCH)
            assert (await study.steering.withdraw(SECRETARY, task.id)).state is TaskState.WITHDRAWN
            await study.steering.withdraw(SECRETARY, task.id)
            await study.until(task, ["withdrawing"])
        assert not any(sandbox.world.chats[chat].messages for chat in BRANCH)
    assert await study.states(task) == {"withdrawn": 4}


async def test_a_paused_task_waits_and_a_withdrawn_one_is_never_sent(study: Study, tmp_path: Path) -> None:
    paused, withdrawn = (await study.send(draft_of())).task, (await study.send(draft_of())).task
    other = (await study.send(draft_of())).task
    await study.steering.pause(ADMINISTRATOR, paused.id)
    await study.steering.withdraw(ADMINISTRATOR, withdrawn.id)
    async with delivering(study, tmp_path) as stub:
        await study.until(other)
        assert set(stub.seen.delivered.values()) == {1}
        assert await study.states(withdrawn) == {"cancelled": 4}
        await study.steering.resume(ADMINISTRATOR, paused.id)
        await study.until(paused)
    assert set(stub.seen.delivered.values()) == {2}


async def test_an_album_is_one_delivery(study: Study, tmp_path: Path) -> None:
    async with Sandbox.serve() as sandbox:
        for number in BRANCH:
            sandbox.world.add_person(Person(number, "某", started=True))
        async with sending(sandbox.base_url, sandbox.token, study.engine, tmp_path) as sender:
            assert isinstance(sender, Sender)
            files = await photos(sandbox, study, 3)
            draft = draft_of()
            album = Piece("album", "三张", files, ("photo",) * 3)
            task = (await study.send(type(draft)(draft.title, draft.kind, draft.audience, (*draft.pieces, album)))).task
            await study.until(task)
    rows = await study.rows(task, "sent")
    assert [len(row.album or ()) for row in rows] == [0, 3, 0] * 4


async def photos(sandbox: Sandbox, study: Study, number: int) -> tuple[str, ...]:
    """Upload photos as an author does."""
    picture = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    )
    async with bot_of(sandbox.base_url, sandbox.token, study.engine) as bot:
        sent = [await bot.send_photo(SECRETARY, picture) for _ in range(number)]
    return tuple(message.photo[-1].file_id for message in sent)
