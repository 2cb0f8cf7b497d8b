"""/report on the phone: a picture first, then what one wants to know more about; each sees what they may."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from PIL import Image
from sqlalchemy import update

from bot import words as common
from bot.app import App
from bot.gatekeeper import Button
from bot.people.roles import Action, NotAllowedError, Role
from bot.storage.study_tables import deliveries
from bot.study.task import Question, TaskState
from bot.views.study_report import SHEET
from bot.words import study as words
from tests.auxil.learning import Classroom, classroom
from tests.auxil.phone import PATIENCE, Message, Phone
from tests.auxil.studying import draft_of
from tests.bot.test_gatekeeper import people

__all__ = ["people"]
pytest_plugins = ["tests.auxil.databases"]


@pytest.fixture
async def room(bot: App, people: dict[Role, Phone]) -> AsyncIterator[Classroom]:
    async with classroom(bot, people) as room:
        yield room


@pytest.fixture
def secretary(room: Classroom) -> Phone:
    return room.phones[Role.SECRETARY]


async def opened(phone: Phone) -> Message:
    """Open the report of the latest task: the picture."""
    await phone.say("/report")
    listed = await phone.wait_for(lambda e: e.kind == "message" and Button.REPORT + ":" in str(e.message.rows))
    await phone.press(listed.message, listed.message.buttons[0])
    return (await phone.wait_for(lambda e: e.kind == "message" and "photo" in e.message.raw)).message


async def done(room: Classroom, **more: Any) -> int:  # noqa: ANN401
    """Send a task that the member does; gives its number."""
    task, message = await room.receive(**more)
    await room.phones[Role.SECRETARY].next_message()
    await room.member.press(message, words.TASK_DONE)
    return task.id


async def test_the_secretary_gets_a_picture_that_says_who_understood(room: Classroom, secretary: Phone) -> None:
    await done(room, hours=10)
    picture = await opened(secretary)
    assert Image.open(BytesIO(await secretary.download(picture))).width == 780
    assert "学完了 1 人" in picture.text
    assert "机修支部 · 日常学习" in picture.text
    assert picture.buttons == [words.WHO, words.AS_SHEET, words.ALL_REPORTS]


async def test_the_list_is_for_the_own_branch(room: Classroom, secretary: Phone) -> None:
    await done(room)
    picture = await opened(secretary)
    await secretary.press(picture, words.WHO)
    listed = (await secretary.wait_for(lambda e: e.kind == "message" and "按姓名" in e.message.text)).message
    assert words.PEOPLE_PARTS["done"].format(count=1) in listed.text
    assert Role.MEMBER.label in listed.text
    assert "只给本支部看" in listed.text


async def test_the_table_comes_as_a_file(room: Classroom, secretary: Phone) -> None:
    await done(room)
    await secretary.press(await opened(secretary), words.AS_SHEET)
    sent = (await secretary.wait_for(lambda e: e.kind == "message" and "document" in e.message.raw)).message
    assert sent.raw["document"]["file_name"] == words.SHEET_NAME.format(what="学党章")
    book = load_workbook(BytesIO(await secretary.download(sent)))
    assert book.sheetnames == [words.SHEET_FACTS, words.SHEET_PEOPLE]


async def test_a_hard_question_leads_to_its_article(room: Classroom, secretary: Phone) -> None:
    article = await room.article()
    question = Question("预备党员有没有表决权？", ("有", "没有"), 1, "", article.id)
    _, message = await room.receive(questions=(question,), article=article)
    await room.member.press(message, words.TAKE_QUIZ.format(count=1))
    poll = await room.member.next_message()
    options = [option["text"] for option in poll.poll["options"]]
    await room.member.vote(poll, options.index("有"))
    await room.member.next_message()
    await secretary.press(await opened(secretary), words.HARD_QUESTIONS)
    asked = (await secretary.wait_for(lambda e: e.kind == "message" and "第一次答错" in e.message.text)).message
    assert "第一次答错 1/1 人" in asked.text
    assert "正确答案：没有" in asked.text
    await secretary.press(asked, asked.buttons[0])
    await secretary.wait_for(lambda e: e.kind == "edit" and article.label in e.message.text)


async def settled(room: Classroom, task: int) -> None:
    """Wait until the outcome of every sending is written; the phone knows earlier than the database."""
    async with asyncio.timeout(PATIENCE):
        while (await room.services.tasks.get(task)).state is not TaskState.SENT:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_what_is_unknown_goes_out_again_with_one_press(room: Classroom, secretary: Phone) -> None:
    task, _ = await room.receive()
    await settled(room, task.id)
    async with room.services.members.engine.begin() as connection:
        theirs = update(deliveries).where(deliveries.c.task == task.id, deliveries.c.person == room.member.person)
        await connection.execute(theirs.values(state="unknown", message_id=None))
    picture = await opened(secretary)
    assert "没确认送到 1 人" in picture.text
    told = await secretary.press(picture, words.RESEND_UNKNOWN)
    assert told["text"] == words.RESENT_UNKNOWN.format(count=1)
    again = await room.member.next_message()
    assert "学党章" in again.text
    told = await secretary.press_data(picture, f"{Button.RESEND}:{task.id}")
    assert told["text"] == words.NOTHING_UNKNOWN


async def test_periods_are_turned_and_had_as_a_table(room: Classroom, secretary: Phone) -> None:
    await done(room, hours=10)
    await secretary.say("/report")
    listed = (await secretary.wait_for(lambda e: e.kind == "message" and "本月合计" in str(e.message.buttons))).message
    await secretary.press(listed, words.PERIOD_BUTTONS["month"])
    shown = await secretary.next_edit()
    assert "日常学习：1 个任务，学懂了 0 人次，共 1 学时" in shown.text
    await secretary.press(shown, words.AS_PICTURE)
    await secretary.wait_for(lambda e: e.kind == "message" and "photo" in e.message.raw)
    await secretary.press_data(shown, next(d for d in datas(shown) if f":{SHEET}:" in d))
    sent = (await secretary.wait_for(lambda e: e.kind == "message" and "document" in e.message.raw)).message
    book = load_workbook(BytesIO(await secretary.download(sent)))
    assert book.sheetnames == [words.SHEET_KINDS, words.SHEET_TASKS]
    await secretary.press(shown, words.EARLIER)
    assert words.SUMMARY_EMPTY in (await secretary.next_edit()).text


def datas(message: Message) -> list[str]:
    return [str(button["callback_data"]) for row in message.rows for button in row]


async def test_the_administrator_sees_branches_in_numbers(room: Classroom) -> None:
    administrator = room.phones[Role.ADMINISTRATOR]
    await room.services.tasks.confirm(administrator.person, draft_of("all"), "for everybody")
    room.services.sender.wake()
    await room.member.next_message()
    picture = await opened(administrator)
    assert words.WHO not in picture.buttons
    await administrator.press(picture, words.BY_BRANCH)
    parts = (await administrator.wait_for(lambda e: e.kind == "message" and "只看人数" in e.message.text)).message
    assert "机修支部：学懂 0，学完 0" in parts.text


async def test_a_member_is_refused_by_command_and_by_every_button(room: Classroom, secretary: Phone) -> None:
    task, message = await room.receive()
    refusal = str(NotAllowedError(Action.SEE_REPORT))
    await room.member.say("/report")
    assert (await room.member.next_message()).text == refusal
    buttons = (
        f"{Button.REPORTS}:0",
        f"{Button.REPORT}:{task.id}:0",
        f"{Button.REPORT_PEOPLE}:{task.id}:1",
        f"{Button.REPORT_PARTS}:{task.id}:0:0",
        f"{Button.REPORT_QUESTIONS}:{task.id}:1",
        f"{Button.REPORT_SHEET}:{task.id}:1",
        f"{Button.SUMMARY}:month:0:1",
        f"{Button.SUMMARY_FILE}:{SHEET}:month:0:1",
        f"{Button.SUMMARY_LEVELS}:month:0:0:0",
    )
    for data in buttons:
        assert (await room.member.press_data(message, data))["text"] == refusal


@pytest.mark.parametrize(
    "data",
    [
        f"{Button.REPORT}:1",
        f"{Button.REPORT}:x:0",
        f"{Button.REPORT}:99999999999:0",
        f"{Button.SUMMARY}:week:0:0",
        f"{Button.SUMMARY}:month:-1:0",
        f"{Button.SUMMARY_FILE}:paper:month:0:0",
        f"{Button.SUMMARY_LEVELS}:month:0:0:x",
        f"{Button.REPORTS}:99999999999",
    ],
)
async def test_a_button_of_another_version_says_so(room: Classroom, secretary: Phone, data: str) -> None:
    await room.receive()
    message = await secretary.next_message()
    assert (await secretary.press_data(message, data))["text"] == common.BUTTON_GONE


async def test_a_task_that_is_gone_is_told_of(room: Classroom, secretary: Phone) -> None:
    await room.receive()
    message = await secretary.next_message()
    told = await secretary.press_data(message, f"{Button.REPORT}:4711:0")
    assert told["text"] == words.NO_TASK.format(number=4711)


async def test_before_the_first_task_the_way_to_one_is_shown(secretary: Phone) -> None:
    await secretary.say("/report")
    assert (await secretary.next_message()).text == words.NO_REPORTS
