"""What the handlers work with, put together once in `bot.app`."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.feedback import Feedback
from bot.flood import Flood
from bot.library import Library


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of the product behind the handlers."""

    library: Library
    feedback: Feedback
    questions: Flood = field(default_factory=lambda: Flood(burst=8, refill=3.0))
    """A person reads an answer longer than three seconds."""
    presses: Flood = field(default_factory=lambda: Flood(burst=30, refill=0.5))
    """Leafing through a document is quick."""
