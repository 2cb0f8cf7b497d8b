"""Short quizzes in both databases: drawn fairly, counted once, however late; changed articles count for nothing."""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from itertools import count

import pytest
from sqlalchemy import select, update

from bot.bank.bank import Bank
from bot.hours import own_data
from bot.selfquiz.short_quizzes import QUESTIONS, ShortQuiz, ShortQuizzes
from bot.storage.hours_tables import study_hours
from bot.storage.tables import persons
from bot.study.task import Kind, StudyError, Theme
from index.corpus import Corpus
from knowledge.document import Audience
from tests.auxil.learning import SetClock
from tests.auxil.organisation import MEMBER, PROBATIONARY, STRANGER
from tests.auxil.question_bank import let_go, stock
from tests.auxil.sending import ZONE
from tests.auxil.studying import Study
from tests.bot.study.conftest import study

__all__ = ["study"]
pytest_plugins = ["tests.auxil.databases"]
THEMES = (Theme.RIGHT, Theme.DUTY, Theme.NEITHER)
RIGHT, WRONG = 1, 0
_polls = count(1)


@pytest.fixture
def clock() -> SetClock:
    return SetClock("2026-03-02", 10)


@pytest.fixture
def quizzes(study: Study, clock: SetClock) -> ShortQuizzes:
    return ShortQuizzes(study.engine, Bank(study.engine, lambda: Corpus([])), ZONE, clock)


async def ask(quizzes: ShortQuizzes, quiz: ShortQuiz) -> tuple[ShortQuiz, str]:
    """Ask the next question, its options as they are written."""
    quiz, item = await quizzes.following(quiz, Audience.MEMBERS)
    assert item
    assert item.question
    poll = f"poll{next(_polls)}"
    await quizzes.asked(quiz, item, poll, 100 + item.place, item.question.right)
    return quiz, poll


async def take(quizzes: ShortQuizzes, *options: int, person: int = MEMBER) -> ShortQuiz:
    """Take a quiz, answering so."""
    quiz = await quizzes.begin(person, Audience.MEMBERS)
    for option in options:
        quiz, poll = await ask(quizzes, quiz)
        counted = await quizzes.answer(poll, person, option)
        assert counted
        quiz = counted
    return quiz


async def hours(study: Study) -> list[tuple[int, int, str]]:
    async with study.engine.connect() as connection:
        h = study_hours.c
        rows = await connection.execute(select(h.person, h.tenths, h.day, h.kind).order_by(h.day))
        return [(row.tenths, row.person, row.day) for row in rows if row.kind == Kind.DAILY]


async def test_rights_weigh_as_much_as_duties(study: Study, quizzes: ShortQuizzes) -> None:
    await stock(study.engine, *THEMES * 6)
    quiz = await quizzes.begin(MEMBER, Audience.MEMBERS)
    themes = Counter(item.question.theme for item in quiz.items if item.question)
    assert themes == {Theme.RIGHT: 2, Theme.DUTY: 2, Theme.NEITHER: 1}
    assert len({item.question.id for item in quiz.items if item.question}) == QUESTIONS


async def test_where_one_theme_is_short_others_fill_up(study: Study, quizzes: ShortQuizzes) -> None:
    await stock(study.engine, Theme.RIGHT, *[Theme.DUTY] * 6)
    quiz = await quizzes.begin(MEMBER, Audience.MEMBERS)
    assert len(quiz.items) == QUESTIONS


async def test_nobody_is_asked_the_same_again_as_long_as_there_are_others(study: Study, quizzes: ShortQuizzes) -> None:
    await stock(study.engine, *THEMES * 4)
    first = await take(quizzes, *[RIGHT] * 5)
    second = await quizzes.begin(MEMBER, Audience.MEMBERS)
    asked = [{item.question.id for item in quiz.items if item.question} for quiz in (first, second)]
    assert not asked[0] & asked[1]


async def test_begun_again_the_quiz_under_way_goes_on(study: Study, quizzes: ShortQuizzes) -> None:
    await stock(study.engine, *THEMES * 4)
    quiz = await take(quizzes, RIGHT)
    again = await quizzes.begin(MEMBER, Audience.MEMBERS)
    assert again == quiz
    assert (await quizzes.begin(PROBATIONARY, Audience.MEMBERS)).id != quiz.id


async def test_without_questions_or_without_a_branch_a_kind_line_says_so(study: Study, quizzes: ShortQuizzes) -> None:
    with pytest.raises(StudyError, match="过几分钟"):
        await quizzes.begin(MEMBER, Audience.MEMBERS)
    with pytest.raises(StudyError, match="加入支部"):
        await quizzes.begin(STRANGER, Audience.EVERYONE)


async def test_an_answer_counts_once_and_only_its_persons(study: Study, quizzes: ShortQuizzes) -> None:
    await stock(study.engine, *THEMES * 2)
    _, poll = await ask(quizzes, await quizzes.begin(MEMBER, Audience.MEMBERS))
    assert await quizzes.answer(poll, PROBATIONARY, RIGHT) is None
    assert await quizzes.answer("unknown", MEMBER, RIGHT) is None
    for option in (WRONG, RIGHT):
        counted = await quizzes.answer(poll, MEMBER, option)
        assert counted
        assert ([item.place for item in counted.wrong], counted.right) == ([0], [])


