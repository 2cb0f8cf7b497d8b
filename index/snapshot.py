"""A published index: an immutable folder with a manifest, written whole beside the others and switched to at once.

snapshots/
  current                 the id of the snapshot in use
  embeddings.sqlite3      vectors by model and text (`index.embeddings`)
  drafts/                 snapshots not published yet (`index.draft`)
  20261122-101500-3f9a1c/
    manifest.json         format, model, parameters, counts, checksums of the files below
    documents.json        texts, articles, passages
    vectors.faiss         one vector a passage, inner product
    lexical/              BM25 over uni- and bigrams
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import faiss

from index import lexical
from index.corpus import Corpus
from index.records import documents_from_json, documents_to_json
from knowledge.passages import Passage

if TYPE_CHECKING:
    from index.encoder import Vectors
    from index.lexical import Lexical
    from knowledge.document import Document

FORMAT = 1
MANIFEST, DOCUMENTS, VECTORS, LEXICAL, CURRENT = (
    "manifest.json",
    "documents.json",
    "vectors.faiss",
    "lexical",
    "current",
)


class SnapshotError(Exception):
    """A snapshot cannot be used; the message is one Chinese line that says which and why."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot says of itself."""

    id: str
    created: str
    model: str
    width: int
    documents: int
    articles: int
    passages: int
    files: dict[str, str]
    """SHA-256 of every file of the snapshot, by its path inside."""
    format: int = FORMAT
    parameters: dict[str, Any] = field(default_factory=dict)
    base: str = ""
    """Id of the snapshot it was made from, which a rollback returns to; "" for the first."""
    summary: str = ""
    """What it changed, one Chinese line."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot open for reading; the vectors and the BM25 matrix are memory-mapped."""

    manifest: Manifest
    corpus: Corpus
    passages: tuple[tuple[int, Passage], ...]
    """(document, passage) of each row of the vectors."""
    vectors: faiss.Index
    lexical: Lexical


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): _checksum(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def write(
    root: Path,
    documents: list[Document],
    passages: list[tuple[int, Passage]],
    texts: list[str],
    vectors: Vectors,
    model: str,
    *,
    base: str = "",
    summary: str = "",
) -> Path:
    """Write a snapshot beside the others, without switching to it.

    Args:
        root: The folder to write it in.
        documents: What is indexed.
        passages: (document, passage) of each row.
        texts: What was embedded, one a row; BM25 counts the same.
        vectors: Rows x width, float32, of length 1.
        model: Name of the encoder.
        base: Id of the snapshot it was made from.
        summary: What it changes.

    Returns:
        The folder of the snapshot; it has its manifest last, so a folder without one is a torn write.

    Raises:
        OSError: It cannot be written, the disk being full for one; nothing of it is left.
    """
    now = datetime.now(UTC)
    digest = hashlib.sha256("".join(d.sha256 for d in documents).encode()).hexdigest()
    folder = root / f"{now:%Y%m%d-%H%M%S-%f}-{digest[:6]}"
    folder.mkdir(parents=True)
    try:
        records = json.dumps(documents_to_json(documents, passages), ensure_ascii=False)
        (folder / DOCUMENTS).write_text(records, encoding="utf-8")
        _write_vectors(vectors, folder / VECTORS)
        lexical.build(texts).save(folder / LEXICAL)
        manifest = Manifest(
            id=folder.name,
            created=now.isoformat(timespec="seconds"),
            model=model,
            width=int(vectors.shape[1]),
            documents=len(documents),
            articles=sum(len(d.numbered) for d in documents),
            passages=len(passages),
            files=_files(folder),
            parameters={"lexical": lexical.PARAMETERS},
            base=base,
            summary=summary,
        )
        write_synced(folder / MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _write_vectors(vectors: Vectors, path: Path) -> None:
    matrix = faiss.IndexFlatIP(vectors.shape[1])
    matrix.add(vectors)
    try:
        faiss.write_index(matrix, str(path))
    except RuntimeError as error:
        # faiss says "write error" with the system's words in it
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path)) from error


