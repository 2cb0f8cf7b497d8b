"""What the handlers work with, put together once in `bot.wiring`."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.agenda.agenda import Agenda
from bot.agenda.bringing_up import Notice
from bot.audit import Audit
from bot.bank.bank import Bank
from bot.bank.stocking import Stocking
from bot.cards.cards import Cards
from bot.cards.preferences import Settings
from bot.consulting.consultations import Consultations
from bot.consulting.conversations import Conversations
from bot.courier import Courier
from bot.documents.batch import Batches
from bot.documents.checks import Checks
from bot.documents.golden import GoldenQuestions
from bot.documents.publishing import Publishing
from bot.evening.course import Course
from bot.evening.evenings import Evenings
from bot.evening.host import Host
from bot.feedback import Feedback
from bot.flood import Flood
from bot.gaps.curated import Curated
from bot.gaps.gaps import Gaps
from bot.gaps.unanswered import Unanswered
from bot.gaps.weekly import Weekly
from bot.handing_out import HandingOut
from bot.hours.corrections import Corrections, Told
from bot.hours.hours import Hours
from bot.library import Library
from bot.live_messages import LiveMessages
from bot.people.branches import Branches
from bot.people.invites import Invites
from bot.people.members import Members
from bot.privacy import Privacy
from bot.reminding import Reminding
from bot.selfquiz.own_progress import ProgressOfPersons
from bot.selfquiz.short_quizzes import ShortQuizzes
from bot.study.choices import Choices
from bot.study.completion import Completion
from bot.study.drafts import Drafts
from bot.study.progress import Progress
from bot.study.quiz import Quiz
from bot.study.reminders import Reminders
from bot.study.report import Reports
from bot.study.sender import Sender
from bot.study.steering import Steering
from bot.study.summary import Summaries
from bot.study.tasks import Tasks
from bot.telling import Telling
from bot.threads import Threads


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of the product behind the handlers."""

    library: Library
    feedback: Feedback
    members: Members
    branches: Branches
    invites: Invites
    consultations: Consultations
    conversations: Conversations
    threads: Threads
    privacy: Privacy
    courier: Courier
    audit: Audit
    gaps: Gaps
    unanswered: Unanswered
    curated: Curated
    weekly: Weekly
    batches: Batches
    checks: Checks
    publishing: Publishing
    golden: GoldenQuestions
    tasks: Tasks
    steering: Steering
    sender: Sender
    drafts: Drafts
    choices: Choices
    live: LiveMessages
    progress: Progress
    completion: Completion
    quiz: Quiz
    reminders: Reminders
    reminding: Reminding
    cards: Cards
    settings: Settings
    handing_out: HandingOut
    reports: Reports
    summaries: Summaries
    agenda: Agenda
    telling_agenda: Telling[Notice]
    bank: Bank
    stocking: Stocking
    hours: Hours
    corrections: Corrections
    telling_corrections: Telling[Told]
    short_quizzes: ShortQuizzes
    own_progress: ProgressOfPersons
    evenings: Evenings
    course: Course
    host: Host
    questions: Flood = field(default_factory=lambda: Flood(burst=8, refill=3.0))
    """A person reads an answer longer than three seconds."""
    presses: Flood = field(default_factory=lambda: Flood(burst=30, refill=0.5))
    """Leafing through a document is quick."""
