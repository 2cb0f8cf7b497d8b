"""The sandbox: a Bot API server and a phone-like page on one port of this machine.

Nothing leaves the machine and nothing from outside gets in: the socket is bound to 127.0.0.1, and requests that name
another host or come from another page are refused.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.sandbox.api import BotApi, Call, Fault
from bot.sandbox.people import PhoneApi
from bot.sandbox.updates import is_loopback
from bot.sandbox.world import BOT_ID, World
from bot.web import local_server

SANDBOX_TOKEN = f"{BOT_ID}:sandbox"
"""Opens nothing but a sandbox of this machine."""
_PAGE = Path(__file__).parent / "page"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Sandbox:
    """A Bot API server for one bot, and phones for people to talk to it.

    Args:
        token: What the bot must present.
        query_seconds: How long a press on a button or an inline query may wait for its answer.

    Attributes:
        world: People, chats and messages.
        calls: Every call of the bot, oldest first.
        faults: Functions that stand around every call; see `bot.sandbox.api.Fault`.
        app: The web application.
        url: Where the page is; empty before `serve`.
    """

    def __init__(self, token: str = SANDBOX_TOKEN, query_seconds: float = 60) -> None:
        self.token = token
        self.url = ""
        self.world = World(token, query_seconds)
        api = BotApi(self.world)
        self.calls: deque[Call] = api.calls
        self.faults: list[Fault] = api.faults
        page = [Route("/", _index), Mount("/page", StaticFiles(directory=_PAGE))]
        self.app = Starlette(
            routes=[*api.routes, *PhoneApi(self.world).routes, *page], middleware=[Middleware(_LoopbackOnly)]
        )

    @property
    def base_url(self) -> str:
        """What python-telegram-bot takes as `base_url`."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """What python-telegram-bot takes as `base_file_url`."""
        return f"{self.url}/file/bot"

    @classmethod
    @asynccontextmanager
    async def serve(
        cls, port: int = 0, token: str = SANDBOX_TOKEN, query_seconds: float = 60
    ) -> AsyncIterator[Sandbox]:
        """Serve a sandbox in the running event loop until the block is left; signals stay with the caller.

        Args:
            port: On 127.0.0.1; 0 takes any free one.
            token: What the bot must present.
            query_seconds: How long a press on a button or an inline query may wait for its answer.

        Raises:
            PortError: The port cannot be had.
        """
        sandbox = cls(token, query_seconds)
        async with local_server(sandbox.app, port) as sandbox.url:
            try:
                yield sandbox
            finally:
                sandbox.world.close()


async def _index(_: Request) -> FileResponse:
    return FileResponse(_PAGE / "index.html")


class _LoopbackOnly:
    """Refuses what does not come from this machine, and requests other web pages make in somebody's browser."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                extra = [(k.lower().encode(), v.encode()) for k, v in _HEADERS.items()]
                message["headers"] = [*message["headers"], *((k, v) for k, v in extra if k not in given)]
            await send(message)

        app = self.app if _from_here(scope) else PlainTextResponse("沙盒只在本机使用", 403)
        await app(scope, receive, send_with_headers)


def _from_here(scope: Scope) -> bool:
    request = Request(scope)
    host = request.headers.get("host", "")
    origin = request.headers.get("origin")
    client = request.client.host if request.client else ""
    named = is_loopback(urlsplit(f"//{host}").hostname or "")
    return named and is_loopback(client) and (origin is None or urlsplit(origin).netloc == host)
