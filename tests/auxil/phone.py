"""A person's phone: talks to the sandbox over real HTTP as the page does, and waits for events instead of sleeping.

async with Sandbox.serve() as sandbox, Phone.of(sandbox, MEMBER) as phone:
    await phone.say("预备党员有没有表决权")
    answer = await phone.next_message()
    await phone.press(answer, "原文")
    article = await phone.next_edit()
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from bot.sandbox.server import Sandbox
from bot.sandbox.world import BOT_ID

JSON = dict[str, Any]
SAID: set[str] = set()
"""Everything said on any phone in this session; `tests/test_log.py` looks for it in the log."""
PATIENCE = 10.0
"""Seconds a phone waits before a test fails."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something the phone was told: message, edit, delete, action, pin, callback_answer, inline_results."""

    kind: str
    data: JSON

    @property
    def message(self) -> Message:
        return Message(self.data["message"])


@dataclass(frozen=True, slots=True)
class Message:
    """A message as the phone shows it."""

    raw: JSON

    @property
    def id(self) -> int:
        return int(self.raw["message_id"])

    @property
    def chat(self) -> int:
        return int(self.raw["chat"]["id"])

    @property
    def text(self) -> str:
        """Text or caption."""
        return str(self.raw.get("text", self.raw.get("caption", "")))

    @property
    def from_bot(self) -> bool:
        return bool(self.raw["from"]["id"] == BOT_ID)

    @property
    def edited(self) -> bool:
        return "edit_date" in self.raw

    @property
    def reply_to(self) -> int | None:
        """Number of the message this one replies to."""
        replied: JSON = self.raw.get("reply_to_message", {})
        return replied.get("message_id")

    @property
    def poll(self) -> JSON:
        return dict(self.raw["poll"])

    def marked(self, kind: str) -> list[str]:
        """Return what is bold, an expandable_blockquote, ..., in order."""
        units = self.text.encode("utf-16-le")
        entities: list[JSON] = self.raw.get("entities", []) + self.raw.get("caption_entities", [])
        return [
            units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")
            for e in entities
            if e["type"] == kind
        ]

    @property
    def rows(self) -> list[list[JSON]]:
        """The buttons as they are laid out."""
        return list(self.raw.get("reply_markup", {}).get("inline_keyboard", []))

    @property
    def buttons(self) -> list[str]:
        """What is written on the buttons."""
        return [button["text"] for row in self.rows for button in row]

    def data(self, button: str) -> str:
        """Return the callback data of a button, named by its words or by its data."""
        for row in self.rows:
            for b in row:
                if button in (b["text"], b.get("callback_data")):
                    return str(b["callback_data"])
        raise AssertionError(f"no button {button!r} among {self.buttons} of {self.text[:60]!r}")


