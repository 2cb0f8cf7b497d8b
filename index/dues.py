"""Party dues from an income, by the bands and rates an article writes: nothing of them is known here."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from index.formula import Solver, Worked, sentence, shown
from index.number import NUMBER, narrow, read
from index.pay import WHOSE, Group, Pay, pay_of
from knowledge.document import Article, Document


@dataclass(frozen=True, slots=True)
class _Band:
    """Incomes of one rate; offsets into the article's text."""

    above: Decimal | None
    """None for the lowest band."""
    to: Decimal | None
    """None for the highest band."""
    with_above: bool
    """The words say that the lower border is in."""
    with_to: bool
    """The words say that the upper border is in."""
    without_above: bool
    """The words say that the lower border is out (超过)."""
    rate: Decimal
    """In percent."""
    start: int
    end: int
    """The words that bound the band: 5000元以上至10000元（含10000元）."""


_RATE = re.compile(rf"(?P<percent>{NUMBER})%|百分之(?P<said>{NUMBER})")
_BORDER = re.compile(
    rf"(?P<before>不超过|不高于|超过|高于|大于|至|到|—+|-|~)?(?P<number>{NUMBER})元(?P<after>\(含\))?"
    r"(?P<side>及以上|及以下|以上|以下|以内|为止)?(?P<with>\(含(?:[^)]{0,12})\))?(?=(?P<to>至|到|—|-|~)?)"
)
_FEN = Decimal("0.01")
_FIXED = re.compile(rf"每人?每?月[^。;\n%]{{0,12}}?(?P<least>{NUMBER})元(?:(?:—+|-|~|至|到)(?P<most>{NUMBER})元)?")
_PHRASE = re.compile(r"[^。;\n]+")
_AFTER_TAX = "税后"


def solver(plain: str, _: date) -> Solver | None:
    """Return what works out the dues a normalised question asks for; None where it asks for none."""
    pay = pay_of(plain)
    return partial(_work_out, pay) if pay else None


def _work_out(pay: Pay, document: Document, article: Article) -> Worked | None:
    text = narrow(document.text[article.start : article.end])
    if "党费" not in text and "党费" not in document.title:
        return None
    if pay.amount is None:
        return _fixed(pay.group, text, document, article)
    bands = _bands(text, pay.group)
    if not bands:
        return None
    start, end = sentence(document, article, article.start + bands[0].start, article.start + bands[-1].end)
    needs_net = _AFTER_TAX in document.text and pay.group is Group.PAID
    words = document.text[article.start : article.end]
    return Worked(_lines(pay, bands, words, needs_net), start, end)


def _fixed(group: Group, text: str, document: Document, article: Article) -> Worked | None:
    """Return the amount an article fixes for a group, whatever the income."""
    for phrase in _PHRASE.finditer(text):
        amount = _FIXED.search(phrase[0])
        if not amount or not re.search(WHOSE[group], phrase[0][: amount.start()]):
            continue
        least, most = read(amount["least"]), read(amount["most"] or amount["least"])
        if least is None or most is None:
            return None
        much = f"{shown(least)}元" if least == most else f"{shown(least)}元到{shown(most)}元"
        at = article.start + phrase.start()
        return Worked((f"是定额，不按收入算：每月{much}",), *sentence(document, article, at, at + amount.end()))
    return None


def _bands(text: str, group: Group) -> list[_Band]:
    """Read the bands for a group: from the lowest to the highest, joined without a gap; empty where there are none."""
    run: list[_Band] = []
    for band, lead in _all_bands(text):
        if band.above is None:
            retired = bool(re.search(WHOSE[Group.RETIRED], lead))
            run = [band] if retired == (group is Group.RETIRED) else []
        elif run:
            run.append(band)
        if run and band.to is None:
            return run if len(run) > 1 and all(itertools.starmap(_joined, itertools.pairwise(run))) else []
    return []


