"""Documents to a new snapshot: cut into passages, embed, write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from index import snapshot as snapshots
from index.encoder import Encoder, Progress, silent
from knowledge.passages import Passage, in_context, passages, searched

if TYPE_CHECKING:
    from pathlib import Path

    from knowledge.document import Document


def cut(documents: Sequence[Document]) -> list[tuple[int, Passage]]:
    """Return what is searched of the documents, as (document, passage)."""
    return [
        (number, passage)
        for number, document in enumerate(documents)
        for passage in passages(document)
        if searched(document, passage)
    ]


def count(documents: Sequence[Document], passages: Sequence[tuple[int, Passage]]) -> tuple[int, ...]:
    """Return how many passages each document has, in order."""
    return tuple(int(n) for n in np.bincount([number for number, _ in passages], minlength=len(documents)))


def build(
    documents: list[Document],
    encoder: Encoder,
    root: Path,
    progress: Progress = silent,
    *,
    base: str = "",
    summary: str = "",
) -> Path:
    """Write a snapshot of the documents, without publishing it.

    Args:
        documents: The whole base.
        encoder: Embeds the passages in their context.
        root: The folder to write it in.
        progress: Called with the share of passages embedded.
        base: Id of the snapshot it is made from.
        summary: What it changes.

    Returns:
        The folder of the snapshot.
    """
    found = cut(documents)
    texts = [in_context(documents[number], passage) for number, passage in found]
    vectors = encoder.encode_documents(texts, progress)
    root.mkdir(parents=True, exist_ok=True)
    return snapshots.write(root, documents, found, texts, vectors, encoder.name, base=base, summary=summary)
