"""How often runs of one to four Chinese characters stand somewhere: in the documents, or in everyday language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.document import Document

LONGEST = 4
SAMPLE = 2_500_000
"""Characters counted at most, every document in its share: a term that matters is common, and counting all of a base of
60,000 passages takes seconds."""
TOTAL = 60_000_000
"""Sum of the frequencies of everyday words."""
_FIRST, _LAST = 0x3400, 0x9FFF
_BITS = 15
"""A character of the block, counted from one, fits; four of them fit a key of 64 bits."""
_ENTRY = re.compile(rf"^([\u3400-\u9fff]{{1,{LONGEST}}}) (\d+) ", re.MULTILINE)

Keys = NDArray[np.int64]


def _codes(text: str) -> Keys:
    """Return a number for each character, 0 for what is not Chinese."""
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.int64)
    return np.where((codes >= _FIRST) & (codes <= _LAST), codes - (_FIRST - 1), 0)


def _joined(columns: Keys) -> Keys:
    key = np.zeros(columns.shape[1], dtype=np.int64)
    for column in columns:
        key = (key << _BITS) | column
    return key


def _key(run: str) -> int:
    key = 0
    for character in run:
        key = (key << _BITS) | (ord(character) - (_FIRST - 1))
    return key


def _run(key: int, length: int) -> str:
    return "".join(chr((key >> _BITS * i & (1 << _BITS) - 1) + _FIRST - 1) for i in reversed(range(length)))


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of runs, 16 bytes each."""

    _known: tuple[tuple[Keys, Keys], ...]
    """For each length from one the keys, sorted, and their counts."""

    @property
    def total(self) -> int:
        """How many characters were counted."""
        return int(self._known[0][1].sum())

    def count(self, run: str) -> int:
        """Return how often a run of one to `LONGEST` Chinese characters was seen."""
        keys, counts = self._known[len(run) - 1]
        key = _key(run)
        at = int(keys.searchsorted(key))
        return int(counts[at]) if at < len(keys) and keys[at] == key else 0

    def shared(self, other: Counts, least: int) -> Iterator[tuple[str, int, int]]:
        """Yield the runs seen here and at least so often in another, with both counts."""
        for length, (mine, theirs) in enumerate(zip(self._known, other._known, strict=True), 1):
            common = theirs[1] >= least
            keys, here, there = np.intersect1d(mine[0], theirs[0][common], assume_unique=True, return_indices=True)
            counted = zip(keys.tolist(), mine[1][here].tolist(), theirs[1][common][there].tolist(), strict=True)
            yield from ((_run(key, length), a, b) for key, a, b in counted)

    def common(self, least: int) -> Iterator[tuple[str, int]]:
        """Yield the runs seen at least so often."""
        for length, (keys, counts) in enumerate(self._known, 1):
            often = counts >= least
            for key, count in zip(keys[often].tolist(), counts[often].tolist(), strict=True):
                yield _run(key, length), count


def of_documents(documents: Sequence[Document]) -> Counts:
    """Count the runs of documents, as they are written; nothing runs across what is not Chinese."""
    total = sum(len(document.text) for document in documents)
    share = min(1.0, SAMPLE / total) if total else 1.0
    codes = _codes("\n".join(document.text[: round(len(document.text) * share)] for document in documents))
    known = []
    for length in range(1, LONGEST + 1):
        end = max(0, len(codes) - length + 1)
        columns = np.stack([codes[i : i + end] for i in range(length)])
        keys, counts = np.unique(_joined(columns[:, (columns > 0).all(axis=0)]), return_counts=True)
        known.append((keys, counts.astype(np.int64)))
    return Counts(tuple(known))


@lru_cache(maxsize=1)
def everyday() -> Counts:
    """Return the words of everyday Chinese: the word list of jieba (MIT), 340,000 words, read as data.

    A message that the documents' own words explain badly is misspelt or in pinyin, or it speaks of something else; to
    tell, one must know the words that people use and the documents do not.
    """
    package = find_spec("jieba")  # only found, not imported: importing would load its own segmenter
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("jieba is pinned in requirements.txt")
    entries = _ENTRY.findall((Path(package.submodule_search_locations[0]) / "dict.txt").read_text(encoding="utf-8"))
    known = []
    for length in range(1, LONGEST + 1):
        words = [(word, int(count)) for word, count in entries if len(word) == length]
        keys = _joined(_codes("".join(word for word, _ in words)).reshape(-1, length).T)
        order = np.argsort(keys)
        known.append((keys[order], np.array([count for _, count in words], dtype=np.int64)[order]))
    return Counts(tuple(known))
