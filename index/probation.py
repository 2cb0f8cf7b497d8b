"""When a probationary period ends, with its extension and the day by which to apply, from the words of an article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import partial

from index.day import Named, named_days
from index.formula import Solver, Worked, sentence
from index.number import narrow
from index.period import PERIOD, Ended, Period, end_of, end_of_month, read
from index.quantity import Bound, Kind, Quantity, quantities
from knowledge.document import Article, Document


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a question gives."""

    since: Named | None
    """The day of the branch meeting; None where another or none is told."""
    other: bool
    """The day told is that of the approval or the oath, from which nothing is counted."""
    over: bool
    """The day told is the one the period ends."""
    extended: bool
    extension: Period | None
    applies: bool
    """Asks for the day by which to apply."""


_TOPIC = re.compile(r"预备期|转正|预备党员")
_WHEN = re.compile(r"哪一?天|几号|几月|什么时候|啥时候|何时|最晚|截止|算到|多会儿|哪个?日子")
_ENDS = re.compile(r"到|满|结束|转正|截止|最晚")
_MINE = re.compile(r"我.{0,8}预备期|预备期.{0,6}(?:到|满|结束).{0,4}(?:哪一?天|几号)")
"""What asks for the end of somebody's own probation, with no day told."""
_PASSED = re.compile(r"大会|通过|接收|接受|成为预备|入党|预备期(?:从|是从)")
_OTHER = re.compile(r"^[^,。;!?]{0,10}?(?:批|宣誓|审批|谈话)")
_OVER = re.compile(r"到期|期满|届满|满一?年|结束")
_EXTENDED = re.compile(rf"延(?:长|期|了)?(?:预备期|我)?(?P<period>{PERIOD})?")
_LENGTH = re.compile(rf"预备期(?:为|是|一般为|一般是)(?P<period>{PERIOD})")
_SINCE = re.compile(r"从[^。;\n]{0,12}?大会通过[^。;\n]{0,16}?(?:之日|那一?天|那天|当天)")
_EXTENSION = re.compile(r"[^。;\n]*延长[^。;\n]*")
_APPLICATION = re.compile(rf"预备期满前(?P<period>{PERIOD})[^。;\n]{{0,16}}申请")
_NEED = "这里从支部大会通过那天算起，请告诉我那天是几年几月几号，我再给您算。"


def solver(plain: str, today: date) -> Solver | None:
    """Return what works out the end of somebody's probation; None where a normalised question does not ask for it."""
    if not all(pattern.search(plain) for pattern in (_TOPIC, _WHEN, _ENDS)):
        return None
    asked = _read(plain, today)
    if not asked.since and not asked.other and not _MINE.search(plain):
        return None
    return partial(_work_out, asked)


def _read(plain: str, today: date) -> _Asked:
    days = named_days(plain, today)
    passed = [day for day in days if _PASSED.search(_clause(plain, day)) and not _OTHER.search(plain[day.end :])]
    over = [day for day in days if _OVER.search(plain[day.end : day.end + 6]) and day.day]
    plainly = [day for day in days if not _OTHER.search(plain[day.end :])]
    since = next(iter(over or passed or (plainly if len(days) == 1 else [])), None)
    extended = _EXTENDED.search(plain)
    extension = read(extended["period"]) if extended and extended["period"] else None
    applies = "申请" in plain and "入党申请" not in plain
    return _Asked(since, since is None and bool(days), bool(over), bool(extended), extension, applies)


def _clause(plain: str, day: Named) -> str:
    start = max(plain.rfind(mark, 0, day.start) for mark in ",。;!? ") + 1
    ends = [at for at in (plain.find(mark, day.end) for mark in ",。;!? ") if at >= 0]
    return plain[start : min(ends, default=len(plain))]


def _work_out(asked: _Asked, document: Document, article: Article) -> Worked | None:
    text = narrow(document.text)
    if asked.extended:
        return _extended(asked, text, document, article)
    if asked.applies:
        return _application(asked, text, document, article)
    length = _length(text, article)
    if not length:
        return None
    period, start, end = length
    lines = _first(asked, period)[0]
    return Worked(lines, *sentence(document, article, start, end))


