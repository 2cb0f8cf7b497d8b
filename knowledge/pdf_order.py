"""The order in which the lines of a page are read: columns from left to right, lines from top to bottom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median

from knowledge.pdf_page import Line, joined

_FEWEST = 4
"""Lines a column has at least."""
_STARTS = 20
"""Left edges to try as that of the right column, the most frequent first."""
_NEAR = 8
"""Lines to look back for the one above."""


def in_order(lines: Sequence[Line], width: float) -> list[Line]:
    """Sort the lines of a page as they are read, and join those that stand side by side within a column.

    The order in the file stands unless it goes up a column again.

    Args:
        lines: In the order of the file.
        width: Of the page, points.
    """
    middle = gutter(lines, width)
    if _is_in_order(lines, middle):
        return _rows(lines, middle)
    found = sorted(lines, key=lambda line: -line.box.middle)
    if middle is None:
        return _rows(found, None)
    ordered: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in found:
        if line.box.left < middle < line.box.right:
            ordered += [*_rows(left, None), *_rows(right, None), line]
            left, right = [], []
        else:
            (left if line.box.right <= middle else right).append(line)
    return [*ordered, *_rows(left, None), *_rows(right, None)]


def _is_in_order(lines: Sequence[Line], middle: float | None) -> bool:
    """Tell whether no line stands above one shortly before it that shares its width, nor columns alternate."""
    for i, line in enumerate(lines):
        near = next((a for a in reversed(lines[max(0, i - _NEAR) : i]) if a.box.above(line.box)), line)
        back = i > 0 and middle is not None and line.box.right <= middle <= lines[i - 1].box.left
        if back or line.box.bottom > near.box.top:
            return False
    return True


def gutter(lines: Sequence[Line], width: float) -> float | None:
    """Find the white strip between two columns of text.

    Columns fill their width; the cells of a table do not.

    Returns:
        Where it runs, in points from the left; None where the page has one column.
    """
    found: list[tuple[int, float]] = []
    starts = Counter(round(x.box.left) - 0.5 for x in lines if 0.35 * width < x.box.left < 0.65 * width)
    for middle, _ in starts.most_common(_STARTS):
        left = [line for line in lines if line.box.right <= middle]
        right = [line for line in lines if line.box.left >= middle]
        across = len(lines) - len(left) - len(right)
        if min(len(left), len(right)) < _FEWEST or across > len(lines) / 4:
            continue
        if _filled(left) and _filled(right) and _side_by_side(left, right):
            found.append((across, middle))
    return min(found)[1] if found else None


def _filled(column: list[Line]) -> bool:
    edge, end = min(line.box.left for line in column), max(line.box.right for line in column)
    return median(line.box.right - line.box.left for line in column) > 0.6 * (end - edge)


def _side_by_side(left: list[Line], right: list[Line]) -> bool:
    top = min(max(line.box.top for line in column) for column in (left, right))
    bottom = max(min(line.box.bottom for line in column) for column in (left, right))
    return top - bottom > 2 * max(line.em for line in left)


def _rows(lines: Sequence[Line], middle: float | None) -> list[Line]:
    """Join the lines that stand side by side, unless the strip between two columns parts them."""
    rows: list[list[Line]] = []
    for line in lines:
        if rows and line.box.beside(rows[-1][0].box) and not any(_parted(line, other, middle) for other in rows[-1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [joined(sorted(row, key=lambda line: line.box.left)) for row in rows]


def _parted(a: Line, b: Line, middle: float | None) -> bool:
    between = middle is not None and min(a.box.right, b.box.right) <= middle <= max(a.box.left, b.box.left)
    return between or a.box.above(b.box)
