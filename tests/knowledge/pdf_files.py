"""PDF files made from lines at their places, as a press or a scanner would leave them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

WIDTH, HEIGHT = 595, 842
_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font"
    b"/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
    b"/DW 1000/W[1 95 500]>>]>>"
)
_LATIN = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


class Placed(NamedTuple):
    """Words at a place, in points from the lower left corner."""

    x: float
    y: float
    words: str | bytes
    """Bytes are codes of a font that knows Latin letters only."""
    size: float = 12


def column(lines: Iterable[str], x: float = 90, top: float = 760, step: float = 20, size: float = 12) -> list[Placed]:
    """Set lines below one another; ideographic spaces in front of one indent it."""
    found = []
    for i, line in enumerate(lines):
        words = line.lstrip("\u3000")
        found.append(Placed(x + size * (len(line) - len(words)), top - step * i, words, size))
    return found


def printed(*pages: Sequence[Placed], rotate: int = 0) -> bytes:
    """Make a PDF whose pages show words; rotated ones are written sideways and shown upright."""
    turned = {0: b"", 90: b"0 1 -1 0 595 0 cm\n", 270: b"0 -1 1 0 0 842 cm\n"}[rotate]
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", _FONT, _LATIN]
    kids = []
    for page in pages:
        content = turned + b"\n".join(_show(*placed) for placed in page)
        objects.append(b"<</Length %d>>stream\n%b\nendstream" % (len(content), content))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Rotate %d/Contents %d 0 R"
            b"/Resources<</Font<</F 3 0 R/L 4 0 R>>>>>>" % (WIDTH, HEIGHT, rotate, len(objects))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(kids), b" ".join(kids))
    return assembled(objects)


def _show(x: float, y: float, words: str | bytes, size: float) -> bytes:
    font, codes = (b"L", words) if isinstance(words, bytes) else (b"F", words.encode("utf-16-be"))
    return b"BT /%b %f Tf %f %f Td <%b> Tj ET" % (font, size, x, y, codes.hex().encode())


def assembled(objects: Sequence[bytes]) -> bytes:
    """Put the objects of a PDF together; the first is its root."""
    out, places = b"%PDF-1.7\n", []
    for i, item in enumerate(objects, 1):
        places.append(b"%010d 00000 n \n" % len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (i, item)
    table = b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, b"".join(places))
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + table + trailer


def empty(pages: int) -> bytes:
    """Make a PDF of blank pages."""
    return printed(*([] for _ in range(pages)))


def pictured(pages: int, width: int = 100, height: int = 100) -> bytes:
    """Make a PDF whose pages show nothing but one grey picture; of a large one only the first bytes are there."""
    kids = b" ".join(b"%d 0 R" % (i + 5) for i in range(pages))
    show = b"q 595 0 0 842 0 0 cm /I Do Q"
    pixels = b"\x80" * min(width * height, 10_000)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R/Resources<</XObject<</I 4 0 R>>>>>>"
    return assembled(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count %d/Kids[%b]>>" % (pages, kids),
            b"<</Length %d>>stream\n%b\nendstream" % (len(show), show),
            b"<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/DeviceGray/Length %d>>"
            b"stream\n%b\nendstream" % (width, height, len(pixels), pixels),
            *[page] * pages,
        ]
    )


def scanned(data: bytes, dpi: int = 150, turn: int = 0) -> bytes:
    """Make a PDF of the pictures of another's pages, turned clockwise by so many degrees."""
    source, target = pdfium.PdfDocument(data), pdfium.PdfDocument.new()
    for page in source:
        picture = page.render(scale=dpi / 72, rotation=turn)
        width, height = picture.width * 72 / dpi, picture.height * 72 / dpi
        sheet = target.new_page(width, height)
        image = pdfium.PdfImage.new(target)
        image.set_bitmap(picture)
        image.set_matrix(pdfium.PdfMatrix().scale(width, height))
        sheet.insert_obj(image)
        sheet.gen_content()
    return saved(target)


def merged(*documents: bytes) -> bytes:
    """Put the pages of several PDFs into one."""
    target = pdfium.PdfDocument.new()
    for data in documents:
        target.import_pages(pdfium.PdfDocument(data))
    return saved(target)


def saved(document: pdfium.PdfDocument) -> bytes:
    """Return a document as a file."""
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def draws_chinese() -> bool:
    """Tell whether PDFium finds a Chinese font on this machine to draw with."""
    page = pdfium.PdfDocument(printed([Placed(10, 10, "党员义务", 100)]))[0]
    picture = page.render(scale=0.2, grayscale=True)
    return len(set(bytes(picture.buffer))) > 1 and pdfium_c.FPDFBitmap_Gray == picture.format


def set_pages(paragraphs: Sequence[str], width: int = 33, height: int = 30) -> list[list[Placed]]:
    """Set paragraphs as a press does: first lines indented by two characters, every line filled, pages of equal height.

    Args:
        paragraphs: Chinese without Latin letters or digits.
        width: Characters on a line.
        height: Lines on a page.
    """
    lines = [line for paragraph in paragraphs for line in _wrapped("\u3000\u3000" + paragraph, width)]
    return [column(lines[i : i + height]) for i in range(0, len(lines), height)]


def _wrapped(words: str, width: int) -> list[str]:
    """Fill lines; a closing mark does not start one but takes the character before it along."""
    lines = []
    while len(words) > width:
        end = width
        while words[end] in "，。、；：）》」":
            end -= 1
        lines.append(words[:end])
        words = words[end:]
    return [*lines, words]
