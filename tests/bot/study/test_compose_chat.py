"""A secretary composes a study task on the phone, and sees it go out."""

from __future__ import annotations

import pytest

from bot.people.roles import Action, NotAllowedError, Role
from bot.sandbox.world import SECRETARY
from bot.study.task import TaskState
from bot.words import compose as words
from tests.auxil.composing import Author, Branch, picture, received
from tests.auxil.phone import Phone

RIGHTS = "学习党员的八项权利\n每个党员都有这些权利，平时用得上。"


async def test_a_text_becomes_a_task_that_everybody_in_the_branch_gets_once(branch: Branch, secretary: Author) -> None:
    await secretary.says("/task", "1/6")
    await secretary.says(RIGHTS, "已经收下", "学习党员的八项权利")
    await secretary.press(words.NEXT, "2/6")
    await secretary.press("集中教育", "✓ 集中教育")
    await secretary.press("1学时", "✓ 1学时", "✓ 党员权利")
    await secretary.press(words.NEXT, "3/6")
    await secretary.press("机修一支部全体（3人）", "4/6")
    await secretary.press("一周内", "5/6")
    await secretary.press(words.NO_QUESTIONS_NEXT, "6/6", "3人", "大约")
    assert received(branch.member) == []
    preview = await secretary.sees("每个党员都有这些权利")
    await secretary.press(words.SEND_NOW, "发送完毕", "已送达 3", "100%")
    for phone in (branch.member, branch.probationary):
        got = await phone.next_message()
        assert got.text == preview.text
        assert got.buttons == preview.buttons
        assert got.text.count("学习党员的八项权利") == 1  # the heading of the text is the title, not said twice
    (task,) = await branch.tasks()
    told = (task.title, task.kind, task.hours, task.theme, task.state)
    assert told == ("学习党员的八项权利", "concentrated", 10, "right", TaskState.SENT)


async def test_every_step_is_one_message_that_is_changed(secretary: Author) -> None:
    await secretary.says("/task", "1/6")
    first = await secretary.says(RIGHTS, "已经收下")
    await secretary.press(words.NEXT, "2/6")
    await secretary.press(words.NEXT, "3/6")
    here = await secretary.press("机修一支部全体（3人）", "4/6")
    assert here.id == first.id
    assert (await secretary.press(words.BACK, "3/6")).id == first.id
    assert len(received(secretary.phone)) == 1
    await secretary.press(words.NEXT, "4/6")
    after = await secretary.says("下周五 18:00", "5/6")
    assert after.id > first.id  # below what was typed, and the old one is gone
    assert [message.id for message in received(secretary.phone)] == [after.id]


async def test_the_preview_goes_when_something_is_changed_after_it(secretary: Author) -> None:
    await secretary.given(RIGHTS)
    await secretary.to_confirm()
    await secretary.press(words.BACK, "5/6")
    await secretary.gone("每个党员都有这些权利，平时用得上")


async def test_a_preview_does_nothing_but_show(secretary: Author) -> None:
    await secretary.given(RIGHTS)
    await secretary.to_confirm()
    preview = await secretary.sees("每个党员都有这些权利，平时用得上")
    told = await secretary.phone.press(preview, preview.buttons[0])
    assert told["text"] == words.PREVIEW_ONLY


async def test_the_same_confirmation_pressed_twice_sends_once(branch: Branch, secretary: Author) -> None:
    await secretary.given(RIGHTS)
    end = await secretary.to_confirm()
    now, tomorrow = end.data(words.SEND_NOW), end.data(words.SEND_TOMORROW)
    await secretary.phone.press_data(end, now, wait=False)
    await secretary.phone.press_data(end, tomorrow, wait=False)
    told = await secretary.phone.press_data(end, now)
    assert told["text"] == words.SENT_BEFORE
    await secretary.sees("发送完毕", "已送达 3")
    assert len(await branch.tasks()) == 1
    assert len(received(branch.member)) == 1


