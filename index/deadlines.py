"""Days by which something is due, counted from a day a question tells, by a period an article states.

Each `_Deadline` says what asks for it and how the articles word it; how long it is stands in the article alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import partial

from index.day import Named, named_days
from index.formula import Solver, Worked, sentence
from index.number import narrow
from index.period import PERIOD, Period, end_of, end_of_month, read
from knowledge.document import Article, Document


@dataclass(frozen=True, slots=True)
class _Deadline:
    """A period that counts from an event."""

    asked: re.Pattern[str]
    """What a question asks about."""
    since: re.Pattern[str]
    """The event, in the part of the question that tells the day."""
    stated: re.Pattern[str]
    """How an article states it; the group `period` is its length."""
    result: str
    """What the day is."""
    before: bool = False


def _deadline(asked: str, since: str, stated: str, result: str, before: bool = False) -> _Deadline:
    pattern = stated.replace("PERIOD", f"(?P<period>{PERIOD})").replace("~", r"[^。;\n]")
    return _Deadline(re.compile(asked), re.compile(since), re.compile(pattern), result, before)


_LAST = "最晚这一天"
_DEADLINES = (
    _deadline("公示", "公示|贴|挂|开始", r"公示~{0,8}?PERIOD", "到这一天公示满{words}"),
    _deadline("谈", "申请|[交递]", r"收到~{0,4}申请书~{0,10}?PERIOD内~{0,12}谈", _LAST),
    _deadline("大会|讨论|开会", "预审", r"预审合格~{0,16}?PERIOD内~{0,10}(?:讨论|大会)", _LAST),
    _deadline("批", "报|递|[交送]上", r"(?:审批~{0,10}?|决议~{0,8}?|党委应当在)PERIOD内(?:审批|批完)", _LAST),
    _deadline("宣誓", "批", r"(?:宣誓~{0,20})?批~{0,12}?后的?PERIOD内(?:~{0,12}(?:宣誓|举行|组织))?", _LAST),
    _deadline("介绍信|重新?开|补开", "转出|开的?|介绍信", r"转出之日起PERIOD内", _LAST),
    _deadline("回执", "收到", r"收到~{0,60}?PERIOD内~{0,20}?回执", _LAST),
    _deadline("停止党籍|失联|联系", "联系|失联", r"失去联系PERIOD以上", "到这一天满{words}"),
    _deadline("除名|停止党籍", "停", r"停止党籍满?PERIOD", "到这一天满{words}"),
    _deadline("宣布", "决定|处分", r"决定作?出?后~{0,6}?PERIOD内~{0,60}?宣布", _LAST),
    _deadline("回国|返回|国外", "回国|返回", r"提前PERIOD向", _LAST, before=True),
    _deadline("提前|换届|提醒", "届满|任期|换届|到期", r"提前PERIOD以", "上级一般在这一天前后提醒", before=True),
)
_WHEN = re.compile(r"哪一?天|几号|几月|什么时候|啥时候|何时|最晚|截止|多会儿|哪个?日子|到期")
_REGULAR = "转正"
"""What tells a deadline after probation from the same one before it."""


@dataclass(frozen=True, slots=True)
class _Asked:
    deadline: _Deadline
    since: Named
    regular: bool


def solver(plain: str, today: date) -> Solver | None:
    """Return what works out the deadline a normalised question asks for; None where it asks for none."""
    if not _WHEN.search(plain):
        return None
    asked = [
        _Asked(deadline, day, _REGULAR in plain)
        for deadline in _DEADLINES
        if deadline.asked.search(plain)
        for day in named_days(plain, today, ahead=deadline.before)
        if deadline.since.search(_part(plain, day))
    ]
    return partial(_work_out, asked) if asked else None


def _part(plain: str, day: Named) -> str:
    """Return the part of a question that tells a day, up to the next stop."""
    start = max(plain.rfind(mark, 0, day.start) for mark in ",。;!? ") + 1
    ends = [at for at in (plain.find(mark, day.end) for mark in ",。;!? ") if at >= 0]
    return plain[start : min(ends, default=len(plain))]


def _work_out(asked: list[_Asked], document: Document, article: Article) -> Worked | None:
    text = narrow(document.text)
    for one in asked:
        for stated in one.deadline.stated.finditer(text, article.start, article.end):
            start, end = sentence(document, article, stated.start(), stated.end())
            period = read(stated["period"])
            if period and (one.regular == (_REGULAR in text[start:end]) or one.deadline.before):
                return Worked(_lines(one, period), start, end)
    return None


def _lines(asked: _Asked, period: Period) -> tuple[str, ...]:
    since, result = asked.since.date, asked.deadline.result.format(words=period.words)
    if since:
        return (f"{end_of(period, since, asked.deadline.before).line}，{result}。",)
    need = f"请告诉我是{asked.since.month}月几号。"
    if period.unit == "月" and not asked.deadline.before:
        return (f"{end_of_month(period, asked.since)}。要算到哪一天，{need}",)
    return (f"要算到哪一天，{need}",)
