"""Plain text of any encoding that Chinese files come in, as characters."""

from __future__ import annotations

import re

import charset_normalizer

from knowledge.document import KnowledgeError
from knowledge.sniff import BOMS

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_EXPECTED = re.compile("[\t\n\r\x20-\x7e\u2010-\u2027\u3000-\u303f\u4e00-\u9fff\uff00-\uff65]")
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经党员组织支部委书记条例章第应当规会议按之及者等，。、；：（）"
)


def decode(name: str, data: bytes) -> str:
    """Return the characters of a text file.

    Args:
        name: Base name of the file, for messages only.
        data: UTF-8, UTF-16 or UTF-32 with or without a byte order mark, GB 18030, or what can be guessed.

    Raises:
        KnowledgeError: It is no text, or damaged.
    """
    for bom, encoding in BOMS:
        if data.startswith(bom):
            try:
                return data[len(bom) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise _damaged(name, encoding, error.start + len(bom)) from error
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
