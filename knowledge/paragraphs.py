"""A text as paragraphs: spans that cover all of it, in order.

A paragraph ends with its line. Web pages and PDFs break that rule twice: several paragraphs stand on one line with
wide white space between them, or one paragraph is wrapped over lines of equal width.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from knowledge.numerals import BLANK, NUMERAL

SENTENCE_END = "。；：！？…;:!?.”’」』】）)》"
"""Characters that close a sentence, a lead-in or a quotation at the end of a paragraph."""

_ITEM = rf"(?:[（(]{NUMERAL}[）)]|{NUMERAL}[、.．])"
_INNER_BREAK = re.compile(
    rf"(?<=[。；！？])(?:{BLANK}{{2,}}(?=\S)|{BLANK}*(?=第{NUMERAL}[编章节条]{BLANK}))"
    rf"|(?<=[：:]){BLANK}{{2,}}(?={_ITEM})"
    rf"|(?<=\S){BLANK}{{2,}}(?=第{NUMERAL}条{BLANK})"
    rf"|(?:^|(?<=[。；])){BLANK}*第{NUMERAL}[编章节]{BLANK}+\S{{1,30}}?{BLANK}+(?=第{NUMERAL}条{BLANK})"
)
_WRAP_WIDEST = 60


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A span of a text with its words."""

    start: int
    end: int
    words: str
    """The span's text, outer white space off."""
    at: int
    """Offset of the first of the words."""

    @property
    def closed(self) -> bool:
        """Tell whether the paragraph ends like a sentence."""
        return self.words[-1:] in SENTENCE_END


def paragraphs(text: str) -> list[Paragraph]:
    """Split a text into paragraphs that cover it without gap or overlap.

    Args:
        text: Line ends as LF.

    Returns:
        The paragraphs; white space between two belongs to the first, blank lines at the start to the first one.
    """
    starts: list[int] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            starts.append(at)
            blank = len(line) - len(line.lstrip())
            starts.extend(at + m.end() for m in _INNER_BREAK.finditer(line) if m.end() > blank)
        at += len(line) + 1
    if not starts:
        return []
    starts[0] = 0
    spans = zip(starts, [*starts[1:], len(text)], strict=True)
    return _unwrapped(text, [_paragraph(text, start, end) for start, end in spans])


def _paragraph(text: str, start: int, end: int) -> Paragraph:
    span = text[start:end]
    return Paragraph(start, end, span.strip(), start + len(span) - len(span.lstrip()))


def _unwrapped(text: str, found: list[Paragraph]) -> list[Paragraph]:
    """Join the lines of paragraphs wrapped at a fixed width; most texts are not wrapped and come back as they are."""
    width = _wrap_width(found)
    if not width:
        return found
    firsts = [b for a, b in itertools.pairwise(found) if not _wraps(text, a, b, width)]
    starts = [0, *(p.start for p in firsts)]
    return [_paragraph(text, start, end) for start, end in itertools.pairwise([*starts, len(text)])]


def _wrap_width(found: list[Paragraph]) -> int:
    """Return the width at which lines are cut off mid-sentence, 0 where none is."""
    lengths = sorted(len(p.words) for p in found)
    width = lengths[int(len(lengths) * 0.9)] if lengths else 0
    if not 15 <= width <= _WRAP_WIDEST:
        return 0
    full = [p for p in found if len(p.words) >= width - 3]
    return width if len(full) >= max(5, len(found) * 0.3) and sum(not p.closed for p in full) > len(full) * 0.6 else 0


def _wraps(text: str, before: Paragraph, after: Paragraph, width: int) -> bool:
    indented = text[after.start : after.at].strip("\n") != ""
    opens = re.match(rf"(?:{_ITEM}|第{NUMERAL}[编章节条]{BLANK}|[#>【])", after.words)
    return len(before.words) >= width - 3 and not before.closed and not indented and not opens
