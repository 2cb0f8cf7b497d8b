"""/quiz and /study on a phone, through the real bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from bot.app import App, Server, running
from bot.markup import units
from bot.people.roles import Action, Role
from bot.sandbox.server import Sandbox
from bot.services import Services
from bot.settings import load_settings
from bot.storage.bank_tables import bank_questions
from bot.storage.hours_tables import short_quiz_questions
from bot.study.quiz import EXPLANATION
from bot.words import hours as hours_words
from bot.words import selfquiz as words
from tests.auxil.learning import Classroom, classroom, phones_of
from tests.auxil.organisation import MEMBER, SECRETARY, organise
from tests.auxil.phone import Message, Phone
from tests.bot.test_gatekeeper import people, refusal

__all__ = ["people"]
pytest_plugins = ["tests.auxil.databases"]


@pytest.fixture
async def room(bot: App, people: dict[Role, Phone]) -> AsyncIterator[Classroom]:
    async with classroom(bot, people) as room:
        await room.services.bank.refresh()
        yield room


async def asked(services: Services, poll: Message) -> Any:  # noqa: ANN401 - a row
    """Return the question of the bank that a poll asks."""
    async with services.members.engine.connect() as connection:
        b = bank_questions.c
        query = select(bank_questions).where(b.text.in_((poll.poll["question"], poll.poll["question"][4:])))
        options = {option["text"] for option in poll.poll["options"]}
        return next(row for row in await connection.execute(query) if set(row.options) == options)


async def answer(services: Services, phone: Phone, poll: Message, right: bool) -> Message:
    """Choose the right option, or another; gives the question as it stands then."""
    question = await asked(services, poll)
    options = [option["text"] for option in poll.poll["options"]]
    correct = options.index(question.options[question.right])
    return await phone.vote(poll, correct if right else (correct + 1) % len(options))


async def take(room: Classroom, *right: bool) -> Message:
    """Answer a question after another; gives what is said at the end."""
    message = await room.member.next_message()
    for is_right in right:
        await answer(room.services, room.member, message, is_right)
        message = await room.member.next_message()
    return message


async def test_five_questions_come_one_after_another_and_then_a_kind_word(room: Classroom) -> None:
    await room.member.say("/quiz")
    for number in range(1, 6):
        poll = await room.member.next_message()
        assert poll.poll["question"].startswith(f"{number}/5 ")
        assert (poll.poll["type"], poll.poll["is_anonymous"]) == ("quiz", False)
        voted = await answer(room.services, room.member, poll, right=True)
        row = await asked(room.services, poll)
        assert row.document in voted.poll["explanation"]
        assert row.article in voted.poll["explanation"]
        assert units(voted.poll["explanation"]) <= EXPLANATION
    told = await room.member.next_message()
    assert told.text.startswith(words.ALL_RIGHT.format(count=5))
    assert words.CREDITED.format(hours="0.1") in told.text
    assert told.buttons == [words.AGAIN, words.TO_PROGRESS]


async def test_what_was_wrong_comes_with_its_articles_a_press_away(room: Classroom) -> None:
    await room.member.say("/quiz")
    told = await take(room, True, False, True, True, False)
    assert words.SOME_RIGHT.format(count=5, right=3) in told.text
    assert told.text.count("正确答案：") == 2
    to_read = [button for button in told.buttons if button.startswith(words.READ.partition("{")[0])]
    assert 1 <= len(to_read) <= 2
    await room.member.press(told, to_read[0])
    article = await room.member.next_message()
    assert article.reply_to == told.id
    assert to_read[0].rpartition(" ")[2] in article.text


async def test_asked_twice_it_points_to_the_question_that_waits(room: Classroom) -> None:
    await room.member.say("/quiz")
    poll = await room.member.next_message()
    await room.member.say("/quiz")
    pointed = await room.member.next_message()
    assert (pointed.text, pointed.reply_to) == (words.IS_HERE, poll.id)


async def test_a_question_deleted_from_the_chat_is_asked_again(room: Classroom, bot: App) -> None:
    await room.member.say("/quiz")
    poll = await room.member.next_message()
    await bot.bot.delete_message(poll.chat, poll.id)
    await room.member.say("/quiz")
    assert (await room.member.next_message()).poll["question"] == poll.poll["question"]


async def test_guests_are_told_who_may(room: Classroom) -> None:
    guest = room.phones[Role.GUEST]
    for command in ("/quiz", "/study", "/hours"):
        await guest.say(command)
        assert (await guest.next_message()).text == refusal(Action.STUDY)


async def test_study_is_a_picture_for_a_phone_and_says_the_same_in_words(room: Classroom) -> None:
    await room.member.say("/quiz")
    told = await take(room, True, True, True, True, True)
    await room.member.press(told, words.TO_PROGRESS)
    shown = await room.member.next_message()
    picture = Image.open(BytesIO(await room.member.download(shown)))
    assert picture.width == 780
    assert words.STREAK.format(weeks=1) in shown.text
    assert "学会 5/" in shown.text
    assert "0.1 学时" in shown.text
    await room.member.press(shown, words.TO_HOURS)
    assert hours_words.SOURCES["quiz"] in (await room.member.next_message()).text


async def test_an_answer_counts_after_a_restart(database_url: str, data_dir: Path, tmp_path: Path) -> None:
    settings = load_settings(data_dir=data_dir, database_url=database_url)
    async with Sandbox.serve() as sandbox, phones_of(sandbox, SECRETARY, MEMBER) as (_, member):
        server = Server(sandbox.token, sandbox.base_url, sandbox.base_file_url, direct=True)
        async with running(settings, server) as app:
            services: Services = app.bot_data["services"]
            await organise(services.members.engine, tmp_path)
            await services.bank.refresh()
            await member.say("/quiz")
            first = await member.next_message()
        await member.vote(first, 0)
        async with running(settings, server) as app:
            services = app.bot_data["services"]
            second = await member.next_message()
            assert second.poll["question"].startswith("2/5 ")
            async with services.members.engine.connect() as connection:
                i = short_quiz_questions.c
                counted = await connection.scalars(select(i.place).where(i.answered.is_not(None)))
                assert counted.all() == [0]
