"""「请教书记」: what members pass on reaches who can act on it, and nobody learns who asked unnamed."""

from __future__ import annotations

import asyncio
import stat
from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.consulting.consultation import LENGTH, ConsultationError, Kind, State, new_number
from bot.consulting.consultations import Consultations
from bot.consulting.notices import CLAIM, News, Notices
from bot.consulting.seal import KEY_FILE, Seal, SealError
from bot.people.roles import NotAllowedError
from bot.storage.consultation_tables import consultations
from bot.storage.tables import branches, memberships
from index.working_days import is_working_day, working_days_between
from tests.auxil.consulting import SHANGHAI, UPPER, Desk, appoint, open_desk
from tests.auxil.organisation import ADMINISTRATOR, DEPUTY, MEMBER, NEIGHBOUR, PROBATIONARY, SECRETARY, STRANGER

pytest_plugins = ["tests.auxil.databases"]
SECRET = "宿舍的暖气一直不热"


@pytest.fixture
async def desk(database: AsyncEngine, tmp_path: Path) -> Desk:
    return await open_desk(database, tmp_path)


async def without(desk: Desk, *people: int) -> None:
    """Take people out of their branches."""
    numbers = [await desk.org.person(person) for person in people]
    async with desk.engine.begin() as connection:
        await connection.execute(delete(memberships).where(memberships.c.person.in_(numbers)))


# What a member passes on


async def test_a_named_question_reaches_the_secretary_and_the_answer_comes_back(desk: Desk) -> None:
    number = await desk.ask("预备期从哪天算起", kind=Kind.QUESTION)
    [arrived] = await desk.tell()
    assert (arrived.news, arrived.to, arrived.consultation.author_name) == (News.ARRIVED, (SECRETARY,), "甄员")
    assert [own.state.label for own in await desk.consultations.asked_by(MEMBER)] == ["已送达"]
    assert await desk.consultations.reply(SECRETARY, number, "从支部大会通过那天算起")
    [answered] = await desk.tell()
    assert (answered.news, answered.to, answered.words) == (News.ANSWERED, (MEMBER,), "从支部大会通过那天算起")
    assert [own.state.label for own in await desk.consultations.asked_by(MEMBER)] == ["已答复"]
    assert await desk.consultations.close(SECRETARY, number)
    assert await desk.news() == [(News.CLOSED, (MEMBER,))]
    assert [own.state.label for own in await desk.consultations.asked_by(MEMBER)] == ["已办结"]


async def test_guests_cannot_pass_anything_on(desk: Desk) -> None:
    with pytest.raises(NotAllowedError):
        await desk.ask("您好", author=STRANGER)


@pytest.mark.parametrize("words", [" \n", "长" * (LENGTH + 1)])
async def test_nothing_and_too_much_are_refused_in_plain_words(desk: Desk, words: str) -> None:
    with pytest.raises(ConsultationError, match=r"没有写内容|太长"):
        await desk.ask(words)
    assert not await desk.notices.due()


async def test_pressing_send_twice_passes_it_on_once(desk: Desk) -> None:
    number = new_number()
    for _ in range(2):
        await desk.consultations.send(MEMBER, number, Kind.DIFFICULTY, SECRET, anonymous=True)
    assert await desk.news() == [(News.ARRIVED, (SECRETARY,))]
    assert len(await desk.consultations.asked_by(MEMBER)) == 1


# Unnamed


async def test_an_anonymous_question_can_be_answered_and_no_table_or_backup_names_its_author(desk: Desk) -> None:
    number = await desk.ask(SECRET, anonymous=True)
    [arrived] = await desk.notices.due()
    assert arrived.consultation.anonymous
    assert not arrived.consultation.author_name
    rows, archive = await desk.rows(), await desk.backed_up()
    kept = [*rows["consultations"], *rows["consultation_notices"]]
    kept += [text for name, text in archive.items() if "consultation" in name]
    assert any(SECRET in text for text in kept)
    for clue in (str(MEMBER), "甄员"):
        assert not [text for text in kept if clue in text]
    assert not [name for name, text in archive.items() if (desk.folder / KEY_FILE).read_text() in text]
    await desk.notices.told(arrived)
    await desk.consultations.reply(SECRETARY, number, "已报修")
    [answered] = await desk.tell()
    assert (answered.to, answered.words) == ((MEMBER,), "已报修")


