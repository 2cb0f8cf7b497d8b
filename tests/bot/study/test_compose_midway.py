"""While a secretary composes a study task something else happens, or is sent that nobody expects."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from bot.people.roles import Action, NotAllowedError, Role
from bot.sandbox.world import PROBATIONARY_MEMBER, SECRETARY
from bot.storage.study_tables import study_tasks
from bot.study.times import MORNING
from bot.words import compose as words
from bot.words.study import CHOSEN_GONE, TASK_DONE
from tests.auxil.composing import Author, Branch, picture, received

TEXT = "学习通知\n请大家读一读第四条。"


# What nobody expects


async def test_what_cannot_be_sent_on_changes_no_later_step(secretary: Author) -> None:
    await secretary.given(TEXT)
    panel = await secretary.to_audience()
    await secretary.phone.send_sticker()
    await secretary.sees(words.UNFIT)
    await secretary.phone.send_file(b"OggS words", "说话.ogg", "voice")
    await secretary.phone.wait_until(lambda phone: sum(m.text == words.UNFIT for m in phone.messages.values()) == 2)
    await secretary.phone.press(panel, "机修一支部全体（3人）")
    await secretary.sees("4/6")


async def test_a_question_asked_in_between_is_answered_and_the_draft_goes_on(secretary: Author) -> None:
    await secretary.given(TEXT)
    panel = await secretary.press(words.NEXT, "2/6")
    await secretary.says("预备党员有没有表决权", "第七条")
    await secretary.phone.press(panel, words.NEXT)
    await secretary.sees("3/6")


async def test_a_picture_that_comes_late_is_taken_in(secretary: Author) -> None:
    await secretary.given(TEXT)
    await secretary.to_audience()
    await secretary.phone.send_file(picture(1), "现场.png", "photo")
    await secretary.sees("1/6", "1. 文字", "2. 图片")


async def test_cancel_takes_the_preview_away_and_keeps_the_draft(secretary: Author) -> None:
    await secretary.given(TEXT)
    await secretary.to_confirm()
    await secretary.says("/cancel", words.DRAFT_KEPT)
    await secretary.gone("请大家读一读第四条。", "截止")
    await secretary.says("/task", "没写完")
    await secretary.press(words.GO_ON, "6/6")


# The article


async def test_an_article_brings_questions_also_where_the_deadline_is_typed(secretary: Author) -> None:
    await secretary.says("/task", "1/6")
    await secretary.press(words.FROM_ARTICLES, words.ASK_ARTICLE)
    found = await secretary.says("发展党员工作 公示多长时间", "点一条放进去")
    await secretary.press(found.buttons[0], "已经收下")
    await secretary.to_audience()
    await secretary.press("机修一支部全体（3人）", "4/6")
    await secretary.says("下周五", "5/6", words.QUESTIONS_FROM_ARTICLE)
    # and without the article they are not asked either
    for step in ("4/6", "3/6", "2/6", "1/6"):
        await secretary.press(words.BACK, step)
    await secretary.press(words.DROP_LAST, words.CONTENT[:10])
    await secretary.says(TEXT, "已经收下")
    await secretary.to_audience()
    await secretary.press(words.NEXT, "4/6")
    await secretary.press(words.NEXT, words.NO_QUESTIONS[:10])


# When it goes out, and until when it is to be done


async def test_a_question_written_before_it_is_asked_for_is_taken(secretary: Author) -> None:
    await secretary.given(TEXT)
    await secretary.to_audience()
    await secretary.press("机修一支部全体（3人）", "4/6")
    await secretary.press("一周内", "5/6")
    await secretary.says("党费交给谁\n支部\n工会", "5/6", "⚠️", words.QUESTION_RIGHT)
    await secretary.says("党费交给谁\n*支部\n工会", "5/6", "1. 党费交给谁", "✅ 支部")


async def test_how_many_have_done_it_is_shown_long_after_it_was_sent(branch: Branch, secretary: Author) -> None:
    await secretary.given(TEXT)
    await secretary.to_confirm()
    await secretary.press(words.SEND_NOW, "发送完毕", "已经学完 0人")
    (task,) = await branch.tasks()
    async with branch.services.members.engine.begin() as connection:
        ended = update(study_tasks).where(study_tasks.c.id == task.id)
        await connection.execute(ended.values(finished=datetime.now(UTC) - timedelta(days=2)))
    received_ = await branch.member.next_message()
    await branch.member.press(received_, TASK_DONE)
    branch.services.progress._done_shown = datetime.min.replace(tzinfo=UTC)
    await secretary.sees("发送完毕", "已经学完 1人")


async def test_no_time_after_the_deadline_is_offered_or_taken(branch: Branch, secretary: Author) -> None:
    await secretary.given(TEXT)
    end = await secretary.to_confirm(due="今天")
    assert words.SEND_NOW in end.buttons
    assert words.SEND_TOMORROW not in end.buttons
    await secretary.press(words.SEND_LATER, words.ASK_SEND_AT)
    await secretary.says("后天9点", "⚠️", f"{MORNING.hour}:00 发的话，已经过了截止时间")
    assert await branch.tasks() == []


# Who comes and goes


async def test_somebody_chosen_who_has_left_is_told_of_and_left_out(branch: Branch, secretary: Author) -> None:
    await secretary.given(TEXT)
    await secretary.to_audience()
    await secretary.press("机修一支部，挑几个人", "已经选了0人")
    await secretary.press(words.BACK, "3/6")
    assert words.NEXT not in (await secretary.sees("3/6")).buttons  # nobody is chosen yet
    await secretary.press("机修一支部，挑几个人", "已经选了0人")
    await secretary.press("老王", "✓ 老王")
    await secretary.press("小李", "✓ 小李")
    await secretary.press(words.THESE.format(count=2), "4/6")
    await secretary.press("三天内", "5/6")
    await branch.leaves(PROBATIONARY_MEMBER)
    try:
        assert await secretary.alert(words.NO_QUESTIONS_NEXT) == CHOSEN_GONE
        await secretary.press(words.BACK, "4/6")
        await secretary.press(words.BACK, "3/6")
        panel = await secretary.press("机修一支部，挑几个人", "✓ 老王", "已经选了1人")
        assert "小李" not in " ".join(panel.buttons)
        await secretary.press(words.THESE.format(count=1), "4/6")
        await secretary.press(words.NEXT, "5/6")
        await secretary.press(words.NO_QUESTIONS_NEXT, "6/6", "1人")
        await secretary.press(words.SEND_NOW, "发送完毕", "已送达 1")
    finally:
        await branch.leaves(PROBATIONARY_MEMBER, back=True)
    assert len(received(branch.member)) == 1
    assert received(branch.probationary) == []


async def test_who_leaves_between_preview_and_confirmation_gets_nothing(branch: Branch, secretary: Author) -> None:
    await secretary.given(TEXT)
    await secretary.to_confirm()
    await branch.leaves(PROBATIONARY_MEMBER)
    try:
        await secretary.press(words.SEND_NOW, "发送完毕", "已送达 2")
    finally:
        await branch.leaves(PROBATIONARY_MEMBER, back=True)
    assert received(branch.probationary) == []


async def test_what_a_secretary_has_sent_goes_out_after_a_demotion_but_is_theirs_no_more(
    branch: Branch, secretary: Author
) -> None:
    branch.hold()
    await secretary.given(TEXT)
    await secretary.to_confirm()
    await secretary.press(words.SEND_NOW, "正在发送", "还要发 3")
    await branch.make(SECRETARY, Role.MEMBER)
    try:
        refusal = str(NotAllowedError(Action.SEND_TASK))
        assert await secretary.alert(words.PAUSE) == refusal
        assert await secretary.alert(words.WITHDRAW) == refusal
        branch.go_on()
        # what becomes of it is not the former secretary's to see either
        ended = await secretary.sees("进展由接手的同志看")
        assert ended.buttons == []
        await branch.member.wait_until(lambda phone: len(received(phone)) == 1)
        await branch.probationary.wait_until(lambda phone: len(received(phone)) == 1)
    finally:
        await branch.make(SECRETARY, Role.SECRETARY)
