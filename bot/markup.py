"""Telegram's HTML: escaped here and nowhere else, measured as Telegram measures it, split between paragraphs."""

from __future__ import annotations

import html

LIMIT = 4096
"""UTF-16 units of text in one message, after the tags are taken off (core.telegram.org/bots/api#sendmessage)."""


def escape(text: str) -> str:
    """Return text that Telegram shows as it is."""
    return html.escape(text, quote=False)


def bold(text: str) -> str:
    """Return escaped text in bold."""
    return f"<b>{escape(text)}</b>"


def expandable(inner: str) -> str:
    """Return an expandable blockquote around HTML."""
    return f"<blockquote expandable>{inner}</blockquote>"


def units(text: str) -> int:
    """Return the length of plain text in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, limit: int) -> str:
    """Return the beginning of plain text that fits into a number of UTF-16 units, no character torn."""
    return text.encode("utf-16-le")[: limit * 2].decode("utf-16-le", "ignore")


def split(text: str, limit: int = LIMIT) -> list[str]:
    """Split plain text into parts of at most `limit` UTF-16 units, between paragraphs where that is possible.

    Joined again, the parts are the text, white space at the seams aside.
    """
    parts: list[str] = []
    part = ""
    for paragraph in text.split("\n"):
        joined = f"{part}\n{paragraph}" if part else paragraph
        if units(joined) <= limit:
            part = joined
            continue
        if part:
            parts.append(part)
        while units(paragraph) > limit:
            head = cut(paragraph, limit)
            sentence = head.rfind("。") + 1
            head = head[:sentence] if sentence > len(head) // 2 else head
            parts.append(head)
            paragraph = paragraph[len(head) :]
        part = paragraph
    if part.strip() or not parts:
        parts.append(part)
    return parts
