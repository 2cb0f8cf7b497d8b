"""The calendar of a branch: what it holds and when, kept by whoever has the office, brought up kindly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.agenda.agenda import Agenda, Calendar
from bot.agenda.bringing_up import LOOKS, BringingUp, Notice
from bot.agenda.item import COMMITTEE_FROM, FACTS, Item
from bot.agenda.period import Period, Rhythm
from bot.agenda.record import Entry, State
from bot.agenda.term import AgendaError, Term, read_election
from bot.people.roles import NotAllowedError
from bot.storage.agenda_tables import agendas
from bot.storage.tables import branches, persons
from bot.study.steering import Steering
from bot.study.task import Task
from bot.study.tasks import Tasks
from tests.auxil.learning import SetClock
from tests.auxil.organisation import (
    ADMINISTRATOR,
    DEPUTY,
    MEMBER,
    NEIGHBOUR,
    PROBATIONARY,
    SECRETARY,
    STRANGER,
    Organisation,
    organise,
)
from tests.auxil.sending import ZONE
from tests.auxil.studying import draft_of

pytest_plugins = ["tests.auxil.databases"]
JANUARY, FEBRUARY = Period(Rhythm.MONTH, date(2026, 1, 1)), Period(Rhythm.MONTH, date(2026, 2, 1))
MONDAY = "2026-02-02"
"""The first working day after January."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A branch that has had its calendar since the first of January, and a clock to set."""

    engine: AsyncEngine
    org: Organisation
    clock: SetClock
    agenda: Agenda
    bringing_up: BringingUp
    tasks: Tasks
    steering: Steering

    @property
    def branch(self) -> int:
        return self.org.first.id

    async def seen(self, who: int = SECRETARY) -> Calendar:
        return await self.agenda.of_branch(who, self.branch)

    async def entry(self, item: Item, period: Period) -> Entry:
        return (await self.seen()).record.entry(item, period)

    async def overdue(self) -> list[tuple[Item, str]]:
        found = await self.seen()
        return [(entry.item, entry.period.code) for entry in found.record.overdue(found.today)]

    async def mark(self, item: Item, period: Period, state: State = State.DONE, who: int = SECRETARY) -> None:
        await self.agenda.mark(who, self.branch, item, period, state)

    async def told(self, bringing_up: BringingUp | None = None) -> list[Notice]:
        """Let the next look come, and everything it finds be told."""
        self.clock.now += LOOKS
        source, found = bringing_up or self.bringing_up, []
        while batch := await source.claim(2):
            found += batch
        for notice in found:
            assert source.may_leave(notice)
            await source.told(notice, 1)
        return found

    async def sent(self, template: str, **more: Any) -> Task:  # noqa: ANN401
        draft = replace(draft_of(**more), template=template)
        return (await self.tasks.confirm(ADMINISTRATOR, draft, f"{template} {self.clock()}")).task


@pytest.fixture
async def kept(database: AsyncEngine, tmp_path: Path) -> Kept:
    org, clock = await organise(database, tmp_path), SetClock("2026-01-01", 0, 1)
    everything = Kept(
        database,
        org,
        clock,
        Agenda(org.members, ZONE, clock),
        BringingUp(org.members, ZONE, clock),
        Tasks(org.members, ZONE, clock),
        Steering(org.members, ZONE, clock),
    )
    assert await everything.bringing_up.claim(9) == []
    return everything


# What there is


async def test_each_item_stands_with_how_often_and_its_article(kept: Kept) -> None:
    current = {entry.item: entry.period.code for entry in (await kept.seen()).record.current(date(2026, 5, 6))}
    assert current == {
        Item.THEME_DAY: "2026-05",
        Item.COMMITTEE: "2026-05",
        Item.DUES: "2026-05",
        Item.ASSEMBLY: "2026-Q2",
        Item.LECTURE: "2026",
        Item.LIFE: "2026",
        Item.APPRAISAL: "2026",
    }
    for fact in FACTS.values():
        assert fact.often.endswith("。")
        assert all(basis.document and basis.label.startswith("第") for basis in fact.basis)
    assert str(COMMITTEE_FROM) in FACTS[Item.COMMITTEE].often


