"""Vectors already made, by model and text: nothing is embedded twice, not after a crash, not after models switch."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from time import time
from typing import Self

import numpy as np

from index.encoder import Encoder, Progress, Vectors, silent

_BLOCK = 512
"""Passages embedded between two commits: what a kill -9 costs is at most this."""
_UNUSED_DAYS = 90
_ROUNDING = 0.01
"""A vector whose squared length is further from 1 is damaged."""
_SCHEMA = "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL, used REAL NOT NULL)"


def _sound(path: Path) -> sqlite3.Connection:
    """Open the file; being only a cache, one that is damaged is begun anew."""
    file = sqlite3.connect(path, timeout=30, isolation_level=None)
    try:
        file.execute(_SCHEMA)
        if file.execute("PRAGMA quick_check(1)").fetchone() == ("ok",):
            return file
    except sqlite3.OperationalError:
        file.close()
        raise
    except sqlite3.DatabaseError:
        pass
    file.close()
    path.unlink()
    file = sqlite3.connect(path, timeout=30, isolation_level=None)
    file.execute(_SCHEMA)
    return file


class CachedEncoder:
    """An encoder that looks into a file first; it gives the same vectors. A context manager, for one thread."""

    def __init__(self, encoder: Encoder, path: Path) -> None:
        """Remember beside the encoder where its vectors are kept; the file is opened at the first use."""
        self._encoder = encoder
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self.name = encoder.name
        self.width = encoder.width
        self.embedded = 0
        """Passages that were not in the file, so far."""

    def encode_query(self, question: str) -> Vectors:
        """Return the vector of one question, shape (width,)."""
        key = self._key("query", question)
        with self._open() as file:
            known = self._look_up(file, [key])
            if key not in known:
                known[key] = self._encoder.encode_query(question)
                self._keep(file, known)
        return known[key]

    def encode_documents(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        """Return one row a text, shape (len(texts), width).

        Raises:
            OSError: The file cannot be written, the disk being full for one; what was kept before stays.
        """
        keys = [self._key("document", text) for text in texts]
        with self._open() as file:
            known = self._look_up(file, keys)
            # texts of like length share a batch, to pad little; of two alike one is embedded
            new = sorted(
                {k: t for k, t in zip(keys, texts, strict=True) if k not in known}.items(), key=lambda n: len(n[1])
            )
            lengths = np.cumsum([0, *(len(text) for _, text in new)])
            for start in range(0, len(new), _BLOCK):
                block = new[start : start + _BLOCK]
                low, high = lengths[start], lengths[start + len(block)]

                def report(share: float, low: float = low, high: float = high) -> None:
                    progress(float((low + share * (high - low)) / lengths[-1]))

                rows = self._encoder.encode_documents([text for _, text in block], report)
                made = {key: row for (key, _), row in zip(block, rows, strict=True)}
                self._keep(file, made)
                known |= made
                self.embedded += len(block)
            file.execute("DELETE FROM vectors WHERE used < ?", (time() - _UNUSED_DAYS * 86400,))
        progress(1.0)
        return np.stack([known[key] for key in keys]) if keys else np.empty((0, self.width), dtype=np.float32)

    def _key(self, kind: str, text: str) -> bytes:
        return blake2b(f"{self.name}\0{kind}\0{text}".encode("utf-8", "surrogatepass"), digest_size=20).digest()

    def close(self) -> None:
        """Close the file; a later use opens it again."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            if self._connection is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._connection = _sound(self._path)
            yield self._connection
        except sqlite3.OperationalError as error:
            reason = os.strerror(errno.ENOSPC) if "full" in str(error) else str(error)
            raise OSError(errno.ENOSPC, reason, str(self._path)) from error

    def _look_up(self, file: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        known: dict[bytes, Vectors] = {}
        for start in range(0, len(keys), _BLOCK):
            block = keys[start : start + _BLOCK]
            marks = ",".join("?" * len(block))
            file.execute(f"UPDATE vectors SET used = ? WHERE key IN ({marks})", (time(), *block))  # noqa: S608 - marks only
            rows = file.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", block)  # noqa: S608
            size = self.width * np.dtype(np.float32).itemsize
            known |= {key: np.frombuffer(vector, dtype=np.float32) for key, vector in rows if len(vector) == size}
        return {key: row for key, row in known.items() if abs(row @ row - 1) < _ROUNDING}

    @staticmethod
    def _keep(file: sqlite3.Connection, vectors: dict[bytes, Vectors]) -> None:
        rows = [(key, np.ascontiguousarray(row).tobytes(), time()) for key, row in vectors.items()]
        file.execute("BEGIN")
        file.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
        file.execute("COMMIT")
