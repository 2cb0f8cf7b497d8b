"""One hostile or broken file, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

SECRET = "不该让人看见的话"
"""Stands in a file beside every case, `SECRET_FILE`; no document may repeat it."""
SECRET_FILE = "secret.txt"

READ = "^$"
TOO_MUCH = "太复杂|太占内存"
"""Refused by the limits of the process, where the machine decides which of the two is met first."""


class Case(NamedTuple):
    """A file to be written and read."""

    name: str
    """Base name."""
    write: Callable[[Path], object]
    """Writes it at a path."""
    refused: str = READ
    """What the refusal says, a pattern; READ where the file is read."""
    slow: bool = False
    """Runs into a limit, or through LibreOffice."""


def case(name: str, make: Callable[[], bytes], refused: str = READ, slow: bool = False) -> Case:
    """Return the case of a file with these bytes."""
    return Case(name, lambda path: path.write_bytes(make()), refused, slow)


def text(name: str, make: Callable[[], str], refused: str = READ, slow: bool = False) -> Case:
    """Return the case of a text file."""
    return case(f"{name}.txt", lambda: make().encode(), refused, slow)
