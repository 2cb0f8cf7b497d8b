"""A secretary with a phone who composes study tasks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import exists, select, update

from bot.app import Server, running
from bot.people.memberships import MemberState
from bot.people.roles import Role
from bot.sandbox.server import Sandbox
from bot.sandbox.world import ADMINISTRATOR, MEMBER, PROBATIONARY_MEMBER, SECRETARY
from bot.services import Services
from bot.settings import Settings
from bot.storage.study_tables import deliveries, study_drafts, study_tasks
from bot.storage.tables import State, branches, inbox, memberships, persons
from bot.study.audience import Audience, Reach
from bot.study.task import Draft, Kind, Piece, Task
from tests.auxil.cards import no_cards_by_themselves
from tests.auxil.phone import Message, Phone

PATIENCE = 40.0


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody who composes.

    Attributes:
        phone: Theirs.
        services: Of the bot.
    """

    phone: Phone
    services: Services

    async def sees(self, *words: str, button: str = "") -> Message:
        """Wait for a message of the bot that says all of this, and has this button, and return the last such one."""

        def says(message: Message) -> bool:
            all_ = "\n".join([message.text, *message.buttons])
            return message.from_bot and all(word in all_ for word in words)

        def showing(phone: Phone) -> list[Message]:
            fitting = [m for m in phone.messages.values() if says(m) and (not button or button in m.buttons)]
            return sorted(fitting, key=lambda m: m.id)

        try:
            await self.phone.wait_until(lambda phone: bool(showing(phone)), PATIENCE)
        except TimeoutError:
            shown = [(m.text[:300], m.buttons) for m in list(self.phone.messages.values())[-3:]]
            raise AssertionError(f"nothing says {words} {button}; the last: {shown}") from None
        return showing(self.phone)[-1]

    async def gone(self, *words: str) -> None:
        """Wait until no message of the bot says all of this."""
        await self.phone.wait_until(
            lambda phone: not any(all(word in m.text for word in words) for m in phone.messages.values() if m.from_bot),
            PATIENCE,
        )

    async def press(self, button: str, *then: str) -> Message:
        """Press a button on the last message that has it, and wait for what is shown then."""
        message = await self.sees(button=button)
        await self.phone.press(message, button)
        return await self.sees(*then)

    async def alert(self, button: str) -> str:
        """Press a button and return what is told in a window over everything."""
        told = await self.phone.press(await self.sees(button=button), button)
        assert told["show_alert"], told
        return str(told["text"])

    async def says(self, text: str, *then: str) -> Message:
        """Type something, and wait for what is shown then."""
        await self.phone.say(text)
        return await self.sees(*then)

    async def given(self, text: str) -> Message:
        """Begin with a text."""
        await self.says("/task", "1/6")
        return await self.says(text, "已经收下")

    async def to_audience(self) -> Message:
        """Go on from what was given to whom it is for."""
        await self.press("下一步 ▶", "2/6")
        return await self.press("下一步 ▶", "3/6")

    async def to_confirm(self, audience: str = "机修一支部全体（3人）", due: str = "一周内") -> Message:
        """Go on from what was given to the last step, the shortest way."""
        await self.to_audience()
        await self.press(audience, "4/6")
        await self.press(due, "5/6")
        return await self.press("不出题，下一步 ▶", "6/6")


