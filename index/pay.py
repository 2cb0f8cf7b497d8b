"""What a question says about somebody's pay: how much, for how long, before or after tax, and whose it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from index.number import NUMBER, read


class Group(StrEnum):
    """Whose dues are asked for, as the rules tell members apart."""

    PAID = "paid"
    RETIRED = "retired"
    STUDENT = "student"
    FARMER = "farmer"
    WITHOUT_WORK = "without work"


@dataclass(frozen=True, slots=True)
class Pay:
    """Somebody's income as a question gives it."""

    group: Group
    amount: Decimal | None
    """Yuan; None where none is given."""
    least: Decimal | None = None
    most: Decimal | None = None
    """Of an amount that is only about so much (六千多): what it lies between."""
    gross: bool = False
    """Before tax, as the question says."""
    net: bool = False
    """After tax, as the question says."""
    monthly: bool = True
    """False for a yearly, quarterly or daily amount."""


WHOSE = {
    Group.STUDENT: "学生|研究生|博士生",
    Group.FARMER: "农民(?!工)|种地|务农|种田",
    Group.WITHOUT_WORK: "下岗|失业|低保|最低生活保障|抚恤|救济",
    Group.RETIRED: "退休|离休|养老金|退了休",
}
"""What names a group, in questions as in rules."""
_EARNS = "毕业了|工作了|上班|村官|就业"
_DUES = re.compile(r"党费|\bdues\b")
_OTHER_DUES = re.compile(r"会费|团费|社费|个税|所得税|社保|公积金|房租|补偿|罚")
_PAYS = re.compile(r"[交缴%]|个点|百分之")
_HOW_MUCH = re.compile(
    r"多少|(?<![好第前])几(?!个?月|年|天|号|次|回|档)|怎么[算交]|咋[算交]|标准|还是|算一?[下算]|[应该]交|how much"
)
_INCOME = re.compile(
    r"工资|薪|税[后前]|到手|实发|收入|[月年]入|养老金|[退离]休[金费]|[一每]个?月|月[拿挣]|[拿挣赚领]|earn|salary|income"
)
_GIFT = re.compile(r"自愿|(?<![万千百十])多交|捐|一次性|特殊党费|挪用|补助|返聘")
_NET, _GROSS = re.compile(r"税后|到手|实发|扣完?税|after tax|net"), re.compile(r"税前|应发|before tax|gross")
_NOT_MONTHLY = re.compile(
    rf"年薪|年收入|年入|年终|全年|季度?(?:收入|挣|赚|拿|的?利润)|上个?季度|日薪|时薪|周薪|[一每]天|一天"
    rf"|[一每1]年(?:下来|能|可以|总共|一共|大概|到手|税[后前])*(?:[挣赚拿领]|收入|工资|有)?(?={NUMBER})"
    r"|per year|a year|annual"
)
_AMOUNT = re.compile(
    rf"(?<![第\d.\-])(?P<number>(?>{NUMBER}))(?P<about>多|来|出头|左右|上下)?+\s*+(?:块钱?|元|圆|整|rmb|yuan)?+(?P<about2>左右|上下|出头|多)?+"
    r"(?!\d|个?月(?!的?党费)|[年号日岁条档级届分点天次人名位周项款]|个(?!月)|个?学时|%|\s*(?:个点|以上|以下|以内|及以|\(?含))"
)
_ROSE = re.compile(r"(?:涨|升|提|降|变|调)(?:到|成|为|至)了?$")
_CHANGE = re.compile(r"(?:[涨升加多扣减降少]了?|补发了?|交了?|[交缴]过?|百分之)$")
_ABOUT_BEFORE = re.compile(r"(?:大概|大约|差不多|约|将近|近|快|不到)(?:有|是)?$")
_SMALLEST = 100
"""Nobody's monthly income is less; what is less is a rate (是1.5还是2)."""


def pay_of(plain: str) -> Pay | None:
    """Read the income a normalised question gives where it asks how much dues come to; None where it does not ask."""
    named = _DUES.search(plain)
    if not _HOW_MUCH.search(plain) or _GIFT.search(plain) or (not named and _OTHER_DUES.search(plain)):
        return None
    if not named and not (_PAYS.search(plain) and _INCOME.search(plain)):
        return None
    group = _group(plain)
    if group not in (Group.PAID, Group.RETIRED):
        return Pay(group, None)
    amounts = _amounts(plain) if _INCOME.search(plain) else []
    if len({words["number"] for words in amounts}) != 1:
        return None
    return _read(plain, group, amounts[0])


def _group(plain: str) -> Group:
    for group, words in WHOSE.items():
        if re.search(words, plain) and not re.search(_EARNS, plain):
            return group
    return Group.PAID


def _amounts(plain: str) -> list[re.Match[str]]:
    """Find the amounts of income: the one it rose to, those after tax where a question tells both, else all."""
    found, last = [], 0
    for match in _AMOUNT.finditer(plain):
        before, value = plain[last : match.start()], read(match["number"])
        if value is None or value < _SMALLEST or _CHANGE.search(before):
            continue
        if _ROSE.search(before):
            return [match]
        found.append((match, before))
        last = match.end()
    net = [match for match, before in found if _NET.search(before)]
    return net or [match for match, _ in found]


def _read(plain: str, group: Group, match: re.Match[str]) -> Pay:
    amount = read(match["number"]) or Decimal(0)
    net = bool(_NET.search(plain))
    gross = bool(_GROSS.search(plain)) and not net
    about = match["about"] or match["about2"]
    least: Decimal | None = None
    most: Decimal | None = None
    if about in ("多", "来", "出头"):
        least, most = amount, amount + _step(amount)
    elif about or _ABOUT_BEFORE.search(plain[: match.start()]):
        least, most = amount * Decimal("0.9"), amount * Decimal("1.1")
    return Pay(group, amount, least, most, gross, net, not _NOT_MONTHLY.search(plain))


def _step(amount: Decimal) -> Decimal:
    """Return how much 多 may add: less than one of the last place that is said (六千多: 1000)."""
    exponent = amount.normalize().as_tuple().exponent
    return Decimal(10) ** max(int(exponent), 0)