async def test_two_anonymous_questions_of_one_person_do_not_look_alike_and_tell_no_time(desk: Desk) -> None:
    for words in ("甲", "乙"):
        await desk.ask(words, anonymous=True)
    async with desk.engine.connect() as connection:
        first, second = (await connection.scalars(select(consultations.c.sealed))).all()
    assert first != second
    key = Fernet((desk.folder / KEY_FILE).read_bytes())
    assert {key.extract_timestamp(sealed.encode()) for sealed in (first, second)} == {0}


async def test_who_asked_unnamed_is_deleted_when_it_is_over_and_they_know(desk: Desk) -> None:
    number = await desk.ask(SECRET, anonymous=True)
    await desk.tell()
    await desk.consultations.reply(SECRETARY, number, "已报修")
    await desk.consultations.close(SECRETARY, number)
    told = await desk.tell()
    assert [(notice.news, notice.to) for notice in told] == [(News.ANSWERED, (MEMBER,)), (News.CLOSED, (MEMBER,))]
    async with desk.engine.connect() as connection:
        row = (await connection.execute(select(consultations))).one()
    assert (row.sealed, row.words, row.replies) == (None, "", [])
    assert await desk.consultations.asked_by(MEMBER) == []
    assert not await desk.consultations.close(SECRETARY, number)


async def test_without_the_key_file_nobody_can_tell_and_the_secretary_is_told_so(desk: Desk) -> None:
    number = await desk.ask(SECRET, anonymous=True)
    elsewhere = Consultations(desk.org.members, Seal(Fernet.generate_key()), SHANGHAI, desk.clock)
    assert await elsewhere.asked_by(MEMBER) == []
    with pytest.raises(ConsultationError, match="密钥"):
        await elsewhere.reply(SECRETARY, number, "已报修")
    assert await elsewhere.close(SECRETARY, number)


async def test_the_key_is_made_once_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    sealed = Seal.open(tmp_path / "new").close("甲")
    assert Seal.open(tmp_path / "new").read(sealed) == "甲"
    assert stat.S_IMODE((tmp_path / "new" / KEY_FILE).stat().st_mode) == 0o600
    assert [file.name for file in (tmp_path / "new").iterdir()] == [KEY_FILE]


async def test_a_broken_key_is_refused_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_text("x")
    with pytest.raises(SealError, match="已损坏"):
        Seal.open(tmp_path)


async def test_what_might_be_logged_holds_no_words_and_no_names(desk: Desk) -> None:
    await desk.ask(SECRET)
    [notice] = await desk.notices.due()
    assert not [clue for clue in (SECRET, "甄员", str(SECRETARY)) if clue in repr(notice)]


# Who acts


@pytest.mark.parametrize("other", [MEMBER, PROBATIONARY, DEPUTY, NEIGHBOUR, UPPER, ADMINISTRATOR, STRANGER])
async def test_nobody_but_the_addressee_can_see_it_or_act_on_it(desk: Desk, other: int) -> None:
    number = await desk.ask(SECRET)
    for act in (
        desk.consultations.get(other, number),
        desk.consultations.reply(other, number, "好"),
        desk.consultations.close(other, number),
        desk.consultations.escalate(other, number, desk.org.first.id),
    ):
        with pytest.raises(ConsultationError, match="不归您办理"):
            await act
    assert await desk.consultations.to_act_on(other) == []
    assert [c.number for c in await desk.consultations.to_act_on(SECRETARY)] == [number]


async def test_without_a_secretary_the_deputy_gets_it_and_without_both_the_level_above(desk: Desk) -> None:
    await without(desk, SECRETARY)
    await desk.ask("甲")
    assert await desk.news() == [(News.ARRIVED, (DEPUTY,))]
    await without(desk, DEPUTY)
    await desk.ask("乙", anonymous=True)
    [arrived] = await desk.tell()
    assert (arrived.to, arrived.consultation.passed_up) == ((UPPER,), True)


async def test_where_nobody_can_be_reached_it_is_refused_and_not_kept(desk: Desk) -> None:
    await without(desk, SECRETARY, DEPUTY, UPPER)
    with pytest.raises(ConsultationError, match="没有能接收的书记"):
        await desk.ask(SECRET)
    assert not (await desk.rows())["consultations"]


