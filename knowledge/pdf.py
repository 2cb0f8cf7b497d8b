"""The text of a PDF: page by page from its text layer, or recognised from the picture where there is none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import groupby, islice

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from knowledge import layout, ocr, pdf_glyphs, progress
from knowledge.document import KnowledgeError
from knowledge.extract import Extract
from knowledge.pdf_legible import legible
from knowledge.pdf_page import Line, Page

_MOST_PAGES = 1_000
_MOST_RECOGNISED = 200
_MOST_CHARACTERS = 1_200_000
_MOST_PIXELS = 80_000_000
"""Of a picture in the file: A3 scanned at 600 dpi has 70 million."""
_MOST_OBJECTS = 5_000
_BEAT = 100
"""Pages with text from one sign of life to the next."""
_DPI = 200
_LONGEST_SIDE = 2_000
"""Of a page made a picture, pixels; A4 comes to 170 dpi."""
_FEW = 100
"""A page with a picture and fewer characters has its words in the picture."""
_PICTURE = 0.03
"""Share of a page's area from which a picture may hold words."""
_OUTLINES = 300
"""Points of drawn lines from which they may be letters turned into outlines."""
_INSTALL = "安装 OCR（pip install -r requirements-ocr.txt）后可以识别。"


class _State(Enum):
    """What a page turned out to be."""

    TEXT = auto()
    BLANK = auto()
    SCANNED = auto()
    GARBLED = auto()
    PICTURED = auto()
    """Little text, and a picture."""
    OVERSIZED = auto()
    """A picture too large to be drawn."""
    BROKEN = auto()
    RECOGNISED = auto()


_UNREAD = (_State.SCANNED, _State.GARBLED)
_WARNINGS = {
    _State.SCANNED: f"是扫描图片，没有收录；{_INSTALL}",
    _State.GARBLED: f"的文字是乱码（字体里没有文字的编码），没有收录；{_INSTALL}",
    _State.PICTURED: f"有图片，图片里的文字没有收录；{_INSTALL}",
    _State.OVERSIZED: f"的图片太大（超过 {_MOST_PIXELS // 10_000} 万像素），没有识别；请降低扫描分辨率后再发来。",
    _State.BROKEN: "损坏，没有收录；请重新导出这份 PDF。",
    _State.RECOGNISED: "是识别出来的文字，可能有错，请核对。",
}
_REASONS = {
    _State.SCANNED: f"每一页都是扫描图片，没有文字。请先识别成文字再发来；{_INSTALL}",
    _State.GARBLED: f"的文字是乱码（字体里没有文字的编码），读不出来。请换用原文件，如 .docx；{_INSTALL}",
    _State.OVERSIZED: "的图片太大，识别不了。请降低扫描分辨率后再发来。",
    _State.BROKEN: "损坏了，每一页都读不出来。请重新导出或重新下载后再发来。",
    _State.RECOGNISED: "是扫描图片，没有认出文字。请换一份清楚的，或把正文存成 .txt 再发来。",
}


@dataclass(slots=True)
class _Reading:
    """A document while it is read."""

    pages: list[Page] = field(default_factory=list)
    states: list[_State] = field(default_factory=list)
    characters: int = 0

    def of(self, *states: _State) -> list[int]:
        """Return the indices of the pages in one of several states."""
        return [i for i, state in enumerate(self.states) if state in states]


def extract(name: str, data: bytes) -> Extract:
    """Return the text of a PDF, paragraphs as lines, cells of a table's row joined by tabs.

    Args:
        name: Base name of the file, for messages.
        data: All of it.

    Raises:
        KnowledgeError: It has a password, is damaged, too long, or no page could be read.
    """
    reading = _Reading()
    with _opened(name, data) as document:
        _read_text(name, document, reading)
        _refuse_long_scan(name, reading.of(*_UNREAD))
        if ocr.available():
            wanted = reading.of(*_UNREAD, _State.PICTURED)
            _refuse_long_scan(name, wanted)
            for i in wanted:
                _recognise(document, i, reading)
    text = "\n".join(layout.paragraphs(reading.pages))
    if not text.strip():
        raise KnowledgeError(f"《{name}》{_reason(reading)}")
    return Extract(text, tuple(_warnings(reading)))


@contextmanager
def _opened(name: str, data: bytes) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
            raise KnowledgeError(f"《{name}》加了密码，打不开。请去掉密码、另存为不加密的 PDF 后再发来。") from error
        raise KnowledgeError(f"《{name}》是 PDF 文件，但内容已损坏，打不开。请重新导出或重新下载后再发来。") from error
    try:
        if not len(document):
            raise KnowledgeError(f"《{name}》一页也没有。请重新导出后再发来。")
        if len(document) > _MOST_PAGES:
            raise KnowledgeError(f"《{name}》有 {len(document)} 页，超过 {_MOST_PAGES} 页。请拆成几份再发来。")
        yield document
    finally:
        document.close()


