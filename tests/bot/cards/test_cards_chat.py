"""Cards and settings on a member's phone, with the real bot and the questions it makes from the handbook."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from bot.app import App
from bot.people.roles import Role
from bot.services import Services
from bot.storage.bank_tables import bank_questions
from bot.storage.card_tables import card_memories, card_plans, card_showings
from bot.storage.tables import persons
from bot.words import cards as words
from tests.auxil.learning import SetClock, buttons
from tests.auxil.phone import Message, Phone
from tests.auxil.sending import ZONE
from tests.bot.test_gatekeeper import people

__all__ = ["people"]


@pytest.fixture
async def member(bot: App, people: dict[Role, Phone]) -> Phone:
    """Begin as somebody who has never had a card; all questions stand."""
    services = services_of(bot)
    await services.bank.refresh()
    async with services.members.engine.begin() as connection:
        for table in (card_showings, card_memories, card_plans):
            await connection.execute(delete(table))
        usual = {"zone": None, "quiet_from": None, "quiet_to": None, "silent": None, "quiet_until": None}
        await connection.execute(update(persons).values(usual))
    services.cards._stock.refresh()
    return people[Role.MEMBER]


def services_of(bot: App) -> Services:
    services: Services = bot.bot_data["services"]
    return services


async def shows(phone: Phone, message: Message, part: str) -> Message:
    await phone.wait_until(lambda p: part in p.messages[message.chat, message.id].text)
    return phone.messages[message.chat, message.id]


async def test_a_card_is_turned_over_and_rated_and_another_one_follows(member: Phone) -> None:
    await member.say("/card")
    card = await member.next_message()
    first = card.text.split("\n")[0]
    assert words.THINK in card.text
    await member.press(card, words.TURN)
    card = await buttons(member, card, *words.RATINGS)
    assert "——《" in card.text
    assert len(card.marked("blockquote")) == 1, "the article's words"
    await member.press(card, "记得")
    card = await buttons(member, card, words.ANOTHER, words.TO_SETTINGS)
    assert "「记得」记下了" in card.text
    await member.press(card, words.ANOTHER)
    following = await member.next_message()
    assert following.text.split("\n")[0] != first, "a duty after a right"
    told = await member.press(card, words.ANOTHER)
    assert told["text"] == words.HERE_ALREADY


async def test_a_rating_pressed_on_an_outdated_screen_changes_nothing(bot: App, member: Phone) -> None:
    await member.say("/card")
    card = await member.next_message()
    await member.press(card, words.TURN)
    turned = await buttons(member, card, *words.RATINGS)
    forgotten, easy = turned.data("忘了"), turned.data("很熟")
    await member.press(turned, "忘了")
    await buttons(member, card, words.ANOTHER, words.TO_SETTINGS)
    told = await member.press_data(turned, easy)
    assert told["text"] == words.RATED_BEFORE.format(rating="忘了")
    await member.press_data(turned, forgotten)
    async with services_of(bot).members.engine.connect() as connection:
        assert (await connection.scalars(select(card_memories.c.rating))).all() == [1]


async def test_an_article_that_goes_while_its_card_is_open_makes_room_for_another(bot: App, member: Phone) -> None:
    await member.say("/card")
    card = await member.next_message()
    async with services_of(bot).members.engine.begin() as connection:
        question = await connection.scalar(select(card_showings.c.question))
        gone = update(bank_questions).where(bank_questions.c.id == question)
        await connection.execute(gone.values(current=False))
    old = card.text
    await member.press(card, words.TURN)
    card = await shows(member, card, words.GONE)
    assert old.split("\n")[2] not in card.text
    await member.press(card, words.TURN)
    await buttons(member, card, *words.RATINGS)


async def test_the_mornings_card_comes_by_itself_and_says_at_first_what_it_is(
    bot: App, member: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = services_of(bot)
    day = datetime.now(ZONE) + timedelta(days=2)
    clock = SetClock(day.date().isoformat(), 7, 0)
    for part in (services.handing_out._planning, services.handing_out._source, services.cards):
        monkeypatch.setattr(part, "_now", clock)
    monkeypatch.setattr(services.settings, "now", clock)
    await services.settings.set_days(member.person, "1234567")
    clock.turn(hours=1)
    services.handing_out.start(bot.bot)
    card = await member.next_message()
    await services.handing_out.stop()
    assert card.text.startswith(words.WELCOME.format(days=words.EVERY_DAY, time=datetime(2026, 1, 1, 8)))
    assert "入门卡 1/10" in card.text
    assert card.buttons == [words.TURN, words.TO_SETTINGS]


async def test_everything_is_switched_off_from_a_card_with_two_presses(bot: App, member: Phone) -> None:
    await member.say("/card")
    card = await member.next_message()
    await member.press(card, words.TURN)
    card = await buttons(member, card, *words.RATINGS)
    await member.press(card, "记得")
    card = await buttons(member, card, words.ANOTHER, words.TO_SETTINGS)
    await member.press(card, words.TO_SETTINGS)
    settings = await member.next_message()
    await member.press(settings, words.SWITCH_OFF)
    settings = await buttons(member, settings, words.SWITCH_ON)
    async with services_of(bot).members.engine.connect() as connection:
        query = select(card_plans.c.next_at).join(persons).where(persons.c.telegram_id == member.person)
        assert (await connection.scalars(query)).all() == [None]
    await member.press(settings, words.SWITCH_ON)
    await shows(member, settings, "下一张")


async def test_a_time_is_typed_and_25_oclock_refused_in_one_line(member: Phone) -> None:
    await member.say("/settings")
    settings = await member.next_message()
    await member.press(settings, words.CHANGE_TIME)
    await shows(member, settings, words.ASK_TIME)
    await member.say("25:00")
    assert (await member.next_message()).text == words.BAD_TIME.format(text="25:00")
    await member.say("7:45")
    told = await member.next_message()
    assert "每日一卡：工作日 07:45" in told.text
    assert words.QUIET_MOVED.split("，")[1][:6] in told.text


async def test_a_question_typed_meanwhile_is_answered(member: Phone) -> None:
    await member.say("/settings")
    settings = await member.next_message()
    await member.press(settings, words.CHANGE_ZONE)
    await shows(member, settings, words.ASK_ZONE)
    await member.say("预备党员有没有表决权")
    assert "表决权" in (await member.next_message()).text
    await member.say("柏林")
    assert "时区：柏林" in (await member.next_message()).text


async def test_days_are_chosen_one_by_one_and_one_at_least_stays(member: Phone) -> None:
    await member.say("/settings")
    settings = await member.next_message()
    await member.press(settings, words.CHANGE_DAYS)
    settings = await shows(member, settings, words.ASK_DAYS.split("\n")[0])
    await member.press(settings, "三")
    await member.wait_until(lambda p: "✓三" in p.messages[settings.chat, settings.id].buttons)
    settings = member.messages[settings.chat, settings.id]
    told = await member.press(settings, "✓三")
    assert told["text"] == words.ONE_DAY_AT_LEAST
    await member.press(settings, "六")
    await member.wait_until(lambda p: "✓六" in p.messages[settings.chat, settings.id].buttons)
    await member.press(member.messages[settings.chat, settings.id], words.BACK)
    await shows(member, settings, "每日一卡：每周三、六 08:00")


@pytest.mark.parametrize(
    "data",
    ["setup:time:1500", "setup:days:89", "setup:zone:Mars", "setup", "setup:quiet:9", "settings:all", "rate:1:9"],
)
async def test_forged_or_outdated_buttons_do_nothing(member: Phone, data: str) -> None:
    await member.say("/settings")
    settings = await member.next_message()
    assert (await member.press_data(settings, data))["show_alert"]
