"""How many people have understood study tasks: counted by task and branch, nobody named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.study_tables import quiz_answers, recipients
from bot.study.assignment import Feeling
from bot.study.task import Task

Branches = frozenset[int] | None
"""The branches that are counted; None for all."""


@dataclass(frozen=True, slots=True)
class Tally:
    """People, by how far they are with a task.

    Attributes:
        understood: Done, every question right in the end; without questions: found it useful or so-so.
        unclear: Done, a question wrong to the last or said not to have understood.
        unsaid: Done without questions and without a word how it was: nobody knows.
        open: Not done.
    """

    understood: int = 0
    unclear: int = 0
    unsaid: int = 0
    open: int = 0

    @property
    def done(self) -> int:
        """How many have done it."""
        return self.understood + self.unclear + self.unsaid

    @property
    def people(self) -> int:
        """For how many it is."""
        return self.done + self.open

    def __add__(self, other: Tally) -> Tally:
        """Count two groups together."""
        return Tally(
            self.understood + other.understood,
            self.unclear + other.unclear,
            self.unsaid + other.unsaid,
            self.open + other.open,
        )


def total(tallies: Iterable[Tally]) -> Tally:
    """Count groups together."""
    return sum(tallies, Tally())


async def tallies(connection: AsyncConnection, tasks: Sequence[Task], within: Branches) -> dict[int, dict[int, Tally]]:
    """Count the people of some tasks.

    Args:
        connection: The transaction they are read in.
        tasks: The tasks.
        within: The branches that are counted.

    Returns:
        By number of the task and of the branch.
    """
    questions = {task.id: len(task.questions) for task in tasks}
    found: dict[int, dict[int, Tally]] = {task.id: defaultdict(Tally) for task in tasks}
    for task, branch, done, feedback, right, people in await connection.execute(_grouped(questions, within)):
        found[task][branch] += _standing(people, bool(done), feedback, right or 0, questions[task])
    return {number: dict(by_branch) for number, by_branch in found.items()}


def _grouped(tasks: Iterable[int], within: Branches) -> Select[int, int, bool, str | None, int | None, int]:
    r, q = recipients.c, quiz_answers.c
    answers = (
        select(q.task, q.person, func.sum(case((q.right, 1), else_=0)).label("right"))
        .where(q.task.in_(tasks))
        .group_by(q.task, q.person)
        .subquery()
    )
    done = r.completed.is_not(None).label("done")
    query = (
        select(r.task, r.branch, done, r.feedback, answers.c.right, func.count())
        .outerjoin(answers, (answers.c.task == r.task) & (answers.c.person == r.person))
        .where(r.task.in_(tasks))
        .group_by(r.task, r.branch, done, r.feedback, answers.c.right)
    )
    return query if within is None else query.where(r.branch.in_(within))


def _standing(people: int, done: bool, feedback: str | None, right: int, questions: int) -> Tally:
    if not done:
        return Tally(open=people)
    if feedback == Feeling.LOST or right < questions:
        return Tally(unclear=people)
    return Tally(unsaid=people) if not questions and feedback is None else Tally(understood=people)
