"""Members: what secretaries and administrators do with a branch's list, and nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.people.branches import BranchError
from bot.people.invites import Invites
from bot.people.memberships import MemberError, MemberState
from bot.people.roles import Action, NotAllowedError, Role
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

pytest_plugins = ["tests.auxil.databases"]


@pytest.fixture
async def org(database: AsyncEngine, tmp_path: Path) -> Organisation:
    return await organise(database, tmp_path)


async def waiting(org: Organisation, telegram_id: int = STRANGER) -> int:
    """Let somebody join who has to be approved; gives the person."""
    invites = Invites(org.members)
    made = await invites.issue(SECRETARY, org.first.id, Role.MEMBER)
    return (await invites.join(made.payload, telegram_id, "新来")).membership.person


async def test_roles_hold_in_the_own_branch_only(org: Organisation) -> None:
    assert await org.members.roles(SECRETARY, org.first.id) == {Role.SECRETARY}
    assert await org.members.roles(SECRETARY, org.second.id) == {Role.GUEST}
    assert await org.members.roles(STRANGER) == {Role.GUEST}
    assert await org.members.may(SECRETARY, Action.APPROVE, org.first.id)
    assert not await org.members.may(SECRETARY, Action.APPROVE, org.second.id)


async def test_the_first_administrators_are_named_by_the_settings(org: Organisation) -> None:
    assert await org.members.roles(ADMINISTRATOR) == {Role.ADMINISTRATOR}
    assert await org.members.may(ADMINISTRATOR, Action.SEE_BRANCH, org.second.id)


async def test_a_secretary_sees_the_own_list_those_who_wait_first(org: Organisation) -> None:
    await waiting(org)
    listed = await org.members.of_branch(SECRETARY, org.first.id)
    assert [(member.name, member.role, member.state) for member in listed] == [
        ("新来", Role.MEMBER, MemberState.PENDING),
        ("秦书", Role.SECRETARY, MemberState.ACTIVE),
        ("傅书", Role.DEPUTY, MemberState.ACTIVE),
        ("甄员", Role.MEMBER, MemberState.ACTIVE),
        ("于备", Role.PROBATIONARY, MemberState.ACTIVE),
    ]


async def test_who_waits_is_a_guest_until_approved_and_approving_twice_does_it_once(org: Organisation) -> None:
    person = await waiting(org)
    assert await org.members.roles(STRANGER) == {Role.GUEST}
    assert await org.members.approve(DEPUTY, person, org.first.id)
    assert await org.members.roles(STRANGER, org.first.id) == {Role.MEMBER}
    since = (await org.listed(org.first))["新来"].since
    assert not await org.members.approve(SECRETARY, person, org.first.id)
    assert (await org.listed(org.first))["新来"].since == since


async def test_two_who_approve_at_once_let_in_once(org: Organisation) -> None:
    person = await waiting(org)
    done = await asyncio.gather(*(org.members.approve(who, person, org.first.id) for who in (DEPUTY, SECRETARY)))
    assert sorted(done) == [False, True]


async def test_who_was_turned_down_is_not_approved_by_an_old_button(org: Organisation) -> None:
    person = await waiting(org)
    assert await org.members.remove(SECRETARY, person, org.first.id)
    with pytest.raises(MemberError, match="重新发邀请"):
        await org.members.approve(SECRETARY, person, org.first.id)
    assert "新来" not in await org.listed(org.first)


async def test_removing_takes_the_rights_away_once(org: Organisation) -> None:
    person = await org.person(MEMBER)
    assert await org.members.remove(SECRETARY, person, org.first.id)
    assert not await org.members.remove(SECRETARY, person, org.first.id)
    assert await org.members.roles(MEMBER) == {Role.GUEST}
    assert await org.members.memberships(MEMBER) == []


async def test_a_deputy_cannot_remove_the_secretary(org: Organisation) -> None:
    with pytest.raises(NotAllowedError, match="管理员"):
        await org.members.remove(DEPUTY, await org.person(SECRETARY), org.first.id)
    assert await org.members.roles(SECRETARY) == {Role.SECRETARY}
    assert await org.members.remove(ADMINISTRATOR, await org.person(SECRETARY), org.first.id)


async def test_handing_over_moves_the_office_and_nothing_else(org: Organisation) -> None:
    before = await org.listed(org.first)
    successor = await org.person(MEMBER)
    assert await org.members.hand_over(SECRETARY, org.first.id, successor)
    assert not await org.members.hand_over(SECRETARY, org.first.id, successor)
    after = await org.listed(org.first)
    roles = {name: member.role for name, member in after.items()}
    assert roles == {
        **{name: member.role for name, member in before.items()},
        "甄员": Role.SECRETARY,
        "秦书": Role.MEMBER,
    }
    assert await org.members.may(MEMBER, Action.APPROVE, org.first.id)
    assert not await org.members.may(SECRETARY, Action.APPROVE, org.first.id)
    assert [m.name for m in await org.members.secretaries(org.first.id)] == ["甄员"]


async def test_an_administrator_gives_the_office_of_a_secretary_who_is_gone(org: Organisation) -> None:
    await org.members.forget(SECRETARY)
    assert await org.members.hand_over(ADMINISTRATOR, org.first.id, await org.person(DEPUTY))
    assert await org.members.roles(DEPUTY) == {Role.SECRETARY}


@pytest.mark.parametrize("successor", [PROBATIONARY, NEIGHBOUR])
async def test_only_a_full_member_of_the_branch_can_succeed(org: Organisation, successor: int) -> None:
    with pytest.raises(MemberError, match="一车间支部"):
        await org.members.hand_over(SECRETARY, org.first.id, await org.person(successor))
    assert await org.members.roles(SECRETARY) == {Role.SECRETARY}


async def test_two_secretaries_never_come_of_two_hand_overs_at_once(org: Organisation) -> None:
    successors = [await org.person(MEMBER), await org.person(DEPUTY)]
    attempts = (org.members.hand_over(SECRETARY, org.first.id, successor) for successor in successors)
    results = await asyncio.gather(*attempts, return_exceptions=True)
    assert [type(result) for result in results if result is not True] == [NotAllowedError]
    assert len(await org.members.secretaries(org.first.id)) == 1


async def test_moving_takes_the_person_out_of_one_branch_and_into_the_other(org: Organisation) -> None:
    person = await org.person(MEMBER)
    assert await org.members.move(ADMINISTRATOR, person, org.first.id, org.second.id)
    assert not await org.members.move(ADMINISTRATOR, person, org.first.id, org.second.id)
    assert [(m.branch_name, m.role) for m in await org.members.memberships(MEMBER)] == [("二车间支部", Role.MEMBER)]
    assert await org.members.move(ADMINISTRATOR, person, org.second.id, org.first.id)
    assert (await org.listed(org.first))["甄员"].state is MemberState.ACTIVE


async def test_a_secretary_arrives_elsewhere_as_a_member(org: Organisation) -> None:
    await org.members.move(ADMINISTRATOR, await org.person(SECRETARY), org.first.id, org.second.id)
    assert await org.members.roles(SECRETARY) == {Role.MEMBER}


async def test_nobody_is_moved_to_where_there_is_no_branch(org: Organisation) -> None:
    with pytest.raises(BranchError):
        await org.members.move(ADMINISTRATOR, await org.person(MEMBER), org.first.id, 999)
    assert await org.members.roles(MEMBER, org.first.id) == {Role.MEMBER}


Deed = Callable[[Organisation, int, int], Awaitable[object]]
DEEDS: dict[Action, Deed] = {
    Action.SEE_BRANCH: lambda org, acting, _: org.members.of_branch(acting, org.first.id),
    Action.APPROVE: lambda org, acting, person: org.members.approve(acting, person, org.first.id),
    Action.REMOVE: lambda org, acting, person: org.members.remove(acting, person, org.first.id),
    Action.HAND_OVER: lambda org, acting, person: org.members.hand_over(acting, org.first.id, person),
    Action.MOVE: lambda org, acting, person: org.members.move(acting, person, org.first.id, org.second.id),
    Action.INVITE: lambda org, acting, _: Invites(org.members).issue(acting, org.first.id, Role.MEMBER),
    Action.APPOINT: lambda org, acting, _: Invites(org.members).issue(acting, org.first.id, Role.SECRETARY),
}


@pytest.mark.parametrize("action", DEEDS)
@pytest.mark.parametrize("acting", [SECRETARY, DEPUTY, MEMBER, PROBATIONARY, NEIGHBOUR, STRANGER, ADMINISTRATOR])
async def test_every_deed_is_refused_to_whom_the_table_refuses_it(
    org: Organisation, acting: int, action: Action
) -> None:
    person = await org.person(MEMBER)
    if await org.members.may(acting, action, org.first.id):
        await DEEDS[action](org, acting, person)
    else:
        before = await org.listed(org.first)
        with pytest.raises(NotAllowedError):
            await DEEDS[action](org, acting, person)
        assert await org.listed(org.first) == before


async def test_a_person_sees_all_that_is_kept_and_can_have_it_deleted(org: Organisation) -> None:
    data = await org.members.own_data(MEMBER)
    assert data is not None
    assert (data["telegram_id"], data["name"], data["memberships"][0]["branch"]) == (MEMBER, "甄员", "一车间支部")
    assert await org.members.forget(MEMBER)
    assert not await org.members.forget(MEMBER)
    assert await org.members.own_data(MEMBER) is None
    assert "甄员" not in await org.listed(org.first)


async def test_the_levels_above_and_the_branches_below_are_known(org: Organisation) -> None:
    (committee,) = await org.branches.below(None)
    assert (committee.code, committee.name) == ("W1", "机关党委")
    assert [branch.code for branch in await org.branches.below(committee.id)] == ["A1", "B1"]
    assert await org.branches.above(org.first.id) == [committee]
    with pytest.raises(BranchError, match="Z9"):
        await org.branches.named("Z9")
