"""A report counts people who understood; each sees their own part of it, and nobody is named to other branches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert, update

from bot.people.roles import NotAllowedError, Role
from bot.storage.study_tables import deliveries, study_tasks
from bot.storage.tables import memberships, persons
from bot.study import audience as audiences
from bot.study import enrolment, report, sheet
from bot.study.assignment import Feeling
from bot.study.completion import Completion
from bot.study.quiz import Quiz
from bot.study.report import People, Report, Reports
from bot.study.scope import WHOLE
from bot.study.summary import Period, Summaries
from bot.study.task import Kind, Question, StudyError, Task, Theme
from bot.views import study_report as views
from bot.views.view import View
from bot.words import study as words
from tests.auxil.organisation import ADMINISTRATOR, DEPUTY, MEMBER, NEIGHBOUR, PROBATIONARY, SECRETARY
from tests.auxil.sending import ZONE
from tests.auxil.studying import Study, draft_of

pytest_plugins = ["tests.auxil.databases"]
QUESTIONS = (
    Question("预备期多长？", ("半年", "一年", "两年"), 1, "依据党章第七条。"),
    Question("几名介绍人？", ("一名", "两名"), 1, "依据党章第五条。"),
)
_polls = count(1)


class Reporting:
    """People who do tasks, and reports on them."""

    def __init__(self, study: Study) -> None:
        self.study = study
        members = study.org.members
        self.reports = Reports(members, ZONE, study.clock)
        self.summaries = Summaries(members, ZONE, study.clock)
        self._completion = Completion(study.engine, ZONE, study.clock)
        self._quiz = Quiz(study.engine, ZONE, study.clock)

    async def send(self, acting: int = SECRETARY, audience: str = "branch:A1", **more: Any) -> Task:  # noqa: ANN401
        """Send a task, all of which arrives."""
        task = (await self.study.send(draft_of(audience, **more), acting)).task
        async with self.study.engine.begin() as connection:
            arrived = update(deliveries).where(deliveries.c.task == task.id)
            await connection.execute(arrived.values(state="sent", message_id=1))
            await connection.execute(update(study_tasks).where(study_tasks.c.id == task.id).values(state="sent"))
        return task

    async def becomes(self, task: Task, person: int, state: str) -> None:
        """Let the messages of a task to one person have become something else."""
        async with self.study.engine.begin() as connection:
            theirs = update(deliveries).where(deliveries.c.task == task.id, deliveries.c.chat == person)
            await connection.execute(theirs.values(state=state))

    async def answer(self, task: Task, person: int, *tries: Sequence[int]) -> None:
        """Answer all questions of a task, once or again."""
        for chosen in tries:
            for place, option in enumerate(chosen):
                own = await self._completion.get(person, task.id)
                poll = f"poll-{next(_polls)}"
                await self._quiz.asked(own, place, poll, 1, tuple(range(len(task.questions[place].options))))
                assert await self._quiz.answer(poll, person, option)

    async def press(self, task: Task, person: int, feeling: Feeling | None = None) -> None:
        """Press 已学完, and say how it was."""
        await self._completion.complete(person, task.id)
        if feeling:
            await self._completion.feel(person, task.id, feeling)

    async def stranger(self, name: str) -> None:
        """Put somebody on the list of the first branch who has not joined yet."""
        async with self.study.engine.begin() as connection:
            number = await connection.scalar(insert(persons).values(name=name).returning(persons.c.id))
            row = {"branch": self.study.org.first.id, "role": Role.MEMBER, "state": "active"}
            await connection.execute(insert(memberships).values(person=number, since=datetime.now(UTC), **row))


@pytest.fixture
def at_work(study: Study) -> Reporting:
    return Reporting(study)


# Understood


async def test_it_counts_who_understood_and_not_who_pressed(at_work: Reporting) -> None:
    task = await at_work.send(questions=QUESTIONS)
    await at_work.answer(task, MEMBER, (1, 1))
    await at_work.answer(task, DEPUTY, (0, 1), (1, 1))
    await at_work.answer(task, PROBATIONARY, (0, 0))
    tally = (await at_work.reports.report(SECRETARY, task.id)).tally
    assert (tally.understood, tally.unclear, tally.unsaid, tally.open) == (2, 1, 0, 1)
    assert (tally.done, tally.people) == (3, 4)


async def test_without_questions_what_people_say_counts(at_work: Reporting) -> None:
    task = await at_work.send()
    await at_work.press(task, MEMBER, Feeling.SO_SO)
    await at_work.press(task, DEPUTY, Feeling.LOST)
    await at_work.press(task, PROBATIONARY)
    tally = (await at_work.reports.report(SECRETARY, task.id)).tally
    assert (tally.understood, tally.unclear, tally.unsaid, tally.open) == (1, 1, 1, 1)


async def test_who_says_not_to_have_understood_has_not_though_all_was_right(at_work: Reporting) -> None:
    task = await at_work.send(questions=QUESTIONS)
    await at_work.answer(task, MEMBER, (1, 1))
    await at_work.press(task, MEMBER, Feeling.LOST)
    tally = (await at_work.reports.report(SECRETARY, task.id)).tally
    assert (tally.understood, tally.unclear) == (0, 1)


async def test_the_hardest_question_stands_first_by_first_tries(at_work: Reporting) -> None:
    task = await at_work.send(questions=QUESTIONS)
    await at_work.answer(task, MEMBER, (1, 0), (1, 1))
    await at_work.answer(task, DEPUTY, (1, 0))
    first, second = (await at_work.reports.report(SECRETARY, task.id)).answers
    assert (first.place, first.tried, first.first_wrong, first.still_wrong) == (1, 2, 2, 1)
    assert (second.place, second.tried, second.first_wrong) == (0, 2, 0)


async def test_days_are_those_of_the_people_and_add_up(at_work: Reporting) -> None:
    task = await at_work.send()
    await at_work.press(task, MEMBER)
    at_work.study.clock.ahead = timedelta(days=2)
    await at_work.press(task, DEPUTY)
    await at_work.press(task, PROBATIONARY)
    days = (await at_work.reports.report(SECRETARY, task.id)).days
    assert [done for _, done in days] == [1, 3]
    assert days[1][0] - days[0][0] == timedelta(days=2)
    assert days[0][0] == datetime.now(ZONE).date()


async def test_people_are_counted_by_whether_it_reached_them(at_work: Reporting) -> None:
    task = await at_work.send()
    await at_work.becomes(task, MEMBER, "unknown")
    await at_work.becomes(task, DEPUTY, "blocked")
    await at_work.becomes(task, PROBATIONARY, "failed")
    await at_work.stranger("新来")
    found = await at_work.reports.report(SECRETARY, task.id)
    reached = found.reached
    assert (reached.sent, reached.unknown, reached.blocked, reached.failed, reached.absent) == (1, 1, 1, 1, 1)
    text = views.report(found, ZONE).text
    assert "送到 1 人，送不到 1 人，停用了机器人 1 人，没确认送到 1 人，还没加入 1 人" in text


def labels(view: View) -> list[str]:
    return [b.text for row in view.keyboard.inline_keyboard for b in row] if view.keyboard else []


async def test_read_in_small_pieces_nobody_is_missed(at_work: Reporting, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (audiences, enrolment, report):
        monkeypatch.setattr(module, "AT_ONCE", 2)
    task = await at_work.send(ADMINISTRATOR, "all")
    for member in (MEMBER, PROBATIONARY, NEIGHBOUR):
        await at_work.press(task, member)
    found = await at_work.reports.report(ADMINISTRATOR, task.id)
    assert (found.tally.people, found.tally.done, found.days[-1][1]) == (5, 3, 3)


async def test_sending_again_is_offered_where_something_is_unknown_to_who_may(at_work: Reporting) -> None:
    task = await at_work.send(ADMINISTRATOR, "all")
    for viewer, offered in ((SECRETARY, False), (ADMINISTRATOR, False)):
        found = await at_work.reports.report(viewer, task.id)
        assert (words.RESEND_UNKNOWN in labels(views.report(found, ZONE))) is offered
    await at_work.becomes(task, MEMBER, "unknown")
    for viewer, offered in ((SECRETARY, False), (ADMINISTRATOR, True)):
        found = await at_work.reports.report(viewer, task.id)
        assert (words.RESEND_UNKNOWN in labels(views.report(found, ZONE))) is offered


# Who sees what


async def test_a_secretary_sees_the_own_part_of_a_task_for_everybody(at_work: Reporting) -> None:
    task = await at_work.send(ADMINISTRATOR, "all")
    await at_work.press(task, NEIGHBOUR, Feeling.USEFUL)
    here = await at_work.reports.report(SECRETARY, task.id)
    assert (here.scope.name, here.tally.people, here.tally.done) == ("一车间支部", 4, 0)
    assert (here.scope.named, here.scope.above) == (True, False)
    there = await at_work.reports.report(NEIGHBOUR, task.id)
    assert (there.tally.people, there.tally.done) == (1, 1)


async def test_names_are_told_to_the_heads_of_their_own_branch_alone(at_work: Reporting) -> None:
    task = await at_work.send(ADMINISTRATOR, "all")
    first, second = at_work.study.org.first.id, at_work.study.org.second.id
    _, listed = await at_work.reports.people(DEPUTY, task.id, first)
    assert {person.name for person in listed.open} == {"秦书", "傅书", "甄员", "于备"}
    for viewer, at in ((ADMINISTRATOR, first), (SECRETARY, second), (MEMBER, first), (ADMINISTRATOR, WHOLE)):
        with pytest.raises(NotAllowedError):
            await at_work.reports.people(viewer, task.id, at)


async def test_the_list_is_in_order_of_names_and_tells_no_marks(at_work: Reporting) -> None:
    task = await at_work.send(questions=QUESTIONS)
    await at_work.answer(task, DEPUTY, (0, 0))
    await at_work.stranger("阿新")
    first = at_work.study.org.first.id
    found, listed = await at_work.reports.people(SECRETARY, task.id, first)
    assert [person.name for person in listed.open] == ["秦书", "于备", "甄员"]
    assert [person.name for person in listed.done] == ["傅书"]
    assert listed.absent == ("阿新",)
    text = "\n".join(view.text for view in views.people(found, listed))
    assert "还没学完（3人）\n秦书、于备、甄员" in text
    assert "答" not in text


async def test_another_branchs_task_is_as_good_as_none(at_work: Reporting) -> None:
    task = await at_work.send(NEIGHBOUR, "branch:B1")
    for at in (WHOLE, at_work.study.org.first.id):
        with pytest.raises(StudyError):
            await at_work.reports.report(SECRETARY, task.id, at)
    with pytest.raises(NotAllowedError):
        await at_work.reports.report(SECRETARY, task.id, at_work.study.org.second.id)
    with pytest.raises(NotAllowedError):
        await at_work.reports.report(MEMBER, task.id)


async def test_branches_stand_side_by_side_only_for_those_above_and_in_order_of_codes(at_work: Reporting) -> None:
    task = await at_work.send(ADMINISTRATOR, "all")
    await at_work.press(task, NEIGHBOUR, Feeling.USEFUL)
    (top,) = (await at_work.reports.parts(ADMINISTRATOR, task.id, WHOLE))[1]
    assert (top.name, top.tally.people, top.tally.understood, top.parted) == ("机关党委", 5, 1, True)
    found, below = await at_work.reports.parts(ADMINISTRATOR, task.id, top.at)
    assert [(part.name, part.tally.people, part.tally.done) for part in below] == [
        ("一车间支部", 4, 0),
        ("二车间支部", 1, 1),
    ]
    text = views.parts(found, below, 0).text
    assert not any(name in text for name in ("甄员", "邻舍"))
    with pytest.raises(NotAllowedError):
        await at_work.reports.parts(SECRETARY, task.id, at_work.study.org.first.id)


async def test_the_latest_task_is_listed_first_each_with_the_viewers_part(at_work: Reporting) -> None:
    old = await at_work.send()
    wide = await at_work.send(ADMINISTRATOR, "all")
    await at_work.send(NEIGHBOUR, "branch:B1")
    listed, more = await at_work.reports.listing(SECRETARY, 0, 8)
    assert [(one.task.id, one.tally.people) for one in listed] == [(wide.id, 4), (old.id, 4)]
    assert not more
    listed, more = await at_work.reports.listing(ADMINISTRATOR, 0, 2)
    assert [one.tally.people for one in listed] == [1, 5]
    assert more
    with pytest.raises(NotAllowedError):
        await at_work.reports.listing(MEMBER, 0, 8)


async def test_a_successor_sees_what_the_predecessor_sent(at_work: Reporting) -> None:
    task = await at_work.send()
    org = at_work.study.org
    assert await org.members.hand_over(ADMINISTRATOR, org.first.id, await org.person(MEMBER))
    assert (await at_work.reports.report(MEMBER, task.id)).scope.named
    with pytest.raises(NotAllowedError):
        await at_work.reports.report(SECRETARY, task.id)


async def test_so_few_opinions_are_not_told_that_one_could_guess_whose(at_work: Reporting) -> None:
    task = await at_work.send()
    for number, person in enumerate((MEMBER, DEPUTY, PROBATIONARY), 1):
        await at_work.press(task, person, Feeling.LOST)
        text = views.report(await at_work.reports.report(SECRETARY, task.id), ZONE).text
        assert ("没看懂" in text) is (number >= views.FEWEST)


# Periods


async def test_a_period_keeps_daily_and_concentrated_rights_and_duties_apart(at_work: Reporting) -> None:
    daily = await at_work.send(hours=15, theme=Theme.RIGHT)
    other = replace(draft_of(), kind=Kind.CONCENTRATED, theme=Theme.DUTY, hours=40)
    concentrated = (await at_work.study.send(other, SECRETARY)).task
    for person in (MEMBER, DEPUTY):
        await at_work.press(daily, person, Feeling.USEFUL)
    await at_work.press(concentrated, MEMBER)
    found = await at_work.summaries.summary(SECRETARY, Period.MONTH)
    assert (len(found.tasks), found.people) == (2, 4)
    assert (found.kinds[Kind.DAILY].hours, found.kinds[Kind.CONCENTRATED].hours) == (30, 40)
    assert found.kinds[Kind.DAILY].tally.understood == 2
    assert (found.themes[Theme.RIGHT].tasks, found.themes[Theme.DUTY].hours) == (1, 40)
    text = views.summary(found, {}).text
    assert "日常学习：1 个任务，学懂了 2 人次，共 3 学时" in text
    assert "党员义务：1 个任务，学懂了 0 人次，共 4 学时" in text
    assert not (await at_work.summaries.summary(SECRETARY, Period.MONTH, 1)).tasks
    assert (await at_work.summaries.summary(NEIGHBOUR, Period.YEAR)).people == 0


async def test_hours_belong_to_the_day_they_were_earned(at_work: Reporting) -> None:
    task = await at_work.send(hours=10)
    at_work.study.clock.ahead = timedelta(days=40)
    await at_work.press(task, MEMBER)
    now = await at_work.summaries.summary(SECRETARY, Period.MONTH)
    assert (len(now.tasks), now.kinds[Kind.DAILY].hours) == (0, 10)


async def test_a_level_sums_up_what_is_below_it_for_those_above(at_work: Reporting) -> None:
    await at_work.send(ADMINISTRATOR, "all")
    top = (await at_work.summaries.below(ADMINISTRATOR, WHOLE))[0]
    assert (await at_work.summaries.summary(ADMINISTRATOR, Period.YEAR, 0, top.id)).people == 5
    assert [level.name for level in await at_work.summaries.below(ADMINISTRATOR, top.id)] == [
        "一车间支部",
        "二车间支部",
    ]
    for level in (top.id, at_work.study.org.second.id):
        with pytest.raises(NotAllowedError):
            await at_work.summaries.summary(SECRETARY, Period.YEAR, 0, level)


@pytest.mark.parametrize(
    ("period", "back", "first", "label"),
    [
        (Period.MONTH, 0, date(2026, 11, 1), "2026年11月"),
        (Period.MONTH, 11, date(2025, 12, 1), "2025年12月"),
        (Period.QUARTER, 0, date(2026, 10, 1), "2026年第4季度"),
        (Period.QUARTER, 4, date(2025, 10, 1), "2025年第4季度"),
        (Period.YEAR, 1, date(2025, 1, 1), "2025年"),
    ],
)
def test_periods_are_those_of_the_calendar(period: Period, back: int, first: date, label: str) -> None:
    assert period.since(date(2026, 11, 30), back) == first
    assert period.label(first) == label


# Tables


async def _own(at_work: Reporting, task: Task) -> tuple[Report, People]:
    found = await at_work.reports.report(SECRETARY, task.id)
    return found, (await at_work.reports.people(SECRETARY, task.id, found.scope.at))[1]


async def test_a_name_that_begins_like_a_formula_is_text_in_the_table(at_work: Reporting) -> None:
    for name in ("=1+1", "+86", "-甲", "@乙"):
        await at_work.stranger(name)
    question = replace(QUESTIONS[0], text='=HYPERLINK("http://example.org")')
    task = await at_work.send(questions=(question,))
    await at_work.answer(task, MEMBER, (1,))
    found, listed = await _own(at_work, task)
    book = load_workbook(BytesIO(sheet.of_report(found, listed, [], ZONE)))
    assert book.sheetnames == [words.SHEET_FACTS, words.SHEET_PEOPLE, words.SHEET_QUESTIONS]
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    risky = {cell.value for cell in cells if cell.quotePrefix}
    assert risky == {"=1+1", "+86", "-甲", "@乙", question.text}


async def test_the_table_says_who_has_and_who_has_not(at_work: Reporting) -> None:
    task = await at_work.send()
    await at_work.press(task, MEMBER, Feeling.USEFUL)
    found, listed = await _own(at_work, task)
    page = load_workbook(BytesIO(sheet.of_report(found, listed, [], ZONE)))[words.SHEET_PEOPLE]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows[0] == list(words.PEOPLE_HEADS)
    assert [row[:2] for row in rows[1:]] == [
        ["甄员", "学完了"],
        ["傅书", "还没学完"],
        ["秦书", "还没学完"],
        ["于备", "还没学完"],
    ]
    assert isinstance(rows[1][2], datetime)


async def test_the_table_for_those_above_has_branches_and_no_names(at_work: Reporting) -> None:
    task = await at_work.send(ADMINISTRATOR, "all")
    found = await at_work.reports.report(ADMINISTRATOR, task.id)
    _, parts = await at_work.reports.parts(ADMINISTRATOR, task.id, WHOLE)
    book = load_workbook(BytesIO(sheet.of_report(found, None, parts, ZONE)))
    assert book.sheetnames == [words.SHEET_FACTS, words.SHEET_PARTS]
    told = {str(cell.value) for page in book for row in page.iter_rows() for cell in row}
    assert "机关党委" in told
    assert told.isdisjoint({"秦书", "傅书", "甄员", "于备", "邻舍"})