async def test_one_press_says_done_and_one_says_not(kept: Kept) -> None:
    for state in (State.DONE, State.DONE, State.OPEN, State.OPEN):
        await kept.mark(Item.ASSEMBLY, Period.around(Rhythm.QUARTER, kept.agenda.today()), state)
        assert (await kept.seen()).record.current(kept.agenda.today())[3].state is state


async def test_the_theme_day_is_on_the_branch_s_own_day_or_the_last_of_a_shorter_month(kept: Kept) -> None:
    await kept.agenda.fix_theme_day(SECRETARY, kept.branch, 31)
    record = (await kept.seen()).record
    held = [record.held_on(await kept.entry(Item.THEME_DAY, month)) for month in (JANUARY, FEBRUARY)]
    assert held == [date(2026, 1, 31), date(2026, 2, 28)]
    assert record.held_on(await kept.entry(Item.DUES, JANUARY)) is None
    await kept.agenda.fix_theme_day(SECRETARY, kept.branch, None)
    assert (await kept.seen()).record.held_on(await kept.entry(Item.THEME_DAY, JANUARY)) is None


async def test_only_whoever_keeps_the_calendar_fixes_a_day_and_only_one_there_is(kept: Kept) -> None:
    with pytest.raises(NotAllowedError):
        await kept.agenda.fix_theme_day(MEMBER, kept.branch, 5)
    for day in (0, 32):
        with pytest.raises(ValueError, match=str(day)):
            await kept.agenda.fix_theme_day(SECRETARY, kept.branch, day)


async def test_a_period_that_is_not_the_items_or_is_to_come_is_refused(kept: Kept) -> None:
    for period in (Period(Rhythm.QUARTER, date(2026, 1, 1)), FEBRUARY):
        with pytest.raises(ValueError, match="Period"):
            await kept.mark(Item.COMMITTEE, period)
    assert Period.parse("2026-13") is Period.parse("2026-Q5") is Period.parse("1926") is None


async def test_nothing_is_asked_for_that_was_before_the_branch_came(kept: Kept) -> None:
    assert await kept.overdue() == []
    async with kept.engine.begin() as connection:
        await connection.execute(branches.insert().values(code="N1", name="新支部", field=""))
        number = await connection.scalar(select(branches.c.id).where(branches.c.code == "N1"))
    kept.clock.set("2026-05-20", 10)
    await kept.told()
    for day, late in (("2026-05-21", []), ("2026-06-02", []), ("2026-07-02", ["2026-06", "2026-Q2"])):
        kept.clock.set(day, 10)
        found = await kept.agenda.of_branch(ADMINISTRATOR, int(number or 0))
        codes = {entry.period.code for entry in found.record.overdue(found.today)}
        assert codes == set(late), day


async def test_the_levels_above_branches_are_left_alone(kept: Kept) -> None:
    async with kept.engine.connect() as connection:
        assert set(await connection.scalars(select(agendas.c.branch))) == {kept.org.first.id, kept.org.second.id}


async def test_what_is_switched_off_is_neither_shown_nor_brought_up(kept: Kept) -> None:
    await kept.agenda.switch(SECRETARY, kept.branch, Item.COMMITTEE, on=False)
    kept.clock.set(MONDAY, 10)
    assert await kept.overdue() == [(Item.THEME_DAY, "2026-01"), (Item.DUES, "2026-01")]
    for _ in range(2):
        await kept.agenda.switch(SECRETARY, kept.branch, Item.COMMITTEE, on=True)
    assert (Item.COMMITTEE, "2026-01") not in await kept.overdue()
    kept.clock.set("2026-04-01", 10)
    assert (Item.COMMITTEE, "2026-03") in await kept.overdue()


async def test_what_was_open_more_than_a_year_ago_is_asked_for_no_more(kept: Kept) -> None:
    kept.clock.set("2027-02-10", 10)
    assert (Item.DUES, "2026-01") not in await kept.overdue()
    assert (Item.DUES, "2026-02") in await kept.overdue()


# By study tasks


