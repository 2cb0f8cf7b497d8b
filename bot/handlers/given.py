"""What somebody has sent, as a piece of a study task."""

from __future__ import annotations

from telegram import Message

from bot.markup import units
from bot.study.composition import Given
from bot.study.parts import PartKind
from bot.study.task import Piece

_LINKS = frozenset({"url", "text_link"})


def given_of(message: Message) -> Given | None:
    """Read a message; None for what cannot be sent to others: voices, stickers, places, polls."""
    kind, file, name = _file(message)
    if kind is None and not message.text:
        return None
    tail = 0
    if kind is None:
        kind = PartKind.LINK if _has_link(message) else PartKind.TEXT
        tail = units(message.text or "") if kind is PartKind.TEXT else 0
    text = message.text_html if message.text else message.caption_html if message.caption else ""
    piece = Piece(kind.value, text, (file,) if file else ())
    sent = round(message.date.timestamp())
    return Given(piece, (message.message_id,), sent, message.media_group_id or "", name, tail)


def _file(message: Message) -> tuple[PartKind | None, str, str]:
    """Return what kind of file a message carries, its id and its name."""
    if message.photo:
        return PartKind.PHOTO, message.photo[-1].file_id, ""
    if message.video:
        return PartKind.VIDEO, message.video.file_id, message.video.file_name or ""
    if message.animation:  # before the document: Telegram gives both
        return PartKind.ANIMATION, message.animation.file_id, message.animation.file_name or ""
    if message.document:
        return PartKind.DOCUMENT, message.document.file_id, message.document.file_name or ""
    return None, "", ""


def _has_link(message: Message) -> bool:
    """Tell whether a text shows the preview of a link."""
    options = message.link_preview_options
    return not (options and options.is_disabled) and any(entity.type in _LINKS for entity in message.entities)
