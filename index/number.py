"""Numbers as people type them and as rules write them: 6800.50, 1.2万, 八千五, 一万零五百, 二十四."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

_DIGITS = {c: str(n) for n, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0", "两": "2"}
_UNITS = {"万": 10000, "w": 10000, "千": 1000, "k": 1000, "百": 100, "十": 10}
_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")

# 一 behind another digit or 万 begins the next words where these count: 六千八一个月, 一万一年
_RUN = r"(?:[零二三四五六七八九〇○两十百千万]|(?<![0-9wk零一二三四五六七八九〇○两百千万])一|一(?!个|年|天|月|次))+"
NUMBER = (
    rf"(?:{_ARABIC}(?:[万千百wk](?![a-z])(?:零?[0-9]{{1,4}}[千百]?|{_RUN})?)?|{_RUN}(?:点[零一二三四五六七八九]+)?)"
)
"""Pattern of one number in a text of half width and lower case; `read` may still find it is none (三五)."""

_ABOUT = re.compile(r"(?<![零一二三四五六七八九〇○])[一二两三四五六七八九]{2}(?![零一二三四五六七八九〇○])")
"""Two digits side by side are a range (六七千); more are read one by one (二〇二六)."""
_NARROW = {0xFF01 + n: 0x21 + n for n in range(94)}
_NARROW |= {ord(c): ord(c) + 32 for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"} | {0xFF21 + n: 0x61 + n for n in range(26)}


def narrow(text: str) -> str:
    """Return a text in half width and lower case, character for character, so that offsets stay."""
    return text.translate(_NARROW)


@lru_cache(maxsize=4096)
def read(words: str) -> Decimal | None:
    """Read a number; None for what is none or says only about how many (六七千, 三五).

    The last digit may leave its unit out, as people speak: 八千五 is 8500, 一万二 12000.
    """
    if _ABOUT.search(words):
        return None
    return _value("".join(_DIGITS.get(c, c) for c in words.replace(",", "").replace("点", ".")))


def _value(words: str) -> Decimal | None:
    for unit, size in _UNITS.items():
        if unit in words:
            head, _, tail = words.partition(unit)
            many = _value(head) if head else Decimal(1) if size == 10 else None
            rest = _rest(tail, size)
            return None if many is None or rest is None or rest >= size else many * size + rest
    return Decimal(words) if _PLAIN.fullmatch(words) else None


def _rest(tail: str, size: int) -> Decimal | None:
    """Return what follows a unit: nothing, 零五, a number, or one digit of the next lower unit."""
    if not tail:
        return Decimal(0)
    if len(tail) == 1 and tail.isdigit():
        return Decimal(tail) * (size // 10)
    return _value(tail.removeprefix("0"))
