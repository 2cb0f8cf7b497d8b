"""Invites: one link, one person, one press."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.people.deep_links import deep_link, is_invite
from bot.people.import_members import import_members
from bot.people.importing import Invited
from bot.people.invites import Invite, InviteError, Invites
from bot.people.members import Members
from bot.people.memberships import MemberError, MemberState
from bot.people.roles import OPERATOR, Role
from bot.storage.tables import invites as table
from bot.storage.tables import persons
from tests.auxil.organisation import (
    ADMINISTRATOR,
    DEPUTY,
    MEMBER,
    SECRETARY,
    STRANGER,
    Organisation,
    organise,
)

pytest_plugins = ["tests.auxil.databases"]


@pytest.fixture
async def org(database: AsyncEngine, tmp_path: Path) -> Organisation:
    return await organise(database, tmp_path)


@pytest.fixture
def invites(org: Organisation) -> Invites:
    return Invites(org.members)


async def for_member(org: Organisation, invites: Invites, name: str = "") -> Invite:
    return await invites.issue(SECRETARY, org.first.id, Role.MEMBER, name)


async def imported(org: Organisation, folder: Path, name: str, branch: str = "A1", role: str = "member") -> Invited:
    """Import somebody without a Telegram id; gives the invite."""
    file = folder / f"{name}.csv"
    file.write_text(f"telegram_id,name,branch,role\n,{name},{branch},{role}\n", encoding="utf-8")
    (made,) = (await import_members(Members(org.members.engine, {OPERATOR}), OPERATOR, file)).invites
    return made


async def test_the_link_is_one_telegram_takes_and_cannot_be_guessed(org: Organisation, invites: Invites) -> None:
    payloads = {(await for_member(org, invites)).payload for _ in range(20)}
    assert len(payloads) == 20
    for payload in payloads:
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
        assert len(payload.removeprefix("join_")) * 6 >= 128
        assert is_invite(payload)
    assert deep_link("@mingbai_bot", "join_x") == "https://t.me/mingbai_bot?start=join_x"
    assert deep_link("", "join_x") is None


async def test_neither_the_database_nor_a_traceback_gives_the_token_away(org: Organisation, invites: Invites) -> None:
    made = await for_member(org, invites)
    async with org.members.engine.connect() as connection:
        stored = repr((await connection.execute(select(table))).all())
    token = made.payload.removeprefix("join_")
    assert token not in stored
    assert token not in repr(made)


async def test_one_sees_the_branch_and_what_is_kept_before_joining(org: Organisation, invites: Invites) -> None:
    made = await for_member(org, invites)
    offer = await invites.look(made.payload, STRANGER)
    assert (offer.branch.name, offer.role, offer.approval) == ("一车间支部", Role.MEMBER, True)
    assert "姓名" in offer.kept
    assert await org.members.own_data(STRANGER) is None, "looking alone leaves nothing"


async def test_joining_twice_is_joining_once(org: Organisation, invites: Invites) -> None:
    made = await for_member(org, invites)
    first = await invites.join(made.payload, STRANGER, "新来")
    again = await invites.join(made.payload, STRANGER, "新来")
    assert (first.new, again.new) == (True, False)
    assert again.membership == first.membership
    assert first.membership.state is MemberState.PENDING


async def test_two_presses_at_once_join_once(org: Organisation, invites: Invites) -> None:
    made = await for_member(org, invites)
    joined = await asyncio.gather(*(invites.join(made.payload, STRANGER, "新来") for _ in range(4)))
    assert sorted(j.new for j in joined) == [False, False, False, True]
    assert len({j.membership.person for j in joined}) == 1


async def test_a_link_passed_on_is_good_for_one_person_only(org: Organisation, invites: Invites) -> None:
    made = await for_member(org, invites)
    attempts = (
        invites.join(made.payload, telegram_id, "某人") for telegram_id in (STRANGER, STRANGER + 1, STRANGER + 2)
    )
    results = await asyncio.gather(*attempts, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["InviteError", "InviteError", "Joined"]
    with pytest.raises(InviteError, match="只能用一次"):
        await invites.look(made.payload, STRANGER + 9)


async def test_an_old_link_is_refused(org: Organisation, invites: Invites) -> None:
    made = await invites.issue(SECRETARY, org.first.id, Role.MEMBER, days=3)
    later = Invites(org.members, now=lambda: datetime.now(UTC) + timedelta(days=3, seconds=1))
    with pytest.raises(InviteError, match="过期"):
        await later.join(made.payload, STRANGER, "新来")
    assert await org.members.memberships(STRANGER) == []


@pytest.mark.parametrize(
    "payload", ["", "join_", "join_" + "A" * 22, "join_" + "A" * 60, "x' OR 1=1 --", "join_\n" * 4]
)
async def test_what_is_no_invite_is_refused(invites: Invites, payload: str) -> None:
    with pytest.raises(InviteError, match="不对"):
        await invites.join(payload, STRANGER, "新来")


async def test_whom_an_invite_names_needs_no_approval(org: Organisation, invites: Invites) -> None:
    made = await for_member(org, invites, "名有其")
    joined = await invites.join(made.payload, STRANGER, "网名")
    assert (joined.membership.name, joined.membership.state) == ("名有其", MemberState.ACTIVE)


async def test_a_first_secretary_comes_in_by_an_administrators_invite(org: Organisation, invites: Invites) -> None:
    made = await invites.issue(ADMINISTRATOR, org.second.id, Role.SECRETARY)
    await invites.join(made.payload, STRANGER, "新书记")
    assert await org.members.roles(STRANGER, org.second.id) == {Role.SECRETARY}


async def test_who_was_imported_joins_as_that_very_person(org: Organisation, invites: Invites, tmp_path: Path) -> None:
    made = await imported(org, tmp_path, "待来")
    before = (await org.listed(org.first))["待来"]
    assert (before.telegram_id, before.joined) == (None, None)
    joined = await invites.join(made.payload, STRANGER, "网名")
    assert joined.new
    after = (await org.listed(org.first))["待来"]
    assert (after.person, after.telegram_id, after.state) == (before.person, STRANGER, MemberState.ACTIVE)
    assert after.joined is not None


async def test_an_imported_officer_of_one_branch_who_is_a_member_of_another_stays_one_person(
    org: Organisation, invites: Invites, tmp_path: Path
) -> None:
    made = await imported(org, tmp_path, "委书", "W1", "secretary")
    assert (await invites.join(made.payload, MEMBER, "甄员")).new
    places = {(m.branch_name, m.role) for m in await org.members.memberships(MEMBER)}
    assert places == {("一车间支部", Role.MEMBER), ("机关党委", Role.SECRETARY)}
    async with org.members.engine.connect() as connection:
        assert (await connection.scalars(select(persons.c.id).where(persons.c.name == "委书"))).all() == []


async def test_a_lost_code_is_replaced_and_the_lost_one_is_void(
    org: Organisation, invites: Invites, tmp_path: Path
) -> None:
    lost = await imported(org, tmp_path, "待来")
    made = await for_member(org, invites, "待来")
    with pytest.raises(InviteError, match="作废"):
        await invites.join(lost.payload, STRANGER, "别人")
    await invites.join(made.payload, STRANGER, "网名")
    listed = await org.listed(org.first)
    assert listed["待来"].telegram_id == STRANGER
    assert sum(name == "待来" for name in listed) == 1


async def test_removing_somebody_makes_the_open_invite_void(
    org: Organisation, invites: Invites, tmp_path: Path
) -> None:
    made = await imported(org, tmp_path, "待来")
    await org.members.remove(SECRETARY, (await org.listed(org.first))["待来"].person, org.first.id)
    with pytest.raises(InviteError):
        await invites.join(made.payload, STRANGER, "网名")


async def test_who_was_removed_does_not_come_back_by_the_used_link(org: Organisation, invites: Invites) -> None:
    made = await for_member(org, invites, "名有其")
    joined = await invites.join(made.payload, STRANGER, "")
    await org.members.remove(SECRETARY, joined.membership.person, org.first.id)
    with pytest.raises(InviteError, match="新的邀请"):
        await invites.join(made.payload, STRANGER, "")
    assert (await invites.join((await for_member(org, invites, "名有其")).payload, STRANGER, "")).new
    assert await org.members.roles(STRANGER) == {Role.MEMBER}


async def test_nobody_is_a_member_of_two_branches(org: Organisation, invites: Invites) -> None:
    made = await invites.issue(ADMINISTRATOR, org.second.id, Role.MEMBER, "甄员")
    with pytest.raises(MemberError, match="一车间支部"):
        await invites.join(made.payload, MEMBER, "甄员")
    assert [m.branch_name for m in await org.members.memberships(MEMBER)] == ["一车间支部"]


async def test_a_link_for_members_takes_no_office_away(org: Organisation, invites: Invites) -> None:
    made = await for_member(org, invites)
    await invites.join(made.payload, SECRETARY, "秦书")
    assert await org.members.roles(SECRETARY) == {Role.SECRETARY}


async def test_a_member_who_is_appointed_by_link_holds_the_office(org: Organisation, invites: Invites) -> None:
    made = await invites.issue(ADMINISTRATOR, org.first.id, Role.DEPUTY)
    await invites.join(made.payload, MEMBER, "甄员")
    assert await org.members.roles(MEMBER) == {Role.DEPUTY}
    assert await org.members.roles(DEPUTY) == {Role.DEPUTY}


async def test_forgetting_takes_the_used_invite_along(org: Organisation, invites: Invites) -> None:
    made = await for_member(org, invites, "名有其")
    await invites.join(made.payload, STRANGER, "")
    await org.members.forget(STRANGER)
    async with org.members.engine.connect() as connection:
        assert "名有其" not in repr((await connection.execute(select(table))).all())
    with pytest.raises(InviteError):
        await invites.join(made.payload, STRANGER, "")


async def test_names_from_telegram_are_kept_to_one_plain_line(org: Organisation, invites: Invites) -> None:
    joined = await invites.join((await for_member(org, invites)).payload, STRANGER, "小\n王\u202e\t" + "长" * 200)
    assert joined.membership.name == ("小 王 " + "长" * 200)[:64]
