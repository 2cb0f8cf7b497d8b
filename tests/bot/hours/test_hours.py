"""Study hours in both databases: credited with the deed, once; corrected with a reason, on record; filed by year."""

from __future__ import annotations

import json
from datetime import UTC, date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from bot.audit import Audit
from bot.hours import own_data, sheet
from bot.hours.corrections import Correction, Corrections, read_amount
from bot.hours.hours import GOAL, Hours, HoursError
from bot.hours.ledger import credit
from bot.people.roles import NotAllowedError
from bot.storage.hours_tables import study_hours
from bot.storage.tables import persons
from bot.study import own_data as task_data
from bot.study.completion import Completion
from bot.study.quiz import Quiz
from bot.study.task import Kind
from bot.words import hours as words
from tests.auxil.learning import QUESTIONS, SetClock
from tests.auxil.organisation import (
    ADMINISTRATOR,
    DEPUTY,
    MEMBER,
    NEIGHBOUR,
    PROBATIONARY,
    SECRETARY,
    STRANGER,
)
from tests.auxil.sending import ZONE
from tests.auxil.studying import Study, draft_of
from tests.bot.study.conftest import study

__all__ = ["study"]
pytest_plugins = ["tests.auxil.databases"]


@pytest.fixture
def clock() -> SetClock:
    return SetClock("2026-07-01", 10)


@pytest.fixture
def hours(study: Study, clock: SetClock) -> Hours:
    return Hours(study.org.members, ZONE, clock)


@pytest.fixture
def corrections(study: Study, clock: SetClock) -> Corrections:
    return Corrections(study.org.members, ZONE, clock)


async def has(study: Study, person: int, tenths: int, kind: Kind = Kind.DAILY, day: str = "2026-05-01") -> None:
    """Credit hours to somebody for something."""
    number = await study.org.person(person)
    async with study.engine.begin() as connection:
        await credit(connection, number, tenths, kind, f"task:{day}{kind}", date.fromisoformat(day), "学党章")


async def correction(study: Study, tenths: int, reason: str = "补记三月的党课", **more: Any) -> Correction:  # noqa: ANN401
    """Write a correction of the member's hours."""
    values: dict[str, Any] = {"kind": Kind.CONCENTRATED, "year": 2026} | more
    person = values.pop("person", None) or await study.org.person(MEMBER)
    return Correction(branch=study.org.first.id, person=person, tenths=tenths, reason=reason, **values)


# Credited


async def test_a_task_done_by_button_credits_its_hours_once(study: Study, hours: Hours, clock: SetClock) -> None:
    task = (await study.send(draft_of(hours=15), SECRETARY)).task
    completion = Completion(study.engine, ZONE, clock)
    for _ in range(2):
        await completion.complete(MEMBER, task.id)
    own = await hours.own(MEMBER)
    assert own.hours == {Kind.DAILY: 15, Kind.CONCENTRATED: 0}
    assert [(entry.title, entry.tenths, entry.day) for entry in own.entries] == [("学党章", 15, date(2026, 7, 1))]
    assert (await completion.studies(MEMBER)).hours == own.hours
    assert (await hours.own(PROBATIONARY)).total == 0


async def test_a_task_done_by_its_questions_credits_its_hours(study: Study, hours: Hours, clock: SetClock) -> None:
    task = (await study.send(draft_of(hours=10, questions=QUESTIONS[:1]), SECRETARY)).task
    own = await Completion(study.engine, ZONE, clock).get(MEMBER, task.id)
    quiz = Quiz(study.engine, ZONE, clock)
    await quiz.asked(own, 0, "poll", 1, (0, 1, 2))
    for _ in range(2):
        await quiz.answer("poll", MEMBER, 1)
    assert (await hours.own(MEMBER)).total == 10


async def test_a_task_that_counts_for_no_hours_leaves_no_line(study: Study, hours: Hours, clock: SetClock) -> None:
    task = (await study.send(draft_of(), SECRETARY)).task
    await Completion(study.engine, ZONE, clock).complete(MEMBER, task.id)
    assert (await hours.own(MEMBER)).entries == ()


async def test_new_years_night_belongs_to_the_year_people_have(study: Study, hours: Hours, clock: SetClock) -> None:
    task = (await study.send(draft_of(hours=10), SECRETARY)).task
    clock.set("2027-01-01", 0, 30)
    assert clock().astimezone(UTC).year == 2026
    await Completion(study.engine, ZONE, clock).complete(MEMBER, task.id)
    own = await hours.own(MEMBER)
    assert (own.year, own.total, own.earlier) == (2027, 10, False)


