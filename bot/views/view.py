"""What a message to show is made of."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup


@dataclass(frozen=True, slots=True)
class View:
    """A message to show."""

    text: str
    """Telegram HTML."""
    keyboard: InlineKeyboardMarkup | None = None


def button(label: str, *data: object) -> InlineKeyboardButton:
    """Return a button; what it does and with what are parted by colons."""
    return InlineKeyboardButton(label, callback_data=":".join(str(part) for part in data))


def keyboard_of(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup | None:
    """Return the rows that have buttons as a keyboard, None where there are none."""
    filled = [row for row in rows if row]
    return InlineKeyboardMarkup(filled) if filled else None
