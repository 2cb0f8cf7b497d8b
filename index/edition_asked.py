"""「2014年的细则怎么规定」: which edition a question asks for, by its year or as the old one.

A year alone asks for nothing (「2026年预备期多久」): it must stand with a rule, with 版 or with 规定, and a document of
the base must have an edition of that year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from index.normalise import normalise
from knowledge.document import Document
from knowledge.editions import family, years
from knowledge.numerals import to_int

_NOUN = (
    r"党章|章程|条例|细则|规定|办法|规则|准则|规程|规范|守则|公约|制度|法(?![定律规人院治])|通知|意见|方案|计划|规划"
)
_YEAR = re.compile(
    r"(?<![\d第])(?P<full>(?:19|20)\d\d)(?!\d)年?"
    r"|(?<![\d第])(?P<short>\d\d)(?=版)|(?:^|(?<=[^\d\u4e00-\u9fff])|(?<=[问查按照据看道和与跟比在是下说用]))(?P<brief>\d\d)年"
    r"|(?P<spelled>[一二][九〇零○][〇零○一二三四五六七八九]{2})年?"
)
_VERSION = re.compile(r"(?:新?修订|修正|修改)?(?:版|修订|修正)")
_SAYS = re.compile(r"(?:的时候|时|的|当时|那时|那会儿|是)*(?:怎么|如何|怎样|咋)?规定")
_CLOSES = re.compile(r"(?:的|那个|那版|那一版)[?。!]*$")
_OLD = re.compile(
    rf"(?P<edition>旧版|老版|上一版|前一版|修[订改正]前)的?|旧的?|老的?(?=《?(?:{_NOUN}))|原来?的?(?=《?(?:{_NOUN}))"
    r"|(?<![\u4e00-\u9fff])以前的|(?:废止|失效)了?的"
)
_NAMED = re.compile(rf"(?P<subject>[^，。;；？?!！:：]{{0,24}}?)(?P<noun>{_NOUN})")
"""From a year to the name it qualifies: 中国共产党普通高等学校基层组织工作条例 has 19 characters before its noun."""
_FILLER = re.compile(r"[\s的那这部个()《》版]|新?修订|修正|修改|发布|印发|施行|试行|\d+[月日号]|起")
_GENERIC = "规定"
"""Means any rule: 「按2014年的规定」."""


def edition_asked(question: str, documents: Iterable[tuple[int, Document]], today: date) -> frozenset[int]:
    """Return the documents of the edition a question asks for.

    Args:
        question: As asked.
        documents: Those the asker may read, with their numbers.
        today: Tells which are old.

    Returns:
        Their numbers; none where the question asks for no edition, for one that the base does not have, or only for
        what is in force, which answers anyway.
    """
    text = normalise(question)
    dated = [(found, _year(found)) for found in _YEAR.finditer(text)]
    old = list(_OLD.finditer(text))
    if not dated and not old:
        return frozenset()
    known = {n: d for n, d in documents if _kinds(d)}
    wanted = {n for n, d in known.items() for found, year in dated if year in years(d) and _of_year(text, found, d)}
    if not wanted:
        wanted = {n for n, d in known.items() if d.edition.ended(today) and any(_as_old(text, o, d) for o in old)}
    return frozenset(wanted) if any(not known[n].edition.in_force(today) for n in wanted) else frozenset()


def _year(found: re.Match[str]) -> int:
    short = found["short"] or found["brief"]
    if short:
        return int(short) + (2000 if int(short) < 50 else 1900)
    return int(found["full"]) if found["full"] else to_int(found["spelled"])


def _kinds(document: Document) -> frozenset[str]:
    """Return the nouns a document may be called by: 章程 and 党章; none where its title ends with none."""
    name = family(document.title)
    found = re.search(rf"(?:{_NOUN})$", name)
    if not found:
        return frozenset()
    return frozenset({found[0], _GENERIC} | ({"党章"} if name == "中国共产党章程" else set()))


def _of_year(text: str, found: re.Match[str], document: Document) -> bool:
    """Tell whether a year of the text calls for an edition of a document."""
    before, after = text[: found.start()], text[found.end() :]
    if _VERSION.match(after) or _SAYS.match(after) or _CLOSES.match(after):
        return _mentioned(text, document)
    bracketed = re.search(rf"(?P<noun>{_NOUN})》?\s*\(\s*$", before)
    if bracketed:
        return bracketed["noun"] in _kinds(document)
    return _named_next(after, document)


def _as_old(text: str, found: re.Match[str], document: Document) -> bool:
    """Tell whether words for the old edition mean a document."""
    if _named_next(text[found.end() :], document):
        return True
    return bool(found["edition"]) and _mentioned(text, document)


def _named_next(after: str, document: Document) -> bool:
    """Tell whether a text begins with a name of a document: characters of its title, then its noun."""
    found = _NAMED.match(after)
    return found is not None and found["noun"] in _kinds(document) and not _strange(found["subject"], document)


def _strange(subject: str, document: Document) -> set[str]:
    return set(_FILLER.sub("", subject)) - set(normalise(document.title))


def _mentioned(text: str, document: Document) -> bool:
    """Tell whether a text mentions a document by its noun, or no kind of rule at all."""
    nouns = {found[0] for found in re.finditer(_NOUN, text)} - {_GENERIC}
    return not nouns or not nouns.isdisjoint(_kinds(document))
