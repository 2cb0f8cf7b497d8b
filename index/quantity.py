"""Quantities in Chinese text, what kind each is, and which kinds a question asks for.

A quantity knows its kind, its value in the base unit of the kind and how it is bounded, so that 半年 compares with
6个月 and 每季度1次 with 一年四次. Months and days are not compared with each other: a month has no fixed number of
days.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from index.normalise import normalise
from index.number import NUMBER, narrow, read


class Kind(StrEnum):
    """What is counted."""

    STUDY_HOURS = "学时"
    MONEY = "金额"
    PEOPLE = "人数"
    PERIOD = "期限"
    """Days, working days, weeks, months, years; unit 日, 工作日 or 月."""
    FREQUENCY = "频次"
    """So many times in so long; value in times a year."""
    TIMES = "次数"
    """Times, without in how long."""
    SHARE = "比例"
    """Percent, fractions, majorities."""
    CLOCK = "钟点"
    DATE = "日期"
    MINUTES = "时长"
    """Hours and minutes something lasts; value in minutes."""
    AGE = "年龄"
    CHARACTERS = "字数"
    PAGES = "页数"
    PIECES = "份数"
    """篇, 份, 张, 联, 幅."""
    AREA = "面积"
    SCORE = "分数"
    COUNT = "个数"
    """Anything else that is counted."""


class Bound(StrEnum):
    """How a quantity bounds what it speaks of."""

    EXACT = "exact"
    AT_LEAST = "at least"
    AT_MOST = "at most"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity in a text."""

    kind: Kind
    value: Fraction
    """In the base unit; of a range (3至5人) the upper end; 0 for a date or a time of day, which are not compared."""
    unit: str
    """Base unit: quantities of one kind compare only where this is the same."""
    bound: Bound
    start: int
    end: int
    """Offsets of its words with what bounds it: 一般不少于32学时."""
    low: Fraction | None = None
    """The lower end of a range."""

    def same(self, other: Quantity) -> bool:
        """Tell whether two quantities are of one kind and unit."""
        return (self.kind, self.unit) == (other.kind, other.unit)


