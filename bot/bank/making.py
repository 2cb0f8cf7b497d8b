"""Makes the questions of the bank from the documents. CPU only: call it in a thread."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from bot.bank.theme import theme_of
from bot.study.task import Theme
from index.corpus import Corpus, Place
from index.exam import Form, Proposal, every
from knowledge.document import Audience

_OF_THE_PARTY = re.compile("党(?!政)|支部|中央八项规定")
"""What a member may be asked of; a base can hold a school's charter too."""
_FAR_ABOVE = re.compile("各省、|国务院|人民银行|民航")
"""What is laid down for ministries and banks is nothing to a member of a branch."""
_PAUSE = 0.001
"""Seconds between two articles: whoever waits for an answer goes first."""


@dataclass(frozen=True, slots=True)
class Made:
    """A question as it goes into the bank; see `bot.bank.question.BankQuestion`."""

    key: str
    form: Form
    theme: Theme
    text: str
    options: tuple[str, ...]
    right: int
    explanation: str
    file: str
    document: str
    article: str
    chapter: str
    quote: str
    audience: Audience
    card: bool


def make(corpus: Corpus, today: date) -> list[Made]:
    """Return every good question of the documents in force."""
    return list(_made(corpus, today))


def _made(corpus: Corpus, today: date) -> Iterator[Made]:
    seen: Counter[str] = Counter()
    for place in corpus:
        document, article = corpus.document(place), corpus.article(place)
        name = f"{document.file}\0{article.label or article.heading}\0{document.words(article)}"
        time.sleep(_PAUSE)
        seen[name] += 1  # the same words may stand twice in a compilation
        for proposal in every(corpus, place, today):
            if not _is_of_members(f"{document.title}{proposal.text}{proposal.explanation}"):
                continue
            start, end = (offset - article.start for offset in proposal.about)
            asked = f"{name}\0{seen[name]}\0{proposal.kind}\0{start}\0{end}"
            yield Made(
                blake2b(asked.encode(), digest_size=20).hexdigest(),
                proposal.kind,
                theme_of(corpus, proposal),
                proposal.text,
                proposal.options,
                proposal.right,
                proposal.explanation,
                document.file,
                document.title,
                article.label or article.heading,
                " ".join(article.path),
                _quote(corpus, place, proposal),
                document.audience,
                proposal.card,
            )


def _is_of_members(words: str) -> bool:
    """Tell whether somebody in a branch may be asked this."""
    return bool(_OF_THE_PARTY.search(words)) and not _FAR_ABOVE.search(words)


def _quote(corpus: Corpus, place: Place, proposal: Proposal) -> str:
    return corpus.document(place).text[slice(*proposal.span)].strip()
