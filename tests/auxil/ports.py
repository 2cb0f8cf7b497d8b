"""A port of this machine for a server that a test starts, kills and starts again."""

from __future__ import annotations

import random
import socket


def free_port() -> int:
    """Return a free port below those the system gives to connections.

    From 32768 on it could be taken while the server is dead: by one of the many attempts to reach it, even.
    """
    for port in random.sample(range(20_000, 32_000), 100):
        with socket.socket() as free:
            try:
                free.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port")
