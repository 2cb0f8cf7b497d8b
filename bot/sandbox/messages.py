"""Sending, editing and deleting messages: what the bot does by Bot API and what people do on their phones."""

from __future__ import annotations

import re
import time

from bot.sandbox.limits import CAPTION_UNITS, JSON, TEXT_UNITS, ApiError, inline_keyboard
from bot.sandbox.markup import formatted
from bot.sandbox.world import BOT_ID, BOT_USERNAME, Chat, Person, World

_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
_MEDIA = ("document", "photo", "video", "voice", "sticker")
_CONTENT = ("text", "entities", "caption", "caption_entities", "reply_markup", *_MEDIA)
GROUP_ANONYMOUS_BOT = {"id": 1_087_968_824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
"""Whom the Bot API names as the sender of what an anonymous administrator writes."""
_SEEN_BY_BOT = re.compile(rf"(?<!\w)(?:/\w+|/\w+@{BOT_USERNAME}|@{BOT_USERNAME})(?![\w@])", re.IGNORECASE)


def text_content(p: JSON) -> JSON:
    """Read `text` with its markup.

    Raises:
        ApiError: It is empty or too long after its entities are parsed.
    """
    text = formatted(p["text"], p.get("parse_mode"), p.get("entities"))
    if not text.text:
        raise ApiError("message text is empty")
    if text.units > TEXT_UNITS:
        raise ApiError("message is too long")
    return {"text": text.text} | ({"entities": text.entities} if text.entities else {})


def caption_content(p: JSON) -> JSON:
    """Read `caption` with its markup.

    Raises:
        ApiError: It is too long.
    """
    caption = formatted(p.get("caption", ""), p.get("parse_mode"), p.get("caption_entities"))
    if caption.units > CAPTION_UNITS:
        raise ApiError("message caption is too long")
    if not caption.text:
        return {}
    return {"caption": caption.text} | ({"caption_entities": caption.entities} if caption.entities else {})


def keyboard_content(p: JSON) -> JSON:
    """Read `reply_markup`."""
    keyboard = inline_keyboard(p.get("reply_markup"))
    return {"reply_markup": keyboard} if keyboard else {}


def reply_content(chat: Chat, p: JSON) -> JSON:
    """Read `reply_parameters`.

    Raises:
        ApiError: The message replied to is not in the chat.
    """
    reply = p.get("reply_parameters")
    if not reply:
        return {}
    if reply.get("chat_id", chat.id) != chat.id:
        raise ApiError("the sandbox shows replies within one chat only")
    message = chat.messages.get(int(reply.get("message_id", 0)))
    if message is None:
        if reply.get("allow_sending_without_reply"):
            return {}
        raise ApiError("message to be replied not found")
    return {"reply_to_message": {k: v for k, v in message.items() if k != "reply_to_message"}}


def send(world: World, p: JSON, content: JSON) -> JSON:
    """Post a message of the bot with what all sending methods share: reply and keyboard."""
    chat = world.open_chat(p["chat_id"])
    return world.post(chat, world.bot, content | reply_content(chat, p) | keyboard_content(p))


def send_message(world: World, p: JSON) -> JSON:
    """Answer sendMessage."""
    world.open_chat(p["chat_id"])
    return send(world, p, text_content(p))


def send_chat_action(world: World, p: JSON) -> bool:
    """Answer sendChatAction."""
    chat = world.open_chat(p["chat_id"])
    if p["action"] not in _ACTIONS:
        raise ApiError("wrong parameter action in request")
    world.tell(chat, "action", {"chat_id": chat.id, "action": p["action"]})
    return True


def copy_message(world: World, p: JSON) -> JSON:
    """Answer copyMessage."""
    world.open_chat(p["chat_id"])
    source = world.chat(p["from_chat_id"]).message(p["message_id"], "message to copy not found")
    content = {k: v for k, v in source.items() if k in _CONTENT and k != "reply_markup"}
    if not content:
        raise ApiError("message can't be copied")
    if "caption" in p and "text" not in content:
        content = {k: v for k, v in content.items() if k in _MEDIA} | caption_content(p)
    return {"message_id": send(world, p, content)["message_id"]}


def _to_edit(world: World, p: JSON) -> tuple[Chat, JSON]:
    """Find the message an editing method means.

    Raises:
        ApiError: There is none, or it is not the bot's.
    """
    if inline_id := p.get("inline_message_id"):
        if inline_id not in world.inline:
            raise ApiError("MESSAGE_ID_INVALID")
        chat_id, number = world.inline[inline_id]
        chat = world.chat(chat_id)
        return chat, chat.message(number, "MESSAGE_ID_INVALID")
    if "chat_id" not in p or "message_id" not in p:
        raise ApiError("message identifier is not specified")
    chat = world.open_chat(p["chat_id"])
    message = chat.message(p["message_id"], "message to edit not found")
    if message["from"]["id"] != BOT_ID:
        raise ApiError("message can't be edited")
    return chat, message


def _edit(world: World, p: JSON, dropped: tuple[str, ...], content: JSON) -> JSON | bool:
    chat, message = _to_edit(world, p)
    edited = {k: v for k, v in message.items() if k not in (*dropped, "reply_markup")} | content | keyboard_content(p)
    if all(edited.get(k) == message.get(k) for k in _CONTENT):
        raise ApiError(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    if content:
        edited["edit_date"] = int(time.time())
    world.replace(chat, edited)
    return True if p.get("inline_message_id") else edited


def edit_message_text(world: World, p: JSON) -> JSON | bool:
    """Answer editMessageText."""
    if "text" not in _to_edit(world, p)[1]:
        raise ApiError("there is no text in the message to edit")
    return _edit(world, p, ("text", "entities"), text_content(p))


def edit_message_caption(world: World, p: JSON) -> JSON | bool:
    """Answer editMessageCaption."""
    if not set(_MEDIA) & set(_to_edit(world, p)[1]):
        raise ApiError("there is no caption in the message to edit")
    return _edit(world, p, ("caption", "caption_entities"), caption_content(p))


def edit_message_reply_markup(world: World, p: JSON) -> JSON | bool:
    """Answer editMessageReplyMarkup."""
    return _edit(world, p, (), {})


def delete_message(world: World, p: JSON) -> bool:
    """Answer deleteMessage."""
    chat = world.open_chat(p["chat_id"])
    message = chat.message(p["message_id"], "message to delete not found")
    if chat.type != "private" and message["from"]["id"] != BOT_ID:
        raise ApiError("message can't be deleted")
    world.remove(chat, p["message_id"])
    return True


def delete_messages(world: World, p: JSON) -> bool:
    """Answer deleteMessages, which skips what is not there."""
    chat = world.open_chat(p["chat_id"])
    if not 1 <= len(p["message_ids"]) <= 100:
        raise ApiError("number of messages to delete must be 1-100")
    for number in p["message_ids"]:
        if number in chat.messages:
            delete_message(world, p | {"message_id": number})
    return True


def pin_chat_message(world: World, p: JSON) -> bool:
    """Answer pinChatMessage."""
    chat = world.open_chat(p["chat_id"])
    chat.message(p["message_id"], "message to pin not found")
    chat.pinned = [n for n in chat.pinned if n != p["message_id"]] + [p["message_id"]]
    world.tell(chat, "pin", {"chat_id": chat.id, "pinned": chat.pinned})
    return True


def unpin_chat_message(world: World, p: JSON) -> bool:
    """Answer unpinChatMessage; without a message the latest pinned is meant."""
    chat = world.open_chat(p["chat_id"])
    number = p.get("message_id", chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise ApiError("message to unpin not found")
    chat.pinned = [n for n in chat.pinned if n != number]
    world.tell(chat, "pin", {"chat_id": chat.id, "pinned": chat.pinned})
    return True


def set_message_reaction(world: World, p: JSON) -> bool:
    """Answer setMessageReaction; a bot sets at most one."""
    chat = world.open_chat(p["chat_id"])
    message = chat.message(p["message_id"], "message to react not found")
    reactions = p.get("reaction", [])
    if len(reactions) > 1:
        raise ApiError("REACTIONS_TOO_MANY")
    if any(r.get("type") != "emoji" or not r.get("emoji") for r in reactions):
        raise ApiError("REACTION_INVALID")
    chat.reactions[p["message_id"]] = reactions
    world.show(chat, "edit", message)
    return True


def say(
    world: World, person: Person, chat: Chat, content: JSON, reply_to: int | None = None, *, anonymous: bool = False
) -> JSON:
    """Post a message of a person and pass it on to the bot where the bot may read it.

    Writing to the bot starts it, or takes a block back. An anonymous administrator writes in the group's name.
    """
    if chat.type == "private" and not (person.started and not person.blocked):
        set_blocked(world, person, False)
        person.started = True
    reply = reply_content(chat, {"reply_parameters": {"message_id": reply_to}} if reply_to else {})
    if anonymous:
        reply |= {"sender_chat": chat.brief}
    message = world.post(chat, GROUP_ANONYMOUS_BOT if anonymous else person.user, content | reply)
    if readable(chat, message):
        world.updates.add("message", message)
    return message


def readable(chat: Chat, message: JSON) -> bool:
    """Tell whether the bot gets a message: all in private, in groups what privacy mode lets through.

    These are commands, mentions, replies to the bot and messages sent by way of it
    (https://core.telegram.org/bots/features#privacy-mode).
    """
    if chat.bot != "member":
        return False
    if chat.type == "private" or "via_bot" in message:
        return True
    replied = message.get("reply_to_message", {}).get("from", {}).get("id")
    return replied == BOT_ID or bool(_SEEN_BY_BOT.search(message.get("text") or message.get("caption") or ""))


def say_again(world: World, person: Person, chat: Chat, number: int, text: str) -> JSON:
    """Let a person change the text of an own message.

    Raises:
        ApiError: It is not there, or not theirs, or has no text.
    """
    message = chat.message(number, "message to edit not found")
    if message["from"]["id"] != person.id or "text" not in message:
        raise ApiError("message can't be edited")
    kept = {k: v for k, v in message.items() if k != "entities"}
    edited = world.replace(chat, kept | text_content({"text": text}) | {"edit_date": int(time.time())})
    if readable(chat, edited):
        world.updates.add("edited_message", edited)
    return edited


def set_blocked(world: World, person: Person, blocked: bool) -> None:
    """Let a person block the bot, or take the block back; the bot learns of it by `my_chat_member`."""
    if person.blocked == blocked:
        return
    person.blocked = blocked
    states = [{"user": world.bot, "status": "member"}, {"user": world.bot, "status": "kicked", "until_date": 0}]
    old, new = states if blocked else reversed(states)
    change = {"chat": world.chats[person.id].brief, "from": person.user, "date": int(time.time())}
    world.updates.add("my_chat_member", change | {"old_chat_member": old, "new_chat_member": new})