def _read_text(name: str, document: pdfium.PdfDocument, reading: _Reading) -> None:
    """Read the text layer of every page."""
    for i in range(len(document)):
        if i % _BEAT == _BEAT - 1:
            progress.beat()
        try:
            page = document[i]
        except pdfium.PdfiumError:
            reading.pages.append(Page(1, 1, ()))
            reading.states.append(_State.BROKEN)
            continue
        text = page.get_textpage()
        reading.characters += text.count_chars()
        if reading.characters > _MOST_CHARACTERS:
            raise KnowledgeError(f"《{name}》的文字超过 {_MOST_CHARACTERS // 10_000} 万字，太长了。请拆成几份再发来。")
        glyphs = pdf_glyphs.glyphs(page, text)
        words = "".join("\ufffd" if g.lost else g.character for g in glyphs if not g.character.isspace())
        readable = legible(words)
        width, height = page.get_size()
        reading.pages.append(Page(width, height, tuple(pdf_glyphs.lines(glyphs)) if readable else ()))
        reading.states.append(_state(page, len(words), readable))
        page.close()
        if len(reading.of(*_UNREAD)) > _MOST_RECOGNISED:
            break


def _state(page: pdfium.PdfPage, length: int, readable: bool) -> _State:
    """Judge a page by the number of its characters, whether they are text, and by what else it shows."""
    if readable and length >= _FEW:
        return _State.TEXT
    pictured, pixels = _pictures(page)
    if pixels > _MOST_PIXELS:
        return _State.OVERSIZED
    if not length:
        return _State.SCANNED if pictured else _State.BLANK
    if not readable:
        return _State.GARBLED
    return _State.PICTURED if pictured else _State.TEXT


def _pictures(page: pdfium.PdfPage) -> tuple[bool, int]:
    """Tell whether a page shows a picture or outlines that may hold words, and the pixels of its largest picture."""
    width, height = page.get_size()
    pictured, pixels, points = False, 0, 0
    kinds = [pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_PATH]
    for item in islice(page.get_objects(filter=kinds, max_depth=4), _MOST_OBJECTS):
        if isinstance(item, pdfium.PdfImage):
            across, down = item.get_px_size()
            pixels = max(pixels, across * down)
            left, bottom, right, top = item.get_bounds()
            pictured = pictured or item.level > 0 or (right - left) * (top - bottom) > _PICTURE * width * height
        else:
            points += pdfium_c.FPDFPath_CountSegments(item)
    return pictured or points > _OUTLINES, pixels


def _refuse_long_scan(name: str, pages: list[int]) -> None:
    if len(pages) > _MOST_RECOGNISED:
        raise KnowledgeError(
            f"《{name}》有 {_MOST_RECOGNISED} 多页是扫描图片或乱码，一次最多识别 {_MOST_RECOGNISED} 页。"
            "请先用识别软件转成文字，或拆成几份再发来。"
        )


def _recognise(document: pdfium.PdfDocument, i: int, reading: _Reading) -> None:
    """Recognise a page and put its words beside those of the text layer."""
    page = reading.pages[i]
    width, height, lines = _turned(document, i, page)
    apart = [line for line in lines if not any(_covers(line, other) for other in page.lines)]
    if apart:
        reading.pages[i] = Page(width, height, (*page.lines, *apart))
    reading.states[i] = _State.RECOGNISED if apart or not page.lines else _State.TEXT


def _turned(document: pdfium.PdfDocument, i: int, page: Page) -> tuple[float, float, list[Line]]:
    """Recognise the words of a page that may lie on its side; return its width, height and lines the right way up."""
    for turn in (0,) if page.lines else (0, 90, 270, 180):
        lines = _recognised(document, i, page, turn)
        if lines is not None:
            return (page.height, page.width, lines) if turn in (90, 270) else (page.width, page.height, lines)
    return page.width, page.height, _recognised(document, i, page, 0, any_way_up=True) or []


def _recognised(
    document: pdfium.PdfDocument, i: int, page: Page, turn: int, *, any_way_up: bool = False
) -> list[Line] | None:
    scale = min(_DPI / 72, _LONGEST_SIDE / max(page.width, page.height))
    shown = document[i]
    picture = shown.render(scale=scale, rotation=turn)
    shown.close()  # with it goes what PDFium keeps of the pictures it has decoded
    try:
        return ocr.recognise(picture, scale, any_way_up=any_way_up)
    finally:
        picture.close()


def _covers(line: Line, other: Line) -> bool:
    return line.box.beside(other.box) and line.box.above(other.box)


def _reason(reading: _Reading) -> str:
    """Return why no page could be read, by what most pages are."""
    for state, reason in _REASONS.items():
        if len(reading.of(state, _State.BLANK)) * 2 >= len(reading.pages) and reading.of(state):
            return reason
    return "没有文字。请换一份有正文的文件。"


def _warnings(reading: _Reading) -> Iterator[str]:
    found: dict[_State, list[int]] = defaultdict(list)
    for i, state in enumerate(reading.states):
        if state in _WARNINGS and not (state is _State.RECOGNISED and not reading.pages[i].lines):
            found[state].append(i + 1)
    for state, pages in found.items():
        yield f"第{_ranges(pages)}页{_WARNINGS[state]}"


def _ranges(pages: Iterable[int]) -> str:
    """Write page numbers as 3、5至8."""
    runs = [[n for _, n in run] for _, run in groupby(enumerate(pages), key=lambda pair: pair[1] - pair[0])]
    return "、".join(f"{run[0]}至{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
