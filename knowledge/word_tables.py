"""The grid of a Word table: its rows of cells, merged cells filled in, as `knowledge.tables` writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from lxml import etree

from knowledge.word_parts import W, switch, value, whole
from knowledge.word_runs import DELETED, branch

_WIDEST = 63
"""Columns Word allows; a wider span is damage."""
_DEEPEST_HEADER = 3
_OTHERS = DELETED | {f"{W}p", f"{W}tbl", f"{W}tc"}


class Grid(NamedTuple):
    """A table as rows of texts."""

    rows: list[list[str]]
    header_rows: int


def read(table: etree._Element, words: Callable[[etree._Element], str]) -> Grid:
    """Read a w:tbl.

    Args:
        table: The element.
        words: Reads the text of a w:tc, its paragraphs apart by line ends. Called once for each cell that shows, in
            order.
    """
    rows: list[list[str]] = []
    continued: list[list[bool]] = []
    marked = 0
    for row in _children(table, f"{W}tr"):
        properties = row.find(f"{W}trPr")
        if properties is not None and any(properties.find(tag) is not None for tag in DELETED):
            continue
        if marked == len(rows) and switch(properties, "tblHeader"):
            marked += 1
        cells, from_above = _cells(row, rows[-1] if rows else [], words)
        rows.append(cells)
        continued.append(from_above)
    return Grid(rows, marked or _header_rows(rows, continued))


def _cells(
    row: etree._Element, above: list[str], words: Callable[[etree._Element], str]
) -> tuple[list[str], list[bool]]:
    """Return the texts of a row, and of each whether it goes on from the row above."""
    properties = row.find(f"{W}trPr")
    cells = [""] * _span(properties, "gridBefore", 0)
    from_above = [False] * len(cells)
    for cell in _children(row, f"{W}tc"):
        own = cell.find(f"{W}tcPr")
        span = _span(own, "gridSpan", 1)
        down = _continues(own, "vMerge") and len(cells) < len(above)
        if down:
            text = above[len(cells)]
        elif _continues(own, "hMerge") and cells:
            text = cells[-1]
        else:
            text = "" if own is not None and own.find(f"{W}cellDel") is not None else words(cell)
        cells += [text] * span
        from_above += [down] * span
    return cells, from_above


def _header_rows(rows: list[list[str]], continued: list[list[bool]]) -> int:
    """Return how many rows name the columns where none is marked: those that share merged cells with the first.

    Only below a first row that joins columns under one name; else its merged cell is the name of a group of rows.
    """
    top = next((i for i, row in enumerate(rows) if len(set(row)) > 1), 0)  # above it only captions
    depth = top + 1
    if rows and len(set(rows[top])) < len(rows[top]):
        while depth < min(len(rows), top + _DEEPEST_HEADER) and any(continued[depth]):
            depth += 1
    return depth


def _continues(properties: etree._Element | None, name: str) -> bool:
    merge = None if properties is None else properties.find(f"{W}{name}")
    return merge is not None and value(properties, name, "continue") == "continue"


def _span(properties: etree._Element | None, name: str, default: int) -> int:
    span = whole(properties, name, default)
    return span if default <= span <= _WIDEST else default


def _children(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield the rows or cells of a table, also those inside content controls and the like."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in _OTHERS and (chosen := branch(child)) is not None:
            yield from _children(chosen, tag)
