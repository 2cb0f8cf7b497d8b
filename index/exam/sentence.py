"""The sentences of an article, each with what stands before it as far as it cannot be understood without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.corpus import Place
from index.normalise import normalise
from knowledge.document import Article, Clause, Document, Kind, Level

LONGEST = 190
"""Characters of a sentence with what stands before it; a question is read on a phone."""
_SENTENCE = re.compile(r"[^。；;！？\n]+[。；;！？]?")
_MARKER = re.compile(
    r"\s*(?:第\s*[\d０-９一二三四五六七八九十百千零〇两]+\s*条(?:之[一二三四五六七八九十\d]+)?|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|[一二三四五六七八九十]{1,3}、|\d{1,2}[、.．])?\s*"
)
_REFERS = re.compile(
    r"前[款条项述]|本[条款项](?!例)|上述|上款|上列|该[^，。]|上面|这[些个种样类]|此[类项种]|其中|同时|除.{0,12}外，|[本第]条例?第.{1,8}[条款项]|本办法第|参考|附件|模板|依据：|尚待|核对过|会不会|怎么办|能不能"
)
"""Words that lean on what is not shown."""
_STANDS = re.compile(
    r"(?:(?:根据|按照)[^，。]{2,30}，)?(?:中国共产党|党[的员支小委组史费内]|(?:预备|正式|流动|农民|退休)党员|基层|各级|县级|中央|地方|上级|各|机关|高校|学校|全校|凡是?|有正式党员|"
    r"不设|设立|村|国有|企业|院|每名|每个|干部|入党|发展对象|留党|开除|受到|申请|接收|年满|教职工|公示|"
    r"对[^，。]{0,24}(?:党员|党支部|党组织|干部|对象|积极分子))"
)
"""What a sentence begins with that says of whom it speaks."""


_ALL_MEMBERS = re.compile("党员")
_SOME_MEMBERS = re.compile(r"(?:流动|毕业生|出国（境）学习研究|留学|退休|农民工?|学生|老)党员|毕业生")
"""After a sentence about some members the next one, of members, is about them."""
_HIMSELF = re.compile(r"本人|(?<!其)他(?![人项])")
_SOMEBODY = re.compile(r"党员|对象|分子|申请人|人员|干部|同志|者|教师|教职工|学生|.人(?=[，的])")
"""Whom 本人 can be, named before it; 通知本人 alone leaves open whom."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article.

    Attributes:
        place: The article.
        start: Where it begins in the document's text.
        end: Behind its last word, the stop left out.
        before: Spans shown before it, in order.
    """

    place: Place
    start: int
    end: int
    before: tuple[tuple[int, int], ...] = ()


def shown(document: Document, sentence: Sentence, blank: tuple[int, int] | None = None, filling: str = "") -> str:
    """Return a sentence with what stands before it, a part of it perhaps replaced.

    Args:
        document: The document.
        sentence: The sentence.
        blank: The part of it to replace.
        filling: What to put there.
    """
    text = document.text
    before = "".join(flat(text[start:end]) for start, end in sentence.before)
    start, end = blank or (sentence.end, sentence.end)
    return f"{before}{flat(text[sentence.start : start])}{filling}{flat(text[end : sentence.end])}"


def has_lead(document: Document, sentence: Sentence) -> bool:
    """Tell whether a sentence is one of several that a lead opens: 手续是：…；…. Alone it is not the whole truth."""
    words = shown(document, sentence)
    return bool(re.search(r"[：:]", words))


def flat(words: str) -> str:
    """Return words on one line."""
    return re.sub(r"\s+", "", words) if re.search(r"[\u3400-\u9fff]", words) else words.strip()


def sentences(document: Document, article: Article, place: Place) -> Iterator[Sentence]:
    """Yield the sentences of an article that can be understood, with what they need."""
    if article.kind not in (Kind.ARTICLE, Kind.SECTION):
        return
    first: tuple[int, int] | None = None
    lead: list[tuple[int, int]] = []
    for clause in article.clauses or (None,):
        spans = list(_spans(document.text, clause or article))
        if not spans:
            continue
        first = first or spans[0]
        item = clause is not None and clause.level is not Level.PARAGRAPH
        if not item:
            opens = document.text[spans[-1][1] - 1] in "：:"
            lead = [*_needed(document.text, spans), spans[-1]] if opens else []
        if clause is not None and clause.level is Level.SUBITEM:
            continue
        yield from _understood(document.text, place, spans, lead if item else [], first)


def _spans(text: str, span: Article | Clause) -> Iterator[tuple[int, int]]:
    for match in _SENTENCE.finditer(text, span.start, span.end):
        opening = _MARKER.match(text, match.start(), match.end())
        start, end = opening.end() if opening else match.start(), match.end()
        while end > start and text[end - 1] in "。；; \n\u3000！？":
            end -= 1
        if end > start:
            yield start, end


def _understood(
    text: str, place: Place, spans: list[tuple[int, int]], lead: list[tuple[int, int]], first: tuple[int, int]
) -> Iterator[Sentence]:
    """Yield the sentences of a clause; `first` is the article's first sentence, which often names its subject."""
    for number, (start, end) in enumerate(spans):
        if text[end - 1] in "：:" or _REFERS.search(text, start, end):
            continue
        before = _needed(text, spans[: number + 1])
        if lead:
            before = [*lead, *before]
        elif before[:1] == spans[:1] or not number:
            own = before[0] if before else (start, end)
            if first not in spans and not _STANDS.match(text, own[0]):
                before.insert(0, first)
        before = [
            span for span in before if text[span[1] : span[1] + 1] in tuple("。；;！？") or text[span[1] - 1] in "：:"
        ]
        if any(_REFERS.search(text, *span) for span in before):
            continue  # what has no stop is a caption, which says nothing
        if sum(b - a for a, b in before) + end - start <= LONGEST and not _open(text, start, end, before):
            yield Sentence(place, start, end, tuple(_stopped(text, span) for span in before))


def _open(text: str, start: int, end: int, before: list[tuple[int, int]]) -> bool:
    """Tell whether a sentence speaks of somebody who is not named before."""
    himself = _HIMSELF.search(text, start, end)
    named = "".join(text[a:b] for a, b in before) + text[start : himself.start()] if himself else ""
    return himself is not None and not _SOMEBODY.search(named)


def _needed(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return what the last of some sentences cannot be understood without: those back to one that names its subject."""
    needed: list[tuple[int, int]] = []
    for at in range(len(spans) - 1, 0, -1):
        narrower = _ALL_MEMBERS.match(text, spans[at][0]) and _SOME_MEMBERS.search(text, *spans[at - 1])
        if _STANDS.match(text, spans[at][0]) and text[spans[at - 1][1]] not in "；;" and not narrower:
            break
        needed.insert(0, spans[at - 1])
    return needed


def _stopped(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Return a span with the stop behind it."""
    start, end = span
    return (start, end + 1) if text[end : end + 1] in tuple("。；;！？") else (start, end)


def pairs(words: str) -> frozenset[str]:
    """Return the pairs of Chinese characters of a text."""
    runs = re.findall(r"[\u3400-\u9fff]+", normalise(words))
    return frozenset(run[i : i + 2] for run in runs for i in range(len(run) - 1))


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return which share of the smaller text's pairs the other has."""
    return len(one & other) / max(1, min(len(one), len(other)))
