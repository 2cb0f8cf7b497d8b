"""An administrator keeps the knowledge base from a phone: files in, a look at what changes, publish, take back."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest

from bot import words
from bot.app import Server, running
from bot.audit import Entry
from bot.sandbox.server import Sandbox
from bot.sandbox.world import ADMINISTRATOR, MEMBER, SECRETARY, Person
from bot.services import Services
from bot.settings import Settings, load_settings
from index import golden
from index import snapshot as snapshots
from index.golden import Question
from tests.auxil.phone import Message, Phone

PATIENCE = 60.0
DUTY = """某某车间值班办法

第一条　为了让夜里也有人管事，制定本办法。
第二条　值班员每两小时巡查一遍锅炉房。
第三条　交接班要当面签字，钥匙点清。
第四条　本办法自2025年1月1日起施行。
"""
DUTY_AGAIN = DUTY.replace("每两小时巡查一遍锅炉房", "每一小时巡查一遍锅炉房，记在本子上").replace(
    "第四条　本办法", "第四条　值班员中途不得离开。\n第五条　本办法"
)
TOOLS = """某某车间工具借用办法

第一条　借工具要登记姓名和归还日期。
第二条　损坏的工具由班组长报修。
第三条　本办法自2025年2月1日起施行。
"""
ROUNDS = "锅炉房多久巡查一遍"
VOTE = "预备党员有没有表决权"
STRANGER = 820_001


@dataclass(frozen=True, slots=True)
class Base:
    """A bot with a knowledge base of its own, and the administrator's phone."""

    settings: Settings
    sandbox: Sandbox
    services: Services
    admin: Phone

    @property
    def current(self) -> str:
        return snapshots.current(self.settings.snapshots)

    def files(self) -> set[str]:
        return {d.file for d in snapshots.read_documents(self.settings.snapshots / self.current)}

    async def deeds(self) -> list[Entry]:
        return await self.services.audit.entries()


@pytest.fixture
def settings(data_dir: Path, tmp_path: Path) -> Settings:
    """A DATA_DIR with the session's model and a copy of its index."""
    (tmp_path / "models").symlink_to(data_dir / "models")
    shutil.copytree(data_dir / "snapshots", tmp_path / "snapshots")
    golden.save(tmp_path / "golden.jsonl", [Question(VOTE, "预备党员学习手册", "第七条")])
    return load_settings(data_dir=tmp_path, bot_admins={ADMINISTRATOR})


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox.serve() as served:
        for person in (ADMINISTRATOR, SECRETARY):
            served.world.people[person].started = True
        yield served


@asynccontextmanager
async def kept(settings: Settings, sandbox: Sandbox) -> AsyncIterator[Base]:
    """Run the bot and take up the administrator's phone."""
    server = Server(sandbox.token, sandbox.base_url, sandbox.base_file_url, direct=True, demo=True)
    async with Phone.of(sandbox, ADMINISTRATOR) as admin, running(settings, server) as application:
        yield Base(settings, sandbox, application.bot_data["services"], admin)


@pytest.fixture
async def base(settings: Settings, sandbox: Sandbox) -> AsyncIterator[Base]:
    async with kept(settings, sandbox) as base:
        yield base


async def shows(phone: Phone, message: Message, words_: str) -> Message:
    """Wait until a message says something."""
    event = await phone.wait_for(
        lambda e: e.kind == "edit" and e.message.id == message.id and words_ in e.message.text, PATIENCE
    )
    return event.message


async def press(phone: Phone, message: Message, button: str, then: str) -> Message:
    """Press a button and wait until its message says something."""
    before = len(phone.events)
    await phone.press(message, button)
    event = await phone.wait_for(
        lambda e: (
            e.kind == "edit"
            and e.message.id == message.id
            and then in e.message.text
            and any(e is later for later in phone.events[before:])
        ),
        PATIENCE,
    )
    return event.message


