"""From files to a new base: read each, leave out what cannot be read, embed what is new, ask the golden questions."""

from __future__ import annotations

import hashlib
import logging
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from index import build, draft, golden
from index import snapshot as snapshots
from index.answer import Answerer
from index.difference import Difference, difference
from index.draft import INDEXED, REJECTED, UNCHANGED, Draft, Source
from index.embeddings import CachedEncoder
from index.golden import Verdict
from index.publication import DRAFTS, alone, sweep
from index.snapshot import SnapshotError
from knowledge import archive
from knowledge.confined import Reader
from knowledge.correction import correct
from knowledge.document import Document, KnowledgeError
from knowledge.editions import settle

if TYPE_CHECKING:
    from index.encoder import Encoder

Report = Callable[[str, float], None]
"""Told the name of a stage and its share done."""
READING, PARSING, EMBEDDING, CHECKING, PUBLISHING = "reading", "parsing", "embedding", "checking", "publishing"
EMBEDDINGS = "embeddings.sqlite3"
_log = logging.getLogger(__name__)


class NothingReadableError(Exception):
    """No file could be read, so that nothing would be left to answer from."""

    def __init__(self, sources: tuple[Source, ...]) -> None:
        """Keep what became of each file."""
        super().__init__("没有一个文件能用，知识库保持原样。")
        self.sources = sources


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be done to the base."""

    add: tuple[Path, ...] = ()
    """Files and archives to read; one of the same name as a document replaces it."""
    remove: frozenset[str] = frozenset()
    """Files of the documents to take out."""
    correct: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What to say of a document otherwise than it says itself, by its file; see `knowledge.correction`."""
    whole: bool = False
    """What is added is the whole base afterwards."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reindex did; counts are of documents."""

    snapshot: str | None
    """In use afterwards; None where nothing was published: the index stays as it was."""
    documents: tuple[Source, ...]
    added: int
    changed: int
    removed: int
    seconds: float
    difference: Difference = field(default_factory=Difference)
    golden: Verdict = field(default_factory=Verdict)


class _Read(NamedTuple):
    file: str
    sha256: str
    found: Document | str
    """The document, or why there is none."""


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


def prepare(
    change: Change,
    encoder: Encoder,
    root: Path,
    questions: Path | None = None,
    report: Report = lambda *_: None,
    *,
    bound: float = golden.BOUND,
) -> Draft:
    """Write what the base would be after a change, without putting it into use.

    Args:
        change: What is to be done.
        encoder: Embeds what was never embedded with it before.
        root: The `snapshots` folder.
        questions: The administrator's golden questions; None to ask none.
        report: Told how far it is.
        bound: How far hit@5 on them may fall.

    Returns:
        The draft, to be published or discarded.

    Raises:
        BusyError: Another process is changing the base.
        NothingReadableError: Nothing would be left to answer from.
        SnapshotError: The base in use cannot be read, and is to be added to.
        KnowledgeError: A correction is none.
        OSError: It cannot be written, the disk being full for one; nothing of it is left.
    """
    asked = golden.load(questions) if questions else []
    with alone(root):
        sweep(root)
        draft.expire(root)
        base = snapshots.current(root)
        before = _before(root, base, needed=not change.whole)
        with tempfile.TemporaryDirectory(prefix="mingbai-") as scratch:
            read = _read(change.add, Path(scratch), report)
        documents = _merged(before, [r.found for r in read if isinstance(r.found, Document)], change)
        changes, sources = difference(before, documents), _sources(read, documents, before)
        if not documents:
            raise NothingReadableError(sources)
        if documents == before and _open(root, base, encoder):
            return Draft(base, base, sources, changes, Verdict(), datetime.now(UTC))
        with CachedEncoder(encoder, root / EMBEDDINGS) as cached:
            folder = build.build(
                documents,
                cached,
                root / DRAFTS,
                lambda share: report(EMBEDDING, share),
                base=base,
                summary=changes.summary,
            )
            verdict = golden.check(_open(root, base, cached), _opened(folder, cached), asked, bound)
        report(CHECKING, 1.0)
        made = Draft(folder.name, base, sources, changes, verdict, datetime.now(UTC))
        draft.save(root, made)
    return made


def reindex(
    files: Sequence[Path],
    encoder: Encoder,
    root: Path,
    report: Report = lambda *_: None,
    questions: Path | None = None,
) -> Outcome:
    """Index files and publish the result, if the golden questions fare no worse; afterwards they are the whole base.

    Returns:
        What became of each file. Where none could be read, the published index stays.

    Raises:
        See `prepare` and `index.draft.publish`.
    """
    begun = time.monotonic()
    try:
        made = prepare(Change(tuple(files), whole=True), encoder, root, questions, report)
    except NothingReadableError as error:
        return Outcome(None, error.sources, 0, 0, 0, time.monotonic() - begun)
    return published(made, root, begun, report)


