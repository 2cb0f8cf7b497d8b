"""Questions nobody could answer: kept without who asked, counted by people, gone in time, answered once for all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.audit import Audit
from bot.gaps.curated import Curated, CuratedError
from bot.gaps.gaps import Gaps, Reason
from bot.gaps.masking import mask
from bot.gaps.unanswered import Unanswered
from bot.library import Library
from bot.people.roles import NotAllowedError
from bot.storage.knowledge_tables import audit
from tests.auxil.consulting import SHANGHAI, Desk, open_desk
from tests.auxil.organisation import ADMINISTRATOR, MEMBER, NEIGHBOUR, PROBATIONARY, SECRETARY, STRANGER

pytest_plugins = ["tests.auxil.databases"]
LEAKS = ("宿舍漏水找谁修", "宿舍水管漏水了谁来修", "宿舍漏水报修找谁")
ANSWER = "打后勤值班电话 <8000>，当天上门。"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def library(data_dir: Path) -> AsyncIterator[Library]:
    library = Library(data_dir, "")
    await library.open()
    yield library
    library.close()


@pytest.fixture
async def desk(database: object, tmp_path: Path) -> Desk:
    return await open_desk(database, tmp_path)  # type: ignore[arg-type]


def curated_of(desk: Desk, library: Library) -> Curated:
    return Curated(desk.org.members, library, SHANGHAI, desk.clock)


async def ask_in_vain(desk: Desk, *questions: str, people: tuple[int, ...] = (MEMBER, PROBATIONARY, NEIGHBOUR)) -> None:
    for person, question in zip(people, questions, strict=True):
        assert await desk.gaps.note(person, question, Reason.REFUSED)


async def test_what_three_people_asked_in_their_own_words_is_one_thing_to_answer(desk: Desk, library: Library) -> None:
    await ask_in_vain(desk, *LEAKS)
    await ask_in_vain(desk, "食堂什么时候开饭", people=(STRANGER,))
    (cluster,) = await Unanswered(desk.gaps, library).clusters()
    assert cluster.askers == 3
    assert set(cluster.examples) == set(LEAKS)


async def test_what_two_people_asked_is_shown_to_nobody(desk: Desk, library: Library) -> None:
    await ask_in_vain(desk, *LEAKS, people=(MEMBER, PROBATIONARY, MEMBER))
    assert await Unanswered(desk.gaps, library).clusters() == []


async def test_one_person_in_three_weeks_is_not_three_people(desk: Desk, library: Library) -> None:
    for question in LEAKS:
        await ask_in_vain(desk, question, people=(MEMBER,))
        desk.clock.forward(timedelta(days=7))
    assert await Unanswered(desk.gaps, library).clusters() == []


async def test_the_same_question_of_one_person_counts_once(desk: Desk) -> None:
    await ask_in_vain(desk, LEAKS[0], people=(MEMBER,))
    assert not await desk.gaps.note(MEMBER, f" {LEAKS[0]}？", Reason.USELESS, "a1")
    assert await desk.gaps.note(PROBATIONARY, LEAKS[0], Reason.USELESS, "a1")
    assert len((await desk.rows())["gaps"]) == 2


async def test_nobody_can_tell_from_the_table_who_asked(desk: Desk) -> None:
    await ask_in_vain(desk, *LEAKS)
    text = str((await desk.rows())["gaps"])
    assert all(str(person) not in text for person in (MEMBER, PROBATIONARY, NEIGHBOUR))
    backed_up = await desk.backed_up()
    key = (desk.folder / "anonymous.key").read_text().strip()
    assert all(key not in part for part in backed_up.values())


async def test_the_same_person_looks_like_another_next_week_and_the_key_to_last_week_is_gone(desk: Desk) -> None:
    await ask_in_vain(desk, LEAKS[0], people=(MEMBER,))
    assert await desk.gaps.asked_by(MEMBER) == [LEAKS[0]]
    desk.clock.forward(timedelta(days=7))
    assert await desk.gaps.asked_by(MEMBER) == []
    await desk.privacy.expire()
    desk.clock.forward(timedelta(days=-7))
    assert await desk.gaps.asked_by(MEMBER) == []  # not even by those who have the key
    assert LEAKS[0] in str((await desk.rows())["gaps"])


async def test_after_90_days_a_question_is_gone(desk: Desk, library: Library) -> None:
    await ask_in_vain(desk, *LEAKS)
    desk.clock.forward(timedelta(days=89))
    await desk.privacy.expire()
    assert len(await Unanswered(desk.gaps, library).clusters()) == 1
    desk.clock.forward(timedelta(days=1))
    assert await Unanswered(desk.gaps, library).clusters() == []
    await desk.privacy.expire()
    assert (await desk.rows())["gaps"] == []


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("我叫李小红，想问探亲假怎么休", "我叫＊，想问探亲假怎么休"),
        ("姓名：欧阳小明 能不能转户口", "姓名：＊ 能不能转户口"),
        ("打13812345678联系我", "打＊联系我"),
        ("打 138-1234 5678 联系我", "打 ＊ 联系我"),
        ("身份证11010119900307123X丢了", "身份证＊丢了"),
        ("我的号码是一三八零零零零", "我的号码是＊"),
        ("发到 li.hong@example.com 行吗", "发到 ＊ 行吗"),
        ("第14条和2022年的规定", "第14条和2022年的规定"),
        ("二十三条第二款", "二十三条第二款"),
    ],
)
def test_numbers_and_names_are_masked(written: str, kept: str) -> None:
    assert mask(written) == kept


async def test_a_long_story_is_cut_and_a_bare_number_is_no_question(desk: Desk) -> None:
    assert not await desk.gaps.note(MEMBER, "13812345678", Reason.REFUSED)
    assert await desk.gaps.note(MEMBER, "说来话长" * 200, Reason.REFUSED)
    (gap,) = await desk.gaps.kept(dismissed=False)
    assert len(gap.question) == 200


async def test_a_dismissed_question_does_not_come_back_in_other_words(desk: Desk, library: Library) -> None:
    await ask_in_vain(desk, *LEAKS)
    unanswered = Unanswered(desk.gaps, library)
    (cluster,) = await unanswered.clusters()
    await desk.gaps.dismiss(cluster.gaps)
    await ask_in_vain(desk, "宿舍漏水了要找谁", "房间漏水找哪个修", LEAKS[0], people=(SECRETARY, STRANGER, MEMBER + 90))
    assert await unanswered.clusters() == []
    assert await unanswered.cluster_of(cluster.gaps[0]) is None


async def test_forgetting_takes_ones_questions_of_this_week_along(desk: Desk) -> None:
    await ask_in_vain(desk, *LEAKS)
    assert (await desk.privacy.my_data(MEMBER))["asked_in_vain_this_week"] == [LEAKS[0]]
    await desk.privacy.forget(MEMBER)
    assert {gap.question for gap in await desk.gaps.kept(dismissed=False)} == set(LEAKS[1:])


async def test_an_answer_holds_at_once_also_in_another_process_and_until_it_is_withdrawn(
    desk: Desk, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.gaps.curated.LOOK", 0.0)
    here, elsewhere = curated_of(desk, library), curated_of(desk, library)
    assert await elsewhere.match("房间漏水找哪个修") is None
    await ask_in_vain(desk, *LEAKS)
    (cluster,) = await Unanswered(desk.gaps, library).clusters()
    reply = await here.publish(ADMINISTRATOR, cluster.examples, ANSWER, cluster.gaps)
    for curated in (here, elsewhere):
        match = await curated.match("房间漏水找哪个修")
        assert match
        assert match.sure
        assert (match.reply.answer, match.reply.by) == (ANSWER, "管理员")
    assert await desk.gaps.kept(dismissed=False) == []
    assert await elsewhere.withdraw(ADMINISTRATOR, reply.id)
    assert not await here.withdraw(ADMINISTRATOR, reply.id)
    assert await here.match("房间漏水找哪个修") is None


async def test_publishing_twice_after_a_power_cut_is_publishing_once(desk: Desk, library: Library) -> None:
    curated = curated_of(desk, library)
    numbers = {(await curated.publish(ADMINISTRATOR, LEAKS, ANSWER)).id for _ in range(2)}
    assert len(numbers) == 1
    assert len(await curated.standing()) == 1
    assert len((await desk.rows())["audit"]) == 1


async def test_only_administrators_answer_and_an_empty_answer_is_none(desk: Desk, library: Library) -> None:
    curated = curated_of(desk, library)
    with pytest.raises(NotAllowedError):
        await curated.publish(SECRETARY, LEAKS, ANSWER)
    reply = await curated.publish(ADMINISTRATOR, LEAKS, ANSWER)
    with pytest.raises(NotAllowedError):
        await curated.withdraw(SECRETARY, reply.id)
    for words in ("  ", "长" * 2_000):
        with pytest.raises(CuratedError, match="1500字"):
            await curated.publish(ADMINISTRATOR, LEAKS, words)


async def test_a_forgotten_administrator_leaves_answers_and_deeds_without_a_name(desk: Desk, library: Library) -> None:
    curated, deeds = curated_of(desk, library), Audit(desk.engine, desk.clock)
    await curated.publish(ADMINISTRATOR, LEAKS, ANSWER)
    await deeds.note(ADMINISTRATOR, "rollback", "某一版")
    await deeds.note(0, "publish", "某一版", {"files": [{"file": "细则.docx", "sha256": "ab" * 32}]})
    data = await desk.privacy.my_data(ADMINISTRATOR)
    assert data["answers_written"] == [ANSWER]
    assert [deed["action"] for deed in data["deeds"]] == ["rollback", "answer"]
    await desk.privacy.forget(ADMINISTRATOR)
    assert [(e.actor, e.action) for e in await deeds.entries()] == [
        (0, "publish"),
        (None, "rollback"),
        (None, "answer"),
    ]
    assert [reply.answer for reply in await curated.standing()] == [ANSWER]
    assert str(ADMINISTRATOR) not in str(await desk.rows())


async def test_a_withdrawn_answer_is_deleted_after_90_days(desk: Desk, library: Library) -> None:
    curated = curated_of(desk, library)
    kept = await curated.publish(ADMINISTRATOR, ["食堂什么时候开饭"], "十一点半。")
    await curated.withdraw(ADMINISTRATOR, (await curated.publish(ADMINISTRATOR, LEAKS, ANSWER)).id)
    desk.clock.forward(timedelta(days=91))
    await desk.privacy.expire()
    assert len((await desk.rows())["replies"]) == 1
    assert [reply.id for reply in await curated.standing()] == [kept.id]


async def test_the_log_of_deeds_gives_the_latest_first_and_those_since_a_day(desk: Desk) -> None:
    deeds = Audit(desk.engine, desk.clock)
    for n in range(3):
        await deeds.note(n, "publish", f"第{n}版", {"file": "手册.md", "sha256": "0" * 64})
        desk.clock.forward(timedelta(days=1))
    assert [e.about for e in await deeds.entries(limit=2)] == ["第2版", "第1版"]
    assert [e.about for e in await deeds.entries(since=desk.clock() - timedelta(days=1))] == ["第2版"]
    assert (await deeds.entries())[0].details == {"file": "手册.md", "sha256": "0" * 64}
    assert "persons" not in {fk.column.table.name for fk in audit.foreign_keys}


async def test_monday_morning_comes_once_a_week_for_all_processes_together(desk: Desk) -> None:
    desk.clock.set("2026-03-02", 8)  # a Monday
    processes = [Gaps(desk.engine, desk.seal, SHANGHAI, desk.clock) for _ in range(3)]
    assert not await processes[0].report_due()
    desk.clock.set("2026-03-02", 9)
    assert await processes[0].report_due()
    assert sorted(await asyncio.gather(*(process.claim_report() for process in processes))) == [False, False, True]
    assert not await Gaps(desk.engine, desk.seal, SHANGHAI, desk.clock).report_due()
    desk.clock.set("2026-03-08", 23)
    assert not await processes[0].report_due()
    desk.clock.set("2026-03-10", 10)  # the bot was down on Monday
    assert await processes[0].report_due()
