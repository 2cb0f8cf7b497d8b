"""What a source file is, told by its bytes; what can never be read is refused here, with the reason and the mend."""

from __future__ import annotations

import codecs
import re
import zipfile
from enum import StrEnum
from io import BytesIO

from knowledge.document import KnowledgeError

SAVE_AS = "请用 Word 或 WPS 打开后另存为 .docx，或把正文存成 .txt 再发来。"
"""The mend for whatever an office program can open."""


class Format(StrEnum):
    """What can be read; the value is what it is called in a message."""

    TEXT = "文字文件"
    WORD = "Word 文件"
    WORD_FLAT = "Word 2003 的 XML 文件"
    WORKBOOK = "Excel 表格"
    PDF = "PDF 文件"
    HTML = "网页文件"
    OLE = "旧版 Office 文件（.doc、.wps、.xls 一类）"
    RTF = "RTF 文件"
    OPEN_TEXT = "OpenDocument 文件（.odt）"
    OPEN_SHEET = "OpenDocument 表格（.ods）"
    FLAT_SHEET = "Excel 2003 的 XML 表格"


SAVE_SHEET = "请用 Excel 或 WPS 打开后另存为 .xlsx 再发来。"
"""The mend for a table."""
SHEETS = frozenset({Format.WORKBOOK, Format.OPEN_SHEET, Format.FLAT_SHEET})

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks and the encoding each announces; UTF-32 before UTF-16, whose mark begins like it."""

_HEAD = 4096
_IMAGE = ("是图片", "请先识别成文字，再存成 .txt 或 .docx。")
_ARCHIVE = ("是压缩包", "请解压后把里面的文件逐个发来。")
_UNREADABLE: tuple[tuple[bytes, tuple[str, str]], ...] = (
    (rb"\x89PNG", _IMAGE),
    (rb"\xff\xd8\xff", _IMAGE),
    (rb"GIF8", _IMAGE),
    (rb"BM.{3,12}?\x00", _IMAGE),  # "BM" may also start a text: a bitmap has zero bytes behind it
    (rb"II\*\x00|MM\x00\*", _IMAGE),
    (rb"RIFF.{4}WEBP", _IMAGE),
    (rb".{4}ftyp(?:heic|heix|mif1|avif)", _IMAGE),
    (rb"Rar!", _ARCHIVE),
    (rb"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (rb"\x1f\x8b|BZh[1-9]1AY|\xfd7zXZ", _ARCHIVE),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FLAT_WORD = re.compile(r'<w:worddocument|<pkg:package|progid="word\.document"')
_FLAT_SHEET = re.compile(r'progid="excel\.sheet"|<(?:\w+:)?workbook[^>]*urn:schemas-microsoft-com:office:spreadsheet')
_MHTML = re.compile(r"(?:[\w-]+:[^\n]*\n(?:[ \t]+[^\n]*\n)*)*?content-type:\s*(?:multipart/related|text/html)\b")
_PAGE = re.compile(r"(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+html|html|head|body|meta|title)\b", re.DOTALL)
_FRAGMENT = re.compile(r"<(?:div|p|table|span|font|center|section|article|h[1-6]|ol|ul)\b")
_TAG = re.compile(r"</?[a-z][a-z0-9]*\b[^>]*>")
_OFD = ("是 OFD 版式文件", "请用 WPS 或 OFD 阅读器转成 .docx 或 PDF 再发来。")
_PARTS: tuple[tuple[str, Format | tuple[str, str]], ...] = (
    (r"word/document\d*\.xml", Format.WORD),
    (r"xl/workbook\.bin", ("是 .xlsb 表格", SAVE_SHEET)),
    (r"xl/.*", Format.WORKBOOK),
    (r"ppt/.*", ("是演示文稿", SAVE_AS)),
    (r"OFD\.xml", _OFD),
)
_OPEN_FORMATS: dict[bytes, Format | tuple[str, str]] = {
    b"application/vnd.oasis.opendocument.text": Format.OPEN_TEXT,
    b"application/vnd.oasis.opendocument.spreadsheet": Format.OPEN_SHEET,
    b"application/vnd.oasis.opendocument.presentation": ("是演示文稿", SAVE_AS),
    b"application/epub+zip": ("是 EPUB 电子书", "请把正文存成 .txt 或 .docx 再发来。"),
}
_MOST_PARTS = 10_000
_LARGEST_PART = 64 << 20
_LARGEST_PACKAGE = 256 << 20


def sniff(name: str, data: bytes) -> Format:
    """Tell what a file is.

    Args:
        name: Base name of the file, for messages only.
        data: All of it.

    Raises:
        KnowledgeError: It is empty, a damaged or oversized package, or of a kind that holds no readable text.
    """
    if not data.strip():
        raise KnowledgeError(f"《{name}》是空的，没有文字。请换一份有正文的文件。")
    if data.startswith(b"PK\x03\x04"):
        return _package(name, data)
    for signature, found in _UNREADABLE:
        if re.match(signature, data[:16], re.DOTALL):
            raise _refusal(name, *found)
    if data.startswith(_OLE):
        return Format.OLE
    if b"%PDF-" in data[:1024]:
        return Format.PDF
    return _written(data)


def _written(data: bytes) -> Format:
    """Tell apart what is written in characters: by its first ones."""
    head = _head(data)
    if head.startswith("{\\rtf"):
        return Format.RTF
    if _FLAT_WORD.search(head):
        return Format.WORD_FLAT
    if _FLAT_SHEET.search(head):
        return Format.FLAT_SHEET
    if _PAGE.match(head) or is_web_archive(data) or _is_fragment(head):
        return Format.HTML
    return Format.TEXT


def is_web_archive(data: bytes) -> bool:
    """Tell whether a page is wrapped in a mail (.mht), as browsers and Word save it with its images."""
    return bool(_MHTML.match(_head(data)))


def _head(data: bytes) -> str:
    """Return the first characters in lower case, each byte as one character where no mark tells the encoding."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return data[len(mark) : _HEAD].decode(encoding, "ignore").lstrip().lower()
    return data[:_HEAD].decode("latin-1").lstrip().lower()


