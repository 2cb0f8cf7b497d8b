"""Documents to a new snapshot: cut, embed only what is new, write beside the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index import snapshot as snapshots
from index.encoder import Encoder, Progress, silent
from knowledge.passages import Passage, in_context, passages, searched

if TYPE_CHECKING:
    from pathlib import Path

    from index.encoder import Vectors
    from index.snapshot import Snapshot
    from knowledge.document import Document


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made."""

    folder: Path
    passages: tuple[int, ...]
    """Passages searched of each document, in order."""
    embedded: int
    """Passages that had to be embedded; the others were taken from the previous snapshot."""


def _known(previous: Snapshot | None, model: str) -> dict[str, Vectors]:
    """Return the vectors of the previous snapshot by the text they were made of, if the same model made them."""
    if previous is None or previous.manifest.model != model:
        return {}
    rows = previous.vectors.reconstruct_n(0, previous.vectors.ntotal)
    documents = previous.corpus.documents
    return {in_context(documents[n], p): rows[row] for row, (n, p) in enumerate(previous.passages)}


def build(
    documents: list[Document],
    encoder: Encoder,
    root: Path,
    previous: Snapshot | None = None,
    progress: Progress = silent,
) -> Built:
    """Write a snapshot of the documents, without publishing it.

    Args:
        documents: The whole base.
        encoder: Embeds the passages whose text, title and headings the previous snapshot does not have.
        root: The `snapshots` folder.
        previous: The snapshot whose vectors may be used again.
        progress: Called with the share of passages embedded.

    Returns:
        The folder and what it took.
    """
    cut: list[tuple[int, Passage]] = [
        (number, passage)
        for number, document in enumerate(documents)
        for passage in passages(document)
        if searched(document, passage)
    ]
    texts = [in_context(documents[number], passage) for number, passage in cut]
    known = _known(previous, encoder.name)
    new = [row for row, text in enumerate(texts) if text not in known]
    vectors = np.empty((len(texts), encoder.width), dtype=np.float32)
    for row, text in enumerate(texts):
        if text in known:
            vectors[row] = known[text]
    if new:
        vectors[new] = encoder.encode_documents([texts[row] for row in new], progress)
    progress(1.0)
    folder = snapshots.write(root, documents, cut, texts, vectors, encoder.name)
    counts = np.bincount([number for number, _ in cut], minlength=len(documents))
    return Built(folder, tuple(int(c) for c in counts), len(new))
