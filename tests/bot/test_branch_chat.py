"""A person joins a branch by a link, the secretary keeps the list and hands it over: on phones."""

from __future__ import annotations

from bot import words
from bot.app import App
from bot.people.roles import OPERATOR, Role
from bot.sandbox.server import Sandbox
from bot.sandbox.world import BOT_USERNAME, Person
from bot.services import Services
from bot.storage.tables import branches, memberships
from tests.auxil.phone import Message, Phone
from tests.bot.test_gatekeeper import NUMBERS, people

__all__ = ["people"]
People = dict[Role, Phone]


def payload_in(message: Message) -> str:
    link = next(line for line in message.text.splitlines() if line.startswith("https://t.me/"))
    assert link.startswith(f"https://t.me/{BOT_USERNAME}?start=")
    return link.partition("?start=")[2]


async def invited(secretary: Phone, name: str = "") -> str:
    await secretary.say(f"/invite {name}".strip())
    offer = await secretary.next_message()
    await secretary.press(offer, Role.MEMBER.label)
    return payload_in(await secretary.next_edit())


async def on(phone: Phone, message: Message, button: str, then: str) -> Message:
    """Press a button and wait for the message to have another one."""
    await phone.press(message, button)
    event = await phone.wait_for(
        lambda e: e.kind == "edit" and e.message.id == message.id and any(then in b for b in e.message.buttons)
    )
    return event.message


async def test_a_link_shows_the_branch_and_what_will_be_known_and_one_press_joins(people: People, bot: App) -> None:
    payload = await invited(people[Role.SECRETARY], "王小明")
    guest = people[Role.GUEST]
    await guest.start(payload)
    offer = await guest.next_message()
    assert "机修支部" in offer.text
    assert "Telegram 用户编号" in offer.text
    await guest.press(offer, words.JOIN)
    assert "机修支部" in (await guest.next_edit()).text
    services: Services = bot.bot_data["services"]
    assert await services.members.roles(NUMBERS[Role.GUEST]) == {Role.MEMBER}
    assert "consult" in await guest.commands()


async def test_a_link_works_once_and_for_one_person(people: People) -> None:
    payload = await invited(people[Role.SECRETARY], "王小明")
    await people[Role.GUEST].start(payload)
    await people[Role.GUEST].press(await people[Role.GUEST].next_message(), words.JOIN)
    await people[Role.PROBATIONARY].start(payload)
    assert "已经有人用过" in (await people[Role.PROBATIONARY].next_message()).text


async def test_a_newcomer_without_a_name_waits_until_the_secretary_approves(people: People, bot: App) -> None:
    secretary, guest = people[Role.SECRETARY], people[Role.GUEST]
    await guest.start(await invited(secretary))
    await guest.press(await guest.next_message(), words.JOIN)
    told = await secretary.next_message()
    await secretary.press(await on(secretary, told, words.LOOK, words.APPROVE), words.APPROVE)
    assert "机修支部" in (await guest.next_message()).text
    services: Services = bot.bot_data["services"]
    assert await services.members.roles(NUMBERS[Role.GUEST]) == {Role.MEMBER}


async def test_the_secretary_sees_the_list_and_takes_somebody_off_it_after_a_question(people: People, bot: App) -> None:
    secretary = people[Role.SECRETARY]
    await secretary.say("/branch")
    listed = await secretary.next_message()
    entry = next(button for button in listed.buttons if button.startswith(f"{Role.MEMBER.label}（"))
    shown = await on(secretary, listed, entry, words.REMOVE)
    asked = await on(secretary, shown, words.REMOVE, words.REMOVE_SURELY)
    await secretary.press(asked, words.REMOVE_SURELY)
    await secretary.wait_for(
        lambda e: (
            e.kind == "edit"
            and e.message.id == listed.id
            and e.message.text.startswith("机修支部\n共")
            and entry not in e.message.buttons
        )
    )
    services: Services = bot.bot_data["services"]
    assert await services.members.roles(NUMBERS[Role.MEMBER]) == {Role.GUEST}


async def test_a_successor_takes_over_with_everything_in_place(people: People, bot: App) -> None:
    secretary, successor = people[Role.SECRETARY], people[Role.MEMBER]
    await secretary.say("/branch")
    listed = await secretary.next_message()
    entry = next(button for button in listed.buttons if button.startswith(f"{Role.MEMBER.label}（"))
    shown = await on(secretary, listed, entry, words.HAND_OVER)
    asked = await on(secretary, shown, words.HAND_OVER, words.HAND_OVER_SURELY)
    await secretary.press(asked, words.HAND_OVER_SURELY)
    await successor.wait_for(lambda e: e.kind == "message" and "您现在是" in e.message.text)
    services: Services = bot.bot_data["services"]
    assert await services.members.roles(NUMBERS[Role.MEMBER]) == {Role.SECRETARY}
    assert await services.members.roles(NUMBERS[Role.SECRETARY]) == {Role.MEMBER}
    await successor.say("/branch")
    assert "机修支部" in (await successor.next_message()).text


async def test_a_newcomer_who_asks_first_is_answered(bot: App, sandbox: Sandbox) -> None:
    sandbox.world.add_person(Person(819_999, "路人", "访客", started=True))
    async with Phone.of(sandbox, 819_999) as phone:
        await phone.say("党费可以一个季度交一次吗")
        assert "季度" in (await phone.next_message()).text
    services: Services = bot.bot_data["services"]
    assert await services.members.roles(OPERATOR) == {Role.GUEST}


async def test_an_administrator_invites_a_secretary_to_any_branch(people: People, bot: App) -> None:
    services: Services = bot.bot_data["services"]
    administrator, guest = people[Role.ADMINISTRATOR], people[Role.GUEST]
    async with services.members.engine.begin() as connection:
        await connection.execute(branches.insert().values(id=2, code="B2", name="铸造支部", field=""))
        await connection.execute(memberships.update().values(branch=2).where(memberships.c.role == Role.ADMINISTRATOR))
    await administrator.say("/invite")
    offered = await administrator.next_message()
    await administrator.press(offered, Role.SECRETARY.label)
    payload = payload_in(await administrator.next_edit())
    await guest.start(payload)
    await guest.press(await guest.next_message(), words.JOIN)
    await guest.wait_for(lambda e: e.kind == "edit" and "铸造支部" in e.message.text)
    assert await services.members.roles(guest.person) == {Role.SECRETARY}