async def test_what_is_kept_of_a_task_goes_and_the_hours_stay(study: Study, hours: Hours, clock: SetClock) -> None:
    task = (await study.send(draft_of(hours=10), SECRETARY)).task
    await Completion(study.engine, ZONE, clock).complete(MEMBER, task.id)
    async with study.engine.begin() as connection:
        await task_data.expire(connection, task.created.replace(year=task.created.year + 1))
    assert (await hours.own(MEMBER)).total == 10


# Looked at


async def test_ones_own_hours_year_by_year(study: Study, hours: Hours) -> None:
    await has(study, MEMBER, 20, day="2025-12-31")
    await has(study, MEMBER, 30, Kind.CONCENTRATED, day="2026-01-01")
    this, last = await hours.own(MEMBER), await hours.own(MEMBER, 2025)
    assert (this.total, this.earlier, this.later) == (30, True, False)
    assert (last.total, last.earlier, last.later) == (20, False, True)
    assert (this.heads, (await hours.own(SECRETARY)).heads) == (None, study.org.first.id)
    with pytest.raises(HoursError, match="加入支部"):
        await hours.own(STRANGER)


async def test_a_secretary_sees_the_branch_in_numbers(study: Study, hours: Hours) -> None:
    await has(study, MEMBER, GOAL - 1)
    await has(study, MEMBER, 1, Kind.CONCENTRATED)
    await has(study, DEPUTY, GOAL - 1)
    await has(study, NEIGHBOUR, GOAL)
    found = await hours.of_branch(SECRETARY, study.org.first.id)
    assert (found.people, found.reached) == (4, 1)
    assert found.hours == {Kind.DAILY: 2 * GOAL - 2, Kind.CONCENTRATED: 1}
    assert found == await hours.branch_total(study.org.first.id, 2026)


@pytest.mark.parametrize("acting", [MEMBER, DEPUTY, NEIGHBOUR, ADMINISTRATOR, STRANGER])
async def test_nobody_else_sees_the_branch_files_or_corrects(
    study: Study, hours: Hours, corrections: Corrections, acting: int
) -> None:
    branch = study.org.first.id
    wanted = await correction(study, 10)
    for deed in (
        hours.of_branch(acting, branch),
        hours.filing(acting, branch, 2026),
        hours.people(acting, branch),
        corrections.correct(acting, wanted, 1),
    ):
        with pytest.raises(NotAllowedError):
            await deed
    assert (await hours.own(MEMBER)).total == 0


async def test_the_year_is_filed_by_person_and_short_quizzes_only_as_a_sum(study: Study, hours: Hours) -> None:
    await has(study, MEMBER, 15)
    await has(study, MEMBER, 40, Kind.CONCENTRATED, "2025-05-01")
    number = await study.org.person(MEMBER)
    async with study.engine.begin() as connection:
        for quiz in (1, 2):
            await credit(connection, number, 1, Kind.DAILY, f"quiz:{quiz}", date(2026, 6, quiz))
        await connection.execute(update(persons).where(persons.c.id == number).values(name="=1+1"))
    book = load_workbook(BytesIO(sheet.of_filing(await hours.filing(SECRETARY, study.org.first.id, 2026), ZONE)))
    totals = {row[0]: row[2:] for row in book[words.SHEET_TOTALS].iter_rows(min_row=2, values_only=True)}
    assert totals["=1+1"] == (1.7, 0, 1.7)
    assert totals["秦书"] == (0, 0, 0)
    assert len(totals) == 4
    listed = [row[2:] for row in book[words.SHEET_ENTRIES].iter_rows(min_row=2, values_only=True)]
    assert listed == [("学党章", "日常学习", 1.5), (words.QUIZZES_TITLE.format(count=2), "日常学习", 0.2)]
    assert book[words.SHEET_TOTALS]["A2"].data_type == "s"


# Corrected


async def test_a_correction_changes_the_sum_and_stands_in_the_own_list_and_on_record(
    study: Study, hours: Hours, corrections: Corrections
) -> None:
    await has(study, MEMBER, 10, Kind.CONCENTRATED)
    for _ in range(2):
        await corrections.correct(SECRETARY, await correction(study, 20), 7)
    await corrections.correct(SECRETARY, await correction(study, -5, "重复记了"), 8)
    own = await hours.own(MEMBER)
    assert own.hours[Kind.CONCENTRATED] == 25
    assert {(entry.title, entry.tenths) for entry in own.entries} >= {("补记三月的党课", 20), ("重复记了", -5)}
    deeds = [deed for deed in await Audit(study.engine).entries() if deed.action == "correct hours"]
    assert [(deed.actor, deed.details["tenths"]) for deed in deeds] == [(SECRETARY, -5), (SECRETARY, 20)]
    assert "甄员" not in json.dumps([dict(deed.details) for deed in deeds], ensure_ascii=False)


