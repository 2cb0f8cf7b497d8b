"""From the bytes of a source file to its text; what a file is, its content says, never its name."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import charset_normalizer

from knowledge import word
from knowledge.document import KnowledgeError
from knowledge.extract import Extract

_LARGEST = 64 * 1024 * 1024
_SAVE_AS = "请用 Word 或 WPS 打开后另存为 .docx，或把正文存成 .txt 再发来。"
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "是旧版 Office 文件（.doc、.xls 一类）", _SAVE_AS),
    (b"{\\rtf", "是 RTF 文件", _SAVE_AS),
    (b"\x89PNG", "是图片", "请先识别成文字，再存成 .txt 或 .docx。"),
    (b"\xff\xd8\xff", "是图片", "请先识别成文字，再存成 .txt 或 .docx。"),
    (b"GIF8", "是图片", "请先识别成文字，再存成 .txt 或 .docx。"),
    (b"BM", "是图片", "请先识别成文字，再存成 .txt 或 .docx。"),
    (b"II*\x00", "是图片", "请先识别成文字，再存成 .txt 或 .docx。"),
    (b"MM\x00*", "是图片", "请先识别成文字，再存成 .txt 或 .docx。"),
    (b"Rar!", "是压缩包", "请解压后把里面的文件逐个发来。"),
    (b"7z\xbc\xaf\x27\x1c", "是压缩包", "请解压后把里面的文件逐个发来。"),
    (b"\x1f\x8b", "是压缩包", "请解压后把里面的文件逐个发来。"),
)
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_EXPECTED = re.compile("[\t\n\r\x20-\x7e\u2010-\u2027\u3000-\u303f\u4e00-\u9fff\uff00-\uff65]")
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经党员组织支部委书记条例章第应当规会议按之及者等，。、；：（）"
)


def read(path: Path) -> Extract:
    """Return the text of a .md, .txt or .docx file, line ends as LF.

    Raises:
        KnowledgeError: The file is missing, empty, too large, of another kind, or damaged.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise KnowledgeError(f"《{path.name}》超过 {_LARGEST >> 20} MB，太大了。请拆成几份再发来。")
        data = path.read_bytes()
    except OSError as error:
        raise KnowledgeError(f"《{path.name}》打不开（{error.strerror}）。请确认文件还在、可以读取。") from error
    return extract(path.name, data)


def extract(name: str, data: bytes) -> Extract:
    """Return the text of a file already in memory; see `read`."""
    found = _word(name, data) if data.startswith(b"PK\x03\x04") else Extract(_plain(name, data))
    words = _LINE_ENDS.sub("\n", found.text.removeprefix("\ufeff"))
    if not words.strip():
        raise KnowledgeError(f"《{name}》是空的，没有文字。请换一份有正文的文件。")
    return Extract(words, found.warnings)


def _word(name: str, data: bytes) -> Extract:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = {info.filename: info.file_size for info in package.infolist()}
    except zipfile.BadZipFile as error:
        raise KnowledgeError(f"《{name}》损坏了，打不开。请重新保存或重新下载后再发来。") from error
    if "word/document.xml" not in parts:
        kind = next(
            (k for p, k in (("xl/", "是 Excel 表格"), ("ppt/", "是演示文稿")) if any(f.startswith(p) for f in parts)),
            "",
        )
        mend = _SAVE_AS if kind else "请解压后把里面的文件逐个发来。"
        raise KnowledgeError(f"《{name}》{kind or '是压缩包'}，读不出文字。{mend}")
    if parts["word/document.xml"] > _LARGEST:
        raise KnowledgeError(f"《{name}》展开后超过 {_LARGEST >> 20} MB，太大了。请拆成几份再发来。")
    try:
        return word.extract(data)
    except Exception as error:  # python-docx raises whatever its XML and zip layers raise
        raise KnowledgeError(f"《{name}》是 Word 文件，但内容已损坏。{_SAVE_AS}") from error


def _plain(name: str, data: bytes) -> str:
    if not data.strip():
        raise KnowledgeError(f"《{name}》是空的，没有文字。请换一份有正文的文件。")
    _refuse_known(name, data)
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data[len(bom) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise _damaged(name, encoding, error.start + len(bom)) from error
    return _without_bom(name, data)


def _refuse_known(name: str, data: bytes) -> None:
    for signature, kind, mend in _SIGNATURES:
        # "BM" may also start a text: a bitmap has zero bytes behind it
        if data.startswith(signature) and (signature != b"BM" or b"\x00" in data[:14]):
            raise KnowledgeError(f"《{name}》{kind}，读不出文字。{mend}")
    head = data[:1024].lstrip().lower()
    if b"%pdf-" in head:
        raise KnowledgeError(f"《{name}》是 PDF 文件，目前还读不了。请转成 .docx，或把正文存成 .txt 再发来。")
    if b"<w:worddocument" in head or b"<pkg:package" in head or b'progid="word.document"' in head:
        raise KnowledgeError(f"《{name}》是 Word 2003 的 XML 文件，不是 .docx。{_SAVE_AS}")
    if head.startswith((b"<!doctype html", b"<html")) or (head.startswith(b"<?xml") and b"<html" in head):
        raise KnowledgeError(f"《{name}》是网页文件，目前还读不了。请把正文复制出来，存成 .txt 或 .docx 再发来。")


def _without_bom(name: str, data: bytes) -> str:
    try:
        words = data.decode("utf-8")
        if not _CONTROL.search(words):
            return words
    except UnicodeDecodeError as error:
        # mostly well-formed multi-byte text with a few bad bytes is damaged UTF-8, not another encoding
        repaired = data.decode("utf-8", "replace")
        if (
            repaired.count("\ufffd") <= max(1, len(repaired) // 100)
            and len(re.findall("[\u4e00-\u9fff]", repaired)) > 10
        ):
            raise _damaged(name, "UTF-8", error.start) from error
    best = max(((_likeness(words), words) for words in _decodings(data)), default=(0.0, ""))
    if best[0] < 0.7:
        raise KnowledgeError(f"《{name}》不是文字文件，或编码认不出来。请另存为 UTF-8 编码的 .txt，或 .docx。")
    return best[1]


def _decodings(data: bytes) -> list[str]:
    found: list[str] = []
    for encoding in ("gb18030", "utf-16-le", "utf-16-be"):
        try:
            found.append(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    if not found:
        guess = charset_normalizer.from_bytes(data).best()
        found = [str(guess)] if guess else []
    return [words for words in found if not _CONTROL.search(words)]


def _likeness(words: str) -> float:
    """Rate from 0 to 2 how much a decoding looks like Chinese or English text: usual characters, and common ones."""
    sample = words[:20_000]
    return (len(_EXPECTED.findall(sample)) + sum(c in _COMMON for c in sample)) / max(1, len(sample))


def _damaged(name: str, encoding: str, at: int) -> KnowledgeError:
    return KnowledgeError(
        f"《{name}》第 {at + 1} 字节附近不是完整的 {encoding.upper()} 文字，可能损坏。请重新保存或重新下载后再发来。"
    )
