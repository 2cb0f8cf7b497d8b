"""Numbers as Chinese documents write them, and the label of an article (第四条, 第 4 条, 第二十条之一)."""

from __future__ import annotations

import re
from typing import NamedTuple

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_TO_ASCII = str.maketrans("０１２３４５６７８９", "0123456789")

NUMERAL = r"(?:[0-9０-９]{1,4}|[一二三四五六七八九十百千零〇○两]{1,9})"
"""Pattern of one numeral, Chinese, ASCII or full-width, without groups."""

BLANK = r"[^\S\n]"
"""Pattern of one white space inside a line, of any width."""

_LABEL = re.compile(
    rf"第{BLANK}*(?P<number>{NUMERAL}){BLANK}*条(?:{BLANK}*之{BLANK}*(?P<branch>[一二三四五六七八九十]{{1,3}}|[0-9０-９]{{1,2}}))?"
)


class Label(NamedTuple):
    """An article label found in a text."""

    words: str
    """As written, white space off."""
    number: tuple[int, int]
    """(20, 1) for 第二十条之一, (4, 0) for 第四条."""
    end: int
    """Offset behind the label."""


def to_int(numeral: str) -> int:
    """Read a numeral: 五十五, 一百零二, 两千, 二〇二二, 55 and ５５.

    Raises:
        ValueError: The words are no numeral.
    """
    plain = numeral.strip().translate(_TO_ASCII)
    if plain.isascii() and plain.isdigit():
        return int(plain)
    if not plain or any(c not in _DIGITS and c not in _UNITS for c in plain):
        raise ValueError(f"no numeral: {numeral!r}")
    if not any(c in _UNITS for c in plain):
        return int("".join(str(_DIGITS[c]) for c in plain))
    total, digit = 0, 0
    for c in plain:
        if c in _UNITS:
            total += (digit or 1) * _UNITS[c]
            digit = 0
        else:
            digit = _DIGITS[c]
    return total + digit


def chinese(number: int) -> str:
    """Write a whole number as rules do: 10 十, 55 五十五, 102 一百零二; one above 9999, which no rule has: 10000."""
    if number > 9999:
        return str(number)
    if number == 0:
        return "零"
    words, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            words += ("零" if gap else "") + "零一二三四五六七八九"[digit] + name
        gap = bool(words) and not digit
    return words[1:] if words.startswith("一十") else words


def article_label(text: str, at: int = 0) -> Label | None:
    """Read the article label that starts at an offset of a text; None where there is none."""
    found = _LABEL.match(text, at)
    if not found:
        return None
    branch = found["branch"]
    return Label(
        re.sub(r"\s", "", found[0]),
        (to_int(found["number"]), to_int(branch) if branch else 0),
        found.end(),
    )
