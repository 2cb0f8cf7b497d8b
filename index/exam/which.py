"""Which article says this."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from index.corpus import Corpus
from index.exam.cloze import explained
from index.exam.facts import Facts, Said, nested, titled
from index.exam.proposal import Form, Proposal
from index.exam.sentence import flat, overlap, shown
from knowledge.document import Article, Document, Kind

_SHORTEST, _LONGEST = 18, 110
_OF_ITSELF = re.compile(
    r"本(?:实施|暂行)?(?:条例|办法|规定|细则|章程|规则|准则|制度)|施行|解释|：[（(]|从其规定|另有规定|^对于?违反|以下简称"
)
"""What a rule says of itself is worth no question."""
_SAME = 0.55
"""A sentence that shares so much with one of another article may be said there too."""
_NEAREST = 8
"""Wrong articles are taken from so many on either side."""
_OF_MEMBERS = re.compile(r"[^，。应必不可有]{0,8}?(?:党员(?!领导|教育|干部)|支部(?!建设)|入党|发展对象|积极分子)")
_BINDS = re.compile(r"应当|必须|不得|不能|可以|有权|享有|一般|至少")
_RUN = 3
"""Characters in a row that a sentence shares with the name of its chapter, and so gives it away."""


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
    options = _in_chapters(document, article, said, random)
    if not options:
        around = document.numbered[max(0, position - _NEAREST) : position + _NEAREST + 1]
        others = [other for other in around if other.label != article.label]
        if len(others) < 3:
            return
        chosen = [article, *random.sample(others, 3)]
        options = [other.label for other in around if other in chosen]
    yield Proposal(
        f"“{nested(shown(document, said.sentence))}。”这句话写在{titled(document)}第几条？",
        tuple(options),
        next(at for at, option in enumerate(options) if option.split("（")[0] == article.label),
        explained(facts, said),
        Form.ARTICLE,
        place,
        (said.sentence.start, said.sentence.end),
        (said.sentence.start, said.sentence.end),
    )


def worth_knowing(corpus: Corpus, proposal: Proposal) -> bool:
    """Tell whether it is worth knowing where something stands.

    That is what a rule binds members and branches to; and its chapter has to be among the options, so that who knows
    how the rule is made finds the article without having learnt its number by heart.
    """
    document = corpus.document(proposal.place)
    words = document.text[slice(*proposal.span)]
    told = document.edition.summary or document.title.startswith("《")
    named = "（" in proposal.options[proposal.right]
    return named and not told and bool(_OF_MEMBERS.match(words) and _BINDS.search(words))


def _in_chapters(document: Document, article: Article, said: Said, random: Random) -> list[str]:
    """Return the article with three of other chapters, their names behind; none where there are too few."""
    own = _chapter(article)
    chapters: dict[str, list[Article]] = {}
    for other in document.numbered:
        chapters.setdefault(_chapter(other), []).append(other)
    others = [name for name in chapters if name not in ("", own)]
    if not own or len(others) < 3 or _gives_away(said.words, own):
        return []
    chosen = [article, *(random.choice(chapters[name]) for name in random.sample(others, 3))]
    return [f"{one.label}（{_chapter(one)}）" for one in document.numbered if one in chosen]


def _chapter(article: Article) -> str:
    return flat(article.path[0]) if article.path else ""


def _gives_away(words: str, chapter: str) -> bool:
    name = re.sub(r"^第.{1,3}[章编]", "", chapter)
    return any(name[at : at + _RUN] in words for at in range(max(1, len(name) - _RUN + 1)))
