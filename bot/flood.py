"""How fast one person may ask: a bucket that fills again, and one polite notice when it is empty."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

REMEMBERED = 10_000
"""People kept in mind; whoever asked longest ago is forgotten first."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with a message."""

    allowed: bool
    notify: bool = False
    """Tell the person; only the first time, a notice to each message would be a flood too."""
    wait: int = 0
    """Seconds until the next is welcome."""


@dataclass(slots=True)
class _Bucket:
    level: float
    filled: float
    warned: bool = False


class Flood:
    """Counts what each person asks; in memory, since a restart may forgive."""

    def __init__(self, burst: int, refill: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Allow `burst` at once and one more every `refill` seconds, by a clock in seconds."""
        self._burst = burst
        self._refill = refill
        self._clock = clock
        self._buckets: OrderedDict[int, _Bucket] = OrderedDict()

    def check(self, person: int) -> Verdict:
        """Count one message of a person and tell what to do with it."""
        now = self._clock()
        bucket = self._buckets.setdefault(person, _Bucket(self._burst, now))
        self._buckets.move_to_end(person)
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        bucket.level = min(self._burst, bucket.level + (now - bucket.filled) / self._refill)
        bucket.filled = now
        if bucket.level >= 1:
            bucket.level -= 1
            bucket.warned = False
            return Verdict(allowed=True)
        first = not bucket.warned
        bucket.warned = True
        return Verdict(allowed=False, notify=first, wait=math.ceil((1 - bucket.level) * self._refill))