async def test_an_old_message_changes_nothing_any_more(secretary: Author) -> None:
    old = await secretary.says("/branch", "老王（党员）")
    here = await secretary.given(RIGHTS)
    told = await secretary.phone.press_data(old, here.data(words.NEXT))
    assert told["text"] == words.STEP_OVER
    assert old.text == (await secretary.sees("老王（党员）")).text


async def test_a_draft_can_be_put_aside_and_taken_up_again(secretary: Author) -> None:
    await secretary.given(RIGHTS)
    await secretary.press(words.NEXT, "2/6")
    await secretary.press(words.CANCEL, words.ASK_LEAVE)
    await secretary.press(words.KEEP_DRAFT, words.DRAFT_KEPT)
    answer = await secretary.says("预备党员有没有表决权", "第七条")  # a question like any other again
    assert "表决权" in answer.text
    await secretary.says("/task", "没写完", "学习党员的八项权利")
    await secretary.press(words.GO_ON, "2/6", "学习党员的八项权利")
    await secretary.says("/cancel", words.DRAFT_KEPT)


async def test_a_draft_can_be_deleted(secretary: Author) -> None:
    await secretary.given(RIGHTS)
    await secretary.press(words.CANCEL, words.ASK_LEAVE)
    await secretary.press(words.DELETE_DRAFT, words.DRAFT_DELETED)
    assert await secretary.services.drafts.get(SECRETARY) is None
    await secretary.says("/task", words.CONTENT[:10])


# What is sent


async def test_pictures_documents_links_and_videos_arrive_as_they_were_given(branch: Branch, secretary: Author) -> None:
    phone = secretary.phone
    await secretary.says("/task", "1/6")
    await secretary.says("本月的学习资料", "已经收下")
    for number in range(3):
        await phone.send_file(picture(number), f"{number}.png", "photo", "会场" if number == 0 else "", album="7")
    await secretary.sees("一组，3个")
    await phone.send_file(b"%PDF-1.4 words", "通知.pdf")
    await secretary.sees("文件：通知.pdf")
    await phone.send_file(b"\0\0\0 ftypmp42", "讲课.mp4", "video", "讲课录像")
    await secretary.sees("视频：讲课.mp4")
    await secretary.says("https://example.com/study", "链接：https")
    await secretary.to_confirm()
    await secretary.press(words.SEND_NOW, "发送完毕", "已送达 15", "每人5条")
    got = received(branch.member)
    kinds = [next(kind for kind in ("photo", "document", "video", "text") if kind in m.raw) for m in got]
    assert kinds == ["text", "photo", "photo", "photo", "document", "video", "text"]
    assert [m.text for m in got[1:4]] == ["会场", "", ""]
    assert len({m.raw["media_group_id"] for m in got[1:4]}) == 1
    assert got[5].text == "讲课录像"
    assert got[6].text == "https://example.com/study"
    assert got[6].buttons
    assert not any(m.buttons for m in got[:6])


async def test_ten_pictures_at_once_are_no_flood_and_one_album(branch: Branch, secretary: Author) -> None:
    await secretary.says("/task", "1/6")
    for number in range(10):
        await secretary.phone.send_file(picture(number), f"{number}.png", "photo", album="8")
    await secretary.sees("一组，10个")
    await secretary.to_confirm()
    await secretary.press(words.SEND_NOW, "发送完毕")
    assert sum("photo" in m.raw for m in received(branch.member)) == 10


async def test_a_long_text_that_a_phone_cuts_is_one_text_again(branch: Branch, secretary: Author) -> None:
    text = "长文章\n" + "".join(f"这是第{number}句话，讲的是学习。" for number in range(700))
    await secretary.says("/task", "1/6")
    await secretary.says(text, f"（{len(text)}字）")
    assert "2. " not in (await secretary.sees("已经收下")).text
    await secretary.to_confirm()
    await secretary.press(words.SEND_NOW, "发送完毕")
    got = "".join(m.text for m in received(branch.member)).replace("\n", "")
    assert text.removeprefix("长文章\n") in got


