"""Which snapshot is in use: switched, rolled back, pruned, by one process at a time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index import snapshot as snapshots
from index.snapshot import MANIFEST, SnapshotError

KEPT = 5
"""Published snapshots that stay for a rollback, the one in use among them."""
DRAFTS = "drafts"


class BusyError(Exception):
    """Another process is changing the base; the message is one Chinese line."""


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Keep other processes and threads from changing the base; the system lets go of it also after a kill -9.

    Raises:
        BusyError: Another one is at it.
    """
    root.mkdir(parents=True, exist_ok=True)
    lock = FileLock(root / ".lock", blocking=False, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise BusyError("知识库正在进行另一次更新，请等它结束后再试。") from error
    try:
        yield
    finally:
        lock.release()


def rollback(root: Path, to: str = "") -> str:
    """Return to an earlier snapshot.

    Args:
        root: The `snapshots` folder.
        to: Its id; "" for the one that the snapshot in use was made from.

    Returns:
        The id of the snapshot now in use.

    Raises:
        BusyError: Another process is changing the base.
        SnapshotError: There is none to return to, or it cannot be used.
    """
    with alone(root):
        now = snapshots.current(root)
        model = snapshots.read_manifest(root / now).model if now else ""
        target = to or before(root)
        if not target:
            raise SnapshotError("没有更早的版本可以退回")
        if target == now:
            raise SnapshotError(f"现在用的就是 {target}，没有改动")
        if not (root / target / MANIFEST).is_file():
            raise SnapshotError(f"没有 {target} 这个版本，可能已经清理；用 manage snapshots 看现有的版本")
        snapshots.open_snapshot(root / target, model or snapshots.read_manifest(root / target).model)
        snapshots.publish(root, root / target)
    return target


def before(root: Path) -> str:
    """Return the id of the snapshot that the one in use was made from, or the newest earlier one; "" for none."""
    now = snapshots.current(root)
    try:
        base = snapshots.read_manifest(root / now).base if now else ""
    except SnapshotError:
        base = ""
    if base and (root / base / MANIFEST).is_file():
        return base
    return next((folder.name for folder in snapshots.snapshots(root) if folder.name < now), "")


def prune(root: Path) -> list[str]:
    """Delete all but the newest `KEPT` snapshots and the one in use with its base; return the ids deleted."""
    spared = {snapshots.current(root), before(root)}
    old = [folder for folder in snapshots.snapshots(root) if folder.name not in spared]
    gone = old[KEPT - len(spared & {folder.name for folder in snapshots.snapshots(root)}) :]
    for folder in gone:
        # without its manifest it is no snapshot any more: a kill in between leaves rubbish, not half a snapshot
        (folder / MANIFEST).unlink()
        shutil.rmtree(folder, ignore_errors=True)
    return [folder.name for folder in gone]


def sweep(root: Path) -> None:
    """Delete what a killed process left of a snapshot. Only to be called when `alone`."""
    for folder in root.glob("*/"):
        if folder.name != DRAFTS and not (folder / MANIFEST).is_file():
            shutil.rmtree(folder, ignore_errors=True)
