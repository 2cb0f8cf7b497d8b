"""Who issued a rule, and under which number (发文机关, 文号)."""

from __future__ import annotations

import re
from datetime import date
from itertools import chain

from knowledge import signatures
from knowledge.numerals import BLANK, NUMERAL
from knowledge.paragraphs import Paragraph

_NAME = r"[\u4e00-\u9fff、（）]"
_ORGAN = (
    "委员会|代表大会|大会|中共中央|国务院|人民政府|办公厅|办公室|党委|党组|纪委|部|厅|局|署|委|院|府|大学|中学|学校|公司"
    "|集团|中心|协会|支部|总支|工会|会|处|机关"
)
_LABELLED = re.compile(rf"(?:发文|制定|印发|发布|颁布)(?:机关|单位|部门){BLANK}*[:：]{BLANK}*(?P<who>{_NAME}{{2,40}})$")
_ISSUED = re.compile(
    rf"(?P<who>{_NAME}{{2,40}}?)(?:令{BLANK}*[（(]?第{NUMERAL}号[)）]?)?{BLANK}*(?:联合)?(?:发布|公布|印发|颁布)"
)
_TOLD = re.compile(
    rf"(?:^|近日[，,]?|日前[，,]?)(?!关于)(?P<who>{_NAME}{{2,40}}?)(?:近日|日前)?(?:联合)?印发了?(?:新?修订后?的|新修订的)?《"
)
_ABOUT = re.compile(rf"(?P<who>{_NAME}{{1,30}}?(?:{_ORGAN}))关于")
_ADOPTER = re.compile(
    rf"(?:^经?|[，,])(?:第{NUMERAL}届)?(?P<who>{_NAME}{{0,30}}?"
    r"(?:代表大会常务委员会|代表大会|党员大会|支部大会|委员会|理事会|大会|会议))"
)
_IMPRINT = re.compile(rf"(?P<who>{_NAME}{{2,30}}?)(?:办公室)?{BLANK}*\d{{4}}年.{{3,10}}日印发$")
_NUMBER = re.compile(
    rf"[（(]?(?P<number>[\u4e00-\u9fff]{{1,16}}{BLANK}*[〔［\[【（(]{BLANK}*(?:19|20)\d\d{BLANK}*[〕］\]】）)]"
    rf"{BLANK}*(?:第{BLANK}*)?\d{{1,4}}{BLANK}*号|[\u4e00-\u9fff]{{2,20}}令{BLANK}*[（(]?第{NUMERAL}号[)）]?)[)）]?$"
)
_DATED = re.compile(r"^(?>.*?[\d〇○一二三四五六七八九]年).*(?:通过|修订|修改|批准)")
"""Atomic: a line of years and no deed is gone through once."""
_ORDER = re.compile(rf"[\u4e00-\u9fff]{{2,20}}令{BLANK}*第{NUMERAL}号")


def issuer(paragraphs: list[Paragraph], first: int, front: list[str], events: list[tuple[date, str]]) -> str:
    """Find who issued a rule: as labelled, as its preamble, its notice or its signature says, else who adopted it.

    Args:
        paragraphs: All of the text.
        first: Index of the first article or section.
        front: What stands above it, the source left out.
        events: The days of the preamble with what happened on each.

    Returns:
        The name as written; "" where the text does not say.
    """
    labelled = (found["who"] for words in front if (found := _LABELLED.search(words)))
    issued = (found["who"] for _, words in sorted(events, reverse=True) if (found := _ISSUED.match(words.strip())))
    told = (found["who"] for words in front if (found := _TOLD.search(words)))
    about = (found["who"] for words in front[:4] if (found := _ABOUT.match(words)))
    body = [p for p in paragraphs[first:] if not signatures.is_credit(p.words)]
    signed = (who for part in (paragraphs[:first], body[-8:]) if (who := _signed(part, part[-1:] == body[-1:])))
    adopted = (found["who"] for words in _adoptions(front, events) if (found := _ADOPTER.search(words)))
    imprint = (found["who"] for p in paragraphs[-2:] if (found := _IMPRINT.match(p.words)))
    return next(chain(labelled, issued, told, about, signed, imprint, adopted), "")


def number(front: list[str], events: list[tuple[date, str]]) -> str:
    """Find the number of a rule on a line of its own above the first article; "" where there is none."""
    for words in front:
        found = _NUMBER.match(words)
        if found:
            return re.sub(r"\s", "", found["number"])
    orders = (found[0] for _, words in events if (found := _ORDER.search(words)))
    return next(orders, "")


def _signed(part: list[Paragraph], closes: bool) -> str:
    """Return who signed a part of a text, where it closes the text right at its end; "" where nobody did."""
    dates = [i for i, p in enumerate(part) if signatures.is_date(p.words)]
    if not dates or (closes and dates[-1] + 1 != len(part)):
        return ""
    return "、".join(part[i].words for i in reversed(signatures.signers(part, dates[-1])))


def _adoptions(front: list[str], events: list[tuple[date, str]]) -> list[str]:
    """Return the words that say who adopted a rule: behind the day, or before it on its line."""
    happened = [words.strip() for _, words in sorted(events, reverse=True)]
    lines = [words.strip("（()）") for words in front if _DATED.search(words)]
    return [words for words in (*happened, *lines) if re.search("通过|修订|修改|修正|批准", words)]
