"""A web server on this machine's own address, inside the running event loop."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

HOST = "127.0.0.1"


class PortError(Exception):
    """A port cannot be had; the message is one Chinese line with the reason and the mend."""


@asynccontextmanager
async def local_server(app: ASGIApp, port: int) -> AsyncIterator[str]:
    """Serve an application on 127.0.0.1 until the block is left; signals stay with the caller.

    Args:
        app: What is served.
        port: 0 takes any free one.

    Yields:
        The address, as http://127.0.0.1:8080.

    Raises:
        PortError: The port cannot be had.
    """
    listener = _listen(port)
    server = _Server(app)
    running = asyncio.get_running_loop().create_task(server.serve(sockets=[listener]))
    try:
        await server.ready.wait()
        yield f"http://{HOST}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running


class _Server(uvicorn.Server):
    """A uvicorn that says when it is ready and leaves signals alone."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            uvicorn.Config(
                app, lifespan="off", log_level="warning", access_log=False, log_config=None, timeout_graceful_shutdown=3
            )
        )
        self.ready = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the bot."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening."""
        await super().startup(sockets)
        self.ready.set()


def _listen(port: int) -> socket.socket:
    # asyncio turns Nagle's delay (40 ms a call) off only where the protocol is named
    listener = socket.socket(proto=socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except (OSError, OverflowError) as error:
        listener.close()
        taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        reason = "已被别的程序占用" if taken else "不能使用"
        raise PortError(f"无法启动：端口 {port} {reason}，请用 --port 换一个端口") from None
    listener.setblocking(False)
    return listener
