"""From the lines of pages to paragraphs: what the layout wrapped is joined, what it repeats is dropped.

A line goes on in the next one if it is full, that is, if the first word of the next had no room on it. A full line that
ends a sentence goes on unless the next is indented, stands further off than lines do, or opens with a marker.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from knowledge import headings, markers, pdf_furniture, regulation
from knowledge.pdf_order import gutter, in_order
from knowledge.pdf_page import Line, Page, is_wide

_SENTENCE_END = re.compile(
    r"[。；！？：…;!?:.][”’」』】）)》\"']*$|[。；！？][（(](?:[^（）()]|[（(][^（）()]*[）)])*[）)]$"
)
"""A note in brackets may stand behind the full stop."""
_LEADER = re.compile(r"[.…·．]{4,}\s*\d+$")
"""The dots of a table of contents."""
_FIRST_WORD = re.compile(r"[（(《〈「『【“‘]*(?:[A-Za-z0-9.,%/+-]+|\S)[，。、；：！？”’」』】）)》〉,.;:!?%]*")
_WORD = re.compile(r"[A-Za-z0-9,.;:!?'\"%)(-]")
_CLUSTER = 0.8
"""Within how many characters edges count as one."""
_INDENT, _DEEPEST = 1.2, 3.5
"""Characters by which the first line of a paragraph stands in, at least and at most."""
_NARROWEST = 0.6
"""Share of the page's width that lines across the page reach at least."""


class _Margins(NamedTuple):
    left: float
    right: float


class _Habits(NamedTuple):
    """How a document sets its paragraphs."""

    leading: dict[int, float]
    """How far wrapped lines stand from one another, by size of the characters, points."""
    indented: bool
    """First lines are indented."""


class _Placed(NamedTuple):
    """A line in its column."""

    line: Line
    page: int
    column: int
    margins: _Margins

    @property
    def indent(self) -> float:
        """In characters, from the left margin."""
        return (self.line.box.left - self.margins.left) / self.line.em


def paragraphs(pages: Sequence[Page]) -> list[str]:
    """Put the lines of pages together into paragraphs.

    Headers, footers and page numbers are dropped, a paragraph goes on over the end of a column or page, a row of a
    table is a line with tabs between its cells.

    Args:
        pages: The pages of one document, in order.

    Returns:
        The paragraphs and rows, in reading order.
    """
    placed = _placed([_ordered(page) for page in pdf_furniture.without(pages)])
    habits = _habits(placed)
    found: list[str] = []
    before: _Placed | None = None
    for after in placed:
        if before and _goes_on(found[-1], before, after, habits):
            found[-1] = _join(found[-1], after.line.words)
        else:
            found.append(after.line.words.strip())
        before = after
    return found


def _ordered(page: Page) -> Page:
    return replace(page, lines=tuple(in_order(page.lines, page.width)))


def _placed(pages: list[Page]) -> list[_Placed]:
    """Find each line's column and its margins.

    They are those of the document; a page whose own lie near them, as on odd pages or in a scan, goes by its own.
    """
    columns = [list(_columns(page)) for page in pages]
    of_all: dict[tuple[int, int], list[Line]] = defaultdict(list)
    of_page: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for i, page in enumerate(pages):
        for line, column in columns[i]:
            of_all[round(page.width), column].append(line)
            of_page[i, column].append(line)
    general = {key: _margins(lines) for key, lines in of_all.items()}
    for (width, column), (left, right) in general.items():
        general[width, column] = _Margins(left, right if column else max(right, _NARROWEST * width))
    found: list[_Placed] = []
    for i, page in enumerate(pages):
        for line, column in columns[i]:
            margins = _nearby(_margins(of_page[i, column]), general[round(page.width), column], line.em)
            found.append(_Placed(line, i, column, margins))
    return found


def _columns(page: Page) -> Iterator[tuple[Line, int]]:
    """Pair each line with its column: 0 across the page, 1 left, 2 right."""
    middle = gutter(page.lines, page.width)
    for line in page.lines:
        across = middle is None or line.box.left < middle < line.box.right
        yield line, 0 if across or middle is None else 1 if line.box.right <= middle else 2


