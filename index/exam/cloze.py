"""A number left out or changed: 预备党员的预备期为（　）."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from random import Random

from index.exam import figures as numbers
from index.exam.facts import Facts, Said, named, quoted, says
from index.exam.figures import Figure
from index.exam.proposal import EXPLANATION, Form, Proposal
from index.exam.sentence import has_lead, shown
from index.quantity import Kind, quantities
from knowledge.document import Document
from knowledge.document import Kind as ArticleKind

BLANK = "（　）"
_BINDS = re.compile(r"应当?|必须|不得|不能|可以|一般|至少|不少于|不超过")
"""What a rule says, and a story does not."""
RIGHT, WRONG = "对", "错"
LONGEST_JUDGED = 100
"""Characters of a statement to judge; in a longer one anything may be what is wrong."""


def asked(facts: Facts, said: Said, random: Random) -> Iterator[Proposal]:
    """Yield the questions that leave out a number of a sentence."""
    for figure in _clear(facts, said):
        document = facts.corpus.document(said.sentence.place)
        right = document.text[figure.start : figure.end]
        wrong = _wrong(facts, figure, right, random)
        if len(wrong) < 2:
            continue
        options = [(figure.value, right), *wrong]
        options.sort(key=lambda option: option[0], reverse=figure.kind is Kind.FREQUENCY)
        place = said.sentence.place
        yield Proposal(
            f"{says(facts.corpus, place)}：{shown(document, said.sentence, (figure.start, figure.end), BLANK)}。",
            tuple(words for _, words in options),
            [words for _, words in options].index(right),
            explained(facts, said),
            Form.NUMBER,
            place,
            (said.sentence.start, said.sentence.end),
            (figure.start, figure.end),
            card=True,
        )


def judged(facts: Facts, said: Said, random: Random) -> Iterator[Proposal]:
    """Yield the questions whether a sentence is right, its number perhaps changed."""
    for figure in _clear(facts, said):
        document, place = facts.corpus.document(said.sentence.place), said.sentence.place
        right = document.text[figure.start : figure.end]
        whole = figure.exact and not _part_of_list(document, said)
        wrong = _wrong(facts, figure, right, random) if whole else []
        if not wrong:
            continue
        true = random.random() < 0.5
        told = right if true else wrong[0][1]
        statement = shown(document, said.sentence, (figure.start, figure.end), told)
        if len(statement) > LONGEST_JUDGED:
            continue
        yield Proposal(
            f"判断对错。{says(facts.corpus, place)}：{statement}。",
            (RIGHT, WRONG),
            0 if true else 1,
            explained(facts, said),
            Form.JUDGE,
            place,
            (said.sentence.start, said.sentence.end),
            (figure.start, figure.end),
        )


def _part_of_list(document: Document, said: Said) -> bool:
    """Tell whether a sentence is only some of what its lead opens; one that has all of it is the whole truth."""
    return has_lead(document, said.sentence) and bool(said.sentence.before)


def explained(facts: Facts, said: Said) -> str:
    """Name the article and give its words."""
    place = said.sentence.place
    source = f"依据{named(facts.corpus, place)}："
    words = shown(facts.corpus.document(place), said.sentence)
    if len(source) + len(words) + 1 > EXPLANATION:
        words = said.words.strip()
    return f"{source}{quoted(words, EXPLANATION - len(source) - 1)}。"


def _clear(facts: Facts, said: Said) -> Iterator[Figure]:
    """Yield the numbers of a sentence that can be asked for: no other of the kind is near, none is given away."""
    document = facts.corpus.document(said.sentence.place)
    found = list(numbers.figures(document, said.sentence))
    article = facts.corpus.article(said.sentence.place)
    if article.kind is not ArticleKind.ARTICLE and not _BINDS.search(said.words):
        return
    for figure in found:
        right = document.text[figure.start : figure.end]
        rest = shown(document, said.sentence, (figure.start, figure.end), BLANK)
        if any(other.like(figure) for other in found if other != figure) or right in rest:
            continue
        if not any(figure.value == value for value in _values(figure, rest)):
            yield figure


def _values(figure: Figure, words: str) -> list[Fraction]:
    """Return the values of the same kind that words hold."""
    return [q.value for q in quantities(words) if (q.kind, q.unit) == (figure.kind, figure.unit)]


def _wrong(facts: Facts, figure: Figure, right: str, random: Random) -> list[tuple[Fraction, str]]:
    """Return up to three wrong numbers, none of which is right somewhere."""
    rest = shown(facts.corpus.document(figure.sentence.place), figure.sentence)
    taken = {right}
    found: list[tuple[Fraction, str]] = []
    for low, value in numbers.alternatives(figure, facts.like(figure), right):
        words = numbers.written(figure, low, value, right)
        if words and words not in taken and words not in rest and not facts.also(figure, low, value):
            taken.add(words)
            found.append((value, words))
    near = list(islice(found, 5))
    return random.sample(near, min(3, len(near)))
