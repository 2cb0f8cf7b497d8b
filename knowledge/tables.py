"""A table as lines of text: every data row names its columns, so that it can be understood alone."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

_LONGEST_NAME = 40
_SHORT = 2
_SENTENCE = re.compile(r"[。；！？]|^[\d\s.,%％/—-]+$")
_CLOSED = "。；！？"


def lines(rows: list[list[str]], header_rows: int = 1) -> list[str]:
    r"""Write a table as lines: 「表头一：值；表头二：值」 for a data row.

    A row that one value spans (a caption, the name of a group of rows) is that value alone, a repeated header is left
    out, and a table of one row or one column, a frame drawn round text, gives the paragraphs of its cells. Where the
    rows taken for the header do not name most columns in few words there is none: the cells of a row stand side by
    side then, or below one another if they hold several paragraphs.

    Args:
        rows: The cells of each row from left to right; paragraphs in a cell are apart by "\n". A merged cell repeats
            its value at every place it covers. Rows may differ in length.
        header_rows: How many rows at the top name the columns; 0 for a table without a header.

    Returns:
        The lines, without empty ones; what `rows` says stays in order.
    """
    filled, gaps = _filled(rows)
    if len(filled) < 2 or len(filled[0]) < 2:
        return [line for row in filled for line in _paragraphs(row)]
    found: list[str] = []
    while len(filled) > 1 and _spanned(filled[0]):
        found += _paragraphs(filled.pop(0)[:1])
        header_rows = max(header_rows - 1, min(header_rows, 1))
    names = _names(filled[:header_rows]) if 0 < header_rows < len(filled) and not gaps else []
    if not names:
        return found + [line for row in filled for line in _bare(row)]
    header = filled[:header_rows]
    for row in filled[header_rows:]:
        if row not in header:
            found += _paragraphs(row[:1]) if _spanned(row) else [_named(names, row)]
    return found


def _filled(rows: list[list[str]]) -> tuple[list[list[str]], bool]:
    """Even the rows out, without the rows and columns that hold nothing; tell whether many columns between held none.

    Columns left free for the answers are the sign of a form, whose first row is no header.
    """
    written = [[cell.strip() for cell in row] for row in rows if any(map(str.strip, row))]
    columns = list(itertools.zip_longest(*written, fillvalue=""))
    used = [i for i, column in enumerate(columns) if any(column)]
    width = used[-1] - used[0] + 1 if used else 0
    return [[row[i] if i < len(row) else "" for i in used] for row in written], (width - len(used)) * 3 >= max(width, 1)


def _spanned(row: list[str]) -> bool:
    return len(set(row)) == 1 and len(row[0]) > _SHORT  # 是 in every column is a value of each


def _names(header: list[list[str]]) -> list[str]:
    """Return the name of each column, those of several header rows joined; nothing where a row is no header."""
    columns = [list(dict.fromkeys(filter(None, map(_line, column)))) for column in zip(*header, strict=True)]
    names = ["·".join(column).rstrip("：: ") for column in columns]
    described = any(len(name) > _LONGEST_NAME or _SENTENCE.search(name) for name in names)
    return names if not described and names[1:].count("") * 3 <= len(names) else []


def _named(names: list[str], row: list[str]) -> str:
    filled = [(name, _line(value)) for name, value in zip(names, row, strict=True) if value]
    pairs = [f"{name}：{value}" if name else value for name, value in filled]
    return "".join(pair if pair[-1] in _CLOSED else f"{pair}；" for pair in pairs[:-1]) + pairs[-1]


def _bare(row: list[str]) -> Iterator[str]:
    if any("\n" in value for value in row):
        yield from _paragraphs(row)
    else:
        yield "\u3000".join(_unmerged(row))


def _paragraphs(cells: list[str]) -> Iterator[str]:
    for value in _unmerged(cells):
        yield from filter(None, map(str.strip, value.split("\n")))


def _unmerged(cells: list[str]) -> list[str]:
    """Return the values that stand side by side, those of merged cells once; two short ones are two values."""
    pairs = itertools.pairwise(["", *filter(None, cells)])
    return [value for before, value in pairs if value != before or len(value) <= _SHORT]


def _line(value: str) -> str:
    return " ".join(value.split())