async def checked(base: Base, *files: tuple[str, bytes]) -> Message:
    """Send files, have them checked, and return the message with the result."""
    message: Message | None = None
    for name, data in files:
        await base.admin.send_file(data, name)
        message = message or await base.admin.next_message()
    assert message
    if len(files) > 1:
        message = await shows(base.admin, message, f"{len(files)}个文件")
    return await press(base.admin, message, words.CHECK, words.CHECKED)


async def asked(phone: Phone, question: str) -> str:
    await phone.say(question)
    return (await phone.next_message()).text


async def test_one_file_is_checked_and_published_and_answers_at_once(base: Base) -> None:
    before = base.current
    result = await checked(base, ("值班办法.txt", DUTY.encode()))
    assert "新增《某某车间值班办法》" in result.text
    assert base.current == before
    assert "锅炉房" not in await asked(base.admin, ROUNDS)
    await press(base.admin, result, words.PUBLISH, "已经发布")
    assert base.current != before
    answer = await asked(base.admin, ROUNDS)
    assert "每两小时" in answer
    assert "第二条" in answer
    (deed, *_) = await base.deeds()
    assert (deed.actor, deed.action, deed.about, deed.details["forced"]) == (
        ADMINISTRATOR,
        "publish",
        base.current,
        False,
    )
    assert deed.details["files"][0]["file"] == "值班办法.txt"
    assert len(deed.details["files"][0]["sha256"]) == 64


async def test_files_sent_in_one_go_are_one_batch_and_a_bad_one_does_not_keep_the_good_ones(base: Base) -> None:
    names = ["值班办法.txt", "工具借用办法.md", "坏文件.docx"]
    contents = [DUTY.encode(), TOOLS.encode(), b"PK\x03\x04 broken"]
    for name, data in zip(names, contents, strict=True):
        await base.admin.send_file(data, name, album="1")
    message = await base.admin.next_message()
    message = await shows(base.admin, message, "收到3个文件")
    for name in names:
        assert name in message.text
    result = await press(base.admin, message, words.CHECK, words.CHECKED)
    assert "新增《某某车间值班办法》" in result.text
    assert "新增《某某车间工具借用办法》" in result.text
    assert "✗" in result.text
    assert "坏文件.docx" in result.text
    await press(base.admin, result, words.PUBLISH, "已经发布")
    assert set(names[:2]) <= base.files()
    assert "坏文件.docx" not in base.files()
    assert len([m for m in base.admin.messages.values() if m.from_bot]) == 1


async def test_an_archive_brings_the_files_in_it(base: Base) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("值班办法.txt", DUTY)
        archive.writestr("工具借用办法.md", TOOLS)
    result = await checked(base, ("办法.zip", packed.getvalue()))
    await press(base.admin, result, words.PUBLISH, "已经发布")
    assert {"值班办法.txt", "工具借用办法.md"} <= base.files()


async def test_many_files_at_once_are_no_flood(base: Base) -> None:
    for number in range(12):
        await base.admin.send_file(f"规定{number}\n\n第一条　内容{number}。\n".encode(), f"规定{number}.txt")
    message = await base.admin.next_message()
    await shows(base.admin, message, "收到12个文件")


async def test_two_different_files_of_one_name_are_told(base: Base) -> None:
    await base.admin.send_file(DUTY.encode(), "值班办法.txt")
    message = await base.admin.next_message()
    await base.admin.send_file(DUTY_AGAIN.encode(), "值班办法.txt")
    assert "收到1个文件" in (await shows(base.admin, message, words.RECEIVED_SAME_NAME.strip())).text


async def test_when_nothing_can_be_read_the_reasons_are_told_and_nothing_changes(base: Base) -> None:
    before = base.current
    await base.admin.send_file(b"PK\x03\x04 broken", "坏文件.docx")
    message = await base.admin.next_message()
    result = await press(base.admin, message, words.CHECK, words.NOTHING_TO_CHANGE)
    assert "坏文件.docx" in result.text
    assert result.buttons == []
    assert base.current == before


