"""A sign of life from slow work: what reads page by page says so after each page, whoever waits may listen."""

from __future__ import annotations

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []


def beat() -> None:
    """Say that another page is done."""
    for listener in _listeners:
        listener()


def listen(listener: Callable[[], None]) -> None:
    """Call a function at every beat of this process."""
    _listeners.append(listener)
