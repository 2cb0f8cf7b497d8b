"""The text of a Word document (.docx): paragraphs and tables in the order of the page."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx

from knowledge.extract import Extract

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = {f"{_W}del", f"{_W}moveFrom", _FALLBACK, f"{_W}instrText", f"{_W}pPr", f"{_W}rPr"}
_LEAVES = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def extract(data: bytes) -> Extract:
    """Return the text of a .docx; the cells of a table row are joined by tabs.

    python-docx's own `paragraph.text` leaves out tracked insertions and content controls, so the body is walked here.

    Raises:
        Exception: What python-docx raises where the package is damaged.
    """
    return Extract("\n".join(_blocks(docx.Document(BytesIO(data)).element.body)))


def _blocks(parent: Any) -> Iterator[str]:  # noqa: ANN401 - lxml elements are untyped
    for child in parent:
        if child.tag == f"{_W}p":
            yield "".join(_words(child))
            for box in child.iter(f"{_W}txbxContent"):
                if not any(a.tag == _FALLBACK for a in box.iterancestors()):
                    yield from _blocks(box)
        elif child.tag == f"{_W}tbl":
            yield from _rows(child)
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}moveTo"):
            yield from _blocks(child)


def _rows(table: Any) -> Iterator[str]:  # noqa: ANN401
    for row in table.iter(f"{_W}tr"):
        yield "\t".join(" ".join(filter(None, _blocks(cell))) for cell in row.iter(f"{_W}tc"))


def _words(element: Any) -> Iterator[str]:  # noqa: ANN401
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _LEAVES:
            yield _LEAVES[child.tag]
        elif child.tag not in _SKIPPED and child.tag != f"{_W}txbxContent":
            yield from _words(child)