def _margins(lines: list[Line]) -> _Margins:
    """Return the outermost edges that several lines share."""
    plain = [line for line in lines if "\t" not in line.words] or lines
    near = _CLUSTER * median(line.em for line in plain)
    left = _shared_edge([-line.box.left for line in plain], max(2, len(plain) // 50), near)
    return _Margins(-left, _shared_edge([line.box.right for line in plain], max(3, len(plain) // 25), near))


def _shared_edge(edges: list[float], shared: int, near: float) -> float:
    """Return the largest edge near which at least as many lie, the largest of all where none is shared."""
    ordered = sorted(edges, reverse=True)
    for i, edge in enumerate(ordered[: max(0, len(ordered) - shared + 1)]):
        if edge - ordered[i + shared - 1] <= near:
            return edge
    return ordered[0]


def _nearby(own: _Margins, general: _Margins, em: float) -> _Margins:
    """Return a page's own margins if they are those of the document shifted by a little."""
    left, right = own.left - general.left, own.right - general.right
    return own if max(abs(left), abs(right)) < 2.5 * em and abs(left - right) < _CLUSTER * em else general


def _habits(placed: list[_Placed]) -> _Habits:
    """Learn from the lines that are surely wrapped, and from those that surely start a paragraph."""
    steps: dict[int, list[float]] = defaultdict(list)
    starts: list[bool] = []
    for a, b in pairwise(placed):
        step = a.line.box.middle - b.line.box.middle
        if not _is_full(a, b):
            starts += [b.indent > _INDENT] if b.indent < _DEEPEST else []
        elif (a.page, a.column) == (b.page, b.column) and step > 0 and not _ended(a.line.words):
            steps[round(a.line.em)].append(step)
    return _Habits({size: median(found) for size, found in steps.items()}, sum(starts) > len(starts) / 2)


def _goes_on(so_far: str, a: _Placed, b: _Placed, habits: _Habits) -> bool:
    """Tell whether a paragraph, of which a is the last line so far, goes on in the next line."""
    if "\t" in a.line.words or "\t" in b.line.words:
        return _fills_cell(a, b)
    if _LEADER.search(a.line.words) or not _is_full(a, b) or _differ(a.line, b.line) or _far(a, b, habits.leading):
        return False
    if abs(a.indent - b.indent) > _DEEPEST:
        return False
    indented = b.indent > _INDENT
    article = regulation.opening(b.line.words)
    if article and article.apart:
        return False
    if _ended(so_far):
        return not indented and (habits.indented or not _opens(b.line.words))
    hanging = abs(a.indent - b.indent) < 1 or _opens(a.line.words)
    return not indented or hanging


def _ended(words: str) -> bool:
    return bool(_SENTENCE_END.search(words))


def _fills_cell(a: _Placed, b: _Placed) -> bool:
    """Tell whether a line without cells stands right below the last cell of a row."""
    below = 0 < a.line.box.middle - b.line.box.middle < 2.5 * a.line.em
    aligned = a.page == b.page and abs(b.line.box.left - a.line.cell) < 0.5 * a.line.em
    return aligned and below and "\t" not in b.line.words and b.indent > 2


def _is_full(a: _Placed, b: _Placed) -> bool:
    """Tell whether the first word of the next line had no room on this one."""
    word = _FIRST_WORD.match(b.line.words)
    needed = sum(1.0 if is_wide(c) else 0.5 for c in word[0]) if word else 1.0
    slack = 1.2 if a.line.recognised else 0.5
    return (a.margins.right - a.line.box.right) / a.line.em < needed + slack


def _differ(a: Line, b: Line) -> bool:
    return abs(a.em - b.em) > (0.35 if a.recognised or b.recognised else 0.2) * max(a.em, b.em)


def _far(a: _Placed, b: _Placed, leading: dict[int, float]) -> bool:
    usual = leading.get(round(a.line.em))
    same = (a.page, a.column) == (b.page, b.column)
    return bool(usual and same and a.line.box.middle - b.line.box.middle > 1.3 * usual)


def _opens(words: str) -> bool:
    """Tell whether a line starts like a paragraph: 第四条, 第一章, 一、, （一）, 1."""
    return bool(markers.opening(words) or regulation.opening(words) is not None or headings.rank(words) is not None)


def _join(before: str, after: str) -> str:
    """Join two lines of a paragraph: nothing between Chinese, a space between words, a hyphen taken back."""
    after = after.strip()
    if before[-1:] in ("-", "\u00ad") and before[-2:-1].isalpha() and before[-2:-1].isascii() and after[:1].islower():
        return before[:-1] + after
    return before + (" " if _WORD.match(before[-1:]) and _WORD.match(after[:1]) else "") + after
