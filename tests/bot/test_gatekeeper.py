"""Every command and every button, as every role: what the table of permissions says is what happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot import words
from bot.app import App
from bot.gatekeeper import BUTTONS, COMMANDS, SHARED, Button, action_of_command
from bot.handlers import _BUTTONS, _COMMANDS
from bot.people.roles import Action, NotAllowedError, Role, may
from bot.sandbox.server import Sandbox
from bot.sandbox.world import GROUP, Person
from bot.services import Services
from bot.storage.tables import branches, memberships, metadata, persons
from tests.auxil.phone import Message, Phone

NUMBERS = {role: 810_000 + n for n, role in enumerate(Role)}


@pytest.fixture
async def people(bot: App, sandbox: Sandbox) -> AsyncIterator[dict[Role, Phone]]:
    """One person of each role in one branch, each with a phone."""
    services: Services = bot.bot_data["services"]
    now = datetime.now(UTC)
    async with services.members.engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            if table.name not in ("inbox", "ledger", "rate_budget"):
                await connection.execute(table.delete())
        await connection.execute(branches.insert().values(id=1, code="A1", name="机修支部", field=""))
        for role, number in NUMBERS.items():
            if role is Role.GUEST:
                continue
            row = {"id": number, "telegram_id": number, "name": role.label, "joined": now}
            await connection.execute(persons.insert().values(row))
            row = {"person": number, "branch": 1, "role": role, "state": "active", "since": now}
            await connection.execute(memberships.insert().values(row))
    services.questions._buckets.clear()
    services.presses._buckets.clear()
    phones: dict[Role, Phone] = {}
    contexts = []
    for role, number in NUMBERS.items():
        if number not in sandbox.world.people:
            sandbox.world.add_person(Person(number, role.label, role.label, started=True), standing="member")
        context = Phone.of(sandbox, number)
        phones[role] = await context.__aenter__()
        contexts.append(context)
    yield phones
    for context in contexts:
        await context.__aexit__(None, None, None)


def refusal(action: Action) -> str:
    return str(NotAllowedError(action))


async def test_every_command_does_what_the_table_says(people: dict[Role, Phone], bot: App) -> None:
    async def walk(role: Role, phone: Phone) -> None:
        for name, action in COMMANDS.items():
            bot.bot_data["services"].questions._buckets.clear()  # nobody types that fast
            await phone.say(f"/{name}")
            told = await phone.next_message()
            assert (told.text == refusal(action)) is not may({role}, action), (role, name, told.text)

    await asyncio.gather(*(walk(role, phone) for role, phone in people.items()))


async def test_every_button_does_what_the_table_says(people: dict[Role, Phone], bot: App) -> None:
    helped: dict[Role, Message] = {}
    for role, phone in people.items():  # before anybody presses: presses are answered first, and these are many
        await phone.say("/help")
        helped[role] = await phone.next_message()

    async def walk(role: Role, phone: Phone) -> None:
        message = helped[role]
        for button, action in BUTTONS.items():
            bot.bot_data["services"].presses._buckets.clear()  # nobody presses that fast
            told = await phone.press_data(message, f"{button}:1:2:3:4:5")
            assert (told["text"] == refusal(action)) is not may({role}, action), (role, button, told)

    await asyncio.gather(*(walk(role, phone) for role, phone in people.items()))


async def test_a_button_of_somebody_elses_chat_does_nothing(people: dict[Role, Phone], bot: App) -> None:
    secretary = people[Role.SECRETARY]
    await secretary.say("/help", chat=GROUP)
    message = await secretary.next_message(chat=GROUP)
    for button in set(Button) - SHARED:
        bot.bot_data["services"].presses._buckets.clear()
        told = await people[Role.ADMINISTRATOR].press_data(message, f"{button}:1:{NUMBERS[Role.MEMBER]}")
        assert told["text"] == words.NOT_YOURS


def test_commands_and_buttons_all_stand_in_the_table() -> None:
    assert set(_COMMANDS) == set(COMMANDS) == set(words.COMMANDS)
    assert set(_BUTTONS) == set(BUTTONS) == set(Button)


def test_a_deep_link_with_an_invite_is_joining() -> None:
    assert action_of_command("/start join_" + "A" * 22) is Action.JOIN
    assert action_of_command("/start") is Action.ASK
    assert action_of_command("/start join_short") is Action.ASK
