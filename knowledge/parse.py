"""From a file or its text to a checked document."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from knowledge import check, edition, outline, reading, regulation, title
from knowledge.document import Document, Form, KnowledgeError
from knowledge.markers import SECTION, opening
from knowledge.paragraphs import Paragraph, paragraphs

_FEWEST = 2
"""A text with numbered sections and fewer articles is no regulation: it only quotes one."""


def load(path: Path) -> Document:
    """Read, parse and check a source file.

    Raises:
        KnowledgeError: The file cannot be read as text, or parsing lost something.
    """
    found = reading.read(path)
    return parse(path.name, found.text, found.warnings)


def parse(file_name: str, text: str, warnings: tuple[str, ...] = ()) -> Document:
    """Parse and check a text.

    Args:
        file_name: Base name of the source; it may name the document and its edition.
        text: Line ends as LF.
        warnings: What was noticed while the text was read; they come first among the document's own.

    Raises:
        KnowledgeError: The text is empty, or parsing lost something.
    """
    found = paragraphs(text)
    if not found:
        raise KnowledgeError(f"《{file_name}》里没有文字。请换一份有正文的文件。")
    form, style = _form(found)
    first = _first(found, form, style)
    name, starts = title.find(file_name, found, first, last_wins=form is not Form.PLAIN)
    aside = starts | {p.start for p in found[:5] if title.is_source(p.words)}
    articles = regulation.read(found, aside) if form is Form.REGULATION else outline.read(found, aside, style)
    document = Document(file_name, name, form, text, articles, edition.find(file_name, found, first))
    return replace(document, warnings=(*warnings, *check.check(document)))


def _form(found: list[Paragraph]) -> tuple[Form, str]:
    articles = regulation.openings(found)
    style = outline.top(found)
    quotes = style == SECTION and len(articles) < _FEWEST
    begins = bool(articles) and (articles[0].number == (1, 0) or regulation.is_commentary(found) or not style)
    if begins and not quotes:
        return Form.REGULATION, ""
    return (Form.OUTLINE, style) if style else (Form.PLAIN, "")


def _first(found: list[Paragraph], form: Form, style: str) -> int:
    """Return the index of the first article or section; of a plain text, how far to look for its title."""
    for i, paragraph in enumerate(found):
        if form is Form.REGULATION and regulation.opening(paragraph.words):
            return i
        marker = opening(paragraph.words)
        if form is Form.OUTLINE and marker and marker.style == style:
            return i
    return min(5, len(found))
