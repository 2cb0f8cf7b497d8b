"""What stands below a document's last words: who signed it, the day, where a web page took it from."""

from __future__ import annotations

import re

from knowledge.numerals import BLANK, NUMERAL
from knowledge.paragraphs import Paragraph

_DAY = rf"(?:{NUMERAL}{BLANK}*年{BLANK}*)?{NUMERAL}{BLANK}*月{BLANK}*{NUMERAL}{BLANK}*[日号]"
_DATE = re.compile(rf"[（(]?{_DAY}{BLANK}*(?:印发|发布)?[）)]?$")
_SIGNED = re.compile(rf"[^，。；：]{{2,30}}{_DAY}(?:印发)?$")
_CREDIT = re.compile(r"[（(]?(?:信息|文章|稿件)?来源[：:／/]|责任编辑|[（(]?编辑[：:]")
_BODY = re.compile(r"(?:委员会|委|会|部|厅|局|处|院|府|学|校|支部|总支|公司|集团|中心|小组|办公室|联盟|协会)$")
_SIGNER = 30


def is_date(words: str) -> bool:
    """Tell whether a line is a date and nothing else."""
    return bool(_DATE.match(words))


def is_credit(words: str) -> bool:
    """Tell whether a line only says where a text was taken from or who edited it."""
    return bool(_CREDIT.match(words)) and len(words) <= 60


def tail(paragraphs: list[Paragraph]) -> frozenset[int]:
    """Return the indexes of the paragraphs that sign or credit a document, wherever one ends in a compilation."""
    found: set[int] = set()
    for i, paragraph in enumerate(paragraphs):
        if is_date(paragraph.words):
            signed = signers(paragraphs, i)
            found.update(signed)
            if signed or _stands_last(paragraphs, i):
                found.add(i)
        elif is_credit(paragraph.words) or (i + 1 == len(paragraphs) and _SIGNED.match(paragraph.words)):
            found.add(i)
    return frozenset(found)


def signers(paragraphs: list[Paragraph], date: int) -> list[int]:
    """Return the indexes of the lines above a date that name who signed, the lowest first."""
    found: list[int] = []
    for i in range(date - 1, max(-1, date - 4), -1):
        words = paragraphs[i].words
        if len(words) > _SIGNER or not _BODY.search(words) or re.match(rf"{NUMERAL}[、.．]|[（(第]", words):
            break
        found.append(i)
    return found


def _stands_last(paragraphs: list[Paragraph], date: int) -> bool:
    """Tell whether a date without a signer closes the document; below a caption (三、时间) it is what is said."""
    return date + 1 == len(paragraphs) and date > 0 and paragraphs[date - 1].closed
