"""The markup the bot writes comes out as the entities Telegram would show."""

import pytest
from telegram import Bot, MessageEntity

from bot.sandbox.markup import formatted
from bot.sandbox.world import MEMBER
from tests.auxil.phone import Phone


async def test_entities_count_in_utf16_and_outer_space_is_trimmed(bot: Bot, started: Phone) -> None:
    sent = await bot.send_message(
        MEMBER,
        "\n 😀<b>重点</b>\n<blockquote expandable>第四条 <i>党员</i>\n第二款</blockquote>\n<code>a&lt;b&amp;c</code> ",
        parse_mode="HTML",
    )
    assert sent.text == "😀重点\n第四条 党员\n第二款\na<b&c"
    assert [(e.type, e.offset, e.length) for e in sent.entities] == [
        ("bold", 2, 2),
        ("expandable_blockquote", 5, 10),
        ("italic", 9, 2),
        ("code", 16, 5),
    ]
    seen = await started.next_message()
    assert seen.marked("expandable_blockquote") == ["第四条 党员\n第二款"]
    assert seen.marked("code") == ["a<b&c"]


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("strong", "bold"),
        ("em", "italic"),
        ("u", "underline"),
        ("ins", "underline"),
        ("s", "strikethrough"),
        ("strike", "strikethrough"),
        ("del", "strikethrough"),
        ("tg-spoiler", "spoiler"),
        ("pre", "pre"),
        ("blockquote", "blockquote"),
    ],
)
def test_every_tag_has_its_entity(tag: str, kind: str) -> None:
    assert formatted(f"<{tag}>字</{tag}>", "HTML").entities == [{"type": kind, "offset": 0, "length": 1}]


def test_links_spoilers_and_languages() -> None:
    source = (
        '<a href="https://example.org/?a=1&amp;b=2">甲</a><span class="tg-spoiler">乙</span>'
        '<pre><code class="language-python">丙</code></pre><a href="javascript:alert(1)">丁</a>'
    )
    text = formatted(source, "HTML")
    assert text.text == "甲乙丙丁"
    assert text.entities == [
        {"type": "text_link", "url": "https://example.org/?a=1&b=2", "offset": 0, "length": 1},
        {"type": "spoiler", "offset": 1, "length": 1},
        {"type": "pre", "language": "python", "offset": 2, "length": 1},
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/ask 问题", [("bot_command", "/ask")]),
        ("请看 /help@mingbai_bot。", [("bot_command", "/help@mingbai_bot")]),
        ("@mingbai_bot 问题", [("mention", "@mingbai_bot")]),
        ("见 https://example.org/a?b=1。", [("url", "https://example.org/a?b=1")]),
        ("今天 #学习", [("hashtag", "#学习")]),
        ("一/二 a@b.cn 问@谁", []),
        ("/ask预备党员", []),
    ],
)
async def test_what_telegram_marks_by_itself(text: str, found: list[tuple[str, str]], phone: Phone) -> None:
    said = await phone.say(text)
    entities = [MessageEntity(e["type"], e["offset"], e["length"]) for e in said.raw.get("entities", [])]
    assert [(e.type, said.text[e.offset : e.offset + e.length]) for e in entities] == found


async def test_explicit_entities_pass(bot: Bot, started: Phone) -> None:
    sent = await bot.send_message(MEMBER, "第四条", entities=[MessageEntity("bold", 0, 3)])
    assert sent.entities[0].type == "bold"
