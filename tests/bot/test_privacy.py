"""What is kept about a person can be seen and deleted, and goes by itself in time."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.consulting.consultation import ConsultationError
from bot.people.invites import Invites
from bot.people.roles import Role
from bot.privacy import IMPERSONAL, KEPT, as_markdown, as_text
from bot.storage.tables import State, inbox, ledger, metadata
from tests.auxil.consulting import Desk, open_desk
from tests.auxil.organisation import DEPUTY, MEMBER, SECRETARY, STRANGER

pytest_plugins = ["tests.auxil.databases"]
GROUP = -100_200
OWN_WORDS = ("想学电焊", "家里有难处", "半句话", "群里的一句话", "私聊的一句话")


@pytest.fixture
async def desk(database: AsyncEngine, tmp_path: Path) -> Desk:
    return await open_desk(database, tmp_path)


def update_of(number: int, chat: int, sender: int, words: str) -> dict[str, Any]:
    chats = {"id": chat, "type": "private" if chat > 0 else "supergroup"}
    return {"update_id": number, "message": {"from": {"id": sender}, "chat": chats, "text": words}}


async def receive(desk: Desk, number: int, chat: int, sender: int, words: str, state: State) -> None:
    """Put an update into the inbox as if it had got that far."""
    payload = None if state is State.DONE else update_of(number, chat, sender, words)
    now = datetime.now(UTC)
    row = {"update_id": number, "chat": chat, "payload": payload, "digest": "d", "state": state, "attempts": 1}
    async with desk.engine.begin() as connection:
        await connection.execute(insert(inbox).values(**row, owner=1, received=now, finished=now))


async def live(desk: Desk) -> None:
    """Let a newcomer join, ask, begin to write, and let some of their messages fail."""
    invites = Invites(desk.org.members, desk.clock)
    used = await invites.issue(SECRETARY, desk.org.first.id, Role.MEMBER, "辛莱")
    await invites.join(used.payload, STRANGER, "辛莱")
    await invites.issue(SECRETARY, desk.org.first.id, Role.MEMBER, "辛莱")
    named, unnamed = await desk.ask("想学电焊", author=STRANGER), 0
    unnamed = await desk.ask("家里有难处", author=STRANGER, anonymous=True)
    await desk.tell()
    for number in (named, unnamed):
        await desk.consultations.reply(SECRETARY, number, "知道了")
    await desk.conversations.put(STRANGER, {"words": "半句话"})
    await receive(desk, 1, STRANGER, STRANGER, "私聊的一句话", State.ASIDE)
    await receive(desk, 2, GROUP, STRANGER, "群里的一句话", State.ASIDE)
    await receive(desk, 3, STRANGER, STRANGER, "", State.DONE)
    await receive(desk, 4, GROUP, DEPUTY, "别人的话", State.ASIDE)
    sent = {"update_id": 1, "chat_id": str(STRANGER), "step": 1, "result": {"text": "回您"}, "sent": datetime.now(UTC)}
    async with desk.engine.begin() as connection:
        await connection.execute(insert(ledger).values(sent))


async def test_my_data_holds_all_of_it_anonymous_questions_included_and_nobody_elses(desk: Desk) -> None:
    await live(desk)
    data = await desk.privacy.my_data(STRANGER)
    text = json.dumps(data, ensure_ascii=False)
    assert [words for words in (*OWN_WORDS, "辛莱", "一车间支部", "知道了", "回您") if words not in text] == []
    assert "别人的话" not in text
    assert len(data["consultations"]) == 2
    assert len(data["invites"]) == 1


async def test_my_data_of_somebody_unknown_is_empty(desk: Desk) -> None:
    data = await desk.privacy.my_data(STRANGER)
    assert data.pop("telegram_id") == STRANGER
    assert not any(data.values())


async def test_after_forget_nothing_of_the_person_is_found_in_any_table(desk: Desk) -> None:
    await live(desk)
    before = json.dumps(await desk.rows(), ensure_ascii=False)
    clues = (str(STRANGER), "辛莱", "想学电焊", "家里有难处", "私聊的一句话", "群里的一句话")
    assert all(clue in before for clue in clues)
    assert await desk.privacy.forget(STRANGER)
    after = await desk.rows()
    assert [(clue, table) for clue in clues for table, rows in after.items() if clue in str(rows)] == []
    assert not after["conversations"]
    assert not after["consultations"]
    assert not any(value for name, value in (await desk.privacy.my_data(STRANGER)).items() if name != "telegram_id")


async def test_forgetting_twice_is_harmless_and_touches_nobody_else(desk: Desk) -> None:
    await live(desk)
    await desk.ask("要一本党章")
    await desk.privacy.forget(STRANGER)
    rows = await desk.rows()
    assert not await desk.privacy.forget(STRANGER)
    assert await desk.rows() == rows
    assert [c.words for c in await desk.consultations.asked_by(MEMBER)] == ["要一本党章"]
    assert "别人的话" in str(rows["inbox"])


async def test_a_message_that_waits_to_be_handled_is_still_handled(desk: Desk) -> None:
    await receive(desk, 9, STRANGER, STRANGER, "还没轮到的话", State.WAITING)
    await desk.privacy.forget(STRANGER)
    async with desk.engine.connect() as connection:
        assert await connection.scalar(select(inbox.c.state)) == State.WAITING


async def test_the_secretary_finds_a_forgotten_question_withdrawn(desk: Desk) -> None:
    number = await desk.ask("想学电焊", anonymous=True)
    await desk.privacy.forget(MEMBER)
    with pytest.raises(ConsultationError, match="撤回"):
        await desk.consultations.reply(SECRETARY, number, "好")
    assert await desk.notices.due() == []


async def test_a_secretary_who_is_forgotten_leaves_the_questions_to_the_deputy(desk: Desk) -> None:
    number = await desk.ask("想学电焊")
    await desk.privacy.forget(SECRETARY)
    assert [c.number for c in await desk.consultations.to_act_on(DEPUTY)] == [number]


async def test_words_older_than_90_days_are_deleted(desk: Desk) -> None:
    await live(desk)
    desk.clock.set("2026-05-31")
    await desk.privacy.expire()
    assert len((await desk.rows())["consultations"]) == 2
    assert not (await desk.rows())["conversations"]
    desk.clock.set("2026-06-01")
    await desk.ask("新的一件")
    await desk.privacy.expire()
    assert [c.words for c in await desk.consultations.asked_by(MEMBER)] == ["新的一件"]
    assert "想学电焊" not in str(await desk.rows())


async def test_old_invites_are_deleted_with_the_names_in_them(desk: Desk) -> None:
    await live(desk)
    desk.clock.set("2026-06-30")
    await desk.privacy.expire()
    assert not (await desk.rows())["invites"]


def test_people_are_told_of_every_table_that_holds_something_about_them() -> None:
    assert {table for kept in KEPT for table in kept.tables} == set(metadata.tables) - IMPERSONAL
    for kept in KEPT:
        assert kept.what in as_text()
        assert kept.how_long in as_markdown()
