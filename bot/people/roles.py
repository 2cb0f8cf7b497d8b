"""Who may do what: one table, which also documents itself (docs/permissions.md)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from knowledge.document import Audience

OPERATOR = 0
"""Whoever types commands on the machine itself; Telegram gives nobody this number."""


class Role(StrEnum):
    """What a person is in a branch, the least first."""

    GUEST = "guest"
    """In no branch, or not approved yet."""
    PROBATIONARY = "probationary"
    MEMBER = "member"
    DEPUTY = "deputy"
    SECRETARY = "secretary"
    ADMINISTRATOR = "administrator"
    """In every branch, wherever the role was given."""

    @property
    def label(self) -> str:
        """What people call the role."""
        return _LABELS[self]


_LABELS = {
    Role.GUEST: "访客",
    Role.PROBATIONARY: "预备党员",
    Role.MEMBER: "党员",
    Role.DEPUTY: "副书记",
    Role.SECRETARY: "书记",
    Role.ADMINISTRATOR: "管理员",
}
_ALSO = {
    "正式党员": Role.MEMBER,
    "支部书记": Role.SECRETARY,
    "党支部书记": Role.SECRETARY,
    "支部副书记": Role.DEPUTY,
    "党支部副书记": Role.DEPUTY,
    "probationary member": Role.PROBATIONARY,
    "deputy secretary": Role.DEPUTY,
    "admin": Role.ADMINISTRATOR,
}
_NAMED = {role.value: role for role in Role} | {label: role for role, label in _LABELS.items()} | _ALSO
GRANTED = tuple(role for role in Role if role is not Role.GUEST)
"""The roles a membership can have."""
ORDINARY = frozenset({Role.PROBATIONARY, Role.MEMBER})
"""Nobody has these in more than one branch; an office may come on top elsewhere."""
_RANK = {role: rank for rank, role in enumerate(Role)}


def role_named(text: str) -> Role | None:
    """Return the role a person means by its English or Chinese name; None where it is none that can be given."""
    role = _NAMED.get(" ".join(text.lower().replace("_", " ").replace("-", " ").split()))
    return role if role in GRANTED else None


def highest(roles: Collection[Role]) -> Role:
    """Return the role that may do most; GUEST where there is none."""
    return max(roles, key=_RANK.__getitem__, default=Role.GUEST)


_AUDIENCES = {Role.GUEST: Audience.EVERYONE, Role.PROBATIONARY: Audience.MEMBERS, Role.MEMBER: Audience.MEMBERS}


def audience_of(roles: Collection[Role]) -> Audience:
    """Return whose documents somebody with these roles may read: a secretary's are the deputy's too."""
    return _AUDIENCES.get(highest(roles), Audience.SECRETARIES)


class Action(StrEnum):
    """Everything the bot lets people do."""

    ASK = "ask"
    READ = "read"
    JUDGE = "judge"
    JOIN = "join"
    SEE_OWN_DATA = "see own data"
    FORGET = "forget"
    CONSULT = "consult"
    REPLY = "reply"
    ESCALATE = "escalate"
    SEE_BRANCH = "see branch"
    INVITE = "invite"
    APPROVE = "approve"
    REMOVE = "remove"
    HAND_OVER = "hand over"
    APPOINT = "appoint"
    MOVE = "move"
    IMPORT = "import"
    MANAGE_DOCUMENTS = "manage documents"
    ANSWER_GAPS = "answer gaps"
    SEND_TASK = "send study task"
    SEND_WIDELY = "send widely"
    SEE_REPORT = "see report"
    STUDY = "study"
    SEE_CALENDAR = "see calendar"
    KEEP_CALENDAR = "keep calendar"
    FILE_HOURS = "file study hours"
    RUN_EVENING = "run quiz evening"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may do one thing.

    Attributes:
        what: What it is, for people who read the documentation.
        roles: Who may.
        in_branch: Only in the branch where one has the role; an administrator in every branch.
    """

    what: str
    roles: frozenset[Role]
    in_branch: bool = False


_EVERYBODY = frozenset(Role)
_IN_A_BRANCH = frozenset(GRANTED)
_COMMITTEE = frozenset({Role.DEPUTY, Role.SECRETARY, Role.ADMINISTRATOR})
_HEADS = frozenset({Role.DEPUTY, Role.SECRETARY})
_HEAD = frozenset({Role.SECRETARY, Role.ADMINISTRATOR})
_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})

