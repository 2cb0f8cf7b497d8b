"""Where the overall budget of calls is kept: in this process, or in a PostgreSQL shared by several."""

from __future__ import annotations

import asyncio
from typing import Protocol

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.sending.schedule import JITTER, OVERALL, SPACING

SHARED_SPACING = (1 + JITTER) / OVERALL
"""Between two turns of several processes: how late the others' calls leave is not seen here."""

_LEASE = text(
    "UPDATE rate_budget"
    " SET free = greatest(free, extract(epoch FROM clock_timestamp())::float8) + :length"
    " WHERE name = 'telegram'"
    " RETURNING free - :length - extract(epoch FROM clock_timestamp())::float8"
)
_HOLD = text(
    "UPDATE rate_budget SET free = greatest(free, extract(epoch FROM clock_timestamp())::float8 + :seconds)"
    " WHERE name = 'telegram'"
)


class Slots(Protocol):
    """Hands out the moments at which a call may go, at least `SPACING` apart among all that share the budget."""

    @property
    def late(self) -> float:
        """Seconds after which such a moment is not used any more."""

    async def lease(self, count: int) -> list[float]:
        """Return up to `count` moments by the event loop's clock, in order; they are nobody else's."""

    async def hold(self, seconds: float) -> None:
        """Hand out no moment for so long."""


class OwnSlots:
    """The budget of a process that is alone."""

    late = 0.2
    """What was missed before is not made up for: that would be a burst."""

    def __init__(self) -> None:
        self._free = 0.0

    async def lease(self, count: int) -> list[float]:  # noqa: ARG002
        """Return one moment: there is nobody to ask less often."""
        now = asyncio.get_running_loop().time()
        slot = self._free if self._free >= now - self.late else now
        self._free = slot + SPACING
        return [slot]

    async def hold(self, seconds: float) -> None:
        """Hand out no moment for so long."""
        self._free = max(self._free, asyncio.get_running_loop().time() + seconds)


class SharedSlots:
    """The budget of all processes on one PostgreSQL.

    Args:
        engine: The database. Its clock is the only one asked, so the machines' clocks need not agree.
    """

    late = 0.02
    """The moments after it belong to others."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")

    async def lease(self, count: int) -> list[float]:
        """Return `count` moments; they are lost to everybody if they are not used."""
        async with self._engine.connect() as connection:
            wait = await connection.scalar(_LEASE, {"length": count * SHARED_SPACING})
        start = asyncio.get_running_loop().time() + float(wait or 0.0)
        return [start + i * SHARED_SPACING for i in range(count)]

    async def hold(self, seconds: float) -> None:
        """Hand out no moment for so long, to nobody."""
        async with self._engine.connect() as connection:
            await connection.execute(_HOLD, {"seconds": seconds})


def slots_of(engine: AsyncEngine) -> Slots:
    """Return the budget that belongs to a database."""
    return SharedSlots(engine) if engine.dialect.name == "postgresql" else OwnSlots()
