"""Which article says this."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from index.exam.cloze import explained
from index.exam.facts import Facts, Said, titled
from index.exam.proposal import Form, Proposal
from index.exam.sentence import overlap, shown
from knowledge.document import Kind

_SHORTEST, _LONGEST = 18, 110
_OF_ITSELF = re.compile(
    r"本(?:条例|办法|规定|细则|章程|规则|准则|制度)|施行|解释|：[（(]|从其规定|另有规定|^对于?违反|以下简称"
)
"""What a rule says of itself is worth no question."""
_SAME = 0.55
"""A sentence that shares so much with one of another article may be said there too."""
_NEAREST = 8
"""Wrong articles are taken from so many on either side."""


def asked(facts: Facts, said: Said, random: Random) -> Iterator[Proposal]:
    """Yield the question which article a sentence is from."""
    place = said.sentence.place
    document, article = facts.corpus.document(place), facts.corpus.article(place)
    if article.kind is not Kind.ARTICLE or not _SHORTEST <= len(said.words) <= _LONGEST or said.sentence.before:
        return
    if _OF_ITSELF.search(said.words):
        return
    if any(other.sentence.place != place and overlap(said.pairs, other.pairs) >= _SAME for other in facts.own):
        return
    position = document.numbered.index(article)
    around = document.numbered[max(0, position - _NEAREST) : position + _NEAREST + 1]
    labels = [other.label for other in around if other.label != article.label]
    if len(labels) < 3:
        return
    chosen = {article.label, *random.sample(labels, 3)}
    options = [other.label for other in around if other.label in chosen]
    yield Proposal(
        f"“{shown(document, said.sentence)}。”这句话写在{titled(document)}第几条？",
        tuple(options),
        options.index(article.label),
        explained(facts, said),
        Form.ARTICLE,
        place,
        (said.sentence.start, said.sentence.end),
        (said.sentence.start, said.sentence.end),
    )
