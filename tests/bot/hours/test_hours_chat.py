"""/hours on phones: a member sees the own, the secretary the branch in numbers, corrects, files; the member is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from bot import words as common
from bot.app import App
from bot.people.roles import Action, Role
from bot.storage.tables import persons
from bot.study.task import Kind
from bot.words import hours as words
from bot.words import study as study_words
from tests.auxil.learning import Classroom, classroom
from tests.auxil.phone import Message, Phone
from tests.bot.test_gatekeeper import people, refusal

__all__ = ["people"]


@pytest.fixture
async def room(bot: App, people: dict[Role, Phone]) -> AsyncIterator[Classroom]:
    async with classroom(bot, people) as room:
        async with room.services.members.engine.begin() as connection:
            await connection.execute(update(persons).values(quiet_from=0, quiet_to=0))  # whatever the hour is
        yield room


async def branch_of(secretary: Phone) -> Message:
    """Go to the branch's hours."""
    await secretary.say("/hours")
    await secretary.press(await secretary.next_message(), words.TO_BRANCH)
    return await secretary.next_edit()


async def begin(room: Classroom, kind: Kind = Kind.CONCENTRATED) -> Message:
    """Go as far as where the secretary is asked how much and why."""
    secretary = room.phones[Role.SECRETARY]
    message = await branch_of(secretary)
    for button in (words.CORRECT, Role.MEMBER.label, kind.label):
        await secretary.press(message, button)
        message = await secretary.next_edit()
    return message


async def test_what_a_member_has_done_stands_in_the_own_hours(room: Classroom) -> None:
    _, message = await room.receive(hours=15)
    await room.member.press(message, study_words.TASK_DONE)
    await room.member.next_message()
    await room.member.say("/hours")
    told = await room.member.next_message()
    assert "一共 1.5 学时" in told.text
    assert "学党章（日常学习 1.5）" in told.text
    assert words.BASIS in told.text
    assert words.TO_BRANCH not in told.buttons


async def test_a_secretary_corrects_and_the_member_is_told_why(room: Classroom) -> None:
    secretary, member = room.phones[Role.SECRETARY], room.member
    await begin(room)
    await secretary.say("党费怎么交")
    assert (await secretary.next_message()).text == words.AMOUNT_UNCLEAR
    await secretary.say("+2 补记<三月>的党课")
    asked = await secretary.next_message()
    assert asked.marked("bold")[-1] == words.ADDED.format(hours="2")
    await secretary.press(asked, words.CONFIRM_BUTTON)
    told = await member.next_message()
    assert words.ADDED.format(hours="2") in told.text
    assert "补记<三月>的党课" in told.text
    await member.press(told, words.TO_OWN)
    assert "一共 2 学时" in (await member.next_edit()).text
    pressed = await secretary.press_data(asked, "fix!")
    assert pressed["text"] == common.BUTTON_GONE


async def test_a_correction_can_be_given_up(room: Classroom) -> None:
    secretary = room.phones[Role.SECRETARY]
    await begin(room)
    await secretary.say("/cancel")
    assert (await secretary.next_message()).text == common.CANCELLED
    await secretary.say("+2 补记三月的党课")
    assert words.CONFIRM_BUTTON not in (await secretary.next_message()).buttons


async def test_the_branch_is_shown_without_names_and_filed_with_them(room: Classroom) -> None:
    secretary = room.phones[Role.SECRETARY]
    message = await branch_of(secretary)
    assert message.text.startswith("🏢 机修支部")
    assert Role.MEMBER.label + "\n" not in message.text
    assert words.NO_RANKS in message.text
    await secretary.press(message, message.buttons[0])
    file = await secretary.next_message()
    book = load_workbook(BytesIO(await secretary.download(file)))
    assert [cell.value for cell in book[words.SHEET_TOTALS][1]] == list(words.TOTAL_HEADS)
    assert file.raw["document"]["file_name"].startswith("学时归档_机修支部_")


async def test_buttons_of_others_and_made_up_numbers_do_nothing(room: Classroom) -> None:
    secretary = room.phones[Role.SECRETARY]
    message = await branch_of(secretary)
    for data in ("bhours:1:99999999999", "fix:1:1999:0", "fixkind:1:2026:9:weird", "hsheet:x:y", "fix!", "hours:0"):
        assert (await secretary.press_data(message, data))["text"] == common.BUTTON_GONE, data
    await room.member.say("/hours")
    own = await room.member.next_message()
    assert (await room.member.press_data(own, "bhours:1:2026"))["text"] == refusal(Action.FILE_HOURS)
    told = await secretary.press_data(message, "hours:0:0")
    assert told["text"] == ""
