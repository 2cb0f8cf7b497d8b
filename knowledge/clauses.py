"""What stands inside an article: 款, 项 and 目 of a 条, the parts of a section of an outline."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from operator import itemgetter

from knowledge import markers
from knowledge.blocks import Block
from knowledge.document import Clause, Kind, Level
from knowledge.markers import Marker
from knowledge.numerals import article_label, chinese
from knowledge.paragraphs import SENTENCE_END, Paragraph

_STATUTE_INLINE = (markers.BRACKET,)
_OUTLINE_INLINE = (markers.BRACKET, markers.ROUND, markers.CIRCLE, markers.ASPECT)
_STATUTE_UNITS = ("项", "目", "点")


@dataclass(slots=True)
class _Piece:
    """A paragraph, or the part of one that its own marker opens."""

    start: int
    end: int
    words: str
    marker: Marker | None

    @property
    def closed(self) -> bool:
        return self.words[-1:] in "。；！？…;!?.”）)"


@dataclass(slots=True)
class _Part:
    """A clause before it is labelled."""

    start: int
    end: int
    level: Level
    paragraph: int
    """Which 款 it belongs to, from 1; 0 for a section's caption."""
    above: tuple[Marker, ...]


@dataclass(slots=True)
class _Reader:
    """Reads the pieces of one article in order, knowing which series of markers are open."""

    pieces: list[_Piece]
    outline: bool
    paragraph: int
    open: list[Marker] = field(default_factory=list)
    parts: list[_Part] = field(default_factory=list)
    closed: dict[str, bool] = field(default_factory=dict)
    """Of each style: whether its last part ended like a sentence."""
    marked: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    """Of each style: where its markers stand, and their numbers."""

    def read(self) -> list[_Part]:
        for i, piece in enumerate(self.pieces):
            if piece.marker:
                self.marked[piece.marker.style].append((i, piece.marker.number))
        for i, piece in enumerate(self.pieces):
            marker = piece.marker or self._missing(piece)
            if i == 0:
                self._add(piece, Level.PARAGRAPH)
            elif marker:
                self._item(piece, marker)
            else:
                self._plain(i, piece)
        return self.parts

    def _missing(self, piece: _Piece) -> Marker | None:
        candidates = (markers.following(piece.words, last) for last in reversed(self.open))
        return next((m for m in candidates if m), None)

    def _item(self, piece: _Piece, marker: Marker) -> None:
        styles = [m.style for m in self.open]
        if marker.style in styles:
            del self.open[styles.index(marker.style) :]
        self.open.append(marker)
        self.closed.setdefault(marker.style, piece.closed)
        self._add(piece, Level.ITEM if len(self.open) == 1 else Level.SUBITEM)

    def _plain(self, i: int, piece: _Piece) -> None:
        before = self.pieces[i - 1]
        if self.outline and before.marker and not before.closed and self.closed.get(before.marker.style):
            self.parts[-1].end = piece.end  # its fellows end like sentences, so this one's line was broken
            return
        if not self.outline and _runs_on(before.words, piece.words):
            self.parts[-1].end = piece.end
            return
        depth = self._continued(i)
        if depth:
            del self.open[depth:]
        elif not (self.outline and self.open and self.parts[-1].above and not self._closed_item()):
            self.open.clear()
            self.paragraph += 1
        if self.open and not self.outline:
            self.parts[-1].end = piece.end
        else:
            self._add(piece, Level.PARAGRAPH)

    def _closed_item(self) -> bool:
        """Tell whether the open part is a sentence; one that is a caption keeps the paragraphs below it."""
        return self.closed.get(self.open[-1].style, True)

    def _continued(self, i: int) -> int:
        """Return how many open series go on behind piece i: a paragraph between two items belongs to the first."""
        going: list[tuple[int, int]] = []
        for depth, last in enumerate(self.open, 1):
            later = self.marked[last.style]
            at = bisect_right(later, i, key=itemgetter(0))
            if at < len(later) and later[at][1] in (last.number + 1, last.number + 2):
                going.append((later[at][0], depth))
        return min(going, default=(0, 0))[1]

    def _add(self, piece: _Piece, level: Level) -> None:
        self.parts.append(_Part(piece.start, piece.end, level, self.paragraph, tuple(self.open)))


def _runs_on(before: str, words: str) -> bool:
    """Tell whether a line goes on with the sentence above: posts listed line by line, a reference broken by a line."""
    listed = before[-1:] in "，、" or (before[-1:] in "：:" and words[-1:] in "，、")
    return listed or (before[-1:] not in SENTENCE_END and article_label(words) is not None)


def _only_named(block: Block) -> bool:
    """Tell whether the first line of a 条 is its label and caption alone, so that the first 款 is on the next line."""
    named = re.sub(r"[#*【】（）()\s]", "", block.paragraphs[0].words)
    return named == block.label + re.sub(r"\s", "", block.heading) and len(block.paragraphs) > 1


def statute(block: Block) -> tuple[Clause, ...]:
    """Cut a 条 into 款, 项 and 目."""
    pieces = _pieces(block.paragraphs, _STATUTE_INLINE)
    parts = _Reader(pieces, outline=False, paragraph=0 if _only_named(block) else 1).read()
    several = parts[-1].paragraph > 1
    return tuple(Clause(p.start, p.end, p.level, _statute_label(p, several)) for p in parts)


def outline(block: Block) -> tuple[Clause, ...]:
    """Cut a section of an outline into its parts."""
    pieces = _pieces(block.paragraphs, _OUTLINE_INLINE)
    captioned = bool(block.heading) and block.kind is Kind.SECTION and not pieces[0].closed
    parts = _Reader(pieces, outline=True, paragraph=0 if captioned else 1).read()
    several = parts[-1].paragraph > 1
    return tuple(Clause(p.start, p.end, p.level, _outline_label(p, several)) for p in parts)


def _pieces(paragraphs: list[Paragraph], styles: tuple[str, ...]) -> list[_Piece]:
    pieces: list[_Piece] = []
    for paragraph in paragraphs:
        cuts = markers.inline(paragraph.words, styles)
        first = markers.opening(paragraph.words) if not cuts or cuts[0][0] else None
        starts = [(0, first), *cuts] if not cuts or cuts[0][0] else list(cuts)
        ends = [offset for offset, _ in starts[1:]] + [len(paragraph.words)]
        for (offset, marker), end in zip(starts, ends, strict=True):
            words = paragraph.words[offset:end].strip()
            pieces.append(_Piece(paragraph.at + offset, paragraph.at + end, words, marker))
        pieces[-len(starts)].start = paragraph.start
        pieces[-1].end = paragraph.end
    return pieces


def _statute_label(part: _Part, several: bool) -> str:
    label = f"第{chinese(part.paragraph)}款" if several and part.paragraph else ""
    for depth, marker in enumerate(part.above):
        label += f"第{chinese(marker.number)}{_STATUTE_UNITS[min(depth, 2)]}"
    return label


def _outline_label(part: _Part, several: bool) -> str:
    if part.above:
        return "".join(m.label for m in part.above)
    return f"第{chinese(part.paragraph)}段" if several and part.paragraph else ""
