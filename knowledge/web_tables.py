"""Tables of web pages: which of them hold data, which only lay a page out, and the cells of the former."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_WIDEST, _TALLEST, _MOST_CELLS = 100, 1_000, 200_000
_MOST_OF = 0.7
"""A table lays a page out where one cell has so much of its text."""


def rows(table: Any, read: Callable[[Any], str]) -> tuple[list[list[str]], int] | None:  # noqa: ANN401 - lxml
    """Return the cells of a table of data with merged cells repeated, and how many rows are its header.

    Args:
        table: The element.
        read: Gives the text of a cell.

    Returns:
        What `knowledge.tables.lines` takes; None for a table that only lays the page out: it holds other tables, has
        one row or column, or most of its text is in one cell.
    """
    nested = next(table.iterdescendants("table"), None) is not None
    if nested or table.get("role") == "presentation" or _has_loose_text(table):
        return None
    found = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iterdescendants("tr")]
    found = [row for row in found if row]
    if len(found) < 2 or max(map(len, found)) < 2 or sum(map(len, found)) > _MOST_CELLS:
        return None
    words = {cell: read(cell) for row in found for cell in row}
    longest = max(words.values(), key=len)
    if "\n" in longest and len(longest) > _MOST_OF * sum(map(len, words.values())):
        return None
    grid = _grid(found, words)
    above = [[read(caption)] * len(grid[0]) for caption in table.findall("caption")]
    return above + grid, len(above) + _header_rows(found, grid)


def _has_loose_text(table: Any) -> bool:  # noqa: ANN401
    """Tell whether words stand in a table outside its cells; browsers show them, above it."""
    frame = [table, *table.iterdescendants("tr", "tbody", "thead", "tfoot")]
    inside = (child.tail for element in frame for child in element)
    return any(words and words.strip() for words in (*(element.text for element in frame), *inside))


def _grid(found: list[list[Any]], words: dict[Any, str]) -> list[list[str]]:
    grid: list[dict[int, str]] = [{} for _ in found]
    placed = 0
    for y, row in enumerate(found):
        x = 0
        for cell in row:
            while x in grid[y]:
                x += 1
            wide, tall = _span(cell, "colspan", _WIDEST), _span(cell, "rowspan", _TALLEST)
            placed += wide * tall
            if placed > _MOST_CELLS:
                wide = tall = 1
            for below in grid[y : y + tall]:
                below |= {x + i: words[cell] for i in range(wide)}
    width = max(max(row, default=0) for row in grid) + 1
    return [[row.get(x, "") for x in range(width)] for row in grid]


def _span(cell: Any, name: str, most: int) -> int:  # noqa: ANN401
    written = (cell.get(name) or "").strip()
    return min(max(int(written), 1), most) if written.isascii() and written.isdigit() and len(written) < 6 else 1


def _header_rows(found: list[list[Any]], grid: list[list[str]]) -> int:
    """Count the rows that name the columns: those of <thead> or all <th>, else the first that no single cell spans."""
    marked = 0
    for row in found:
        if row[0].getparent().getparent().tag != "thead" and any(cell.tag != "th" for cell in row):
            break
        marked += 1
    if 0 < marked < len(found):
        return marked
    first = next((y for y, row in enumerate(grid) if len(set(row)) > 1), 0)
    return first + max(_span(cell, "rowspan", 4) for cell in found[first])