async def test_a_text_of_a_hundred_thousand_characters_is_refused_in_one_line_and_can_be_mended(
    branch: Branch, secretary: Author
) -> None:
    await secretary.says("/task", "1/6")
    await secretary.phone.say("学" * 100_000)
    panel = await secretary.sees("⚠️ 内容太长（100000字", "（100000字）")
    assert words.NEXT not in panel.buttons
    assert len(received(secretary.phone)) == 1
    await secretary.press(words.DROP_LAST, words.CONTENT[:10])
    await secretary.says(RIGHTS, "学习党员的八项权利")
    await secretary.to_confirm()


async def test_a_message_that_was_edited_counts_as_it_is_now(branch: Branch, secretary: Author) -> None:
    await secretary.says("/task", "1/6")
    mine = await secretary.phone.say("通知\n明天学习")
    await secretary.sees("已经收下")
    await secretary.phone.edit(mine, "通知\n后天学习")
    await secretary.sees("后天学习")
    await secretary.to_confirm()
    await secretary.press(words.SEND_NOW, "发送完毕")
    assert "后天学习" in (await branch.member.next_message()).text


async def test_what_cannot_be_sent_on_is_said_and_nothing_is_lost(secretary: Author) -> None:
    await secretary.given(RIGHTS)
    await secretary.phone.send_sticker()
    panel = await secretary.sees("⚠️", words.UNFIT)
    assert "学习党员的八项权利" in panel.text
    await secretary.press(words.NEXT, "2/6")


async def test_a_file_telegram_refuses_is_named_and_the_rest_of_the_draft_stays(
    branch: Branch, secretary: Author
) -> None:
    await secretary.given(RIGHTS)
    sent = await secretary.phone.send_file(b"words", "坏了.txt")
    await secretary.sees("文件：坏了.txt")
    await secretary.to_audience()
    await secretary.press("机修一支部全体（3人）", "4/6")
    await secretary.press("今天", "5/6")
    del branch.sandbox.world.files._files[sent.raw["document"]["file_id"]]
    panel = await secretary.press(words.NO_QUESTIONS_NEXT, "⚠️", "第2条（文件）")
    assert "学习党员的八项权利" in panel.text
    await secretary.gone("每个党员都有这些权利，平时用得上。", "截止")
    await secretary.press(words.DROP_LAST, "1. 文字")
    await secretary.press(words.NEXT, "2/6")
    await secretary.press(words.NEXT, "3/6")
    await secretary.press(words.NEXT, "4/6")
    await secretary.press(words.NEXT, "5/6")
    await secretary.press(words.NO_QUESTIONS_NEXT, "6/6")
    assert await branch.tasks() == []


# From the articles, and the questions


async def test_an_article_found_by_asking_brings_questions_that_can_be_changed_and_dropped(
    branch: Branch, secretary: Author
) -> None:
    await secretary.says("/task", "1/6")
    await secretary.press(words.FROM_ARTICLES, words.ASK_ARTICLE)
    found = await secretary.says("发展党员工作 公示多长时间", "点一条放进去")
    await secretary.press(found.buttons[0], "已经收下", "标题：学习《")
    await secretary.to_audience()
    await secretary.press("机修一支部全体（3人）", "4/6")
    panel = await secretary.press("一周内", "5/6", "从条文里出的", "✅")
    count = sum(button.startswith("🗑") for button in panel.buttons)
    assert 1 <= count <= 3
    await secretary.press(words.CHANGE_QUESTION.format(number=1), "正确的前面加 *", words.BACK)
    await secretary.says("预备党员能投票吗\n能\n不能", "⚠️", words.QUESTION_RIGHT)
    await secretary.says("预备党员能投票吗\nA. 能\nB. *不能\n解析：没有表决权。", "5/6", "✅ 不能")
    for _ in range(count - 1):
        last = (await secretary.sees("5/6")).buttons
        await secretary.press(next(b for b in reversed(last) if b.startswith("🗑")), "5/6")
    await secretary.press(words.NEXT, "6/6", "检查题1道")
    await secretary.press(words.SEND_NOW, "发送完毕")
    (task,) = await branch.tasks()
    assert [(q.text, q.options, q.right, q.explanation) for q in task.questions] == [
        ("预备党员能投票吗", ("能", "不能"), 1, "没有表决权。")
    ]
    assert task.article is not None
    assert task.article.label in (await branch.member.next_message()).text


