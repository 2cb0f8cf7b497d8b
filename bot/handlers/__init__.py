"""Updates in, views out: each handler reads the update, calls one function and shows what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    PollAnswerHandler,
    TypeHandler,
    filters,
)

from bot import words
from bot.agenda.term import AgendaError
from bot.cards.cards import CardError
from bot.consulting.consultation import ConsultationError
from bot.documents.batch import BatchError
from bot.evening.evening import EveningError
from bot.gaps.curated import CuratedError
from bot.gatekeeper import Button, button_of
from bot.handlers import (
    agenda,
    asking,
    basics,
    blocking,
    branch,
    cards,
    composing,
    composing_sending,
    consulting,
    documents,
    evening,
    gaps,
    gate,
    golden,
    hours,
    own_progress,
    personal,
    poll_answers,
    preferences,
    reading,
    short_quiz,
    study_report,
    study_tasks,
    studying,
    uploads,
    versions,
)
from bot.handlers.context import SERVICES, Context, StaleButtonError, acknowledge, apologise, tell
from bot.handlers.menu import set_menus
from bot.hours.hours import HoursError
from bot.people.branches import BranchError
from bot.people.invites import InviteError
from bot.people.memberships import MemberError
from bot.people.roles import NotAllowedError
from bot.services import Services
from bot.study.audience import AudienceError
from bot.study.task import StudyError
from index.golden import GoldenError
from index.publication import BusyError
from index.snapshot import SnapshotError
from knowledge.document import KnowledgeError

__all__ = ["add_handlers", "apologise", "set_menus"]
Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]
REFUSALS = (
    AgendaError,
    NotAllowedError,
    MemberError,
    InviteError,
    BranchError,
    ConsultationError,
    CuratedError,
    AudienceError,
    StudyError,
    CardError,
    HoursError,
    EveningError,
    BatchError,
    BusyError,
    GoldenError,
    KnowledgeError,
    SnapshotError,
)
"""What a person is told word for word."""
_COMMANDS: dict[str, Handler] = {
    "start": basics.start,
    "ask": asking.ask,
    "help": basics.help_,
    "cancel": consulting.cancel,
    "privacy": personal.privacy,
    "mydata": personal.my_data,
    "forget": personal.ask_forget,
    "consult": consulting.consult,
    "mytasks": studying.my_tasks,
    "card": cards.card,
    "settings": preferences.settings,
    "quiz": short_quiz.quiz,
    "study": own_progress.study,
    "hours": hours.own,
    "task": composing.task,
    "tasks": study_tasks.tasks,
    "report": study_report.reports,
    "evening": evening.evening,
    "calendar": agenda.calendar,
    "branch": branch.branch,
    "invite": branch.invite,
    "documents": documents.documents,
    "rollback": versions.versions,
    "golden": golden.questions,
    "gaps": gaps.gaps,
}
_BUTTONS: dict[Button, Handler] = {
    Button.READ: reading.read,
    Button.USEFUL: reading.judge,
    Button.USELESS: reading.judge,
    Button.BACK: reading.back,
    Button.JOIN: branch.join,
    Button.BRANCH: branch.turn,
    Button.MEMBER: branch.member,
    Button.APPROVE: branch.approve,
    Button.REMOVE: branch.ask_remove,
    Button.REMOVE_SURELY: branch.remove,
    Button.HAND_OVER: branch.ask_hand_over,
    Button.HAND_OVER_SURELY: branch.hand_over,
    Button.INVITE: branch.issue,
    Button.CONSULT: consulting.choose,
    Button.CONSULT_NAMED: consulting.send_named,
    Button.CONSULT_ANONYMOUS: consulting.send_anonymously,
    Button.REPLY: consulting.ask_reply,
    Button.ESCALATE: consulting.escalate,
    Button.CLOSE: consulting.close,
    Button.GAPS: gaps.gaps,
    Button.ANSWER_GAP: gaps.ask_answer,
    Button.DISMISS_GAP: gaps.dismiss,
    Button.ANSWER_AGAIN: gaps.write_again,
    Button.ANSWER_SURELY: gaps.publish,
    Button.REPLIES: gaps.replies,
    Button.REPLY_DETAIL: gaps.detail,
    Button.WITHDRAW: gaps.withdraw,
    Button.LOCAL_REPLY: gaps.read_reply,
    Button.RULES: gaps.rules,
    Button.TASK_DONE: studying.done,
    Button.TASK_QUIZ: studying.quiz,
    Button.TASK_DOUBT: studying.doubt,
    Button.TASK_LATER: studying.later,
    Button.TASK_REMIND: studying.remind,
    Button.TASK_FELT: studying.felt,
    Button.OPEN_TASK: studying.open_task,
    Button.QUIET: studying.quiet,
    Button.TURN_CARD: cards.turn,
    Button.RATE_CARD: cards.rate,
    Button.ANOTHER_CARD: cards.another,
    Button.SETTINGS: preferences.open_part,
    Button.SET: preferences.choose,
    Button.COMPOSE: composing.press,
    Button.SEND_TASK: composing_sending.send,
    Button.PREVIEWED: composing.previewed,
    Button.TASKS: study_tasks.open_task,
    Button.STEER: study_tasks.steer,
    Button.DECIDE: study_tasks.decide,
    Button.REPORTS: study_report.reports,
    Button.REPORT: study_report.report,
    Button.REPORT_PEOPLE: study_report.people,
    Button.REPORT_PARTS: study_report.parts,
    Button.REPORT_QUESTIONS: study_report.questions,
    Button.REPORT_SHEET: study_report.as_sheet,
    Button.RESEND: study_report.resend,
    Button.SUMMARY: study_report.summary,
    Button.SUMMARY_FILE: study_report.summary_file,
    Button.SUMMARY_LEVELS: study_report.summary_levels,
    Button.SHORT_QUIZ: short_quiz.quiz,
    Button.QUIZ_READ: short_quiz.read,
    Button.OWN_PROGRESS: own_progress.study,
    Button.HOURS: hours.turn,
    Button.BRANCH_HOURS: hours.branch,
    Button.HOURS_SHEET: hours.as_sheet,
    Button.CORRECT_HOURS: hours.whose,
    Button.CORRECT_WHOSE: hours.which_kind,
    Button.CORRECT_KIND: hours.how_much,
    Button.CORRECT_SURELY: hours.correct,
    Button.EVENING_JOIN: evening.join,
    Button.EVENING_NAME: evening.name,
    Button.EVENING_TEAM: evening.add_team,
    Button.EVENING_BEGIN: evening.begin,
    Button.EVENING_STOP: evening.stop,
    Button.EVENING_READ: evening.read,
    Button.AGENDA: agenda.turn,
    Button.AGENDA_MARK: agenda.mark,
    Button.AGENDA_SKIP: agenda.skip,
    Button.AGENDA_SWITCH: agenda.switch,
    Button.AGENDA_ELECTED: agenda.elected,
    Button.AGENDA_FILE: agenda.file,
    Button.FORGET: personal.forget,
    Button.CANCEL: consulting.cancel,
    Button.CHECK: uploads.check,
    Button.GIVE_UP: uploads.give_up,
    Button.DRAFT: uploads.preview,
    Button.PUBLISH: uploads.publish,
    Button.PUBLISH_ANYWAY: uploads.ask_publish_anyway,
    Button.PUBLISH_SURELY: uploads.publish_anyway,
    Button.DISCARD: uploads.discard,
    Button.DOCUMENTS: documents.turn,
    Button.DOCUMENT: documents.document,
    Button.TAKE_OUT: documents.take_out,
    Button.CORRECT: documents.ask_correction,
    Button.CORRECT_TO: documents.correct_to,
    Button.VERSIONS: versions.versions,
    Button.ROLLBACK: versions.ask_rollback,
    Button.ROLLBACK_SURELY: versions.rollback,
    Button.KEEP_AS_GOLDEN: golden.keep,
}
_IN_GROUPS = ("ask", "help", "start", "evening")


async def _press(update: Update, context: Context) -> None:
    """Do what a button is for; one of an earlier version says so."""
    query = update.callback_query
    button = button_of(query.data or "") if query else None
    try:
        if button is None:
            raise StaleButtonError
        await _BUTTONS[button](update, context)
    except StaleButtonError:
        if query:
            await acknowledge(query, words.BUTTON_GONE, alert=True)


def _explained(handler: Handler) -> Handler:
    """Tell the person why something is refused."""

    async def handle(update: Update, context: Context) -> None:
        try:
            await handler(update, context)
        except REFUSALS as error:
            await tell(update, str(error))

    return handle


def add_handlers(application: Application[Any, Any, Any, Any, Any, Any], services: Services) -> None:
    """Register everything the bot reacts to."""
    application.bot_data[SERVICES] = services
    spoken = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
    private = filters.ChatType.PRIVATE & spoken
    groups = filters.ChatType.GROUPS & spoken
    application.add_handler(TypeHandler(Update, gate.limit_flood), group=-2)
    application.add_handler(TypeHandler(Update, gate.check_role), group=-1)
    for name, handler in _COMMANDS.items():
        where = spoken if name in _IN_GROUPS else private
        application.add_handler(CommandHandler(name, _explained(handler), where))
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, evening.moved))
    application.add_handler(MessageHandler(private & filters.COMMAND, basics.unknown_command))
    application.add_handler(MessageHandler(private & filters.TEXT, _explained(asking.private_text)))
    application.add_handler(MessageHandler(groups & filters.TEXT & ~filters.COMMAND, asking.group_text))
    application.add_handler(MessageHandler(private & filters.Document.ALL, _explained(composing.file)))
    application.add_handler(MessageHandler(private & ~filters.StatusUpdate.ALL, _explained(composing.other)))
    application.add_handler(InlineQueryHandler(asking.inline))
    application.add_handler(PollAnswerHandler(poll_answers.answered))
    application.add_handler(ChatMemberHandler(blocking.my_chat_member, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(CallbackQueryHandler(_explained(_press)))