_MONTH, _DAY = "月", "日"
_UNITS: dict[str, tuple[Kind, str, Fraction]] = {
    "学时": (Kind.STUDY_HOURS, "学时", Fraction(1)),
    "元": (Kind.MONEY, "元", Fraction(1)),
    "块": (Kind.MONEY, "元", Fraction(1)),
    "毛": (Kind.MONEY, "元", Fraction(1, 10)),
    "角": (Kind.MONEY, "元", Fraction(1, 10)),
    "人": (Kind.PEOPLE, "人", Fraction(1)),
    "名": (Kind.PEOPLE, "人", Fraction(1)),
    "位": (Kind.PEOPLE, "人", Fraction(1)),
    "党员": (Kind.PEOPLE, "人", Fraction(1)),
    "工作日": (Kind.PERIOD, "工作日", Fraction(1)),
    "天": (Kind.PERIOD, _DAY, Fraction(1)),
    "日": (Kind.PERIOD, _DAY, Fraction(1)),
    "周": (Kind.PERIOD, _DAY, Fraction(7)),
    "星期": (Kind.PERIOD, _DAY, Fraction(7)),
    "礼拜": (Kind.PERIOD, _DAY, Fraction(7)),
    "月": (Kind.PERIOD, _MONTH, Fraction(1)),
    "季度": (Kind.PERIOD, _MONTH, Fraction(3)),
    "年": (Kind.PERIOD, _MONTH, Fraction(12)),
    "小时": (Kind.MINUTES, "分钟", Fraction(60)),
    "钟头": (Kind.MINUTES, "分钟", Fraction(60)),
    "分钟": (Kind.MINUTES, "分钟", Fraction(1)),
    "岁": (Kind.AGE, "岁", Fraction(1)),
    "次": (Kind.TIMES, "次", Fraction(1)),
    "回": (Kind.TIMES, "次", Fraction(1)),
    "趟": (Kind.TIMES, "次", Fraction(1)),
    "字": (Kind.CHARACTERS, "字", Fraction(1)),
    "页": (Kind.PAGES, "页", Fraction(1)),
    "平": (Kind.AREA, "平方米", Fraction(1)),
    "分": (Kind.SCORE, "分", Fraction(1)),
} | {piece: (Kind.PIECES, piece, Fraction(1)) for piece in "篇份张联幅"}
_UNIT = (
    r"个?学时|元|块钱?|毛钱?|角(?!度|色)|个?人(?![民大员均选])|名(?![称单义字额誉])|位(?!置)|个?(?:正式|预备)?党员|"
    r"个?工作日|天|日(?=以?内|之内|以上|以下|后)|周(?!年|岁|[一二三四五六日天])|个?(?:星期|礼拜)(?![一二三四五六日天])|"
    r"个月|年(?![级版代度初底来薪])|个?季度|个?小时|个?钟头|分钟|周?岁|次(?![数日要序])|回(?![来家国到执答去])|趟|"
    r"个?字(?![号样])|页|平(?:方米|方|米)|分(?![之钟别子为成工管开析配类档期组级批步头散局部公数支])|[篇份张联幅]|"
    r"[个家项条种部款步档卷届桌类门件句]"
)
_PER_YEAR = {"年": 1, "半年": 2, "学期": 2, "季": 4, "月": 12, "周": 52, "星期": 52, "天": 365, "日": 365}
_SPAN = r"(?:个?季度?|个?月|半年|年|周|星期|天|日|个?学期)"
_MIDDLE = r"[^，。；：,;:？?！!、\n每]"
_QUANTITY = re.compile(
    rf"每(?P<n>{NUMBER}|半)?(?P<per>{_SPAN}){_MIDDLE}{{0,24}}?(?P<times>{NUMBER})(?:[至到]{NUMBER})?(?:[次回趟篇]|天(?=开展))"
    rf"|(?P<n2>{NUMBER}|半)(?P<per2>个?季度|个?月|年|周|个?星期)[^，。；：,;:？?！!、\n内后前以]{{0,5}}?(?P<times2>{NUMBER})[次回趟]"
    rf"|按(?P<by>半年|季度?|月|年|周)(?=[交缴]|公布|召开|开会|分|向)"
    rf"|(?P<share>(?:{NUMBER}|几)(?:%|个点)|百分之{NUMBER}|{NUMBER}分之{NUMBER}|\d{{1,2}}/\d{{1,2}}(?![\d/])|半数|(?<!超)过半数?(?![个年月天小])|一半)"
    rf"|(?P<clock>\d{{1,2}}:\d{{2}}|(?:[上下]午|早上|晚上|中午|凌晨){NUMBER}[点时]|{NUMBER}点(?=钟|半|整|[前后开到]))"
    rf"|(?P<date>(?:\d{{4}}|[〇零一二三四五六七八九]{{4}})年(?:{NUMBER}月(?:{NUMBER}[日号])?)?"
    rf"|{NUMBER}月(?:{NUMBER}[日号]|份|底|初|中旬)?|{NUMBER}号|(?:周|星期)[一二三四五六日天]|第[一二三四]季度)"
    rf"|(?P<low>{NUMBER})(?P<lowunit>个?[月年天元名人]|个)?(?:至|到|—+|-|~)(?P<high>{NUMBER})(?P<highunit>{_UNIT})"
    rf"|(?P<number>{NUMBER}|半)(?P<unit>{_UNIT})(?P<half>半(?![数年月天]))?"
)
_BEGINS = re.compile(r"[0-9零一二三四五六七八九〇○两十百半每按过周星第几上下早晚中凌]")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_ORDINAL = re.compile(r"[第之]$")
_IDIOM = re.compile(r"一(?:个人|个|条|项|种|位|回|家|部)")
_LEADS = {
    Bound.AT_LEAST: (r"不[得能]?(?:少于|低于)|至少|最少|起码|(?<!不)超过|(?<![不得])多于|(?<![不未])满"),
    Bound.AT_MOST: (
        r"不[得能][^，。；：,;:、\d]{0,4}超过|不[得能]?(?:超过|多于|高于)|至多|最多|最长|"
        r"不足|不满|未满|(?<![不得能])少于|(?<![不得能])低于"
    ),
}
_LEAD = re.compile(
    rf"(?:一般|原则上|最长|最多|最少)*(?:(?P<least>{_LEADS[Bound.AT_LEAST]})|(?P<most>{_LEADS[Bound.AT_MOST]}))"
    r"(?:[^，。；：,;:、\d]{0,4}|[^，。；：,;:、\d]{0,10}的)$"
)
_TAIL = re.compile(r"(?P<least>(?:及|\(含\))?以上)|(?P<most>(?:及|\(含\))?(?:以下|以内|之内|内(?![容部])))")
_WITHIN = (
    (Bound.AT_LEAST, re.compile("至少|不少于|起码|最少")),
    (Bound.AT_MOST, re.compile("不超过|最多|至多|不得超过")),
)


