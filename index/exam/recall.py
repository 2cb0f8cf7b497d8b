"""Questions to be recalled, without options: 留党察看期间还能投票吗？, 「守纪」这一项义务说的是什么？."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.corpus import Place
from index.exam.facts import Facts, named, nested, quoted, says, titled
from index.exam.lists import MARKER, lead_of
from index.exam.proposal import EXPLANATION, Form, Proposal
from index.exam.sentence import flat
from knowledge.document import Article, Document, Kind, Level
from knowledge.numerals import chinese

_ASKS = re.compile(
    r"吗$|什么|怎么|怎样|如何|哪|多少|多久|几[个步项次天年条名种]|谁|有没有|能不能|要不要|会不会|可不可以|是不是"
)
"""A heading that is a question, as a handbook has it: 处分要多久宣布：…"""
_HEADING = re.compile(r"\s*第[^\s条]+条\s*(?P<asked>[^。；：:\n]{6,40})[：:](?P<answer>[^\n]+)")
_SOURCE = re.compile(r"（依据：[^）]*(?:（[^）]*）[^）]*)*）\s*$")
_LEANS = re.compile(r"本手册|这[些个种次]|上述|前[款条]|举个?例|算例|^(?:谁来讲|以上)")
_OF_MEMBERS = re.compile(r"党员(?!大会|教育|发展|队伍|干部)[^，。]{0,8}(?:权利|义务|必须|应当|不得|可以)")
_SHORTEST, _LONGEST = 6, 220
"""Characters of an answer: more than yes or no, and no more than a card's back shows at a glance."""
_NAME = 8
"""Characters of the name of an item: 学习：学理论…."""


def asked(facts: Facts, place: Place) -> Iterator[Proposal]:
    """Yield the questions an article asks and answers itself, and those about its list of duties or rights."""
    document, article = facts.corpus.document(place), facts.corpus.article(place)
    if article.kind is not Kind.ARTICLE:
        return
    heading = _HEADING.match(document.text, article.start, article.end)
    if heading and _ASKS.search(heading["asked"]) and not _LEANS.search(heading["asked"]):
        yield from _answered(facts, place, heading)
    lead = lead_of(document, article)
    if lead and _OF_MEMBERS.search(lead):
        before = (
            f"{titled(document)}：{lead}？"
            if _ASKS.search(lead)
            else f"{says(facts.corpus, place)}，“{nested(lead)}”。"
        )
        for text, span in _items(document, article):
            yield _question(facts, place, f"{before}{text}", span)


def _answered(facts: Facts, place: Place, heading: re.Match[str]) -> Iterator[Proposal]:
    document = facts.corpus.document(place)
    end = heading.start("answer") + len(_SOURCE.sub("", heading["answer"]).rstrip())
    if document.text[end - 1] in "：:":
        return  # the answer is a list, asked item by item
    if _SHORTEST <= end - heading.start("answer") <= _LONGEST:
        yield _question(facts, place, f"{flat(heading['asked'])}？", (heading.start("answer"), end))


def _items(document: Document, article: Article) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield what can be asked about each item, and where the answer stands."""
    items = [clause for clause in article.clauses if clause.level is Level.ITEM]
    for number, item in enumerate(items, start=1):
        words = _SOURCE.sub("", document.text[item.start : item.end]).rstrip("。；; \n")
        start = item.start + (marker.end() if (marker := MARKER.match(words)) else 0)
        end = item.start + len(words)
        plain = flat(document.text[start:end])
        first, mark, rest = _opening(plain)
        if not _SHORTEST <= len(plain) <= _LONGEST:
            continue
        if mark == "：" and len(first) <= _NAME:
            yield f"其中“{nested(first)}”这一项说的是什么？", (start, end)
        elif mark and len(first) <= 30 and len(rest) >= _SHORTEST:
            yield f"有一项开头是“{nested(first)}”，后面怎么说？", (start, end)
        else:
            yield f"第{chinese(number)}项是什么？", (start, end)


def _opening(words: str) -> tuple[str, str, str]:
    """Return the first clause of an item, the mark behind it, and the rest."""
    mark = re.search(r"[，：。；]", words)
    return (words[: mark.start()], mark[0], words[mark.end() :]) if mark else (words, "", "")


def _question(facts: Facts, place: Place, text: str, span: tuple[int, int]) -> Proposal:
    source = f"依据{named(facts.corpus, place)}："
    words = flat(facts.corpus.document(place).text[slice(*span)]).rstrip("。；")
    explained = f"{source}{quoted(words, EXPLANATION - len(source) - 1)}。"
    return Proposal(text, (), 0, explained, Form.RECALL, place, span, span, card=True)