def published(
    made: Draft, root: Path, begun: float, report: Report = lambda *_: None, *, force: bool = False
) -> Outcome:
    """Publish a draft and tell what that did; see `index.draft.publish` for the errors.

    Args:
        made: The draft.
        root: The `snapshots` folder.
        begun: When the work on it began, by the monotonic clock.
        report: Told when it is done.
        force: Also where the golden questions fare worse.
    """
    if not made.unchanged:
        draft.publish(root, made.id, force=force)
    report(PUBLISHING, 1.0)
    changes = made.difference
    return Outcome(
        snapshot=made.id,
        documents=made.documents,
        added=len(changes.added),
        changed=len(changes.changed),
        removed=len(changes.removed),
        seconds=time.monotonic() - begun,
        difference=changes,
        golden=made.gate,
    )


def _before(root: Path, base: str, *, needed: bool) -> list[Document]:
    try:
        return snapshots.read_documents(root / base) if base else []
    except SnapshotError as error:
        if needed:
            raise
        _log.info("%s", error)
        return []


def _read(files: Sequence[Path], scratch: Path, report: Report) -> list[_Read]:
    """Read each file and each file of an archive."""
    found: list[_Read] = []
    waiting: list[Path] = []
    for number, path in enumerate(files, 1):
        try:
            inside, refused = (
                archive.unpack(path, _folder(scratch, number)) if archive.is_archive(path) else ([path], [])
            )
            waiting += inside
            found += [_Read(entry.name, "", entry.reason) for entry in refused]
        except KnowledgeError as error:
            found.append(_Read(path.name, "", str(error)))
        report(READING, number / len(files))
    seen: set[str] = set()
    with Reader() as reader:
        for number, path in enumerate(waiting, 1):
            found.append(_read_one(path, reader, seen))
            report(PARSING, number / len(waiting))
    return found


def _folder(scratch: Path, number: int) -> Path:
    folder = scratch / str(number)
    folder.mkdir()
    return folder


def _read_one(path: Path, reader: Reader, seen: set[str]) -> _Read:
    digest = ""
    try:
        if path.name in seen:
            raise KnowledgeError(f"《{path.name}》出现了两次（文件同名），只收录第一份。请改个名字。")
        document = reader.load(path)
        digest = _sha256(path)
        seen.add(path.name)
    except KnowledgeError as error:
        return _Read(path.name, digest, str(error))
    except OSError as error:
        return _Read(path.name, digest, f"《{path.name}》读不出来：{error.strerror}")
    return _Read(path.name, digest, document)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _merged(before: Sequence[Document], read: Sequence[Document], change: Change) -> list[Document]:
    """Return the documents of the new base: kept, replaced, added; corrected and set beside each other."""
    fresh = {d.file: d for d in read}
    kept = {} if change.whole else {d.file: d for d in before if d.file not in change.remove}
    corrections = {d.file: dict(d.corrections) for d in before}
    documents = [
        correct(d, {**corrections.get(d.file, {}), **change.correct.get(d.file, {})}) for d in (kept | fresh).values()
    ]
    return settle(documents)


def _sources(read: Sequence[_Read], documents: Sequence[Document], before: Sequence[Document]) -> tuple[Source, ...]:
    """Tell what became of each file that was read."""
    known = {d.file: d for d in before}
    settled = {d.file: (d, n) for d, n in zip(documents, build.count(documents, build.cut(documents)), strict=True)}
    sources: list[Source] = []
    for file, digest, found in read:
        if isinstance(found, str):
            sources.append(Source(file, "", REJECTED, 0, 0, (), found, digest))
            continue
        document, chunks = settled[found.file]
        status = UNCHANGED if known.get(document.file) == document else INDEXED
        articles = len(document.numbered)
        sources.append(Source(file, document.title, status, articles, chunks, document.warnings, None, digest))
    return tuple(sources)


def _open(root: Path, snapshot: str, encoder: Encoder) -> Answerer | None:
    """Open a snapshot to ask it; None where it cannot be used with this model."""
    try:
        return _opened(root / snapshot, encoder) if snapshot else None
    except SnapshotError:
        return None


def _opened(folder: Path, encoder: Encoder) -> Answerer:
    return Answerer(snapshots.open_snapshot(folder, encoder.name), encoder)
