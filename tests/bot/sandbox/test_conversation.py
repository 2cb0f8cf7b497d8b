"""A bot and people talk through the sandbox as they would through Telegram."""

import asyncio
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.responses import JSONResponse, Response
from telegram import (
    Bot,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChatAdministrators,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputMediaDocument,
    InputTextMessageContent,
    Update,
)
from telegram.error import NetworkError, RetryAfter
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, CommandHandler, ContextTypes
from telegram.ext import InlineQueryHandler as InlineHandler

from bot.sandbox.api import Call
from bot.sandbox.server import Sandbox
from bot.sandbox.world import GROUP, GUEST, MEMBER, SECRETARY
from tests.auxil.phone import Phone, RefusedError

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 30, 20) + b"\x08\x02\x00\x00\x00"
KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("原文", callback_data="full:4")]])


@asynccontextmanager
async def polling(application: "Application") -> AsyncIterator[None]:  # type: ignore[type-arg]
    async with application:
        assert application.updater
        await application.start()
        await application.updater.start_polling()
        yield
        await application.updater.stop()
        await application.stop()


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message
    await update.message.reply_html(f"<b>您好</b> {' '.join(context.args or [])}", reply_markup=KEYBOARD)


async def open_article(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query
    await query.answer("第四条全文", show_alert=True)
    await query.edit_message_text("第四条 党员享有下列权利")


async def offer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.inline_query
    assert query
    content = InputTextMessageContent(f"<b>{query.query}</b>", parse_mode="HTML")
    await query.answer([InlineQueryResultArticle("4", "第四条", content, reply_markup=KEYBOARD)])


@pytest.fixture
def application(builder: ApplicationBuilder) -> "Application":  # type: ignore[type-arg]
    application = builder.build()
    application.add_handler(CommandHandler("start", start))
    application.add_handler(CallbackQueryHandler(open_article))
    application.add_handler(InlineHandler(offer))
    return application


async def test_a_member_starts_by_a_link_presses_a_button_and_reads_the_edit(
    application: "Application",  # type: ignore[type-arg]
    phone: Phone,
) -> None:
    async with polling(application):
        await phone.start("demo")
        greeting = await phone.next_message()
        assert greeting.text == "您好 demo"
        assert greeting.marked("bold") == ["您好"]
        assert greeting.buttons == ["原文"]
        answer = await phone.press(greeting, "原文")
        assert (answer["text"], answer["show_alert"]) == ("第四条全文", True)
        article = await phone.next_edit()
        assert article.edited
        assert (article.id, article.text, article.buttons) == (greeting.id, "第四条 党员享有下列权利", [])


async def test_inline_mode_offers_articles_and_sends_the_chosen_one_into_the_group(
    application: "Application",  # type: ignore[type-arg]
    phone: Phone,
    sandbox: Sandbox,
) -> None:
    async with polling(application), Phone.of(sandbox, SECRETARY) as secretary:
        results = await phone.ask_inline("表决权", chat=GROUP)
        assert [(r["title"], r["text"]) for r in results["results"]] == [("第四条", "表决权")]
        sent = await phone.choose(results, "4", chat=GROUP)
        assert sent.raw["via_bot"]["username"] == "mingbai_bot"
        await secretary.wait_until(lambda p: (GROUP, sent.id) in p.messages)
        await secretary.press(secretary.messages[GROUP, sent.id], "原文")
        await phone.wait_until(lambda p: p.messages[GROUP, sent.id].text == "第四条 党员享有下列权利")


async def test_a_quiz_hides_its_answer_until_it_is_given(bot: Bot, started: Phone) -> None:
    await bot.send_poll(
        MEMBER,
        "预备期多长？",
        ["半年", "一年"],
        type="quiz",
        correct_option_ids=[1],
        explanation="<b>一年</b>",
        explanation_parse_mode="HTML",
        is_anonymous=False,
    )
    quiz = await started.next_message()
    assert "correct_option_ids" not in quiz.poll
    assert "explanation" not in quiz.poll
    voted = await started.vote(quiz, 0)
    assert (voted.poll["chosen"], voted.poll["correct_option_ids"], voted.poll["explanation"]) == ([0], [1], "一年")
    with pytest.raises(RefusedError, match="答案不能更改"):
        await started.vote(quiz, 1)
    answers = [u.poll_answer for u in await bot.get_updates() if u.poll_answer]
    assert [(a.option_ids, a.user and a.user.id) for a in answers] == [((0,), MEMBER)]
    stopped = await bot.stop_poll(MEMBER, quiz.id)
    assert (stopped.is_closed, stopped.total_voter_count) == (True, 1)


async def test_a_vote_can_be_taken_back_where_there_is_no_right_answer(bot: Bot, started: Phone) -> None:
    await bot.send_poll(MEMBER, "哪天开会？", ["周一", "周三"], allows_multiple_answers=True)
    poll = await started.next_message()
    assert (await started.vote(poll, 0, 1)).poll["total_voter_count"] == 1
    assert (await started.vote(poll)).poll["total_voter_count"] == 0


async def test_files_go_both_ways(bot: Bot, started: Phone) -> None:
    await started.send_file("第四条".encode(), "手册.txt", caption="请收录")
    message = (await bot.get_updates())[-1].message
    assert message
    assert message.document
    assert (message.caption, message.document.file_name) == ("请收录", "手册.txt")
    file = await bot.get_file(message.document.file_id)
    assert bytes(await file.download_as_bytearray()).decode() == "第四条"

    await bot.send_document(MEMBER, b"PK", filename="计划.docx", caption="<b>计划</b>", parse_mode="HTML")
    document = await started.next_message()
    assert document.marked("bold") == ["计划"]
    assert await started.download(document) == b"PK"
    sent = await bot.send_photo(MEMBER, PNG, filename="会场.png")
    assert (sent.photo[0].width, sent.photo[0].height) == (30, 20)
    again = await bot.send_photo(MEMBER, sent.photo[0].file_id)
    assert again.photo[0].file_id == sent.photo[0].file_id
    group = await bot.send_media_group(MEMBER, [InputMediaDocument(b"1", filename="一"), InputMediaDocument(b"2")])
    assert len({m.media_group_id for m in group}) == 1


async def test_stickers_and_voice_reach_the_bot(bot: Bot, phone: Phone) -> None:
    await phone.send_sticker("👍")
    await phone.send_file(b"OggS", "voice.ogg", kind="voice")
    sticker, voice = [u.message for u in await bot.get_updates()]
    assert sticker
    assert sticker.sticker
    assert sticker.sticker.emoji == "👍"
    assert voice
    assert voice.voice


async def test_ten_thousand_letters_arrive_in_pieces_without_loss(bot: Bot, phone: Phone) -> None:
    await phone.say("党" * 10_000)
    texts = [u.message.text or "" for u in await bot.get_updates() if u.message]
    assert [len(t) for t in texts] == [4096, 4096, 1808]


async def test_the_bot_copies_pins_reacts_and_deletes(bot: Bot, started: Phone) -> None:
    said = await started.say("第四条", reply_to=None)
    copied = await bot.copy_message(MEMBER, MEMBER, said.id)
    copy = await started.next_message()
    assert (copy.id, copy.text) == (copied.message_id, "第四条")
    await bot.pin_chat_message(MEMBER, copy.id)
    pinned = (await bot.get_chat(MEMBER)).pinned_message
    assert pinned
    assert pinned.message_id == copy.id
    await bot.unpin_chat_message(MEMBER)
    await bot.set_message_reaction(MEMBER, said.id, "👍")
    await started.wait_until(lambda p: "reactions" in p.messages[MEMBER, said.id].raw)
    assert await bot.delete_messages(MEMBER, [said.id, copy.id, 999])
    await started.wait_until(lambda p: (MEMBER, copy.id) not in p.messages)


async def test_the_menu_shows_the_commands_of_the_narrowest_scope(bot: Bot, phone: Phone, sandbox: Sandbox) -> None:
    await bot.set_my_commands([("help", "帮助")])
    await bot.set_my_commands([("ask", "提问")], scope=BotCommandScopeAllGroupChats())
    await bot.set_my_commands([("send", "发任务")], scope=BotCommandScopeChatAdministrators(GROUP))
    assert await phone.commands() == ["help"]
    assert await phone.commands(GROUP) == ["ask"]
    async with Phone.of(sandbox, SECRETARY) as secretary:
        assert await secretary.commands(GROUP) == ["send"]
    await bot.delete_my_commands(scope=BotCommandScopeAllGroupChats())
    assert await phone.commands(GROUP) == ["help"]
    assert [c.command for c in await bot.get_my_commands()] == ["help"]


async def test_the_bot_knows_who_is_who(bot: Bot) -> None:
    assert (await bot.get_chat_member(GROUP, SECRETARY)).status == "creator"
    assert (await bot.get_chat_member(GROUP, MEMBER)).status == "member"
    assert (await bot.get_chat_member(GROUP, GUEST)).status == "left"
    assert (await bot.get_chat(GROUP)).title == "机修一支部"
    await bot.set_my_name("明白二号")
    assert (await bot.get_me()).first_name == "明白二号"
    assert await bot.set_my_description("按条文回答")
    assert await bot.set_my_short_description("问答")
    assert await bot.set_chat_menu_button()


async def test_a_guest_is_not_in_the_group(sandbox: Sandbox) -> None:
    async with Phone.of(sandbox, GUEST) as guest:
        with pytest.raises(RefusedError, match="访客不在这个聊天里"):
            await guest.say("大家好", chat=GROUP)


async def test_typing_is_shown(bot: Bot, started: Phone) -> None:
    await bot.send_chat_action(MEMBER, "typing")
    event = await started.wait_for(lambda e: e.kind == "action")
    assert event.data == {"chat_id": MEMBER, "action": "typing"}


async def test_every_call_is_recorded_and_can_be_made_to_fail(bot: Bot, started: Phone, sandbox: Sandbox) -> None:
    async def flood(call: Call, proceed: Callable[[], Awaitable[Response]]) -> Response:
        body = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 3}}
        return JSONResponse(body, 429)

    async def lost(call: Call, proceed: Callable[[], Awaitable[Response]]) -> Response:
        await proceed()
        return Response(status_code=502)

    sandbox.faults.append(flood)
    with pytest.raises(RetryAfter):
        await bot.send_message(MEMBER, "一")
    sandbox.faults[:] = [lost]
    with pytest.raises(NetworkError):
        await bot.send_message(MEMBER, "二")
    sandbox.faults.clear()
    assert (await started.next_message()).text == "二"
    sent = [c for c in sandbox.calls if c.method == "sendMessage"]
    assert [(c.params["text"], c.status) for c in sent] == [("一", 429), ("二", 502)]
    assert sent[0].at <= sent[1].at


async def test_many_phones_live_beside_each_other(bot: Bot, sandbox: Sandbox) -> None:
    async with httpx.AsyncClient(base_url=sandbox.url, trust_env=False) as client:
        for number in range(9001, 9021):
            person = {"id": number, "name": f"党员{number}", "started": True}
            assert (await client.post("/sandbox/people", json=person)).status_code == 200
        again = await client.post("/sandbox/people", json={"id": 9001, "name": "重复"})
        assert again.json() == {"error": "编号 9001 已经有人用了"}
    async with Phone.of(sandbox, 9020) as last:
        await asyncio.gather(*(bot.send_message(number, f"给{number}") for number in range(9001, 9021)))
        assert (await last.next_message()).text == "给9020"
