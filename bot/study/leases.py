"""Whose a claimed delivery is: a process's own as long as it lives, and after that somebody else's to deal with.

What a process has claimed is `sending`, and its own:

* while it lives, as a lock in the database shows (`bot.storage.presence`), nobody else touches it;
* it may send only while its lease lasts, which it renews; cut off from the database it stops sending;
* when it is dead and its lease is over, its journal tells what was about to go to the kernel. That may have gone out
  and is `unknown`, the rest never left and is queued again. Where the journal cannot be read (another machine, or this
  one restarted, when what was not on the disk is lost) all of it is `unknown`.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.sending.hand_over import Journal, Outgoing
from bot.storage.presence import Presence
from bot.storage.study_tables import deliveries
from bot.study.delivery import Delivery, DeliveryState, Key, row_of

LEASE = timedelta(seconds=30)
GRACE = timedelta(seconds=10)
"""Before the end of its lease nobody begins to send, after it nobody else takes over: machines' clocks differ."""
_FREE: dict[str, Any] = {"owner": None, "lease": None}
_QUEUED = {"state": DeliveryState.QUEUED.value}
_JOURNALS_KEPT = 86_400.0
"""Seconds: one that has just begun may not be known to live yet."""
_BOOT = Path("/proc/sys/kernel/random/boot_id")


class Parcel(Outgoing):
    """A delivery on its way out, noted in the journal from right before it leaves until its outcome is written."""

    def __init__(self, journal: Journal, key: Key, may_leave: Callable[[], bool]) -> None:
        super().__init__()
        self._journal = journal
        self._key = key
        self._may_leave = may_leave

    def leave(self) -> None:
        """Keep it back when the lease is over."""
        if not self._may_leave():
            raise TimeoutError("the lease is over")

    async def departs(self) -> None:
        """Note that it may be out: rather one that is said to be unknown and never left than one that is sent twice."""
        self._journal.add(self._key)

    def answer(self) -> None:
        """Take the note back where Telegram refused it: it is not out."""
        if self.refused:
            self._journal.drop(self._key)

    @property
    def refused(self) -> bool:
        """Whether Telegram answered that it did not take it."""
        return 400 <= self.status < 500


class Leases:
    """What this process has claimed, and how long.

    Args:
        engine: A database that is up to date.
        folder: Of this machine; a process keeps one small file in it.
        now: What the time is.
        lease: How long a claim lasts unless it is renewed.
        grace: See `GRACE`.

    Attributes:
        owner: The process's number, another one after every start.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        folder: Path,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        lease: timedelta = LEASE,
        grace: timedelta = GRACE,
    ) -> None:
        self._engine = engine
        self._now = now
        self._lease, self._grace = lease, grace
        self._presence = Presence(engine)
        self.owner = self._presence.id
        # A journal of before this machine was started may have lost its end
        boot = _BOOT.read_text().strip() if _BOOT.exists() else "boot"
        self._folder = folder / boot
        self._journal = Journal(self._path(self.owner))
        self._until = 0.0
        self._held: set[Key] = set()

    def _path(self, process: int) -> Path:
        return self._folder / f"handed-over-{process}"

    @property
    def rest(self) -> float:
        """How many seconds may pass between two calls of `keep`, one of them failing included."""
        return (self._lease - self._grace).total_seconds() / 4

    def end(self) -> datetime:
        """Return until when what is claimed now is this process's."""
        return self._now() + self._lease

    def parcel(self, delivery: Delivery) -> Parcel:
        """Return what follows a delivery on its way out; from now on the delivery is held until it is settled."""
        self._held.add(delivery.key)
        return Parcel(self._journal, delivery.key, lambda: time.monotonic() < self._until)

    def settled(self, delivery: Delivery) -> None:
        """Note that a delivery's outcome is written."""
        self._held.discard(delivery.key)
        self._journal.drop(delivery.key)

    async def close(self) -> None:
        """Let go of the database; what is still claimed is dealt with by others."""
        await self._presence.leave()
        self._journal.close()

    async def keep(self) -> int:
        """Show that this process lives, renew its leases, and take over what dead ones had; call every `rest`.

        Returns:
            How many deliveries of dead processes may have gone out.
        """
        begun = time.monotonic()
        await self._presence.announce()
        now, d = self._now(), deliveries.c
        busy = (DeliveryState.SENDING, DeliveryState.WITHDRAWING)
        async with self._engine.begin() as connection:
            mine = update(deliveries).where(d.state.in_(busy), d.owner == self.owner)
            await connection.execute(mine.values(lease=now + self._lease))
            await self._let_go(connection)
            lost = await self._adopt(connection, now)
        self._until = begun + (self._lease - self._grace).total_seconds()
        return lost

    async def _let_go(self, connection: AsyncConnection) -> None:
        """Queue again what was claimed without this process learning of it: the answer to the commit was lost."""
        own = (deliveries.c.state == DeliveryState.SENDING, deliveries.c.owner == self.owner)
        for row in (await connection.execute(select(deliveries).where(*own))).all():
            if _key(row) not in self._held:
                await connection.execute(update(deliveries).where(row_of(_key(row))).values(_FREE | _QUEUED))

    async def _adopt(self, connection: AsyncConnection, now: datetime) -> int:
        d, lost = deliveries.c, 0
        # One that is only cut off from the database sends as long as its lease lasts
        orphaned = (d.state == DeliveryState.SENDING, d.owner != self.owner, d.lease < now - self._grace)
        owners = (await connection.scalars(select(d.owner).where(*orphaned).distinct())).all()
        for owner in owners:
            if not await self._presence.is_dead(connection, owner):
                continue
            theirs = (await connection.execute(select(deliveries).where(*orphaned, d.owner == owner))).all()
            journal = self._path(owner)
            out = set(Journal.read(journal)) if journal.exists() else {_key(row) for row in theirs}
            for row in theirs:
                state = DeliveryState.UNKNOWN if _key(row) in out else DeliveryState.QUEUED
                lost += state is DeliveryState.UNKNOWN
                values = _FREE | {"state": state.value}
                await connection.execute(update(deliveries).where(row_of(_key(row))).values(values))
        return lost

    async def tidy(self) -> None:
        """Remove old journals of processes that are dead and have nothing claimed; call after `keep`."""
        old = time.time() - _JOURNALS_KEPT
        async with self._engine.begin() as connection:
            busy = select(deliveries.c.owner).where(deliveries.c.state == DeliveryState.SENDING).distinct()
            owners = set(await connection.scalars(busy))
            for path in self._folder.parent.glob("*/handed-over-*"):
                with contextlib.suppress(ValueError, OSError):
                    process = int(path.name.rpartition("-")[2])
                    if process in {*owners, self.owner} or path.stat().st_mtime > old:
                        continue
                    if await self._presence.is_dead(connection, process):
                        path.unlink()


def _key(row: Row[*tuple[Any, ...]]) -> Key:
    return row.task, row.person, row.part