# Whom it is for


async def test_chosen_members_alone_get_it(branch: Branch, secretary: Author) -> None:
    await secretary.given(RIGHTS)
    await secretary.to_audience()
    await secretary.press("机修一支部，挑几个人", "已经选了0人")
    await secretary.press("老王", "✓ 老王", "已经选了1人")
    await secretary.press("小李", "✓ 小李")
    await secretary.press("✓ 小李", "已经选了1人")
    await secretary.press(words.THESE.format(count=1), "4/6")
    await secretary.press("不设截止", "5/6")
    await secretary.press(words.NO_QUESTIONS_NEXT, "6/6", "机修一支部的1人")
    await secretary.press(words.SEND_NOW, "发送完毕", "已送达 1")
    assert len(received(branch.member)) == 1
    assert received(branch.probationary) == []


@pytest.mark.parametrize(
    ("way", "whom"),
    [
        ((words.EVERYONE,), "所有支部"),
        ((words.BY_FIELD, "生产"), "生产领域的支部"),
        ((words.SUBTREE, "› 公司党委", "公司党委和下面所有支部"), "公司党委和下面所有支部"),
        ((words.SUBTREE, "› 公司党委", "› 机修一支部", "只发机修一支部（3人）"), "机修一支部全体"),
    ],
)
async def test_an_administrator_reaches_a_subtree_a_field_or_everyone(
    branch: Branch, way: tuple[str, ...], whom: str
) -> None:
    admin = branch.administrator
    await admin.given(RIGHTS)
    await admin.to_audience()
    for button, then in zip(way, (*way[1:], "4/6"), strict=True):
        await admin.press(button, then)
    await admin.press("三天内", "5/6")
    await admin.press(words.NO_QUESTIONS_NEXT, "6/6", whom)
    await admin.press(words.SEND_NOW, "发送完毕")
    assert len(received(branch.member)) == 1


async def test_an_administrator_finds_a_branch_by_its_name(branch: Branch) -> None:
    admin = branch.administrator
    await admin.given(RIGHTS)
    await admin.to_audience()
    await admin.says("没有的支部", "⚠️", "没有找到")
    await admin.says("机修", "只发机修一支部（3人）")
    await branch.empty("A009", "机修九支部")
    await admin.press(words.BACK, "3/6")
    await admin.says("机修", "› 机修一支部", "› 机修九支部")
    await admin.press(words.BACK, "3/6", "🌳")


async def test_a_secretary_is_offered_no_other_branch(branch: Branch, secretary: Author) -> None:
    await secretary.given(RIGHTS)
    panel = await secretary.to_audience()
    assert panel.buttons == ["机修一支部全体（3人）", "机修一支部，挑几个人", words.BACK, words.CANCEL]
    forged = (await secretary.sees("3/6")).data(words.CANCEL).replace("to:leaving", "all")
    await secretary.phone.press_data(panel, forged)
    await secretary.press("一周内", "5/6")
    told = await secretary.alert(words.NO_QUESTIONS_NEXT)
    assert told == str(NotAllowedError(Action.SEND_WIDELY))
    assert await branch.tasks() == []


async def test_an_audience_of_nobody_is_not_sent_to(branch: Branch) -> None:
    admin = branch.administrator
    await branch.empty("W9", "还没有人的支部")
    await admin.given(RIGHTS)
    await admin.to_audience()
    await admin.says("W9", "只发还没有人的支部（0人）")
    await admin.press("只发还没有人的支部（0人）", "4/6")
    await admin.press("一周内", "5/6")
    panel = await admin.press(words.NO_QUESTIONS_NEXT, "6/6", "⚠️", "没有能收到的人")
    assert words.SEND_NOW not in panel.buttons


