"""Workbooks that open well: heads that stay in sight, columns as wide as what is in them, no text worked out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | datetime | date | None
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What Excel takes for the beginning of a formula (owasp.org/www-community/attacks/CSV_Injection)."""
_WIDEST = 60


def fill(sheet: Worksheet, title: str, heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Write a sheet."""
    sheet.title = title
    for place, row in enumerate([heads, *rows] if heads else rows, 1):
        for column, value in enumerate(row, 1):
            _write(sheet.cell(place, column), value)
    if heads:
        sheet.freeze_panes = "A2"
        for cell in sheet[1]:
            cell.font = Font(bold=True)
    for cells in sheet.columns:
        widest = max((_width(cell.value) for cell in cells), default=0)
        sheet.column_dimensions[cells[0].column_letter].width = min(widest + 2, _WIDEST)


def _write(cell: Cell, value: Value) -> None:
    if not isinstance(value, str):
        cell.value = value
        if isinstance(value, datetime):
            cell.number_format = "yyyy-mm-dd hh:mm"
        return
    # A name that begins with = would be worked out when the file is opened
    cell.value, cell.data_type = _CONTROL.sub("", value), "s"
    cell.quotePrefix = value.startswith(_FORMULA)
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _width(value: object) -> int:
    """Return how wide a value is in characters; Chinese ones count twice."""
    if isinstance(value, datetime):
        return len("2026-11-20 18:00")
    text = "" if value is None else str(value)
    return sum(2 if char > "\u2e80" else 1 for char in text)


def saved(book: Workbook) -> bytes:
    """Return a workbook as a file."""
    file = BytesIO()
    book.save(file)
    return file.getvalue()