async def test_a_changed_document_shows_what_is_struck_out_and_what_is_new(base: Base) -> None:
    first = await checked(base, ("值班办法.txt", DUTY.encode()))
    await press(base.admin, first, words.PUBLISH, "已经发布")
    result = await checked(base, ("值班办法.txt", DUTY_AGAIN.encode()))
    assert "修改《某某车间值班办法》" in result.text
    assert "新增1条、修改1条" in result.text  # the article behind the new one only moved down
    assert any("两" in struck for struck in result.marked("strikethrough"))
    assert any("记在本子上" in added for added in result.marked("underline"))
    await press(base.admin, result, words.PUBLISH, "已经发布")
    assert "每一小时" in await asked(base.admin, ROUNDS)


async def test_what_is_given_up_leaves_no_trace_but_on_record(base: Base) -> None:
    before = base.current
    result = await checked(base, ("值班办法.txt", DUTY.encode()))
    await press(base.admin, result, words.DISCARD, words.DISCARDED)
    assert base.current == before
    assert not [path for path in base.settings.uploads.rglob("*") if path.is_file()]
    assert not list((base.settings.snapshots / "drafts").glob("*/"))
    (deed,) = await base.deeds()
    assert (deed.actor, deed.action) == (ADMINISTRATOR, "discard")


async def test_buttons_pressed_twice_do_it_once(base: Base) -> None:
    result = await checked(base, ("值班办法.txt", DUTY.encode()))
    publish = result.data(words.PUBLISH)
    await base.admin.press_data(result, publish, wait=False)
    told = await base.admin.press_data(result, publish)
    assert "处理完" in told["text"]
    assert [deed.action for deed in await base.deeds()] == ["publish"]


async def test_the_version_before_comes_back_by_rollback(base: Base) -> None:
    before = base.current
    result = await checked(base, ("值班办法.txt", DUTY.encode()))
    await press(base.admin, result, words.PUBLISH, "已经发布")
    published = base.current
    await base.admin.say("/rollback")
    listed = await base.admin.next_message()
    assert "新增1" in listed.text
    assert words.YOU in listed.text
    asks = await press(base.admin, listed, f"rollback:{before}", "提问马上按那个版本回答")
    await press(base.admin, asks, words.ROLL_BACK_SURELY, "已经退回")
    assert base.current == before
    assert "锅炉房" not in await asked(base.admin, ROUNDS)
    deed = (await base.deeds())[0]
    assert (deed.action, deed.about, deed.details["from"]) == ("rollback", before, published)


async def test_a_result_that_the_base_has_overtaken_is_not_published_but_checked_again(base: Base) -> None:
    first = await checked(base, ("值班办法.txt", DUTY.encode()))
    second = await checked(base, ("工具借用办法.md", TOOLS.encode()))
    await press(base.admin, first, words.PUBLISH, "已经发布")
    stale = await press(base.admin, second, words.PUBLISH, "过时")
    assert words.YOU in stale.text
    again = await press(base.admin, stale, words.CHECK_AGAIN, words.CHECKED)
    await press(base.admin, again, words.PUBLISH, "已经发布")
    assert {"值班办法.txt", "工具借用办法.md"} <= base.files()


async def test_whoever_is_no_administrator_is_told_once_and_nothing_is_kept(base: Base) -> None:
    base.sandbox.world.add_person(Person(STRANGER, "路人", "访客", started=True))
    async with Phone.of(base.sandbox, STRANGER) as phone:
        await phone.send_file(DUTY.encode(), "值班办法.txt", album="7")
        await phone.send_file(TOOLS.encode(), "工具借用办法.md", album="7")
        assert await asked(phone, "/documents") != ""
        told = [m.text for m in phone.messages.values() if m.from_bot]
        assert told[0] == words.ONLY_TEXT
        assert told.count(words.ONLY_TEXT) == 1
    assert not base.settings.uploads.exists()


