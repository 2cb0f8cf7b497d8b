"""What the bot says of itself, and what it may ask about chats: names, commands, members, files."""

from __future__ import annotations

import json
import re

from bot.sandbox.limits import DOWNLOAD_BYTES, JSON, ApiError, utf16
from bot.sandbox.updates import Webhook
from bot.sandbox.world import BOT_ID, Chat, Person, World

_SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
_NAME_UNITS = {"name": 64, "description": 512, "short_description": 120}
_COMMANDS = 100


def get_me(world: World, p: JSON) -> JSON:  # noqa: ARG001
    """Answer getMe."""
    return world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(world: World, p: JSON) -> list[JSON]:
    """Answer getUpdates."""
    world.updates.allow(p.get("allowed_updates"))
    return await world.updates.poll(p.get("offset", 0), p.get("limit", 100), p.get("timeout", 0))


def set_webhook(world: World, p: JSON) -> bool:
    """Answer setWebhook."""
    secret = p.get("secret_token")
    if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise ApiError("secret token contains unallowed characters")
    world.updates.allow(p.get("allowed_updates"))
    url = p.get("url", "")
    world.updates.set_webhook(Webhook(url, secret, p.get("max_connections", 40)) if url else None)
    if p.get("drop_pending_updates"):
        world.updates.pending.clear()
    return True


def delete_webhook(world: World, p: JSON) -> bool:
    """Answer deleteWebhook."""
    return set_webhook(world, {"drop_pending_updates": p.get("drop_pending_updates", False)})


def get_webhook_info(world: World, p: JSON) -> JSON:  # noqa: ARG001
    """Answer getWebhookInfo."""
    hook = world.updates.webhook
    info: JSON = {"url": "", "has_custom_certificate": False, "pending_update_count": len(world.updates.pending)}
    if hook:
        info |= {"url": hook.url, "max_connections": hook.max_connections}
    if hook and hook.last_error_date:
        info |= {"last_error_date": hook.last_error_date, "last_error_message": hook.last_error_message}
    if world.updates.allowed:
        info["allowed_updates"] = sorted(world.updates.allowed)
    return info


def _set_name(world: World, kind: str, p: JSON) -> bool:
    text = p.get(kind, "")
    if utf16(text) > _NAME_UNITS[kind]:
        raise ApiError(f"bot {kind.replace('_', ' ')} is too long")
    if text or (kind, p.get("language_code", "")) != ("name", ""):
        world.names[kind, p.get("language_code", "")] = text
    return True


def set_my_name(world: World, p: JSON) -> bool:
    """Answer setMyName."""
    return _set_name(world, "name", p)


def set_my_description(world: World, p: JSON) -> bool:
    """Answer setMyDescription."""
    return _set_name(world, "description", p)


def set_my_short_description(world: World, p: JSON) -> bool:
    """Answer setMyShortDescription."""
    return _set_name(world, "short_description", p)


def _scope(world: World, p: JSON) -> tuple[str, str]:
    scope = p.get("scope", {"type": "default"})
    fields = _SCOPES.get(scope.get("type"))
    if fields is None:
        raise ApiError("can't parse BotCommandScope: Unsupported type specified")
    if "chat_id" in fields:
        world.chat(scope.get("chat_id", 0))
    key = {"type": scope["type"]} | {f: scope.get(f) for f in fields}
    return json.dumps(key), p.get("language_code", "")


def set_my_commands(world: World, p: JSON) -> bool:
    """Answer setMyCommands."""
    scope = _scope(world, p)
    if len(p["commands"]) > _COMMANDS:
        raise ApiError("BOT_COMMANDS_TOO_MUCH")
    for command in p["commands"]:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command.get("command", "")):
            raise ApiError("BOT_COMMAND_INVALID")
        if not 1 <= utf16(command.get("description", "")) <= 256:
            raise ApiError("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[scope] = p["commands"]
    return True


def get_my_commands(world: World, p: JSON) -> list[JSON]:
    """Answer getMyCommands."""
    return world.commands.get(_scope(world, p), [])


def delete_my_commands(world: World, p: JSON) -> bool:
    """Answer deleteMyCommands."""
    world.commands.pop(_scope(world, p), None)
    return True


def menu(world: World, person: Person, chat: Chat) -> list[JSON]:
    """Return the commands a person's menu shows in a chat: the narrowest scope that has any.

    The order is that of https://core.telegram.org/bots/api#determining-list-of-commands.
    """
    here = {"chat_id": chat.id}
    scopes: list[JSON] = [{"type": "chat", **here}, {"type": "all_private_chats"}]
    if chat.type != "private":
        high = chat.members.get(person.id) in ("creator", "administrator")
        scopes = [{"type": "chat_member", **here, "user_id": person.id}]
        scopes += [{"type": "chat_administrators", **here}] * high + [{"type": "chat", **here}]
        scopes += [{"type": "all_chat_administrators"}] * high + [{"type": "all_group_chats"}]
    for scope in [*scopes, {"type": "default"}]:
        for language in (person.language_code[:2], ""):
            if commands := world.commands.get((json.dumps(scope), language)):
                return commands
    return []


def set_chat_menu_button(world: World, p: JSON) -> bool:
    """Answer setChatMenuButton."""
    button = p.get("menu_button", {"type": "default"})
    if button.get("type") not in ("commands", "default", "web_app"):
        raise ApiError("can't parse MenuButton: Unsupported type specified")
    for chat in [world.chat(p["chat_id"])] if "chat_id" in p else world.chats.values():
        chat.menu_button = button
    return True


def get_chat(world: World, p: JSON) -> JSON:
    """Answer getChat."""
    chat = world.chat(p["chat_id"])
    full = chat.brief | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
        ),
    }
    pinned = chat.messages.get(chat.pinned[-1]) if chat.pinned else None
    return full | ({"pinned_message": pinned} if pinned else {})


def get_chat_member(world: World, p: JSON) -> JSON:
    """Answer getChatMember."""
    chat = world.chat(p["chat_id"])
    if p["user_id"] == BOT_ID:
        return {"user": world.bot, "status": "member"}
    person = world.people.get(p["user_id"])
    if person is None:
        raise ApiError("PARTICIPANT_ID_INVALID")
    status = "left" if person.id not in chat.members else chat.members[person.id] or "member"
    member: JSON = {"user": person.user, "status": status}
    if status == "creator":
        member["is_anonymous"] = False
    if status == "administrator":
        member |= dict.fromkeys(_RIGHTS, True) | {"is_anonymous": False, "can_be_edited": False}
    return member


_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


def get_file(world: World, p: JSON) -> JSON:
    """Answer getFile."""
    file = world.files.get(p["file_id"])
    if len(file.data) > DOWNLOAD_BYTES:
        raise ApiError("file is too big")
    return file.brief | {"file_path": file.path}
