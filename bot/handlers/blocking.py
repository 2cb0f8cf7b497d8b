"""Who lets the bot write and who does not any more: people, and groups."""

from __future__ import annotations

from telegram import ChatMember, Update
from telegram.constants import ChatType

from bot.handlers.context import Context, services_of
from bot.services import Services


async def welcome_back(person: int, services: Services) -> None:
    """Send somebody who lets the bot write again the study tasks that could not be sent meanwhile."""
    if await services.steering.came_back(person):
        services.sender.wake()


async def my_chat_member(update: Update, context: Context) -> None:
    """Note that somebody has blocked the bot or a group has removed it, or that this is so no more."""
    change = update.my_chat_member
    if change is None:
        return
    gone = change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
    if change.chat.type != ChatType.PRIVATE:
        if gone:
            await services_of(context).course.gone(change.chat.id)
        return
    if gone:
        await services_of(context).steering.lost(change.chat.id)
    else:
        await welcome_back(change.chat.id, services_of(context))
