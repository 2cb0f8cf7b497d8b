"""A study task is made once, goes to those it is for, when it is time, and by those who may."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.people.roles import NotAllowedError
from bot.storage.study_tables import deliveries, recipients, study_tasks
from bot.study import own_data
from bot.study.audience import Audience, AudienceError, Reach
from bot.study.counts import counts
from bot.study.deliveries import Deliveries
from bot.study.leases import Leases
from bot.study.steering import DELETABLE, Steering
from bot.study.task import Reason, StudyError, TaskState
from tests.auxil.organisation import ADMINISTRATOR, DEPUTY, MEMBER, NEIGHBOUR, PROBATIONARY, SECRETARY, STRANGER
from tests.auxil.sending import ZONE
from tests.auxil.studying import Study, draft_of

pytest_plugins = ["tests.auxil.databases"]
HOUR = timedelta(hours=1)


async def chats(study: Study, number: int) -> set[int]:
    async with study.engine.connect() as connection:
        return set(await connection.scalars(select(deliveries.c.chat).where(deliveries.c.task == number)))


# Confirming


async def test_the_same_confirmation_pressed_twice_at_once_makes_one_task(study: Study) -> None:
    made = await asyncio.gather(*(study.send(draft_of(), SECRETARY, "pressed") for _ in range(4)))
    assert {confirmed.task.id for confirmed in made} == {made[0].task.id}
    assert sorted(confirmed.new for confirmed in made) == [False, False, False, True]
    assert {confirmed.deliveries for confirmed in made} == {4}
    assert len(await study.rows(made[0].task)) == 4


async def test_two_secretaries_send_at_once_and_both_arrive(study: Study) -> None:
    first, second = await asyncio.gather(
        study.send(draft_of(), SECRETARY), study.send(draft_of("branch:B1"), NEIGHBOUR)
    )
    assert await chats(study, first.task.id) == {SECRETARY, DEPUTY, MEMBER, PROBATIONARY}
    assert await chats(study, second.task.id) == {NEIGHBOUR}


@pytest.mark.parametrize(
    ("audience", "who"),
    [
        ("all", {SECRETARY, DEPUTY, MEMBER, PROBATIONARY, NEIGHBOUR}),
        ("subtree:W1", {SECRETARY, DEPUTY, MEMBER, PROBATIONARY, NEIGHBOUR}),
        ("field:轧钢", {NEIGHBOUR}),
        ("branch:A1", {SECRETARY, DEPUTY, MEMBER, PROBATIONARY}),
    ],
)
async def test_an_administrator_reaches_whom_they_choose(study: Study, audience: str, who: set[int]) -> None:
    made = await study.send(draft_of(audience))
    assert await chats(study, made.task.id) == who
    assert made.deliveries == len(who)


async def test_chosen_members_of_the_own_branch(study: Study) -> None:
    person = await study.org.person(MEMBER)
    chosen = replace(draft_of(), audience=Audience(Reach.PERSONS, "A1", (person,)))
    assert await chats(study, (await study.send(chosen, SECRETARY)).task.id) == {MEMBER}
    await study.org.members.remove(SECRETARY, person, study.org.first.id)
    with pytest.raises(StudyError, match="不在这个支部"):
        await study.send(chosen, SECRETARY)


@pytest.mark.parametrize(
    ("acting", "audience"),
    [
        (MEMBER, "branch:A1"),
        (PROBATIONARY, "branch:A1"),
        (STRANGER, "branch:A1"),
        (NEIGHBOUR, "branch:A1"),
        (SECRETARY, "all"),
        (SECRETARY, "subtree:A1"),
        (SECRETARY, "field:炼钢"),
    ],
)
async def test_nobody_sends_further_than_they_may(study: Study, acting: int, audience: str) -> None:
    with pytest.raises(NotAllowedError):
        await study.send(draft_of(audience), acting)
    with pytest.raises(NotAllowedError):
        await study.tasks.preview(acting, draft_of(audience))


@pytest.mark.parametrize("audience", ["branch:X9", "subtree:X9", "field:航天"])
async def test_an_audience_that_is_not_there_is_named(study: Study, audience: str) -> None:
    with pytest.raises(AudienceError, match=audience.partition(":")[2]):
        await study.send(draft_of(audience))


@pytest.mark.parametrize("text", ["", "全部", "branch:", "all:A1", "persons:A1"])
def test_an_audience_nobody_understands_is_refused(text: str) -> None:
    with pytest.raises(AudienceError, match="看不懂"):
        Audience.parse(text)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"deadline": datetime.now(UTC) - HOUR}, "已经过了"),
        ({"send_at": datetime.now(UTC) - HOUR}, "已经过了"),
        ({"send_at": datetime.now(UTC) + 2 * HOUR, "deadline": datetime.now(UTC) + HOUR}, "之后"),
        ({"text": "学" * 100_000}, "太长"),
        ({"hours": -1}, "学时"),
        ({"hours": 99_999}, "学时"),
    ],
)
async def test_what_is_wrong_in_a_draft_is_said_in_one_line(study: Study, wrong: dict[str, Any], said: str) -> None:
    for attempt in (study.tasks.preview, lambda acting, draft: study.send(draft, acting)):
        with pytest.raises(StudyError, match=said) as caught:
            await attempt(SECRETARY, draft_of(**wrong))
        assert "\n" not in str(caught.value)
    assert await study.tasks.listing(SECRETARY) == []


async def test_an_empty_audience_is_refused_and_leaves_nothing(study: Study) -> None:
    with pytest.raises(StudyError, match="没有能收到的人"):
        await study.send(draft_of("branch:W1"))
    assert await study.tasks.listing(ADMINISTRATOR) == []


async def test_a_preview_tells_how_many_people_and_how_long(study: Study) -> None:
    await study.crowd(596)
    preview = await study.tasks.preview(SECRETARY, draft_of())
    assert (preview.people, preview.absent, preview.blocked) == (600, 0, 0)
    assert 20 <= preview.seconds <= 22
    await study.steering.lost(MEMBER)
    assert (await study.tasks.preview(SECRETARY, draft_of())).blocked == 1


# Its time


async def test_a_scheduled_task_begins_once_when_its_time_has_come(study: Study) -> None:
    task = (await study.send(draft_of(send_at=study.clock() + HOUR), SECRETARY)).task
    assert task.state is TaskState.SCHEDULED
    await study.steering.start_due()
    assert (await study.tasks.get(task.id)).state is TaskState.SCHEDULED
    study.clock.ahead = 2 * HOUR
    others = Steering(study.org.members, ZONE, study.clock)
    await asyncio.gather(study.steering.start_due(), others.start_due())
    assert (await study.tasks.get(task.id)).state is TaskState.SENDING
    assert len(await study.rows(task, "queued")) == 4


async def test_who_came_into_the_branch_meanwhile_gets_it_too(study: Study) -> None:
    task = (await study.send(draft_of(send_at=study.clock() + HOUR), SECRETARY)).task
    await study.crowd(3)
    study.clock.ahead = 2 * HOUR
    await study.steering.start_due()
    assert len(await study.rows(task, "queued")) == 7


async def test_one_missed_is_sent_late_but_not_after_its_deadline(study: Study) -> None:
    now = study.clock()
    late = (await study.send(draft_of(send_at=now + HOUR, deadline=now + 9 * HOUR), SECRETARY)).task
    over = (await study.send(draft_of(send_at=now + HOUR, deadline=now + 2 * HOUR), SECRETARY)).task
    study.clock.ahead = 5 * HOUR
    await study.steering.start_due()
    assert (await study.tasks.get(late.id)).state is TaskState.SENDING
    missed = await study.tasks.get(over.id)
    assert (missed.state, missed.reason) == (TaskState.ASKING, Reason.LATE)
    assert [task.id for task in await study.tasks.asking()] == [over.id]
    with pytest.raises(StudyError, match="已经过了"):
        await study.steering.decide(SECRETARY, over.id)
    decided = await study.steering.decide(SECRETARY, over.id, study.clock() + HOUR)
    assert (decided.state, decided.reason) == (TaskState.SENDING, None)


async def test_a_secretary_who_was_demoted_before_the_time_does_not_send_any_more(study: Study) -> None:
    planned = (await study.send(draft_of(send_at=study.clock() + HOUR), SECRETARY)).task
    running = (await study.send(draft_of(), SECRETARY)).task
    await study.org.members.hand_over(SECRETARY, study.org.first.id, await study.org.person(MEMBER))
    study.clock.ahead = 2 * HOUR
    await study.steering.start_due()
    held = await study.tasks.get(planned.id)
    assert (held.state, held.reason) == (TaskState.ASKING, Reason.DEMOTED)
    assert (await study.tasks.get(running.id)).state is TaskState.SENDING
    with pytest.raises(NotAllowedError):
        await study.steering.decide(SECRETARY, planned.id)
    with pytest.raises(NotAllowedError):
        await study.steering.withdraw(SECRETARY, running.id)
    assert [task.id for task in await study.tasks.listing(MEMBER)] == [running.id, planned.id]
    assert (await study.steering.decide(MEMBER, planned.id)).author == MEMBER


async def test_a_planned_task_can_be_cancelled_and_is_then_never_sent(study: Study, tmp_path: Path) -> None:
    task = (await study.send(draft_of(send_at=study.clock() + HOUR), SECRETARY)).task
    for _ in range(2):
        assert (await study.steering.cancel(SECRETARY, task.id)).state is TaskState.CANCELLED
    study.clock.ahead = 2 * HOUR
    await study.steering.start_due()
    assert await study.states(task) == {"cancelled": 4}


# On its way


async def test_steering_what_cannot_be_steered_says_how_it_stands(study: Study) -> None:
    task = (await study.send(draft_of(), SECRETARY)).task
    with pytest.raises(StudyError, match="正在发送"):
        await study.steering.cancel(SECRETARY, task.id)
    await study.steering.withdraw(SECRETARY, task.id)
    with pytest.raises(StudyError, match="已撤回"):
        await study.steering.resume(SECRETARY, task.id)
    with pytest.raises(StudyError, match="没有编号为 99"):
        await study.steering.pause(SECRETARY, 99)


async def test_what_is_older_than_48_hours_stays_when_a_task_is_withdrawn(study: Study) -> None:
    task = (await study.send(draft_of(), SECRETARY)).task
    now = study.clock()
    first, second = (await study.rows(task))[:2]
    async with study.engine.begin() as connection:
        for row, at in ((first, now), (second, now - DELETABLE - HOUR)):
            sent = deliveries.update().where(deliveries.c.task == task.id, deliveries.c.person == row.person)
            await connection.execute(sent.values(state="sent", sent_at=at, message_id=1))
    await study.steering.withdraw(SECRETARY, task.id)
    assert [(row.state, row.error) for row in await study.rows(task)] == [
        ("withdrawing", None),
        ("sent", "kept"),
        ("cancelled", None),
        ("cancelled", None),
    ]


async def test_tasks_under_way_share_the_queue(study: Study, tmp_path: Path) -> None:
    await study.crowd(200)
    big, small = (await study.send(draft_of())).task, (await study.send(draft_of("branch:B1"), NEIGHBOUR)).task
    queue = Deliveries(study.engine, Leases(study.engine, tmp_path / "deliveries"))
    claimed = await queue.claim(8)
    assert {delivery.task for delivery in claimed} == {big.id, small.id}
    again = await queue.claim(8)
    assert {delivery.key for delivery in claimed}.isdisjoint(delivery.key for delivery in again)


async def test_counts_are_for_those_who_may_see_them(study: Study) -> None:
    task = (await study.send(draft_of(), SECRETARY)).task
    async with study.engine.begin() as connection:
        done = recipients.update().where(recipients.c.person == await study.org.person(MEMBER))
        await connection.execute(done.values(completed=study.clock(), completed_by="button"))
    found = await counts(study.org.members, DEPUTY, task.id)
    assert (found.people, found.queued, found.completed, found.left) == (4, 4, 1, 4)
    for other in (MEMBER, NEIGHBOUR):
        with pytest.raises(NotAllowedError):
            await counts(study.org.members, other, task.id)


# What is kept


async def test_a_person_sees_and_deletes_what_is_kept(study: Study) -> None:
    task = (await study.send(draft_of(), SECRETARY)).task
    async with study.engine.begin() as connection:
        assert [seen["title"] for seen in (await own_data.data_of(connection, MEMBER))["study_tasks"]] == ["学党章"]
        await own_data.forget(connection, MEMBER)
        assert (await own_data.data_of(connection, MEMBER))["study_tasks"] == []
        await own_data.forget(connection, SECRETARY)
        assert await connection.scalar(select(study_tasks.c.author)) is None
    assert len(await study.rows(task)) == 2
    await study.org.members.forget(DEPUTY)
    assert await chats(study, task.id) == {PROBATIONARY}


async def test_old_tasks_go_with_all_that_came_of_them(study: Study) -> None:
    task = (await study.send(draft_of(), SECRETARY)).task
    async with study.engine.begin() as connection:
        await own_data.expire(connection, study.clock() + HOUR)
        assert (await connection.execute(select(recipients))).all() == []
    assert await study.rows(task) == []