class Phone:
    """What one person sees and does.

    Attributes:
        person: The person's user id.
        messages: Every message in sight by (chat, number), edits applied, deletions taken out.
        events: Everything told so far, in order.
    """

    def __init__(self, client: httpx.AsyncClient, person: int) -> None:
        self.person = person
        self.messages: dict[tuple[int, int], Message] = {}
        self.events: list[Event] = []
        self._client = client
        self._changed = asyncio.Condition()
        self._taken: set[int] = set()

    @classmethod
    @asynccontextmanager
    async def of(cls, sandbox: Sandbox, person: int) -> AsyncIterator[Phone]:
        """Take up the phone of somebody; it listens until the block is left."""
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(base_url=sandbox.url, timeout=PATIENCE, trust_env=False, limits=limits) as client:
            phone = cls(client, person)
            connected = asyncio.Event()
            listening = asyncio.create_task(phone._listen(connected))
            try:
                await asyncio.wait_for(connected.wait(), PATIENCE)
                yield phone
            finally:
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)

    async def _listen(self, connected: asyncio.Event) -> None:
        url = f"/sandbox/people/{self.person}/events"
        async with self._client.stream("GET", url, timeout=httpx.Timeout(PATIENCE, read=None)) as response:
            kind = ""
            async for line in response.aiter_lines():
                connected.set()
                name, _, value = line.partition(": ")
                if name == "event":
                    kind = value
                elif name == "data":
                    await self._take(Event(kind, json.loads(value)))

    async def _take(self, event: Event) -> None:
        if event.kind in ("message", "edit"):
            self.messages[event.message.chat, event.message.id] = event.message
        elif event.kind == "delete":
            self.messages.pop((event.data["chat_id"], event.data["message_id"]), None)
        async with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    # What a person does

    async def say(self, text: str, chat: int | str = "private", reply_to: Message | None = None) -> Message:
        """Send a text; one too long for a message goes out in pieces, and the last is returned."""
        SAID.add(text)
        body: JSON = {"text": text} | ({"reply_to": reply_to.id} if reply_to else {})
        sent = await self._post(f"chats/{chat}/messages", body)
        return Message(sent["messages"][-1])

    async def start(self, payload: str = "") -> Message:
        """Press 开始, by way of a deep link where there is a payload."""
        return Message((await self._post("start", {"payload": payload}))["message"])

    async def send_file(
        self,
        data: bytes,
        name: str,
        kind: str = "document",
        caption: str = "",
        chat: int | str = "private",
        album: str = "",
    ) -> Message:
        """Send a document, photo, video or voice; those of one album belong together."""
        url = f"/sandbox/people/{self.person}/chats/{chat}/messages"
        form = {"kind": kind, "caption": caption, "album": album}
        return Message(_body(await self._client.post(url, data=form, files={"file": (name, data)}))["messages"][0])

    async def send_sticker(self, emoji: str = "👍", chat: int | str = "private") -> Message:
        return Message((await self._post(f"chats/{chat}/messages", {"kind": "sticker", "emoji": emoji}))["messages"][0])

    async def edit(self, message: Message, text: str) -> Message:
        """Change an own message."""
        url = f"/sandbox/people/{self.person}/chats/{message.chat}/messages/{message.id}"
        return Message(_body(await self._client.patch(url, json={"text": text}))["message"])

    async def press(self, message: Message, button: str) -> JSON:
        """Press a button, named by its words or its data, and wait for the bot's answer.

        Returns:
            `{"query_id", "text", "show_alert"}`.
        """
        return await self.press_data(message, message.data(button))

    async def press_data(self, message: Message, data: str, wait: bool = True) -> JSON:
        """Press a button as an outdated screen may: whether or not the message still has it."""
        query = await self._post(f"chats/{message.chat}/messages/{message.id}/press", {"data": data})
        return (await self._answer("callback_answer", query["query_id"])).data if wait else query

    async def vote(self, message: Message, *options: int) -> Message:
        """Choose options of a poll; none takes the vote back."""
        body = await self._post(f"chats/{message.chat}/messages/{message.id}/vote", {"options": list(options)})
        return Message(body["message"])

    async def ask_inline(self, query: str, chat: int | str = "private", offset: str = "") -> JSON:
        """Type `@bot query` into the field and wait for the results.

        Returns:
            `{"query_id", "results": [{"id", "title", "description", "text"}], "next_offset"}`.
        """
        asked = await self._post(f"chats/{chat}/inline", {"query": query, "offset": offset})
        return (await self._answer("inline_results", asked["query_id"])).data

    async def choose(self, results: JSON, result_id: str, chat: int | str = "private") -> Message:
        """Send one of the inline results."""
        body = await self._post(f"chats/{chat}/inline/{results['query_id']}", {"result_id": result_id})
        return Message(body["message"])

    async def block(self) -> None:
        await self._post("block", {"blocked": True})

    async def unblock(self) -> None:
        await self._post("block", {"blocked": False})

    async def commands(self, chat: int | str = "private") -> list[str]:
        """Return the commands of the menu."""
        body = _body(await self._client.get(f"/sandbox/people/{self.person}/chats/{chat}"))
        return [command["command"] for command in body["commands"]]

    async def download(self, message: Message) -> bytes:
        """Fetch the document or photo of a message."""
        file = message.raw["document"] if "document" in message.raw else message.raw["photo"][-1]
        response = await self._client.get(f"/sandbox/files/{file['file_id']}")
        return response.raise_for_status().content

    # What a person waits for

    async def next_message(self, timeout: float = PATIENCE, chat: int | None = None) -> Message:  # noqa: ASYNC109
        """Wait for the next message of the bot that was not waited for before."""
        return (await self._next("message", timeout, chat)).message

    async def next_edit(self, timeout: float = PATIENCE, chat: int | None = None) -> Message:  # noqa: ASYNC109
        """Wait for the bot's next change to one of its messages."""
        return (await self._next("edit", timeout, chat)).message

    async def _next(self, kind: str, seconds: float, chat: int | None) -> Event:
        def match(at: int, event: Event) -> bool:
            mine = at not in self._taken and event.kind == kind and event.message.from_bot
            return mine and chat in (None, event.message.chat)

        at = await self._find(match, seconds)
        self._taken.add(at)
        return self.events[at]

    async def wait_until(self, match: Callable[[Phone], bool], timeout: float = PATIENCE) -> None:  # noqa: ASYNC109
        """Wait until something holds: `await phone.wait_until(lambda p: len(p.messages) == 2)`."""
        async with self._changed:
            await asyncio.wait_for(self._changed.wait_for(lambda: match(self)), timeout)

    async def wait_for(self, match: Callable[[Event], bool], timeout: float = PATIENCE) -> Event:  # noqa: ASYNC109
        """Wait for an event, those told already included."""
        return self.events[await self._find(lambda _, event: match(event), timeout)]

    async def _answer(self, kind: str, query_id: str) -> Event:
        return await self.wait_for(lambda e: e.kind == kind and e.data["query_id"] == query_id)

    async def _find(self, match: Callable[[int, Event], bool], seconds: float) -> int:
        """Wait for an event and return its place among those told."""
        at = 0

        def found() -> bool:
            nonlocal at
            while at < len(self.events) and not match(at, self.events[at]):
                at += 1
            return at < len(self.events)

        try:
            async with self._changed:
                await asyncio.wait_for(self._changed.wait_for(found), seconds)
        except TimeoutError:
            told = [(e.kind, e.message.text[:40] if "message" in e.data else e.data) for e in self.events[-8:]]
            raise AssertionError(f"{self.person} waited {seconds} s in vain; told last: {told}") from None
        return at

    async def _post(self, path: str, body: JSON) -> JSON:
        return _body(await self._client.post(f"/sandbox/people/{self.person}/{path}", json=body))


class RefusedError(Exception):
    """The sandbox refused what the person did; the message is what they read."""


def _body(response: httpx.Response) -> JSON:
    body: JSON = response.json()
    if response.is_error:
        raise RefusedError(body["error"])
    return body
