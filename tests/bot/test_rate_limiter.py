"""Telegram's limits are kept in any sliding window, and a person's answer does not stand behind a broadcast."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError
from starlette.responses import JSONResponse, Response
from telegram import Bot
from telegram.error import RetryAfter
from telegram.ext import ApplicationBuilder

from bot.sandbox.api import Call
from bot.sandbox.server import Sandbox
from bot.sandbox.world import MEMBER
from bot.sending.rate_limiter import RateLimiter
from bot.sending.schedule import OVERALL, Priority
from bot.sending.slots import OwnSlots, Slots, slots_of
from bot.sending.window import SECOND, Window
from bot.storage.engine import make_engine, upgrade
from tests.auxil.quick_time import run_quickly

pytest_plugins = ["tests.auxil.databases"]
GROUP = "-100"


@dataclass
class Telegram:
    """Notes when which call arrives, and refuses what it is told to.

    Attributes:
        calls: (second, endpoint, chat, text) in order of arrival.
        refusals: Seconds to wait, by text; given once.
        delays: Seconds between a call's turn and its arrival, by text: a busy process, a connection to be opened.
    """

    limiter: RateLimiter = field(default_factory=lambda: RateLimiter(OwnSlots()))
    calls: list[tuple[float, str, str, str]] = field(default_factory=list)
    refusals: dict[str, int] = field(default_factory=dict)
    delays: dict[str, float] = field(default_factory=dict)

    async def call(
        self, chat: object = "", text: str = "", endpoint: str = "sendMessage", priority: Priority | None = None
    ) -> object:
        async def arrive() -> bool:
            await asyncio.sleep(self.delays.get(text, 0))
            self.calls.append((asyncio.get_running_loop().time(), endpoint, str(chat), text))
            if wait := self.refusals.pop(text, 0):
                raise RetryAfter(wait)
            return True

        data = {"chat_id": chat, "text": text} if chat else {}
        return await self.limiter.process_request(arrive, (), {}, endpoint, data, priority)

    def times(self, chat: object = None) -> list[float]:
        return [time for time, _, to, _ in self.calls if chat is None or to == str(chat)]

    def texts(self) -> list[str]:
        return [text for _, _, _, text in self.calls]


def most_within(times: list[float], seconds: float) -> int:
    """Count the calls of the fullest window, its ends included."""
    return max((sum(t <= other <= t + seconds for other in times) for t in times), default=0)


def test_a_burst_is_spread_from_its_first_moment_on() -> None:
    async def everybody() -> Telegram:
        telegram = Telegram()
        await asyncio.gather(*(telegram.call(chat) for chat in range(1, 151)))
        return telegram

    times = run_quickly(everybody()).times()
    assert len(times) == 150
    assert most_within(times, 1) <= 30
    assert most_within(times, 0.1) <= 3
    assert times[-1] - times[0] < 6


def test_all_methods_count_against_the_overall_limit() -> None:
    async def mixed() -> Telegram:
        telegram = Telegram()
        methods = ["answerCallbackQuery", "getFile", "setMyCommands", "deleteMessage"]
        await asyncio.gather(*(telegram.call("", endpoint=method) for method in methods * 15))
        return telegram

    assert most_within(run_quickly(mixed()).times(), 1) <= 30


def test_one_chat_gets_three_at_once_and_then_one_a_second() -> None:
    async def chatty() -> Telegram:
        telegram = Telegram()
        await asyncio.gather(*(telegram.call(1, endpoint=e) for e in ["sendMessage", "editMessageText"] * 5))
        await asyncio.sleep(60)
        await asyncio.gather(*(telegram.call(1) for _ in range(3)))
        return telegram

    times = run_quickly(chatty()).times()
    assert times[2] - times[0] < 0.5
    assert all(later - earlier >= 1 for earlier, later in pairwise(times[2:10]))
    assert times[12] - times[10] < 0.5, "a minute's rest does not give the burst back"


@pytest.mark.parametrize("group", [GROUP, -100, "@channel"])
def test_a_group_gets_twenty_in_any_minute(group: object) -> None:
    async def noisy() -> Telegram:
        telegram = Telegram()
        await asyncio.gather(*(telegram.call(group) for _ in range(50)))
        return telegram

    times = run_quickly(noisy()).times()
    assert len(times) == 50
    assert most_within(times, 60) == 20


def test_an_answer_does_not_stand_behind_a_broadcast() -> None:
    async def broadcast() -> Telegram:
        telegram = Telegram()
        many = [asyncio.ensure_future(telegram.call(c, "通知", priority=Priority.BROADCAST)) for c in range(1, 2001)]
        await asyncio.sleep(5)
        before = len(telegram.calls)
        await asyncio.gather(telegram.call(3001, "答复"), telegram.call(endpoint="answerCallbackQuery", text="按钮"))
        assert telegram.texts()[before:] == ["按钮", "答复"]
        await asyncio.gather(*many)
        return telegram

    assert len(run_quickly(broadcast()).calls) == 2002


def test_a_chat_that_must_wait_keeps_nobody_else_waiting() -> None:
    async def both() -> Telegram:
        telegram = Telegram()
        many = [asyncio.ensure_future(telegram.call(1, str(n))) for n in range(20)]
        await asyncio.sleep(0)
        await telegram.call(2, "别人")
        assert telegram.texts() == ["0", "1", "2", "别人"]
        await asyncio.gather(*many)
        return telegram

    assert [text for text in run_quickly(both()).texts() if text != "别人"] == [str(n) for n in range(20)]


def test_while_telegram_asks_to_wait_nothing_goes_out_and_then_no_burst() -> None:
    async def refused() -> Telegram:
        telegram = Telegram(refusals={"5": 10})
        await asyncio.gather(*(telegram.call(n + 1, str(n)) for n in range(60)))
        return telegram

    telegram = run_quickly(refused())
    at = telegram.texts().index("5")
    times = telegram.times()
    assert times[at + 1] - times[at] >= 10
    assert telegram.texts()[at + 1] == "5", "who was refused is first when it goes on"
    assert sorted(telegram.texts()) == sorted([*map(str, range(60)), "5"])
    assert most_within(times, 1) <= 30


def test_the_order_within_a_chat_outlives_a_refusal() -> None:
    async def refused() -> Telegram:
        telegram = Telegram(refusals={"0": 3})
        await asyncio.gather(*(telegram.call(1, str(n)) for n in range(3)))
        return telegram

    assert run_quickly(refused()).texts() == ["0", "0", "1", "2"]


def test_a_refusal_in_one_group_holds_that_group_and_in_two_everything() -> None:
    async def refused() -> Telegram:
        telegram = Telegram(refusals={"甲": 30, "乙": 30})
        first = asyncio.ensure_future(telegram.call(GROUP, "甲"))
        await asyncio.sleep(1)
        await telegram.call(1, "一")
        assert telegram.texts() == ["甲", "一"]
        second = asyncio.ensure_future(telegram.call("-200", "乙"))
        await asyncio.sleep(1)
        await telegram.call(1, "二")
        await asyncio.gather(first, second)
        return telegram

    telegram = run_quickly(refused())
    refusal, after = telegram.times("-200")[0], telegram.times(1)[1]
    assert after - refusal >= 30


def test_typing_is_shown_now_or_not_at_all() -> None:
    async def busy() -> Telegram:
        telegram = Telegram()
        await telegram.call(1, "空闲", "sendChatAction")
        many = [asyncio.ensure_future(telegram.call(chat)) for chat in range(1, 11)]
        await asyncio.sleep(0)
        assert await telegram.call(1, "忙", "sendChatAction") is True
        await asyncio.gather(*many)
        return telegram

    texts = run_quickly(busy()).texts()
    assert "空闲" in texts
    assert "忙" not in texts


def test_a_call_given_up_does_not_stop_the_others() -> None:
    async def impatient() -> Telegram:
        telegram = Telegram()
        many = [asyncio.ensure_future(telegram.call(chat, str(chat))) for chat in range(1, 21)]
        await asyncio.sleep(0.1)
        for task in many[10:15]:
            task.cancel()
        await asyncio.gather(*many, return_exceptions=True)
        await telegram.call(99, "99")
        return telegram

    assert run_quickly(impatient()).texts() == [str(n) for n in [*range(1, 11), *range(16, 21), 99]]


def test_calls_wait_while_the_shared_budget_cannot_be_asked() -> None:
    class Away(OwnSlots):
        failures = 3

        async def lease(self, count: int) -> list[float]:
            if self.failures:
                self.failures -= 1
                raise OperationalError("", {}, Exception())
            return await super().lease(count)

    async def send() -> Telegram:
        telegram = Telegram(RateLimiter(Away()))
        await telegram.call(1)
        return telegram

    assert len(run_quickly(send()).calls) == 1


calls = st.tuples(
    st.floats(0, 3),
    st.sampled_from(["1", "2", "3", GROUP]),
    st.sampled_from([Priority.ANSWER, Priority.BROADCAST]),
    st.sampled_from([0, 0, 0, 0, 0, 2]),
)


@given(st.lists(calls, max_size=80))
@settings(max_examples=40, deadline=None)
def test_the_limits_hold_whatever_comes(arrivals: list[tuple[float, str, Priority, int]]) -> None:
    async def life() -> Telegram:
        telegram = Telegram(refusals={str(n): wait for n, (_, _, _, wait) in enumerate(arrivals) if wait})

        async def arrive(number: int, delay: float, chat: str, priority: Priority) -> None:
            await asyncio.sleep(delay)
            await telegram.call(chat, str(number), priority=priority)

        await asyncio.gather(*(arrive(n, delay, chat, p) for n, (delay, chat, p, _) in enumerate(arrivals)))
        return telegram

    telegram = run_quickly(life())
    assert set(telegram.texts()) == {str(n) for n in range(len(arrivals))}
    assert most_within(telegram.times(), 1) <= 30
    for chat in ("1", "2", "3", GROUP):
        for seconds in (1, 2, 5, 20):
            assert most_within(telegram.times(chat), seconds) <= 3 + seconds
    assert most_within(telegram.times(GROUP), 60) <= 20


@given(st.lists(st.floats(0, 2), min_size=31, max_size=120))
@settings(max_examples=40, deadline=None)
def test_calls_that_leave_late_count_from_when_they_leave(delays: list[float]) -> None:
    async def slow() -> Telegram:
        telegram = Telegram(delays={str(n): delay for n, delay in enumerate(delays)})
        await asyncio.gather(*(telegram.call(n + 1, str(n)) for n in range(len(delays))))
        return telegram

    telegram = run_quickly(slow())
    assert len(telegram.calls) == len(delays)
    assert most_within(telegram.times(), 1) <= 30


def test_calls_given_up_or_failed_leave_their_room_to_others() -> None:
    async def fail() -> Telegram:
        telegram = Telegram(delays={str(n): 60.0 for n in range(40)})
        stuck = [asyncio.ensure_future(telegram.call(n + 1, str(n))) for n in range(40)]
        await asyncio.sleep(5)
        assert len(telegram.calls) == 0
        for task in stuck:
            task.cancel()
        await asyncio.gather(*stuck, return_exceptions=True)
        await asyncio.gather(*(telegram.call(n + 1, "后来") for n in range(60)))
        return telegram

    assert run_quickly(fail()).texts() == ["后来"] * 60


async def test_processes_on_one_postgresql_share_the_budget(postgres: str) -> None:
    engines = [make_engine(f"{postgres}/postgres") for _ in range(3)]
    await upgrade(engines[0])
    budgets: list[Slots] = [slots_of(engine) for engine in engines]
    processes = [Telegram(RateLimiter(budget)) for budget in budgets]
    await asyncio.gather(*(p.call(chat + 1) for p in processes for chat in range(25)))
    times = sorted(time for process in processes for time in process.times())
    assert len(times) == 75
    assert most_within(times, 1) <= 30
    # A refusal one of them gets holds the others as well
    processes[0].refusals["拒"] = 1
    refused = asyncio.ensure_future(processes[0].call(50, "拒"))
    while "拒" not in processes[0].texts():  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    before = processes[0].times(50)[0]
    await asyncio.gather(*(process.call(51) for process in processes), refused)
    assert all(process.times(51)[0] - before >= 1 for process in processes)
    for process, engine in zip(processes, engines, strict=True):
        await process.limiter.shutdown()
        await engine.dispose()


@asynccontextmanager
async def real_bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    builder = ApplicationBuilder().token(sandbox.token).base_url(sandbox.base_url).rate_limiter(RateLimiter(OwnSlots()))
    async with builder.job_queue(None).build().bot as bot:
        yield bot


async def test_the_limits_hold_on_the_wire() -> None:
    refusals = iter([2])

    async def refuse_one(call: Call, answer: Callable[[], Awaitable[Response]]) -> Response:
        if call.params.get("text") == "20" and (wait := next(refusals, 0)):
            body = {"ok": False, "error_code": 429, "description": "Too Many Requests"}
            return JSONResponse({**body, "parameters": {"retry_after": wait}}, 429)
        return await answer()

    async with Sandbox.serve() as sandbox, real_bot(sandbox) as bot:
        for person in sandbox.world.people.values():
            person.started = True
        sandbox.faults.append(refuse_one)
        people = list(sandbox.world.people)
        await asyncio.gather(*(bot.send_message(people[n % 5] if n < 15 else MEMBER, str(n)) for n in range(15)))
        edits = [bot.get_me() for _ in range(45)]
        await asyncio.gather(bot.send_message(people[0], "20"), *edits)
        times = [call.at for call in sandbox.calls]
        at = next(n for n, call in enumerate(sandbox.calls) if call.status == 429)
        assert len(times) == 63
        assert most_within(times, 1) <= 30
        assert times[at + 1] - times[at] >= 2


def test_a_call_that_left_late_counts_from_then() -> None:
    window = Window()
    for number in range(OVERALL):
        window.let_go(number)
    assert window.opens(9.0) is None, "none of them has left yet"
    for number in range(OVERALL):
        window.left(number, 10.0 + number / 100)
        window.answered(number, 10.1 + number / 100)
    assert window.opens(10.9) == 10.0 + SECOND
    assert window.opens(11.1) == 11.1


def test_a_call_whose_answer_took_longer_counts_as_arrived_later() -> None:
    window = Window()
    for number in range(OVERALL):
        window.let_go(number)
        window.left(number, 10.0)
        window.answered(number, 10.1 if number else 10.3)
    assert window.opens(11.0) == 10.0 + SECOND
    for number in range(OVERALL, 2 * OVERALL - 1):
        window.let_go(number)
        window.left(number, 11.01)
        window.answered(number, 11.11)
    assert window.opens(11.02) == pytest.approx(10.2 + SECOND), "29, and the one that arrived late"


def test_a_call_that_never_left_leaves_its_room_to_others() -> None:
    window = Window()
    for number in range(OVERALL):
        window.let_go(number)
    window.stayed(3)
    assert window.opens(9.0) == 9.0


def test_a_refusal_is_compared_with_refusals() -> None:
    window = Window()
    for number in range(OVERALL):
        window.let_go(number)
        window.left(number, 10.0)
        refused = number >= OVERALL - 2  # Telegram refuses at once; the last one came late
        window.answered(number, 10.1 if not refused else 10.001 if number < OVERALL - 1 else 10.08, not refused)
    assert window.opens(11.02) == 11.02
    for number in range(OVERALL, 2 * OVERALL - 1):
        window.let_go(number)
        window.left(number, 11.02)
        window.answered(number, 11.12)
    assert window.opens(11.03) == pytest.approx(10.079 + SECOND)
