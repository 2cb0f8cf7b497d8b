"""Source files to a published index: read each, leave out what cannot be read, embed what is new, switch at once."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index import snapshot as snapshots
from index.build import build
from index.snapshot import SnapshotError
from knowledge.document import Document, KnowledgeError
from knowledge.parse import load

if TYPE_CHECKING:
    from index.encoder import Encoder
    from index.snapshot import Snapshot

INDEXED, UNCHANGED, REJECTED = "indexed", "unchanged", "rejected"
Report = Callable[[str, float], None]
"""Told the name of a stage (READING, EMBEDDING, PUBLISHING) and its share done."""
READING, EMBEDDING, PUBLISHING = "reading", "embedding", "publishing"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """What became of one file."""

    file: str
    title: str
    status: str
    articles: int
    chunks: int
    warnings: tuple[str, ...]
    error: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reindex did; counts are of documents."""

    snapshot: str | None
    """None where nothing could be read: the index stays as it was."""
    documents: tuple[Source, ...]
    added: int
    changed: int
    removed: int
    seconds: float


def gather(sources: Sequence[Path]) -> list[Path]:
    """Return the files of a mixture of files and folders, hidden ones left out, by name.

    Raises:
        FileNotFoundError: A source does not exist.
    """
    files: list[Path] = []
    for source in sources:
        if source.is_dir():
            files += [p for p in sorted(source.rglob("*")) if p.is_file() and not p.name.startswith(".")]
        elif source.is_file():
            files.append(source)
        else:
            raise FileNotFoundError(source)
    return list(dict.fromkeys(files))


def _read(files: list[Path], report: Report) -> list[Document | Source]:
    found: list[Document | Source] = []
    names: set[str] = set()
    for number, path in enumerate(files, 1):
        try:
            if path.name in names:
                raise KnowledgeError(f"《{path.name}》出现了两次（文件同名），只收录第一份。请改个名字。")
            found.append(load(path))
            names.add(path.name)
        except (KnowledgeError, OSError) as error:
            reason = str(error) if isinstance(error, KnowledgeError) else f"《{path.name}》读不出来：{error.strerror}"
            found.append(Source(path.name, "", REJECTED, 0, 0, (), reason))
        report(READING, number / len(files))
    return found


def _previous(root: Path, model: str) -> Snapshot | None:
    try:
        return snapshots.open_current(root, model)[0]
    except SnapshotError as error:
        _log.info("%s", error)
        return None


def reindex(files: list[Path], encoder: Encoder, root: Path, report: Report = lambda *_: None) -> Outcome:
    """Index files and publish the result; afterwards they are the whole base.

    Args:
        files: The files, as `gather` finds them.
        encoder: Embeds.
        root: The `snapshots` folder.
        report: Told how far it is.

    Returns:
        What became of each file. Where none could be read, the published index stays.
    """
    begun = time.monotonic()
    read = _read(files, report)
    documents = [entry for entry in read if isinstance(entry, Document)]
    if not documents:
        rejected = tuple(entry for entry in read if isinstance(entry, Source))
        return Outcome(None, rejected, 0, 0, 0, time.monotonic() - begun)
    previous = _previous(root, encoder.name)
    before = {d.file: d.sha256 for d in previous.corpus.documents} if previous else {}
    built = build(documents, encoder, root, previous, lambda share: report(EMBEDDING, share))
    snapshots.publish(root, built.folder)
    report(PUBLISHING, 1.0)
    chunks = iter(built.passages)
    sources = tuple(entry if isinstance(entry, Source) else _source(entry, next(chunks), before) for entry in read)
    after = {d.file: d.sha256 for d in documents}
    return Outcome(
        snapshot=built.folder.name,
        documents=sources,
        added=len(after.keys() - before.keys()),
        changed=sum(before[f] != after[f] for f in before.keys() & after.keys()),
        removed=len(before.keys() - after.keys()),
        seconds=time.monotonic() - begun,
    )


def _source(document: Document, chunks: int, before: dict[str, str]) -> Source:
    status = UNCHANGED if before.get(document.file) == document.sha256 else INDEXED
    return Source(document.file, document.title, status, len(document.numbered), chunks, document.warnings, None)
