"""One part of a study task for one person, and what has become of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import and_

from bot.storage.study_tables import deliveries
from bot.study.parts import Part

Key = tuple[int, int, int]
"""Task, person, part."""


class DeliveryState(StrEnum):
    """What has become of a delivery."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    """For good."""
    BLOCKED = "blocked"
    """The person does not let the bot write; queued again when that changes."""
    UNKNOWN = "unknown"
    """It may have gone out; not sent again by itself."""
    CANCELLED = "cancelled"
    """Withdrawn before it was sent."""
    WITHDRAWING = "withdrawing"
    """Sent, and about to be deleted."""
    WITHDRAWN = "withdrawn"
    """Deleted again."""


class Fault(StrEnum):
    """Why a delivery failed, or stays after a withdrawal."""

    NO_CHAT = "no chat"
    REFUSED = "refused"
    """Telegram does not take this part."""
    LEFT = "left"
    """The person was not in the audience any more."""
    KEPT = "kept"
    """Telegram does not let it be deleted any more."""


OPEN = (DeliveryState.QUEUED, DeliveryState.SENDING)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One part for one person, claimed by this process.

    Attributes:
        task: Which study task.
        person: To whom.
        part: Which part of it, from 1 on.
        chat: The person's private chat.
        attempts: This one included.
        content: What is sent.
        last: Whether it is the task's last part, which carries the buttons.
        questions: How many questions the task has.
        messages: Of one to be deleted: the message ids.
    """

    task: int
    person: int
    part: int
    chat: int
    attempts: int
    content: Part
    last: bool
    questions: int
    messages: tuple[int, ...] = ()

    @property
    def key(self) -> tuple[int, int, int]:
        """What names it."""
        return self.task, self.person, self.part

    @property
    def to_delete(self) -> bool:
        """Whether it is to be taken back, not sent."""
        return bool(self.messages)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt went.

    Attributes:
        state: What becomes of the delivery; QUEUED to try again.
        messages: Ids of the messages that went out.
        error: Why it failed.
        wait: Before it is tried again.
        chat: The chat's new number, where Telegram says it has one.
    """

    state: DeliveryState
    messages: tuple[int, ...] = ()
    error: Fault | None = None
    wait: timedelta = timedelta()
    chat: int | None = None


def row_of(key: Key) -> Any:  # noqa: ANN401 - a condition
    """Return the condition that finds a delivery."""
    task, person, part = key
    return and_(deliveries.c.task == task, deliveries.c.person == person, deliveries.c.part == part)
