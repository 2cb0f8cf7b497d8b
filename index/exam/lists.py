"""Which of these belongs to the list an article gives: 党员享有的权利."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import dropwhile, takewhile
from random import Random

from index.corpus import Corpus, Place
from index.exam.facts import Facts, named, quoted, says, titled
from index.exam.proposal import EXPLANATION, Form, Proposal
from index.exam.sentence import flat, overlap, pairs
from knowledge.document import Article, Clause, Document, Kind, Level

_LONGEST, _SHORTEST = 48, 6
"""Characters of an option: read at a glance, and still telling."""
_FEWEST = 3
_ENOUGH = 6
"""Wrong items to draw from; a document that has so many is not left."""
_LIKE, _LIKE_ALL = 0.2, 0.45
"""An item that shares so much with one of the list, or with all of it, may belong to it."""
_RUN = 3
"""Characters in a row of the lead; an item that has them speaks of what the lead speaks of."""
_EMPTY = frozenset("的和或与及对在向")
_ALIKE = 0.8
"""Where so many items begin alike (严禁…), the right one would be seen by that."""
MARKER = re.compile(r"^\s*[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]?\s*")
_NAMED = re.compile(r"^[^，。；：]{1,4}：(?=.{6})")
"""What an item is called, as a handbook does: 学习：学理论、学政策."""
_LEAD = re.compile(r"[^。；\n]*[：:]\s*$")
_LABEL = re.compile(r"^\s*第\s*[\d一二三四五六七八九十百千零〇两]+\s*条(?:之[一二三四五六七八九十\d]+)?\s*")
_OPEN = re.compile(r"前[款项条]|其[他它]?|它|本条|上述|前述|^主要|^具体|^应当|^可以|^情节|对方")


_SORTS = tuple(
    map(re.compile, ("员[^，。]{0,6}(?:权利|义务)", "职责|任务|件事", r"(?:情形|行为).*(?:处分|处置|除名|追究)"))
)
"""What a list is of: what members may and must, what somebody is there for, what is punished. An item of another sort
is seen to be a stranger, so lists of anything else are not asked about."""
_OF_THE_PARTY = re.compile("党(?!政)|支部|支委|组织生活")
"""Documents that lists of others may borrow items from."""
_OF = re.compile("权利|义务|职责|任务|件事|处分|处置|除名|追究|支部")
"""Two lists that share one of these may share items too: what a branch's committee does a branch does."""
_SUBJECT = re.compile(r"[^，]{0,16}(?:支部|委员会|组织)，")
"""An item that names its own subject is seen to be of another list."""


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
    own = _list(facts.corpus, place)
    if not own or not own.items:
        return
    wrong = _strangers(facts, own)
    if len(wrong) < 3 or _told_by_form(own, wrong):
        return
    for right, span in random.sample(own.items, len(own.items)):
        near = sorted(wrong, key=lambda item: abs(len(item) - len(right)))[:8]
        chosen = random.sample(near, 3)
        if not _told_by_lead(own, [right], chosen):
            yield _which(facts, own, (right, span), chosen, random)
    if len(own.items) >= _FEWEST:
        items = random.sample(own.items, _FEWEST)
        length = sum(len(item) for item, _ in items) // len(items)
        strange = random.choice(sorted(wrong, key=lambda item: abs(len(item) - length))[:8])
        if not _told_by_lead(own, [item for item, _ in items], [strange]):
            yield _which_not(facts, own, items, strange, random)


def _told(facts: Facts, own: _List) -> str:
    """Say what a list is of; a lead that asks (党员的权利有哪些) lays nothing down."""
    if "哪些" in own.lead:
        return f"{titled(facts.corpus.document(own.place))}讲到“{own.lead}”。"
    return f"{says(facts.corpus, own.place)}，“{own.lead}”。"


def _which(facts: Facts, own: _List, item: tuple[str, tuple[int, int]], wrong: list[str], random: Random) -> Proposal:
    right, span = item
    options = [right, *wrong]
    random.shuffle(options)
    source = f"依据{named(facts.corpus, own.place)}：“{own.lead}”其中有："
    return Proposal(
        f"{_told(facts, own)}下面哪一项是其中之一？",
        tuple(options),
        options.index(right),
        f"{source}{quoted(right, EXPLANATION - len(source) - 1)}。",
        Form.ITEM,
        own.place,
        span,
        span,
    )


def _which_not(
    facts: Facts, own: _List, items: list[tuple[str, tuple[int, int]]], strange: str, random: Random
) -> Proposal:
    """Ask for the one that is of another list."""
    options = [strange, *(item for item, _ in items)]
    random.shuffle(options)
    source = f"依据{named(facts.corpus, own.place)}：“{own.lead}”其中没有这一项，有的是："
    words = "；".join(item for item, _ in own.items)
    span = (own.items[0][1][0], own.items[-1][1][1])
    return Proposal(
        f"{_told(facts, own)}下面哪一项不在其中？",
        tuple(options),
        options.index(strange),
        f"{source}{quoted(words, EXPLANATION - len(source) - 1)}。",
        Form.ITEM,
        own.place,
        span,
        span,
    )