def quantities(text: str) -> tuple[Quantity, ...]:
    """Find the quantities of a text, in order; numbers of articles (第四条), round words (一个) and ranks are none."""
    return tuple(_found(narrow(text)))


def _found(text: str) -> Iterator[Quantity]:
    at = 0
    while begins := _BEGINS.search(text, at):
        match = _QUANTITY.match(text, begins.start())
        quantity = _quantity(text, match) if match else None
        at = match.end() if match and quantity else _past(text, begins)
        if quantity:
            yield quantity


def _past(text: str, begins: re.Match[str]) -> int:
    """Return where to look on behind a number that is no quantity: not inside its own digits."""
    number = _DIGITS.match(text, begins.start())
    return number.end() if number else begins.end()


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    if _ORDINAL.search(text, max(0, match.start() - 1), match.start()) or _IDIOM.fullmatch(match[0]):
        return None
    if match["date"] or match["clock"]:
        kind = Kind.DATE if match["date"] else Kind.CLOCK
        return Quantity(kind, Fraction(0), "", Bound.EXACT, match.start(), match.end())
    worth = _frequency(match) or _share(match) or _measured(match)
    if not worth:
        return None
    kind, value, unit, low = worth
    bound, start, end = _bounded(text, match)
    return Quantity(kind, value, unit, bound, start, end, low)


_Worth = tuple[Kind, Fraction, str, Fraction | None]


def _frequency(match: re.Match[str]) -> _Worth | None:
    if match["by"]:
        return Kind.FREQUENCY, Fraction(_PER_YEAR[match["by"].removesuffix("度")]), "次", None
    span, times = match["per"] or match["per2"], _number(match["times"] or match["times2"])
    length = _number(match["n"] or match["n2"] or "1")
    if not span or not times or not length:
        return None
    name = span.removeprefix("个")
    return Kind.FREQUENCY, times * _PER_YEAR[name.removesuffix("度")] / length, "次", None


def _share(match: re.Match[str]) -> _Worth | None:
    words = match["share"]
    if not words:
        return None
    if words in ("半数", "过半数", "过半", "一半"):
        value: Fraction | None = Fraction(1, 2)
    elif words[-1] in "%点":
        value = _ratio(words.rstrip("%点个"), "100")
    else:
        below, _, above = words.partition("分之") if "分之" in words else words.partition("/")[::-1]
        value = _ratio(above, "100" if below == "百" else below)
    return (Kind.SHARE, value, "", None) if value is not None else None


def _ratio(above: str, below: str) -> Fraction | None:
    over, under = _number(above), _number(below)
    return over / under if over is not None and under else None


def _measured(match: re.Match[str]) -> _Worth | None:
    words, written = match["number"] or match["high"], match["unit"] or match["highunit"]
    value = _number(words)
    if value is None or not written:
        return None
    kind, unit, size = _unit(written)
    if match["half"]:
        value += Fraction(1, 2)
    if unit == _MONTH and value * size > 12 * 200:
        return None
    low = _number(match["low"])
    return kind, value * size, unit, low * size if low is not None else None


def _unit(written: str) -> tuple[Kind, str, Fraction]:
    """Return the kind and base unit of a unit as written: 个月, 块钱, 名, 周岁."""
    plain = written.removesuffix("钱")
    plain = "平" if plain.startswith("平") else plain.removeprefix("个") if len(plain) > 1 else plain
    if plain.endswith(("党员", "岁")):
        plain = plain[-2:] if plain.endswith("党员") else "岁"
    return _UNITS.get(plain, (Kind.COUNT, plain, Fraction(1)))


