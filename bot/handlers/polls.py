"""A question as Telegram's own quiz."""

from __future__ import annotations

from dataclasses import dataclass

from bot.handlers.context import Context
from bot.study.quiz import Asked, explained, headed, order_of


@dataclass(frozen=True, slots=True)
class Poll:
    """A quiz that was sent.

    Attributes:
        id: Telegram's.
        message: Where it stands in the chat.
        order: Indices of the options, as they are shown.
    """

    id: str
    message: int
    order: tuple[int, ...]


async def ask(context: Context, chat: int, question: Asked, place: tuple[int, int], salt: int, where: str) -> Poll:
    """Ask somebody a question in their private chat.

    Args:
        context: Of the update that leads to it.
        chat: Which.
        question: What.
        place: The how many-th question, from 0 on, of how many.
        salt: What the order of the options comes from: the same whenever one update is handled again.
        where: The article it stands in; "" where the explanation says it.
    """
    order = order_of(question, salt)
    sent = await context.bot.send_poll(
        chat,
        headed(question, *place),
        [question.options[option] for option in order],
        is_anonymous=False,
        type="quiz",
        correct_option_ids=[order.index(question.right)],  # type: ignore[list-item]
        explanation=explained(question, where) or None,
        protect_content=True,  # a forwarded one would show others what was answered
    )
    if sent.poll is None:
        raise RuntimeError("a poll was sent and came back without one")
    return Poll(sent.poll.id, sent.message_id, order)