def _length(text: str, article: Article) -> tuple[Period, int, int] | None:
    """Find the length of the probation in an article that says from which day it counts."""
    stated = _LENGTH.search(text, article.start, article.end)
    since = _SINCE.search(text, article.start, article.end)
    period = read(stated["period"]) if stated and since else None
    if not period or not stated or not since:
        return None
    apart = "\n" in text[stated.end() : since.start()]
    return period, stated.start(), stated.end() if apart else max(stated.end(), since.end())


def _length_of(document: Document, text: str) -> Period | None:
    found = (_length(text, article) for article in document.articles)
    return next((length[0] for length in found if length), None)


def _first(asked: _Asked, period: Period) -> tuple[tuple[str, ...], Ended | None]:
    """Return the lines on when the first period ends, and its end where the day is known."""
    if not asked.since:
        return (_NEED,), None
    day = asked.since.date
    if day and asked.over:
        return (), Ended(day, "")
    if not day:
        month = f"{asked.since.month}月"
        return (f"{end_of_month(period, asked.since)}。要算到哪一天，请告诉我支部大会是{month}几号开的。",), None
    ended = end_of(period, day)
    return (f"{ended.line}，到这一天预备期满{period.words}。",), ended


def _application(asked: _Asked, text: str, document: Document, article: Article) -> Worked | None:
    stated = _APPLICATION.search(text, article.start, article.end)
    ahead, period = read(stated["period"]) if stated else None, _length_of(document, text)
    if not stated or not ahead or not period:
        return None
    lines, ended = _first(asked, period)
    if ended:
        last = end_of(ahead, ended.day, before=True)
        lines = (*lines, f"{last.line}，转正申请最晚这一天交。")
    return Worked(lines, *sentence(document, article, stated.start(), stated.end()))


def _extended(asked: _Asked, text: str, document: Document, article: Article) -> Worked | None:
    """Work out an extension: by how long the question says, else the shortest and the longest the article allows."""
    limits, period = _limits(text, article), _length_of(document, text)
    if not limits or not (period or asked.over):
        return None
    least, most, start, end = limits
    lines, ended = _first(asked, period) if period else ((), None)
    if asked.over and asked.since and asked.since.date:
        ended = Ended(asked.since.date, "")
    span = sentence(document, article, start, end)
    words = re.sub(r"\s", "", document.text[least.start + article.start : most.end + article.start])
    if asked.extension and not _allowed(asked.extension, least, most):
        return Worked((f"延长的时间，原文写的是“{words}”，{asked.extension.words}不在里面。",), *span)
    if not ended:
        return Worked(lines, *span)
    choices = [asked.extension] if asked.extension else [_plain(q, text, article) for q in (least, most)]
    said = tuple(
        f"{end_of(choice, ended.day).line}，延长{choice.words}到这一天。" for choice in choices if choice is not None
    )
    return Worked((*lines, *said), *span)


def _limits(text: str, article: Article) -> tuple[Quantity, Quantity, int, int] | None:
    """Return the least and the most an article lets the probation be extended by, and the span that says so."""
    for phrase in _EXTENSION.finditer(text, article.start, article.end):
        found = [q for q in quantities(text[article.start : phrase.end()]) if q.start + article.start >= phrase.start()]
        bounds = [q for q in found if q.kind is Kind.PERIOD]
        least = next((q for q in bounds if q.bound is Bound.AT_LEAST), None)
        most = next((q for q in bounds if q.bound is Bound.AT_MOST), None)
        if least and most and "预备" in text[article.start : phrase.end()]:
            return least, most, phrase.start(), phrase.end()
    return None


def _allowed(extension: Period, least: Quantity, most: Quantity) -> bool:
    return extension.unit == most.unit and least.value <= extension.count <= most.value


def _plain(bound: Quantity, text: str, article: Article) -> Period | None:
    """Return the period a bound names, without the words that bound it: 不能少于半年 -> 半年."""
    words = re.search(PERIOD, text[article.start + bound.start : article.start + bound.end])
    return read(words[0]) if words else None