async def test_a_file_too_big_for_telegram_is_told_with_the_ways_around(base: Base) -> None:
    await base.admin.send_file(bytes(21 * 2**20), "大全集.pdf")
    told = await base.admin.next_message(PATIENCE)
    assert "大全集.pdf" in told.text
    assert "20 MB" in told.text
    assert "scripts.reindex" in told.text


def long_rule(articles: int) -> bytes:
    lines = [
        f"第{number}条　第{number}号班组在第{number}号工位领料，先核对第{number}号料单。"
        for number in range(1, articles)
    ]
    return "\n".join(("某某车间领料办法", "", *lines)).encode()


async def test_questions_are_answered_while_a_check_is_on_and_it_can_be_called_off(base: Base) -> None:
    before = base.current
    await base.admin.send_file(long_rule(1500), "领料办法.txt")
    message = await base.admin.next_message()
    under_way = await press(base.admin, message, words.CHECK, words.STAGES["embedding"] + "1")
    assert "预备党员学习手册" in await asked(base.admin, VOTE)
    assert words.CHECKED not in base.admin.messages[message.chat, message.id].text
    await press(base.admin, under_way, words.GIVE_UP, words.CHECK_STOPPED)
    assert base.current == before
    assert not [path for path in base.settings.uploads.rglob("*") if path.is_file()]
    result = await checked(base, ("值班办法.txt", DUTY.encode()))
    assert "新增《某某车间值班办法》" in result.text


async def test_a_check_the_bot_is_stopped_in_is_told_at_the_next_start(settings: Settings, sandbox: Sandbox) -> None:
    async with kept(settings, sandbox) as base:
        before = base.current
        await base.admin.send_file(long_rule(1500), "领料办法.txt")
        message = await base.admin.next_message()
        await press(base.admin, message, words.CHECK, words.STAGE_NOW + words.STAGES["embedding"])
    async with kept(settings, sandbox) as base:
        told = await base.admin.next_message(PATIENCE)
        assert words.CHECK_INTERRUPTED in told.text
        assert "领料办法.txt" in told.text
        assert words.CHECK_AGAIN in told.buttons
        assert base.current == before


async def opened(base: Base, title: str) -> Message:
    """Open a document of the list."""
    await base.admin.say("/documents")
    listed = await base.admin.next_message()
    while not (found := re.search(rf"^(\d+)\. {title}$", listed.text, re.MULTILINE)):
        listed = await press(base.admin, listed, words.NEXT_PAGE, "知识库里有")
    return await press(base.admin, listed, found[1], "来自文件")


async def test_a_base_in_which_a_golden_question_breaks_is_published_only_when_confirmed_twice(base: Base) -> None:
    golden.save(base.settings.golden, [Question(VOTE, "预备党员学习手册", "第七条", pinned=True)])
    before = base.current
    document = await opened(base, "预备党员学习手册")
    result = await press(base.admin, document, words.TAKE_OUT, words.CHECKED)
    assert "没有通过检验" in result.text
    assert VOTE in result.text
    assert words.PUBLISH not in result.buttons
    told = await base.admin.press_data(result, result.data(words.DISCARD).replace("discard", "publish"))
    assert VOTE in told["text"]
    assert base.current == before
    asks = await press(base.admin, result, words.PUBLISH_ANYWAY, "强制发布")
    assert base.current == before
    await press(base.admin, asks, words.PUBLISH_SURELY, "已经发布")
    assert base.current != before
    (deed,) = await base.deeds()
    assert deed.details["forced"] is True
    assert not deed.details["golden"]["passed"]