async def test_a_study_task_of_its_template_ticks_the_item_until_it_is_taken_back(kept: Kept) -> None:
    kept.clock.set("2026-01-20", 10)
    task = await kept.sent("主题党日")
    entry = await kept.entry(Item.THEME_DAY, JANUARY)
    assert (entry.state, entry.by_task, entry.day) == (State.DONE, True, date(2026, 1, 20))
    await kept.mark(Item.THEME_DAY, JANUARY, State.OPEN)
    assert (await kept.entry(Item.THEME_DAY, JANUARY)).state is State.OPEN
    await kept.sent("支部党员大会")
    other = await kept.sent("党课")
    await kept.steering.withdraw(ADMINISTRATOR, other.id)
    await kept.steering.withdraw(ADMINISTRATOR, task.id)
    quarter, year = Period(Rhythm.QUARTER, JANUARY.first), Period(Rhythm.YEAR, JANUARY.first)
    assert (await kept.entry(Item.ASSEMBLY, quarter)).state is State.DONE
    assert (await kept.entry(Item.LECTURE, year)).state is State.OPEN


@pytest.mark.parametrize(("audience", "covered"), [("all", True), ("subtree:W1", True), ("field:轧钢", False)])
async def test_one_sent_widely_ticks_it_in_the_branches_it_goes_to(kept: Kept, audience: str, covered: bool) -> None:
    await kept.sent("主题党日", audience=audience)
    assert ((await kept.entry(Item.THEME_DAY, JANUARY)).state is State.DONE) is covered
    neighbours = await kept.agenda.of_branch(NEIGHBOUR, kept.org.second.id)
    assert neighbours.record.entry(Item.THEME_DAY, JANUARY).by_task


async def test_one_to_chosen_members_or_not_sent_yet_ticks_nothing(kept: Kept) -> None:
    await kept.sent("主题党日", send_at=kept.clock() + timedelta(days=3))
    chosen = replace(draft_of(), template="主题党日", audience=draft_of().audience)
    person = await kept.org.person(MEMBER)
    audience = {"reach": "persons", "name": "A1", "persons": [person]}
    chosen = replace(chosen, audience=type(chosen.audience).of(audience))
    await kept.tasks.confirm(SECRETARY, chosen, "chosen")
    assert (await kept.entry(Item.THEME_DAY, JANUARY)).state is State.OPEN


# Who may


async def test_the_branch_sees_it_and_its_committee_keeps_it(kept: Kept) -> None:
    for who, keeps in (
        (SECRETARY, True),
        (DEPUTY, True),
        (ADMINISTRATOR, True),
        (MEMBER, False),
        (PROBATIONARY, False),
    ):
        assert (await kept.seen(who)).kept is keeps
    for who in (NEIGHBOUR, STRANGER):
        with pytest.raises(NotAllowedError):
            await kept.seen(who)
    for who in (MEMBER, NEIGHBOUR, STRANGER):
        for deed in (
            kept.mark(Item.DUES, JANUARY, who=who),
            kept.agenda.switch(who, kept.branch, Item.DUES, on=False),
            kept.agenda.remind(who, kept.branch, on=False),
            kept.agenda.elect(who, kept.branch, date(2024, 2, 29)),
            kept.agenda.set_years(who, kept.branch, 5),
            kept.agenda.skip_overdue(who, kept.branch, date(2026, 3, 1)),
        ):
            with pytest.raises(NotAllowedError):
                await deed


async def test_a_hand_over_keeps_it(kept: Kept) -> None:
    await kept.mark(Item.DUES, JANUARY)
    await kept.agenda.elect(SECRETARY, kept.branch, date(2024, 2, 29))
    before = (await kept.seen()).record
    await kept.org.members.hand_over(SECRETARY, kept.branch, await kept.org.person(MEMBER))
    assert (await kept.seen(MEMBER)).record == before
    with pytest.raises(NotAllowedError):
        await kept.mark(Item.DUES, JANUARY, State.OPEN)
    kept.clock.set(MONDAY, 10)
    assert [notice.chat for notice in await kept.told() if notice.branch.id == kept.branch] == [MEMBER]


# The election


