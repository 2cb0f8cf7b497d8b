"""Whether a question is about a right of members or about a duty, told by its words and by what it stands under."""

from __future__ import annotations

import re

from bot.study.task import Theme
from index.corpus import Corpus
from index.exam import Form, Proposal

_MEMBER = (
    r"(?<!发展)(?<!接收)(?<!吸收)(?<!多少)(?<!对预备)(?<!对正式)(?<![对把向给为被])党员"
    r"(?!大会|教育|发展|队伍|总数|人数|名册|名单|干部|档案|领导)"
)
_ASIDE = re.compile(
    r"有(?:表决|选举)权的?(?!正式)|申诉渠道|义务[和、]?权利|权利[和、]?义务|尚未恢复.{0,4}权利|权利还没有恢复"
)
"""Words that name rights without being about one."""
_SAYS_RIGHT = re.compile(
    rf"有权(?!威)|{_MEMBER}.{{0,12}}权利|(?:表决|选举|被选举)权|申诉|申辩|保留意见|声明保留|有[^，。；]{{0,6}}的自由"
)
_UNDER_RIGHT = re.compile(r"党员(?:享有|的)?[^，。；的]{0,4}的?权利")
_UNDER_DUTY = re.compile(r"党员(?:必须履行|的)?[^，。；的]{0,4}的?义务")
_MAY = re.compile(rf"{_MEMBER}[^，。；：人]{{0,10}}(?:可以|享有)")
_MUST = re.compile(rf"{_MEMBER}[^，。；：人]{{0,16}}(?:必须|应当|不得|不准|不能)(?!开除|给予|受到|按期转|超过)")
"""Nobody between: of 正式党员3人以上的单位 something else is said."""


def theme_of(corpus: Corpus, proposal: Proposal) -> Theme:
    """Return what a question is about: what its own words say, else what title, chapter and list say of it.

    Which item belongs to a list is about what the list is about: a branch's task to guard rights is no right.
    """
    document, article = corpus.document(proposal.place), corpus.article(proposal.place)
    words = "" if proposal.kind is Form.ITEM else _ASIDE.sub("", document.text[slice(*proposal.span)])
    listed = _ASIDE.sub("", proposal.text) if proposal.kind in (Form.ITEM, Form.RECALL) else ""
    under = " ".join((document.title, *article.path, listed))
    if _SAYS_RIGHT.search(words) and "党员" in f"{words}{under}" and not _UNDER_DUTY.search(listed):
        return Theme.RIGHT
    for pattern, theme in ((_UNDER_RIGHT, Theme.RIGHT), (_UNDER_DUTY, Theme.DUTY)):
        if pattern.search(under):
            return theme
    if _MAY.search(words):
        return Theme.RIGHT
    return Theme.DUTY if _MUST.search(words) else Theme.NEITHER