def _joined(lower: _Band, upper: _Band) -> bool:
    """Tell whether two bands meet and the words say which of them the border is in."""
    return lower.to == upper.above and (lower.with_to or upper.without_above) != upper.with_above


def _all_bands(text: str) -> Iterator[tuple[_Band, str]]:
    """Yield the bands of a text with what stands between each and the one before."""
    last = 0
    for rate in _RATE.finditer(text):
        percent = read(rate["percent"] or rate["said"])
        band = _band(text, last, rate.start(), percent) if percent is not None else None
        if band:
            yield band, text[last : band.start]
        last = rate.end()


def _band(text: str, start: int, end: int, rate: Decimal) -> _Band | None:
    """Read the borders a condition names before its rate; None where it names none."""
    above = to = None
    with_above = with_to = without_above = False
    borders = [m for m in _BORDER.finditer(text, start, end) if text[m.start() - 1 : m.start()] != "含"]
    for border in borders:
        value, before, side = read(border["number"]), border["before"] or "", border["side"] or ""
        counted = bool(border["with"] or border["after"] or side.startswith("及"))
        if side.endswith("上") or before in ("超过", "高于", "大于") or (not side and not before and border["to"]):
            above, with_above, without_above = value, counted, before in ("超过", "高于", "大于")
        elif side or before:
            to, with_to = value, counted or side == "为止" or before.startswith("不")
    if above is None and to is None:
        return None
    return _Band(above, to, with_above, with_to, without_above, rate, borders[0].start(), borders[-1].end())


def _of(bands: list[_Band], income: Decimal) -> _Band:
    for lower, upper in itertools.pairwise(bands):
        border_in = lower.with_to or upper.without_above
        if lower.to is not None and (income < lower.to or (income == lower.to and border_in)):
            return lower
    return bands[-1]


def _lines(pay: Pay, bands: list[_Band], words: str, needs_net: bool) -> tuple[str, ...]:
    amount = shown(pay.amount or Decimal(0))
    after_tax = _AFTER_TAX if needs_net else ""
    if not pay.monthly:
        return (f"{amount}元不是一个月的数，这里要按每月{after_tax}的收入算。请告诉我每月{after_tax}多少元。",)
    if pay.gross and needs_net:
        return (f"{amount}元是税前的数，这里要按每月税后的收入算。请告诉我每月税后多少元。",)
    if pay.least is not None and pay.most is not None:
        return _about(pay.least, pay.most, bands, words)
    return _exact(pay, _of(bands, pay.amount or Decimal(0)), words, needs_net)


def _about(least: Decimal, most: Decimal, bands: list[_Band], words: str) -> tuple[str, ...]:
    """Return what can be said of an income that is only roughly known."""
    low, high = _of(bands, least + _FEN), _of(bands, most - _FEN)
    if low is not high:
        return ("这个数正好跨两档，要准确的数才好算。请告诉我每月多少元。",)
    return (
        f"在“{_named(low, words)}”这一档，比例是{shown(low.rate)}%。",
        f"准确的数 × {shown(low.rate)}%，就是每月要交的党费。",
    )


def _exact(pay: Pay, band: _Band, words: str, needs_net: bool) -> tuple[str, ...]:
    amount = pay.amount or Decimal(0)
    exact = amount * band.rate / 100
    rounded = exact.quantize(_FEN, ROUND_HALF_UP)
    sum_ = f"{shown(amount)}元 × {shown(band.rate)}% = {shown(exact)}元"
    if rounded != exact:
        sum_ += f"，四舍五入到分是{shown(rounded)}元"
    assumed = f"如果{shown(amount)}元是每月税后的收入：" if needs_net and not pay.net else ""
    return (f"{assumed}在“{_named(band, words)}”这一档，比例是{shown(band.rate)}%。", f"{sum_}（每月）")


def _named(band: _Band, words: str) -> str:
    """Return the words that bound a band, as the article writes them."""
    return words[band.start : band.end].strip("到至—-~")
