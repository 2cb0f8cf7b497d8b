"""What a person knows: questions answered right last, cards that stay in mind, articles of study tasks understood.

A question is known where its last answer in a short quiz was right, or where its card is so stable that it would still
be recalled after three weeks. A wrong last answer outweighs a stable card. An article is known as well where all that a
study task about it asked was right at last. What was answered at a quiz evening is deleted with it and tells nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bank.question import BankQuestion
from bot.storage.card_tables import card_memories
from bot.storage.hours_tables import short_quiz_questions, short_quizzes
from bot.storage.study_tables import quiz_answers, study_tasks
from bot.study.task import Theme

STABLE_DAYS = 21
"""A card this stable (FSRS: recalled with 90 % after so many days) counts as known; Anki calls it mature."""


_Article = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What can be said of questions.

    Attributes:
        known: Their ids.
        wrong: Ids of those whose last answer was wrong.
        checked: Articles that a study task has asked about, by file and label: whether all was right at last.
    """

    known: frozenset[int]
    wrong: frozenset[int]
    checked: Mapping[_Article, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter as far as there are questions about it.

    Attributes:
        document: Title of its document.
        name: Its headings.
        known: How many of its articles are known.
        total: How many have questions.
    """

    document: str
    name: str
    known: int
    total: int


async def verdicts(connection: AsyncConnection, person: int) -> Verdicts:
    """Return what somebody's answers and cards say."""
    i, q = short_quiz_questions.c, short_quizzes.c
    answers = select(i.question, i.right).join_from(short_quiz_questions, short_quizzes, q.id == i.quiz)
    answers = answers.where(q.person == person, i.right.is_not(None)).order_by(i.answered, i.quiz, i.place)
    last = {row.question: row.right for row in await connection.execute(answers)}
    wrong = frozenset(question for question, right in last.items() if not right)
    right = last.keys() - wrong
    known = frozenset(right | await _stable(connection, person)) - wrong
    return Verdicts(known, wrong, await _checked(connection, person))


async def _stable(connection: AsyncConnection, person: int) -> set[int]:
    """Return the questions whose cards stay in mind."""
    m = card_memories.c
    return set(await connection.scalars(select(m.question).where(m.person == person, m.stability >= STABLE_DAYS)))


async def _checked(connection: AsyncConnection, person: int) -> dict[_Article, bool]:
    """Return the articles that study tasks have asked about, and whether all of it was right at last."""
    a, t = quiz_answers.c, study_tasks.c
    query = select(t.id, t.article, t.questions, a.right).join_from(quiz_answers, study_tasks, t.id == a.task)
    query = query.where(a.person == person, t.article.is_not(None)).order_by(t.id, a.question)
    answers: dict[int, list[bool]] = defaultdict(list)
    found = {}
    for row in await connection.execute(query):
        answers[row.id].append(row.right)
        of_task = answers[row.id]
        found[row.article["file"], row.article["label"]] = len(of_task) == len(row.questions) and all(of_task)
    return found


def chapters(questions: Iterable[BankQuestion], found: Verdicts) -> list[Chapter]:
    """Return how far each chapter is known, in the order of the questions.

    An article is known where one of its questions or a study task about it is, and none was last answered wrong.
    """
    articles: dict[tuple[str, str, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for question in questions:
        articles[question.file, question.document, question.chapter][question.article].append(question.id)
    return [
        Chapter(document, name, sum(_is_known((file, label), ids, found) for label, ids in those.items()), len(those))
        for (file, document, name), those in articles.items()
    ]


def _is_known(article: _Article, ids: Collection[int], found: Verdicts) -> bool:
    checked = found.checked.get(article)
    known = checked or not found.known.isdisjoint(ids)
    return known and checked is not False and found.wrong.isdisjoint(ids)


def themes(questions: Iterable[BankQuestion], found: Verdicts) -> dict[Theme, tuple[int, int]]:
    """Return (known, all) of the questions about rights and about duties."""
    counted = {Theme.RIGHT: [0, 0], Theme.DUTY: [0, 0]}
    for question in questions:
        if question.theme in counted:
            counted[question.theme][0] += question.id in found.known
            counted[question.theme][1] += 1
    return {theme: (known, total) for theme, (known, total) in counted.items()}