def _is_fragment(head: str) -> bool:
    """Tell whether a text without <html> is written in tags: Markdown may open with one, but goes on without."""
    lines = [line for line in head.splitlines() if line.strip()]
    return bool(_FRAGMENT.match(head)) and sum(bool(_TAG.search(line)) for line in lines) * 2 > len(lines)


def _package(name: str, data: bytes) -> Format:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = package.infolist()
            mimetype = package.read("mimetype")[:100].strip() if _is_open(parts) else b""
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise KnowledgeError(f"《{name}》损坏了，打不开。请重新保存或重新下载后再发来。") from error
    found = _OPEN_FORMATS.get(mimetype) or _by_parts(parts)
    if not isinstance(found, Format):
        raise _refusal(name, *found)
    too_many = len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _LARGEST_PACKAGE
    if too_many or any(part.file_size > _LARGEST_PART for part in parts if part.filename.endswith((".xml", ".bin"))):
        raise KnowledgeError(f"《{name}》展开后超过 {_LARGEST_PART >> 20} MB，太大了。请拆成几份再发来。")
    return found


def _is_open(parts: list[zipfile.ZipInfo]) -> bool:
    return any(part.filename == "mimetype" and part.file_size <= 100 for part in parts)


def _by_parts(parts: list[zipfile.ZipInfo]) -> Format | tuple[str, str]:
    for pattern, found in _PARTS:
        if any(re.fullmatch(pattern, part.filename) for part in parts):
            return found
    return _ARCHIVE


def _refusal(name: str, kind: str, mend: str) -> KnowledgeError:
    return KnowledgeError(f"《{name}》{kind}，读不出文字。{mend}")
