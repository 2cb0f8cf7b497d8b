"""/calendar on the phones of a branch, against the real bot; and its file, as a phone's calendar reads it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from icalendar import Calendar as File
from sqlalchemy import update

from bot.agenda import ics
from bot.agenda.agenda import Agenda, Calendar
from bot.agenda.bringing_up import BringingUp
from bot.agenda.item import FACTS, Item
from bot.agenda.period import Period, Rhythm
from bot.agenda.record import State, records
from bot.cards.days import works
from bot.gatekeeper import Button
from bot.handlers.asking import LONGEST
from bot.people.roles import Role
from bot.sandbox.server import Sandbox
from bot.sandbox.world import MEMBER, SECRETARY
from bot.settings import load_settings
from bot.storage.agenda_tables import agenda_marks, agendas
from bot.storage.study_tables import study_tasks
from bot.study.task import Draft
from bot.telling import Telling
from bot.views import agenda as views
from bot.words import agenda as words
from tests.auxil.composing import Author, Branch, branch_of
from tests.auxil.sending import ZONE, bot_of
from tests.auxil.studying import draft_of

THEME_DAY, COMMITTEE = FACTS[Item.THEME_DAY].name, FACTS[Item.COMMITTEE].name
TICK, TICKED = (f"{mark} {THEME_DAY}" for mark in "☐☑")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def running_branch(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Branch]:
    database = tmp_path_factory.mktemp("agenda") / "bot.sqlite3"
    settings = load_settings(data_dir=data_dir, database_url=f"sqlite:///{database}")
    async with Sandbox.serve() as sandbox, branch_of(settings, sandbox) as branch:
        yield branch


@pytest.fixture
async def branch(running_branch: Branch) -> Branch:
    """The branch on the first day of its calendar."""
    await running_branch.begin()
    async with running_branch.services.members.engine.begin() as connection:
        await connection.execute(agenda_marks.delete())
        await connection.execute(agendas.delete())
        await connection.execute(update(study_tasks).values(template=None))
    return running_branch


@pytest.fixture
def secretary(branch: Branch) -> Author:
    return branch.secretary


async def number_of(branch: Branch) -> int:
    return (await branch.services.branches.named("A001")).id


async def calendar_of(branch: Branch, who: int = SECRETARY) -> Calendar:
    return await branch.services.agenda.of_branch(who, await number_of(branch))


async def began(branch: Branch, day: date) -> None:
    """Let the branch have had its calendar since some day."""
    items = {item.value: day.isoformat() for item, fact in FACTS.items() if fact.at_first}
    await calendar_of(branch)
    async with branch.services.members.engine.begin() as connection:
        await connection.execute(update(agendas).values(switched_on=items))


# Done and not done


async def test_one_press_ticks_and_another_takes_it_back(secretary: Author) -> None:
    shown = await secretary.says("/calendar", "工作日历", TICK)
    assert all(name in shown.text for name in (THEME_DAY, COMMITTEE, "党员大会", "党课", "换届", "支部学时"))
    told = await secretary.phone.press(shown, TICK)
    assert THEME_DAY in told["text"]
    shown = await secretary.sees(TICKED)
    assert TICKED in shown.text
    await secretary.press(TICKED, TICK)


async def test_a_button_pressed_twice_does_nothing_twice(branch: Branch, secretary: Author) -> None:
    shown = await secretary.says("/calendar", TICK)
    data = shown.data(TICK)
    for _ in range(2):
        await secretary.phone.press_data(shown, data)
    found = await calendar_of(branch)
    assert found.record.current(found.today)[0].state is State.DONE
    await secretary.sees(TICKED)


async def test_a_month_that_turned_over_meanwhile_is_the_one_on_the_button(branch: Branch, secretary: Author) -> None:
    today = branch.services.agenda.today()
    await began(branch, date(today.year - 1, 1, 1))
    shown = await secretary.says("/calendar", TICK)
    before = Period.around(Rhythm.MONTH, today).previous
    here = await number_of(branch)
    data = f"{Button.AGENDA_MARK}:{here}:{Item.THEME_DAY}:{before.code}:{State.DONE}:{views.Page.MAIN}"
    told = await secretary.phone.press_data(shown, data)
    assert before.label(today) in told["text"]
    found = (await calendar_of(branch)).record
    assert found.entry(Item.THEME_DAY, before).state is State.DONE
    assert found.entry(Item.THEME_DAY, before.next).state is State.OPEN


@pytest.mark.parametrize(
    "data",
    [
        "cal",
        "cal:1:x",
        "cal:99999999999:m",
        "cal:1:y:1999",
        "cal:1:i:2026:nonsense",
        "calm:1:theme:2026-11",
        "calm:1:theme:2199-01:done:m",
        "calm:1:theme:2026:done:m",
        "calo:1:theme:7",
        "calo:1:term:9",
        "calo:1:day:32",
        "calo:1:day:-1",
        "cale:1:2026-02-30",
        "cals:1:tomorrow",
    ],
)
async def test_buttons_of_another_version_say_so(branch: Branch, secretary: Author, data: str) -> None:
    here = await number_of(branch)
    shown = await secretary.says("/calendar", TICK)
    told = await secretary.phone.press_data(shown, data.replace(":1:", f":{here}:"))
    assert told["show_alert"]


async def test_a_secretary_who_is_none_any_more_is_told_so_and_changes_nothing(
    branch: Branch, secretary: Author
) -> None:
    shown = await secretary.says("/calendar", TICK)
    await branch.make(SECRETARY, Role.MEMBER)
    try:
        for button in (TICK, words.TO_SETTINGS):
            told = await secretary.phone.press(shown, button)
            assert told["show_alert"]
        found = await calendar_of(branch)
        assert not found.kept
        assert not found.record.marks
    finally:
        await branch.make(SECRETARY, Role.SECRETARY)


async def test_a_member_sees_the_dates_and_can_change_nothing(branch: Branch) -> None:
    await began(branch, date(2026, 1, 1))
    member = Author(branch.member, branch.services)
    shown = await member.says("/calendar", "工作日历")
    assert shown.buttons == [words.TO_YEAR, words.TO_FILE]
    told = await member.phone.press_data(shown, f"{Button.AGENDA}:{await number_of(branch)}:{views.Page.OVERDUE}")
    assert told["show_alert"]
    await member.press(words.TO_YEAR, words.YEAR_HINT)
    shown = await member.press(THEME_DAY, "多久一次")
    assert not any("月" in label for label in shown.buttons)


async def test_an_administrator_names_the_branch(branch: Branch) -> None:
    shown = await branch.administrator.says("/calendar A001", "机修一支部")
    assert TICK in shown.buttons
    await branch.administrator.says("/calendar Z9", "没有编码为 Z9 的支部")


# What the rules say


async def test_each_item_is_shown_with_its_article_in_the_words_of_the_base(secretary: Author) -> None:
    await secretary.says("/calendar", TICK)
    await secretary.press(words.TO_YEAR, words.YEAR_HINT)
    for fact in FACTS.values():
        shown = await secretary.press(fact.name, f"{fact.name} · ")
        assert str(fact.basis[0]) in shown.text
        assert (fact.formal or fact.name) in shown.text.split("学习手册》")[1]
        await secretary.press(words.BACK_TO_YEAR, words.YEAR_HINT)


# The study task that covers it


async def test_a_study_task_of_the_template_ticks_it(branch: Branch, secretary: Author) -> None:
    draft: Draft = replace(draft_of("branch:A001"), template="主题党日")
    await branch.services.tasks.confirm(SECRETARY, draft, f"agenda {datetime.now(ZONE)}")
    shown = await secretary.says("/calendar", TICKED)
    assert words.BY_TASK.format(name=THEME_DAY) in shown.text
    await secretary.press(TICKED, TICK)


# Switching


async def test_a_branch_without_a_committee_switches_its_meetings_off(branch: Branch, secretary: Author) -> None:
    await secretary.says("/calendar", TICK)
    await secretary.press(words.TO_SETTINGS, words.SETTINGS_HINT)
    await secretary.press(f"☑ {COMMITTEE}", f"☐ {COMMITTEE}")
    shown = await secretary.press(words.BACK, "工作日历", TICK)
    assert COMMITTEE not in shown.text
    await secretary.press(words.TO_SETTINGS, words.SETTINGS_HINT)
    await secretary.press(f"☑ {words.SETTING_REMINDING}", f"☐ {words.SETTING_REMINDING}")
    assert not (await calendar_of(branch)).record.reminding


# The election


async def test_the_election_is_typed_wrong_ones_are_explained_and_another_may_follow(secretary: Author) -> None:
    await secretary.says("/calendar", words.SET_ELECTION)
    await secretary.press(words.SET_ELECTION, words.ASK_ELECTION[:8])
    for typed, why in (("2023年2月29日", "没有2023年2月29日"), ("很久以前", "没看懂"), ("2099年1月1日", "还没到")):
        await secretary.says(typed, why)
    shown = await secretary.says("2024年2月29日", "2027年2月28日")
    assert words.TERM_SHORTENED in shown.text
    await secretary.says("预备党员有没有表决权", "《预备党员学习手册》")


async def test_the_term_can_be_that_of_a_village(secretary: Author) -> None:
    await secretary.says("/calendar", words.SET_ELECTION)
    await secretary.press(words.SET_ELECTION, words.ASK_ELECTION[:8])
    await secretary.press(words.ELECTED_TODAY, "任期3年")
    await secretary.press(words.TO_SETTINGS, words.SETTINGS_HINT)
    await secretary.press(words.SET_TERM.format(years=5), "任期5年")


async def test_a_long_text_instead_of_a_day_is_refused_too(secretary: Author) -> None:
    await secretary.says("/calendar", words.SET_ELECTION)
    await secretary.press(words.SET_ELECTION, words.ASK_ELECTION[:8])
    await secretary.says("换届" * LONGEST, "没看懂")
    await secretary.press(words.NOT_NOW, "取消")


# What is brought up


async def test_what_is_overdue_comes_as_one_kind_message_and_is_settled_in_it(
    branch: Branch, secretary: Author
) -> None:
    today = branch.services.agenda.today()
    await began(branch, today)
    later = today + timedelta(days=100)
    while not works(later):
        later += timedelta(days=1)
    moment = datetime.combine(later, time(10), ZONE)
    members = branch.services.members
    source = BringingUp(members, ZONE, lambda: moment)
    telling = Telling("agenda", source, views.letter, branch.services.steering)
    sandbox = branch.sandbox
    async with bot_of(sandbox.base_url, sandbox.token, members.engine) as bot:
        for _ in range(2):
            await telling.tell_all(bot)
    shown = await secretary.sees(words.WEEKLY_LEAD)
    assert sum(words.WEEKLY_LEAD in m.text for m in secretary.phone.messages.values()) == 1
    assert "支部工作条例第十六条" in shown.text
    assert not any(m.chat == MEMBER for m in branch.member.messages.values() if m.from_bot)
    agenda = Agenda(members, ZONE, lambda: moment)
    here = await number_of(branch)
    overdue = (await agenda.of_branch(SECRETARY, here)).record.overdue(later)
    assert len(overdue) > 0
    await agenda.skip_overdue(SECRETARY, here, later)
    async with members.engine.connect() as connection:
        (record,) = await records(connection, ZONE, [here])
    assert record.overdue(later) == []


async def test_from_the_list_of_what_is_overdue_one_press_settles_and_one_takes_it_back(
    branch: Branch, secretary: Author
) -> None:
    today = branch.services.agenda.today()
    await began(branch, date(today.year - 1, today.month, 1))
    found = await calendar_of(branch)
    count = len(found.record.overdue(found.today))
    shown = await secretary.says("/calendar", words.TO_OVERDUE.format(count=count))
    shown = await secretary.press(words.TO_OVERDUE.format(count=count), words.WEEKLY_LEAD)
    first = next(label for label in shown.buttons if label.startswith("☐"))
    undo = words.UNDO.format(what=first.removeprefix("☐ "))
    await secretary.press(first, undo)
    await secretary.press(undo, first)
    await secretary.press(words.NO_MORE, words.NOTHING_OVERDUE)
    assert (await calendar_of(branch)).record.overdue(today) == []


# The file


def events(data: bytes) -> dict[str, Any]:
    file = File.from_ical(data)
    found: list[Any] = file.walk("VEVENT")
    by_uid = {str(event["UID"]): event for event in found}
    assert len(by_uid) == len(found)
    return by_uid


async def test_the_file_is_read_by_a_calendar_and_brought_in_twice_doubles_nothing(
    branch: Branch, secretary: Author
) -> None:
    services, here = branch.services, await number_of(branch)
    await services.agenda.elect(SECRETARY, here, date(2024, 2, 29))
    await secretary.says("/calendar", words.TO_FILE)
    message = await secretary.press(words.TO_FILE, words.FILE_CAPTION[:10])
    first = events(await secretary.phone.download(message))
    file = File.from_ical(await secretary.phone.download(message))
    assert file["VERSION"] == "2.0"
    assert file["PRODID"]
    today = services.agenda.today()
    await services.agenda.mark(SECRETARY, here, Item.THEME_DAY, Period.around(Rhythm.MONTH, today), State.DONE)
    again = events(ics.written(await calendar_of(branch), services.agenda.now() + timedelta(minutes=5)))
    assert first.keys() == again.keys()
    (changed,) = [uid for uid in first if str(first[uid]["SUMMARY"]) != str(again[uid]["SUMMARY"])]
    assert str(again[changed]["SUMMARY"]).startswith("✓")
    assert all(again[uid]["SEQUENCE"] > first[uid]["SEQUENCE"] for uid in first)
    ends = {str(event["SUMMARY"]): event["DTSTART"].dt for event in again.values()}
    assert ends[words.ICS_TERM.format(branch="机修一支部")] == date(2027, 2, 28)
    for event in again.values():
        assert type(event["DTSTART"].dt) is date
        assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1)
        assert event["DTSTAMP"].dt.utcoffset() == timedelta(0)


async def test_the_coming_year_is_in_the_file_each_period_once(branch: Branch) -> None:
    found = await calendar_of(branch)
    months = [
        event
        for event in events(ics.written(found, branch.services.agenda.now())).values()
        if THEME_DAY in str(event["SUMMARY"])
    ]
    assert len(months) == 13
    later = [event for event in months if event["DTSTART"].dt > found.today + timedelta(days=7)]
    for event in later:
        (alarm,) = event.walk("VALARM")
        assert alarm["TRIGGER"].dt == timedelta(days=-7, hours=9)
        assert str(FACTS[Item.THEME_DAY].basis[0]) in str(event["DESCRIPTION"])


async def test_the_theme_day_stands_in_the_file_on_the_day_the_branch_has_fixed(
    branch: Branch, secretary: Author
) -> None:
    await secretary.says("/calendar", words.TO_SETTINGS)
    await secretary.press(words.TO_SETTINGS, words.SETTINGS_HINT)
    await secretary.press(words.SET_THEME_DAY, "日子相对固定")
    await secretary.press("31", words.THEME_DAY.format(day=31))
    found = await calendar_of(branch)
    this = Period.around(Rhythm.MONTH, found.today)
    shown = await secretary.press(words.BACK, words.short_day(this.last))
    assert words.HELD_ON.format(name=THEME_DAY, day=words.short_day(this.last)) in shown.text
    ahead = this.next
    held = {
        str(event["SUMMARY"]): event["DTSTART"].dt
        for event in events(ics.written(found, branch.services.agenda.now())).values()
    }
    assert held[words.ICS_HELD.format(label=ahead.short, name=THEME_DAY)] == ahead.last
    await branch.services.agenda.fix_theme_day(SECRETARY, await number_of(branch), None)
