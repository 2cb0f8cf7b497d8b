"""What happens to groups: the bot is removed and added again, a group becomes a supergroup."""

from __future__ import annotations

import time

from bot.sandbox.limits import JSON
from bot.sandbox.world import Chat, Person, World

HIGH = frozenset({"creator", "administrator"})
_SUPERGROUP = -1_000_000_000_000
"""Supergroups' ids lie below."""


def get_chat_member_count(world: World, p: JSON) -> int:
    """Answer getChatMemberCount, which counts the bot."""
    return len(world.open_chat(p["chat_id"]).members) + 1


def place_bot(world: World, person: Person, chat: Chat, *, present: bool) -> None:
    """Let somebody remove the bot from a group, or add it again; the bot learns of it by `my_chat_member`."""
    if (chat.bot == "member") == present:
        return
    chat.bot = "member" if present else "kicked"
    states = [{"user": world.bot, "status": "kicked", "until_date": 0}, {"user": world.bot, "status": "member"}]
    old, new = states if present else reversed(states)
    change = {"chat": chat.brief, "from": person.user, "date": int(time.time())}
    world.updates.add("my_chat_member", change | {"old_chat_member": old, "new_chat_member": new})


def upgrade(world: World, person: Person, chat: Chat) -> Chat:
    """Let a group become a supergroup: another id, other numbers of messages, and the old one takes no calls.

    Both tell of it by a service message (https://core.telegram.org/bots/api#message, `migrate_to_chat_id`).
    """
    new = world.add_group(_SUPERGROUP + chat.id, chat.title, chat.members, kind="supergroup")
    world.updates.add("message", world.post(chat, person.user, {"migrate_to_chat_id": new.id}))
    chat.moved = new.id
    world.updates.add("message", world.post(new, person.user, {"migrate_from_chat_id": chat.id}))
    return new
