"""A term left out, the wrong ones being of its own sort: 对…失去联系6个月以上…的党员，予以（　）."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from index.exam.cloze import BLANK, LONGEST_JUDGED, RIGHT, WRONG, explained
from index.exam.facts import Facts, Said, says
from index.exam.proposal import Form, Proposal
from index.exam.sentence import has_lead, overlap, pairs, shown
from knowledge.document import Document, Kind

_SORTS: tuple[tuple[str, ...], ...] = (
    ("入党申请人", "入党积极分子", "发展对象", "预备党员", "正式党员"),
    ("党支部党员大会", "党员大会", "党支部委员会会议", "党小组会"),
    ("组织生活会", "主题党日", "民主评议党员", "党课"),
    ("停止党籍", "除名", "限期改正", "开除党籍", "留党察看"),
    ("警告", "严重警告", "撤销党内职务", "留党察看", "开除党籍"),
    ("按期转为正式党员", "延长预备期", "取消预备党员资格"),
    ("副书记", "组织委员", "宣传委员", "纪检委员"),
    ("入党申请书", "入党志愿书", "转正申请", "思想汇报"),
)
"""Terms that can stand in one another's place."""
_STAGES = (_SORTS[0], _SORTS[7])
"""Of one person and one way: who is told that 入党申请人 are approved is told nothing wrong, only less exactly."""
_LISTED = (
    re.compile(r"[、《“和或与及者][^，。；、》”]{0,3}$"),
    re.compile(r"[、》”和或与及]|[^，。；]{0,12}》|(?:处置)?的党员|处置|期[间满]"),
)
"""Around a term that is one of several, a title, or tells apart whom or which time a sentence speaks of."""
_SAME = 0.45
"""A sentence that shares so much with another, their terms left out, says the same of another term."""
_LONGER = {"党员大会": "党支部党员大会"}
"""Terms that mean the same as a longer one; both are no two options."""
_ALSO_CALLED = {"正式党员": "转正", "民主评议党员": "评议", "预备党员": "预备期"}
"""What a stem may say that means the term."""
_TRUE = 0.5
"""How often a statement to judge is right."""
_SOMEBODY = re.compile("党员(?!大会)|入党|对象|分子|转正|预备期")
_OF_ALL = re.compile("教育|考察|培养")
"""What is done with people on every stage of the way."""
_SHORTEST = 14
"""Characters of a sentence that say enough to tell which term is meant."""


def asked(facts: Facts, said: Said, random: Random) -> Iterator[Proposal]:
    """Yield the questions that leave out a term of a sentence, and those whether it is right with a term changed."""
    document, place = facts.corpus.document(said.sentence.place), said.sentence.place
    if len(said.words) < _SHORTEST or facts.corpus.article(place).kind is not Kind.ARTICLE:
        return
    for sort in _SORTS:
        span = _one(facts, said, sort)
        if not span:
            continue
        right = document.text[slice(*span)]
        stem = shown(document, said.sentence, span, BLANK)
        others = [term for term in sort if term not in right and right not in term and term not in stem]
        wrong = [term for term in others if not _also(facts, said, right, term)]
        wrong = [term for term in wrong if _LONGER.get(term) not in wrong and not _doubled(document, span, term)]
        if right in stem or len(wrong) < 2 or _hinted(stem, right, others) or _of_anybody(said, sort, stem):
            continue
        options = sorted([right, *random.sample(wrong, min(3, len(wrong)))], key=sort.index)
        source, sentence = says(facts.corpus, place), (said.sentence.start, said.sentence.end)
        explanation = explained(facts, said)
        yield Proposal(
            f"{source}：{stem}。",
            tuple(options),
            options.index(right),
            explanation,
            Form.TERM,
            place,
            sentence,
            span,
            card=True,
        )
        if has_lead(document, said.sentence) or sort in _STAGES:
            continue
        true = random.random() < _TRUE
        told = shown(document, said.sentence, span, right if true else random.choice(wrong))
        if len(told) > LONGEST_JUDGED:
            continue
        text = f"判断对错。{source}：{told}。"
        yield Proposal(text, (RIGHT, WRONG), 0 if true else 1, explanation, Form.JUDGE, place, sentence, span)


def _doubled(document: Document, span: tuple[int, int], term: str) -> bool:
    """Tell whether a term would say again what stands before it: 支部党支部委员会会议."""
    before = document.text[max(0, span[0] - 2) : span[0]]
    return len(before) == 2 and before in (term[:2], term[1:3])


def _of_anybody(said: Said, sort: tuple[str, ...], stem: str) -> bool:
    """Tell whether it could be said of people on any stage: 决议主要包括：（　）的表现, 对（　）应当认真教育和考察."""
    lead, mark, _ = stem.partition("：")
    led = not mark or _SOMEBODY.search(lead) or BLANK in lead
    return sort is _SORTS[0] and bool(not led or _OF_ALL.search(said.words))


def _hinted(stem: str, right: str, wrong: list[str]) -> bool:
    """Tell whether a stem holds a part of the right term that no wrong one has: 转正的手续…提出转正申请."""
    own = pairs(f"{right} {_ALSO_CALLED.get(right, '')}") - frozenset(pair for term in wrong for pair in pairs(term))
    return bool(own & pairs(stem))


def _one(facts: Facts, said: Said, sort: tuple[str, ...]) -> tuple[int, int] | None:
    """Return where the one term of a sort stands in a sentence."""
    if "限期改正" in sort and "警告" in shown(facts.corpus.document(said.sentence.place), said.sentence):
        return None  # a scale of penalties
    spans = list(_found(sort, said.words))
    if len(spans) != 1:
        return None
    start, end = spans[0]
    if _LISTED[0].search(said.words, 0, start) or _LISTED[1].match(said.words, end):
        return None
    return said.sentence.start + start, said.sentence.start + end


def _found(sort: tuple[str, ...], words: str) -> Iterator[tuple[int, int]]:
    pattern = "|".join(sorted(sort, key=len, reverse=True))
    return (match.span() for match in re.finditer(pattern, words))


def _also(facts: Facts, said: Said, right: str, term: str) -> bool:
    """Tell whether the sentence is somewhere said of another term, or may be."""
    own = pairs(said.words.replace(right, " "))
    return any(
        overlap(own, pairs(other.words.replace(term, " "))) >= _SAME
        for other in facts.said
        if term in other.words and len(other.words) >= _SHORTEST
    )