async def test_what_a_secretary_asks_goes_to_the_level_above(desk: Desk) -> None:
    await desk.ask("支部经费怎么报", author=SECRETARY)
    assert await desk.news() == [(News.ARRIVED, (UPPER,))]


async def test_a_successor_finds_it_in_place(desk: Desk) -> None:
    number = await desk.ask(SECRET)
    await desk.org.members.hand_over(SECRETARY, desk.org.first.id, await desk.org.person(DEPUTY))
    assert [c.number for c in await desk.consultations.to_act_on(DEPUTY)] == [number]
    with pytest.raises(ConsultationError):
        await desk.consultations.close(SECRETARY, number)


async def test_pressing_anything_twice_does_it_once(desk: Desk) -> None:
    number = await desk.ask(SECRET)
    await desk.tell()
    reply = desk.consultations.reply
    done = await asyncio.gather(*(reply(SECRETARY, number, "已报修") for _ in range(2)))
    assert sorted(done) == [False, True]
    assert await desk.news() == [(News.ANSWERED, (MEMBER,))]
    done = await asyncio.gather(*(desk.consultations.close(SECRETARY, number) for _ in range(2)))
    assert sorted(done) == [False, True]
    assert await desk.news() == [(News.CLOSED, (MEMBER,))]
    with pytest.raises(ConsultationError, match="已经办结"):
        await desk.consultations.reply(SECRETARY, number, "还有一句")


async def test_a_further_reply_reaches_the_member_too(desk: Desk) -> None:
    number = await desk.ask(SECRET)
    for words in ("已报修", "明天来修"):
        await desk.consultations.reply(SECRETARY, number, words)
    assert [notice.words for notice in await desk.tell()] == ["已报修", "明天来修"]
    assert (await desk.consultations.get(SECRETARY, number)).replies == ("已报修", "明天来修")


# Up


async def test_passed_up_it_is_the_upper_secretarys_and_the_member_knows(desk: Desk) -> None:
    number = await desk.ask(SECRET, anonymous=True)
    assert await desk.consultations.escalate(SECRETARY, number, desk.org.first.id)
    assert await desk.news() == [(News.ARRIVED, (UPPER,)), (News.PASSED_UP, (MEMBER,))]
    with pytest.raises(ConsultationError, match="不归您办理"):
        await desk.consultations.reply(SECRETARY, number, "好")
    assert await desk.consultations.reply(UPPER, number, "已派人去看")


async def test_passed_up_twice_it_goes_up_once_even_by_one_who_heads_both_levels(desk: Desk) -> None:
    await appoint(desk.org.members, desk.folder, (SECRETARY, "秦书", "W1", "secretary"))
    number = await desk.ask(SECRET)
    assert await desk.consultations.escalate(SECRETARY, number, desk.org.first.id)
    assert not await desk.consultations.escalate(SECRETARY, number, desk.org.first.id)
    assert [news for news, _ in await desk.news()] == [News.ARRIVED, News.PASSED_UP]


async def test_at_the_top_it_cannot_be_passed_up_and_stays_as_it_was(desk: Desk) -> None:
    number = await desk.ask("支部经费怎么报", author=SECRETARY)
    top = (await desk.consultations.get(UPPER, number)).branch
    with pytest.raises(ConsultationError, match="上面没有"):
        await desk.consultations.escalate(UPPER, number, top)
    assert (await desk.consultations.get(UPPER, number)).state is State.SENT


async def test_levels_in_a_circle_end_where_it_has_been(desk: Desk) -> None:
    top = await desk.org.branches.named("W1")
    async with desk.engine.begin() as connection:
        await connection.execute(update(branches).where(branches.c.id == top.id).values(parent=desk.org.first.id))
    number = await desk.ask(SECRET)
    await desk.consultations.escalate(SECRETARY, number, desk.org.first.id)
    with pytest.raises(ConsultationError, match="上面没有"):
        await desk.consultations.escalate(UPPER, number, top.id)


async def test_who_has_blocked_the_bot_does_not_hold_it_up(desk: Desk) -> None:
    await desk.ask(SECRET)
    [arrived] = await desk.notices.due()
    await desk.notices.told(arrived, reached=False)
    assert await desk.news() == [(News.ARRIVED, (UPPER,)), (News.PASSED_UP, (MEMBER,))]


# In time