async def test_no_more_is_taken_off_than_there_is(study: Study, hours: Hours, corrections: Corrections) -> None:
    await has(study, MEMBER, 10, Kind.CONCENTRATED)
    await corrections.correct(SECRETARY, await correction(study, -10), 1)
    with pytest.raises(HoursError, match="没有这么多"):
        await corrections.correct(SECRETARY, await correction(study, -1), 2)
    assert (await hours.own(MEMBER)).total == 0


async def test_members_of_other_branches_are_not_corrected(study: Study, corrections: Corrections) -> None:
    wanted = await correction(study, 10, person=await study.org.person(NEIGHBOUR))
    with pytest.raises(HoursError, match="不在这个支部"):
        await corrections.correct(SECRETARY, wanted, 1)


async def test_last_year_is_corrected_in_last_year(study: Study, hours: Hours, corrections: Corrections) -> None:
    await corrections.correct(SECRETARY, await correction(study, 10, year=2025), 1)
    assert [(await hours.own(MEMBER, year)).total for year in (2025, 2026)] == [10, 0]


async def test_whoever_is_concerned_is_told_once_and_not_at_night(
    study: Study, corrections: Corrections, clock: SetClock
) -> None:
    await corrections.correct(SECRETARY, await correction(study, 20), 1)
    clock.set("2026-07-01", 23)
    assert await corrections.claim(9) == []
    clock.set("2026-07-02", 8)
    (told,) = await corrections.claim(9)
    assert (told.chat, told.tenths, told.reason) == (MEMBER, 20, "补记三月的党课")
    assert await corrections.claim(9) == []
    await corrections.release(told)
    assert await corrections.claim(9) == [told]


@pytest.mark.parametrize("column", ["blocked", "silent", "quiet_until"])
async def test_whoever_wants_nothing_is_not_told(
    study: Study, corrections: Corrections, clock: SetClock, column: str
) -> None:
    await corrections.correct(SECRETARY, await correction(study, 20), 1)
    async with study.engine.begin() as connection:
        until = clock.now.replace(year=2027)
        await connection.execute(update(persons).where(persons.c.telegram_id == MEMBER).values({column: until}))
    assert await corrections.claim(9) == []


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("+2 补记三月的党课", (20, "补记三月的党课")),
        ("-1 重复记了", (-10, "重复记了")),
        ("－0.5学时，记错了", (-5, "记错了")),
        ("加1.5个学时：参加了轮训", (15, "参加了轮训")),
        ("减 3 小时 不是本人", (-30, "不是本人")),
        ("2 补记\n两次党课", (20, "补记 两次党课")),
        ("+0.10 零头也算", (1, "零头也算")),
    ],
)
def test_amount_and_reason_are_read_as_people_write_them(typed: str, read: tuple[int, str]) -> None:
    assert read_amount(typed) == read


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "看不懂"),
        ("两个学时 补记", "看不懂"),
        ("党费怎么交", "看不懂"),
        ("+2", "理由"),
        ("+2 补", "理由"),
        ("+2 " + "长" * 101, "太长"),
        ("0 没变", "0.1到100"),
        ("+100.1 太多", "0.1到100"),
        ("+9999 太多", "0.1到100"),
        ("+0.25 太细", "最细到0.1"),
        ("+２．５", "理由"),
    ],
)
def test_what_cannot_be_read_is_explained_in_one_line(typed: str, said: str) -> None:
    with pytest.raises(HoursError, match=said) as caught:
        read_amount(typed)
    assert "\n" not in str(caught.value)


# A person's data


async def test_a_person_gets_their_hours_and_after_forget_nothing_is_left(
    study: Study, corrections: Corrections
) -> None:
    await has(study, MEMBER, 10)
    await corrections.correct(SECRETARY, await correction(study, 20), 1)
    async with study.engine.begin() as connection:
        data = await own_data.data_of(connection, MEMBER)
        assert [line["hours"] for line in data["study_hours"]] == [1.0, 2.0]
        await own_data.forget(connection, SECRETARY)
        authors = await connection.scalars(select(study_hours.c.author))
        assert set(authors) == {None}
        await own_data.forget(connection, MEMBER)
        assert (await connection.execute(select(study_hours))).all() == []
        assert not any((await own_data.data_of(connection, MEMBER)).values())


async def test_hours_older_than_is_kept_go(study: Study, hours: Hours, clock: SetClock) -> None:
    await has(study, MEMBER, 10, day="2025-12-31")
    await has(study, MEMBER, 20, day="2026-01-01")
    async with study.engine.begin() as connection:
        await own_data.expire(connection, clock.now.replace(year=2026, month=1, day=1))
    assert [(await hours.own(MEMBER, year)).total for year in (2025, 2026)] == [0, 20]
