"""Which lines of a web page are its main text.

Libraries for this (trafilatura, readability, resiliparse) judge paragraphs one by one and drop the numbers of lists;
a rule must not lose a paragraph. So the main text here is the smallest element that holds every line written like a
sentence or numbered like a rule, with the lines around it as far as none is a link; only menus are taken out of it.
"""

from __future__ import annotations

import re

from knowledge import headings, markers, signatures
from knowledge.numerals import article_label
from knowledge.web_lines import Line, Page

_SENTENCE = re.compile(r"[。；？！]|^附件")
_IMPRINT = re.compile(
    r"版权所有|ICP\s*备|公网安备|Copyright|©|技术支持|建议使用.{0,20}(?:分辨率|浏览器)", re.IGNORECASE
)
_SITE = re.compile(r"\s*(?:-{2,}|_+|[|｜]|\s[-–—]\s|(?<=[^\d\s])-(?=[^\d\s]))\s*")
_MENU = 3
_ABOVE = 10
_FURNITURE_MOST = 0.1
_CAPTION = 40


def select(page: Page, title: str) -> list[str]:
    """Return the lines of the main text, the page's title first where the text does not begin with it.

    Args:
        page: All of it.
        title: What <title> says, "" where it says nothing.
    """
    kept = _without_furniture(page)
    prose = [i for i in kept if _is_prose(page.lines[i])]
    if not prose:
        return [page.lines[i].words for i in sorted(kept)]
    start, end = _span(page, kept, min(prose), max(prose))
    headed = any(page.lines[i].level for i in range(start, min(prose)))
    above = start if headed else _title_above(page, start)
    left_out = _menus(page, above, end)
    chosen = [i for i in sorted(kept) if above <= i < end and i not in left_out]
    lines = [_written(page.lines[i]) if i >= start else page.lines[i].words for i in chosen]
    return lines if above < start else _titled(lines, _SITE.split(title)[0])


def _span(page: Page, kept: set[int], first: int, last: int) -> tuple[int, int]:
    """Return the lines of the smallest element that holds the prose, and of those around it up to the first link."""
    around = sorted((span for span in page.spans if span[0] <= first and last < span[1]), key=lambda s: s[1] - s[0])
    start, end = around[0] if around else (first, last + 1)
    for wider in around:
        added = kept.intersection((*range(wider[0], start), *range(end, wider[1])))
        if any(_is_linked(page.lines[i]) or _IMPRINT.search(page.lines[i].words) for i in added):
            break
        start, end = wider
    return start, end


def _without_furniture(page: Page) -> set[int]:
    """Return the indexes of all lines but those of footers, menus and the like.

    An element only calls itself so: one that holds an article, or a good part of the text, is kept.
    """
    kept = set(range(len(page.lines)))
    prose = {i for i in kept if _is_prose(page.lines[i])}
    most = _FURNITURE_MOST * sum(len(page.lines[i].words) for i in prose)
    for start, end in page.furniture:
        held = [page.lines[i].words for i in range(start, end) if i in prose]
        if sum(map(len, held)) <= most and not any(article_label(words) for words in held):
            kept.difference_update(range(start, end))
    return kept


def _is_linked(line: Line) -> bool:
    """Tell whether most of a line is links."""
    return line.linked * 2 > len("".join(line.words.split()))


def _is_prose(line: Line) -> bool:
    """Tell whether a line is written like a sentence, or numbered or signed like a part of a rule."""
    if _IMPRINT.search(line.words):
        return False
    if _SENTENCE.search(line.words) or article_label(line.words):
        return True
    numbered = markers.opening(line.words) or headings.rank(line.words) is not None
    return not _is_linked(line) and bool(numbered or signatures.is_date(line.words))


def _menus(page: Page, start: int, end: int) -> set[int]:
    """Return the indexes of the lines that are runs of links: three or more, with nothing else between."""
    found: set[int] = set()
    run: list[int] = []
    for i in range(start, end + 1):
        if i < end and _is_linked(page.lines[i]) and not _is_prose(page.lines[i]):
            run.append(i)
            continue
        if sum(page.lines[j].links for j in run) >= _MENU:
            found.update(run)
        run = []
    return found


def _title_above(page: Page, start: int) -> int:
    """Return where the largest heading stands above the main text, near by; `start` where there is none."""
    near = range(max(start - _ABOVE, 0), start)
    found = [i for i in near if page.lines[i].level and not _is_linked(page.lines[i])]
    return min(found, key=lambda i: (page.lines[i].level, -i), default=start)


def _titled(lines: list[str], title: str) -> list[str]:
    """Put the page's title first, unless one of the first lines says it."""
    bare = "".join(title.split())
    said = any(bare in "".join(words.split()) for words in lines[:_ABOVE])
    return lines if said else [title, *lines]


def _written(line: Line) -> str:
    """Mark a heading as Markdown does, so that it is the path of what follows; the numbered ones are known as such."""
    words = line.words
    captioned = len(words) <= _CAPTION and not _SENTENCE.search(words) and "\n" not in words
    unnumbered = not (markers.opening(words) or article_label(words) or headings.rank(words) is not None)
    return f"{'#' * line.level} {words}" if line.level > 1 and captioned and unnumbered else words
