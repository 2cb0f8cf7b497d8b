"""What can go wrong in the middle of an evening: each has one outcome, and none is a storm of retries."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

from sqlalchemy import update
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.evening import own_data
from bot.evening.course import Course
from bot.evening.evening import EveningError, Reason
from bot.people.roles import Role
from bot.sandbox.api import Call
from bot.storage.evening_tables import evening_players
from bot.storage.tables import memberships
from bot.words import evening as words
from tests.auxil.evening import Evening, Stage, evening_of
from tests.auxil.organisation import DEPUTY, MEMBER, SECRETARY
from tests.auxil.sending import ZONE

pytest_plugins = ["tests.auxil.databases"]


def calls_to(evening: Evening) -> int:
    return sum(call.params.get("chat_id") == evening.group for call in evening.sandbox.calls)


def tried(evening: Evening) -> int:
    """Count how often a question was sent to the group."""
    calls = [call for call in evening.sandbox.calls if call.method == "sendPoll"]
    return sum(call.params["chat_id"] == evening.group for call in calls)


async def one_more_look(evening: Evening) -> None:
    """Wait until the host has looked at what is there, and has done what it found to do."""
    looked = asyncio.Event()
    claim = evening.services.course.claim

    async def noted() -> list[int]:
        numbers = await claim()
        looked.set()
        return numbers

    evening.services.course.claim = noted  # type: ignore[method-assign]
    for _ in range(2):
        looked.clear()
        evening.services.host.wake()
        await asyncio.wait_for(looked.wait(), 10)
    evening.services.course.claim = claim  # type: ignore[method-assign]
    await asyncio.gather(*evening.services.host._steps.values())


async def test_the_bot_is_removed_in_the_middle(evening: Evening) -> None:
    await evening.begin((MEMBER, 1))
    poll = await evening.next()
    await evening.secretary._post(f"chats/{evening.group}/bot", {"present": False})
    await evening.until(state="over", reason="gone", starter=None)
    await one_more_look(evening)
    before = calls_to(evening)
    evening.turn(timedelta(minutes=5))
    await one_more_look(evening)
    assert calls_to(evening) == before
    assert await evening.rows(evening_players) == []
    await evening.answer(evening.member, poll)  # harms nothing


async def test_the_bot_is_removed_and_learns_of_it_when_it_sends(evening: Evening) -> None:
    await evening.begin((MEMBER, 1))
    poll = await evening.next()
    evening.sandbox.world.chats[evening.group].bot = "kicked"
    before = calls_to(evening)
    await evening.run_out(poll)
    await evening.until(state="over", reason="gone")
    await one_more_look(evening)
    assert calls_to(evening) <= before + 2


async def test_after_the_bot_is_back_a_new_one_can_begin(evening: Evening) -> None:
    await evening.begin((MEMBER, 1))
    await evening.next()
    for present in (False, True):
        await evening.secretary._post(f"chats/{evening.group}/bot", {"present": present})
    await evening.until(state="over", reason="gone")
    assert words.BEGIN in (await evening.board()).buttons


async def test_the_group_becomes_a_supergroup(stage: Stage) -> None:
    async with evening_of(stage, "group") as evening:
        await evening.begin((MEMBER, 1), (DEPUTY, 2))
        poll = await evening.next()
        await evening.answer(evening.member, poll)
        new = (await evening.secretary._post(f"chats/{evening.group}/upgrade", {}))["id"]
        board = await evening.secretary.next_message(chat=new)
        assert words.STOP in board.buttons
        await evening.answer(evening.phones[DEPUTY], poll, right=False)  # in what is now the past of the group
        second = await evening.secretary.next_message(chat=new)
        assert second.poll["question"].startswith("第 2/10 题")
        assert second.reply_to == board.id
        await evening.shows(evening.member, board, f"{words.TEAMS[0]}　10 分")


async def test_a_supergroup_that_is_learnt_of_when_sending(stage: Stage) -> None:
    async with evening_of(stage, "group") as evening:
        await evening.begin((MEMBER, 1))
        poll = await evening.next()
        updates = evening.sandbox.world.updates
        allowed, updates.allowed = updates.allowed, frozenset({"callback_query"})  # no service message arrives
        new = (await evening.secretary._post(f"chats/{evening.group}/upgrade", {}))["id"]
        updates.allowed = allowed
        await evening.run_out(poll)
        told = [await evening.secretary.next_message(chat=new) for _ in range(2)]
        assert ["poll" in message.raw for message in told] == [False, True]


async def test_the_secretary_hands_over_in_the_middle(evening: Evening) -> None:
    await evening.begin((MEMBER, 1))
    poll = await evening.next()
    secretary = (await evening.services.members.memberships(SECRETARY))[0].person
    theirs = update(memberships).where(memberships.c.person == secretary)
    async with evening.engine.begin() as connection:
        await connection.execute(theirs.values(role=Role.MEMBER))
    try:
        evening.services.host.wake()
        assert (await evening.next()).text == words.CALLED_OFF["demoted"]
        await evening.until(state="over", reason="demoted")
        await evening.member.wait_until(lambda p: p.messages[poll.chat, poll.id].poll["is_closed"])
    finally:
        async with evening.engine.begin() as connection:
            await connection.execute(theirs.values(role=Role.SECRETARY))


async def test_the_group_takes_no_polls(evening: Evening) -> None:
    async def refuse(call: Call, step: Callable[[], Awaitable[Response]]) -> Response:
        if call.method != "sendPoll":
            return await step()
        body = {
            "ok": False,
            "error_code": 400,
            "description": "Bad Request: not enough rights to send polls to the chat",
        }
        return JSONResponse(body, 400)

    evening.sandbox.faults.append(refuse)
    await evening.begin((MEMBER, 1))
    assert (await evening.next()).text == words.CALLED_OFF["refused"]
    await evening.until(state="over", reason="refused")
    assert tried(evening) == 1


async def test_telegram_fails_for_a_while(evening: Evening) -> None:
    failures = iter(range(2))

    async def fail(call: Call, step: Callable[[], Awaitable[Response]]) -> Response:
        if call.method == "sendPoll" and next(failures, None) is not None:
            return JSONResponse({"ok": False, "error_code": 502, "description": "Bad Gateway"}, 502)
        return await step()

    evening.sandbox.faults.append(fail)
    await evening.begin((MEMBER, 1))
    poll = await evening.next()
    assert poll.poll["question"].startswith("第 1/10 题")
    assert tried(evening) == 3


async def test_the_answer_to_a_sending_is_lost(evening: Evening) -> None:
    """Nobody knows the poll then: it counts for nobody, and is not sent twice."""
    lost = iter([True])

    async def lose(call: Call, step: Callable[[], Awaitable[Response]]) -> Response:
        answer = await step()
        if call.method == "sendPoll" and next(lost, False):
            return StreamingResponse(cut_off(answer), headers={"content-length": "9999"})
        return answer

    async def cut_off(answer: Response) -> AsyncIterator[bytes]:
        yield bytes(answer.body)[:10]

    evening.sandbox.faults.append(lose)
    await evening.begin((MEMBER, 1))
    polls = [(await evening.next()).poll["question"] for _ in range(2)]
    assert [question[:6] for question in polls] == ["第 1/10", "第 2/10"]


async def test_the_board_is_deleted(evening: Evening) -> None:
    board = await evening.board()
    evening.sandbox.world.remove(evening.sandbox.world.chats[evening.group], board.id)
    await evening.services.evenings.join(MEMBER, (await evening.until(state="lobby")).id, 1)
    evening.services.host.wake()
    assert words.BEGIN in (await evening.next()).buttons


async def test_somebody_has_their_data_deleted_in_the_middle(evening: Evening) -> None:
    await evening.begin((MEMBER, 1), (DEPUTY, 2))
    poll = await evening.next()
    await evening.answer(evening.member, poll)
    await evening.member.wait_until(lambda p: any("已有 1 人作答" in m.text for m in p.messages.values()))
    async with evening.engine.connect() as connection:
        kept = (await own_data.data_of(connection, MEMBER))["quiz_evenings"]
        assert kept == [{"team": 1, "named": None, "answers": [{"question": 1, "right": True}]}]
    await forget(evening, MEMBER)
    assert [row.person for row in await evening.rows(evening_players)] == [DEPUTY]
    await forget(evening, SECRETARY)
    assert (await evening.next()).text == words.CALLED_OFF["demoted"]


async def forget(evening: Evening, person: int) -> None:
    async with evening.engine.begin() as connection:
        await own_data.forget(connection, person)
    evening.services.host.wake()


async def test_one_process_drives_an_evening_and_another_takes_over_when_it_is_dead(evening: Evening) -> None:
    await evening.board()
    await evening.until(state="lobby")
    other = Course(evening.services.members, ZONE, now=lambda: evening.clock() + ahead)
    ahead = timedelta()
    assert await other.claim() == []
    ahead = timedelta(minutes=1)
    assert len(await other.claim()) == 1
    assert other.may_send()
    assert await evening.services.course.claim() == []
    await other.release()
    assert len(await evening.services.course.claim()) == 1


async def test_an_evening_that_was_left_alone_for_long_is_not_gone_on_with(evening: Evening) -> None:
    await evening.begin((MEMBER, 1), (DEPUTY, 2))
    poll = await evening.next()
    await evening.answer(evening.member, poll)
    await evening.member.wait_until(lambda p: any("已有 1 人作答" in m.text for m in p.messages.values()))
    await evening.services.host.stop()
    other = Course(evening.services.members, ZONE, now=lambda: evening.clock() + timedelta(hours=1))
    (number,) = await other.claim()
    found = await other.look(number)
    assert found is not None
    assert found[0].evening.reason is Reason.AWAY
    await other.release()
    evening.services.host.start(evening.bot)
    assert words.WHY["away"] in (await evening.next()).text


async def test_a_crowd_answers_while_the_evening_is_stopped(evening: Evening) -> None:
    await evening.begin((MEMBER, 1))
    await evening.run_out(await evening.next())
    second = await evening.next()
    await evening.until(state="playing")
    poll, crowd = str(second.poll["id"]), range(5_000, 5_040)
    number, services = (await evening.until()).id, evening.services
    answers = [services.evenings.answer(poll, person, 0) for person in crowd]
    joins = [services.evenings.join(person, number, 1) for person in crowd[:10]]
    done = await asyncio.gather(*answers, *joins, services.course.end(number, Reason.STOPPED), return_exceptions=True)
    assert {type(one) for one in done if isinstance(one, Exception)} <= {EveningError}
    await evening.until(state="over", reason="stopped")
    assert await evening.rows(evening_players) == []
