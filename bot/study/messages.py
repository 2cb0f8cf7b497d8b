"""One part of a study task as one call of the Bot API."""

from __future__ import annotations

from typing import Any

from telegram import (
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    LinkPreviewOptions,
    Message,
)
from telegram.ext import ExtBot

from bot.sending.schedule import Priority
from bot.study.parts import TEXTS, Part, PartKind

_MEDIA = {"photo": InputMediaPhoto, "video": InputMediaVideo, "document": InputMediaDocument}


async def send(
    bot: ExtBot[Any],
    chat: int,
    part: Part,
    keyboard: InlineKeyboardMarkup | None = None,
    priority: Priority = Priority.BROADCAST,
) -> tuple[int, ...]:
    """Send a part.

    Args:
        bot: Who sends.
        chat: To whom.
        part: What.
        keyboard: Buttons under it; an album has none.
        priority: What goes first; a preview is an answer to its author.

    Returns:
        The ids of the messages: several of an album.

    Raises:
        TelegramError: It could not be sent, or nobody knows.
    """
    if part.kind is PartKind.ALBUM:
        messages = await bot.send_media_group(chat, _album(part), rate_limit_args=priority)
        return tuple(message.message_id for message in messages)
    sent = await _single(bot, chat, part, {"reply_markup": keyboard, "parse_mode": "HTML", "rate_limit_args": priority})
    return (sent.message_id,)


async def _single(bot: ExtBot[Any], chat: int, part: Part, options: dict[str, Any]) -> Message:
    if part.kind in TEXTS:
        preview = LinkPreviewOptions(is_disabled=part.kind is not PartKind.LINK)
        return await bot.send_message(chat, part.text, link_preview_options=preview, **options)
    method = {
        PartKind.PHOTO: bot.send_photo,
        PartKind.DOCUMENT: bot.send_document,
        PartKind.ANIMATION: bot.send_animation,
        PartKind.VIDEO: bot.send_video,
    }[part.kind]
    sent: Message = await method(chat, part.files[0], caption=part.text or None, **options)  # type: ignore[operator]
    return sent


def _album(part: Part) -> list[InputMediaDocument | InputMediaPhoto | InputMediaVideo]:
    """Return an album's files; the first one carries the caption, which Telegram shows under all of them."""
    captions = [part.text, *[""] * (len(part.files) - 1)]
    return [
        _MEDIA[kind](file, caption=caption or None, parse_mode="HTML")
        for kind, file, caption in zip(part.kinds, part.files, captions, strict=True)
    ]
