"""Questions for all that a branch holds time and again (一年里要开哪些会): each article tells of one thing held."""

from __future__ import annotations

import re

from index.normalise import normalise

_HELD = r"(?:会议?|活动|组织生活)(?![员费场计务议])"
_ALL = re.compile(rf"(?:哪些|哪几[种个]|什么|啥)(?:样的)?{_HELD}|{_HELD}(?:都|一共|分别)*(?:有|是)?(?:哪些|哪几[种个])")
_PERIODS = {
    "year": re.compile(r"[每一1全]年|年度|年[里内]|半年"),
    "quarter": re.compile(r"[每一1]个?季"),
    "month": re.compile(r"[每一1]个?月"),
    "week": re.compile(r"[每一1]个?(?:周|星期)"),
}
_AGAIN = re.compile(r"定期|固定|平时|按期|经常")
_HOW_OFTEN = re.compile(r"每(?:半年|年|个?季度?|个?月|周)[^。；\n]{0,12}?(?:\d+|[一二三四两])\s*[次天回]")
_LISTS = re.compile(rf"{_HELD}(?:主要|一般)?(?:有|包括|如下|分为)[^。；]*[:：]")
_OF_A_MEETING = re.compile(r"召开|开展|讲|举行|组织|会")


def asks_for_recurring(question: str) -> bool:
    """Tell whether a question wants all the meetings or activities that are held again and again."""
    plain = normalise(question)
    return bool(_ALL.search(plain)) and (bool(_named(plain)) or bool(_AGAIN.search(plain)))


def tells_of_one(words: str, question: str) -> bool:
    """Tell whether words say how often a meeting or activity is held: in a year, or in the periods a question names."""
    named = _named(normalise(question))
    return any(
        _OF_A_MEETING.search(words) and (not named or "year" in named or named & _named(found[0]))
        for found in _HOW_OFTEN.finditer(normalise(words))
    )


def lists_them(words: str) -> bool:
    """Tell whether words lead to a list of what is held."""
    return bool(_LISTS.search(normalise(words)))


def _named(plain: str) -> set[str]:
    return {period for period, pattern in _PERIODS.items() if pattern.search(plain)}
