"""Study tasks as they stand on members' phones: sent by the secretary through the real bot, then done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from bot.app import App
from bot.people.roles import Role
from bot.sandbox.server import Sandbox
from bot.sandbox.world import Person
from bot.services import Services
from bot.storage.tables import State, inbox
from bot.study.audience import Audience, Reach
from bot.study.task import Article, Question, Task
from bot.words import study as words
from tests.auxil.organisation import DEPUTY, MEMBER, PROBATIONARY, SECRETARY
from tests.auxil.phone import PATIENCE, Message, Phone
from tests.auxil.sending import ZONE
from tests.auxil.studying import draft_of

VOTE = "预备党员有没有表决权"
QUESTIONS = (
    Question("预备党员有没有表决权？", ("有", "没有", "看情况"), 1, "预备党员没有表决权、选举权和被选举权。"),
    Question("预备期一般多长？", ("半年", "一年", "两年"), 1, "预备期从支部党员大会通过之日算起。"),
)
NAMES = {SECRETARY: "秦书", DEPUTY: "傅书", MEMBER: "甄员", PROBATIONARY: "于备"}


class SetClock:
    """Tells the time it was set to, as people have it."""

    def __init__(self, day: str, hour: int, minute: int = 0) -> None:
        self.set(day, hour, minute)

    def __call__(self) -> datetime:
        return self.now

    def set(self, day: str, hour: int, minute: int = 0) -> None:
        self.now = datetime.combine(datetime.fromisoformat(day), time(hour, minute), ZONE).astimezone(UTC)

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass(frozen=True, slots=True)
class Classroom:
    """A bot, and the phones of a branch."""

    services: Services
    phones: dict[Role, Phone]

    @property
    def member(self) -> Phone:
        return self.phones[Role.MEMBER]

    async def send(self, **more: Any) -> Task:  # noqa: ANN401
        """Let the secretary send a task to the branch."""
        secretary = self.phones[Role.SECRETARY].person
        token = datetime.now(UTC).isoformat()
        chosen = more.pop("chosen", ())
        draft = draft_of(**more)
        if chosen:
            draft = replace(draft, audience=Audience(Reach.PERSONS, "A1", chosen))
        confirmed = await self.services.tasks.confirm(secretary, draft, token)
        self.services.sender.wake()
        return confirmed.task

    async def receive(self, phone: Phone | None = None, **more: Any) -> tuple[Task, Message]:  # noqa: ANN401
        """Send a task and wait until it is on a phone, the member's where none is named."""
        task = await self.send(**more)
        return task, await (phone or self.member).next_message()

    async def article(self, question: str = VOTE) -> Article:
        """Return the article that answers a question."""
        answerer, found = await self.services.library.ask(question)
        place = found.citations[0].place
        document, article = answerer.corpus.document(place), answerer.corpus.article(place)
        return Article(answerer.corpus.id(place), document.file, document.title, article.label)


@asynccontextmanager
async def classroom(app: App, phones: dict[Role, Phone]) -> AsyncIterator[Classroom]:
    """Begin with no tasks; at the end wait until all that was pressed is handled, for the next test."""
    services: Services = app.bot_data["services"]
    # the tables were emptied behind its back, and the numbers of tasks begin anew
    services.sender._deliveries._contents.clear()
    yield Classroom(services, phones)
    waiting = select(inbox.c.update_id).where(inbox.c.state == State.WAITING)
    async with asyncio.timeout(PATIENCE):
        while True:
            async with services.members.engine.connect() as connection:
                if (await connection.scalars(waiting)).first() is None:
                    return
            await asyncio.sleep(0.02)


@asynccontextmanager
async def phones_of(sandbox: Sandbox, *people: int) -> AsyncIterator[list[Phone]]:
    """Take up the phones of some of the organisation's people."""
    for number in people:
        if number not in sandbox.world.people:
            sandbox.world.add_person(Person(number, NAMES[number], started=True), standing="member")
    contexts = [Phone.of(sandbox, number) for number in people]
    phones = [await context.__aenter__() for context in contexts]
    try:
        yield phones
    finally:
        for context in contexts:
            await context.__aexit__(None, None, None)


async def choose(phone: Phone, poll: Message, text: str) -> Message:
    """Tap an option of a poll by its words."""
    options = [option["text"] for option in poll.poll["options"]]
    return await phone.vote(poll, options.index(text))


async def buttons(phone: Phone, message: Message, *wanted: str) -> Message:
    """Wait until a message has just these buttons."""
    await phone.wait_until(
        lambda p: (
            (message.chat, message.id) in p.messages and p.messages[message.chat, message.id].buttons == list(wanted)
        )
    )
    return phone.messages[message.chat, message.id]


BELOW = [words.TASK_DONE, words.HAVE_DOUBT, words.REMIND_LATER]
"""The buttons of a task without questions."""
