"""The methods of the Bot API the sandbox speaks: one table of their parameters and who answers them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox import groups, media, messages, polls, profile, queries
from bot.sandbox.files import Upload
from bot.sandbox.limits import JSON, ApiError
from bot.sandbox.world import World

Handler = Callable[[World, JSON], Any | Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Method:
    """A method: who answers, the parameters it must have and may have."""

    handler: Handler
    required: tuple[str, ...]
    optional: tuple[str, ...]


def _method(handler: Handler, required: str = "", optional: str = "") -> Method:
    return Method(handler, tuple(required.split()), tuple(optional.split()))


_SENDING = " disable_notification protect_content message_effect_id allow_paid_broadcast reply_parameters reply_markup"
_CAPTION = " caption parse_mode caption_entities"
_MESSAGE = "chat_id message_id inline_message_id"

METHODS = {
    "getMe": _method(profile.get_me),
    "getUpdates": _method(profile.get_updates, "", "offset limit timeout allowed_updates"),
    "setWebhook": _method(
        profile.set_webhook,
        "",
        "url max_connections allowed_updates ip_address drop_pending_updates secret_token",
    ),
    "deleteWebhook": _method(profile.delete_webhook, "", "drop_pending_updates"),
    "getWebhookInfo": _method(profile.get_webhook_info),
    "sendMessage": _method(
        messages.send_message, "chat_id text", "parse_mode entities link_preview_options" + _SENDING
    ),
    "editMessageText": _method(
        messages.edit_message_text, "text", _MESSAGE + " parse_mode entities link_preview_options reply_markup"
    ),
    "editMessageCaption": _method(
        messages.edit_message_caption, "", _MESSAGE + _CAPTION + " show_caption_above_media reply_markup"
    ),
    "editMessageReplyMarkup": _method(messages.edit_message_reply_markup, "", _MESSAGE + " reply_markup"),
    "deleteMessage": _method(messages.delete_message, "chat_id message_id"),
    "deleteMessages": _method(messages.delete_messages, "chat_id message_ids"),
    "copyMessage": _method(
        messages.copy_message,
        "chat_id from_chat_id message_id",
        "show_caption_above_media" + _CAPTION + _SENDING,
    ),
    "sendChatAction": _method(messages.send_chat_action, "chat_id action"),
    "sendDocument": _method(
        media.send_document, "chat_id document", "disable_content_type_detection" + _CAPTION + _SENDING
    ),
    "sendPhoto": _method(
        media.send_photo, "chat_id photo", "has_spoiler show_caption_above_media" + _CAPTION + _SENDING
    ),
    "sendVideo": _method(
        media.send_video,
        "chat_id video",
        "duration width height supports_streaming has_spoiler show_caption_above_media" + _CAPTION + _SENDING,
    ),
    "sendMediaGroup": _method(media.send_media_group, "chat_id media", _SENDING.removesuffix(" reply_markup")),
    "pinChatMessage": _method(messages.pin_chat_message, "chat_id message_id", "disable_notification"),
    "unpinChatMessage": _method(messages.unpin_chat_message, "chat_id", "message_id"),
    "setMessageReaction": _method(messages.set_message_reaction, "chat_id message_id", "reaction is_big"),
    "sendPoll": _method(
        polls.send_poll,
        "chat_id question options",
        "type is_anonymous allows_multiple_answers allows_revoting correct_option_id correct_option_ids explanation "
        "explanation_parse_mode explanation_entities open_period close_date is_closed" + _SENDING,
    ),
    "stopPoll": _method(polls.stop_poll, "chat_id message_id", "reply_markup"),
    "answerCallbackQuery": _method(
        queries.answer_callback_query, "callback_query_id", "text show_alert url cache_time"
    ),
    "answerInlineQuery": _method(
        queries.answer_inline_query, "inline_query_id results", "cache_time is_personal next_offset button"
    ),
    "setMyCommands": _method(profile.set_my_commands, "commands", "scope language_code"),
    "getMyCommands": _method(profile.get_my_commands, "", "scope language_code"),
    "deleteMyCommands": _method(profile.delete_my_commands, "", "scope language_code"),
    "setMyName": _method(profile.set_my_name, "", "name language_code"),
    "setMyDescription": _method(profile.set_my_description, "", "description language_code"),
    "setMyShortDescription": _method(profile.set_my_short_description, "", "short_description language_code"),
    "setChatMenuButton": _method(profile.set_chat_menu_button, "", "chat_id menu_button"),
    "getChat": _method(profile.get_chat, "chat_id"),
    "getChatMember": _method(profile.get_chat_member, "chat_id user_id"),
    "getChatMemberCount": _method(groups.get_chat_member_count, "chat_id"),
    "getFile": _method(profile.get_file, "file_id"),
}

_KINDS = {
    "integer": "message_id user_id offset limit timeout max_connections cache_time correct_option_id open_period "
    "close_date",
    "chat": "chat_id from_chat_id",
    "boolean": "drop_pending_updates disable_notification protect_content allow_paid_broadcast show_alert is_personal "
    "is_big is_anonymous allows_multiple_answers allows_revoting is_closed has_spoiler show_caption_above_media "
    "disable_content_type_detection",
    "object": "reply_markup reply_parameters link_preview_options scope menu_button button",
    "array": "entities caption_entities explanation_entities allowed_updates message_ids media options results "
    "commands reaction correct_option_ids",
}
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names.split()}
"""What a parameter holds, whatever the method; those not named are text."""
_MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
}


def checked(name: str, raw: JSON) -> JSON:
    """Check the parameters of a call against the table and read their values.

    Args:
        name: The method.
        raw: As they came: text from a form, anything from JSON, uploads.

    Returns:
        The parameters with numbers, booleans, objects and arrays read; uploads that are attached keep their names.

    Raises:
        ApiError: One is unknown, missing or unreadable.
    """
    method = METHODS[name]
    known = {*method.required, *method.optional}
    for key, value in raw.items():
        if key not in known and not (isinstance(value, Upload) and "media" in known):
            raise ApiError(f'unknown parameter "{key}" of method {name}')
    for key in method.required:
        if raw.get(key) in (None, ""):
            raise ApiError(_MISSING.get(key, f'parameter "{key}" is required'))
    return {key: _value(key, value) for key, value in raw.items()}


def _value(key: str, value: object) -> object:
    kind = _KIND_OF.get(key, "text")
    if isinstance(value, Upload):
        return value
    if kind in ("integer", "chat"):
        return _integer(key, str(value))
    if kind == "boolean":
        return str(value).lower() in ("true", "1", "yes")
    if kind in ("object", "array"):
        return _structure(key, value, dict if kind == "object" else list)
    return str(value)


def _integer(key: str, value: str) -> int:
    try:
        return int(value)
    except ValueError:
        if _KIND_OF[key] == "chat":
            raise ApiError("chat not found") from None
        raise ApiError(f'parameter "{key}" must be an integer') from None


def _structure(key: str, value: object, kind: type) -> object:
    try:
        value = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        raise ApiError(f'can\'t parse "{key}" JSON object') from None
    if not isinstance(value, kind):
        raise ApiError(f'can\'t parse "{key}": {"Object" if kind is dict else "Array"} expected')
    return value
