"""A snapshot that is written but not in use: looked at, then published or discarded."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from index import snapshot as snapshots
from index.difference import Difference
from index.golden import Verdict
from index.publication import DRAFTS, alone, prune
from index.snapshot import MANIFEST, write_synced

INDEXED, UNCHANGED, REJECTED = "indexed", "unchanged", "rejected"
_DAYS = 2
"""A draft nobody decided on is deleted after this; the base has moved on."""


class StaleDraftError(Exception):
    """The base was changed since the draft was made, or the draft is gone; the message is one Chinese line."""


class GateError(Exception):
    """The golden questions fare worse, and nobody forced it; the message is one Chinese line that says which."""


@dataclass(frozen=True, slots=True)
class Source:
    """What became of one file."""

    file: str
    title: str
    status: str
    """INDEXED, UNCHANGED or REJECTED."""
    articles: int
    chunks: int
    warnings: tuple[str, ...]
    error: str | None
    sha256: str = ""
    """Of the file as it came, hexadecimal; "" where it could not be opened."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A new base, and what it would change."""

    id: str
    """Of its snapshot; the one in use where nothing would change."""
    base: str
    """Id of the snapshot it was made from, "" for none."""
    documents: tuple[Source, ...]
    """The files that were read for it, those refused among them."""
    difference: Difference
    gate: Verdict
    created: datetime

    @property
    def unchanged(self) -> bool:
        """Nothing would change, there is nothing to publish."""
        return self.id == self.base


_RECORD = TypeAdapter(Draft)


def save(root: Path, draft: Draft) -> None:
    """Keep a draft beside its snapshot, so that it can be decided on later, by another process too."""
    write_synced(root / DRAFTS / f"{draft.id}.json", _RECORD.dump_json(draft).decode())


def open_draft(root: Path, draft_id: str) -> Draft | None:
    """Return a draft; None where it is published, discarded or expired."""
    path = root / DRAFTS / f"{Path(draft_id).name}.json"
    try:
        return _RECORD.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def publish(root: Path, draft_id: str, *, force: bool = False) -> str:
    """Switch to the snapshot of a draft and prune the old ones.

    Returns:
        The id of the snapshot now in use.

    Raises:
        BusyError: Another process is changing the base.
        StaleDraftError: The base was changed since, or the draft is gone.
        GateError: The golden questions fare worse, and it is not forced.
    """
    with alone(root):
        draft = open_draft(root, draft_id)
        folder = root / DRAFTS / draft_id
        if draft is None or not (folder / MANIFEST).is_file():
            raise StaleDraftError("这次检查的结果已经用过、放弃或过期了，请重新检查一次。")
        if draft.base != snapshots.current(root):
            raise StaleDraftError("检查之后知识库又有了新版本，这次的结果已经过时，请重新检查一次。")
        if not draft.gate.passed and not force:
            raise GateError(draft.gate.reason)
        published = folder.rename(root / draft_id)
        snapshots.publish(root, published)
        (root / DRAFTS / f"{draft_id}.json").unlink(missing_ok=True)
        prune(root)
    return draft_id


def discard(root: Path, draft_id: str) -> None:
    """Delete a draft; one that is gone already is none."""
    name = Path(draft_id).name
    (root / DRAFTS / f"{name}.json").unlink(missing_ok=True)
    shutil.rmtree(root / DRAFTS / name, ignore_errors=True)


def expire(root: Path) -> None:
    """Delete drafts nobody decided on, and what a killed process left of one. Only to be called when `alone`."""
    for folder in (root / DRAFTS).glob("*/"):
        draft = open_draft(root, folder.name)
        if draft is None or datetime.now(UTC) - draft.created > timedelta(days=_DAYS):
            discard(root, folder.name)