RULES: Mapping[Action, Rule] = MappingProxyType(
    {
        Action.ASK: Rule("Ask about what is open to everyone", _EVERYBODY),
        Action.READ: Rule("Read the article an answer stands in, and its neighbours", _EVERYBODY),
        Action.JUDGE: Rule("Say whether an answer was of use (kept without a person)", _EVERYBODY),
        Action.JOIN: Rule("Join a branch by an invite", _EVERYBODY),
        Action.SEE_OWN_DATA: Rule("See what the bot knows of oneself", _EVERYBODY),
        Action.FORGET: Rule("Have it deleted", _EVERYBODY),
        Action.CONSULT: Rule("Pass a question or a difficulty to the secretary", _IN_A_BRANCH, in_branch=True),
        Action.REPLY: Rule("Answer what was passed on, and close it", _HEADS, in_branch=True),
        Action.ESCALATE: Rule("Pass it on to the level above", _HEADS, in_branch=True),
        Action.SEE_BRANCH: Rule("See the branch's list", _COMMITTEE, in_branch=True),
        Action.INVITE: Rule("Invite members and probationary members", _COMMITTEE, in_branch=True),
        Action.APPROVE: Rule("Approve those who wait", _COMMITTEE, in_branch=True),
        Action.REMOVE: Rule("Remove members and probationary members", _COMMITTEE, in_branch=True),
        Action.HAND_OVER: Rule("Hand the secretary's office over to a successor", _HEAD, in_branch=True),
        Action.APPOINT: Rule("Invite, approve or remove those who hold an office", _ADMINISTRATOR),
        Action.MOVE: Rule("Move a member to another branch", _ADMINISTRATOR),
        Action.IMPORT: Rule("Import branches and members", _ADMINISTRATOR),
        Action.MANAGE_DOCUMENTS: Rule("Add and replace documents", _ADMINISTRATOR),
        Action.ANSWER_GAPS: Rule(
            "See what found no answer (not who asked), answer it, take answers back", _ADMINISTRATOR
        ),
        Action.STUDY: Rule(
            "Study: do the tasks received, take quizzes, see the own progress and study hours", _IN_A_BRANCH
        ),
        Action.SEE_CALENDAR: Rule("See the calendar of the branch", _IN_A_BRANCH, in_branch=True),
        Action.KEEP_CALENDAR: Rule(
            "Keep it: what is done, what is switched on, the last election", _COMMITTEE, in_branch=True
        ),
        Action.SEND_TASK: Rule(
            "Send a study task to the branch or to chosen members of it", _COMMITTEE, in_branch=True
        ),
        Action.SEND_WIDELY: Rule("Send one to several branches, a field or everyone; see how all did", _ADMINISTRATOR),
        Action.FILE_HOURS: Rule(
            "See the branch's study hours, correct them, have them as a file for each person",
            frozenset({Role.SECRETARY}),
            in_branch=True,
        ),
        Action.SEE_REPORT: Rule("See who of the branch has done a study task", _COMMITTEE, in_branch=True),
        Action.RUN_EVENING: Rule("Start, begin and stop a quiz evening in a group", _COMMITTEE),
    }
)
"""The one table of permissions."""


class NotAllowedError(Exception):
    """Somebody may not do this; the message is one Chinese line that says who may."""

    def __init__(self, action: Action) -> None:
        who = "、".join(role.label for role in Role if role in RULES[action].roles)
        where = "本支部的" if RULES[action].in_branch else ""
        super().__init__(f"您现在不能做这一步，要由{where}{who}来做")
        self.action = action


def may(roles: Collection[Role], action: Action) -> bool:
    """Tell whether somebody with these roles may do something."""
    return not RULES[action].roles.isdisjoint(roles)


def require(roles: Collection[Role], action: Action) -> None:
    """Refuse what somebody with these roles may not do.

    Raises:
        NotAllowedError: It may not be done.
    """
    if not may(roles, action):
        raise NotAllowedError(action)


def as_markdown() -> str:
    """Return the table of permissions as a page of Markdown."""
    heads = [f"{role} {role.label}" for role in Role]
    lines = [
        "# Who may do what",
        "",
        "Made from the table in `bot/people/roles.py` by `python -m scripts.manage permissions`;"
        " a test compares the two.",
        "Everything is checked on the server, for commands, buttons and deep links alike.",
        "",
        f"| action | what | where | {' | '.join(heads)} |",
        f"|---|---|---|{':-:|' * len(heads)}",
    ]
    for action, rule in RULES.items():
        marks = " | ".join("✓" if role in rule.roles else "–" for role in Role)
        lines.append(f"| {action} | {rule.what} | {'own branch' if rule.in_branch else 'anywhere'} | {marks} |")
    lines += [
        "",
        "* `BOT_ADMINS` names the first administrators; they are administrators without being in a branch.",
        "* A person who waits for approval, or was removed, is a guest.",
        "* A person may hold an office in one branch and be a member in another; what counts is the role in the branch"
        " concerned.",
        "* A secretary's rights end at the own branch: the branches below have their own secretaries.",
        "* An administrator's rights hold in every branch, but what members pass to their secretary only the secretary"
        " reads, or the deputy where there is no secretary.",
        "* Whoever has several roles may do what any of them may.",
    ]
    return "\n".join(lines) + "\n"
