"""The text of a Word document: paragraphs, tables, text boxes and notes in the order of the page, numbers written out.

Read is what a reader of the accepted document sees: inserted text counts, deleted and hidden text does not; comments,
headers and footers are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from knowledge import tables, word_parts, word_runs, word_tables
from knowledge.extract import Extract
from knowledge.paragraphs import SENTENCE_END
from knowledge.word_numbering import Numbering
from knowledge.word_parts import Parts, W
from knowledge.word_runs import DELETED, Note, Runs
from knowledge.word_styles import Styles

_APART = DELETED | {f"{W}sectPr"}
"""What holds no text of the body; Word 2003 keeps headers and footers in w:sectPr."""
_LARGEST = 16_000_000
"""Characters of table rows with their column names."""
_NAME = 40


def extract(data: bytes) -> Extract:
    """Return the text of a .docx.

    Raises:
        Exception: What zipfile and lxml raise where the package is damaged; ValueError for one built to do harm.
    """
    return text(word_parts.from_package(data))


def text(parts: Parts) -> Extract:
    """Return the text of a Word document from its parts.

    Raises:
        ValueError: Merged cells repeat a table's words to more than 16 million characters.
    """
    reader = _Reader(parts)
    words = "\n".join(reader.lines(parts.body))
    warnings = []
    if reader.pictures:
        warnings.append(f"文中有{reader.pictures}张图片，图片里的文字没有收录。")
    if reader.embedded:
        warnings.append(f"文中嵌入了{reader.embedded}份别的文件，里面的文字没有收录。")
    return Extract(words, tuple(warnings))


@dataclass(slots=True)
class _Line:
    """A paragraph being read; several of the source where the marks between them are gone."""

    label: str
    words: list[str | Note] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)

    @property
    def end(self) -> int:
        """How many parts there are up to the last words, the marks of notes behind them aside."""
        places = range(len(self.words), 0, -1)
        return next((i for i in places if isinstance(part := self.words[i - 1], str) and part.strip()), 0)

    @property
    def is_sentence(self) -> bool:
        """Tell whether the last words end like a sentence."""
        return bool(self.end) and str(self.words[self.end - 1]).rstrip()[-1] in SENTENCE_END


class _Reader:
    """Walks a document once, in order; what is counted on the way is its state."""

    def __init__(self, parts: Parts) -> None:
        self.pictures = 0
        self.embedded = 0
        self._styles = Styles(parts.styles)
        self._numbering = Numbering(parts.numbering, self._styles)
        self._notes = {
            **_notes(parts.footnotes, "footnote", "注"),
            **_notes(parts.endnotes, "endnote", "尾注"),
        }
        self._marks: dict[Note, str] = {}
        self._counts: Counter[str] = Counter()
        self._tabled = 0

    def lines(self, parent: etree._Element) -> Iterator[str]:
        """Yield the lines of a body, cell, text box or note, without empty ones."""
        line: _Line | None = None
        for block in _blocks(parent):
            if block.tag == f"{W}p":
                runs = word_runs.read(block, self._styles)
                self.pictures += runs.pictures
                properties = block.find(f"{W}pPr")
                goes_on = word_runs.mark_is_gone(properties, self._styles)
                line = self._joined(line, runs, properties, goes_on)
                if goes_on:
                    continue
            if line:
                yield from self._written(line)
                line = None
            if block.tag == f"{W}tbl":
                yield from self._table(block)
            elif block.tag == f"{W}altChunk":
                self.embedded += 1
        if line:
            yield from self._written(line)

    def _joined(self, line: _Line | None, runs: Runs, properties: etree._Element | None, goes_on: bool) -> _Line | None:
        """Add a paragraph to the one before it whose mark is gone; a paragraph wholly gone counts no number."""
        if goes_on and not any(runs.words) and not runs.boxes:
            return line
        line = line or _Line(self._numbering.label(properties))
        line.words += runs.words
        line.boxes += runs.boxes
        return line

    def _written(self, line: _Line) -> Iterator[str]:
        notes: list[str] = []
        parts = [self._mark(part, notes) if isinstance(part, Note) else part for part in line.words]
        # behind a sentence a note makes no 款 of its own; a title or heading stays as it is and the note goes below
        shown = "".join(parts if line.is_sentence else parts[: line.end])
        words = line.label + shown.strip() if line.label else shown
        written = [part for part in (words.rstrip(), *notes) if part]
        yield from [" ".join(written)] if line.is_sentence else written
        for box in line.boxes:
            yield from self.lines(box)

    def _mark(self, note: Note, notes: list[str]) -> str:
        """Return the mark of a note where it is referred to; the first time, its words are added to the notes."""
        source = self._notes.get(note)
        if source is None:
            return ""
        if note not in self._marks:
            self._counts[note.kind] += 1
            self._marks[note] = f"〔{note.kind}{self._counts[note.kind]}〕"
            notes.append(self._marks[note] + " ".join(" ".join(self.lines(source)).split()))
        return self._marks[note]

    def _table(self, table: etree._Element) -> list[str]:
        grid = word_tables.read(table, lambda cell: "\n".join(self.lines(cell)))
        self._tabled += sum(len(text) + _NAME for row in grid.rows for text in row if text)
        if self._tabled > _LARGEST:
            raise ValueError(f"merged cells repeat the words of tables to {self._tabled} characters")
        return tables.lines(*grid)


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Yield the paragraphs and tables under an element, also those inside content controls and the like."""
    for child in parent:
        if child.tag in (f"{W}p", f"{W}tbl", f"{W}altChunk"):
            yield child
        elif child.tag not in _APART and (chosen := word_runs.branch(child)) is not None:
            yield from _blocks(chosen)


def _notes(part: etree._Element | None, tag: str, kind: str) -> dict[Note, etree._Element]:
    """Return the notes of a part by reference, without the lines Word draws above them."""
    found = [] if part is None else part.findall(f"{W}{tag}")
    return {Note(kind, n.get(f"{W}id", "")): n for n in found if n.get(f"{W}type", "normal") == "normal"}