def _number(words: str | None) -> Fraction | None:
    if words == "半":
        return Fraction(1, 2)
    value = read(words) if words else None
    return Fraction(value) if value is not None else None


def _bounded(text: str, match: re.Match[str]) -> tuple[Bound, int, int]:
    """Return how a quantity is bounded, and the span of its words with those that bound it."""
    start, end = match.span()
    for bound, inside in _WITHIN:
        if inside.search(match[0]):
            return bound, start, end
    lead, tail = _LEAD.search(text, max(0, start - 24), start), _TAIL.match(text, end)
    if lead:
        return (Bound.AT_LEAST if lead["least"] else Bound.AT_MOST), lead.start(), end
    if tail:
        return (Bound.AT_LEAST if tail["least"] else Bound.AT_MOST), start, tail.end()
    return Bound.EXACT, start, end


_MANY = r"(?:多少|(?<![前好那这们了哪])几)"
_ASKED: tuple[tuple[frozenset[Kind], re.Pattern[str]], ...] = tuple(
    (frozenset(kinds), re.compile(pattern))
    for kinds, pattern in (
        ({Kind.STUDY_HOURS}, rf"{_MANY}个?学时|学时.{{0,6}}{_MANY}"),
        (
            {Kind.MONEY},
            rf"{_MANY}(?:钱|块|元|毛|角)|(?:津贴|补贴|补助|工资|奖金|预算|餐标|慰问金|课酬|讲课费).{{0,8}}{_MANY}(?![天年月号点次])",
        ),
        ({Kind.MONEY, Kind.SHARE}, rf"费.{{0,10}}{_MANY}(?![天年月号点次])|{_MANY}.{{0,3}}(?:党费|会费|团费)"),
        (
            {Kind.PEOPLE, Kind.SHARE},
            rf"{_MANY}(?:名|位|个?人(?!事)|个?(?:正式|预备)?党员|个?(?:委员|介绍人|联系人|培养|专职|组织员|代表|支委))",
        ),
        ({Kind.PERIOD}, rf"{_MANY}(?:天|个?月(?!份)|年|周|个?工作日|个?星期)|多长时间|多久|期限|时限|期多长"),
        ({Kind.FREQUENCY}, rf"多久|频率|(?:多长时间|{_MANY}(?:天|个?月|年|周)).{{0,6}}[次回趟届]|间隔"),
        ({Kind.FREQUENCY, Kind.TIMES}, rf"{_MANY}[次回趟遍]"),
        ({Kind.SHARE}, rf"百分之{_MANY}|{_MANY}(?:成|个点|票|分之)|比例|过半(?![个年月天])|几分之几"),
        ({Kind.CLOCK}, r"几点(?!要求|意见|建议)|几时|什么钟点"),
        ({Kind.DATE}, r"哪天|哪一天|几号|几月|哪年|哪一年|哪月|何时|什么时候|啥时候|周几|星期几"),
        ({Kind.MINUTES}, rf"{_MANY}(?:个?小时|个?钟头|分钟)"),
        ({Kind.AGE}, rf"{_MANY}(?:周?岁)|年龄|多大岁数"),
        ({Kind.CHARACTERS}, rf"{_MANY}[百千万]?字|字数"),
        ({Kind.PAGES}, rf"{_MANY}页|页数"),
        ({Kind.PIECES}, rf"{_MANY}[篇份张联幅]"),
        ({Kind.AREA}, rf"{_MANY}(?:个?平)|面积.{{0,4}}多[大少]|多大面积|多大尺寸"),
        ({Kind.SCORE}, rf"{_MANY}(?:积分|分(?!之|钟|别))|分数线"),
        ({Kind.COUNT}, rf"{_MANY}(?:个(?!月|人|小时|学时|工作日|钟头|点)|家|项|条|种|部|步|档|届|桌|卷)"),
    )
)


def asked(question: str) -> frozenset[Kind]:
    """Return the kinds of quantity a question asks for; any one of them may be the answer."""
    plain = normalise(question)
    return frozenset().union(*(kinds for kinds, pattern in _ASKED if pattern.search(plain)))
