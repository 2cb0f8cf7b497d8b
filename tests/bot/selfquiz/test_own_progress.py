"""What a person knows and how steadily they study, from their answers, cards and tasks; drawn to fit a phone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.bank.bank import Bank
from bot.hours.hours import GOAL
from bot.hours.ledger import credit
from bot.selfquiz.known import STABLE_DAYS, Chapter
from bot.selfquiz.own_progress import OwnProgress, ProgressOfPersons
from bot.selfquiz.picture import of_progress
from bot.selfquiz.weeks import SHOWN, Weeks, weeks
from bot.storage.card_tables import card_memories
from bot.storage.hours_tables import short_quiz_questions, short_quizzes
from bot.study.canvas import TALLEST, WIDTH
from bot.study.completion import Completion
from bot.study.quiz import Quiz
from bot.study.task import Article, Kind, Question, Theme
from index.corpus import Corpus
from knowledge.document import Audience
from tests.auxil.learning import SetClock
from tests.auxil.organisation import MEMBER, PROBATIONARY, SECRETARY
from tests.auxil.question_bank import let_go, stock
from tests.auxil.sending import ZONE
from tests.auxil.studying import Study, draft_of
from tests.bot.study.conftest import study

__all__ = ["study"]
pytest_plugins = ["tests.auxil.databases"]
MONDAY = date(2026, 3, 2)


@pytest.fixture
def clock() -> SetClock:
    return SetClock("2026-03-02", 10)


@pytest.fixture
def progress(study: Study, clock: SetClock) -> ProgressOfPersons:
    return ProgressOfPersons(study.engine, Bank(study.engine, lambda: Corpus([])), ZONE, clock)


async def answered(study: Study, clock: SetClock, *answers: tuple[int, bool | None]) -> None:
    """Let the member have answered questions of the bank so, in one quiz."""
    person = await study.org.person(MEMBER)
    async with study.engine.begin() as connection:
        new = short_quizzes.insert().values(person=person, begun=clock(), finished=clock())
        quiz = (await connection.execute(new.returning(short_quizzes.c.id))).scalar_one()
        rows = [
            {"quiz": quiz, "place": place, "question": question, "right": right, "answered": clock()}
            for place, (question, right) in enumerate(answers)
        ]
        await connection.execute(short_quiz_questions.insert(), rows)


async def has_card(engine: AsyncEngine, person: int, question: int, stability: float) -> None:
    row = {"person": person, "question": question, "theme": Theme.DUTY, "shown_on": "2026-02-01"}
    async with engine.begin() as connection:
        await connection.execute(card_memories.insert().values(**row, stability=stability))


async def test_the_last_answer_tells_what_is_known(study: Study, clock: SetClock, progress: ProgressOfPersons) -> None:
    await stock(study.engine, Theme.RIGHT, Theme.RIGHT, Theme.DUTY)
    await stock(study.engine, Theme.DUTY, chapter="第二章", base=10)
    await answered(study, clock, (1, True), (2, False), (3, None))
    clock.turn(hours=1)
    await answered(study, clock, (1, False), (2, True))
    found = await progress.of(MEMBER, Audience.MEMBERS)
    assert found.chapters == (Chapter("手册", "第一章", 1, 3), Chapter("手册", "第二章", 0, 1))
    assert found.themes == {Theme.RIGHT: (1, 2), Theme.DUTY: (0, 2)}
    assert (await progress.of(PROBATIONARY, Audience.MEMBERS)).known == 0


async def test_a_card_that_stays_in_mind_counts_unless_a_quiz_says_otherwise(
    study: Study, clock: SetClock, progress: ProgressOfPersons
) -> None:
    await stock(study.engine, *[Theme.DUTY] * 3)
    person = await study.org.person(MEMBER)
    for question, stability in ((1, STABLE_DAYS), (2, STABLE_DAYS - 0.1), (3, 90.0)):
        await has_card(study.engine, person, question, stability)
    await answered(study, clock, (3, False))
    found = await progress.of(MEMBER, Audience.MEMBERS)
    assert (found.known, found.total, found.themes[Theme.DUTY]) == (1, 3, (1, 3))


@pytest.mark.parametrize(("answers", "known"), [((1, 1), True), ((1, 0), False), ((1,), False)])
async def test_an_article_whose_study_task_was_understood_is_known(
    study: Study, clock: SetClock, progress: ProgressOfPersons, answers: tuple[int, ...], known: bool
) -> None:
    await stock(study.engine, Theme.RIGHT, Theme.DUTY)
    questions = tuple(Question(text, ("错", "对"), 1) for text in ("第一问", "第二问"))
    task = (
        await study.send(draft_of(article=Article("id", "手册.md", "手册", "第2条"), questions=questions), SECRETARY)
    ).task
    quiz, own = Quiz(study.engine, ZONE, clock), await Completion(study.engine, ZONE, clock).get(MEMBER, task.id)
    for place, option in enumerate(answers):
        await quiz.asked(own, place, f"poll{place}", 10 + place, (0, 1))
        await quiz.answer(f"poll{place}", MEMBER, option)
    assert (await progress.of(MEMBER, Audience.MEMBERS)).known == known
    await answered(study, clock, (2, False))
    assert (await progress.of(MEMBER, Audience.MEMBERS)).known == 0, "a question on it was last answered wrong"


async def test_what_is_taken_out_of_the_base_is_not_counted_any_more(
    study: Study, clock: SetClock, progress: ProgressOfPersons
) -> None:
    await stock(study.engine, Theme.RIGHT, Theme.RIGHT)
    await answered(study, clock, (1, True), (2, True))
    await let_go(study.engine, 1)
    found = await progress.of(MEMBER, Audience.MEMBERS)
    assert (found.known, found.total) == (1, 1)


async def test_any_studying_makes_a_week(study: Study, clock: SetClock, progress: ProgressOfPersons) -> None:
    await stock(study.engine, Theme.RIGHT)
    await answered(study, clock, (1, True))
    person = await study.org.person(MEMBER)
    async with study.engine.begin() as connection:
        await credit(connection, person, 10, Kind.CONCENTRATED, "task:1", MONDAY - timedelta(days=1))
    found = await progress.of(MEMBER, Audience.MEMBERS)
    assert (found.weeks.streak, found.weeks.this) == (2, True)
    assert found.hours == {Kind.DAILY: 0, Kind.CONCENTRATED: 10}


def test_a_week_that_is_not_over_breaks_no_streak() -> None:
    days = [MONDAY - timedelta(days=1), MONDAY - timedelta(days=9), MONDAY - timedelta(days=30)]
    found = weeks(days, MONDAY)
    assert (found.streak, found.this) == (2, False)
    assert weeks(days, MONDAY + timedelta(days=7)).streak == 0
    assert len(found.shown) == SHOWN
    assert found.shown[-3:] == (True, True, False)


def test_a_year_has_no_gap_between_its_weeks() -> None:
    days = [date(2026, 12, 28) + timedelta(days=7 * n) for n in range(-60, 10)]
    assert weeks(days, date(2027, 3, 1)).streak == 70


@pytest.mark.parametrize("chapters", [0, 1, 6, 7, 60])
@pytest.mark.parametrize("hours", [0, 1, GOAL, 5 * GOAL])
def test_the_picture_fits_a_phone_whatever_there_is_to_show(chapters: int, hours: int) -> None:
    name = "关于进一步加强和改进新形势下党员教育管理工作的若干规定（试行）"
    found = OwnProgress(
        today=datetime.now(UTC).date(),
        weeks=Weeks(3, True, (True,) * SHOWN),
        chapters=tuple(Chapter(name, f"第{n}章　" + "很长的标题" * 9, n % 3, 9) for n in range(1, chapters + 1)),
        themes={Theme.RIGHT: (0, 0), Theme.DUTY: (3, 4)},
        hours={Kind.DAILY: hours, Kind.CONCENTRATED: hours // 2},
    )
    picture = Image.open(BytesIO(of_progress(found)))
    assert picture.width == WIDTH
    assert picture.height < TALLEST
    assert picture.width + picture.height < 10_000
