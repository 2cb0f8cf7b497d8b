"""The numerals 一、 （一） 1、 （1） ① 一是 第一， that open a part of a text."""

from __future__ import annotations

import re
from typing import NamedTuple

from knowledge.numerals import BLANK, chinese, to_int

_CHINESE = r"[一二三四五六七八九十百]{1,5}"
_ARABIC = r"[0-9０-９]{1,4}"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

_GAP = rf"{BLANK}{{0,8}}"
"""White space inside a marker; without a bound, a long run of it would be searched from each of its characters."""

SECTION, BRACKET, NUMBER, ROUND, CIRCLE, ASPECT, ORDINAL = "一、", "（一）", "1、", "（1）", "①", "一是", "第一，"
"""The styles of markers, each named by its first."""

_PATTERNS = {
    SECTION: rf"(?P<n0>{_CHINESE}){_GAP}[、．.]",
    BRACKET: rf"[（(]{_GAP}(?P<n1>{_CHINESE}){_GAP}[）)][、，]?",
    NUMBER: rf"(?P<n2>{_ARABIC}){_GAP}(?:、|[．.](?![0-9]))",
    ROUND: rf"[（(]?{_GAP}(?P<n3>[0-9０-９]{{1,2}}){_GAP}[）)]",
    CIRCLE: rf"(?P<n4>[{_CIRCLED}])",
    ASPECT: rf"(?P<n5>{_CHINESE})是",
    ORDINAL: rf"第(?P<n6>{_CHINESE})[，,、]",
}
_AT_START = re.compile(rf"(?:#{{1,6}}{BLANK}*|\*\*)*+(?:{'|'.join(_PATTERNS.values())})")
_STYLES = tuple(_PATTERNS)
_INLINE = {
    style: re.compile(rf"(?:(?<=[：:；;。，,\s])|^){_PATTERNS[style]}") for style in (BRACKET, ROUND, CIRCLE, ASPECT)
}


class Marker(NamedTuple):
    """A numeral that opens a part."""

    style: str
    number: int
    label: str
    """As cited: "一", "（一）", "1", "一是"."""
    end: int
    """Offset behind it, in the text it was found in."""


def opening(words: str) -> Marker | None:
    """Read the marker at the start of a paragraph; None where there is none."""
    found = _AT_START.match(words)
    return _marker(found) if found else None


def inline(words: str, styles: tuple[str, ...]) -> list[tuple[int, Marker]]:
    """Find the parts that stand on one line, as in （一）…；（二）….

    Args:
        words: One paragraph.
        styles: The styles to look for.

    Returns:
        Offset and marker of each part of every series that counts 1, 2, … and has at least two parts, in order.
    """
    found: list[tuple[int, Marker]] = []
    for style in styles:
        series: list[tuple[int, Marker]] = []
        for match in _INLINE[style].finditer(words):
            marker = _marker(match)
            if marker.number == len(series) + 1:
                series.append((match.start(), marker))
        if len(series) > 1:
            found.extend(series)
    return sorted(found)


def following(words: str, last: Marker) -> Marker | None:
    """Read a marker whose numeral is missing (、全面领导…) as the one that follows the last."""
    found = re.match(r"[、．.](?=\w)", words)
    if not found or last.style not in (SECTION, NUMBER):
        return None
    number = last.number + 1
    return Marker(last.style, number, chinese(number) if last.style == SECTION else str(number), found.end())


def _marker(found: re.Match[str]) -> Marker:
    group = str(found.lastgroup)
    style, numeral = _STYLES[int(group[1:])], found[group]
    number = _CIRCLED.index(numeral) + 1 if style == CIRCLE else to_int(numeral)
    return Marker(style, number, _label(style, numeral, number), found.end())


def _label(style: str, numeral: str, number: int) -> str:
    wrapped = {BRACKET: f"（{numeral}）", ROUND: f"（{number}）", ASPECT: f"{numeral}是", ORDINAL: f"第{numeral}"}
    return wrapped.get(style, numeral)
