"""A domain adapter on the default model: questions and passages moved towards each other by one matrix each.

A vector v becomes v + vM, made unit again. The two matrices were fitted by `scripts.training` (what on, with which
seed and how the loss fell stands in docs/ranking.md); the model itself, and with it every vector kept in a snapshot,
stays as it is. Residual linear maps on frozen embeddings: Houlsby et al., arXiv 1902.00751, at its smallest.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import default_model

Vectors = NDArray[np.float32]
WEIGHTS = Path(__file__).parent / "adapter.npz"
_ROWS = 4096
"""Passages moved at once: what is in between takes no more memory for a large base."""


@dataclass(frozen=True)
class Adapter:
    """Two square matrices, float32."""

    questions: Vectors
    passages: Vectors

    def question(self, vector: Vectors) -> Vectors:
        """Move one question, shape (width,)."""
        moved: Vectors = _moved(vector[None, :], self.questions)[0]
        return moved

    def all_passages(self, vectors: Vectors) -> Vectors:
        """Move passages, shape (passages, width), in place; returns the same array."""
        for start in range(0, len(vectors), _ROWS):
            part = slice(start, start + _ROWS)
            vectors[part] = _moved(vectors[part], self.passages)
        return vectors


def _moved(vectors: Vectors, matrix: Vectors) -> Vectors:
    moved = vectors + vectors @ matrix
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), dtype=np.float32)


def adapter_for(model: str) -> Adapter | None:
    """Return the adapter of a model by its name; None for one that none was fitted to."""
    if model != default_model.NAME:
        return None
    with np.load(WEIGHTS) as kept:
        return Adapter(kept["questions"].astype(np.float32), kept["passages"].astype(np.float32))
