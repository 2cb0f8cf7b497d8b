"""A term left out, the wrong ones being of its own sort: 对…失去联系6个月以上…的党员，予以（　）."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from index.exam.cloze import BLANK, explained
from index.exam.facts import Facts, Said, says
from index.exam.proposal import Form, Proposal
from index.exam.sentence import overlap, pairs, shown
from knowledge.document import Kind

_SORTS: tuple[tuple[str, ...], ...] = (
    ("入党申请人", "入党积极分子", "发展对象", "预备党员", "正式党员"),
    ("党支部党员大会", "党员大会", "党支部委员会会议", "党小组会"),
    ("组织生活会", "主题党日", "民主评议党员", "党课"),
    ("停止党籍", "除名", "限期改正", "开除党籍", "留党察看"),
    ("警告", "严重警告", "撤销党内职务", "留党察看", "开除党籍"),
)
"""Terms that can stand in one another's place."""
_LISTED = (
    re.compile(r"[、《“和或与及者][^，。；、》”]{0,3}$"),
    re.compile(r"[、》”和或与及]|[^，。；]{0,12}》|(?:处置)?的党员|处置"),
)
"""Around a term that is one of several, a title, or tells apart whom a sentence speaks of."""
_SAME = 0.45
"""A sentence that shares so much with another, their terms left out, says the same of another term."""
_SHORTEST = 14
"""Characters of a sentence that say enough to tell which term is meant."""


def asked(facts: Facts, said: Said, random: Random) -> Iterator[Proposal]:
    """Yield the questions that leave out a term of a sentence."""
    document, place = facts.corpus.document(said.sentence.place), said.sentence.place
    if len(said.words) < _SHORTEST or facts.corpus.article(place).kind is not Kind.ARTICLE:
        return
    for sort in _SORTS:
        if "限期改正" in sort and "警告" in shown(document, said.sentence):
            continue  # a scale of penalties
        spans = list(_found(sort, said.words))
        if (
            len(spans) != 1
            or _LISTED[0].search(said.words, 0, spans[0][0])
            or _LISTED[1].match(said.words, spans[0][1])
        ):
            continue
        start, end = (said.sentence.start + offset for offset in spans[0])
        right = document.text[start:end]
        stem = shown(document, said.sentence, (start, end), BLANK)
        others = [term for term in sort if term not in right and right not in term and term not in stem]
        wrong = [term for term in others if not _also(facts, said, right, term)]
        if right in stem or len(wrong) < 2:
            continue
        options = sorted([right, *random.sample(wrong, min(3, len(wrong)))], key=sort.index)
        yield Proposal(
            f"{says(facts.corpus, place)}：{stem}。",
            tuple(options),
            options.index(right),
            explained(facts, said),
            Form.TERM,
            place,
            (said.sentence.start, said.sentence.end),
        )


def _found(sort: tuple[str, ...], words: str) -> Iterator[tuple[int, int]]:
    pattern = "|".join(sorted(sort, key=len, reverse=True))
    return (match.span() for match in re.finditer(pattern, words))


def _also(facts: Facts, said: Said, right: str, term: str) -> bool:
    """Tell whether the sentence is somewhere said of another term, or may be."""
    own = pairs(said.words.replace(right, " "))
    return any(
        term in other.words and overlap(own, pairs(other.words.replace(term, " "))) >= _SAME
        for other in facts.said
        if len(other.words) >= _SHORTEST
    )
