"""Tables people keep: CSV in UTF-8, UTF-16 or GB18030, and XLSX, told apart by what is in the file, not by its name."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_LARGEST = 512 * 1024 * 1024
"""Bytes an XLSX may unpack to; 50,000 members take about 20 MB."""
_HEADER_WITHIN = 10
"""Rows in which the header is looked for: a title often stands above it."""
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SPACES = re.compile(r"[\s_\-]+")
_REMARK = re.compile(r"[(\[].*?[)\]]|\*")


class SpreadsheetError(Exception):
    """The file cannot be read; the message is one Chinese line with the reason and the mend."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is looked for.

    Attributes:
        name: Its name in the contract.
        called: What people call it, the usual name first.
        required: The file is of no use without it.
    """

    name: str
    called: tuple[str, ...]
    required: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A row below the header.

    Attributes:
        number: As spreadsheet programs count, from 1.
        values: What stands in each column, without blanks around it; empty where there is nothing.
    """

    number: int
    values: Mapping[str, str]


def read(file: Path, columns: tuple[Column, ...]) -> list[Line]:
    """Read a table; rows with nothing in these columns are left out.

    Raises:
        SpreadsheetError: It is no table, or a required column is missing.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise SpreadsheetError(f"读不到 {file.name}，请核对路径") from error
    rows = enumerate(_cells(data, file.name), 1)
    places = _header(rows, columns, file.name)
    lines = []
    for number, row in rows:
        values = {name: row[place] if place < len(row) else "" for name, place in places.items()}
        if any(values.values()):
            lines.append(Line(number, {column.name: values.get(column.name, "") for column in columns}))
    return lines


def _cells(data: bytes, name: str) -> Iterator[list[str]]:
    if data.startswith(_OLD_EXCEL):
        raise SpreadsheetError(f"{name} 是旧版 Excel（.xls）或加了密码，请另存为不加密的 .xlsx 或 CSV 再导入")
    return _xlsx(data, name) if data.startswith(b"PK\x03\x04") else _csv(data, name)


def _header(rows: Iterable[tuple[int, list[str]]], columns: tuple[Column, ...], name: str) -> dict[str, int]:
    """Go forward to the header and return where each column is."""
    known = {
        _plain(called): (column.name, rank)
        for column in columns
        for rank, called in enumerate((column.name, *column.called))
    }
    required = [column for column in columns if column.required]
    best: set[str] = set()
    for number, row in rows:
        found = [(*known[_plain(cell)], place) for place, cell in enumerate(row) if _plain(cell) in known]
        # of two columns that could be meant, the one with the more usual name
        places = {column: place for column, _, place in sorted(found, reverse=True)}
        if all(column.name in places for column in required):
            return places
        best = max(best, set(places), key=len)
        if number == _HEADER_WITHIN:
            break
    missing = "、".join(f"“{c.called[0]}”（{c.name}）" for c in required if c.name not in best)
    raise SpreadsheetError(f"{name} 的表头里没有{missing}这一列")


def _plain(cell: str) -> str:
    return _SPACES.sub("", _REMARK.sub("", unicodedata.normalize("NFKC", cell))).lower()


def _csv(data: bytes, name: str) -> Iterator[list[str]]:
    text = _decode(data, name)
    delimiter = max(",\t;", key=text[:2_000].count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [cell.strip() for cell in row]
    except csv.Error as error:
        raise SpreadsheetError(f"{name} 不是能读的表格，请用 CSV 或 XLSX 文件") from error


def _decode(data: bytes, name: str) -> str:
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise SpreadsheetError(f"看不懂 {name} 的文字编码，请另存为 UTF-8 的 CSV 或 XLSX 再导入")


def _xlsx(data: bytes, name: str) -> Iterator[list[str]]:
    # only here: it takes a moment to load, and the bot rarely needs it
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _LARGEST:
                raise SpreadsheetError(f"{name} 展开后太大，请只留要导入的那张表再试")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        # what the file says of its size is often wrong
        sheet.reset_dimensions()
        for row in sheet.iter_rows(values_only=True):
            yield [_text(cell) for cell in row]
    except SpreadsheetError:
        raise
    except Exception as error:  # openpyxl lets through whatever a broken file makes it stumble over
        raise SpreadsheetError(f"{name} 不是完好的 XLSX 文件，请用表格软件打开后重新保存再试") from error


def _text(cell: object) -> str:
    if cell is None:
        return ""
    # numbers of a spreadsheet are floating-point ones
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
