"""Which of these belongs to the list an article gives: 党员享有的权利."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import dropwhile, takewhile
from random import Random

from index.corpus import Place
from index.exam.facts import Facts, named, quoted, says
from index.exam.proposal import EXPLANATION, Form, Proposal
from index.exam.sentence import flat, overlap, pairs
from knowledge.document import Kind, Level

_LONGEST, _SHORTEST = 48, 6
"""Characters of an option: read at a glance, and still telling."""
_FEWEST = 3
_LIKE = 0.3
"""An item that shares so much with one of the list may belong to it."""
_MARKER = re.compile(r"^\s*[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]?\s*")
_LEAD = re.compile(r"[^。；\n]*[：:]\s*$")
_LABEL = re.compile(r"^\s*第\s*[\d一二三四五六七八九十百千零〇两]+\s*条(?:之[一二三四五六七八九十\d]+)?\s*")
_OPEN = re.compile(r"前[款项条]|其[他它]?|它|本条|上述|前述|^主要|^具体|^应当|^可以")


@dataclass(frozen=True, slots=True)
class _List:
    """A list of an article: its lead, and of each item what can be an option, with where it stands."""

    place: Place
    lead: str
    items: tuple[tuple[str, tuple[int, int]], ...]
    words: tuple[frozenset[str], ...]
    """The pairs of characters of every item, whole."""


def asked(facts: Facts, place: Place, random: Random) -> Iterator[Proposal]:
    """Yield the questions about an article's list."""
    own = _list(facts, place)
    if not own or not own.items:
        return
    head = own.lead[-2:]
    others = [found for found in _lists(facts, place) if found.lead[-2:] != head and not _about_same(own, found)]
    wrong = [item for found in others for item, _ in found.items if not _belongs(own, item)]
    right, span = random.choice(own.items)
    near = sorted(dict.fromkeys(wrong), key=lambda item: abs(len(item) - len(right)))[:8]
    if len(near) < 3:
        return
    options = [right, *random.sample(near, 3)]
    random.shuffle(options)
    source = f"依据{named(facts.corpus, place)}：“{own.lead}”其中有："
    yield Proposal(
        f"{says(facts.corpus, place)}，“{own.lead}”。下面哪一项是其中之一？",
        tuple(options),
        options.index(right),
        f"{source}{quoted(right, EXPLANATION - len(source) - 1)}。",
        Form.ITEM,
        place,
        span,
    )


def _lists(facts: Facts, place: Place) -> Iterator[_List]:
    """Yield the other lists of the document; where there are few, those of other documents."""
    articles = facts.corpus.documents[place.document].articles
    for position in range(len(articles)):
        other = Place(place.document, position)
        found = _list(facts, other) if other != place else None
        if found:
            yield found


def _list(facts: Facts, place: Place) -> _List | None:
    document, article = facts.corpus.document(place), facts.corpus.article(place)
    tail = dropwhile(lambda clause: clause.level is Level.PARAGRAPH, article.clauses)
    items = [c for c in takewhile(lambda c: c.level is not Level.PARAGRAPH, tail) if c.level is Level.ITEM]
    if article.kind is not Kind.ARTICLE or len(items) < _FEWEST:
        return None
    before = _LABEL.sub("", document.text[article.start : items[0].start])
    lead = _LEAD.search(before.rstrip())
    if not lead:
        return None
    words = flat(lead[0]).rstrip("：:").removesuffix("是")
    if not 4 < len(words) <= 60 or _OPEN.search(words):
        return None
    options = [(option, (item.start, item.end)) for item in items if (option := _option(document.words(item)))]
    return _List(place, words, tuple(options), tuple(pairs(document.words(item)) for item in items))


def _option(words: str) -> str | None:
    """Return what of an item can be an option: the item, or its first part where that says enough."""
    plain = flat(_MARKER.sub("", words))
    whole = re.split(r"[。；]", plain)[0]
    if len(whole) > _LONGEST:
        stops = [at for at in (m.start() for m in re.finditer("，", whole)) if 12 <= at <= _LONGEST]
        if not stops:
            return None
        whole = whole[: stops[-1]]
    return whole if len(whole) >= _SHORTEST and not _OPEN.search(whole) else None


def _about_same(one: _List, other: _List) -> bool:
    return overlap(pairs(one.lead), pairs(other.lead)) >= 0.75


def _belongs(own: _List, item: str) -> bool:
    """Tell whether an item of another list says what one of this list says."""
    found = pairs(item)
    return any(len(found & words) / max(1, len(found)) >= _LIKE for words in own.words)
