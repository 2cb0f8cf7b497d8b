"""The text of a web page, or of a document that Word or WPS saved as one (.html, .mht, often named .doc)."""

from __future__ import annotations

import codecs
import email
import re

import lxml.etree
import lxml.html

from knowledge import plain, web_lines, web_main
from knowledge.document import KnowledgeError
from knowledge.extract import Extract
from knowledge.sniff import BOMS, is_web_archive

_DECLARED = re.compile(
    rb"<(?:meta\b[^>]{0,300}?charset|\?xml\b[^>]{0,100}?encoding)\s*=\s*[\"']?\s*([\w.:-]{3,30})", re.I
)
_WIDENED = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}
"""Pages that declare the smaller set use characters of the larger."""
_UNTRUSTED = {"iso8859-1", "ascii", "cp1252"}
"""What editors declare without being asked; a Chinese page is never written in it."""
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_NEXT_PAGE = re.compile(r"下一页\s*[>»]*$")
_DEEPEST = "嵌套太深，读不完整。请在浏览器里打开，把正文复制出来，存成 .txt 或 .docx 再发来。"
_EMPTY = "是网页文件，里面没有正文（可能要联网才显示）。请在浏览器里打开，把正文复制出来，存成 .txt 或 .docx 再发来。"


def extract(name: str, data: bytes) -> Extract:
    """Return the main text of a page, one paragraph, list item or table row a line, its title first.

    What surrounds the text (menus, footers, scripts, hidden elements) is left out; a paragraph that might belong to
    it is kept.

    Raises:
        KnowledgeError: There is no text, it is damaged, or nested deeper than the parser reads.
    """
    page, declared = _unwrapped(data)
    characters, warnings = _decode(name, page, declared)
    root = _parse(name, characters)
    if root is None:
        raise KnowledgeError(f"《{name}》{_EMPTY}")
    title = " ".join((root.findtext(".//title") or "").split())
    read = web_lines.read(root)
    lines = web_main.select(read, title)
    if not lines:
        raise KnowledgeError(f"《{name}》{_EMPTY}")
    if any(line.linked and _NEXT_PAGE.search(line.words) for line in read.lines):
        warnings.append("网页分了好几页，这里只有其中一页。请把其余几页也存下来，合成一份再发。")
    if read.hidden:
        warnings.append(f"网页里有约 {read.hidden} 字是隐藏的，没有收录，请核对正文是否完整。")
    return Extract("\n".join(lines), tuple(warnings))


def _unwrapped(data: bytes) -> tuple[bytes, str]:
    """Return the page inside a MIME archive (.mht) and its charset; a bare page as it is."""
    if not is_web_archive(data):
        return data, ""
    for part in email.message_from_bytes(data).walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            page = part.get_payload(decode=True)
            return page if isinstance(page, bytes) else b"", part.get_content_charset() or ""
    return b"", ""


def _decode(name: str, data: bytes, declared: str) -> tuple[str, list[str]]:
    """Return the characters of a page, and a warning where some bytes are none."""
    if data.startswith(tuple(mark for mark, _ in BOMS)):
        return plain.decode(name, data), []
    found = _DECLARED.search(data[:8192])
    encoding = _known(declared or (found[1].decode("ascii") if found else ""))
    for candidate in dict.fromkeys(("utf-8", encoding)):  # valid UTF-8 is UTF-8, whatever a page says
        try:
            return data.decode(candidate), []
        except UnicodeDecodeError:
            continue
    repaired = data.decode(encoding, "replace")
    lost = repaired.count("\ufffd")
    if lost * 20 > len(_FOREIGN.findall(repaired)):
        return plain.decode(name, data), []
    return repaired, [f"网页里有 {lost} 处乱码，请核对。"]


def _known(declared: str) -> str:
    """Return the encoding to read a page in by what it declares; UTF-8 where that says nothing."""
    try:
        encoding = codecs.lookup(_WIDENED.get(declared.lower(), declared)).name
        "".encode(encoding)  # raises for what is a codec but no character set (base64)
    except LookupError:
        return "utf-8"
    return "utf-8" if encoding in _UNTRUSTED else encoding


def _parse(name: str, characters: str) -> lxml.html.HtmlElement | None:
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    words = characters.replace("\x00", "")
    try:
        root = lxml.etree.fromstring(words.encode("utf-8", "replace"), parser)
    except lxml.etree.ParserError:  # nothing but comments
        return None
    except lxml.etree.XMLSyntaxError:
        root = None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise KnowledgeError(f"《{name}》是网页文件，{_DEEPEST}")
    return root
