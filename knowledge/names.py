"""File names that a line of text can show."""

from __future__ import annotations

import unicodedata

from knowledge.document import KnowledgeError

_UNSHOWN = ("Cc", "Cs", "Zl", "Zp")
"""Unicode categories of control characters, halves of characters (bytes that are no text) and line ends."""


def check(name: str) -> None:
    """Refuse a file name that cannot be shown on one line.

    Raises:
        KnowledgeError: Control characters, line ends or undecodable bytes are in it.
    """
    shown = "".join("\ufffd" if unicodedata.category(c) in _UNSHOWN else c for c in name)
    if shown != name:
        raise KnowledgeError(f"《{shown}》的文件名里有换行、乱码一类显示不出来的字符。请改个名字再发来。")
