"""What a question names that the article found is not about: another organisation, another rule, edition or item.

What names an organisation or a field of law is data, `elsewhere.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from index import empty_words
from index.normalise import normalise
from index.segments import Segmenter
from knowledge.document import Article, Document, Kind, Level
from knowledge.editions import years
from knowledge.numerals import NUMERAL, to_int

_RULE = re.compile(
    r"《(?P<title>[^《》]{3,40})》"
    r"|(?P<before>[\u3400-\u9fff]{2,24}?)(?P<noun>条例|细则|准则|规程|章程|守则|工作规则"
    r"|(?<=[\u3400-\u9fff]{2})(?<![办方看做想合违立执守宪书说用语手算无没设依])(?<!(?<!公)司)法(?=第|里|规定|中|怎么|上|$))"
)
_CITED = re.compile(r"《([^《》]+)》")
_LEADS = frozenset(
    re.findall(
        r"\w\w",
        "请问 根据 按照 依据 依照 参照 关于 对于 违反 违背 学习 执行 修改 修订 制定 这个 那个 去年 今年 中共 中央 党内",
    )
)
"""What may stand before the noun without telling which rule it is."""
_GENERIC = frozenset(re.findall(r"\w\w", "工作 管理 实施 组织 具体 相关 有关 基本"))
"""What many titles have before the noun: it tells only with the word before it."""
_YEAR = re.compile(r"(?<!\d)(?P<full>(?:19|20)\d\d)(?!\d)|(?<![\d第])(?P<short>\d\d)(?=版)")
_CONGRESS = re.compile(r"(十[二三四五六七八九]|二十)大(?=党章|的?章程|通过|修[订改])")
_ORDINAL = re.compile(rf"第({NUMERAL})(?:项|个?方面|点|种|款|大?(?:义务|权利|任务|纪律|规定|条件))")


@lru_cache(maxsize=1)
def _subjects() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    lines = (Path(__file__).parent / "elsewhere.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple((name, re.compile(named), re.compile(spoken)) for name, named, spoken in rows)


def other_subjects(question: str, texts: Sequence[str]) -> tuple[str, ...]:
    """Return the organisations and fields of law a question names of which no text speaks.

    Args:
        question: As asked, or as understood.
        texts: Of the articles found, titles and headings included, normalised.
    """
    plain = normalise(question)
    return tuple(
        name for name, named, spoken in _subjects() if named.search(plain) and not any(map(spoken.search, texts))
    )


def unknown_rules(
    question: str, documents: Collection[Document], texts: Sequence[str], segmenter: Segmenter
) -> tuple[str, ...]:
    """Return the rules a question names that are no document and that no article found cites: 监督执纪工作规则.

    Args:
        question: As asked, or as understood.
        documents: Those the asker may read.
        texts: Of the articles found, normalised.
        segmenter: Tells where the word before 条例 begins.
    """
    plain = normalise(question)
    cited = (title for text in texts for title in _CITED.findall(text))
    titles = [*(normalise(d.title) for d in documents), *cited]
    return tuple(name for name in _named(plain, segmenter) if not any(_called(name, title) for title in titles))


def _named(plain: str, segmenter: Segmenter) -> Iterator[str]:
    """Yield the rules named: a title in brackets, else the noun (条例) with the word before it that tells which."""
    for found in _RULE.finditer(plain):
        if found["title"]:
            yield found["title"]
            continue
        telling = _telling(found["before"], segmenter)
        if telling:
            yield telling + found["noun"]


def _telling(before: str, segmenter: Segmenter) -> str:
    """Return the word that tells which rule is named, with a generic one behind it; "" where none does."""
    words = [before[start:end] for start, end in segmenter.cut(before)]
    generic = words.pop() if words and words[-1] in _GENERIC else ""
    last = words[-1] if words else ""
    return "" if len(last) < 2 or last in _LEADS or empty_words.only(last) else last + generic


def _called(name: str, title: str) -> bool:
    """Tell whether the characters of a name stand in a title in order."""
    rest = iter(title)
    return all(character in rest for character in name)


def other_year(question: str, document: Document, text: str) -> bool:
    """Tell whether a question names a year or a 党代会 that neither the document found nor its article names."""
    plain = normalise(question)
    named = {int(y["full"] or f"20{y['short']}") for y in _YEAR.finditer(plain)}
    congress = _CONGRESS.search(plain)
    if congress:
        named.add(1982 + 5 * (to_int(congress[1]) - 12))
    return bool(named) and not any(year in years(document) or str(year) in text for year in named)


def no_such_item(question: str, document: Document, article: Article) -> bool:
    """Tell whether a question asks for the ninth of what the article found has eight of."""
    found = _ORDINAL.search(normalise(question))
    if not found:
        return False
    items = sum(clause.level is Level.ITEM for clause in article.clauses)
    sections = sum(a.kind is Kind.SECTION for a in document.articles) if article.kind is Kind.SECTION else 0
    return to_int(found[1]) > max(items, sections, sum(c.level is Level.PARAGRAPH for c in article.clauses))
