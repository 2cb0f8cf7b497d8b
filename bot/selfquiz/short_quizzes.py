"""Five questions from the documents in force, one after another; rights weigh as much as duties.

A person has one quiz under way at most. What was asked and when it was answered stands in the database, so that an
answer counts however late it comes, and counts once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, zip_longest
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.bank.bank import Bank
from bot.bank.question import BankQuestion
from bot.hours.ledger import Source, credit
from bot.people.daytime import zone_of
from bot.storage.hours_tables import short_quiz_questions, short_quizzes, study_hours
from bot.storage.tables import persons
from bot.study.task import Kind, StudyError, Theme
from bot.words import selfquiz as words
from knowledge.document import Audience

QUESTIONS = 5
OF_EACH = 2
"""Questions about rights, and as many about duties."""
TENTHS = 1
"""Study hours of a quiz, daily education; once a day."""
REST = timedelta(days=30)
"""For so long a question is not asked again, as far as there are others."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a quiz.

    Attributes:
        place: From 0 on.
        question: As the bank has it now; None where it has it no more.
        poll: Telegram's id; None until it was asked.
        message: Where it stands in the chat.
        right: Whether the answer was; None for none that counts.
        answered: When.
    """

    place: int
    question: BankQuestion | None
    poll: str | None
    message: int | None
    right: bool | None
    answered: datetime | None


@dataclass(frozen=True, slots=True)
class ShortQuiz:
    """A quiz as it stands.

    Attributes:
        id: Its number.
        person: The bot's number of whose it is.
        chat: Their private chat.
        finished: When the last question was answered.
        items: The questions, in order.
        credited: Study hours were credited for it: once a day they are.
    """

    id: int
    person: int
    chat: int
    finished: datetime | None
    items: tuple[Item, ...]
    credited: bool

    @property
    def waiting(self) -> Item | None:
        """The question that was asked and waits for its answer."""
        return next((item for item in self.items if item.poll and not item.answered), None)

    @property
    def right(self) -> list[Item]:
        """What was answered right."""
        return [item for item in self.items if item.right]

    @property
    def wrong(self) -> list[Item]:
        """What was answered wrong."""
        return [item for item in self.items if item.right is False]

    @property
    def void(self) -> list[Item]:
        """What does not count: the article changed before the answer."""
        return [item for item in self.items if item.answered and item.right is None]


class ShortQuizzes:
    """Everybody's quizzes.

    Args:
        engine: A database that is up to date.
        bank: Gives the questions.
        zone: The time zone of whoever has set none.
        now: What the time is.
    """

    def __init__(
        self, engine: AsyncEngine, bank: Bank, zone: ZoneInfo, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._engine = engine
        self._reading = engine.execution_options(read_only=True)
        self._bank = bank
        self._zone = zone
        self._now = now

    async def begin(self, telegram_id: int, audience: Audience) -> ShortQuiz:
        """Return the quiz somebody has under way, or a new one.

        Raises:
            StudyError: The person is in no branch, or there are no questions.
        """
        q, p = short_quizzes.c, persons.c
        async with self._reading.connect() as connection:
            person = await connection.scalar(select(p.id).where(p.telegram_id == telegram_id))
            if person is None:
                raise StudyError(words.NOBODY)
            under_way = select(q.id).where(q.person == person, q.finished.is_(None)).order_by(q.id.desc()).limit(1)
            number = await connection.scalar(under_way)
            lately = await self._lately(connection, person)
        if number is None:
            number = await self._make(person, await self._draw(audience, lately))
        return await self._read(number)

    async def _lately(self, connection: AsyncConnection, person: int) -> set[int]:
        """Return the questions somebody was asked lately."""
        i, q = short_quiz_questions.c, short_quizzes.c
        query = select(i.question).join_from(short_quiz_questions, short_quizzes, q.id == i.quiz)
        return set(await connection.scalars(query.where(q.person == person, q.begun > self._now() - REST)))

    async def _draw(self, audience: Audience, lately: Collection[int]) -> list[BankQuestion]:
        drawn: list[BankQuestion] = []

        async def draw(count: int, theme: Theme | None) -> list[BankQuestion]:
            found: list[BankQuestion] = []
            for without in (lately, ()):  # those asked lately only where there are no others
                taken = {question.id for question in chain(drawn, found)}
                found += await self._bank.pick(count - len(found), audience, theme=theme, without={*without, *taken})
            drawn.extend(found)
            return found

        rights, duties = await draw(OF_EACH, Theme.RIGHT), await draw(OF_EACH, Theme.DUTY)
        others = await draw(QUESTIONS - 2 * OF_EACH, Theme.NEITHER)
        others += await draw(QUESTIONS - len(drawn), None)
        pairs = chain.from_iterable(zip_longest(rights, duties))
        return [question for question in chain(pairs, others) if question is not None]

    async def _make(self, person: int, questions: Collection[BankQuestion]) -> int:
        if not questions:
            raise StudyError(words.NO_QUESTIONS)
        async with self._engine.begin() as connection:
            new = short_quizzes.insert().values(person=person, begun=self._now()).returning(short_quizzes.c.id)
            number = int((await connection.execute(new)).scalar_one())
            rows = [{"quiz": number, "place": place, "question": q.id} for place, q in enumerate(questions)]
            await connection.execute(short_quiz_questions.insert(), rows)
        return number

    async def following(self, quiz: ShortQuiz, audience: Audience) -> tuple[ShortQuiz, Item | None]:
        """Return the quiz and its question to ask next; None where none is left.

        In place of a question whose article is gone comes another, if there is one.
        """
        for item in quiz.items:
            if item.answered or item.poll:
                continue
            if item.question and item.question.live:
                return quiz, item
            replaced = await self._replaced(quiz, item, audience)
            quiz = await self._read(quiz.id)
            if replaced:
                return quiz, quiz.items[item.place]
        return quiz, None

    async def _replaced(self, quiz: ShortQuiz, item: Item, audience: Audience) -> bool:
        """Put another question in the place of one that cannot be asked any more; without one, leave it out."""
        there = {other.question.id for other in quiz.items if other.question}
        theme = item.question.theme if item.question else None
        found = await self._bank.pick(1, audience, theme=theme, without=there)
        found = found or await self._bank.pick(1, audience, without=there)
        values = {"question": found[0].id} if found else {"answered": self._now()}
        async with self._engine.begin() as connection:
            await connection.execute(update(short_quiz_questions).where(_one(quiz.id, item.place)).values(values))
            if not found:
                await self._finish(connection, quiz.id)
        return bool(found)

    async def asked(self, quiz: ShortQuiz, item: Item, poll: str, message: int, correct: int) -> None:
        """Note a poll that was sent; `correct` is the place of the right option in it."""
        values = {"poll": poll, "message_id": message, "correct": correct}
        async with self._engine.begin() as connection:
            await connection.execute(update(short_quiz_questions).where(_one(quiz.id, item.place)).values(values))

    async def lost(self, quiz: ShortQuiz) -> ShortQuiz:
        """Note that the poll that waits was deleted by the person; it can be asked again."""
        if quiz.waiting:
            gone = update(short_quiz_questions).where(_one(quiz.id, quiz.waiting.place))
            async with self._engine.begin() as connection:
                await connection.execute(gone.values(poll=None, message_id=None, correct=None))
        return await self._read(quiz.id)

    async def answer(self, poll: str, telegram_id: int, option: int) -> ShortQuiz | None:
        """Count an answer, however late; a repeated one counts once, one to a changed article for neither.

        Args:
            poll: Telegram's id of the poll.
            telegram_id: Who answers.
            option: Which of the options, as they were shown.

        Returns:
            The quiz as it stands now; None where the poll is not theirs.
        """
        i, q, p = short_quiz_questions.c, short_quizzes.c, persons.c
        query = select(i.quiz, i.place, i.question, i.correct).join_from(short_quiz_questions, short_quizzes)
        query = query.join(persons, p.id == q.person).where(i.poll == poll, p.telegram_id == telegram_id)
        async with self._reading.connect() as connection:
            row = (await connection.execute(query)).first()
        if row is None:
            return None
        question = (await self._bank.get([row.question])).get(row.question)
        right = row.correct == option if question and question.live else None
        async with self._engine.begin() as connection:
            first = update(short_quiz_questions).where(_one(row.quiz, row.place), i.answered.is_(None))
            await connection.execute(first.values(right=right, answered=self._now()))
            await self._finish(connection, row.quiz)
        return await self._read(row.quiz)

    async def _finish(self, connection: AsyncConnection, number: int) -> None:
        """Finish a quiz with no question left, and credit its hours."""
        i, q = short_quiz_questions.c, short_quizzes.c
        left = exists().where(i.quiz == number, i.answered.is_(None))
        over = update(short_quizzes).where(q.id == number, q.finished.is_(None), ~left)
        now = self._now()
        person = await connection.scalar(over.values(finished=now).returning(q.person))
        if person is None:
            return
        counted = select(func.count()).where(i.quiz == number, i.right.is_not(None))
        zone = await connection.scalar(select(persons.c.zone).where(persons.c.id == person))
        today, h = now.astimezone(zone_of(zone, self._zone)).date(), study_hours.c
        before = exists().where(h.person == person, h.day == today.isoformat(), h.source.like(f"{Source.QUIZ}:%"))
        if await connection.scalar(counted) and not await connection.scalar(select(before)):
            await credit(connection, person, TENTHS, Kind.DAILY, f"{Source.QUIZ}:{number}", today)

    async def _read(self, number: int) -> ShortQuiz:
        i, q, p, h = short_quiz_questions.c, short_quizzes.c, persons.c, study_hours.c
        credited = exists().where(h.person == q.person, h.source == f"{Source.QUIZ}:{number}")
        head = select(q.id, q.person, p.telegram_id, q.finished, credited.label("credited")).join_from(
            short_quizzes, persons
        )
        async with self._reading.connect() as connection:
            quiz = (await connection.execute(head.where(q.id == number))).one()
            asked = select(i.place, i.question, i.poll, i.message_id, i.right, i.answered).where(i.quiz == number)
            rows = (await connection.execute(asked.order_by(i.place))).all()
        questions = await self._bank.get([row.question for row in rows])
        items = tuple(
            Item(row.place, questions.get(row.question), row.poll, row.message_id, row.right, row.answered)
            for row in rows
        )
        return ShortQuiz(quiz.id, quiz.person, quiz.telegram_id, quiz.finished, items, quiz.credited)


def _one(quiz: int, place: int) -> ColumnElement[bool]:
    i = short_quiz_questions.c
    return (i.quiz == quiz) & (i.place == place)
