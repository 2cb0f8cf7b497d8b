"""What stands inside one Word paragraph: its visible words, and the text boxes, notes and images anchored in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from knowledge.word_parts import W, switch
from knowledge.word_styles import Styles
from knowledge.word_symbols import symbol

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CHARACTERS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}
_WORDS = {f"{W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"}
_PICTURES = {
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds",
    "{urn:schemas-microsoft-com:vml}imagedata",
}
_WORD_ART = "{urn:schemas-microsoft-com:vml}textpath"
DELETED = frozenset({f"{W}del", f"{W}moveFrom"})
"""What tracked changes took out of the text."""
_SKIPPED = DELETED | {f"{W}pPr", f"{W}rPr", f"{W}sdtPr", f"{W}rt"}
_NOTES = {f"{W}footnoteReference": "注", f"{W}endnoteReference": "尾注"}
_ENCLOSED = re.compile(r"eq\s+\\o\\ac\s*\([^,，;；]*[,，;；][^\w]*(?:\\s\\\w+\()?(\w+)\)", re.IGNORECASE)


_INSTRUCTION = 200
_FIELDS = 100


class Note(NamedTuple):
    """A reference to a footnote or endnote."""

    kind: str
    """注 or 尾注."""
    identifier: str


@dataclass(slots=True)
class _Field:
    """A field whose instruction may stand in several runs (w:fldChar)."""

    instruction: str = ""
    result: bool = False
    """Its result has begun."""


@dataclass(slots=True)
class Runs:
    """The content of a paragraph in the accepted view of its tracked changes, hidden text left out."""

    words: list[str | Note] = field(default_factory=list)
    """The visible text, with the places where notes are referred to."""
    boxes: list[etree._Element] = field(default_factory=list)
    """The text boxes (w:txbxContent) anchored here."""
    pictures: int = 0


def branch(element: etree._Element) -> etree._Element | None:
    """Return the one alternative of an element to read: the newer drawing of mc:AlternateContent, not its fallback."""
    if element.tag == f"{_MC}AlternateContent":
        choice = element.find(f"{_MC}Choice")
        return element.find(f"{_MC}Fallback") if choice is None else choice
    if element.tag == f"{W}sdt":
        prompts = switch(element.find(f"{W}sdtPr"), "showingPlcHdr")
        return None if prompts else element.find(f"{W}sdtContent")
    return element


def read(paragraph: etree._Element, styles: Styles) -> Runs:
    """Read the content of a w:p."""
    reader = _Reader(paragraph.find(f"{W}pPr"), styles)
    reader.descend(paragraph)
    return reader.found


@dataclass(slots=True)
class _Reader:
    properties: etree._Element | None
    styles: Styles
    found: Runs = field(default_factory=Runs)
    fields: list[_Field] = field(default_factory=list)
    hidden: bool = False

    def descend(self, element: etree._Element) -> None:
        for child in element:
            if child.tag == f"{W}r":
                self._run(child)
            elif child.tag == f"{W}fldChar":
                self._field(child)
            elif child.tag in (f"{W}instrText", f"{W}delInstrText"):
                if self.fields and len(self.fields[-1].instruction) < _INSTRUCTION:
                    self.fields[-1].instruction += child.text or ""
            elif child.tag not in _SKIPPED and not self.hidden and all(f.result for f in self.fields):
                self._shown(child)

    def _run(self, run: etree._Element) -> None:
        outer = self.hidden
        self.hidden = outer or self.styles.hides(run.find(f"{W}rPr"), self.properties)
        self.descend(run)
        self.hidden = outer

    def _shown(self, child: etree._Element) -> None:
        tag = child.tag
        if tag in _WORDS:
            self.found.words.append(child.text or "")
        elif tag in _CHARACTERS:
            self.found.words.append(_CHARACTERS[tag])
        elif tag == f"{W}sym":
            self.found.words.append(symbol(child.get(f"{W}font", ""), child.get(f"{W}char", "")))
        elif tag in _NOTES:
            self.found.words.append(Note(_NOTES[tag], child.get(f"{W}id", "")))
        elif tag == f"{W}txbxContent":
            self.found.boxes.append(child)
        else:
            self._container(child)

    def _container(self, child: etree._Element) -> None:
        self.found.pictures += child.tag in _PICTURES
        if child.tag == _WORD_ART:
            self.found.words.append(child.get("string", ""))
        chosen = branch(child)
        if chosen is not None:
            self.descend(chosen)

    def _field(self, mark: etree._Element) -> None:
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            if len(self.fields) == _FIELDS:
                raise ValueError(f"more than {_FIELDS} fields in one another")
            self.fields.append(_Field())
        elif kind == "separate" and self.fields:
            self.fields[-1].result = True
        elif kind == "end" and self.fields:
            ended = self.fields.pop()
            enclosed = _ENCLOSED.search(ended.instruction)
            if enclosed and not ended.result and not self.hidden:  # 带圈字符: what shows stands in the instruction
                self.found.words.append(_circled(enclosed[1]))


def mark_is_gone(properties: etree._Element | None, styles: Styles) -> bool:
    """Tell whether the mark that ends a paragraph is deleted, moved away or hidden: the next paragraph joins it."""
    mark = None if properties is None else properties.find(f"{W}rPr")
    deleted = mark is not None and any(mark.find(tag) is not None for tag in DELETED)
    return deleted or styles.hides(mark, properties)


def _circled(words: str) -> str:
    number = int(words) if words.isdecimal() else 0
    return chr(ord("①") + number - 1) if 1 <= number <= 20 else words
