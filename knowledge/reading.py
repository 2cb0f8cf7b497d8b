"""From the bytes of a source file to its text; what a file is, its content says, never its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from knowledge import plain, quiz_bank
from knowledge.document import KnowledgeError
from knowledge.extract import Extract
from knowledge.sniff import SAVE_AS, SAVE_SHEET, SHEETS, Format, sniff

_LARGEST = 64 << 20
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def read(path: Path) -> Extract:
    """Return the text of a source file, line ends as LF.

    Raises:
        KnowledgeError: The file is missing, empty, too large, of a kind that cannot be read, damaged, or a question
            bank.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1) if path.stat().st_size <= _LARGEST else None
    except OSError as error:
        raise KnowledgeError(f"《{path.name}》打不开（{error.strerror}）。请确认文件还在、可以读取。") from error
    if data is None or len(data) > _LARGEST:
        raise KnowledgeError(f"《{path.name}》超过 {_LARGEST >> 20} MB，太大了。请拆成几份再发来。")
    return extract(path.name, data)


def extract(name: str, data: bytes) -> Extract:
    """Return the text of a file already in memory; see `read`."""
    kind = sniff(name, data)
    try:
        found = _extracted(kind, name, data)
    except KnowledgeError:
        raise
    except ImportError as error:
        raise KnowledgeError(f"《{name}》是{kind}，这台服务器上没有装读它的组件（{error.name}）。{SAVE_AS}") from error
    except Exception as error:  # parsers raise whatever their XML, zip and image layers raise
        mend = SAVE_SHEET if kind in SHEETS else SAVE_AS
        raise KnowledgeError(f"《{name}》是{kind}，但内容已损坏，读不出来。{mend}") from error
    words = _LINE_ENDS.sub("\n", found.text.removeprefix("\ufeff"))
    if not words.strip():
        raise KnowledgeError(f"《{name}》是空的，没有文字。请换一份有正文的文件。")
    return Extract(words, (*found.warnings, *quiz_bank.check(name, words)))


def _extracted(kind: Format, name: str, data: bytes) -> Extract:
    """Call the extractor of a format; each is loaded when the first such file comes, so that a start stays fast."""
    if kind is Format.TEXT:
        return Extract(plain.decode(name, data))
    if kind is Format.WORD:
        from knowledge import word

        return word.extract(data)
    if kind is Format.WORD_FLAT:
        from knowledge import word_flat

        return word_flat.extract(data)
    return _by_name(kind)(name, data)


def _by_name(kind: Format) -> Callable[[str, bytes], Extract]:
    if kind is Format.HTML:
        from knowledge import html

        return html.extract
    if kind is Format.WORKBOOK:
        from knowledge import sheet

        return sheet.extract
    if kind is Format.PDF:
        from knowledge import pdf

        return pdf.extract
    from knowledge import legacy

    return legacy.extract
