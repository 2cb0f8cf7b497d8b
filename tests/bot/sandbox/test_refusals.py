"""What Telegram refuses, the sandbox refuses in the same words, so that a mistake shows before a member sees it."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message, ReplyParameters
from telegram.error import BadRequest, Forbidden, InvalidToken

from bot.sandbox.server import Sandbox
from bot.sandbox.world import GROUP, GUEST, MEMBER
from tests.auxil.phone import Phone

Ask = Callable[[Bot, Message], Awaitable[Any]]


def keyboard(data: str | None) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("原文", callback_data=data)]])


def html(text: str) -> Ask:
    return lambda bot, _: bot.send_message(MEMBER, text, parse_mode="HTML")


def quiz(question: str = "预备期多长？", options: list[str] | None = None, **more: object) -> Ask:
    given: dict[str, Any] = {"type": "quiz", "correct_option_ids": [0]} | more
    return lambda bot, _: bot.send_poll(MEMBER, question, options or ["一年", "两年"], **given)


REFUSALS: dict[str, tuple[Ask, str]] = {
    "empty text": (lambda b, _: b.send_message(MEMBER, " \n "), "Message text is empty"),
    "nothing but markup": (html("<b></b>"), "Message text is empty"),
    "4,097 letters": (lambda b, _: b.send_message(MEMBER, "党" * 4097), "Message is too long"),
    "4,096 units hold 2,048 emoji": (lambda b, _: b.send_message(MEMBER, "😀" * 2049), "Message is too long"),
    "long caption": (lambda b, _: b.send_document(MEMBER, b"x", caption="字" * 1025), "Message caption is too long"),
    "callback data": (
        lambda b, _: b.send_message(MEMBER, "好", reply_markup=keyboard("条" * 22)),
        "Button_data_invalid",
    ),
    "a button that does nothing": (
        lambda b, _: b.send_message(MEMBER, "好", reply_markup=keyboard(None)),
        "Text buttons are unallowed in the inline keyboard",
    ),
    "unclosed tag": (html("<b>第四条"), 'can\'t find end tag corresponding to start tag "b"'),
    "unknown tag": (html("<h1>第四条</h1>"), 'unsupported start tag "h1" at byte offset 0'),
    "wrong nesting": (html("<b><i>字</b></i>"), 'unmatched end tag at byte offset 9, expected "</i>", found "</b>"'),
    "unescaped <": (html("一 < 二"), 'unsupported start tag "" at byte offset 4'),
    "unescaped < at the end": (html("一<"), "unclosed start tag at byte offset 3"),
    "unescaped &": (html("甲 & 乙"), 'unescaped "&" at byte offset 4'),
    "end without start": (html("字</b>"), "unexpected end tag at byte offset 3"),
    "span without class": (html("<span>字</span>"), 'tag "span" must have class "tg-spoiler"'),
    "markdown": (lambda b, _: b.send_message(MEMBER, "*字*", parse_mode="MarkdownV2"), "Unsupported parse_mode"),
    "an edit that changes nothing": (
        lambda b, m: b.edit_message_text("<b>您好</b>", MEMBER, m.message_id, parse_mode="HTML"),
        "Message is not modified: specified new message content and reply markup are exactly the same",
    ),
    "editing what is not there": (lambda b, _: b.edit_message_text("好", MEMBER, 999), "Message to edit not found"),
    "editing a person's message": (lambda b, _: b.edit_message_text("好", MEMBER, 1), "Message can't be edited"),
    "a caption where there is none": (
        lambda b, m: b.edit_message_caption(MEMBER, m.message_id, caption="好"),
        "There is no caption in the message to edit",
    ),
    "deleting what is not there": (lambda b, _: b.delete_message(MEMBER, 999), "Message to delete not found"),
    "unknown chat": (lambda b, _: b.send_message(404, "好"), "Chat not found"),
    "unknown press": (lambda b, _: b.answer_callback_query("1"), "Query is too old and response timeout expired"),
    "unknown inline query": (lambda b, _: b.answer_inline_query("1", []), "Query is too old and response timeout"),
    "reply to nothing": (
        lambda b, _: b.send_message(MEMBER, "好", reply_parameters=ReplyParameters(999)),
        "Message to be replied not found",
    ),
    "unknown chat action": (lambda b, _: b.send_chat_action(MEMBER, "thinking"), "Wrong parameter action in request"),
    "question of 301": (quiz("问" * 301), "Poll question length must not exceed 300"),
    "one option": (quiz(options=["一年"]), "Poll must have at least 2 option"),
    "13 options": (quiz(options=[str(i) for i in range(13)]), "Poll can't have more than 12 options"),
    "option of 101": (quiz(options=["一" * 101, "二"]), "Poll options length must not exceed 100"),
    "explanation of 201": (quiz(explanation="解" * 201), "Explanation length must not exceed 200"),
    "explanation of 4 lines": (quiz(explanation="一\n二\n三\n四"), "Explanation must not have more than 2 line feeds"),
    "a quiz without an answer": (quiz(correct_option_ids=[2]), "Wrong correct option id specified"),
    "unknown file": (lambda b, _: b.send_document(MEMBER, "file_99"), "Wrong file identifier"),
    "a photo that is none": (lambda b, _: b.send_photo(MEMBER, b"text"), "Image_process_failed"),
    "bad command": (lambda b, _: b.set_my_commands([("提问", "问")]), "Bot_command_invalid"),
    "unknown parameter": (
        lambda b, _: b.send_message(MEMBER, "好", api_kwargs={"colour": "red"}),
        'Unknown parameter "colour" of method sendmessage',
    ),
    "a webhook elsewhere": (lambda b, _: b.set_webhook("https://example.org/"), "Bad webhook"),
}


@pytest.mark.parametrize("case", REFUSALS)
async def test_the_bot_api_refuses_what_telegram_refuses(case: str, bot: Bot, started: Phone, sandbox: Sandbox) -> None:
    ask, words = REFUSALS[case]
    message = await bot.send_message(MEMBER, "<b>您好</b>", parse_mode="HTML")
    before = list(sandbox.world.chats[MEMBER].messages.values())
    with pytest.raises(BadRequest) as refusal:
        await ask(bot, message)
    assert words.lower() in refusal.value.message.lower()
    assert list(sandbox.world.chats[MEMBER].messages.values()) == before


async def test_limits_are_reached_before_they_are_passed(bot: Bot, started: Phone) -> None:
    await bot.send_message(MEMBER, f"<b>{'党' * 4096}</b>", parse_mode="HTML")
    await bot.send_document(MEMBER, b"x", caption="字" * 1024)
    await bot.send_message(MEMBER, "好", reply_markup=keyboard("x" * 64))
    await bot.send_poll(
        MEMBER, "问" * 300, ["选" * 100] * 12, type="quiz", correct_option_ids=[11], explanation="解" * 200
    )


async def test_a_stranger_is_not_written_to(bot: Bot) -> None:
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(GUEST, "您好")


async def test_who_blocked_the_bot_is_not_written_to_until_they_come_back(bot: Bot, started: Phone) -> None:
    await started.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(MEMBER, "您好")
    await started.start()
    await bot.send_message(MEMBER, "欢迎回来")
    assert (await started.next_message()).text == "欢迎回来"


async def test_a_wrong_token_an_unknown_method_and_a_missing_parameter(sandbox: Sandbox) -> None:
    with pytest.raises(InvalidToken):
        await Bot("1:wrong", base_url=sandbox.base_url).initialize()
    async with httpx.AsyncClient(trust_env=False) as client:
        wrong = await client.get(f"{sandbox.url}/bot1:wrong/getMe")
        assert wrong.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
        unknown = await client.post(f"{sandbox.base_url}{sandbox.token}/sendRocket")
        assert unknown.status_code == unknown.json()["error_code"] == 404
        missing = await client.post(f"{sandbox.base_url}{sandbox.token}/sendMessage", json={"text": "好"})
        assert missing.json()["description"] == "Bad Request: chat_id is empty"


async def test_json_bodies_and_queries_are_read_too(sandbox: Sandbox, started: Phone) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        url = f"{sandbox.base_url}{sandbox.token}/sendMessage"
        await client.post(url, json={"chat_id": MEMBER, "text": "一"})
        await client.get(url, params={"chat_id": MEMBER, "text": "二"})
    assert [(await started.next_message()).text for _ in range(2)] == ["一", "二"]


async def test_a_press_is_answered_once_and_in_time(bot: Bot, started: Phone, sandbox: Sandbox) -> None:
    await bot.send_message(MEMBER, "好", reply_markup=keyboard("full"))
    message = await started.next_message()
    in_time = await started.press_data(message, "full", wait=False)
    assert await bot.answer_callback_query(in_time["query_id"])
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await bot.answer_callback_query(in_time["query_id"])
    sandbox.world.query_seconds = 0
    too_late = await started.press_data(message, "full", wait=False)
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await bot.answer_callback_query(too_late["query_id"])


async def test_the_bot_deletes_its_own_messages_only_in_a_group(bot: Bot, phone: Phone) -> None:
    mine = await bot.send_message(GROUP, "大家好")
    theirs = await phone.say("收到", chat=GROUP)
    assert await bot.delete_message(GROUP, mine.message_id)
    with pytest.raises(BadRequest, match="can't be deleted"):
        await bot.delete_message(GROUP, theirs.id)
