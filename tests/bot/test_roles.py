"""Who may do what: one table, and the page that shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.people.roles import RULES, Action, NotAllowedError, Role, as_markdown, may, require, role_named

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"
OPEN_TO_ALL = {Action.ASK, Action.READ, Action.JUDGE, Action.JOIN, Action.SEE_OWN_DATA, Action.FORGET}


def test_the_page_shows_the_table_the_code_uses() -> None:
    """To make it again: python -m scripts.manage permissions > docs/permissions.md."""
    assert PAGE.read_text(encoding="utf-8") == as_markdown()


def test_every_action_has_a_rule() -> None:
    assert set(RULES) == set(Action)


def test_people_in_no_branch_ask_and_nothing_that_concerns_others() -> None:
    assert {action for action in Action if may({Role.GUEST}, action)} == OPEN_TO_ALL


@pytest.mark.parametrize("role", [Role.PROBATIONARY, Role.MEMBER])
def test_members_may_also_study_see_the_calendar_and_consult_their_secretary(role: Role) -> None:
    assert {action for action in Action if may({role}, action)} == {
        *OPEN_TO_ALL,
        Action.CONSULT,
        Action.STUDY,
        Action.SEE_CALENDAR,
    }


def test_a_deputy_does_the_daily_work_but_hands_nothing_over() -> None:
    assert may({Role.DEPUTY}, Action.APPROVE)
    assert not may({Role.DEPUTY}, Action.HAND_OVER)


@pytest.mark.parametrize("action", [Action.APPOINT, Action.MOVE, Action.IMPORT, Action.MANAGE_DOCUMENTS])
def test_what_concerns_all_branches_is_for_administrators(action: Action) -> None:
    assert [role for role in Role if may({role}, action)] == [Role.ADMINISTRATOR]


def test_what_a_member_tells_the_secretary_no_administrator_reads() -> None:
    assert [role for role in Role if may({role}, Action.REPLY)] == [Role.DEPUTY, Role.SECRETARY]


def test_several_roles_add_up() -> None:
    assert may({Role.MEMBER, Role.ADMINISTRATOR}, Action.CONSULT)
    assert may({Role.MEMBER, Role.ADMINISTRATOR}, Action.IMPORT)


def test_a_refusal_says_who_may() -> None:
    with pytest.raises(NotAllowedError, match="本支部的书记、管理员") as refused:
        require({Role.MEMBER}, Action.HAND_OVER)
    assert refused.value.action is Action.HAND_OVER


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("member", Role.MEMBER),
        ("正式党员", Role.MEMBER),
        ("Probationary_Member", Role.PROBATIONARY),
        ("预备党员", Role.PROBATIONARY),
        ("支部书记", Role.SECRETARY),
        ("副书记", Role.DEPUTY),
        ("admin", Role.ADMINISTRATOR),
        ("guest", None),
        ("访客", None),
        ("组长", None),
        ("", None),
    ],
)
def test_roles_are_known_by_their_usual_names(text: str, role: Role | None) -> None:
    assert role_named(text) is role
