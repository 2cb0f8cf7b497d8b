"""Putting drafts into use, giving them up, going back: every deed on the audit log."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.audit import Audit, Entry
from bot.documents.batch import Batch, Batches
from index import draft as drafts
from index import publication
from index import snapshot as snapshots
from index.draft import REJECTED, Draft, StaleDraftError
from index.reindex import Change
from index.snapshot import Manifest, SnapshotError

PUBLISH, DISCARD, ROLLBACK = "publish", "discard", "rollback"
_RECENT = 200
"""Deeds looked through for who published a version; only five versions are kept."""


@dataclass(frozen=True, slots=True)
class Version:
    """A published snapshot as people look at it."""

    manifest: Manifest
    created: datetime
    """In the time zone people live in."""
    in_use: bool
    published: Entry | None
    """None where that is not on record."""


def record(made: Draft, wanted: Change, *, forced: bool) -> dict[str, Any]:
    """Return what the audit log keeps of a publication."""
    gate = made.gate
    return {
        "base": made.base,
        "files": [
            {"file": source.file, "sha256": source.sha256, "status": source.status}
            for source in made.documents
            if source.status != REJECTED
        ],
        "removed": sorted(wanted.remove),
        "corrected": {file: dict(fields) for file, fields in wanted.correct.items()},
        "forced": forced,
        "golden": {"asked": gate.asked, "before": gate.before, "after": gate.after, "passed": gate.passed},
    }


class Publishing:
    """Publishes, discards and rolls back.

    Args:
        root: The `snapshots` folder.
        batches: The batches drafts come from.
        audit: Where deeds are put on record.
        zone: The time zone people live in.
    """

    def __init__(self, root: Path, batches: Batches, audit: Audit, zone: ZoneInfo) -> None:
        self._root = root
        self._batches = batches
        self._audit = audit
        self._zone = zone

    async def draft(self, batch: Batch) -> Draft | None:
        """Return the draft of a batch; None where it is gone."""
        return await asyncio.to_thread(drafts.open_draft, self._root, batch.draft) if batch.draft else None

    async def publish(self, actor: int, batch: Batch, *, force: bool = False) -> str:
        """Put the draft of a batch into use; cut off at any point it can be called again.

        Returns:
            What it changed, one Chinese line.

        Raises:
            BusyError: The base is being changed just now.
            StaleDraftError: The base was changed since, or the draft is gone.
            GateError: The golden questions fare worse, and it is not forced.
        """
        made = await self.draft(batch)
        try:
            await asyncio.to_thread(partial(drafts.publish, self._root, batch.draft, force=force))
        except StaleDraftError:
            # An earlier try may have got as far as the switch
            if snapshots.current(self._root) != batch.draft or not batch.draft:
                raise
        change = self._batches.change(batch)
        details: Mapping[str, Any]
        if made is None:
            files = [{"file": u.name, "sha256": u.sha256} for u in batch.files]
            details = {"files": files, "forced": force}
        else:
            details = record(made, change, forced=force and not made.gate.passed)
        await self._audit.note(actor, PUBLISH, batch.draft, details)
        await asyncio.to_thread(self._batches.drop, batch)
        manifest = await asyncio.to_thread(snapshots.read_manifest, self._root / batch.draft)
        return manifest.summary

    async def discard(self, actor: int, batch: Batch) -> None:
        """Give a batch up, its draft with it."""
        await asyncio.to_thread(drafts.discard, self._root, batch.draft)
        files = [{"file": u.name, "sha256": u.sha256} for u in batch.files]
        details = {"files": files, "removed": list(batch.remove), "corrected": batch.correct}
        await self._audit.note(actor, DISCARD, batch.draft, details)
        await asyncio.to_thread(self._batches.drop, batch)

    async def rollback(self, actor: int, to: str) -> Version:
        """Return to an earlier version.

        Raises:
            BusyError: The base is being changed just now.
            SnapshotError: It is gone, or in use already.
        """
        left = snapshots.current(self._root)
        now = await asyncio.to_thread(publication.rollback, self._root, to)
        await self._audit.note(actor, ROLLBACK, now, {"from": left})
        return await self.version(now)

    async def version(self, snapshot: str) -> Version:
        """Return one version.

        Raises:
            SnapshotError: There is none of this id.
        """
        for version in await self.versions():
            if version.manifest.id == snapshot:
                return version
        raise SnapshotError("这个版本已经清理了，用 /rollback 看现有的版本")

    async def versions(self) -> list[Version]:
        """Return the published versions, the latest first."""
        manifests, now = await asyncio.to_thread(self._manifests)
        published = {e.about: e for e in reversed(await self._audit.entries(_RECENT)) if e.action == PUBLISH}
        return [Version(m, self._local(m.created), m.id == now, published.get(m.id)) for m in manifests]

    def _local(self, moment: str) -> datetime:
        return datetime.fromisoformat(moment).astimezone(self._zone)

    def _manifests(self) -> tuple[list[Manifest], str]:
        found = []
        for folder in snapshots.snapshots(self._root):
            try:
                found.append(snapshots.read_manifest(folder))
            except SnapshotError:
                continue  # of another version of this program: there is no going back to it
        return found[: publication.KEPT], snapshots.current(self._root)

    async def last(self) -> Entry | None:
        """Return the latest publication or rollback on record."""
        entries = await self._audit.entries(_RECENT)
        return next((e for e in entries if e.action in (PUBLISH, ROLLBACK)), None)

    async def last_check(self) -> tuple[datetime, Mapping[str, Any]] | None:
        """Return when golden questions were last asked of a base that was published, and how they fared."""
        checked = (e for e in await self._audit.entries(_RECENT) if e.details.get("golden", {}).get("asked"))
        found = next(checked, None)
        return (found.moment.astimezone(self._zone), found.details["golden"]) if found else None