def _strangers(facts: Facts, own: _List) -> list[str]:
    """Return items of other lists of the sort; the document's own, or where it has too few those of others too.

    A list of the same thing elsewhere, the rights of members in another document, gives none: they are right.
    """
    sort, of = _sort(own.lead), set(_OF.findall(own.lead))
    if sort is None:
        return []
    wrong: dict[str, None] = {}
    for number in facts.documents:
        for found in _lists(facts.corpus, number) if _lends(facts, number, own.place.document) else ():
            other = found.place != own.place and not of & set(_OF.findall(found.lead))
            if other and _sort(found.lead) == sort and not _about_same(own, found):
                items = (item for item, _ in found.items if not _SUBJECT.match(item))
                wrong |= dict.fromkeys(item for item in items if not _belongs(own, item))
        if len(wrong) >= _ENOUGH:
            break
    return list(wrong)


def _lends(facts: Facts, number: int, to: int) -> bool:
    """Tell whether a document's items may be wrong ones for another's list.

    What a summary says in its own words cannot be compared with what a rule says in its.
    """
    if number == to:
        return True
    document, own = facts.corpus.documents[number], facts.corpus.documents[to].edition
    out = document.edition.superseded_by or document.edition.repealed
    alike = document.edition.summary == own.summary
    return not out and alike and bool(_OF_THE_PARTY.search(document.title))


def _sort(lead: str) -> int | None:
    return next((number for number, sort in enumerate(_SORTS) if sort.search(lead)), None)


@lru_cache(maxsize=512)
def _lists(corpus: Corpus, number: int) -> tuple[_List, ...]:
    """Return the lists of a document."""
    places = (Place(number, position) for position in range(len(corpus.documents[number].articles)))
    return tuple(found for place in places if (found := _list(corpus, place)))


def _list(corpus: Corpus, place: Place) -> _List | None:
    document, article = corpus.document(place), corpus.article(place)
    items = _items(article)
    words = lead_of(document, article)
    if article.kind is not Kind.ARTICLE or not words:
        return None
    options = [(option, (item.start, item.end)) for item in items if (option := _option(document.words(item)))]
    return _List(place, words, tuple(options), tuple(_telling(document.words(item)) for item in items))


def _items(article: Article) -> list[Clause]:
    """Return the items of the first list of an article."""
    tail = dropwhile(lambda clause: clause.level is Level.PARAGRAPH, article.clauses)
    return [c for c in takewhile(lambda c: c.level is not Level.PARAGRAPH, tail) if c.level is Level.ITEM]


def lead_of(document: Document, article: Article) -> str | None:
    """Return what an article's list is of, None where it has no list that can be asked about."""
    items = _items(article)
    if len(items) < _FEWEST:
        return None
    lead = _LEAD.search(_LABEL.sub("", document.text[article.start : items[0].start]).rstrip())
    words = re.sub(r"[：:]一共.*$", "", flat(lead[0]).rstrip("：:")).removesuffix("是") if lead else ""
    return words if 4 < len(words) <= 60 and not _OPEN.search(words) else None


def _option(words: str) -> str | None:
    """Return what of an item can be an option: the item, or its first part where that says enough."""
    plain = _NAMED.sub("", flat(MARKER.sub("", words)))
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
    """Tell whether an item of another list says what one of this list says, or is about the same."""
    found = _telling(item)
    together = _telling(own.lead).union(*own.words)
    return (
        any(len(found & words) / max(1, len(found)) >= _LIKE for words in own.words)
        or len(found & together) / max(1, len(found)) >= _LIKE_ALL
        or any(own.lead[at : at + _RUN] in item for at in range(len(own.lead) - _RUN + 1))
    )


def _telling(words: str) -> frozenset[str]:
    """Return the pairs of characters that tell of what words are."""
    return frozenset(pair for pair in pairs(words) if _EMPTY.isdisjoint(pair))


def _told_by_lead(own: _List, inside: list[str], outside: list[str]) -> bool:
    """Tell whether words of the lead stand in all options that belong to the list and in no other one."""
    common = _telling(own.lead).intersection(*map(_telling, inside))
    return bool(common.difference(*map(_telling, outside)))


def _told_by_form(own: _List, wrong: list[str]) -> bool:
    """Tell whether an item is known by how it begins or ends: nearly all of the list do so and no other item does."""
    for edge in (slice(0, 2), slice(-2, None)):
        words, count = Counter(item[edge] for item, _ in own.items).most_common(1)[0]
        if count >= _ALIKE * len(own.items) and not any(item[edge] == words for item in wrong):
            return True
    return False