async def test_the_list_shows_each_document_and_a_press_sets_whom_it_is_for(base: Base) -> None:
    document = await opened(base, "预备党员学习手册")
    assert "状态：现行" in document.text
    assert "受众：所有人" in document.text
    result = await press(base.admin, document, "受众：书记", words.CHECKED)
    assert "所有人 → 书记" in result.text
    await press(base.admin, result, words.PUBLISH, "已经发布")
    assert "受众：书记" in (await opened(base, "预备党员学习手册")).text
    (deed,) = await base.deeds()
    assert list(deed.details["corrected"].values()) == [{"audience": "secretaries"}]


async def test_a_date_is_corrected_by_writing_it_and_a_wrong_one_is_refused(base: Base) -> None:
    document = await opened(base, "预备党员学习手册")
    asks = await press(base.admin, document, "改通过日期", "请把正确的发给我")
    assert words.NO in asks.buttons
    assert "日期" in await asked(base.admin, "去年吧")
    await base.admin.say("2020年1月2日")
    result = await shows(base.admin, await base.admin.next_message(), words.CHECKED)
    assert "2020-01-02" in result.text
    await press(base.admin, result, words.PUBLISH, "已经发布")
    document = await opened(base, "预备党员学习手册")
    assert "通过日期：2020年1月2日" in document.text
    assert "更正过：通过日期" in document.text


async def test_a_document_is_marked_as_superseded_and_put_back(base: Base) -> None:
    document = await opened(base, "预备党员学习手册")
    await press(base.admin, document, words.MARK_SUPERSEDED, "被哪个文件取代")
    await base.admin.say("新版学习手册")
    result = await shows(base.admin, await base.admin.next_message(), words.CHECKED)
    await press(base.admin, result, words.PUBLISH, "已经发布")
    document = await opened(base, "预备党员学习手册")
    assert "状态：已修订" in document.text
    assert "新版学习手册" in document.text
    result = await press(base.admin, document, words.MARK_STANDING, words.CHECKED)
    await press(base.admin, result, words.PUBLISH, "已经发布")
    assert "状态：现行" in (await opened(base, "预备党员学习手册")).text


async def test_golden_says_how_many_questions_there_are_and_how_they_fared(base: Base) -> None:
    await base.admin.say("/golden")
    assert "检验题共1道" in (await base.admin.next_message()).text
    result = await checked(base, ("值班办法.txt", DUTY.encode()))
    assert "以前100%，现在100%" in result.text
    await press(base.admin, result, words.PUBLISH, "已经发布")
    await base.admin.say("/golden")
    told = (await base.admin.next_message()).text
    assert "现在100%" in told
    assert VOTE in told


async def replied(base: Base, member: Phone, secretary: Phone, how: str) -> Message:
    """Let a member ask the secretary and the secretary answer; return what the secretary is told."""
    await member.say("/consult")
    await member.press(await member.next_message(), words.CONSULT_KINDS["question"])
    await member.next_edit()
    await member.say(VOTE)
    await member.press(await member.next_message(), how)
    await secretary.press(await secretary.next_message(), words.REPLY)
    await secretary.next_message()
    await secretary.say("没有表决权，转正以后才有")
    told = await secretary.next_message()
    assert "转正以后才有" in (await member.next_message()).text
    return told


async def test_a_question_the_secretary_has_answered_becomes_a_golden_one_without_who_asked(base: Base) -> None:
    golden.save(base.settings.golden, [])
    async with Phone.of(base.sandbox, MEMBER) as member, Phone.of(base.sandbox, SECRETARY) as secretary:
        told = await replied(base, member, secretary, words.SEND_NAMED)
        await press(secretary, told, words.KEEP_AS_GOLDEN, "第七条")
        anonymous = await replied(base, member, secretary, words.SEND_ANONYMOUSLY)
        assert anonymous.buttons == []
    assert golden.load(base.settings.golden) == [Question(VOTE, "预备党员学习手册", "第七条")]
    kept = base.settings.golden.read_text(encoding="utf-8")
    assert str(MEMBER) not in kept
    assert "老王" not in kept
