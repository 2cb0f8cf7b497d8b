"""What the handlers work with, put together: the one place that knows which part needs which."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.agenda.agenda import Agenda
from bot.agenda.bringing_up import BringingUp
from bot.audit import Audit
from bot.bank.bank import Bank
from bot.bank.stocking import Stocking
from bot.cards.cards import Cards
from bot.cards.mornings import Mornings
from bot.cards.planning import Planning
from bot.cards.preferences import Settings as CardSettings
from bot.cards.stock import Stock
from bot.consulting.consultations import Consultations
from bot.consulting.conversations import Conversations
from bot.consulting.notices import Notices
from bot.consulting.seal import Seal
from bot.courier import Courier
from bot.documents.batch import Batches
from bot.documents.checks import Checks
from bot.documents.golden import GoldenQuestions
from bot.documents.publishing import Publishing
from bot.evening.course import Course
from bot.evening.evenings import Evenings
from bot.evening.host import Host
from bot.feedback import Feedback
from bot.gaps.curated import Curated
from bot.gaps.gaps import Gaps
from bot.gaps.unanswered import Unanswered
from bot.gaps.weekly import Weekly
from bot.handing_out import HandingOut
from bot.hours.corrections import Corrections
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
from bot.services import Services
from bot.settings import Settings
from bot.study.choices import Choices
from bot.study.completion import Completion
from bot.study.deliveries import Deliveries
from bot.study.drafts import Drafts
from bot.study.leases import Leases
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
from bot.views import agenda as agenda_views
from bot.views import hours as hours_views
from bot.views import studying


def make_services(settings: Settings, engine: AsyncEngine, library: Library) -> Services:
    """Put together what the handlers work with.

    Raises:
        SealError: The key to anonymous consultations cannot be used.
    """
    seal = Seal.open(settings.data_dir)
    members = Members(engine, settings.bot_admins)
    consultations = Consultations(members, seal, settings.zone)
    conversations = Conversations(engine, seal)
    gaps = Gaps(engine, seal, settings.zone)
    unanswered = Unanswered(gaps, library)
    threads = Threads(engine, seal)
    drafts = Drafts(engine, seal, settings.zone)
    privacy = Privacy(members, consultations, conversations, gaps, threads, drafts)
    audit, batches, root = Audit(engine), Batches(settings.uploads), settings.snapshots
    steering = Steering(members, settings.zone)
    choices, live = Choices(members), LiveMessages()
    reminders = Reminders(members, settings.zone)
    bank = Bank(engine, lambda: library.answerer.corpus)
    corrections = Corrections(members, settings.zone)
    stock = Stock(bank)
    handing_out = HandingOut(Planning(engine, settings.zone), Mornings(members, stock, settings.zone), steering)
    evenings, course = Evenings(members, bank), Course(members, settings.zone)
    return Services(
        library=library,
        feedback=Feedback(engine),
        members=members,
        branches=Branches(engine),
        invites=Invites(members),
        consultations=consultations,
        conversations=conversations,
        threads=threads,
        privacy=privacy,
        courier=Courier(Notices(engine, seal, settings.zone), privacy),
        audit=audit,
        gaps=gaps,
        unanswered=unanswered,
        curated=Curated(members, library, settings.zone),
        weekly=Weekly(gaps, unanswered, members),
        batches=batches,
        checks=Checks(batches, library, root, settings.golden, settings.golden_bound),
        publishing=Publishing(root, batches, audit, settings.zone),
        golden=GoldenQuestions(settings.golden, library, audit),
        tasks=Tasks(members, settings.zone),
        steering=steering,
        sender=Sender(Deliveries(engine, Leases(engine, settings.deliveries)), steering, studying.fresh),
        drafts=drafts,
        choices=choices,
        live=live,
        progress=Progress(members, choices, live, settings.zone),
        completion=Completion(engine, settings.zone),
        quiz=Quiz(engine, settings.zone),
        reminders=reminders,
        reminding=Reminding(reminders, steering),
        cards=Cards(members, stock, settings.zone),
        settings=CardSettings(engine, settings.zone),
        handing_out=handing_out,
        reports=Reports(members, settings.zone),
        summaries=Summaries(members, settings.zone),
        agenda=Agenda(members, settings.zone),
        telling_agenda=Telling("agenda", BringingUp(members, settings.zone), agenda_views.letter, steering),
        bank=bank,
        stocking=Stocking(bank, library),
        hours=Hours(members, settings.zone),
        corrections=corrections,
        telling_corrections=Telling("corrections", corrections, hours_views.letter, steering),
        short_quizzes=ShortQuizzes(engine, bank, settings.zone),
        own_progress=ProgressOfPersons(engine, bank, settings.zone),
        evenings=evenings,
        course=course,
        host=Host(course, evenings, library),
    )
