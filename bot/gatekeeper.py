"""What every command and every button needs: the one place where they meet the table of permissions.

Checked in `bot.handlers.gate` before anything else looks at an update; that a right holds in the branch concerned is
checked again where the deed is done (`bot.people.members`, `bot.people.invites`, `bot.consulting.consultations`).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from bot.people.deep_links import is_invite
from bot.people.roles import Action


class Button(StrEnum):
    """What a button does: the first part of its callback data; the rest stands behind colons."""

    READ = "r"
    USEFUL = "u"
    USELESS = "n"
    BACK = "b"
    JOIN = "join"
    BRANCH = "branch"
    MEMBER = "member"
    APPROVE = "approve"
    REMOVE = "remove"
    REMOVE_SURELY = "remove!"
    HAND_OVER = "hand"
    HAND_OVER_SURELY = "hand!"
    INVITE = "invite"
    CONSULT = "consult"
    CONSULT_NAMED = "named"
    CONSULT_ANONYMOUS = "anonymous"
    REPLY = "reply"
    ESCALATE = "escalate"
    CLOSE = "close"
    FORGET = "forget"
    CANCEL = "cancel"


COMMANDS: Mapping[str, Action] = MappingProxyType(
    {
        "start": Action.ASK,
        "ask": Action.ASK,
        "help": Action.ASK,
        "cancel": Action.ASK,
        "privacy": Action.ASK,
        "mydata": Action.SEE_OWN_DATA,
        "forget": Action.FORGET,
        "consult": Action.CONSULT,
        "branch": Action.SEE_BRANCH,
        "invite": Action.INVITE,
    }
)
BUTTONS: Mapping[Button, Action] = MappingProxyType(
    {
        Button.READ: Action.READ,
        Button.USEFUL: Action.JUDGE,
        Button.USELESS: Action.JUDGE,
        Button.BACK: Action.ASK,
        Button.JOIN: Action.JOIN,
        Button.BRANCH: Action.SEE_BRANCH,
        Button.MEMBER: Action.SEE_BRANCH,
        Button.APPROVE: Action.APPROVE,
        Button.REMOVE: Action.REMOVE,
        Button.REMOVE_SURELY: Action.REMOVE,
        Button.HAND_OVER: Action.HAND_OVER,
        Button.HAND_OVER_SURELY: Action.HAND_OVER,
        Button.INVITE: Action.INVITE,
        Button.CONSULT: Action.CONSULT,
        Button.CONSULT_NAMED: Action.CONSULT,
        Button.CONSULT_ANONYMOUS: Action.CONSULT,
        Button.REPLY: Action.REPLY,
        Button.ESCALATE: Action.ESCALATE,
        Button.CLOSE: Action.REPLY,
        Button.FORGET: Action.FORGET,
        Button.CANCEL: Action.ASK,
    }
)
SHARED = frozenset({Button.READ, Button.USEFUL, Button.USELESS, Button.BACK})
"""Buttons that also stand in groups; all others only work in a person's own chat."""


def action_of_command(text: str) -> Action | None:
    """Return what a message that begins with a command needs; None where it begins with none the bot knows."""
    if not text.startswith("/"):
        return None
    name, _, payload = text[1:].partition(" ")
    name = name.partition("@")[0].lower()
    if name == "start" and is_invite(payload.strip()):
        return Action.JOIN
    return COMMANDS.get(name)


def button_of(data: str) -> Button | None:
    """Return which button callback data belongs to; None where to none of this version."""
    verb = data.partition(":")[0]
    return next((button for button in Button if button == verb), None)
