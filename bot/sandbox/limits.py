"""What Telegram refuses, with its limits and in its words."""

from __future__ import annotations

from typing import Any

JSON = dict[str, Any]

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
CALLBACK_DATA_BYTES = 64
CALLBACK_ANSWER_UNITS = 200
BUTTONS = 100
QUESTION_UNITS = 300
OPTION_UNITS = 100
OPTIONS = range(2, 13)
EXPLANATION_UNITS = 200
EXPLANATION_LINE_FEEDS = 2
INLINE_RESULTS = 50
UPLOAD_BYTES = 50 * 1024 * 1024
PHOTO_BYTES = 10 * 1024 * 1024
DOWNLOAD_BYTES = 20 * 1024 * 1024

_BUTTON_KINDS = {
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
}
_BUTTON_LOOKS = {"text", "style", "icon_custom_emoji_id"}


class ApiError(Exception):
    """A refusal of the Bot API; rendered as `{"ok": false, "error_code": …, "description": …}`."""

    def __init__(self, description: str, code: int = 400, parameters: JSON | None = None) -> None:
        super().__init__(description)
        self.parameters = parameters
        self.description = description if code != 400 else f"Bad Request: {description}"
        self.code = code


def utf16(text: str) -> int:
    """Count UTF-16 code units, Telegram's measure of offsets and lengths."""
    return len(text.encode("utf-16-le")) // 2


def inline_keyboard(markup: JSON | None) -> JSON | None:
    """Check a `reply_markup` and return it if it is an inline keyboard with buttons.

    Args:
        markup: As the bot sent it; `force_reply` and `remove_keyboard` are accepted and have no effect here.

    Raises:
        ApiError: A button is not one Telegram takes, or the keyboard is of a kind the sandbox does not show.
    """
    if not markup or markup.get("force_reply") or markup.get("remove_keyboard"):
        return None
    rows = markup.get("inline_keyboard")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ApiError("object expected as reply markup: the sandbox shows inline keyboards only")
    if sum(map(len, rows)) > BUTTONS:
        raise ApiError("reply markup is too long")
    for row in rows:
        for button in row:
            _check_button(button)
    rows = [row for row in rows if row]
    return {"inline_keyboard": rows} if rows else None


def _check_button(button: JSON) -> None:
    if not str(button.get("text", "")).strip():
        raise ApiError("can't parse inline keyboard button: Button text must be non-empty")
    if unknown := set(button) - _BUTTON_KINDS - _BUTTON_LOOKS:
        raise ApiError(f'can\'t parse inline keyboard button: unknown field "{min(unknown)}"')
    kinds = _BUTTON_KINDS & set(button)
    if not kinds:
        raise ApiError("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(kinds) > 1:
        raise ApiError("can't parse inline keyboard button: exactly one optional field must be used")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= CALLBACK_DATA_BYTES:
        raise ApiError("BUTTON_DATA_INVALID")
    if "url" in button and not str(button["url"]).startswith(("http://", "https://", "tg://")):
        raise ApiError("BUTTON_URL_INVALID")
