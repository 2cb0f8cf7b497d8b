"""A small encoder for tests that are not about meaning: fast, and it remembers what it was given."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from index.encoder import Progress, Vectors, silent
from index.normalise import tokens


class BagOfWords:
    """Counts the words of a text into a vector; texts that share words lie near."""

    def __init__(self, name: str = "bag", width: int = 64) -> None:
        self.name = name
        self.width = width
        self.embedded: list[str] = []

    def _vector(self, text: str) -> Vectors:
        vector = np.zeros(self.width, dtype=np.float32)
        for token in tokens(text) or [""]:
            vector[crc32(token.encode()) % self.width] += 1
        normalised: Vectors = vector / np.linalg.norm(vector)
        return normalised

    def encode_query(self, question: str) -> Vectors:
        return self._vector(question)

    def encode_documents(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        self.embedded += texts
        progress(1.0)
        return np.stack([self._vector(text) for text in texts])
