"""A Bot API server that fails on purpose and counts what arrives, for load tests and `scripts.bench broadcast`.

It keeps to sockets, because the failures that matter (a connection closed before or after the message was taken, an
answer that never comes) are below what a web framework shows. The sandbox is the server with the right answers.

    python -m scripts.telegram_stub PORT ['{"blocked": 0.03, …}']
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

BOT = {"id": 4200, "is_bot": True, "first_name": "明白", "username": "mingbai_stub_bot"}
TOKEN = f"{BOT['id']}:stub"
_LONG_POLL = 10.0


@dataclass(frozen=True, slots=True)
class Faults:
    """How often what goes wrong, as shares of the people (the first two) or of the messages.

    Attributes:
        blocked: Have blocked the bot.
        missing: Their chat is not found.
        too_many: Answered 429, `retry_after` seconds.
        retry_after: Whole seconds.
        broken: Answered 502; every other one is delivered all the same.
        stalled: Delivered, and not answered for `stall` seconds.
        stall: More than the bot waits.
        closed: Connection closed without an answer; every other one is delivered all the same.
        latency: How long every answer takes.
        faulty_below: Only chats with a lower number have any of it.
    """

    blocked: float = 0.0
    missing: float = 0.0
    too_many: float = 0.0
    retry_after: int = 1
    broken: float = 0.0
    stalled: float = 0.0
    stall: float = 60.0
    closed: float = 0.0
    latency: float = 0.0
    faulty_below: int = 10**12


@dataclass(slots=True)
class Seen:
    """What has arrived.

    Attributes:
        delivered: How many messages each chat has.
        refused: How many calls were answered how.
        arrivals: When calls came that count against the limit, monotonic seconds.
        faulty: When those came that were for people something can go wrong with.
        waits: How long people waited for the answer to what they said.
    """

    delivered: Counter[int] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    arrivals: list[float] = field(default_factory=list)
    faulty: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def busiest_second(self) -> int:
        """Return the most calls in any sliding second."""
        most = begin = 0
        for end, at in enumerate(self.arrivals):
            while self.arrivals[begin] <= at - 1.0:
                begin += 1
            most = max(most, end - begin + 1)
        return most


class TelegramStub:
    """The server; several bots' processes may talk to it.

    Args:
        faults: What goes wrong.
        seed: Of what goes wrong when.

    Attributes:
        seen: What has arrived.
        url: What python-telegram-bot takes as `base_url`, less "bot".
    """

    def __init__(self, faults: Faults | None = None, seed: int = 1) -> None:
        self.faults = faults or Faults()
        self.seen = Seen()
        self.url = ""
        self._random = random.Random(seed)  # noqa: S311 - not for secrets
        self._updates: list[dict[str, Any]] = []
        self._said: dict[int, float] = {}
        self._news = asyncio.Event()
        self._connections: set[asyncio.StreamWriter] = set()
        self._closing = asyncio.Event()
        self._number = 0
        self._alternate: Counter[str] = Counter()

    def is_blocked(self, chat: int) -> bool:
        """Tell whether a person has blocked the bot."""
        return chat < self.faults.faulty_below and _share(chat) < self.faults.blocked

    def is_missing(self, chat: int) -> bool:
        """Tell whether a person's chat is not found."""
        low = self.faults.blocked
        return chat < self.faults.faulty_below and low <= _share(chat) < low + self.faults.missing

    def say(self, chat: int, text: str) -> None:
        """Let a person say something to the bot."""
        self._number += 1
        person = {"id": chat, "is_bot": False, "first_name": "问"}
        message = {
            "message_id": self._number,
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private", "first_name": "问"},
            "from": person,
            "text": text,
        }
        self._said[chat] = time.monotonic()
        self._updates.append({"update_id": self._number, "message": message})
        self._news.set()

    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator[TelegramStub]:
        """Serve on 127.0.0.1 until the block is left; port 0 takes any free one."""
        server = await asyncio.start_server(self._connected, "127.0.0.1", port)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        try:
            yield self
        finally:
            server.close()
            self._closing.set()
            self._news.set()
            for connection in self._connections:
                connection.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.add(writer)
        with suppress(OSError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                length = next(
                    (int(line[15:]) for line in head.lower().split("\r\n") if line.startswith("content-length:")), 0
                )
                body = (await reader.readexactly(length)).decode()
                answer = await self._answer(head.split(" ", 2)[1].rpartition("/")[2], body)
                if answer is None:
                    break
                status, content = answer
                data = json.dumps(content).encode()
                writer.write(b"HTTP/1.1 %d -\r\nContent-Length: %d\r\n\r\n" % (status, len(data)) + data)
                await writer.drain()
        writer.close()
        self._connections.discard(writer)

    async def _answer(self, method: str, body: str) -> tuple[int, Any] | None:
        if method == "report":
            return 200, self.report()
        if method == "say":
            self.say(**json.loads(body))
            return 200, {}
        given = {key: values[0] for key, values in parse_qs(body).items()}
        if method == "getUpdates":
            return 200, {"ok": True, "result": await self._poll(int(given.get("offset", 0)))}
        if method == "getMe":
            return 200, {"ok": True, "result": BOT}
        self.seen.arrivals.append(time.monotonic())
        if "chat_id" in given and method != "sendChatAction":
            return await self._message(method, int(given["chat_id"]))
        return 200, {"ok": True, "result": True}

    async def _poll(self, offset: int) -> list[dict[str, Any]]:
        self._updates = [update for update in self._updates if update["update_id"] >= offset]
        if not self._updates:
            self._news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), _LONG_POLL)
        return self._updates

    async def _message(self, method: str, chat: int) -> tuple[int, Any] | None:
        fault = self._fault(chat)
        if chat < self.faults.faulty_below:
            self.seen.faulty.append(time.monotonic())
        if fault:
            self.seen.refused[fault] += 1
        match fault:
            case "blocked":
                return _refusal(403, "Forbidden: bot was blocked by the user")
            case "missing":
                return _refusal(400, "Bad Request: chat not found")
            case "too_many":
                wait = self.faults.retry_after
                return _refusal(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})
            case "broken" | "closed":
                self._alternate[fault] += 1
                if self._alternate[fault] % 2:
                    self._deliver(chat)
                return _refusal(502, "Bad Gateway") if fault == "broken" else None
        message = self._deliver(chat)
        if self.faults.latency:
            await asyncio.sleep(self.faults.latency)
        if fault == "stalled":
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), self.faults.stall)
        return 200, {"ok": True, "result": True if method.startswith("delete") else message}

    def _fault(self, chat: int) -> str:
        if chat >= self.faults.faulty_below:
            return ""
        if self.is_blocked(chat):
            return "blocked"
        if self.is_missing(chat):
            return "missing"
        dice = self._random.random()
        for name in ("too_many", "broken", "stalled", "closed"):
            share: float = getattr(self.faults, name)
            if dice < share:
                return name
            dice -= share
        return ""

    def _deliver(self, chat: int) -> dict[str, Any]:
        self.seen.delivered[chat] += 1
        said = self._said.pop(chat, None)
        if said is not None:
            self.seen.waits.append(time.monotonic() - said)
        self._number += 1
        return {"message_id": self._number, "date": 1, "chat": {"id": chat, "type": "private"}, "text": "."}

    def report(self) -> dict[str, Any]:
        """Return what has arrived, ready for JSON."""
        seen = self.seen
        return {
            "delivered": {str(chat): number for chat, number in seen.delivered.items()},
            "refused": dict(seen.refused),
            "arrivals": seen.arrivals,
            "faulty": seen.faulty,
            "waits": seen.waits,
            "busiest_second": seen.busiest_second(),
        }


def _share(chat: int) -> float:
    """Return where a person stands between 0 and 1, the same every time and spread evenly."""
    return (chat * 2654435761 % 2**32) / 2**32


def _refusal(status: int, description: str, parameters: dict[str, Any] | None = None) -> tuple[int, Any]:
    body = {"ok": False, "error_code": status, "description": description}
    return status, body | ({"parameters": parameters} if parameters else {})


async def _main(port: str, faults: str = "{}") -> None:
    async with TelegramStub(Faults(**json.loads(faults))).serve(int(port)):
        await asyncio.Event().wait()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(_main(*sys.argv[1:]))
