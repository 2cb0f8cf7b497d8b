"""What every page repeats: headers, footers, page numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from knowledge.numerals import NUMERAL
from knowledge.pdf_page import Line, Page

_EDGE = 0.12
"""Share of the page's height, at the top and at the bottom, where furniture stands."""
_OUTERMOST = 3
"""Lines at either end of a page that may be furniture."""
_SAME_HEIGHT = 0.015
_DASH = "[-–—―－─~·•.…|\\s]*"
_PAGE_NUMBER = re.compile(
    rf"{_DASH}(?:第\s*{NUMERAL}\s*页|{NUMERAL}\s*页|[0-9０-９]{{1,4}}|[ivxlcIVXLC]{{1,7}}|[Pp](?:age|\.)?\s*\d{{1,4}})"
    rf"(?:\s*[/／,，、|·-]?\s*(?:[共总]\s*{NUMERAL}\s*页|of\s*\d{{1,4}}|[0-9０-９]{{1,4}}\s*页?))?{_DASH}"
    rf"|{_DASH}共\s*{NUMERAL}\s*页\s*[/／,，、|·-]?\s*第\s*{NUMERAL}\s*页{_DASH}",
)
_DIGITS = re.compile(r"[0-9０-９\s]+")


def without(pages: Sequence[Page]) -> list[Page]:
    """Take headers, footers and page numbers off the pages of one document.

    Dropped is a line at the upper or lower edge that is a page number, or that is set apart from the body and stands at
    the same height, digits aside in the same words, on two fifths of the pages or at least five.

    Args:
        pages: All of them, in order.
    """
    edges = [[edge for upper in (True, False) for edge in _edge(page, upper)] for page in pages]
    repeated = _repeated(pages, edges)
    found: list[Page] = []
    for page, edge in zip(pages, edges, strict=True):
        dropped = {id(e.line) for e in edge if id(e.line) in repeated or _PAGE_NUMBER.fullmatch(e.line.words)}
        found.append(replace(page, lines=tuple(line for line in page.lines if id(line) not in dropped)))
    return found


class _Edge(NamedTuple):
    """A line near the upper or lower edge."""

    line: Line
    apart: bool
    """It is set apart from the body by space or by the size of its characters, as those further out then are too."""


def _edge(page: Page, upper: bool) -> list[_Edge]:
    ordered = sorted(page.lines, key=lambda line: line.box.middle, reverse=upper)
    zone = [line for line in ordered[:_OUTERMOST] if _from_edge(line, page, upper) < page.height * _EDGE]
    steps = [abs(a.box.middle - b.box.middle) for a, b in pairwise(ordered)]
    usual = median(steps) if steps else 0.0
    gaps = [
        i + 1 == len(ordered)
        or steps[i] > 1.25 * usual
        or abs(line.em - ordered[i + 1].em) > 0.08 * max(line.em, ordered[i + 1].em)
        for i, line in enumerate(zone)
    ]
    return [_Edge(line, any(gaps[i:])) for i, line in enumerate(zone)]


def _from_edge(line: Line, page: Page, upper: bool) -> float:
    return page.height - line.box.middle if upper else line.box.middle


def _repeated(pages: Sequence[Page], edges: list[list[_Edge]]) -> set[int]:
    """Return the ids of the lines that come again from page to page."""
    places: dict[str, list[tuple[float, Line]]] = defaultdict(list)
    for page, edge in zip(pages, edges, strict=True):
        for line, apart in edge:
            key = _DIGITS.sub("", line.words)
            if key and apart:
                places[key].append((line.box.middle / page.height, line))
    often = max(2, min(5, round(len(pages) * 0.4)))
    found: set[int] = set()
    for lines in places.values():
        usual = median(height for height, _ in lines)
        same = {id(line) for height, line in lines if abs(height - usual) < _SAME_HEIGHT}
        if len(same) >= often:
            found |= same
    return found
