"""What a worksheet's XML says beside its values: merged cells, hidden rows and columns, formulas without a result."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import IO, NamedTuple

import lxml.etree
from openpyxl.utils import range_boundaries

_ON = ("1", "true")
_RANGE = re.compile(r"[A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7}$")


class Merged(NamedTuple):
    """A merged cell; rows and columns count from 1, the last is in it."""

    left: int
    top: int
    right: int
    bottom: int

    def within(self, places: list[int], first: int, last: int) -> list[int]:
        """Return those of sorted places that lie from first to last."""
        return places[bisect_left(places, first) : bisect_right(places, last)]


@dataclass(slots=True)
class Layout:
    """How a worksheet is laid out."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    """First and last of each run."""
    merges: list[Merged] = field(default_factory=list)
    uncalculated: int = 0
    """Formulas whose result the file does not hold."""

    def hides(self, column: int) -> bool:
        """Tell whether a column is hidden."""
        return any(first <= column <= last for first, last in self.hidden_columns)


def read(source: IO[bytes]) -> Layout:
    """Read the layout from the XML of a worksheet.

    Raises:
        lxml.etree.XMLSyntaxError: It is no XML.
    """
    layout = Layout()
    row = 0
    for _, element in lxml.etree.iterparse(
        source, tag=("{*}row", "{*}col", "{*}mergeCell"), resolve_entities=False, huge_tree=True
    ):
        tag = lxml.etree.QName(element).localname
        if tag == "row":
            row = int(element.get("r") or row + 1)
            layout.uncalculated += sum(_is_uncalculated(cell) for cell in element)
        hidden = element.get("hidden") in _ON
        if tag == "row" and hidden:
            layout.hidden_rows.add(row)
        elif tag == "col" and hidden:
            layout.hidden_columns.append((int(element.get("min")), int(element.get("max"))))
        elif tag == "mergeCell" and _RANGE.match(element.get("ref") or ""):
            layout.merges.append(Merged(*range_boundaries(element.get("ref"))))
        element.clear()
    return layout


def _is_uncalculated(cell: lxml.etree._Element) -> bool:
    return cell.find("{*}f") is not None and not cell.findtext("{*}v")
