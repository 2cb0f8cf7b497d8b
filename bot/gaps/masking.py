"""Taking out of a question what could tell who asks or whom it is about."""

from __future__ import annotations

import re

MASK = "＊"
_PATTERNS = (
    # addresses and accounts
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?://\S+|@\w+|(?<=微信)号?[:：]?\s*[A-Za-z][\w-]{5,}", re.ASCII),
    # telephone, identity, bank: six digits or more, also with spaces or dashes in between, in any script
    re.compile(r"\d(?:[ \-－—.()（）]{0,2}\d){5,}[Xx]?"),
    re.compile(r"[〇零一二两三四五六七八九幺壹贰叁肆伍陆柒捌玖]{6,}"),
    # names: who they are is not to be told from what follows, so a little more goes than the name
    re.compile(r"(?<=我叫)[\u4e00-\u9fff·]{1,4}|(?<=名叫)[\u4e00-\u9fff·]{1,4}"),
    re.compile(r"(?<=姓名[:：是为])[\u4e00-\u9fff·]{1,4}"),
)


def mask(text: str) -> str:
    """Return a text without numbers of six digits or more, addresses, and names people give as their own."""
    for pattern in _PATTERNS:
        text = pattern.sub(MASK, text)
    return text
