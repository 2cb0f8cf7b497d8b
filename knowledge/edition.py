"""Which edition of a rule a document is: who made it, in force from when, replaced by what, and what it replaces."""

from __future__ import annotations

import re
from datetime import date
from itertools import zip_longest

from knowledge import issuer, signatures, title
from knowledge.document import Edition
from knowledge.numerals import BLANK, to_int
from knowledge.paragraphs import Paragraph

_DIGIT = r"[0-9０-９〇○零一二三四五六七八九十]"
_DATE = re.compile(
    rf"(?P<y>{_DIGIT}{{4}}){BLANK}*[年.\-/]{BLANK}*(?P<m>{_DIGIT}{{1,3}}){BLANK}*[月.\-/]{BLANK}*(?P<d>{_DIGIT}{{1,3}}){BLANK}*[日号]?"
)
_ADOPTED = re.compile(r"通过|批准|修订|修正|修改")
_ISSUED = re.compile(r"发布|公布|印发|颁布")
_IN_FORCE = re.compile(
    rf"(?:本(?:条例|办法|规定|细则|章程|规则|准则|规程|制度|方案|法|意见|守则|实施办法|实施细则|暂行办法)"
    rf"|[（(，]){BLANK}*自(?P<when>[^，。；]{{1,20}}?)(?:之日)?起(?:正式)?(?:施行|执行|实施|试行|生效)"
)
_FROM_ISSUE = re.compile(r"(?:发布|公布|印发|颁布)$|发文$")
_ADOPTED_IN = re.compile(
    rf"本(?:章程|条例|办法|规定|细则|规则|制度)(?:已)?(?:经|于){BLANK}*(?P<when>\d{{4}}年[^，。；]{{2,8}}日)[^，。；]{{0,30}}?(?:通过|批准)"
)
_REPLACED = re.compile(
    r"已被(?P<by>[^_（）()，。|]{1,40}?)(?:取代|替代|代替|废止)"
    r"|(?P<void>已(?:经)?(?:于(?P<on>[^，。；]{6,12}?)起?)?(?:废止|失效)|自(?P<from>[^，。；]{6,12}?)起(?:废止|失效|停止执行))"
)
_NOTE = 60
"""Characters of a line that notes a document's own end; a longer one tells a story."""
_RULE_NAMED = re.compile(r"《(?P<title>[^《》]{2,60})》")
_VOID = re.compile("废止|停止执行|停止施行|失效|不再执行")
_REPEALS = re.compile(
    rf"(?:同时|即行|一并|随之|相应){BLANK}*(?:予以)?(?:废止|失效|停止(?:执行|施行)|不再执行)"
    rf"|(?:予以|宣布)废止|停止(?:执行|施行){BLANK}*(?:[。；]|$)|》(?:[（(][^（）()]*[）)])?废止{BLANK}*(?:[。；]|$)"
)
_SPLIT = re.compile(r"[^。；]*[。；]?")
_SUMMARY = "不是正式文本"


def find(file_name: str, paragraphs: list[Paragraph], first: int) -> Edition:
    """Read the edition of a document from its own words and its file name.

    Args:
        file_name: Base name of the source.
        paragraphs: All of the text.
        first: Index of the first article or section: what issues the rule stands above it.
    """
    front = [p.words for p in paragraphs[:first] if not title.is_source(p.words)]
    events = _events([w for w in front if len(w) <= 400])
    adopted = max((day for day, word in events if _ADOPTED.search(word)), default=None)
    issued = max((day for day, word in events if _ISSUED.search(word)), default=None)
    if issued and adopted and issued < adopted:
        issued = None  # the preamble tells of an earlier edition's issue only
    signed = [day for w in front if signatures.is_date(w) and (day := _day(_DATE.search(w)))]
    words = [p.words for p in paragraphs]
    named, from_issue = _in_force(words)
    effective = named or issued or (max(signed) if signed and from_issue else None)
    superseded_by, superseded_from, repealed = _ended(file_name, front[:5])
    return Edition(
        adopted=adopted or _adopted_in(words),
        effective=effective,
        issuer=issuer.issuer(paragraphs, first, front, events),
        number=issuer.number(front, events),
        superseded_by=superseded_by,
        superseded_from=superseded_from,
        repealed=repealed,
        replaces=_replaces(words[first:]),
        summary=any(_SUMMARY in w for w in front),
    )


def without_mark(file_name: str) -> str:
    """Return a file name without what it says of the document's end: the year in 已被2022修订取代 is another's."""
    return _REPLACED.sub("", file_name)


def _events(lines: list[str]) -> list[tuple[date, str]]:
    """Return the days of the preamble with what happened on each: the words up to the next day, or before it."""
    events: list[tuple[date, str]] = []
    for words in lines:
        if words.endswith("。"):
            continue  # a sentence tells of other rules' days too
        dates = list(_DATE.finditer(words))
        for found, after in zip_longest(dates, dates[1:]):
            day = _day(found)
            if day:
                events.append((day, words[found.end() : after.start() if after else len(words)]))
    return events


def _in_force(paragraphs: list[str]) -> tuple[date | None, bool]:
    """Return the day from which the rule says it is in force, and whether it says that this is the day of its issue."""
    for words in reversed(paragraphs):
        if title.is_source(words):
            continue
        for found in _IN_FORCE.finditer(words):
            day = _day(_DATE.search(found["when"]))
            if day:
                return day, False
            if _FROM_ISSUE.search(found["when"]):
                return None, True
    return None, False


def _adopted_in(paragraphs: list[str]) -> date | None:
    """Return the day on which one of its own articles says that the rule was adopted."""
    found = (_day(_DATE.search(m["when"])) for words in reversed(paragraphs) for m in _ADOPTED_IN.finditer(words))
    return next((day for day in found if day), None)


def _ended(file_name: str, front: list[str]) -> tuple[str, date | None, bool]:
    """Return what replaced the document, from which day, and whether it was repealed, as file name or text notes."""
    for words in (file_name, *(w for w in front if len(w) <= _NOTE)):
        found = _REPLACED.search(words)
        if found and not re.search("同时|《[^》]*》", words[: found.start()]):
            day = _day(_DATE.search(found["on"] or found["from"] or ""))
            return (found["by"] or "").strip("《》"), day, bool(found["void"])
    return "", None, False


def _replaces(paragraphs: list[str]) -> tuple[str, ...]:
    """Return the titles of the rules that the text repeals: 《…》同时废止."""
    sentences = (s for words in paragraphs if "《" in words for s in _SPLIT.findall(words) if _REPEALS.search(s))
    return tuple(dict.fromkeys(title for sentence in sentences for title in _repealed(sentence)))


def _repealed(sentence: str) -> list[str]:
    last = max((found.start() for found in _VOID.finditer(sentence)), default=0)
    return [found["title"] for found in _RULE_NAMED.finditer(sentence, 0, last)]


def _day(found: re.Match[str] | None) -> date | None:
    if not found:
        return None
    try:
        return date(to_int(found["y"]), to_int(found["m"]), to_int(found["d"]))
    except ValueError:
        return None
