"""A branch, its list and its invites as messages."""

from __future__ import annotations

from bot import words
from bot.gatekeeper import Button
from bot.markup import bold, cut, escape
from bot.people.branches import Branch
from bot.people.invites import Invite, Joined, Offer
from bot.people.memberships import Membership, MemberState
from bot.people.roles import ORDINARY, Action, Role, may
from bot.views.view import View, button, keyboard_of

PAGE = 10
"""People on one page of a list."""
_DATA = 64
"""Bytes of callback data (core.telegram.org/bots/api#inlinekeyboardbutton)."""


def _kept(kept: tuple[str, ...]) -> str:
    return "\n".join(f"• {what}" for what in kept)


def offer(found: Offer, payload: str) -> View:
    """Show what an invite offers, before joining."""
    text = words.OFFER.format(branch=bold(found.branch.name), role=escape(found.role.label), kept=_kept(found.kept))
    if found.approval:
        text += f"\n\n{words.OFFER_APPROVAL}"
    return View(text, keyboard_of([button(words.JOIN, Button.JOIN, payload)]))


def joined(result: Joined) -> View:
    """Say what came of joining."""
    found = result.membership
    template = words.JOINED if found.active else words.WAITING
    return View(template.format(branch=bold(found.branch_name), role=escape(found.role.label)))


def newcomer(found: Membership) -> View:
    """Tell a secretary that somebody waits."""
    text = words.NEWCOMER.format(name=bold(found.name), branch=escape(found.branch_name))
    return View(text, keyboard_of([button(words.LOOK, Button.MEMBER, found.branch, found.person)]))


def approved(found: Membership) -> View:
    """Tell somebody that they were let in."""
    return View(words.JOINED.format(branch=bold(found.branch_name), role=escape(found.role.label)))


def _line(found: Membership) -> str:
    marks = [found.role.label]
    if found.state is MemberState.PENDING:
        marks.append(words.IS_PENDING)
    elif found.telegram_id is None:
        marks.append(words.NOT_JOINED)
    return f"{found.name}（{'，'.join(marks)}）"


def people(branch: Branch, members: list[Membership], page: int) -> View:
    """Show a page of a branch's list; a press on a person shows what can be done."""
    pages = max(1, -(-len(members) // PAGE))
    page = min(page, pages - 1)
    waiting = sum(m.state is MemberState.PENDING for m in members)
    text = words.BRANCH.format(branch=bold(branch.name), count=len(members) - waiting, waiting=waiting)
    rows = [
        [button(_line(m)[:40], Button.MEMBER, m.branch, m.person)] for m in members[page * PAGE : (page + 1) * PAGE]
    ]
    turn = [
        button(label, Button.BRANCH, branch.id, page + step)
        for label, step in ((words.PREVIOUS_PAGE, -1), (words.NEXT_PAGE, 1))
        if 0 <= page + step < pages
    ]
    return View(text, keyboard_of(*rows, turn))


def person(found: Membership, roles: frozenset[Role]) -> View:
    """Show one person of a list, with what the viewer's roles allow."""
    joined_on = f"{found.joined:%Y-%m-%d}" if found.joined else words.NOT_JOINED
    text = words.PERSON.format(
        name=bold(found.name), branch=escape(found.branch_name), role=escape(found.role.label), joined=joined_on
    )
    here = (found.branch, found.person)
    over = found.role in ORDINARY or may(roles, Action.APPOINT)
    pending = found.state is MemberState.PENDING
    row = []
    if pending and over:
        row.append(button(words.APPROVE, Button.APPROVE, *here))
    if over and may(roles, Action.REMOVE):
        row.append(button(words.TURN_DOWN if pending else words.REMOVE, Button.REMOVE, *here))
    successor = found.active and found.role in (Role.MEMBER, Role.DEPUTY) and found.telegram_id is not None
    office = [button(words.HAND_OVER, Button.HAND_OVER, *here)] if successor and may(roles, Action.HAND_OVER) else []
    return View(text, keyboard_of(row, office, [button(words.BACK_TO_LIST, Button.BRANCH, found.branch, 0)]))


def _ask(text: str, yes: str, surely: Button, found: Membership) -> View:
    here = (found.branch, found.person)
    return View(text, keyboard_of([button(yes, surely, *here), button(words.NO, Button.MEMBER, *here)]))


def ask_remove(found: Membership) -> View:
    """Ask before somebody is taken off the list."""
    text = words.ASK_REMOVE.format(name=bold(found.name), branch=escape(found.branch_name))
    return _ask(text, words.REMOVE_SURELY, Button.REMOVE_SURELY, found)


def ask_hand_over(found: Membership) -> View:
    """Ask before the office goes to somebody."""
    text = words.ASK_HAND_OVER.format(name=bold(found.name), branch=escape(found.branch_name))
    return _ask(text, words.HAND_OVER_SURELY, Button.HAND_OVER_SURELY, found)


def handed_over(branch: Branch) -> View:
    """Say that the office has gone over."""
    return View(words.HANDED_OVER.format(branch=bold(branch.name)))


def is_secretary(branch: Branch) -> View:
    """Tell the successor."""
    return View(words.IS_SECRETARY.format(branch=bold(branch.name)))


def invite_roles(branch: Branch, inviting: frozenset[Role], name: str) -> View:
    """Offer the roles that may be invited for; the name travels in the buttons as far as it fits."""
    offices = (Role.DEPUTY, Role.SECRETARY) if may(inviting, Action.APPOINT) else ()
    rows = []
    for role in (Role.MEMBER, Role.PROBATIONARY, *offices):
        room = _DATA - len(f"{Button.INVITE}:{branch.id}:{role}:".encode())
        kept = name.replace(":", " ").encode()[:room].decode(errors="ignore")
        rows.append([button(role.label, Button.INVITE, branch.id, role, kept)])
    template = words.INVITE_NAMED if name else words.INVITE_ANYBODY
    return View(template.format(branch=bold(branch.name), name=bold(cut(name, 40))), keyboard_of(*rows))


def invited(made: Invite, link: str) -> View:
    """Show a fresh link."""
    text = words.INVITED.format(
        branch=bold(made.branch.name), role=escape(made.role.label), link=escape(link), until=f"{made.expires:%Y-%m-%d}"
    )
    return View(text)
