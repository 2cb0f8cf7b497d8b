"""Who may send a study task to whom, and see what came of it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.people.members import Members
from bot.people.roles import OPERATOR, Action, NotAllowedError
from bot.storage.tables import branches
from bot.study.audience import Audience, AudienceError, Reach

WITHIN_A_BRANCH = frozenset({Reach.BRANCH, Reach.PERSONS})


async def owner_of(connection: AsyncConnection, audience: Audience) -> int | None:
    """Return the branch a task for an audience belongs to; None where it is the administrators'.

    Raises:
        AudienceError: There is no such branch.
    """
    if audience.reach not in WITHIN_A_BRANCH:
        return None
    branch = await connection.scalar(select(branches.c.id).where(branches.c.code == audience.name))
    if branch is None:
        raise AudienceError(f"没有编码为 {audience.name} 的支部，请核对编码")
    return int(branch)


async def require_sending(connection: AsyncConnection, members: Members, acting: int, branch: int | None) -> None:
    """Refuse to send, pause, withdraw or decide what the acting person may not.

    A task belongs to its branch, not to who wrote it: after a hand-over the successor goes on with it.

    Args:
        connection: The transaction the deed is done in.
        members: The members.
        acting: Telegram id of the person who acts.
        branch: Whose task it is, see `owner_of`.

    Raises:
        NotAllowedError: It may not be done.
    """
    action = Action.SEND_WIDELY if branch is None else Action.SEND_TASK
    await members.require(connection, acting, action, branch)


async def may_still_send(connection: AsyncConnection, members: Members, author: int | None, branch: int | None) -> bool:
    """Tell whether an author may send their task now; nobody may once forgotten."""
    if author is None or author == OPERATOR:
        return author == OPERATOR
    try:
        await require_sending(connection, members, author, branch)
    except NotAllowedError:
        return False
    return True


async def require_report(
    connection: AsyncConnection, members: Members, acting: int, branch: int | None, of: int | None = None
) -> None:
    """Refuse to show what the acting person may not see of a task.

    Args:
        connection: The transaction it is read in.
        members: The members.
        acting: Telegram id of the person who asks.
        branch: Whose task it is.
        of: Only this branch's part of it, which its committee may see of everybody's tasks; None for all of it.

    Raises:
        NotAllowedError: It may not be seen.
    """
    if branch is None and of is None:
        await members.require(connection, acting, Action.SEND_WIDELY)
    else:
        await members.require(connection, acting, Action.SEE_REPORT, branch if of is None else of)
