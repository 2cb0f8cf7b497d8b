"""A quiz evening from the first press to the picture, as a group lives it."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

from bot.evening.choice import choose
from bot.evening.evening import QUESTIONS
from bot.people.roles import Action, NotAllowedError
from bot.storage.evening_tables import evening_answers, evening_players, evening_questions, evenings
from bot.storage.hours_tables import study_hours
from bot.study.task import Theme
from bot.words import evening as words
from knowledge.document import Audience
from tests.auxil.evening import Evening
from tests.auxil.organisation import DEPUTY, MEMBER, PROBATIONARY, SECRETARY, STRANGER
from tests.auxil.phone import Phone

pytest_plugins = ["tests.auxil.databases"]


async def test_a_whole_evening(evening: Evening) -> None:
    board = await evening.begin((MEMBER, 1), (DEPUTY, 1), (SECRETARY, 2), (STRANGER, 2))
    for number in range(1, QUESTIONS + 1):
        poll = await evening.next()
        assert poll.poll["question"].startswith(f"第 {number}/10 题")
        assert (poll.poll["type"], poll.poll["is_anonymous"], poll.poll["open_period"]) == ("quiz", False, 40)
        assert poll.poll.get("explanation") is None  # nobody sees it before they have answered
        assert poll.reply_to == board.id
        await evening.answer(evening.phones[MEMBER], poll)
        await evening.answer(evening.phones[DEPUTY], poll, right=number % 2 == 0)
        await evening.answer(evening.phones[SECRETARY], poll, right=number > 3)
        await evening.answer(evening.phones[STRANGER], poll, right=number > 3)
    closing = await evening.next()
    assert "photo" in closing.raw
    assert f"{words.TEAMS[0]}　75 分" in closing.text
    assert f"{words.TEAMS[1]}　70 分" in closing.text
    assert words.WINNER.format(teams=words.TEAMS[0]) in closing.text
    assert len(closing.buttons) == 3
    await evening.until(state="over", reason="finished", starter=None)
    ended = await evening.shows(evening.member, board, "已经结束")
    assert ended.buttons == []
    first = closing.buttons[0]
    await evening.member.press(closing, first)
    article = await evening.next()
    assert article.reply_to == closing.id
    label = re.match("看(第.+条)《", first)
    assert label
    assert label[1] in article.text
    await evening.member.wait_until(lambda p: first not in p.messages[closing.chat, closing.id].buttons)


async def test_when_it_is_over_nothing_is_left_of_persons_but_an_hour_of_study(evening: Evening) -> None:
    board = await evening.begin((MEMBER, 1), (STRANGER, 2))
    for number in range(1, QUESTIONS + 1):
        poll = await evening.next()
        if number == 1:
            await evening.answer(evening.phones[PROBATIONARY], poll)  # and no other
            # counted before the rest answer: once all it knows of have, a question is over
            await evening.shows(evening.member, board, words.ANSWERED.format(number=1, answered=1))
        await evening.answer(evening.member, poll)
        await evening.answer(evening.phones[STRANGER], poll, right=False)
        if number > 1:
            await evening.shows(evening.member, board, words.ANSWERED.format(number=number, answered=2))
            await evening.run_out(poll)
    await evening.next()
    await evening.until(state="over", starter=None)
    assert await evening.rows(evening_players) == await evening.rows(evening_answers) == []
    sums = [row.sums for row in await evening.rows(evening_questions)]
    assert sums == [[[1, 1, 1], [1, 1, 1], [1, 1, 0]]] + [[[1, 0, 0], [1, 1, 1], [1, 1, 0]]] * 9
    (credited,) = await evening.rows(study_hours)  # a guest has no hours, and one answer of ten is not enough
    mine = (await evening.services.members.memberships(MEMBER))[0].person
    assert (credited.person, credited.tenths, credited.kind) == (mine, 10, "daily")


async def test_questions_weigh_rights_and_duties_the_same(evening: Evening) -> None:
    bank = evening.services.bank
    themes = {(one.text, one.article, one.file): one.theme for one in await bank.all(Audience.EVERYONE)}
    for _ in range(5):
        drawn = await choose(bank, Audience.EVERYONE, evening.services.evenings._random)
        of = [themes[one.text, one.article, one.file] for one in drawn]
        assert len(set(drawn)) == QUESTIONS
        assert of.count(Theme.RIGHT) == of.count(Theme.DUTY) > 0


async def test_of_two_that_are_started_at_once_there_is_one(evening: Evening) -> None:
    deputy = evening.phones[DEPUTY]
    await asyncio.gather(evening.secretary.say("/evening", evening.group), deputy.say("/evening", evening.group))
    told = [await evening.next(), await evening.next()]
    assert len(await evening.rows(evenings)) == 1
    boards = [message for message in told if words.BEGIN in message.buttons]
    others = [message.text for message in told if message not in boards]
    assert len(boards) == 1
    assert others in ([words.RUNNING], [words.RUNNING_SOON])


async def test_who_may_start_one(evening: Evening) -> None:
    await evening.member.say("/evening", evening.group)
    refused = await evening.next()
    assert refused.text == str(NotAllowedError(Action.RUN_EVENING))
    await evening.secretary.say("/evening")
    assert (await evening.secretary.next_message()).text == words.IN_A_GROUP
    url = f"chats/{evening.group}/messages"
    await evening.secretary._post(url, {"text": "/evening", "anonymous": True})
    assert (await evening.next()).text == words.ANONYMOUS
    assert await evening.rows(evenings) == []


async def test_with_nobody_it_does_not_begin_and_lapses(evening: Evening) -> None:
    board = await evening.board()
    refused = await evening.secretary.press(board, words.BEGIN)
    assert refused["text"] == words.NOBODY_JOINED
    evening.turn(timedelta(minutes=31))
    assert (await evening.next()).text == words.CALLED_OFF["lapsed"]
    await evening.until(state="over", reason="lapsed")
    again = await evening.secretary.press_data(board, board.data(words.BEGIN))
    assert again["text"] == words.OVER


async def test_teams(evening: Evening) -> None:
    board = await evening.board()
    member = evening.member
    assert await evening.join(member, board, 1) == words.JOINED.format(team=words.TEAMS[0])
    assert await evening.join(member, board, 1) == words.STAYS_IN_LOBBY.format(team=words.TEAMS[0])
    assert await evening.join(member, board, 2) == words.JOINED.format(team=words.TEAMS[1])
    refused = await member.press(board, words.ADD_TEAM)
    assert refused["text"] == str(NotAllowedError(Action.RUN_EVENING))
    await evening.secretary.press(board, words.ADD_TEAM)
    await evening.secretary.press(board, words.ADD_TEAM)
    board = await evening.shows(member, board, words.TEAMS[2], words.TEAMS[3])
    assert words.ADD_TEAM not in board.buttons
    await evening.secretary.press(board, words.BEGIN)
    poll = await evening.next()
    assert await evening.join(member, board, 4) == words.STAYS.format(team=words.TEAMS[1])
    joined = await evening.phones[STRANGER].press(poll, words.JOIN_LATE)  # the smallest, the first of several
    assert joined["text"] == words.JOINED.format(team=words.TEAMS[0])


async def test_only_who_wants_to_is_named(evening: Evening) -> None:
    board = await evening.board()
    assert (await evening.member.press(board, words.NAME_ME))["text"] == words.JOIN_FIRST
    await evening.join(evening.member, board, 1)
    await evening.join(evening.phones[DEPUTY], board, 1)
    assert "甄员" in (await evening.member.press(board, words.NAME_ME))["text"]
    shown = await evening.shows(evening.member, board, "甄员")
    assert "傅书" not in shown.text
    await evening.secretary.press(board, words.BEGIN)
    poll = await evening.next()
    await evening.answer(evening.member, poll)
    await evening.shows(evening.member, board, "甄员 答对 1 题")
    assert (await evening.member.press(board, words.NAME_ME))["text"] == words.NAME_HIDDEN
    await evening.member.wait_until(lambda p: "甄员" not in p.messages[board.chat, board.id].text)


async def test_who_answers_without_a_team_is_told_once_how_to_join(evening: Evening) -> None:
    board = await evening.begin((MEMBER, 1))
    probationary, stranger = evening.phones[PROBATIONARY], evening.phones[STRANGER]
    poll = await evening.next()
    await evening.answer(probationary, poll)
    assert (await probationary.next_message(chat=PROBATIONARY)).text == words.HOW_TO_JOIN
    await evening.answer(stranger, poll)  # has never written to the bot: the board tells
    await evening.shows(stranger, board, words.STRANGERS.format(count=2).strip())
    await evening.answer(evening.member, poll, right=False)
    second = await evening.next()
    await evening.answer(probationary, second)
    joined = await probationary.press(second, words.JOIN_LATE)
    assert joined["text"] == words.JOINED.format(team=words.TEAMS[1])
    # what was answered before counts from now on for the team that is open
    await evening.shows(probationary, board, f"{words.TEAMS[1]}　10 分（1 人）", f"{words.TEAMS[0]}　0 分")
    private = [e.message for e in probationary.events if e.kind == "message" and e.message.chat == PROBATIONARY]
    assert len([message for message in private if message.from_bot]) == 1


async def test_an_answer_after_its_time_does_not_count(evening: Evening) -> None:
    board = await evening.begin((MEMBER, 1), (DEPUTY, 2))
    first = await evening.next()
    await evening.answer(evening.member, first)
    await evening.shows(evening.member, board, "已有 1 人作答")
    await evening.run_out(first)
    second = await evening.next()
    assert second.poll["question"].startswith("第 2/10 题")
    await evening.answer(evening.phones[DEPUTY], first)
    await evening.answer(evening.phones[DEPUTY], second)
    await evening.shows(evening.member, board, "已有 1 人作答，正在答第 2 题", f"{words.TEAMS[1]}　10 分")
    assert (await evening.rows(evening_questions))[0].sums == [[0, 0, 0], [1, 1, 1], [1, 0, 0]]


async def test_nobody_answers_any_more(evening: Evening) -> None:
    await evening.begin((MEMBER, 1))
    for _ in range(3):
        await evening.run_out(await evening.next())
    assert (await evening.next()).text == words.NOTHING_ANSWERED
    await evening.until(state="over", reason="quiet")
    assert await evening.rows(study_hours) == []


async def stopped_by(phone: Phone, evening: Evening) -> list[str]:
    board = next(m for m in phone.messages.values() if words.STOP in m.buttons)
    return [(await phone.press(board, words.STOP))["text"] for _ in range(2)]


async def test_stop_has_to_be_pressed_twice_by_somebody_who_may(evening: Evening) -> None:
    board = await evening.begin((MEMBER, 1), (DEPUTY, 2))
    poll = await evening.next()
    await evening.answer(evening.member, poll)
    await evening.shows(evening.member, board, "已有 1 人作答")
    assert await stopped_by(evening.member, evening) == [str(NotAllowedError(Action.RUN_EVENING))] * 2
    assert await stopped_by(evening.phones[DEPUTY], evening) == [words.STOP_AGAIN, words.STOPPED]
    closing = await evening.next()
    assert words.WHY["stopped"] in closing.text
    assert f"{words.TEAMS[0]}　10 分" in closing.text
    assert words.HOURS.strip() not in closing.text
    await evening.member.wait_until(lambda p: p.messages[poll.chat, poll.id].poll["is_closed"])
    assert await evening.rows(study_hours) == []


async def test_an_evening_that_is_called_off_says_so(evening: Evening) -> None:
    await evening.board()
    await stopped_by(evening.secretary, evening)
    assert (await evening.next()).text == words.CALLED_OFF["stopped"]


async def test_another_begins_when_one_is_over(evening: Evening) -> None:
    for _ in range(2):
        await evening.board()
        await stopped_by(evening.secretary, evening)
        assert (await evening.next()).text == words.CALLED_OFF["stopped"]
        await evening.until(state="over")


async def test_changing_an_old_message_starts_nothing(evening: Evening) -> None:
    said = await evening.secretary.say("/help@nobody", evening.group)
    await evening.secretary.edit(said, "/evening")
    await evening.secretary.say("/help", evening.group)
    await evening.next()
    assert await evening.rows(evenings) == []
