"""The text layer of a PDF page: characters with their boxes, put together into lines."""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from knowledge.pdf_legible import mended
from knowledge.pdf_page import SMALLEST, Box, Line, is_wide, stands_apart

_LABEL_LENGTH = 24
"""Characters within which a line's label (第二十条之一) and the space behind it have come."""
_MADE_UP = "\0"
_HYPHENS = "\x02\ufffe"
"""What PDFium gives for a hyphen at the end of a line."""


class Glyph(NamedTuple):
    """A character at its place."""

    character: str
    box: Box
    lost: bool
    """Its font does not say which character it is."""


def glyphs(page: pdfium.PdfPage, text: pdfium.PdfTextPage) -> list[Glyph]:
    """Read the characters of a page in the order of its content; white space and line ends are among them.

    Args:
        page: A page of a PDF.
        text: The same page's text.
    """
    turn, crop = page.get_rotation(), Box(*page.get_bbox())
    unicode, loose_box = pdfium_c.FPDFText_GetUnicode, pdfium_c.FPDFText_GetLooseCharBox
    unmapped, raw = pdfium_c.FPDFText_HasUnicodeMapError, text.raw
    rectangle = pdfium_c.FS_RECTF()
    found: list[Glyph] = []
    for i in range(text.count_chars()):
        code = unicode(raw, i)
        loose_box(raw, i, rectangle)
        box = _shown(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top, crop, turn)
        character = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        found.append(Glyph(character, box, unmapped(raw, i) == 1))
    return found


def lines(found: list[Glyph]) -> list[Line]:
    """Put characters together into lines; the cells of a table's row are lines of their own."""
    pieces: list[list[Glyph]] = [[]]
    before: Glyph | None = None
    for glyph in found:
        if glyph.character in "\r\n":
            pieces.append([])
        elif glyph.character.isspace():
            pieces[-1].append(glyph)
        else:
            if before and pieces[-1] and not _follows(before, glyph):
                pieces.append([])
            pieces[-1].append(glyph)
            before = glyph
    return [line for piece in pieces for cell in _cells(piece) if (line := _line(cell))]


def _follows(before: Glyph, after: Glyph) -> bool:
    """Tell whether a character stands on the line of the one before it; PDFium does not end every line."""
    back = before.box.left - after.box.left
    return before.box.beside(after.box) and back < 2 * (before.box.top - before.box.bottom)


def _cells(piece: list[Glyph]) -> list[list[Glyph]]:
    """Split a line at the gaps between the cells of a table, or between two columns."""
    drawn = [g for g in piece if not g.character.isspace()]
    if not drawn:
        return []
    em = max(_em(drawn), 3 * _usual([b.box.left - a.box.right for a, b in pairwise(drawn)]))
    cells: list[list[Glyph]] = [[]]
    before: Glyph | None = None
    for glyph in piece:
        if not glyph.character.isspace():
            if before and stands_apart(_plain(cells[-1]), glyph.box.left - before.box.right, em):
                cells.append([])
            before = glyph
        cells[-1].append(glyph)
    return cells


def _plain(found: list[Glyph]) -> str:
    return "".join(g.character for g in found[:_LABEL_LENGTH]) if len(found) < _LABEL_LENGTH else ""


def _shown(left: float, bottom: float, right: float, top: float, crop: Box, turn: int) -> Box:
    """Turn the edges of a box in the page's content to where it is shown."""
    if turn == 90:
        return Box(bottom - crop.bottom, crop.right - right, top - crop.bottom, crop.right - left)
    if turn == 180:
        return Box(crop.right - right, crop.top - top, crop.right - left, crop.top - bottom)
    if turn == 270:
        return Box(crop.top - top, left - crop.left, crop.top - bottom, right - crop.left)
    return Box(left - crop.left, bottom - crop.bottom, right - crop.left, top - crop.bottom)


def _line(found: list[Glyph]) -> Line | None:
    drawn = [g for g in found if not g.character.isspace()]
    if not drawn:
        return None
    em = _em(drawn)
    words = _words(found, em).strip()
    if not words:
        return None
    box = Box(
        min(g.box.left for g in drawn),
        median(g.box.bottom for g in drawn),
        max(g.box.right for g in drawn),
        median(g.box.top for g in drawn),
    )
    return Line(words, box, em, box.left)


def _em(drawn: list[Glyph]) -> float:
    wide = [g.box.right - g.box.left for g in drawn if is_wide(g.character)]
    em = median(wide) if wide else 2 * sum(g.box.right - g.box.left for g in drawn) / len(drawn)
    return max(SMALLEST, em)


def _words(found: list[Glyph], em: float) -> str:
    """Return the words of a line."""
    drawn = _spaced(found)
    gaps = [b.box.left - a.box.right for (_, a), (_, b) in pairwise(drawn)]
    usual = _usual(gaps)
    words, before = "", drawn[0][1]
    for i, (white, glyph) in enumerate(drawn):
        if i and white == _MADE_UP:
            wide = is_wide(before.character) or is_wide(glyph.character)
            words += " " if not wide or gaps[i - 1] > max(0.4 * em, 2 * usual) else ""
        elif i:
            words += white
        words += glyph.character
        before = glyph
    return mended(words) + ("-" if words[-1] in _HYPHENS else "")


def _usual(gaps: list[float]) -> float:
    """Return the gap between letters spaced to fill a line, 0 where they are not."""
    return max(0.0, sorted(gaps)[len(gaps) // 4]) if len(gaps) > 3 else 0.0


def _spaced(found: list[Glyph]) -> list[tuple[str, Glyph]]:
    """Pair each character drawn with the white space before it: as written, or `_MADE_UP` by PDFium from the gap."""
    written = not _is_spaced_out(found)
    drawn: list[tuple[str, Glyph]] = []
    white = ""
    for glyph in found:
        if not glyph.character.isspace():
            drawn.append((white, glyph))
            white = ""
        elif written and glyph.box.right > glyph.box.left:
            white = glyph.character
        else:
            white = white or _MADE_UP
    return drawn


def _is_spaced_out(found: list[Glyph]) -> bool:
    """Tell whether white space stands behind most Chinese characters, as recognition programs leave it."""
    wide = [i for i, g in enumerate(found[:-1]) if is_wide(g.character)]
    return len(wide) > 5 and sum(found[i + 1].character.isspace() for i in wide) > len(wide) / 2