def test_a_term_that_began_on_a_29_february_ends_on_the_last_of_that_month() -> None:
    term = Term(date(2024, 2, 29))
    assert (term.ends, term.prepare, term.shortened) == (date(2027, 2, 28), date(2026, 8, 28), True)
    assert Term(date(2023, 8, 31), 5).ends == date(2028, 8, 31)
    assert Term(date(2023, 8, 31)).prepare == date(2026, 2, 28)
    assert not Term(date(2023, 8, 31)).shortened


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024年2月29日", date(2024, 2, 29)),
        ("２０２４．２．２９", date(2024, 2, 29)),
        ("20240229", date(2024, 2, 29)),
        ("是2024/2/29选的", date(2024, 2, 29)),
        ("二〇二四年二月二十九日", date(2024, 2, 29)),
        ("去年3月8日", date(2025, 3, 8)),
        ("昨天", date(2026, 5, 5)),
        ("今天", date(2026, 5, 6)),
    ],
)
def test_the_day_of_an_election_is_read_as_people_type_it(text: str, day: date) -> None:
    assert read_election(text, date(2026, 5, 6)) == day


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2023年2月29日", "没有2023年2月29日这一天"),
        ("20231301", "没有2023年13月1日这一天"),
        ("2027-01-01", "还没到"),
        ("明天", "还没到"),
        ("1949年10月1日", "年以前了"),
        ("2024年2月", "没看懂"),
        ("开春的时候", "没看懂"),
        ("", "没看懂"),
    ],
)
def test_what_is_no_such_day_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(AgendaError, match=why):
        read_election(text, date(2026, 5, 6))


async def test_the_end_of_a_term_is_told_of_once_half_a_year_before(kept: Kept) -> None:
    await kept.agenda.remind(NEIGHBOUR, kept.org.second.id, on=False)
    for item in Item:
        await kept.agenda.switch(SECRETARY, kept.branch, item, on=False)
    await kept.agenda.elect(SECRETARY, kept.branch, date(2024, 2, 29))
    told = {}
    for day in ("2026-08-27", "2026-08-28", "2026-09-07", "2027-01-11", "2027-02-28", "2027-03-01", "2027-03-09"):
        kept.clock.set(day, 10)
        told[day] = [notice.term and notice.term.ends for notice in await kept.told()]
    ends = [date(2027, 2, 28)]
    assert {day: found for day, found in told.items() if found} == {
        "2026-08-28": ends,
        "2027-03-01": ends,
        "2027-03-09": ends,
    }
    await kept.agenda.elect(SECRETARY, kept.branch, date(2027, 3, 10))
    kept.clock.set("2027-03-22", 10)
    assert await kept.told() == []


async def test_whoever_sets_an_election_long_past_is_not_told_at_once_what_they_just_saw(kept: Kept) -> None:
    await kept.agenda.remind(NEIGHBOUR, kept.org.second.id, on=False)
    kept.clock.set("2026-01-12", 10)
    await kept.agenda.elect(SECRETARY, kept.branch, date(2022, 6, 1))
    assert await kept.told() == []
    kept.clock.set("2026-01-19", 10)
    assert len(await kept.told()) == 1


# What is overdue


async def test_what_is_overdue_is_brought_up_once_a_week_until_it_is_done(kept: Kept) -> None:
    await kept.agenda.remind(NEIGHBOUR, kept.org.second.id, on=False)
    kept.clock.set(MONDAY, 10)
    (notice,) = await kept.told()
    assert notice.chat == SECRETARY
    assert {entry.item for entry in notice.overdue} == {Item.THEME_DAY, Item.COMMITTEE, Item.DUES}
    for day in ("2026-02-03", "2026-02-06"):
        kept.clock.set(day, 10)
        assert await kept.told() == []
    await kept.mark(Item.DUES, JANUARY)
    await kept.mark(Item.COMMITTEE, JANUARY, State.SKIPPED)
    kept.clock.set("2026-02-09", 10)
    (notice,) = await kept.told()
    assert [entry.item for entry in notice.overdue] == [Item.THEME_DAY]
    await kept.sent("主题党日")
    await kept.mark(Item.THEME_DAY, JANUARY)
    kept.clock.set("2026-02-24", 10)
    assert await kept.told() == []


async def test_after_weeks_without_the_bot_it_is_one_message(kept: Kept) -> None:
    await kept.agenda.remind(NEIGHBOUR, kept.org.second.id, on=False)
    kept.clock.set("2026-05-27", 10)
    (notice,) = await kept.told()
    assert {entry.period.code for entry in notice.overdue} == {
        *("2026-01", "2026-02", "2026-03", "2026-04"),
        "2026-Q1",
    }
    assert [entry.period.last for entry in notice.overdue] == sorted(
        (entry.period.last for entry in notice.overdue), reverse=True
    )
    assert await kept.told() == []


