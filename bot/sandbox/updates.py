"""The queue of updates for the bot: long polling and webhook, with Telegram's rules of acknowledgement."""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from bot.sandbox.limits import JSON, ApiError

PENDING = 100_000
"""Updates kept while nobody fetches them; the oldest go first."""
POLL_SECONDS = 50
_NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
_RETRY_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)


@dataclass(slots=True)
class Webhook:
    """Where updates are pushed to, and how the last push went."""

    url: str
    secret: str | None = None
    max_connections: int = 40
    last_error_date: int | None = None
    last_error_message: str | None = None


@dataclass(slots=True)
class Updates:
    """Updates the bot has not acknowledged yet."""

    pending: deque[JSON] = field(default_factory=lambda: deque(maxlen=PENDING))
    webhook: Webhook | None = None
    allowed: frozenset[str] | None = None
    closed: bool = False
    _next: int = 1
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _poll: asyncio.Event | None = None
    _pusher: asyncio.Task[None] | None = None

    def add(self, kind: str, payload: JSON) -> None:
        """Queue one update, unless the bot asked not to get its kind."""
        if kind in self.allowed if self.allowed else kind not in _NOT_BY_DEFAULT:
            self.pending.append({"update_id": self._next, kind: payload})
            self._next += 1
            self._wake()

    def allow(self, kinds: Sequence[str] | None) -> None:
        """Remember the kinds of update the bot wants; None leaves the last wish, an empty list means the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    async def poll(self, offset: int = 0, limit: int = 100, timeout: float = 0) -> list[JSON]:  # noqa: ASYNC109
        """Answer getUpdates: drop what `offset` acknowledges, then wait up to `timeout` seconds for more.

        Raises:
            ApiError: 409 while a webhook is set, or as soon as another poll begins.
        """
        if self.webhook:
            raise ApiError(
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
                409,
            )
        if self._poll:
            self._poll.set()
        mine = self._poll = asyncio.Event()
        try:
            self._acknowledge(offset)
            deadline = time.monotonic() + min(timeout, POLL_SECONDS)
            while not self.pending and not self.closed and (left := deadline - time.monotonic()) > 0:
                await self._wait(left, mine)
                if mine.is_set():
                    raise ApiError(
                        "Conflict: terminated by other getUpdates request; "
                        "make sure that only one bot instance is running",
                        409,
                    )
            return list(self.pending)[: max(1, min(limit, 100))]
        finally:
            if self._poll is mine:
                self._poll = None

    def _acknowledge(self, offset: int) -> None:
        if offset < 0:
            keep = list(self.pending)[offset:]
            self.pending.clear()
            self.pending.extend(keep)
        while self.pending and self.pending[0]["update_id"] < offset:
            self.pending.popleft()

    async def _wait(self, seconds: float, other: asyncio.Event) -> None:
        waits = [asyncio.ensure_future(self._arrived.wait()), asyncio.ensure_future(other.wait())]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    def _wake(self) -> None:
        self._arrived.set()
        self._arrived = asyncio.Event()

    def set_webhook(self, webhook: Webhook | None) -> None:
        """Push updates to a URL of this machine from now on, or stop pushing.

        Raises:
            ApiError: The URL is not on this machine.
        """
        if webhook and not is_loopback(urlsplit(webhook.url).hostname or ""):
            raise ApiError("bad webhook: the sandbox pushes to this machine only")
        if self._pusher:
            self._pusher.cancel()
            self._pusher = None
        self.webhook = webhook
        if webhook:
            if self._poll:
                self._poll.set()
            self._pusher = asyncio.get_running_loop().create_task(self._push(webhook))

    async def _push(self, webhook: Webhook) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        failures = 0
        async with httpx.AsyncClient(headers=headers, timeout=60, trust_env=False) as client:
            while True:
                while not self.pending:
                    await self._arrived.wait()
                update = self.pending[0]
                if await _delivered(client, webhook, update):
                    failures = 0
                    # The queue may have been dropped meanwhile
                    if self.pending and self.pending[0] is update:
                        self.pending.popleft()
                else:
                    await asyncio.sleep(_RETRY_SECONDS[min(failures, len(_RETRY_SECONDS) - 1)])
                    failures += 1

    def close(self) -> None:
        """End every wait, so that the server can stop."""
        self.closed = True
        self.set_webhook(None)
        self._wake()


async def _delivered(client: httpx.AsyncClient, webhook: Webhook, update: JSON) -> bool:
    try:
        response = await client.post(webhook.url, json=update)
        error = "" if response.is_success else f"Wrong response from the webhook: {response.status_code}"
        error = f"{error} {response.reason_phrase}" if error else ""
    except httpx.HTTPError as failure:
        error = f"Connection failed: {type(failure).__name__}"
    if error:
        webhook.last_error_date, webhook.last_error_message = int(time.time()), error
    return not error


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
