"""What a branch does again and again: how often, and by which article. Facts in our own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from bot.agenda.period import Rhythm


@dataclass(frozen=True, slots=True)
class Basis:
    """An article, by the title of its document and its own label."""

    document: str
    label: str

    def __str__(self) -> str:
        return f"《{self.document}》{self.label}"

    @property
    def short(self) -> str:
        """What people say for it."""
        return f"{_SHORT.get(self.document, self.document)}{self.label}"


_BRANCHES = "中国共产党支部工作条例（试行）"
_EDUCATION = "中国共产党党员教育管理工作条例"
_DUES = "关于中国共产党党费收缴、使用和管理的规定"
_SHORT = {_BRANCHES: "支部工作条例", _EDUCATION: "党员教育管理工作条例", _DUES: "党费规定"}
ELECTION = (Basis(_BRANCHES, "第二十一条"), Basis("中国共产党章程", "第三十一条"))
"""On how long a term is."""
COMMITTEE_FROM = 7
"""So many full members have a committee (支部工作条例第二十条)."""


class Item(StrEnum):
    """What a branch does; in the order in which it is shown."""

    THEME_DAY = "theme"
    COMMITTEE = "committee"
    GROUPS = "groups"
    DUES = "dues"
    ASSEMBLY = "assembly"
    LECTURE = "lecture"
    LIFE = "life"
    APPRAISAL = "appraisal"


@dataclass(frozen=True, slots=True)
class Fact:
    """What the rules say of an item.

    Attributes:
        name: What it is called.
        rhythm: How often it is done.
        often: The same in words, with what is particular about it.
        basis: Where it stands.
        template: Of the study task that covers it, see `bot.study.templates`; None where there is none.
        at_first: Whether every branch has it from the beginning.
        formal: What rules call it, where that is not its name.
    """

    name: str
    rhythm: Rhythm
    often: str
    basis: tuple[Basis, ...]
    template: str | None = None
    at_first: bool = True
    formal: str = ""


FACTS: Mapping[Item, Fact] = MappingProxyType(
    {
        Item.THEME_DAY: Fact(
            "主题党日",
            Rhythm.MONTH,
            "每月一次，日子相对固定。",
            (Basis(_BRANCHES, "第十六条"), Basis(_EDUCATION, "第十六条")),
            "主题党日",
        ),
        Item.COMMITTEE: Fact(
            "支委会",
            Rhythm.MONTH,
            f"一般每月一次，有需要随时可以开，委员到会要过半。正式党员不满{COMMITTEE_FROM}人、没有设支委会的支部用不着，"
            "关掉就行。",
            (Basis(_BRANCHES, "第十二条"), Basis(_BRANCHES, "第二十条")),
            formal="支部委员会会议",
        ),
        Item.GROUPS: Fact(
            "党小组会",
            Rhythm.MONTH,
            "分了党小组的支部，一般每月一次。",
            (Basis(_BRANCHES, "第十三条"),),
            at_first=False,
        ),
        Item.DUES: Fact(
            "收交党费",
            Rhythm.MONTH,
            "党员按月交；有特殊情况，支部同意后可以一个季度交一次。补交一般不超过6个月；支部不垫交、不代扣。",
            (Basis(_DUES, "第十二条"), Basis(_DUES, "第十四条")),
            formal="党费",
        ),
        Item.ASSEMBLY: Fact(
            "党员大会",
            Rhythm.QUARTER,
            "一般每季度一次。要表决的事，有表决权的党员到会要过半。",
            (Basis(_BRANCHES, "第十一条"),),
            "支部党员大会",
        ),
        Item.LECTURE: Fact(
            "党课",
            Rhythm.YEAR,
            "条例没有给支部定次数，这里按一年至少一次提醒；党委（党组）书记一年至少讲一次。",
            (Basis(_BRANCHES, "第十六条"),),
            "党课",
        ),
        Item.LIFE: Fact(
            "组织生活会",
            Rhythm.YEAR,
            "一年至少一次，多半放在第四季度。",
            (Basis(_BRANCHES, "第十七条"), Basis(_EDUCATION, "第十七条")),
            "组织生活会",
        ),
        Item.APPRAISAL: Fact(
            "民主评议党员",
            Rhythm.YEAR,
            "一般一年一次，可以和组织生活会一起开。",
            (Basis(_BRANCHES, "第十八条"), Basis(_EDUCATION, "第十八条")),
            "民主评议",
        ),
    }
)
BY_TEMPLATE: Mapping[str, Item] = MappingProxyType(
    {fact.template: item for item, fact in FACTS.items() if fact.template}
)
