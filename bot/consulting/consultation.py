"""What a member passes on to the secretary (请教书记), and who has to act on it.

An anonymous consultation reads the same for everybody: what can be shown of it does not hold who asked.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.consulting.seal import Seal
from bot.people.branches import branch_by_id
from bot.people.memberships import Membership, MemberState, all_memberships, read
from bot.people.roles import Role
from bot.storage.consultation_tables import consultations
from bot.storage.tables import branches, memberships, persons

LENGTH = 2_000
"""Characters of a question or a reply: with what stands around it, it fits one message (4096)."""
NUMBER_BITS = 53


class ConsultationError(Exception):
    """It cannot be done; the message is one Chinese line with the reason."""


class Kind(StrEnum):
    """What a member passes on."""

    QUESTION = "question"
    SUGGESTION = "suggestion"
    DIFFICULTY = "difficulty"
    APPEAL = "appeal"

    @property
    def label(self) -> str:
        """What people call it."""
        return _KINDS[self]


_KINDS = {Kind.QUESTION: "问题", Kind.SUGGESTION: "建议", Kind.DIFFICULTY: "困难", Kind.APPEAL: "申诉渠道"}


class State(StrEnum):
    """How far it is."""

    SENT = "sent"
    ANSWERED = "answered"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """What people call it."""
        return {State.SENT: "已送达", State.ANSWERED: "已答复", State.CLOSED: "已办结"}[self]


@dataclass(frozen=True, slots=True)
class Consultation:
    """A consultation as it may be shown.

    Attributes:
        number: Which it is; for buttons.
        branch: Number of the branch whose secretary has it.
        branch_name: Its name.
        kind: What it is.
        words: What the member wrote; empty once an anonymous one is over.
        replies: What the secretary wrote, oldest first.
        anonymous: Whether the member did not give the name.
        author_name: Who asked, where the name was given.
        state: How far it is.
        sent: On which day.
        passed_up: Whether it has come from a level below.
    """

    number: int
    branch: int
    branch_name: str
    kind: Kind
    words: str = field(repr=False)
    replies: tuple[str, ...] = field(repr=False)
    anonymous: bool
    author_name: str = field(repr=False)
    state: State
    sent: date
    passed_up: bool


def new_number() -> int:
    """Return the number of a consultation about to be written; keep it with the draft, so that it is sent only once."""
    return secrets.randbits(NUMBER_BITS)


def tidy(words: str) -> str:
    """Return what somebody wrote as it is kept.

    Raises:
        ConsultationError: It is nothing, or too much for one message.
    """
    words = words.strip()
    if not words:
        raise ConsultationError("还没有写内容，请用文字写一下")
    if len(words) > LENGTH:
        raise ConsultationError(f"写得太长了（{len(words)}字），请精简到{LENGTH}字以内")
    return words


def all_consultations() -> Select[tuple[Any, ...]]:
    """Return the query of all consultations, whose rows `shown` takes."""
    query = select(consultations, branches.c.name.label("branch_name"), persons.c.name.label("author_name"))
    return query.join(branches, branches.c.id == consultations.c.branch).outerjoin(
        persons, persons.c.telegram_id == consultations.c.author
    )


async def locked(connection: AsyncConnection, number: int) -> Row[*tuple[Any, ...]]:
    """Return the row of a consultation, which nobody else changes until the transaction ends.

    Raises:
        ConsultationError: It is not there any more.
    """
    query = all_consultations().where(consultations.c.id == number).with_for_update(of=consultations)
    row: Row[*tuple[Any, ...]] | None = (await connection.execute(query)).first()
    if row is None:
        raise ConsultationError("这件事已经不在了，可能是提出的人撤回了")
    return row


def shown(row: Row[*tuple[Any, ...]]) -> Consultation:
    """Return what may be shown of a row."""
    return Consultation(
        number=row.id,
        branch=row.branch,
        branch_name=row.branch_name,
        kind=Kind(row.kind),
        words=row.words,
        replies=tuple(row.replies),
        anonymous=row.author is None,
        author_name=row.author_name or "",
        state=State(row.state),
        sent=date.fromisoformat(row.sent),
        passed_up=len(row.passed) > 1,
    )


def author_of(row: Row[*tuple[Any, ...]], seal: Seal) -> int | None:
    """Return the Telegram id of who asked, for the bot to write to; None where nobody can tell any more."""
    if row.author is not None:
        return int(row.author)
    words = seal.read(row.sealed) if row.sealed else None
    return None if words is None else int(words)


async def addressees(connection: AsyncConnection, branch: int, author: int | None) -> tuple[int, ...]:
    """Return the Telegram ids of those in a branch who have to act: the secretary, or else the deputy.

    Nobody acts on what they asked themselves; what a secretary asks is not for the own deputy to answer either.
    """
    query = all_memberships().where(
        memberships.c.branch == branch,
        memberships.c.role.in_((Role.SECRETARY, Role.DEPUTY)),
        memberships.c.state == MemberState.ACTIVE,
        persons.c.telegram_id.is_not(None),
    )
    heads = await read(connection, query.order_by(persons.c.id))
    secretaries = _ids(heads, Role.SECRETARY)
    chosen = secretaries or _ids(heads, Role.DEPUTY)
    return tuple(head for head in chosen if head != author)


def _ids(heads: list[Membership], role: Role) -> tuple[int, ...]:
    return tuple(h.telegram_id for h in heads if h.role is role and h.telegram_id is not None)


async def staffed_level(
    connection: AsyncConnection, start: int | None, author: int | None, passed: Collection[int] = ()
) -> list[int]:
    """Walk up from a branch to the nearest one where somebody can act.

    Args:
        connection: The transaction.
        start: Where to begin; None above the top.
        author: Telegram id of who asked, if known.
        passed: Where it has been: should the levels form a circle, it ends here.

    Returns:
        The branches walked, the last of which is the one found; empty where there is none.
    """
    walked: list[int] = []
    while start is not None and start not in walked and start not in passed:
        walked.append(start)
        if await addressees(connection, start, author):
            return walked
        start = (await branch_by_id(connection, start)).parent
    return []
