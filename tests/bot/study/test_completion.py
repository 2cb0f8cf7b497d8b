"""A member does a study task on the phone: done, doubted, found again; what counts is written once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot import words as common
from bot.app import App
from bot.people.roles import Role
from bot.storage.study_tables import recipients
from bot.study.assignment import Feeling
from bot.study.completion import Completion
from bot.study.task import Kind, StudyError
from bot.words import study as words
from tests.auxil.learning import BELOW, VOTE, Classroom, buttons, classroom
from tests.auxil.organisation import MEMBER, NEIGHBOUR, SECRETARY
from tests.auxil.phone import Phone
from tests.auxil.sending import ZONE
from tests.auxil.studying import Study, draft_of
from tests.bot.test_gatekeeper import people

__all__ = ["people"]
pytest_plugins = ["tests.auxil.databases"]
FEELINGS = list(words.FEELINGS.values())


@pytest.fixture
async def room(bot: App, people: dict[Role, Phone]) -> AsyncIterator[Classroom]:
    async with classroom(bot, people) as room:
        yield room


async def row(room: Classroom, phone: Phone) -> Any:  # noqa: ANN401
    async with room.services.members.engine.connect() as connection:
        found = select(recipients).where(recipients.c.person == phone.person)
        return (await connection.execute(found)).one()


async def test_pressed_it_is_done_and_one_tap_says_how_it_was(room: Classroom) -> None:
    _, message = await room.receive(hours=10)
    assert message.buttons == BELOW
    await room.member.press(message, words.TASK_DONE)
    message = await buttons(room.member, message, words.DONE_ALREADY, words.HAVE_DOUBT)
    asked = await room.member.next_message()
    assert "记上" in asked.text
    assert "1学时" in asked.text
    assert asked.buttons == FEELINGS
    await room.member.press(asked, words.FEELINGS["useful"])
    await buttons(room.member, asked, words.FELT_SO.format(feeling=words.FEELINGS["useful"]))
    own = await row(room, room.member)
    assert (own.completed_by, own.feedback) == ("button", "useful")


async def test_pressed_twice_it_is_done_once_and_asked_once(room: Classroom) -> None:
    _, message = await room.receive()
    await room.member.press(message, words.TASK_DONE)
    await room.member.next_message()
    first = (await row(room, room.member)).completed
    told = await room.member.press_data(message, message.data(words.TASK_DONE))
    assert told["text"] == words.NOTED_BEFORE
    assert (await row(room, room.member)).completed == first
    await room.member.say("/mytasks")
    assert words.HOW_WAS_IT not in (await room.member.next_message()).text


async def test_who_did_not_understand_is_offered_the_article_and_the_secretary(room: Classroom) -> None:
    article = await room.article()
    _, message = await room.receive(article=article)
    await room.member.press(message, words.TASK_DONE)
    asked = await room.member.next_message()
    await room.member.press(asked, words.FEELINGS["lost"])
    offered = await room.member.next_message()
    assert offered.text == words.WAS_LOST
    assert offered.buttons == [common.READ, common.CONSULT_THIS]
    await room.member.press(offered, common.READ)
    await room.member.wait_for(lambda e: e.kind == "edit" and article.label in e.message.text)
    await buttons(room.member, asked, words.FELT_SO.format(feeling=words.FEELINGS["lost"]))
    assert (await row(room, room.member)).feedback == "lost"


async def test_a_doubt_is_asked_in_the_context_of_the_article(room: Classroom) -> None:
    article = await room.article()
    _, message = await room.receive(article=article)
    await room.member.press(message, words.HAVE_DOUBT)
    told = await room.member.next_message()
    assert article.label in told.text
    assert article.document in told.text
    await room.member.say("下一条呢")
    answer = await room.member.next_message()
    assert answer.text.startswith(common.FOLLOWING.format(article=f"《{article.document}》{article.label}"))


async def test_a_doubt_about_a_task_without_an_article_can_go_to_the_secretary(room: Classroom) -> None:
    _, message = await room.receive()
    await room.member.press(message, words.HAVE_DOUBT)
    told = await room.member.next_message()
    assert told.buttons == [common.CONSULT_THIS]
    await room.member.say(VOTE)
    assert "表决权" in (await room.member.next_message()).text


async def test_after_the_deadline_it_still_counts_and_nobody_is_blamed(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadline = datetime.now(UTC) + timedelta(hours=2)
    _, message = await room.receive(deadline=deadline, hours=15)
    late = deadline + timedelta(days=1)
    monkeypatch.setattr(room.services.completion, "_now", lambda: late)
    monkeypatch.setattr(room.services.reminders, "_now", lambda: late)
    assert (await room.member.press(message, words.REMIND_LATER))["text"] == words.NO_REMINDER_LATE
    await room.member.press(message, words.TASK_DONE)
    asked = await room.member.next_message()
    assert words.DONE_LATE in asked.text
    assert "1.5学时" in asked.text
    assert (await row(room, room.member)).completed == late


async def test_what_was_taken_back_need_not_be_done(room: Classroom) -> None:
    task, _ = await room.receive()
    await room.member.say("/mytasks")
    listed = await room.member.next_message()
    await room.services.steering.withdraw(room.phones[Role.SECRETARY].person, task.id)
    told = await room.member.press(listed, words.GO_TO.format(title=task.title))
    assert told["text"] == words.TAKEN_BACK.format(title=task.title)
    assert (await row(room, room.member)).completed is None


async def test_somebody_elses_task_cannot_be_done(room: Classroom) -> None:
    task, message = await room.receive(chosen=(room.member.person,))
    other = room.phones[Role.PROBATIONARY]
    await other.say("/help")
    told = await other.press_data(await other.next_message(), message.data(words.TASK_DONE))
    assert told["text"] == words.NOT_FOR_YOU
    assert (await room.services.completion.get(room.member.person, task.id)).completed is None


async def test_mytasks_shows_what_is_open_and_the_hours_of_both_kinds(room: Classroom) -> None:
    await room.member.say("/mytasks")
    assert words.NO_TASKS in (await room.member.next_message()).text
    deadline = datetime.now(UTC) + timedelta(days=3)
    _, message = await room.receive(hours=20, deadline=deadline)
    await room.member.say("/mytasks")
    listed = await room.member.next_message()
    assert words.OPEN_TASKS.format(count=1).replace("<b>", "").replace("</b>", "") in listed.text
    assert "前完成" in listed.text
    await room.member.press(listed, words.GO_TO.format(title="学党章"))
    here = await room.member.next_message()
    assert here.reply_to == message.id
    await room.member.press(here, words.TASK_DONE)
    await buttons(room.member, here, words.DONE_ALREADY, words.HAVE_DOUBT)
    await buttons(room.member, message, words.DONE_ALREADY, words.HAVE_DOUBT)
    await room.member.next_message()
    await room.member.say("/mytasks")
    listed = await room.member.next_message()
    assert words.ALL_DONE in listed.text
    assert words.HOURS_THIS_YEAR.format(daily=2, concentrated=0) in listed.text


async def test_a_task_deleted_from_the_chat_comes_again_when_it_is_asked_for(room: Classroom, bot: App) -> None:
    task, message = await room.receive()
    await bot.bot.delete_message(message.chat, message.id)
    await room.member.say("/mytasks")
    listed = await room.member.next_message()
    await room.member.press(listed, words.GO_TO.format(title=task.title))
    again = await room.member.next_message()
    assert (again.text, again.buttons) == (message.text, BELOW)


# In both databases


@pytest.fixture
def completion(study: Study) -> Completion:
    return Completion(study.engine, ZONE, study.clock)


async def test_the_first_completion_stays_and_questions_come_before_it(study: Study, completion: Completion) -> None:
    task = (await study.send(draft_of(), SECRETARY)).task
    first = await completion.complete(MEMBER, task.id)
    study.clock.ahead += timedelta(hours=1)
    assert (await completion.complete(MEMBER, task.id)).completed == first.completed
    assert first.understood
    with pytest.raises(StudyError, match="不是发给您"):
        await completion.complete(NEIGHBOUR, task.id)


async def test_the_last_word_on_how_it_was_counts(study: Study, completion: Completion) -> None:
    task = (await study.send(draft_of(), SECRETARY)).task
    for feeling in (Feeling.LOST, Feeling.USEFUL):
        await completion.feel(MEMBER, task.id, feeling)
    assert (await completion.get(MEMBER, task.id)).feedback is Feeling.USEFUL


async def test_hours_are_those_of_this_year_daily_and_concentrated_apart(study: Study, completion: Completion) -> None:
    tasks = [(await study.send(draft_of(hours=hours), SECRETARY)).task for hours in (5, 10)]
    for task in tasks:
        await completion.complete(MEMBER, task.id)
    assert (await completion.studies(MEMBER)).hours == {Kind.DAILY: 15, Kind.CONCENTRATED: 0}
    study.clock.ahead += timedelta(days=366)
    assert (await completion.studies(MEMBER)).hours == {Kind.DAILY: 0, Kind.CONCENTRATED: 0}
    assert len((await completion.studies(MEMBER)).done) == 2