def write_synced(path: Path, text: str) -> None:
    """Write a file whole or not at all, also through a power cut."""
    scratch = path.with_name(f".{path.name}.new")
    with scratch.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)


def publish(root: Path, folder: Path) -> None:
    """Switch to a snapshot: one atomic rename."""
    write_synced(root / CURRENT, folder.name)


def read_manifest(folder: Path) -> Manifest:
    """Read and check a manifest.

    Raises:
        SnapshotError: The manifest is missing, torn, or of another format.
    """
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise SnapshotError(f"索引 {folder.name} 没有完整的清单，不能使用") from error
    if manifest.format != FORMAT or manifest.id != folder.name:
        raise SnapshotError(f"索引 {folder.name} 不是本程序这一版生成的，请重新运行 reindex")
    return manifest


def open_snapshot(folder: Path, model: str) -> Snapshot:
    """Open a snapshot, every file checked against the manifest.

    Raises:
        SnapshotError: The snapshot is damaged, torn, or made with another model.
    """
    manifest = read_manifest(folder)
    if manifest.model != model:
        raise SnapshotError(
            f"索引 {folder.name} 是用模型 {manifest.model} 生成的，现在用的是 {model}，请重新运行 reindex"
        )
    found = _files(folder)
    wrong = [
        name for name in sorted(manifest.files.keys() | found.keys()) if manifest.files.get(name) != found.get(name)
    ]
    if wrong:
        raise SnapshotError(f"索引 {folder.name} 已损坏（{'、'.join(wrong)}），请重新运行 reindex")
    documents, passages = documents_from_json(json.loads((folder / DOCUMENTS).read_text(encoding="utf-8")))
    vectors = faiss.read_index(str(folder / VECTORS), faiss.IO_FLAG_MMAP_IFC)
    if not vectors.ntotal == len(passages) == manifest.passages or vectors.d != manifest.width:
        raise SnapshotError(
            f"索引 {folder.name} 前后不一致：清单 {manifest.passages} 段，"
            f"向量 {vectors.ntotal} 条，文本 {len(passages)} 段"
        )
    return Snapshot(manifest, Corpus(documents), tuple(passages), vectors, lexical.load(folder / LEXICAL))


def read_documents(folder: Path) -> list[Document]:
    """Return the documents of a snapshot, whatever model made it.

    Raises:
        SnapshotError: They are missing or not what the manifest says.
    """
    manifest = read_manifest(folder)
    path = folder / DOCUMENTS
    if not path.is_file() or _checksum(path) != manifest.files.get(DOCUMENTS):
        raise SnapshotError(f"索引 {folder.name} 已损坏（{DOCUMENTS}），请重新运行 reindex")
    return documents_from_json(json.loads(path.read_text(encoding="utf-8")))[0]


def current(root: Path) -> str:
    """Return the id of the published snapshot, "" where there is none."""
    named = root / CURRENT
    return named.read_text(encoding="utf-8", errors="replace").strip() if named.is_file() else ""


def snapshots(root: Path) -> list[Path]:
    """Return the folders of finished snapshots, newest first."""
    return sorted((p.parent for p in root.glob(f"*/{MANIFEST}")), reverse=True)


def open_current(root: Path, model: str) -> tuple[Snapshot, list[str]]:
    """Open the published snapshot or, where it cannot be used, the newest earlier one that can.

    Returns:
        The snapshot, and a Chinese line for each one passed over.

    Raises:
        SnapshotError: There is none to use.
    """
    published = current(root)
    refused: list[str] = []
    if published and not (root / published / MANIFEST).is_file():
        refused.append(f"正在使用的索引 {published} 不见了，请重新运行 reindex")
    for folder in snapshots(root):
        if published and folder.name > published:
            continue
        try:
            return open_snapshot(folder, model), refused
        except SnapshotError as error:
            refused.append(str(error))
    raise SnapshotError(refused[0] if refused else "还没有索引，请先运行 python -m scripts.reindex 文件…")
