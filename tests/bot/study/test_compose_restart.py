"""A draft of a study task outlives the bot that it was begun with."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sandbox.server import Sandbox
from bot.settings import Settings, load_settings
from bot.words import compose as words
from tests.auxil.composing import branch_of


@pytest.fixture
def settings(data_dir: Path, tmp_path: Path) -> Settings:
    return load_settings(data_dir=data_dir, database_url=f"sqlite:///{tmp_path / 'bot.sqlite3'}")


async def test_a_draft_goes_on_after_a_restart_and_is_sent_once(settings: Settings) -> None:
    async with Sandbox.serve() as sandbox:
        async with branch_of(settings, sandbox) as branch:
            await branch.secretary.says("/tasks", words.NO_TASKS)
            await branch.secretary.given("学党章\n第四条讲的是权利。")
            panel = await branch.secretary.to_audience()
        async with branch_of(settings, sandbox) as branch:
            secretary = branch.secretary
            await secretary.phone.press(panel, "机修一支部全体（3人）")
            await secretary.sees("4/6")
            await secretary.says("月底", "5/6")
            end = await secretary.press(words.NO_QUESTIONS_NEXT, "6/6", "学党章", "3人")
        async with branch_of(settings, sandbox) as branch:
            secretary = branch.secretary
            await secretary.phone.press(end, words.SEND_NOW)
            await secretary.sees("发送完毕", "已送达 3")
            # a screen that does not know yet, and a bot that was started again
            await secretary.phone.press_data(end, end.data(words.SEND_NOW))
            assert len(await branch.tasks()) == 1
            assert "第四条讲的是权利" in (await branch.member.next_message()).text
            assert sum(m.from_bot for m in branch.member.messages.values()) == 1


async def test_what_was_due_while_the_bot_was_down_goes_out_once_if_there_is_time_left(settings: Settings) -> None:
    async with Sandbox.serve() as sandbox:
        async with branch_of(settings, sandbox) as branch:
            await branch.secretary.given("学党章\n第四条讲的是权利。")
            await branch.secretary.to_confirm()
            await branch.secretary.press(words.SEND_TOMORROW, "等待发送")
            (task,) = await branch.tasks()
            await branch.services.sender.stop()
            await branch.was_due(task)
        async with branch_of(settings, sandbox) as branch:
            # nobody presses anything, and the message that stands there shows it by itself
            await branch.secretary.sees("发送完毕", "已送达 3")
            assert "第四条讲的是权利" in (await branch.member.next_message()).text
        async with branch_of(settings, sandbox) as branch:
            await branch.secretary.given("后来的\n另一个任务")
            await branch.secretary.to_confirm()
            await branch.secretary.press(words.SEND_NOW, "后来的", "发送完毕")
            await branch.member.wait_until(lambda phone: any("另一个" in m.text for m in phone.messages.values()))
            assert not any("第四条" in m.text for m in branch.member.messages.values())
