"""How many calls Telegram may have received within a second, as far as that can be seen from here.

Between a call's turn and its arrival lies what keeps this process busy, a connection that has to be opened, the way,
and what keeps the other side busy. A call counts from when it left. Where its answer takes longer than usual, it may
have arrived later by as much, and counts from then; how much later is bounded, as answers take their time for other
reasons too. Answers that are 60 ms late on the average leave a rate of 28 a second.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from bot.sending.schedule import OVERALL

SECOND = 1.005
LATEST = 0.5
"""Seconds by which a call is taken to have arrived later than usual at the most."""
_ANSWERS = 100
"""So many answers tell what is usual: what the quickest tenth of them took."""


@dataclass(slots=True)
class _Call:
    left: float | None = None
    """When it left; None: it is about to."""
    took: float | None = None
    """How long its answer took; None: it is not there yet."""
    taken: bool = True


class Window:
    """The calls that count against the overall limit now: those about to leave, and those that arrived just before."""

    def __init__(self) -> None:
        self._calls: dict[int, _Call] = {}
        self._took: dict[bool, deque[float]] = {taken: deque(maxlen=_ANSWERS) for taken in (True, False)}
        self._usual = {True: 0.0, False: 0.0}

    def opens(self, now: float) -> float | None:
        """Return when another one may be let go; None: not before one of those about to leave has left."""
        arrived = {number: self._arrived(call, call.left, now) for number, call in self._calls.items() if call.left}
        for number, moment in arrived.items():
            if moment <= now - SECOND:
                del self._calls[number]
        if len(self._calls) < OVERALL:
            return now
        return min((arrived[number] + SECOND for number in self._calls if number in arrived), default=None)

    def _arrived(self, call: _Call, left: float, now: float) -> float:
        took = now - left if call.took is None else call.took
        return left + min(max(took - self._usual[call.taken], 0.0), LATEST)

    def let_go(self, number: int) -> None:
        """Count a call that is about to leave."""
        self._calls[number] = _Call()

    def left(self, number: int, now: float) -> None:
        """Note that it has left."""
        if call := self._calls.get(number):
            call.left = now

    def answered(self, number: int, now: float, taken: bool = True) -> None:
        """Note that its answer begins: Telegram has taken it, or refuses it, which is quicker."""
        call = self._calls.get(number)
        if call and call.left is not None:
            call.took, call.taken = now - call.left, taken
            took = self._took[taken]
            took.append(call.took)
            self._usual[taken] = sorted(took)[len(took) // 10]

    def over(self, number: int, now: float) -> None:
        """Note that nothing more comes of it: where nobody has said when it left, it has by now."""
        if call := self._calls.get(number):
            call.left = now if call.left is None else call.left
            call.took = now - call.left if call.took is None else call.took

    def stayed(self, number: int) -> None:
        """Count it no more: it never left."""
        self._calls.pop(number, None)
