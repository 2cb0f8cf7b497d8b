"""A picture that grows downwards, drawn for phones: words that wrap, bars, a line that climbs.

matplotlib was looked at: it wraps no Chinese and needs 60 MB for what is a few bars.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFont

WIDTH = 780
"""Pixels: two for each of a phone 390 wide."""
MARGIN = 40
TALLEST = 3000
LARGE, HEADING, BODY, SMALL = 42, 32, 28, 25
INK, FAINT, PAPER, TRACK = "#1f2328", "#5f6670", "#ffffff", "#e8eaed"
_LEADING = 1.4
_SPACES = re.compile(r"[ \t\r\n]+")
_PIECE = re.compile(
    r"[（《「『“(]{0,3}(?:[A-Za-z0-9.,/%-]{1,24}|[^（《「『“(])[，。；：、！？）》」』”%)]{0,4}|[（《「『“(]"
)
"""What stays together on a line: a number, and what opens or closes with a character."""
_MISSING = "\U0010ffff"


@lru_cache(maxsize=8)
def font(size: int) -> ImageFont.FreeTypeFont:
    """Return the font in a size; it is shipped with a package, so that no machine shows boxes."""
    return ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), size)


@lru_cache(maxsize=4096)
def is_drawable(char: str) -> bool:
    """Tell whether the font has a character; emoji it has not."""
    sample = font(SMALL)
    return char.isspace() or bytes(sample.getmask(char)) != bytes(sample.getmask(_MISSING))


class Canvas:
    """Draws from the top down; `y` is where the next thing goes."""

    def __init__(self) -> None:
        self._image = Image.new("RGB", (WIDTH, TALLEST), PAPER)
        self._draw = ImageDraw.Draw(self._image)
        self.y = MARGIN

    def gap(self, pixels: int) -> None:
        """Leave room."""
        self.y += pixels

    def text(self, words: str, size: int = BODY, ink: str = INK, lines: int = 2) -> None:
        """Write words, wrapped, in at most so many lines."""
        face = font(size)
        for line in wrapped(words, size, WIDTH - 2 * MARGIN, lines):
            self._draw.text((MARGIN, self.y), line, ink, face)
            self.y += round(size * _LEADING)

    def heading(self, words: str) -> None:
        """Begin a section."""
        self.gap(28)
        self._draw.line((MARGIN, self.y, WIDTH - MARGIN, self.y), TRACK, 2)
        self.gap(22)
        self.text(words, HEADING)
        self.gap(6)

    def stacked(self, parts: Sequence[tuple[int, str]]) -> None:
        """Draw one bar made of (amount, colour), as wide as the picture."""
        whole, room, x = sum(amount for amount, _ in parts), WIDTH - 2 * MARGIN, float(MARGIN)
        self._draw.rounded_rectangle((MARGIN, self.y, WIDTH - MARGIN, self.y + 44), 8, TRACK)
        for amount, colour in parts:
            width = room * amount / whole if whole else 0
            if width >= 1:
                self._draw.rectangle((x, self.y, x + width - 1, self.y + 44), colour)
            x += width
        self.gap(60)

    def legend(self, label: str, value: str, colour: str) -> None:
        """Say what a colour stands for, and how much of it there is."""
        top = self.y + 6
        self._draw.rectangle((MARGIN, top, MARGIN + 26, top + 26), colour)
        self._draw.text((MARGIN + 42, self.y), label, INK, font(BODY))
        self._draw.text((WIDTH - MARGIN, self.y), value, INK, font(BODY), anchor="ra")
        self.gap(44)

    def bar(self, label: str, value: str, share: float, colour: str) -> None:
        """Draw a bar under its label, the value at its right."""
        self.text(label, BODY)
        right = WIDTH - MARGIN - 170
        self.gap(4)
        self._draw.rounded_rectangle((MARGIN, self.y, right, self.y + 30), 6, TRACK)
        if share > 0:
            end = MARGIN + max(6.0, (right - MARGIN) * min(share, 1.0))
            self._draw.rounded_rectangle((MARGIN, self.y, end, self.y + 30), 6, colour)
        self._draw.text((WIDTH - MARGIN, self.y + 15), value, INK, font(BODY), anchor="rm")
        self.gap(52)

    def marks(self, done: Sequence[bool], labels: tuple[str, str], colour: str) -> None:
        """Draw a row of squares, those done filled; the labels stand under the first and the last."""
        step = (WIDTH - 2 * MARGIN + 12) / len(done)
        for place, is_done in enumerate(done):
            x = MARGIN + place * step
            box = (x, self.y, x + step - 12, self.y + step - 12)
            self._draw.rounded_rectangle(box, 8, colour if is_done else TRACK)
        self.gap(round(step))
        self._draw.text((MARGIN, self.y), labels[0], FAINT, font(SMALL))
        self._draw.text((WIDTH - MARGIN, self.y), labels[1], FAINT, font(SMALL), anchor="ra")
        self.gap(40)

    def climb(self, points: Sequence[tuple[float, int]], top: int, labels: tuple[str, str], colour: str) -> None:
        """Draw a line that climbs in steps.

        Args:
            points: (how far along, 0 to 1; how many by then), in order.
            top: What the upper edge stands for.
            labels: What stands under the left and the right end.
            colour: Of the line.
        """
        room = round(font(SMALL).getlength(str(top))) + 14
        left, right, high, low = MARGIN + room, WIDTH - MARGIN, self.y + 16, self.y + 236
        for amount in (0, top):
            y = low - (low - high) * amount / top
            self._draw.line((left, y, right, y), TRACK, 2)
            self._draw.text((left - 14, y), str(amount), FAINT, font(SMALL), anchor="rm")
        before, path = 0, [(float(left), float(low))]
        for along, amount in points:
            x = left + (right - left) * along
            path += [(x, low - (low - high) * n / top) for n in (before, amount)]
            before = amount
        path.append((right, low - (low - high) * before / top))
        self._draw.polygon([*path, (right, low)], _pale(colour))
        self._draw.line(path, colour, 5, joint="curve")
        self._draw.text((left, low + 10), labels[0], FAINT, font(SMALL))
        self._draw.text((right, low + 10), labels[1], FAINT, font(SMALL), anchor="ra")
        self.y = low + 56

    def png(self) -> bytes:
        """Return the picture, cut below what was drawn last."""
        file = BytesIO()
        self._image.crop((0, 0, WIDTH, min(self.y + MARGIN, TALLEST))).save(file, "PNG", optimize=True)
        return file.getvalue()


def _pale(colour: str) -> str:
    """Return a colour a fifth as strong on paper."""
    return "#" + "".join(f"{255 - (255 - int(colour[at : at + 2], 16)) // 5:02x}" for at in (1, 3, 5))


def wrapped(words: str, size: int, room: int, lines: int) -> list[str]:
    """Cut words into at most so many lines of a width; what does not fit is left out, which … tells."""
    face, found, line = font(size), [], ""
    drawable = "".join(char for char in _SPACES.sub(" ", words.strip()) if is_drawable(char))
    for piece in _PIECE.findall(drawable):
        if line and face.getlength(line + piece) > room:
            found.append(line)
            line = ""
        line += piece
    found.append(line)
    if len(found) > lines:
        found = found[:lines]
        while face.getlength(found[-1] + "…") > room:
            found[-1] = found[-1][:-1]
        found[-1] += "…"
    return found
