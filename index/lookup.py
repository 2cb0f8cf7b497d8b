"""「党章第四条第三项是什么」: a question that names an article goes straight to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from index.corpus import Corpus, Place
from index.normalise import normalise
from knowledge.document import Article, Clause
from knowledge.editions import family
from knowledge.numerals import NUMERAL, to_int

_REFERENCE = re.compile(
    rf"(?P<name>[^，。！？?!,\s第]*?)[》\s]*第\s*(?P<article>{NUMERAL})\s*条(?:\s*之\s*(?P<branch>{NUMERAL}))?"
    rf"(?:\s*的?\s*第\s*(?P<paragraph>{NUMERAL})\s*款)?"
    rf"(?:\s*的?\s*(?:第\s*[(]?(?P<item>{NUMERAL})[)]?\s*项|[(](?P<bracketed>{NUMERAL})[)]))?"
)
_NOISE = re.compile(
    r"^(?:请问|请教|问一下|问下|我想知道|我想问|查一下|查下|查|看一下|看看|根据|按照|依据|依照|按|在|那|《|\s)+"
)
_FILLER = re.compile(
    r"(?:(?:19|20)\d\d|(?<!\d)\d\d(?=年|版))年?(?:修订|修正)?版?的?"
    r"|(?:[旧新老]版?|修[订改]前|[上前]一版|原来)的|^(?:[旧新老]版|修[订改]前|[上前]一版)"
    r"|^[旧新老原](?=(?:党章|章程|条例|细则|规定|办法|准则|规则|规程|守则|制度)$)|版?的$|[《》]"
)
_GENERIC = re.compile(
    r"(?:本|该|此|这[个部份]?|那[个部份]?|上述)?(?:条例|细则|规定|办法|准则|规则|规程|守则|制度|法|通知|意见|方案|手册|文件)?"
)
"""Names no document: 本条例, 手册."""
_PUNCTUATION = re.compile(r"[（(].*?[）)]|[《》\s]")
_HIGHEST = 9999
"""No rule has more articles; numerals are spelled up to it."""

_RULE = re.compile(r"(?:党章|章程|条例|细则|规定|办法|准则|规则|规程|守则|制度|法|通知|意见|方案)$")


@dataclass(frozen=True, slots=True)
class Reference:
    """An article as a question names it."""

    name: str
    """The document as typed, normalised; "" where none is named."""
    number: tuple[int, int]
    paragraph: int | None
    item: int | None


def parse(question: str) -> Reference | None:
    """Read the article a question names; None where it names none."""
    text = normalise(question)
    found = _REFERENCE.search(text)
    if not found:
        return None
    numerals = (found["article"], found["branch"], found["paragraph"], found["item"] or found["bracketed"])
    article, branch, paragraph, item = (to_int(numeral) if numeral else None for numeral in numerals)
    if article is None or max(article, branch or 0, paragraph or 0, item or 0) > _HIGHEST:
        return None
    name = _plain(_NOISE.sub("", _FILLER.sub("", _NOISE.sub("", found["name"]))))
    return Reference(
        name="" if _GENERIC.fullmatch(name) else name,
        number=(article, branch or 0),
        paragraph=paragraph,
        item=item,
    )


def _plain(title: str) -> str:
    return _PUNCTUATION.sub("", normalise(title))


def _abbreviates(name: str, title: str) -> bool:
    """Tell whether the characters of a name stand in a title in order: 党章 in 中国共产党章程."""
    rest = iter(title)
    return all(character in rest for character in name)


def named_documents(corpus: Corpus, name: str, among: Collection[int]) -> tuple[int, ...]:
    """Find the documents a name means: the whole title, else a part of it, else a unique abbreviation of two or more.

    Editions of one rule stand together, the latest first.
    """
    if len(name) < 2:
        return ()
    titles = {n: _plain(corpus.documents[n].title) for n in among}
    for fits in (str.__eq__, lambda t, n: n in t, lambda t, n: _abbreviates(n, t)):
        matching = [n for n, title in titles.items() if fits(title, name)]
        if matching:
            # the shorter a title, the more of it the name covers: 章程 means 中国共产党章程 before a school's own
            shortest = min(matching, key=lambda n: len(titles[n]))
            rule = family(corpus.documents[shortest].title)
            return latest_first(
                corpus,
                [n for n in among if titles[n] == titles[shortest] or family(corpus.documents[n].title) == rule],
            )
    return ()


def latest_first(corpus: Corpus, documents: Collection[int]) -> tuple[int, ...]:
    """Sort editions by the day from which they count, those that name none last."""

    def age(number: int) -> int:
        edition = corpus.documents[number].edition
        day = edition.effective or edition.adopted
        return -(day.toordinal() if day else 0)

    return tuple(sorted(documents, key=age))


def names_a_rule(name: str) -> bool:
    """Tell whether a name ends as names of rules do (条例, 细则, 法)."""
    return bool(_RULE.search(name))


def places(corpus: Corpus, documents: Collection[int], reference: Reference) -> tuple[Place, ...]:
    """Return the article a reference names in each of some documents that has it."""
    found = (corpus.numbered(document, reference.number) for document in documents)
    return tuple(place for place in found if place is not None)


def highest(corpus: Corpus, document: int) -> int:
    """Return the number of the last 条 of a document, 0 where it has none."""
    return max((a.number[0] for a in corpus.documents[document].numbered if a.number), default=0)


def clause_of(article: Article, reference: Reference) -> Clause | None:
    """Find the 款 or 项 a reference names inside its article; None where it names none or there is none such."""
    if reference.paragraph is None and reference.item is None:
        return None
    wanted = _clause_numbers(reference.paragraph, reference.item)
    for clause in article.clauses:
        numbers = tuple(re.findall(rf"第({NUMERAL})([款项])", clause.label))
        if numbers and tuple((kind, to_int(n)) for n, kind in numbers) in wanted:
            return clause
    return None


def _clause_numbers(paragraph: int | None, item: int | None) -> set[tuple[tuple[str, int], ...]]:
    """Return the spellings under which a clause may be labelled: 第三项 may stand in the first 款 without saying so."""
    if item is None:
        return {(("款", paragraph or 1),)}
    own = ("项", item)
    if paragraph is None:
        return {(own,), *(((("款", p), own)) for p in range(1, 20))}
    return {(("款", paragraph), own)} | ({(own,)} if paragraph == 1 else set())


def resting_on(corpus: Corpus, name: str, label: str, item: str, among: Collection[int]) -> list[Place]:
    """Find the articles of other documents that cite an article of a document the base does not have.

    The sample handbook closes each article with its basis: 「党章第四条」 leads there until the rule itself is loaded.

    Args:
        corpus: The base.
        name: The document as typed.
        label: The article, as 第四条.
        item: The item, as 第三项; "" for any.
        among: The documents that may be offered.

    Returns:
        The articles, those of the document that rests on it most first.
    """
    basis = re.compile(rf"《([^》]+)》[^《]*?{label}(?!之){f'(?:第{NUMERAL}款)?{item}' if item else ''}")
    found = [
        place
        for place in corpus
        if place.document in among
        and any(_abbreviates(name, _plain(m[1])) for m in basis.finditer(normalise(corpus.words(place))))
    ]
    share = Counter(place.document for place in found)
    return sorted(found, key=lambda place: -share[place.document])