@dataclass(frozen=True, slots=True)
class Branch:
    """The bot and those who talk with it."""

    secretary: Author
    administrator: Author
    member: Phone
    probationary: Phone
    services: Services
    sandbox: Sandbox
    earlier: list[int] = field(default_factory=list)
    """Numbers of the tasks of earlier tests."""

    async def tasks(self) -> list[Task]:
        """Return the tasks of this test, the newest first."""
        return [task for task in await self.services.tasks.listing(ADMINISTRATOR) if task.id not in self.earlier]

    async def begin(self) -> None:
        """Forget all drafts and messages, so that each test begins alike; the tasks there are are of earlier tests."""
        engine = self.services.members.engine
        waiting = select(exists().where(inbox.c.state == State.WAITING))
        async with asyncio.timeout(PATIENCE):  # the database tells nobody when the last of them is handled
            while True:
                async with engine.connect() as connection:
                    if not await connection.scalar(waiting):
                        break
                await asyncio.sleep(0.02)
        async with engine.begin() as connection:
            await connection.execute(study_drafts.delete())
            self.earlier.extend(await connection.scalars(select(study_tasks.c.id)))
        for flood in (self.services.questions, self.services.presses):
            flood._buckets.clear()
        for phone in (self.secretary.phone, self.administrator.phone, self.member, self.probationary):
            phone.events.clear()
            phone.messages.clear()
            phone._taken.clear()

    async def make(self, telegram_id: int, role: Role) -> None:
        """Give somebody another role in the branch."""
        person = select(persons.c.id).where(persons.c.telegram_id == telegram_id).scalar_subquery()
        async with self.services.members.engine.begin() as connection:
            await connection.execute(update(memberships).where(memberships.c.person == person).values(role=role))

    async def leaves(self, telegram_id: int, *, back: bool = False) -> None:
        """Let somebody be in the branch no longer, or again."""
        person = select(persons.c.id).where(persons.c.telegram_id == telegram_id).scalar_subquery()
        state = MemberState.ACTIVE if back else MemberState.REMOVED
        async with self.services.members.engine.begin() as connection:
            await connection.execute(update(memberships).where(memberships.c.person == person).values(state=state))

    async def empty(self, code: str, name: str) -> None:
        """Found a branch with nobody in it."""
        async with self.services.members.engine.begin() as connection:
            await connection.execute(branches.insert().values(code=code, name=name, field=""))

    def hold(self) -> None:
        """Let nothing be sent, as while Telegram cannot be reached."""
        self.services.sender._paused_until = float("inf")

    def go_on(self) -> None:
        """Let what is queued be sent."""
        self.services.sender._paused_until = 0.0
        self.services.sender.wake()

    async def lose_track_of_one(self) -> None:
        """Let one delivery be as after a connection that broke in the middle of it."""
        async with self.services.members.engine.begin() as connection:
            one = (
                select(deliveries.c.task, deliveries.c.person, deliveries.c.part)
                .order_by(deliveries.c.task.desc())
                .limit(1)
            )
            row = (await connection.execute(one)).one()
            lost = update(deliveries).where(deliveries.c.task == row.task, deliveries.c.person == row.person)
            await connection.execute(lost.values(state="unknown"))

    async def was_due(self, task: Task) -> None:
        """Let the time of a task have come an hour ago."""
        past = {"send_at": datetime.now(UTC) - timedelta(hours=1)}
        async with self.services.members.engine.begin() as connection:
            await connection.execute(update(study_tasks).where(study_tasks.c.id == task.id).values(past))

    async def missed(self, text: str) -> Task:
        """Let a task of the secretary's have been due while the bot was not running."""
        now = datetime.now(UTC)
        draft = Draft(
            "错过的任务",
            Kind.DAILY,
            Audience(Reach.BRANCH, "A001"),
            (Piece("text", text),),
            deadline=now + timedelta(days=2),
            send_at=now + timedelta(days=1),
        )
        made = await self.services.tasks.confirm(SECRETARY, draft, "missed")
        async with self.services.members.engine.begin() as connection:
            past = {"send_at": now - timedelta(hours=2), "deadline": now - timedelta(hours=1)}
            await connection.execute(update(study_tasks).where(study_tasks.c.id == made.task.id).values(past))
        self.services.sender.wake()
        return made.task


@asynccontextmanager
async def branch_of(settings: Settings, sandbox: Sandbox) -> AsyncIterator[Branch]:
    """Run the bot for the branch of the sandbox page."""
    server = Server(sandbox.token, sandbox.base_url, sandbox.base_file_url, direct=True, demo=True)
    for person in (ADMINISTRATOR, SECRETARY, MEMBER, PROBATIONARY_MEMBER):
        sandbox.world.people[person].started = True
    async with (
        Phone.of(sandbox, SECRETARY) as secretary,
        Phone.of(sandbox, ADMINISTRATOR) as administrator,
        Phone.of(sandbox, MEMBER) as member,
        Phone.of(sandbox, PROBATIONARY_MEMBER) as probationary,
        running(settings, server) as application,
    ):
        await no_cards_by_themselves(application)
        services: Services = application.bot_data["services"]
        authors = (Author(secretary, services), Author(administrator, services))
        yield Branch(*authors, member, probationary, services, sandbox)


def received(phone: Phone) -> list[Message]:
    """Return what somebody has of the bot, in order."""
    return [message for message in phone.messages.values() if message.from_bot]


def picture(number: int) -> bytes:
    """Return the head of a PNG file, all the sandbox reads of it."""
    return b"\x89PNG\r\n\x1a\n" + b"\0" * 8 + (100 + number).to_bytes(4) + (80).to_bytes(4)