async def test_of_several_processes_one_brings_it_up(kept: Kept) -> None:
    await kept.agenda.remind(NEIGHBOUR, kept.org.second.id, on=False)
    kept.clock.set(MONDAY, 10)
    processes = [BringingUp(kept.org.members, ZONE, kept.clock) for _ in range(3)]
    assert sum([len(await kept.told(process)) for process in processes]) == 1


@pytest.mark.parametrize(
    ("day", "hour"),
    [("2026-02-02", 7), ("2026-02-02", 8), ("2026-02-02", 21), ("2026-02-01", 10), ("2026-02-17", 10)],
    ids=["night", "before work", "evening", "Sunday", "Spring Festival"],
)
async def test_never_outside_working_days_and_waking_hours(kept: Kept, day: str, hour: int) -> None:
    kept.clock.set(day, hour)
    assert await kept.told() == []
    kept.clock.set("2026-02-25", 10)
    assert len(await kept.told()) == 2


async def test_a_weekend_that_is_worked_is_a_working_day(kept: Kept) -> None:
    kept.clock.set("2026-02-14", 10)  # a Saturday, worked before the Spring Festival
    assert len(await kept.told()) == 2


async def test_the_secretary_s_own_clock_and_wishes_hold(kept: Kept) -> None:
    await kept.agenda.remind(NEIGHBOUR, kept.org.second.id, on=False)
    theirs = update(persons).where(persons.c.telegram_id == SECRETARY)
    async with kept.engine.begin() as connection:
        await connection.execute(theirs.values(zone="Europe/Berlin", quiet_from=20 * 60, quiet_to=10 * 60))
    for hour, told in ((16, 0), (18, 1)):  # nine and eleven o'clock there
        kept.clock.set(MONDAY, hour)
        assert len(await kept.told()) == told
    async with kept.engine.begin() as connection:
        await connection.execute(theirs.values(quiet_until=kept.clock() + timedelta(days=9)))
    for day, told in (("2026-02-10", 0), ("2026-02-12", 1)):
        kept.clock.set(day, 18)
        assert len(await kept.told()) == told


async def test_the_deputy_is_told_only_where_no_secretary_can_be_reached(kept: Kept) -> None:
    await kept.agenda.remind(NEIGHBOUR, kept.org.second.id, on=False)
    kept.clock.set(MONDAY, 10)
    kept.clock.now += LOOKS
    (notice,) = await kept.bringing_up.claim(9)
    assert notice.chat == SECRETARY
    await kept.steering.lost(SECRETARY)
    await kept.bringing_up.release(notice)
    assert [notice.chat for notice in await kept.told()] == [DEPUTY]
    await kept.org.members.remove(ADMINISTRATOR, await kept.org.person(DEPUTY), kept.branch)
    kept.clock.set("2026-02-10", 10)
    assert await kept.told() == []


async def test_one_that_has_waited_too_long_does_not_leave_and_comes_again(kept: Kept) -> None:
    await kept.agenda.remind(NEIGHBOUR, kept.org.second.id, on=False)
    kept.clock.set(MONDAY, 20, 45)
    (notice,) = await kept.bringing_up.claim(9)
    kept.clock.set(MONDAY, 21)
    assert not kept.bringing_up.may_leave(notice)
    await kept.bringing_up.release(notice)
    kept.clock.set("2026-02-03", 10)
    assert len(await kept.told()) == 1


async def test_it_can_be_switched_off_and_what_is_not_to_be_made_up_for_is_dropped(kept: Kept) -> None:
    await kept.agenda.remind(NEIGHBOUR, kept.org.second.id, on=False)
    kept.clock.set("2026-03-31", 10)
    assert len(await kept.told()) == 1
    kept.clock.set("2026-04-01", 10)  # March has ended since the message was sent
    assert await kept.agenda.skip_overdue(SECRETARY, kept.branch, date(2026, 3, 31)) == 6
    assert await kept.agenda.skip_overdue(SECRETARY, kept.branch, date(2026, 3, 31)) == 0
    assert {code for _, code in await kept.overdue()} == {"2026-03", "2026-Q1"}
    await kept.agenda.remind(SECRETARY, kept.branch, on=False)
    kept.clock.set("2026-04-08", 10)
    assert await kept.told() == []
