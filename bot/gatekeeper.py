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
    GAPS = "gaps"
    ANSWER_GAP = "answer"
    DISMISS_GAP = "dismiss"
    ANSWER_AGAIN = "answer~"
    ANSWER_SURELY = "answer!"
    REPLIES = "replies"
    REPLY_DETAIL = "detail"
    WITHDRAW = "withdraw"
    LOCAL_REPLY = "local"
    RULES = "rules"
    CHECK = "check"
    GIVE_UP = "drop"
    DRAFT = "draft"
    PUBLISH = "publish"
    PUBLISH_ANYWAY = "anyway"
    PUBLISH_SURELY = "publish!"
    DISCARD = "discard"
    DOCUMENTS = "docs"
    DOCUMENT = "doc"
    TAKE_OUT = "out"
    CORRECT = "correct"
    CORRECT_TO = "set"
    VERSIONS = "versions"
    ROLLBACK = "rollback"
    ROLLBACK_SURELY = "rollback!"
    KEEP_AS_GOLDEN = "golden"
    TASK_DONE = "done"
    TASK_QUIZ = "quiz"
    TASK_DOUBT = "doubt"
    TASK_LATER = "later"
    TASK_REMIND = "remind"
    TASK_FELT = "felt"
    OPEN_TASK = "task"
    QUIET = "quiet"
    TURN_CARD = "turn"
    RATE_CARD = "rate"
    ANOTHER_CARD = "more"
    SETTINGS = "settings"
    SET = "setup"
    COMPOSE = "compose"
    SEND_TASK = "send"
    PREVIEWED = "seen"
    TASKS = "tasks"
    STEER = "steer"
    DECIDE = "decide"
    REPORTS = "reports"
    REPORT = "report"
    REPORT_PEOPLE = "who"
    REPORT_PARTS = "parts"
    REPORT_QUESTIONS = "hard"
    REPORT_SHEET = "sheet"
    RESEND = "resend"
    SUMMARY = "sum"
    SUMMARY_FILE = "sumfile"
    SUMMARY_LEVELS = "sumof"
    SHORT_QUIZ = "five"
    QUIZ_READ = "fiveread"
    OWN_PROGRESS = "grown"
    HOURS = "hours"
    BRANCH_HOURS = "bhours"
    HOURS_SHEET = "hsheet"
    CORRECT_HOURS = "fix"
    CORRECT_WHOSE = "fixwho"
    CORRECT_KIND = "fixkind"
    CORRECT_SURELY = "fix!"
    EVENING_JOIN = "eve+"
    EVENING_NAME = "eve@"
    EVENING_TEAM = "eve*"
    EVENING_BEGIN = "eve"
    EVENING_STOP = "eve!"
    EVENING_READ = "eve?"
    AGENDA = "cal"
    AGENDA_MARK = "calm"
    AGENDA_SKIP = "cals"
    AGENDA_SWITCH = "calo"
    AGENDA_ELECTED = "cale"
    AGENDA_FILE = "calf"
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
        "task": Action.SEND_TASK,
        "tasks": Action.SEND_TASK,
        "report": Action.SEE_REPORT,
        "mytasks": Action.STUDY,
        "card": Action.STUDY,
        "settings": Action.STUDY,
        "quiz": Action.STUDY,
        "study": Action.STUDY,
        "hours": Action.STUDY,
        "evening": Action.RUN_EVENING,
        "calendar": Action.SEE_CALENDAR,
        "branch": Action.SEE_BRANCH,
        "invite": Action.INVITE,
        "documents": Action.MANAGE_DOCUMENTS,
        "rollback": Action.MANAGE_DOCUMENTS,
        "golden": Action.MANAGE_DOCUMENTS,
        "gaps": Action.ANSWER_GAPS,
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
        Button.GAPS: Action.ANSWER_GAPS,
        Button.ANSWER_GAP: Action.ANSWER_GAPS,
        Button.DISMISS_GAP: Action.ANSWER_GAPS,
        Button.ANSWER_AGAIN: Action.ANSWER_GAPS,
        Button.ANSWER_SURELY: Action.ANSWER_GAPS,
        Button.REPLIES: Action.ANSWER_GAPS,
        Button.REPLY_DETAIL: Action.ANSWER_GAPS,
        Button.WITHDRAW: Action.ANSWER_GAPS,
        Button.LOCAL_REPLY: Action.READ,
        Button.RULES: Action.ASK,
        Button.CHECK: Action.MANAGE_DOCUMENTS,
        Button.GIVE_UP: Action.MANAGE_DOCUMENTS,
        Button.DRAFT: Action.MANAGE_DOCUMENTS,
        Button.PUBLISH: Action.MANAGE_DOCUMENTS,
        Button.PUBLISH_ANYWAY: Action.MANAGE_DOCUMENTS,
        Button.PUBLISH_SURELY: Action.MANAGE_DOCUMENTS,
        Button.DISCARD: Action.MANAGE_DOCUMENTS,
        Button.DOCUMENTS: Action.MANAGE_DOCUMENTS,
        Button.DOCUMENT: Action.MANAGE_DOCUMENTS,
        Button.TAKE_OUT: Action.MANAGE_DOCUMENTS,
        Button.CORRECT: Action.MANAGE_DOCUMENTS,
        Button.CORRECT_TO: Action.MANAGE_DOCUMENTS,
        Button.VERSIONS: Action.MANAGE_DOCUMENTS,
        Button.ROLLBACK: Action.MANAGE_DOCUMENTS,
        Button.ROLLBACK_SURELY: Action.MANAGE_DOCUMENTS,
        Button.KEEP_AS_GOLDEN: Action.REPLY,
        Button.TASK_DONE: Action.STUDY,
        Button.TASK_QUIZ: Action.STUDY,
        Button.TASK_DOUBT: Action.STUDY,
        Button.TASK_LATER: Action.STUDY,
        Button.TASK_REMIND: Action.STUDY,
        Button.TASK_FELT: Action.STUDY,
        Button.OPEN_TASK: Action.STUDY,
        Button.QUIET: Action.STUDY,
        Button.TURN_CARD: Action.STUDY,
        Button.RATE_CARD: Action.STUDY,
        Button.ANOTHER_CARD: Action.STUDY,
        Button.SETTINGS: Action.STUDY,
        Button.SET: Action.STUDY,
        Button.COMPOSE: Action.SEND_TASK,
        Button.SEND_TASK: Action.SEND_TASK,
        Button.PREVIEWED: Action.ASK,
        Button.TASKS: Action.SEND_TASK,
        Button.STEER: Action.SEND_TASK,
        Button.DECIDE: Action.SEND_TASK,
        Button.REPORTS: Action.SEE_REPORT,
        Button.REPORT: Action.SEE_REPORT,
        Button.REPORT_PEOPLE: Action.SEE_REPORT,
        Button.REPORT_PARTS: Action.SEE_REPORT,
        Button.REPORT_QUESTIONS: Action.SEE_REPORT,
        Button.REPORT_SHEET: Action.SEE_REPORT,
        Button.RESEND: Action.SEND_TASK,
        Button.SUMMARY: Action.SEE_REPORT,
        Button.SUMMARY_FILE: Action.SEE_REPORT,
        Button.SUMMARY_LEVELS: Action.SEE_REPORT,
        Button.SHORT_QUIZ: Action.STUDY,
        Button.QUIZ_READ: Action.READ,
        Button.OWN_PROGRESS: Action.STUDY,
        Button.HOURS: Action.STUDY,
        Button.BRANCH_HOURS: Action.FILE_HOURS,
        Button.HOURS_SHEET: Action.FILE_HOURS,
        Button.CORRECT_HOURS: Action.FILE_HOURS,
        Button.CORRECT_WHOSE: Action.FILE_HOURS,
        Button.CORRECT_KIND: Action.FILE_HOURS,
        Button.CORRECT_SURELY: Action.FILE_HOURS,
        Button.EVENING_JOIN: Action.ASK,
        Button.EVENING_NAME: Action.ASK,
        Button.EVENING_TEAM: Action.RUN_EVENING,
        Button.EVENING_BEGIN: Action.RUN_EVENING,
        Button.EVENING_STOP: Action.RUN_EVENING,
        Button.EVENING_READ: Action.READ,
        Button.AGENDA: Action.SEE_CALENDAR,
        Button.AGENDA_MARK: Action.KEEP_CALENDAR,
        Button.AGENDA_SKIP: Action.KEEP_CALENDAR,
        Button.AGENDA_SWITCH: Action.KEEP_CALENDAR,
        Button.AGENDA_ELECTED: Action.KEEP_CALENDAR,
        Button.AGENDA_FILE: Action.SEE_CALENDAR,
        Button.FORGET: Action.FORGET,
        Button.CANCEL: Action.ASK,
    }
)
SHARED = frozenset(
    {
        Button.READ,
        Button.USEFUL,
        Button.USELESS,
        Button.BACK,
        Button.LOCAL_REPLY,
        Button.RULES,
        Button.EVENING_JOIN,
        Button.EVENING_NAME,
        Button.EVENING_TEAM,
        Button.EVENING_BEGIN,
        Button.EVENING_STOP,
        Button.EVENING_READ,
    }
)
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
