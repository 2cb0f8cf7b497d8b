"""Where a request leaves this process: followed to the kernel, and noted where a killed process cannot take it back.

The note is one write() to a file; what is in the kernel survives the process. It is made right before the last bytes
go to the kernel (`departs`), or right after, in the same step of the event loop (`hand_over`). A process killed just in
between has, in the first case, noted what never left; in the second, not noted what did: the send wakes the other side,
which on a busy machine runs first.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import httpx
from telegram.request import HTTPXRequest

KEEP_ALIVE_SECONDS = 4.0
"""How long an idle connection is used again. Below what servers grant (uvicorn 5 s): a request that meets a closing
connection is handed over and lost."""
JournalKey = tuple[int | str, ...]
"""What names a message in a journal: anything that JSON gives back unchanged."""
_GONE = "~"


class Outgoing:
    """A message followed on its way out, by way of a `SendingRequest`.

    Attributes:
        handed: Whether the whole request is in the kernel's hands: Telegram may have acted on it.
        status: What Telegram answered, an HTTP status; 0 as long as it has not.
    """

    def __init__(self) -> None:
        self.handed = False
        self.status = 0
        self._tunnel = False

    @contextmanager
    def followed(self) -> Iterator[None]:
        """Follow the requests made within the block; of several in a row the last one counts."""
        self.handed, self.status = False, 0
        token = _sending.set((*_sending.get(), self))
        try:
            yield
        finally:
            _sending.reset(token)

    def leave(self) -> None:
        """Do what is to be done before a request goes out; raising keeps it back."""

    async def departs(self) -> None:
        """Note that the body of the request, without which Telegram does nothing, is about to go to the kernel."""

    async def hand_over(self) -> None:
        """Note that the request is in the kernel's hands; up to the first await nothing else happens in between."""

    def answer(self) -> None:
        """Note that Telegram has answered with `status`."""

    async def trace(self, event: str, info: dict[str, Any]) -> None:
        """Follow the request through httpcore, see https://www.encode.io/httpcore/extensions/#trace."""
        if event.endswith("send_request_headers.started"):
            self._tunnel = info["request"].method == b"CONNECT"
        elif self._tunnel:
            # An exchange with the proxy: nothing of the message has left yet
            return
        elif event.endswith("send_request_body.started"):
            await self.departs()
        elif event.endswith("send_request_body.complete"):
            self.handed = True
            await self.hand_over()
        elif event.endswith("receive_response_headers.complete"):
            self.status = info["return_value"][1]
            self.answer()


_sending: ContextVar[tuple[Outgoing, ...]] = ContextVar("sending", default=())
"""Who follows, the outermost block first."""


class SendingRequest(HTTPXRequest):
    """The `request` of the bot: lets messages be followed. Takes what `HTTPXRequest` takes by name."""

    def __init__(self, httpx_kwargs: dict[str, Any] | None = None, **options: Any) -> None:  # noqa: ANN401
        limits = httpx.Limits(max_connections=256, keepalive_expiry=KEEP_ALIVE_SECONDS)
        hooked = {"limits": limits, "event_hooks": {"request": [_follow]}, **(httpx_kwargs or {})}
        super().__init__(httpx_kwargs=hooked, **options)


async def _follow(request: httpx.Request) -> None:
    following = _sending.get()
    for message in following:
        message.handed, message.status = False, 0
        message.leave()

    async def trace(event: str, info: dict[str, Any]) -> None:
        for message in following:
            await message.trace(event, info)

    if following:
        request.extensions["trace"] = trace


class Journal:
    """Lines that survive the process. Short, local and never waited for: a write() to the system's memory."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        # Not a bare descriptor: once the journal is closed, its number may be a connection's
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab", buffering=0)
        self._open: set[JournalKey] = set()

    def add(self, key: JournalKey) -> None:
        """Note a message."""
        self._open.add(key)
        self._write(*key)

    def drop(self, key: JournalKey) -> None:
        """Take a note back, if there is one; the file is emptied when that is so of all."""
        if key not in self._open:
            return
        self._open.remove(key)
        if self._open:
            self._write(_GONE, *key)
        else:
            self._file.truncate(0)

    def _write(self, *line: int | str) -> None:
        self._file.write((json.dumps(line) + "\n").encode())

    def close(self) -> None:
        """Close the file, and remove it where nothing is left in it."""
        self._file.close()
        if not self._open:
            self._path.unlink(missing_ok=True)

    @staticmethod
    def read(path: Path) -> list[JournalKey]:
        """Return what a process had noted and not taken back, oldest first."""
        if not path.exists():
            return []
        keys: dict[JournalKey, None] = {}
        for line in path.read_text(errors="replace").splitlines():
            # A power cut can leave half a line
            with contextlib.suppress(ValueError):
                first, *rest = json.loads(line)
                if first == _GONE:
                    keys.pop(tuple(rest), None)
                else:
                    keys[first, *rest] = None
        return list(keys)
