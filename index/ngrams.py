"""How often runs of one to four Chinese characters stand somewhere: in the documents, or in everyday language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index import runs
from index.once import once
from index.runs import LONGEST, Keys, Table
from knowledge.document import Document

SAMPLE = 2_500_000
"""Characters counted at most, every document in its share: a term that matters is common, and counting all of a base of
60,000 passages takes seconds."""
TOTAL = 60_000_000
"""Sum of the frequencies of everyday words."""
_BYTES = 3
"""Of a Chinese character in UTF-8."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of runs, 12 bytes each."""

    tables: tuple[Table, ...]
    """For each length from one."""

    @property
    def total(self) -> int:
        """How many characters were counted."""
        return int(self.tables[0].values.sum(dtype=np.int64))

    def count(self, run: str) -> int:
        """Return how often a run of one to `LONGEST` Chinese characters was seen."""
        return self.tables[len(run) - 1].get(runs.key_of(run))

    def shared(self, other: Counts, least: int) -> Iterator[tuple[str, int, int]]:
        """Yield the runs seen here and at least so often in another, with both counts."""
        for mine, theirs in zip(self.tables, other.tables, strict=True):
            there = theirs.get_all(mine.keys)
            found = (there >= least) & (there > 0)
            counted = zip(mine.keys[found].tolist(), mine.values[found].tolist(), there[found].tolist(), strict=True)
            yield from ((runs.run_of(key), a, b) for key, a, b in counted)


def of_documents(documents: Sequence[Document]) -> Counts:
    """Count the runs of documents, as they are written; nothing runs across what is not Chinese."""
    total = sum(len(document.text) for document in documents)
    share = min(1.0, SAMPLE / total) if total else 1.0
    codes = runs.codes("\n".join(document.text[: round(len(document.text) * share)] for document in documents))
    tables = []
    for length in range(1, LONGEST + 1):
        end = max(0, len(codes) - length + 1)
        columns = [codes[i : i + end] for i in range(length)]
        keys, counts = np.unique(runs.joined(columns)[np.all([c > 0 for c in columns], axis=0)], return_counts=True)
        tables.append(Table(keys, counts.astype(np.int32)))
    return Counts(tuple(tables))


@once
def everyday() -> Counts:
    """Return the words of everyday Chinese: the word list of jieba (MIT), 340,000 words, read as data.

    A message that the documents' own words explain badly is misspelt or in pinyin, or it speaks of something else; to
    tell, one must know the words that people use and the documents do not.
    """
    # lines are 「word frequency part-of-speech」; line by line it takes four times as long and leaves 20 MB behind
    text = np.frombuffer(runs.listed("jieba", "dict.txt").read_bytes(), dtype=np.uint8)
    starts = np.append(0, np.flatnonzero(text == ord("\n")) + 1)[:-1]
    spaces = np.flatnonzero(text == ord(" ")).reshape(-1, 2)
    tables = []
    for length in range(1, LONGEST + 1):
        rows = np.flatnonzero(spaces[:, 0] - starts == length * _BYTES)
        columns = [_characters(text, starts[rows] + place * _BYTES) for place in range(length)]
        chinese = np.all([column > 0 for column in columns], axis=0)
        counts = _numbers(text, *spaces[rows[chinese]].T)
        tables.append(runs.table(runs.joined(columns)[chinese], counts))
    return Counts(tuple(tables))


def _characters(text: NDArray[np.uint8], at: Keys) -> Keys:
    """Return the number of the Chinese character of UTF-8 at each place, 0 where there is another."""
    first, second, third = (text[at + place].astype(np.int64) for place in range(_BYTES))
    points = (first & 15) << 12 | (second & 63) << 6 | third & 63
    return np.where((first >> 4 == 14) & (points >= runs.FIRST) & (points <= runs.LAST), points - (runs.FIRST - 1), 0)


def _numbers(text: NDArray[np.uint8], before: Keys, ends: Keys) -> NDArray[np.int32]:
    """Return the decimal numbers between pairs of places."""
    numbers = np.zeros(len(ends), dtype=np.int32)
    for place in range(1, int((ends - before).max(initial=1))):
        at = before + place
        numbers = np.where(at < ends, numbers * 10 + text[np.minimum(at, ends)] - ord("0"), numbers)
    return numbers
