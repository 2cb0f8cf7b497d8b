"""The composition root: settings into a running bot, with Telegram or with the sandbox."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette
from telegram import LinkPreviewOptions, Update
from telegram.ext import Application, ApplicationBuilder, Defaults

from bot import words
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
from bot.demo import seed
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
from bot.handlers import add_handlers, apologise, set_menus
from bot.hours.corrections import Corrections
from bot.hours.hours import Hours
from bot.library import Library
from bot.live_messages import LiveMessages
from bot.people.branches import Branches
from bot.people.invites import Invites
from bot.people.members import Members
from bot.privacy import Privacy
from bot.reminding import Reminding
from bot.sandbox.server import Sandbox
from bot.sandbox.world import ADMINISTRATOR
from bot.selfquiz.own_progress import ProgressOfPersons
from bot.selfquiz.short_quizzes import ShortQuizzes
from bot.sending.hand_over import SendingRequest
from bot.sending.rate_limiter import RateLimiter
from bot.sending.slots import slots_of
from bot.services import Services
from bot.settings import Settings
from bot.storage.engine import make_engine, upgrade
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
from bot.updates.inbox import Inbox, PollingRequest
from bot.updates.webhook import webhook_route
from bot.views import agenda as agenda_views
from bot.views import hours as hours_views
from bot.views import studying
from bot.web import local_server

_log = logging.getLogger(__name__)
READ_SECONDS = 20.0
"""How long an answer of the Bot API is waited for; uploads take their time."""
DRAIN_SECONDS, STOP_SECONDS = 5.0, 4.0
"""Together under the 10 seconds a stop may take."""
App = Application[Any, Any, Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Server:
    """The Bot API server to talk to."""

    token: str
    base_url: str = ""
    """Empty for Telegram's own."""
    base_file_url: str = ""
    direct: bool = False
    """On this machine: proxies of the environment do not apply."""
    demo: bool = False
    """The people of the sandbox page: they get a branch, and its administrator the rights of one."""


def build(settings: Settings, server: Server, inbox: Inbox, engine: AsyncEngine, services: Services) -> App:
    """Put the application together; nothing is connected yet."""
    options: dict[str, Any] = {"proxy": settings.telegram_proxy.get_secret_value() or None}
    if server.direct:
        options["httpx_kwargs"] = {"trust_env": False}
    builder = (
        ApplicationBuilder()
        .token(server.token)
        .defaults(Defaults(tzinfo=settings.zone, link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .request(SendingRequest(read_timeout=READ_SECONDS, **options))
        .get_updates_request(PollingRequest(inbox, **options))
        .rate_limiter(RateLimiter(slots_of(engine), inbox.ledger))
        .update_queue(inbox)
        .concurrent_updates(inbox.processor)
        .job_queue(None)
    )
    if server.base_url:
        builder.base_url(server.base_url)
    if server.base_file_url:
        builder.base_file_url(server.base_file_url)
    application: App = builder.build()
    add_handlers(application, services)
    return application


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


class _Background(Protocol):
    """Work apart from the handling of updates."""

    def start(self, bot: Any) -> None: ...  # noqa: ANN401

    async def stop(self) -> None: ...


def _background(services: Services) -> tuple[_Background, ...]:
    return (
        services.courier,
        services.weekly,
        services.checks,
        services.live,
        services.progress,
        services.sender,
        services.reminding,
        services.handing_out,
        services.telling_agenda,
        services.stocking,
        services.host,
        services.telling_corrections,
    )


@asynccontextmanager
async def running(settings: Settings, server: Server) -> AsyncIterator[App]:
    """Run the bot against a Bot API server until the block is left; then it stops within 10 seconds."""
    async with AsyncExitStack() as stack:
        engine = make_engine(settings.database)
        stack.push_async_callback(engine.dispose)
        library = Library(settings.data_dir, settings.embedding_model)
        stack.callback(library.close)
        await asyncio.gather(library.open(), upgrade(engine))
        if server.demo:
            await seed(engine)
            settings = settings.model_copy(update={"bot_admins": settings.bot_admins | {ADMINISTRATOR}})
        inbox = Inbox(engine, settings.data_dir / "inbox", apologise)
        stack.push_async_callback(inbox.close)
        services = make_services(settings, engine, library)
        application = build(settings, server, inbox, engine, services)
        await stack.enter_async_context(application)
        await set_menus(application.bot)
        await application.bot.set_my_description(words.DESCRIPTION)
        await application.bot.set_my_short_description(words.SHORT_DESCRIPTION)
        await inbox.open(application)
        await application.start()
        stack.push_async_callback(application.stop)
        stack.push_async_callback(inbox.drain, DRAIN_SECONDS)
        for work in _background(services):
            work.start(application.bot)
            stack.push_async_callback(work.stop)
        receiving = pushed if settings.telegram_webhook_url else polled
        await stack.enter_async_context(receiving(settings, application, inbox))
        yield application


@asynccontextmanager
async def polled(_: Settings, application: App, __: Inbox) -> AsyncIterator[None]:
    """Fetch updates while the block runs."""
    updater = application.updater
    if updater is None:
        raise RuntimeError("built without an updater")
    await updater.start_polling(allowed_updates=Update.ALL_TYPES)
    try:
        yield
    finally:
        # a last getUpdates may hang where Telegram is out of reach
        with suppress(TimeoutError):
            await asyncio.wait_for(updater.stop(), STOP_SECONDS)


@asynccontextmanager
async def pushed(settings: Settings, application: App, inbox: Inbox) -> AsyncIterator[None]:
    """Let Telegram push updates while the block runs; TLS is the business of a proxy before this port."""
    secret = settings.telegram_webhook_secret.get_secret_value()
    path = urlsplit(settings.telegram_webhook_url).path or "/"
    web = Starlette(routes=[webhook_route(inbox, application.bot, path, secret)])
    async with local_server(web, settings.port):
        await application.bot.set_webhook(
            settings.telegram_webhook_url, secret_token=secret, allowed_updates=Update.ALL_TYPES
        )
        yield


async def serve(settings: Settings) -> None:
    """Run the bot until SIGTERM or SIGINT; without a token against a sandbox of its own."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    token = settings.telegram_bot_token.get_secret_value()
    async with AsyncExitStack() as stack:
        if token:
            server = Server(token, settings.telegram_base_url, settings.telegram_base_file_url)
            ready = words.TELEGRAM_READY
        else:
            sandbox = await stack.enter_async_context(Sandbox.serve(settings.port))
            server = Server(sandbox.token, sandbox.base_url, sandbox.base_file_url, direct=True, demo=True)
            ready = words.SANDBOX_READY
        application = await stack.enter_async_context(running(settings, server))
        address = f"http://127.0.0.1:{settings.port}"
        _log.info("%s", ready.format(username=application.bot.username, url=address))
        await stopped.wait()
