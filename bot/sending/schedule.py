"""Which of the waiting calls may go when: Telegram's limits without a clock, a network or asyncio.

Limits, from https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this:
30 calls a second overall, one message a second in a chat (some more at once are tolerated: here 3), 20 messages a
minute in a group. They hold in any sliding window, also as Telegram sees it: calls arrive with some jitter, so every
period is stretched by `JITTER`; for the overall limit see `bot.sending.window`.

All times are seconds of one clock that never goes back.
"""

from __future__ import annotations

from bisect import insort
from collections import deque
from dataclasses import dataclass, field
from enum import IntEnum

JITTER = 0.05
OVERALL = 30
"""Calls a second."""
SPACING = 1.02 / OVERALL
"""Between two turns, overall: no burst, not at the start either."""
GAP = 0.75 * SPACING
"""Between two turns where the one before was late: that is made up for, little by little."""
CHAT_INTERVAL = 1 + JITTER
CHAT_BURST = 3
GROUP_MESSAGES = 20
GROUP_PERIOD = 60 + JITTER
_CHATS_KEPT = 1000


class Priority(IntEnum):
    """What goes first."""

    URGENT = 0
    """Takes the waiting sign off a button somebody has pressed."""
    ANSWER = 1
    """To a person who waits for it."""
    BROADCAST = 2
    """To many, who do not."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that waits.

    Attributes:
        priority: What goes first.
        number: Among calls of one priority, the lower goes first.
        chat: Where it puts or changes a message; "" where it does not, and only the overall limit counts.
    """

    priority: Priority
    number: int
    chat: str = ""

    @property
    def in_group(self) -> bool:
        """Whether the chat is a group or channel: they have negative numbers or are named @so."""
        return self.chat.startswith(("-", "@"))


@dataclass(slots=True)
class _Chat:
    free: float = 0.0
    """When the burst is whole again (a leaky bucket told by one number, GCRA)."""
    sent: deque[float] = field(default_factory=lambda: deque(maxlen=GROUP_MESSAGES))
    """Of a group: its last messages."""
    held: float = 0.0

    def opens(self) -> float:
        """Return when the next message may go."""
        opens = max(self.held, self.free - (CHAT_BURST - 1) * CHAT_INTERVAL)
        return max(opens, self.sent[0] + GROUP_PERIOD) if len(self.sent) == GROUP_MESSAGES else opens

    def is_idle(self, now: float) -> bool:
        """Tell whether nothing is lost if it is forgotten."""
        return self.free <= now and self.held <= now and (not self.sent or self.sent[-1] + GROUP_PERIOD <= now)


class Schedule:
    """The waiting calls, the best first, and what their chats have had."""

    def __init__(self) -> None:
        self._waiting: list[Call] = []
        self._chats: dict[str, _Chat] = {}
        self._held = 0.0

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, call: Call) -> None:
        """Let a call wait; one that was refused keeps its number and so its place."""
        insort(self._waiting, call, key=_rank)

    def remove(self, call: Call) -> None:
        """Let a call wait no longer."""
        self._waiting.remove(call)

    def take(self, now: float) -> Call | None:
        """Return the best of the calls that may go now, and count it; None if none may."""
        for place, call in enumerate(self._waiting):
            if self._opens(call) <= now:
                del self._waiting[place]
                self._count(call, now)
                return call
        return None

    def opens(self, now: float) -> float | None:
        """Return when one of the waiting calls may go, as far as chats and holds say; None if none waits."""
        first = None
        for call in self._waiting:
            opens = self._opens(call)
            if opens <= now:
                return now
            first = opens if first is None else min(first, opens)
        return first

    def is_free(self, now: float) -> bool:
        """Tell whether nothing waits and nothing holds everything."""
        return not self._waiting and self._held <= now

    def hold(self, call: Call, until: float, now: float) -> float | None:
        """Heed a refusal (429), which does not say what it applies to.

        This schedule keeps well below the limits of a private chat, so a refusal there, or of a call without a chat,
        is taken for the whole bot's and holds everything. A group has reasons of its own (slow mode, other limits):
        it is held alone, unless another one is being held already.

        Args:
            call: What was refused.
            until: When it may be tried again.
            now: The time.

        Returns:
            `until` if everything is held.
        """
        others = (state.held > now for chat, state in self._chats.items() if chat != call.chat)
        if call.in_group and not any(others):
            state = self._chats.setdefault(call.chat, _Chat())
            state.held = max(state.held, until)
            return None
        self._held = max(self._held, until)
        return until

    def _opens(self, call: Call) -> float:
        state = self._chats.get(call.chat)
        return max(self._held, state.opens()) if state else self._held

    def _count(self, call: Call, now: float) -> None:
        if not call.chat:
            return
        state = self._chats.setdefault(call.chat, _Chat())
        state.free = max(state.free, now) + CHAT_INTERVAL
        if state.free - now > (CHAT_BURST - 1) * CHAT_INTERVAL:
            # The burst is used up: from this message on, not from its first, it is one a second
            state.free = now + CHAT_BURST * CHAT_INTERVAL
        if call.in_group:
            state.sent.append(now)
        if len(self._chats) > _CHATS_KEPT:
            self._chats = {chat: state for chat, state in self._chats.items() if not state.is_idle(now)}


def _rank(call: Call) -> tuple[int, int]:
    return call.priority, call.number