# Until when


async def test_a_deadline_that_has_passed_is_refused_in_one_line(secretary: Author) -> None:
    await secretary.given(RIGHTS)
    await secretary.to_audience()
    await secretary.press("机修一支部全体（3人）", "4/6")
    await secretary.says("2020年1月1日", "4/6", "⚠️ 2020年1月1日 23:59 已经过了")
    await secretary.says("等通知吧", "4/6", "⚠️ 看不懂时间")
    await secretary.says("下周五下午6点", "5/6")
    await secretary.press(words.NO_QUESTIONS_NEXT, "6/6")
    await secretary.press(words.SEND_NOW, "周五）18:00", "发送完毕")


# Who may


async def test_a_secretary_demoted_between_two_steps_sends_nothing_and_keeps_the_draft(
    branch: Branch, secretary: Author
) -> None:
    await secretary.given(RIGHTS)
    end = await secretary.to_confirm()
    await branch.make(SECRETARY, Role.MEMBER)
    refusal = str(NotAllowedError(Action.SEND_TASK))
    assert (await secretary.phone.press(end, words.SEND_NOW))["text"] == refusal
    await branch.make(SECRETARY, Role.SECRETARY)
    await secretary.press(words.SEND_NOW, "发送完毕")
    assert len(await branch.tasks()) == 1


async def test_what_a_demoted_secretary_types_is_not_taken(branch: Branch, secretary: Author) -> None:
    await secretary.says("/task", "1/6")
    await branch.make(SECRETARY, Role.MEMBER)
    await secretary.says("要学的", str(NotAllowedError(Action.SEND_TASK)))
    await branch.make(SECRETARY, Role.SECRETARY)


async def test_two_who_send_at_once_do_not_disturb_each_other(branch: Branch) -> None:
    for author, text in ((branch.secretary, "书记的任务\n甲"), (branch.administrator, "管理员的任务\n乙")):
        await author.given(text)
    await branch.secretary.to_confirm()
    await branch.administrator.to_audience()
    await branch.administrator.press(words.EVERYONE, "4/6")
    await branch.administrator.press("一周内", "5/6")
    await branch.administrator.press(words.NO_QUESTIONS_NEXT, "6/6")
    await branch.secretary.press(words.SEND_NOW, "书记的任务", "发送完毕")
    await branch.administrator.press(words.SEND_NOW, "管理员的任务", "发送完毕")
    got = {text for m in received(branch.member) for text in ("书记的任务", "管理员的任务") if text in m.text}
    assert got == {"书记的任务", "管理员的任务"}
    assert len(received(branch.member)) == 2


@pytest.mark.parametrize("who", ["member", "probationary"])
async def test_who_has_no_office_is_told_who_sends_tasks(branch: Branch, who: str) -> None:
    phone: Phone = getattr(branch, who)
    await phone.say("/task")
    assert (await phone.next_message()).text == str(NotAllowedError(Action.SEND_TASK))


# Later, and like before


async def test_a_task_waits_for_its_time_and_can_be_given_up(branch: Branch, secretary: Author) -> None:
    await secretary.given(RIGHTS)
    await secretary.to_confirm()
    await secretary.press(words.SEND_LATER, words.ASK_SEND_AT)
    await secretary.says("昨天", "⚠️", "已经过了")
    end = await secretary.says("明天下午3点", "6/6", "15:00 发")
    (then,) = (button for button in end.buttons if "15:00 发" in button)
    await secretary.press(then, "等待发送", "15:00 发给大家")
    given_up = await secretary.press(words.CANCEL_TASK, "已取消", words.NOTHING_SENT)
    assert "%" not in given_up.text
    assert received(branch.member) == []