async def test_unanswered_it_is_brought_up_once_after_three_working_days_and_then_goes_up(desk: Desk) -> None:
    desk.clock.set("2026-03-05")  # Thursday
    await desk.ask(SECRET)
    assert await desk.news() == [(News.ARRIVED, (SECRETARY,))]
    seen: dict[str, list[tuple[News, tuple[int, ...]]]] = {}
    for n in range(1, 13):
        day = (date(2026, 3, 5) + timedelta(days=n)).isoformat()
        for hour in (0, 10, 15):
            desk.clock.set(day, hour)
            if news := await desk.news():
                seen.setdefault(f"{day} {hour}", []).extend(news)
    assert seen == {
        "2026-03-11 10": [(News.BROUGHT_UP, (SECRETARY,))],
        "2026-03-17 10": [(News.ARRIVED, (UPPER,)), (News.PASSED_UP, (MEMBER,))],
    }


async def test_answered_it_is_not_brought_up(desk: Desk) -> None:
    number = await desk.ask(SECRET)
    await desk.tell()
    await desk.consultations.reply(SECRETARY, number, "已报修")
    await desk.tell()
    desk.clock.set("2026-03-25")
    assert await desk.news() == []


async def test_holidays_do_not_count_and_shifted_weekends_do(desk: Desk) -> None:
    desk.clock.set("2026-09-30")
    await desk.ask(SECRET)
    await desk.tell()
    for day in ("2026-10-08", "2026-10-10", "2026-10-11"):
        desk.clock.set(day)
        assert await desk.news() == []
    desk.clock.set("2026-10-12")
    assert await desk.news() == [(News.BROUGHT_UP, (SECRETARY,))]


async def test_where_nobody_is_above_the_member_is_told_once_and_it_stays(desk: Desk) -> None:
    await without(desk, UPPER)
    number = await desk.ask(SECRET)
    heard: list[tuple[News, tuple[int, ...]]] = []
    for n in range(30):
        desk.clock.set((date(2026, 3, 2) + timedelta(days=n)).isoformat())
        heard += await desk.news()
    assert heard == [(News.ARRIVED, (SECRETARY,)), (News.BROUGHT_UP, (SECRETARY,)), (News.STAYS, (MEMBER,))]
    assert await desk.consultations.reply(SECRETARY, number, "已报修")


async def test_when_the_secretary_leaves_before_hearing_of_it_the_next_one_hears(desk: Desk) -> None:
    await desk.ask(SECRET)
    await without(desk, SECRETARY, DEPUTY)
    assert await desk.news() == []
    assert await desk.news() == [(News.ARRIVED, (UPPER,)), (News.PASSED_UP, (MEMBER,))]


async def test_several_processes_tell_everything_once(desk: Desk) -> None:
    for n in range(10):
        await desk.ask(f"第{n}件")
    processes = [Notices(desk.engine, desk.seal, SHANGHAI, desk.clock) for _ in range(3)]
    told = await asyncio.gather(*(process.due() for process in processes))
    assert len({notice.id for batch in told for notice in batch}) == sum(len(batch) for batch in told) == 10


async def test_what_was_not_told_comes_again_and_what_was_does_not(desk: Desk) -> None:
    await desk.ask(SECRET)
    [lost] = await desk.notices.due()
    assert await desk.notices.due() == []
    desk.clock.forward(CLAIM)
    [again] = await desk.notices.due()
    await desk.notices.told(lost)  # too late: it is another's now
    desk.clock.forward(CLAIM)
    assert [notice.id for notice in await desk.notices.due()] == [again.id]


async def test_nobody_hears_of_a_question_answered_meanwhile(desk: Desk) -> None:
    number = await desk.ask(SECRET)
    await desk.consultations.reply(SECRETARY, number, "已报修")
    assert await desk.news() == [(News.ANSWERED, (MEMBER,))]


def test_working_days_follow_the_announced_holidays_and_the_week_beyond() -> None:
    assert not is_working_day(date(2026, 10, 1))
    assert is_working_day(date(2026, 10, 10))
    assert is_working_day(date(2044, 10, 3))
    assert not is_working_day(date(2044, 10, 2))
    assert working_days_between(date(2026, 3, 2), date(2026, 3, 3)) == 0
    assert working_days_between(date(2026, 3, 6), date(2026, 3, 10)) == 1
