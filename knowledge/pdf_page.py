"""A page as it is printed: lines of words, each at its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

SMALLEST = 0.5
"""Points; letters drawn smaller, or without any width, count as this wide."""
_LABEL = re.compile(r"第\S{1,9}[编章节条](?:之\S{1,3})?|[（(]?\S{1,3}[）)、.．]")
"""What white space may stand behind without starting a cell."""


class Box(NamedTuple):
    """A rectangle in points (1/72 inch), from the lower left corner of the page as it is shown."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> float:
        """Height of the middle."""
        return (self.bottom + self.top) / 2

    def beside(self, other: Box) -> bool:
        """Tell whether both stand on one line: they share more than half the height of the lower one."""
        shared = min(self.top, other.top) - max(self.bottom, other.bottom)
        return shared > min(self.top - self.bottom, other.top - other.bottom) / 2

    def above(self, other: Box) -> bool:
        """Tell whether the two share some width, wherever they stand in height."""
        shared = min(self.right, other.right) - max(self.left, other.left)
        return shared > 0.3 * min(self.right - self.left, other.right - other.left)


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or a row of a table."""

    words: str
    """Cells that stand apart on the line are joined by tabs."""
    box: Box
    em: float
    """Width of a Chinese character, in points."""
    cell: float
    """Left edge of the last cell; of a line without cells its own."""
    recognised: bool = False
    """The words are recognised from a picture: edges and widths are not exact."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a document."""

    width: float
    height: float
    lines: tuple[Line, ...]
    """In the order of the file; the cells of a table are lines of their own."""


def is_wide(character: str) -> bool:
    """Tell whether a character is as wide as a Chinese one."""
    return unicodedata.east_asian_width(character) in "WF"


def stands_apart(before: str, gap: float, em: float) -> bool:
    """Tell whether a gap in a line is wide enough to part two cells of a table.

    Args:
        before: The words of the line up to the gap.
        gap: Its width, points.
        em: Width of a Chinese character, points.
    """
    return gap > 1.5 * em and not _LABEL.fullmatch(before.strip())


def joined(row: Sequence[Line]) -> Line:
    """Join lines that stand side by side into one.

    Args:
        row: At least one line, from left to right.
    """
    first, last = row[0], row[-1]
    words, before = first.words, first
    for line in row[1:]:
        apart = stands_apart(words, line.box.left - before.box.right, max(line.em, before.em))
        words += ("\t" if apart else " ") + line.words
        before = line
    boxes = [line.box for line in row]
    box = Box(
        min(b.left for b in boxes), min(b.bottom for b in boxes), max(b.right for b in boxes), max(b.top for b in boxes)
    )
    return replace(first, words=words, box=box, em=max(line.em for line in row), cell=last.cell)
