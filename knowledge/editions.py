"""Editions of one rule in a base: which came later, and what a rule repeals."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from knowledge import edition
from knowledge.correction import settled_by_hand
from knowledge.document import Document

RULE = re.compile(r"(?:党章|章程|条例|细则|规定|办法|规则|准则|规程|规范|守则|公约|制度|法)$")
"""Ends the titles of rules. Of plans, notices and reports the later does not replace the earlier."""
_STATE = re.compile(
    r"\((?:\d{4}年?)?(?:试行|暂行|修订|修正|修改|草案|施行)?(?:版|本|稿|案)?(?:\d{4})?\)|\(\d{4}.*?\)"
    r"|(?:19|20)\d\d年?(?:新?修订|修正|版)*|[《》\s]"
)
_TRIAL = re.compile(r"(?:试行|暂行)(?=(?:办法|规定|条例|细则|规则|制度|规程)$)")
_ISSUING = re.compile(r".*?关于(?:印发|发布|公布)《(?P<title>[^《》]+)》.*通知$")
_MAKER = re.compile(r"^(?:关于)?(?:中国共产党|中华人民共和国|中共中央(?:办公厅|组织部)?|国务院)?(?:关于)?(?=.{2,})")
_CENTRAL = re.compile(r"中共中央|中央|国务院|全国人民代表大会|中国共产党(?:中央|第.{1,4}次全国代表大会)")
_DRAFT = re.compile(r"草案|征求意见|讨论稿|送审稿|审议稿")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class _Rule:
    """A document that takes part: a rule with its family and the day it counts from."""

    at: int
    document: Document
    family: str
    since: date | None
    """The day it is in force from, else that of its adoption."""


@lru_cache(maxsize=8192)  # every question asks it of every title
def family(title: str) -> str:
    """Return what the editions of one rule have in common: the title without year, state (试行, 修订) and maker.

    "中国共产党某某条例（试行）" and "某某条例（2024年修订）" are one family; "某某条例实施细则", "某省某某条例" and a
    commentary are others.
    """
    title = unicodedata.normalize("NFKC", title)
    issued = _ISSUING.match(title)
    plain = _TRIAL.sub("", _STATE.sub("", issued["title"] if issued else title))
    plain = "中国共产党章程" if plain == "党章" else plain
    short = _MAKER.sub("", plain)
    return plain if RULE.fullmatch(short) else short  # 章程 alone would be anybody's


def is_central(document: Document) -> bool:
    """Tell whether a rule is one of the central leadership's, in force everywhere, by who made it or by its title."""
    maker, title = document.edition.issuer, document.title.strip("《》").removeprefix("关于")
    return bool(_CENTRAL.match(maker)) or title.startswith(("中国共产党", "中共中央", "中华人民共和国"))


def years(document: Document) -> frozenset[int]:
    """Return the years by which people may call for an edition: of its days, its number, its title and file name."""
    own = document.edition
    named = f"{document.title} {edition.without_mark(document.file)} {own.number}"
    days = {day.year for day in (own.adopted, own.effective) if day}
    return frozenset(days | {int(year) for year in _YEAR.findall(unicodedata.normalize("NFKC", named))})


def settle(documents: Sequence[Document]) -> list[Document]:
    """Mark in a base what was superseded or repealed by another document of it.

    The later edition of a rule supersedes the earlier from the day it is in force. What a rule says it repeals is
    superseded by it from that day, unless it was issued again later. What the file, the text or the administrator says
    of a document stands. Marks derived before are worked out anew.

    Returns:
        The documents in the same order.
    """
    stated = [replace(d, edition=d.edition.as_stated()) if d.edition.derived else d for d in documents]
    rules = [_rule(at, document) for at, document in enumerate(stated) if _counts(document)]
    ending: defaultdict[str, list[_Rule]] = defaultdict(list)
    for rule in rules:
        for name in {rule.family, *map(family, rule.document.edition.replaces)}:
            ending[name].append(rule)
    marked = list(stated)
    for rule in rules:
        own = rule.document.edition
        if own.superseded_by or own.repealed or settled_by_hand(rule.document):
            continue
        successors = (other for other in ending[rule.family] if _ends(other, rule))
        successor = min(successors, key=lambda other: (other.since or date.max, other.at), default=None)
        if successor:
            ended = replace(own, superseded_by=_called(successor), superseded_from=successor.since, derived=True)
            marked[rule.at] = replace(rule.document, edition=ended)
    return marked


def _counts(document: Document) -> bool:
    return not document.edition.summary and not _DRAFT.search(f"{document.title} {document.file}")


def _rule(at: int, document: Document) -> _Rule:
    own = document.edition
    return _Rule(at, document, family(document.title), own.effective or own.adopted)


def _ends(other: _Rule, rule: _Rule) -> bool:
    """Tell whether another document ends a rule."""
    if other.at == rule.at or not _same_maker(rule.document, other.document):
        return False
    return _is_later_edition(other, rule) or _repeals(other, rule)


def _is_later_edition(other: _Rule, rule: _Rule) -> bool:
    return other.family == rule.family and bool(RULE.search(rule.family)) and _later(other, rule) is True


def _repeals(other: _Rule, rule: _Rule) -> bool:
    """Tell whether a rule says that it repeals another, and the other was not issued again since."""
    titles = other.document.edition.replaces
    if rule.family not in {family(title) for title in titles}:
        return False
    later = _later(other, rule)
    if later is None and other.family == rule.family:  # an undated namesake may as well be its successor
        return rule.document.title in titles and rule.document.title != other.document.title
    return later is not False


def _later(other: _Rule, rule: _Rule) -> bool | None:
    """Tell whether a rule counts from a later day than another; None where one of them does not say."""
    if other.since and rule.since:
        return other.since > rule.since
    first, second = _year(other), _year(rule)
    return first > second if first and second and first != second else None


def _year(rule: _Rule) -> int | None:
    """Return the year of an edition, the latest it is called by where it names no day."""
    return rule.since.year if rule.since else max(years(rule.document), default=None)


def _same_maker(rule: Document, other: Document) -> bool:
    """Tell whether two documents can be of one maker: two schools' rules of one name are not editions of each other."""
    first, second = rule.edition.issuer, other.edition.issuer
    if not first or not second or first in second or second in first:
        return True
    return bool(_CENTRAL.match(first) and _CENTRAL.match(second))


def _called(rule: _Rule) -> str:
    """Name a successor with its year, for it may bear the same title."""
    title = rule.document.title.strip("《》")
    year = _year(rule)
    return f"《{title}》" + (f"（{year}年）" if year and str(year) not in title else "")
