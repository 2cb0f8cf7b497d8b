"""Outlines: work plans and notices whose parts are numbered 一、 （一） 1、 一是."""

from __future__ import annotations

import re

from knowledge import clauses, headings, markers, signatures
from knowledge.blocks import Block, articles, heading
from knowledge.document import Article, Kind
from knowledge.markers import Marker
from knowledge.paragraphs import Paragraph

_CAPTION = 40
_FIRST_SENTENCE = 20


def top(paragraphs: list[Paragraph]) -> str:
    """Return the style of marker whose parts are the sections of a document, "" where it has none."""
    found = [m.style for m in (markers.opening(p.words) for p in paragraphs) if m]
    if found.count(markers.SECTION) > 1:
        return markers.SECTION
    if found.count(markers.BRACKET) > 1:
        return markers.BRACKET
    return markers.NUMBER if found.count(markers.NUMBER) > max(2, len(paragraphs) // 10) else ""


def read(paragraphs: list[Paragraph], titles: frozenset[int], style: str) -> tuple[Article, ...]:
    """Read the paragraphs of an outline into its sections.

    Args:
        paragraphs: All of the text.
        titles: Starts of the paragraphs that are the title or name the source.
        style: The marker of a section, as `top` finds it; "" for a document without numbered sections.
    """
    blocks: list[Block] = []
    last: Marker | None = None
    tail = signatures.tail(paragraphs)
    for i, paragraph in enumerate(paragraphs):
        marker = _marker(paragraph.words, last)
        rank = _rank(paragraphs, i, style)
        if paragraph.start in titles or headings.is_rule(paragraph.words):
            blocks.append(heading([paragraph], headings.plain(paragraph.words), None))
        elif rank is not None:
            blocks.append(heading([paragraph], headings.plain(paragraph.words).rstrip("：:"), rank))
            last = None
        elif marker and marker.style == style:
            caption = _caption(paragraph.words[marker.end :])
            label = marker.label.strip("（）")
            blocks.append(Block(Kind.SECTION, [paragraph], label, (marker.number, 0), caption))
        else:
            _body(blocks, paragraph, i in tail)
        last = marker or last
    return articles(blocks, clauses.outline)


def _marker(words: str, last: Marker | None) -> Marker | None:
    """Read the marker of a paragraph; one without its numeral follows the last, whatever its depth."""
    return markers.opening(words) or (markers.following(words, last) if last else None)


def _rank(paragraphs: list[Paragraph], i: int, style: str) -> int | None:
    words = paragraphs[i].words
    if headings.is_alone(words):
        return headings.NOTE
    rank = headings.rank(words)
    if rank is not None:
        # a part of the outline may be marked as a heading too: ## 一、…
        return None if markers.opening(words) else rank
    after = markers.opening(paragraphs[i + 1].words) if i + 1 < len(paragraphs) else None
    restarts = bool(after and after.style == style and after.number == 1)
    named = len(words) <= _FIRST_SENTENCE and words.endswith(("：", ":")) and not markers.opening(words)
    return headings.BOOK if restarts and named and re.search(r"说明|附|补充|备注", words) else None


def _caption(rest: str) -> str:
    """Return a section's caption: the whole line where it is no sentence, else its short first sentence."""
    rest = rest.strip()
    if len(rest) <= _CAPTION and not re.search(r"[。；！？;\n]", rest):
        return rest.rstrip("：:")
    first = re.match(r"([^，。；：！？;\n]{2,})[。：]", rest)
    return first[1] if first and len(first[1]) <= _FIRST_SENTENCE else ""


def _body(blocks: list[Block], paragraph: Paragraph, tail: bool) -> None:
    last = blocks[-1] if blocks else None
    if last and (last.kind is Kind.TEXT or (last.kind is Kind.SECTION and not tail)):
        last.paragraphs.append(paragraph)
    else:
        blocks.append(Block(Kind.TEXT, [paragraph]))
