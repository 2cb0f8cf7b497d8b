"""The text of a workbook (.xlsx): each row of a sheet with the names of its columns."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import openpyxl

from knowledge import markers, sheet_layout, tables
from knowledge.document import KnowledgeError
from knowledge.extract import Extract
from knowledge.sheet_cell import shown
from knowledge.sheet_layout import Layout

_MOST_PLACES, _MOST_CELLS, _LAST_ROW = 20_000_000, 500_000, 1_048_576
_MOST_CHARACTERS = 20_000_000
_UNNAMED = re.compile(r"(?:sheet|工作表|表)\s*\d*$", re.IGNORECASE)
_NOTE = re.compile(r"[（(]?(?:附?注|说明|备注)\s*[0-9]?[：:]|.*[。；]$")
_HEADED = 0.6
"""A row that names the columns fills so much of the width; the title and the date above fill less."""

Grid = dict[int, dict[int, str]]
"""The words of a sheet by row and column, both from 1."""


def extract(name: str, data: bytes) -> Extract:
    """Return the text of the visible sheets: its name as a heading, then its rows.

    Raises:
        KnowledgeError: The workbook is too large.
        Exception: What openpyxl raises where the workbook is damaged.
    """
    book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    lines: list[str] = []
    warnings: list[str] = []
    budget = _Budget(name)
    for sheet in book.worksheets:
        title = " ".join(sheet.title.split())
        if sheet.sheet_state != "visible":
            warnings.append(f"工作表「{title}」是隐藏的，没有收录。")
            continue
        found = _lines(sheet, budget, warnings)
        budget.characters(sum(map(len, found)))
        lines += ([] if _UNNAMED.match(title) or not found else [f"## {title}"]) + found
    return Extract("\n".join(lines), tuple(warnings))


class _Budget:
    """What may still be read of a workbook: a few kilobytes can claim billions of cells."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._places, self._cells, self._characters = _MOST_PLACES, _MOST_CELLS, _MOST_CHARACTERS

    def row(self, places: int, cells: int) -> None:
        self._places -= places
        self._cells -= cells
        self._check(min(self._places, self._cells))

    def characters(self, count: int) -> None:
        self._characters -= count
        self._check(self._characters)

    def _check(self, left: int) -> None:
        if left < 0:
            raise KnowledgeError(
                f"《{self._name}》里的表格太大或太散（超过 {_MOST_CELLS:,} 格）。请拆成几份，删去不用的行和列，再发来。"
            )


def _lines(sheet: Any, budget: _Budget, warnings: list[str]) -> list[str]:  # noqa: ANN401 - openpyxl is untyped
    # a read-only sheet keeps neither merged cells nor what is hidden, and a full one keeps a billion empty cells
    with sheet.parent._archive.open(sheet._worksheet_path) as source:
        layout = sheet_layout.read(source)
    grid, hidden = _grid(sheet, layout, budget)
    title = " ".join(sheet.title.split())
    if hidden:
        warnings.append(f"工作表「{title}」有 {hidden} 行或列是隐藏、筛掉的，没有收录。")
    if layout.uncalculated:
        warnings.append(
            f"工作表「{title}」有 {layout.uncalculated} 格公式没有存下结果。请用 Excel 或 WPS 打开，保存后再发。"
        )
    columns = sorted({x for row in grid.values() for x in row})
    _spread(grid, columns, layout, budget)
    return [line for rows in _tables(grid, columns) for line in _table(rows, layout, columns)]


def _grid(sheet: Any, layout: Layout, budget: _Budget) -> tuple[Grid, int]:  # noqa: ANN401
    """Return the cells that hold words, and how many rows and columns that do were left out as hidden."""
    sheet.reset_dimensions()  # what a sheet says of its size may be wrong by a billion
    grid: Grid = {}
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    for y, cells in enumerate(sheet.iter_rows(), 1):
        if y > _LAST_ROW:
            raise ValueError(f"row {y} is beyond the last")
        if not cells:
            continue
        filled = {x: words for x, cell in enumerate(cells, 1) if cell.value is not None and (words := shown(cell))}
        budget.row(len(cells), len(filled))
        if filled and y in layout.hidden_rows:
            hidden_rows.add(y)
            continue
        gone = {x for x in filled if layout.hides(x)}
        hidden_columns |= gone
        if kept := {x: words for x, words in filled.items() if x not in gone}:
            grid[y] = kept
    return grid, len(hidden_rows) + len(hidden_columns)


def _spread(grid: Grid, columns: list[int], layout: Layout, budget: _Budget) -> None:
    """Repeat the value of each merged cell at every place it covers that is in a used row and column."""
    rows = sorted(grid)
    for merged in layout.merges:
        words = grid.get(merged.top, {}).get(merged.left)
        if not words:
            continue
        across = merged.within(columns, merged.left, merged.right)
        for y in merged.within(rows, merged.top, merged.bottom):
            budget.row(0, len(across))
            grid[y] |= dict.fromkeys(across, words)


def _tables(grid: Grid, columns: list[int]) -> list[list[tuple[int, list[str]]]]:
    """Cut a sheet into its tables: a new one begins where a title stands below an empty row."""
    found: list[list[tuple[int, list[str]]]] = []
    last = 0
    for y in sorted(grid):
        cells = [grid[y].get(x, "") for x in columns]
        if not found or (y > last + 1 and len(set(filter(None, cells))) == 1 and len(columns) > 1):
            found.append([])
        found[-1].append((y, cells))
        last = y
    return found


def _table(numbered: list[tuple[int, list[str]]], layout: Layout, columns: list[int]) -> list[str]:
    """Write a table as lines: what stands above its header first, each row with the header's names after."""
    rows = [cells for _, cells in numbered]
    widest = max(sum(map(bool, row)) for row in rows)
    head = next((i for i, row in enumerate(rows) if _names_columns(row, widest)), 0)
    above = ["\u3000".join(dict.fromkeys(filter(None, row))) for row in rows[:head]]
    bottom = max((m.bottom for m in layout.merges if m.top == numbered[head][0] and m.left in columns), default=0)
    deep = max(1, sum(numbered[head][0] <= y <= bottom for y, _ in numbered))
    body = [_as_note(row) for row in rows[head + deep :]]
    return [line for words in above for line in words.split("\n")] + tables.lines(rows[head : head + deep] + body, deep)


def _names_columns(row: list[str], widest: int) -> bool:
    """Tell whether a row may be the header: it fills most of the width, and is no 「单位：」 with its value."""
    filled = [words for words in row if words]
    return len(set(filled)) >= max(2, widest * _HEADED) and "：" not in filled[0] and ":" not in filled[0]


def _as_note(row: list[str]) -> list[str]:
    """Spread a row that is no data but a remark or the name of a group over the width of the table."""
    filled = [words for words in row if words]
    alone = len(filled) == 1 and row[0] == filled[0]
    return filled * len(row) if alone and (_NOTE.match(filled[0]) or markers.opening(filled[0])) else row
