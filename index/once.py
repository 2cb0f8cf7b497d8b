"""What takes long to make is made at its first use, and once, whichever threads ask for it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TypeVar

T = TypeVar("T")


def once(make: Callable[[], T]) -> Callable[[], T]:
    """Return a function that makes a value at its first call and keeps it; threads that come meanwhile wait for it."""
    lock = Lock()
    kept: list[T] = []

    def value() -> T:
        if not kept:
            with lock:
                if not kept:
                    kept.append(make())
        return kept[0]

    value.__doc__ = make.__doc__
    return value
