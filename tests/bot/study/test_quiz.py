"""Questions after a study task: native quizzes, one after another; a wrong answer is explained and may be mended."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import App, Server, running
from bot.markup import units
from bot.people.roles import Role
from bot.sandbox.server import Sandbox
from bot.services import Services
from bot.settings import load_settings
from bot.storage.study_tables import quiz_answers, recipients
from bot.study.assignment import Assignment
from bot.study.completion import Completion
from bot.study.quiz import EXPLANATION, Quiz, explained, next_question, order_of
from bot.study.task import Question, StudyError
from bot.words import study as words
from tests.auxil.learning import QUESTIONS, Classroom, buttons, choose, classroom, phones_of
from tests.auxil.organisation import ADMINISTRATOR, DEPUTY, MEMBER, SECRETARY, organise
from tests.auxil.phone import Message, Phone, RefusedError
from tests.auxil.sending import ZONE
from tests.auxil.studying import Study, draft_of
from tests.bot.test_gatekeeper import people

__all__ = ["people"]
pytest_plugins = ["tests.auxil.databases"]
QUIZ = words.TAKE_QUIZ.format(count=2)
RIGHT = [question.options[question.right] for question in QUESTIONS]


@pytest.fixture
async def room(bot: App, people: dict[Role, Phone]) -> AsyncIterator[Classroom]:
    async with classroom(bot, people) as room:
        yield room


async def answers(study: Study | Services) -> list[Any]:
    engine = study.engine if isinstance(study, Study) else study.members.engine
    async with engine.connect() as connection:
        return list((await connection.execute(select(quiz_answers).order_by(quiz_answers.c.question))).all())


async def begin(room: Classroom, **more: Any) -> tuple[Message, Message]:  # noqa: ANN401
    """Receive a task with questions and go to the first."""
    _, message = await room.receive(questions=QUESTIONS, **more)
    await room.member.press(message, QUIZ)
    return message, await room.member.next_message()


async def test_questions_come_one_after_another_and_the_last_answer_completes(room: Classroom) -> None:
    message, first = await begin(room, hours=10)
    assert message.buttons == [QUIZ, words.HAVE_DOUBT, words.REMIND_LATER]
    assert (first.poll["type"], first.poll["is_anonymous"]) == ("quiz", False)
    assert first.poll["question"].endswith(QUESTIONS[0].text)
    assert {option["text"] for option in first.poll["options"]} == set(QUESTIONS[0].options)
    await choose(room.member, first, RIGHT[0])
    second = await room.member.next_message()
    assert second.poll["question"].endswith(QUESTIONS[1].text)
    await choose(room.member, second, RIGHT[1])
    told = await room.member.next_message()
    assert words.ALL_RIGHT.format(title="学党章", count=2) in told.text
    assert told.buttons == list(words.FEELINGS.values())
    await buttons(room.member, message, words.UNDERSTOOD, words.HAVE_DOUBT)
    own = await room.services.completion.get(room.member.person, 1)
    assert own.understood


async def test_an_explanation_names_the_article(room: Classroom) -> None:
    article = await room.article()
    question = Question("预备党员有表决权吗？", ("有", "没有"), 1, "说明" * 150, article.id)
    _, message = await room.receive(questions=(question,))
    await room.member.press(message, words.TAKE_QUIZ.format(count=1))
    poll = await room.member.next_message()
    voted = await choose(room.member, poll, "有")
    named = words.BASIS.format(document=article.document, label=article.label)
    assert voted.poll["explanation"].endswith(named)
    assert units(voted.poll["explanation"]) == EXPLANATION
    assert named in (await room.member.next_message()).text


async def test_a_wrong_answer_is_explained_and_may_be_tried_again(room: Classroom) -> None:
    message, first = await begin(room)
    await choose(room.member, first, "有")
    await choose(room.member, await room.member.next_message(), RIGHT[1])
    told = await room.member.next_message()
    again = words.WRONG_AGAIN.format(count=1)
    assert words.RIGHT_ANSWER.format(answer=RIGHT[0]) in told.text
    assert QUESTIONS[0].explanation in told.text
    assert QUESTIONS[1].explanation not in told.text
    await buttons(room.member, message, words.DONE_ALREADY, again, words.HAVE_DOUBT)
    assert not (await room.services.completion.get(room.member.person, 1)).understood
    await room.member.press(told, again)
    retry = await room.member.next_message()
    assert retry.poll["question"].endswith(QUESTIONS[0].text)
    await choose(room.member, retry, RIGHT[0])
    told = await room.member.next_message()
    assert words.ALL_RIGHT.format(title="学党章", count=2) in told.text
    assert told.buttons == []
    await buttons(room.member, message, words.UNDERSTOOD, words.HAVE_DOUBT)
    assert [(a.right, a.first_right) for a in await answers(room.services)] == [(True, False), (True, True)]


async def test_pressed_twice_one_question_is_asked(room: Classroom) -> None:
    message, first = await begin(room)
    await room.member.press(message, QUIZ)
    pointed = await room.member.next_message()
    assert (pointed.text, pointed.reply_to) == (words.QUIZ_IS_HERE, first.id)


async def test_a_question_deleted_from_the_chat_comes_again(room: Classroom, bot: App) -> None:
    message, first = await begin(room)
    await bot.bot.delete_message(first.chat, first.id)
    await room.member.press(message, QUIZ)
    assert (await room.member.next_message()).poll["question"].endswith(QUESTIONS[0].text)


async def test_a_closed_question_does_nothing(room: Classroom, bot: App) -> None:
    _, first = await begin(room)
    await bot.bot.stop_poll(first.chat, first.id)
    with pytest.raises(RefusedError):
        await choose(room.member, first, RIGHT[0])
    assert await answers(room.services) == []


async def test_done_without_the_questions_points_to_them(room: Classroom) -> None:
    task, message = await room.receive(questions=QUESTIONS)
    told = await room.member.press_data(message, f"done:{task.id}")
    assert told["text"] == words.QUESTIONS_FIRST.format(count=2)
    assert (await room.services.completion.get(room.member.person, task.id)).completed is None


async def test_an_answer_after_the_withdrawal_gets_a_kind_line(room: Classroom) -> None:
    _, first = await begin(room)
    await room.services.steering.withdraw(room.phones[Role.SECRETARY].person, 1)
    await choose(room.member, first, RIGHT[0])
    assert (await room.member.next_message()).text == words.TAKEN_BACK.format(title="学党章")
    assert await answers(room.services) == []


async def test_an_answer_counts_after_a_restart(database_url: str, data_dir: Path, tmp_path: Path) -> None:
    settings = load_settings(data_dir=data_dir, database_url=database_url, bot_admins={ADMINISTRATOR})
    async with Sandbox.serve() as sandbox, phones_of(sandbox, SECRETARY, DEPUTY, MEMBER) as (_, _, member):
        server = Server(sandbox.token, sandbox.base_url, sandbox.base_file_url, direct=True)
        async with running(settings, server) as app:
            services: Services = app.bot_data["services"]
            await organise(services.members.engine, tmp_path)
            await services.tasks.confirm(SECRETARY, draft_of(questions=QUESTIONS[:1]), "token")
            services.sender.wake()
            await member.press(await member.next_message(), words.TAKE_QUIZ.format(count=1))
            poll = await member.next_message()
        await choose(member, poll, RIGHT[0])
        async with running(settings, server) as app:
            assert words.ALL_RIGHT.format(title="学党章", count=1) in (await member.next_message()).text
            services = app.bot_data["services"]
            assert (await services.completion.get(MEMBER, 1)).understood


# In both databases


@pytest.fixture
def quiz(study: Study) -> Quiz:
    return Quiz(study.engine, ZONE, study.clock)


async def sent(study: Study, quiz: Quiz, **more: Any) -> Assignment:  # noqa: ANN401
    """Send a task with questions, and the first two polls of it, each with the options as they were written."""
    task = (await study.send(draft_of(questions=QUESTIONS, **more), SECRETARY)).task
    own = await Completion(study.engine, ZONE, study.clock).get(MEMBER, task.id)
    for place, question in enumerate(QUESTIONS):
        await quiz.asked(own, place, f"poll{place}", 10 + place, tuple(range(len(question.options))))
    return own


async def test_a_poll_forwarded_to_others_counts_nothing(study: Study, quiz: Quiz) -> None:
    await sent(study, quiz)
    assert await quiz.answer("poll0", DEPUTY, 1) is None
    assert await quiz.answer("unknown", MEMBER, 1) is None
    assert await quiz.answer("poll0", MEMBER, 9) is None
    assert await answers(study) == []


async def test_an_answer_told_twice_counts_once(study: Study, quiz: Quiz) -> None:
    await sent(study, quiz)
    for option in (0, 1):
        counted = await quiz.answer("poll0", MEMBER, option)
        assert counted
        assert counted[0].wrong == [0]
    assert [(a.chosen, a.right) for a in await answers(study)] == [(0, False)]


async def test_a_late_answer_counts_and_stays_late(study: Study, quiz: Quiz) -> None:
    own = await sent(study, quiz, deadline=datetime.now(UTC) + timedelta(hours=1))
    study.clock.ahead += timedelta(days=1)
    for poll in ("poll1", "poll0"):
        counted = await quiz.answer(poll, MEMBER, 1)
    assert counted
    assert counted[0].understood
    assert counted[0].completed
    assert own.is_late(counted[0].completed)
    async with study.engine.connect() as connection:
        way = select(recipients.c.completed_by).where(recipients.c.completed.is_not(None))
        assert (await connection.scalars(way)).all() == ["quiz"]


async def test_nothing_counts_once_the_task_was_taken_back(study: Study, quiz: Quiz) -> None:
    own = await sent(study, quiz)
    await study.steering.withdraw(SECRETARY, own.task.id)
    with pytest.raises(StudyError, match="撤回"):
        await quiz.answer("poll0", MEMBER, 1)
    assert await answers(study) == []


async def test_what_waits_is_asked_first_and_then_what_was_wrong(study: Study, quiz: Quiz) -> None:
    own = await sent(study, quiz)
    assert (next_question(own), await quiz.waiting(own)) == (0, 11)
    for poll in ("poll0", "poll1"):
        counted = await quiz.answer(poll, MEMBER, 0)
    assert counted
    assert await quiz.waiting(own) is None
    assert [next_question(counted[0], after) for after in (-1, 0, 1)] == [0, 1, None]


# Words


def test_the_order_of_options_differs_between_people_and_not_between_two_handlings() -> None:
    question = Question("?", tuple("甲乙丙丁"), 0)
    orders = [order_of(question, update) for update in range(40)]
    assert orders == [order_of(question, update) for update in range(40)]
    assert all(sorted(order) == [0, 1, 2, 3] for order in orders)
    assert {order.index(0) for order in orders} == {0, 1, 2, 3}


@pytest.mark.parametrize("length", [0, 10, 180, 199, 200, 1000])
def test_an_explanation_fits_a_poll_and_keeps_the_article(length: int) -> None:
    named = words.BASIS.format(document="中国共产党章程", label="第七条")
    text = explained(Question("?", ("甲", "乙"), 0, "因\n" * length), named)
    assert units(text) <= EXPLANATION
    assert text.endswith(named)
    assert "\n" not in text


def test_an_article_that_is_named_already_is_not_named_again() -> None:
    question = Question("?", ("甲", "乙"), 0, "见《党章》第七条。")
    assert explained(question, words.BASIS.format(document="党章", label="第七条")) == "见《党章》第七条。"