async def test_a_template_gives_what_the_rule_wants_and_last_months_task_can_be_copied(
    branch: Branch, secretary: Author
) -> None:
    await secretary.says("/task", "1/6")
    await secretary.press(words.FROM_TEMPLATE, "主题党日", "民主评议")
    await secretary.press("主题党日", "已经收下", "月主题党日")
    await secretary.says("时间：10日下午，地点：二楼会议室。", "2. 文字")
    await secretary.to_confirm()
    await secretary.press(words.SEND_NOW, "发送完毕")
    await branch.member.wait_until(lambda phone: len(received(phone)) == 2)
    got = received(branch.member)
    assert "第十六条" in got[0].text
    assert "每月一次" in got[0].text
    await secretary.says("/task", "1/6")
    panel = await secretary.press(words.LIKE_BEFORE, words.CHOOSE_EARLIER)
    await secretary.press(panel.buttons[0], "已经收下", "二楼会议室")
    await secretary.press(words.NEXT, "2/6", "✓ 2学时")
    await secretary.press(words.NEXT, "3/6", "现在选的是：机修一支部全体")
    await secretary.press(words.NEXT, "4/6")
    await secretary.press("不设截止", "5/6")
    await secretary.press(words.NO_QUESTIONS_NEXT, "6/6")
    await secretary.press(words.SEND_NOW, "发送完毕")
    await branch.member.wait_until(lambda phone: len(received(phone)) == 2 * len(got))
    again = received(branch.member)[len(got) :]
    assert [m.text.partition("\n\n")[2] for m in again] == [m.text.partition("\n\n")[2] for m in got]


# How it is getting on


async def test_the_tasks_are_listed_and_each_opens_its_progress(branch: Branch, secretary: Author) -> None:
    await secretary.given(RIGHTS)
    await secretary.to_confirm()
    await secretary.press(words.SEND_NOW, "发送完毕")
    await secretary.says("/tasks", words.TASKS, "✅ 学习党员的八项权利")
    await secretary.press("✅ 学习党员的八项权利", "已送达 3", words.WITHDRAW)
    await secretary.press(words.TO_LIST, words.TASKS)


async def test_a_task_is_paused_goes_on_and_is_withdrawn(branch: Branch, secretary: Author) -> None:
    branch.hold()
    await secretary.given(RIGHTS)
    await secretary.to_confirm()
    await secretary.press(words.SEND_NOW, "正在发送", "0%", "还要发 3", "大约还要")
    await secretary.press(words.PAUSE, "已暂停")
    branch.go_on()
    await secretary.press(words.RESUME, "发送完毕", "已送达 3")
    await secretary.press(words.WITHDRAW, "撤回「学习党员的八项权利」吗")
    await secretary.press(words.WITHDRAW_SURELY, "已撤回 3")
    await branch.member.wait_until(lambda phone: not received(phone))


async def test_what_may_not_have_arrived_is_sent_again_at_one_press(branch: Branch, secretary: Author) -> None:
    await secretary.given(RIGHTS)
    await secretary.to_confirm()
    await secretary.press(words.SEND_NOW, "发送完毕", "已送达 3")
    await branch.lose_track_of_one()
    await secretary.press(words.REFRESH, "不确定送到没有 1", "看到两次")
    await secretary.press(words.RESEND.format(count=1), "发送完毕", "已送达 3")


async def test_those_who_have_not_done_it_are_nudged_at_one_press(secretary: Author) -> None:
    await secretary.given(RIGHTS)
    await secretary.to_confirm()
    await secretary.press(words.SEND_NOW, "发送完毕", "已送达 3")
    assert await secretary.alert(words.NUDGE)


async def test_a_task_that_missed_its_deadline_asks_its_author_once(branch: Branch, secretary: Author) -> None:
    task = await branch.missed(RIGHTS)
    message = await secretary.sees("想请您定一下", "已经过了截止时间")
    (later,) = (b for b in message.buttons if "截止改到" in b and b == message.buttons[0])
    branch.services.progress.wake()
    await secretary.press(later, "发送完毕", "已送达 3")
    asked = [e for e in secretary.phone.events if e.kind == "message" and "想请您定一下" in e.message.text]
    assert len(asked) == 1
    assert task.id == (await branch.tasks())[0].id