async def test_a_quiz_credits_a_tenth_of_an_hour_once_a_day(
    study: Study, quizzes: ShortQuizzes, clock: SetClock
) -> None:
    await stock(study.engine, *THEMES * 4)
    first, second = await take(quizzes, *[RIGHT] * 5), await take(quizzes, *[WRONG] * 5)
    assert (first.credited, second.credited) == (True, False)
    clock.set("2026-03-03", 0, 30)
    assert (await take(quizzes, *[RIGHT] * 5)).credited
    person = await study.org.person(MEMBER)
    assert await hours(study) == [(1, person, "2026-03-02"), (1, person, "2026-03-03")]


async def test_an_answer_weeks_later_counts_on_the_day_it_comes(
    study: Study, quizzes: ShortQuizzes, clock: SetClock
) -> None:
    await stock(study.engine, *THEMES * 4)
    quiz, poll = await ask(quizzes, await take(quizzes, *[RIGHT] * 4))
    clock.turn(days=40)
    late = await quizzes.answer(poll, MEMBER, RIGHT)
    assert late
    assert (late.finished, len(late.right)) == (clock().astimezone(UTC), QUESTIONS)
    assert [day for _, _, day in await hours(study)] == ["2026-04-11"]
    assert late.id == quiz.id


async def test_in_another_time_zone_the_day_is_the_persons(
    study: Study, quizzes: ShortQuizzes, clock: SetClock
) -> None:
    async with study.engine.begin() as connection:
        await connection.execute(update(persons).where(persons.c.telegram_id == MEMBER).values(zone="America/New_York"))
    await stock(study.engine, *THEMES * 4)
    clock.set("2026-03-02", 8)
    await take(quizzes, *[RIGHT] * 5)
    assert [day for _, _, day in await hours(study)] == ["2026-03-01"]


async def test_an_answer_to_an_article_that_changed_is_neither_right_nor_wrong(
    study: Study, quizzes: ShortQuizzes
) -> None:
    await stock(study.engine, *THEMES * 2)
    quiz, poll = await ask(quizzes, await quizzes.begin(MEMBER, Audience.MEMBERS))
    assert quiz.items[0].question
    await let_go(study.engine, quiz.items[0].question.id)
    counted = await quizzes.answer(poll, MEMBER, RIGHT)
    assert counted
    assert ([item.place for item in counted.void], counted.right, counted.wrong) == ([0], [], [])


async def test_a_question_whose_article_went_before_it_was_asked_gives_way_to_another(
    study: Study, quizzes: ShortQuizzes
) -> None:
    await stock(study.engine, *THEMES * 4)
    quiz = await quizzes.begin(MEMBER, Audience.MEMBERS)
    there = {item.question.id for item in quiz.items if item.question}
    first = quiz.items[0].question
    assert first
    await let_go(study.engine, first.id)
    _, item = await quizzes.following(await quizzes.begin(MEMBER, Audience.MEMBERS), Audience.MEMBERS)
    assert item
    assert item.question
    assert (item.place, item.question.theme) == (0, first.theme)
    assert item.question.id not in there


async def test_where_all_documents_are_taken_out_the_quiz_ends_and_counts_for_nothing(
    study: Study, quizzes: ShortQuizzes
) -> None:
    all_of_them = await stock(study.engine, *THEMES * 2)
    await quizzes.begin(MEMBER, Audience.MEMBERS)
    await let_go(study.engine, *all_of_them)
    quiz = await quizzes.begin(MEMBER, Audience.MEMBERS)
    quiz, item = await quizzes.following(quiz, Audience.MEMBERS)
    assert item is None
    assert quiz.finished
    assert (len(quiz.void), quiz.credited) == (QUESTIONS, False)
    assert await hours(study) == []


async def test_a_deleted_poll_can_be_asked_again(study: Study, quizzes: ShortQuizzes) -> None:
    await stock(study.engine, *THEMES * 2)
    quiz, poll = await ask(quizzes, await quizzes.begin(MEMBER, Audience.MEMBERS))
    quiz = await quizzes.lost(await quizzes.begin(MEMBER, Audience.MEMBERS))
    assert quiz.waiting is None
    assert await quizzes.answer(poll, MEMBER, RIGHT) is None
    _, item = await quizzes.following(quiz, Audience.MEMBERS)
    assert item
    assert item.place == 0


async def test_ones_quizzes_are_in_the_own_data_and_gone_after_forget(study: Study, quizzes: ShortQuizzes) -> None:
    await stock(study.engine, *THEMES * 2)
    await take(quizzes, WRONG, RIGHT)
    async with study.engine.begin() as connection:
        data = (await own_data.data_of(connection, MEMBER))["short_quizzes"]
        assert [line["right"] for line in data] == [False, True, None, None, None]
        assert all("应当是哪个" in line["question"] for line in data)
        await own_data.forget(connection, MEMBER)
        assert (await own_data.data_of(connection, MEMBER))["short_quizzes"] == []
