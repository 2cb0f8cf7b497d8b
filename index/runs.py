"""Runs of one to four Chinese characters as numbers, so that hundreds of thousands of them take a few megabytes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

LONGEST = 4
FIRST, LAST = 0x3400, 0x9FFF
_BITS = 15
"""A character of the block, counted from one, fits; four of them fit a key of 64 bits."""

Keys = NDArray[np.int64]


def codes(text: str) -> Keys:
    """Return a number from one for each Chinese character of a text, 0 for any other."""
    points = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.int64)
    return np.where((points >= FIRST) & (points <= LAST), points - (FIRST - 1), 0)


def joined(columns: Iterable[Keys], bits: int = _BITS) -> Keys:
    """Return one key for each row of numbers, given column by column, each number in so many bits."""
    key, *others = columns
    for column in others:
        key = (key << bits) | column
    return key


def split(keys: Keys, length: int) -> Keys:
    """Return the characters of runs of one length, as numbers from one; a column for each character."""
    return np.stack([keys >> _BITS * place & (1 << _BITS) - 1 for place in reversed(range(length))])


def key_of(run: str) -> int:
    """Return the key of a run of Chinese characters."""
    key = 0
    for character in run:
        key = (key << _BITS) | (ord(character) - (FIRST - 1))
    return key


def run_of(key: int) -> str:
    """Return the run that a key stands for."""
    characters = ""
    while key:
        characters = chr((key & (1 << _BITS) - 1) + FIRST - 1) + characters
        key >>= _BITS
    return characters


@dataclass(frozen=True, slots=True)
class Table:
    """A number for each of many runs of one length."""

    keys: Keys
    """Sorted, each once."""
    values: NDArray[np.integer]

    def get(self, key: int) -> int:
        """Return the number of a run, 0 for one that is not there."""
        at = int(self.keys.searchsorted(key))
        return int(self.values[at]) if at < len(self.keys) and self.keys[at] == key else 0

    def get_all(self, keys: Keys) -> NDArray[np.integer]:
        """Return the number of each of some runs, 0 for those that are not there; shape (len(keys),)."""
        if not len(self.keys):
            return np.zeros(len(keys), dtype=self.values.dtype)
        at = np.minimum(self.keys.searchsorted(keys), len(self.keys) - 1)
        return np.where(self.keys[at] == keys, self.values[at], 0)


def table(keys: Keys, values: NDArray[np.integer]) -> Table:
    """Put runs of one length, each given once, into a table."""
    order = np.argsort(keys)
    return Table(keys[order], values[order])


def listed(package: str, name: str) -> Path:
    """Return where a package keeps a list of words; it is only found, importing it would load more than the list.

    Raises:
        ModuleNotFoundError: The package is not installed.
    """
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError(f"{package} is pinned in requirements.txt")
    return Path(found.submodule_search_locations[0]) / name
