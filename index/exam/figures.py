"""The numbers of sentences: where they stand, what they amount to, and other ones written the same way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from index.exam.sentence import Sentence
from index.number import narrow
from index.quantity import Bound, Kind, Quantity, quantities
from knowledge.document import Document
from knowledge.numerals import chinese

_N = r"(?:[0-9]+(?:\.[0-9]+)?|[零一二三四五六七八九十两百千万]+)"
_UNIT = r"(?:个月|个?工作日|年|个?学时|万?元|人|名|周?岁|天|日|周|分钟|%)"
_CORE = re.compile(
    rf"(?:半数|半年|{_N}分之{_N}|百分之{_N}|{_N}{_UNIT}?(?:至|到|—+|-|~){_N}{_UNIT}|{_N}{_UNIT})$",
)
_TAIL = re.compile(r"(?:以上|以下|以内|之内|内|及以上|及以下)+$")
_PER = re.compile(rf"(?P<per>每(?:{_N}|半)?(?:个?季度?|个?月|年|周))(?P<middle>.*?)(?P<times>{_N})次$")
_USED = frozenset({Kind.STUDY_HOURS, Kind.MONEY, Kind.PEOPLE, Kind.PERIOD, Kind.SHARE, Kind.AGE, Kind.FREQUENCY})
_NO_NUMBER = re.compile(r"[“”位]|百年|100年")
_NAMED = re.compile(r"的(?:规定|要求)")
"""Behind a number that only names a rule: 六个月的规定."""
_ORDINAL = re.compile(r"(?:[第同当本近去今明次]|(?<!以)[上下])$")
_SPANS = {
    Fraction(52): "每周",
    Fraction(12): "每月",
    Fraction(4): "每季度",
    Fraction(2): "每半年",
    Fraction(1): "每年",
    Fraction(1, 2): "每两年",
    Fraction(1, 3): "每三年",
    Fraction(1, 4): "每四年",
    Fraction(1, 5): "每五年",
}
"""How often, in times a year, and how it is written."""
_USUAL: dict[tuple[Kind, str], tuple[int | Fraction, ...]] = {
    (Kind.PERIOD, "月"): (1, 2, 3, 6, 12, 24, 36, 60),
    (Kind.PERIOD, "日"): (3, 5, 7, 10, 14, 15, 30),
    (Kind.PERIOD, "工作日"): (3, 5, 7, 10, 15),
    (Kind.STUDY_HOURS, "学时"): (12, 16, 24, 32, 40, 56),
    (Kind.PEOPLE, "人"): (1, 2, 3, 4, 5, 7, 9),
    (Kind.AGE, "岁"): (16, 18, 20, 22),
    (Kind.SHARE, ""): (Fraction(1, 2), Fraction(1, 3), Fraction(2, 3), Fraction(3, 4), Fraction(4, 5)),
    (Kind.FREQUENCY, "次"): tuple(_SPANS),
}
"""Numbers of each kind that rules use, where the documents have too few."""
_FAR, _SELDOM = 4, 5
"""A wrong number is at most so many times the right one, how often something is a little more, or nobody takes it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a sentence.

    Attributes:
        sentence: Where it stands.
        start: Where its words begin in the document's text, without what bounds it: 三个月 of 三个月内.
        end: Where they end.
        kind: What is counted.
        unit: In what.
        value: How many; of a range the upper end.
        low: The lower end of a range.
        exact: Neither a least nor a most: what a rule says of 三人以上 holds for 五人以上 too.
    """

    sentence: Sentence
    start: int
    end: int
    kind: Kind
    unit: str
    value: Fraction
    low: Fraction | None
    exact: bool

    def like(self, other: Figure) -> bool:
        """Tell whether two numbers count the same thing in the same unit."""
        return (self.kind, self.unit) == (other.kind, other.unit)


def figures(document: Document, sentence: Sentence) -> Iterator[Figure]:
    """Yield every number of a sentence that is of a kind that can be asked for."""
    words = document.text[sentence.start : sentence.end]
    for quantity in quantities(words):
        core = _core(words, quantity) if quantity.kind in _USED else None
        if core:
            start, end = (sentence.start + offset for offset in core)
            exact = quantity.bound is Bound.EXACT
            yield Figure(sentence, start, end, quantity.kind, quantity.unit, quantity.value, quantity.low, exact)


def _core(words: str, quantity: Quantity) -> tuple[int, int] | None:
    """Return where the number itself stands, without what bounds it."""
    text = narrow(words[quantity.start : quantity.end])
    if _NO_NUMBER.search(words, quantity.start, quantity.end) or _ORDINAL.search(words, 0, quantity.start):
        return None
    if _NAMED.match(words, quantity.end) or words[: quantity.start].endswith(("（", "(")):
        return None
    if quantity.kind is Kind.FREQUENCY:
        per = _PER.search(text)
        if not per or per["times"] not in ("1", "一") or quantity.value not in _SPANS:
            return None
        return quantity.start + per.start("per"), quantity.start + per.end("per")
    core = _CORE.search(_TAIL.sub("", text))
    one = quantity.kind is Kind.PEOPLE or quantity.unit == "日"
    if not core or (one and quantity.value <= 1):
        return None  # 一名, 一天, 半天 are hardly ever what a rule is about
    return quantity.start + core.start(), quantity.start + core.end()


def alternatives(figure: Figure, others: Iterator[Figure], words: str) -> list[tuple[Fraction | None, Fraction]]:
    """Return other numbers of the kind, those nearest to the right one first, those of the documents before all.

    Args:
        figure: The right one.
        others: The numbers of the documents.
        words: The right one as written.
    """
    found = {(other.low, other.value) for other in others if other.like(figure) and _alike(figure, other, words)}
    near = sorted(found, key=lambda pair: (_distance(pair[1], figure.value), pair[1], pair[0] or 0))
    usual = _USUAL.get((figure.kind, figure.unit), ())
    if "%" in narrow(words) or figure.kind is Kind.MONEY:
        usual = (figure.value / 2, figure.value * 2, figure.value * Fraction(3, 2))
    more = sorted((Fraction(value) for value in usual), key=lambda value: _distance(value, figure.value))
    more = more if figure.low is None else []
    near += [(None, value) for value in more if (None, value) not in near]
    own = (figure.low, figure.value)
    far = _SELDOM if figure.kind is Kind.FREQUENCY else _FAR
    return [pair for pair in near if pair != own and _distance(pair[1], figure.value) <= far]


def _alike(figure: Figure, other: Figure, words: str) -> bool:
    if (figure.low is None) != (other.low is None):
        return False
    steps = {Kind.SHARE: Fraction(1, 20), Kind.MONEY: Fraction(10)}
    step = steps.get(figure.kind)
    if step and (figure.value / step).denominator == 1 != (other.value / step).denominator:
        return False  # 61% beside 30%, 102元 beside 100元
    small = other.value < Fraction(1, 100) or other.value.denominator > 5
    return not (figure.kind is Kind.SHARE and "分" not in words and "半" not in words) or not small or "%" in words


def _distance(one: Fraction, other: Fraction) -> Fraction:
    return max(one, other) / max(min(one, other), Fraction(1, 10**6))


def written(figure: Figure, low: Fraction | None, value: Fraction, words: str) -> str | None:
    """Write another number the way the right one is written; None where it cannot be written so.

    Args:
        figure: The right one.
        low: Lower end of a range.
        value: The number, or the upper end.
        words: The right one as written.
    """
    plain = narrow(words)
    digits = bool(re.search(r"[0-9]", plain))
    if figure.kind is Kind.FREQUENCY:
        per = _SPANS.get(value)
        return _in_digits(per) if per and digits else per
    if figure.kind is Kind.SHARE:
        return _share(value, plain, words)
    if low is not None:
        first, last = _measure(figure, low, plain, digits), _measure(figure, value, plain, digits)
        joint = re.search(r"至|到|—+|-|~", plain)
        if not first or not last or not joint:
            return None
        unit = re.sub(r"^[0-9零一二三四五六七八九十两百]+", "", last)
        same = first.endswith(unit) and plain.count(unit) == 1
        return f"{first.removesuffix(unit) if same else first}{joint[0]}{last}"
    return _measure(figure, value, plain, digits)


def _in_digits(words: str) -> str:
    return words.translate(str.maketrans("一两二三四五六七八九", "1223456789"))


def _share(value: Fraction, plain: str, words: str) -> str | None:
    if "%" in plain:
        sign = "％" if "％" in words else "%"
        return f"{float(value * 100):g}{sign}" if (value * 1000).denominator == 1 else None
    if value == Fraction(1, 2):
        return "半数" if "/" not in plain else "1/2"
    if value.denominator > 5:
        return None
    if "/" in plain:
        return f"{value.numerator}/{value.denominator}"
    return f"{chinese(value.denominator)}分之{chinese(value.numerator)}"


def _measure(figure: Figure, value: Fraction, plain: str, digits: bool) -> str | None:
    """Write a number with its unit."""
    unit = re.sub(r"^[0-9.零一二三四五六七八九十两百千万]+", "", plain.split("至")[-1].split("—")[-1])
    if figure.kind is Kind.PERIOD and figure.unit == "月":
        unit, value = ("年", value / 12) if value % 12 == 0 else ("个月", value)
    elif unit in ("周", "个星期"):
        if value % 7:
            return None
        value /= 7
    elif "万" in plain:
        value /= 10000
        unit = f"万{unit}" if not unit.startswith("万") else unit
    if value.denominator != 1:
        return f"{float(value):g}{unit}" if digits else None
    number = int(value)
    if digits:
        return f"{number}{unit}"
    return f"{'两' if number == 2 else chinese(number)}{unit}"
