"""Which lines are headings, and how deep: 编 章 节, # and ##, 【…】, 总则, 附件, 第一阶段."""

from __future__ import annotations

import re

from knowledge.blocks import FLEETING
from knowledge.numerals import BLANK, NUMERAL

BOOK, CHAPTER, PART, NOTE = 0, 2, 3, FLEETING
"""Ranks: 编, annexes and 【…】 outermost; 章 and unnumbered headings; 节; 【解读】 innermost."""

_LONGEST = 40
_RANKS = {"编": BOOK, "篇": BOOK, "分编": 1, "部分": 1, "阶段": 1, "章": CHAPTER, "节": PART}
_NUMBERED = re.compile(
    rf"第{BLANK}*{NUMERAL}{BLANK}*(?P<unit>分编|部分|阶段|[编篇章节])(?P<gap>{BLANK}*)(?P<caption>.*)$"
)
_REFERENCE = re.compile(r"规定|所|的|第|、|，|和|至")
_ALONE = {"总纲", "总则", "分则", "附则", "序言", "前言", "引言", "导言", "结束语", "结语", "后记"}
_ANNEX = re.compile(rf"附(?:{BLANK}*[件录表图]{BLANK}*(?:{NUMERAL})?(?:[：:\s].*)?|[：:].*)$")
_MARKDOWN = re.compile(r"(#{1,6})\s+(.+)$")
_BRACKETED = re.compile(r"【([^【】]+)】$")
_EMPHASIS = re.compile(r"^\*\*(.+)\*\*$")
_WIDE = "[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
_STOP = "。；，、：:;,"


def plain(words: str) -> str:
    """Take the marks of Markdown and 【】 off a heading."""
    found = _MARKDOWN.match(words)
    bare = found[2].strip().rstrip("#").strip() if found else words
    bare = _EMPHASIS.sub(r"\1", bare)
    bracketed = _BRACKETED.match(bare)
    return tidy(bracketed[1] if bracketed else bare)


def tidy(words: str) -> str:
    """Take out the white space that only spaces characters apart: 第一章　总　　则 becomes 第一章 总则."""
    bare = words.strip()
    found = re.match(rf"(第{BLANK}*{NUMERAL}{BLANK}*(?:分编|部分|阶段|[编篇章节]))\s+(?=\S)", bare)
    label = re.sub(r"\s", "", found[1]) + " " if found else ""
    return label + re.sub(rf"(?<={_WIDE})(?<!\s)\s+(?={_WIDE})", "", bare[found.end() if found else 0 :])


def markdown_level(words: str) -> int:
    """Return the level of a Markdown heading, 0 for any other line."""
    found = _MARKDOWN.match(words)
    return len(found[1]) if found else 0


def rank(words: str) -> int | None:
    """Return how deep a heading stands, None for a line that is none.

    Args:
        words: One paragraph, outer white space off.
    """
    bare = plain(words)
    if "\n" in bare:
        return None
    numbered = _numbered_rank(bare)
    if numbered is not None:
        return numbered
    if is_alone(bare):
        return CHAPTER
    if markdown_level(words):
        return min(markdown_level(words), 6)
    if _BRACKETED.match(words):
        return NOTE if is_note(words) else BOOK
    return BOOK if len(bare) <= _LONGEST and bare[-1:] not in "。；" and _ANNEX.match(bare) else None


def is_alone(words: str) -> bool:
    """Tell whether a line is a heading by its words alone: 总则, 前言."""
    return len(words) <= _LONGEST and re.sub(r"\s", "", plain(words)) in _ALONE


def is_rule(words: str) -> bool:
    """Tell whether a line is only drawn (---, ====): it ends what stands above it."""
    return bool(re.fullmatch(r"[-*_=—~\s]{3,}", words))


def is_note(words: str) -> bool:
    """Tell whether a line opens the quoted article or the commentary of a commentary."""
    return bool(re.match(r"【(?:条文|解读|释义|说明|理解|案例)[^】]{0,6}】$", words))


def is_quoted(words: str) -> bool:
    """Tell whether a line says that the words of an article follow (【条文】)."""
    return words.startswith("【条文")


def lacks_caption(words: str) -> bool:
    """Tell whether a numbered heading stands without its words (第一章, the words on the next line)."""
    found = _NUMBERED.match(plain(words))
    return bool(found and not found["caption"])


def _numbered_rank(bare: str) -> int | None:
    found = _NUMBERED.match(bare)
    if not found:
        return None
    caption = found["caption"]
    fits = len(caption) <= _LONGEST and caption[-1:] not in tuple(_STOP)
    if not caption or (fits and (found["gap"] or not _REFERENCE.match(caption))):
        return _RANKS[found["unit"]]
    return None
