"""A card is turned over, rated once, comes back by FSRS, and makes room where its article is gone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from fsrs import Rating

from bot.bank.question import BankQuestion
from bot.cards.cards import CardError
from bot.cards.choice import MOST_OPEN, STARTERS, choose
from bot.cards.memory import Memory, recall, reviewed
from bot.cards.own_data import data_of, expire, forget
from bot.study.task import Theme
from bot.words import cards as words
from index.exam import Form
from tests.auxil.cards import MONDAY, Desk
from tests.auxil.organisation import DEPUTY, MEMBER, STRANGER

pytest_plugins = ["tests.auxil.databases"]
TODAY = date(2026, 3, 2)


async def morning(desk: Desk, day: str = MONDAY) -> int:
    """Give out a morning's cards; gives the number of the member's."""
    await desk.planning.plan()
    return (await desk.at(day, 8))[MEMBER].showing.id


async def test_a_card_comes_back_the_later_the_better_it_was_remembered(desk: Desk) -> None:
    due = []
    for rating in Rating:
        memory = reviewed(Memory(1, Theme.RIGHT, TODAY), rating, TODAY)
        again = reviewed(memory, rating, memory.due_on or TODAY)
        due.append(((memory.due_on or TODAY) - TODAY, (again.due_on or TODAY) - (memory.due_on or TODAY)))
    assert due == sorted(due)
    assert [first.days for first, _ in due] == [1, 1, 2, 8]
    assert due[-1][1] > timedelta(days=30)


def test_the_chance_of_recall_falls_to_nine_in_ten_on_the_day_it_is_due() -> None:
    memory = reviewed(Memory(1, Theme.RIGHT, TODAY), Rating.Easy, TODAY)
    assert memory.due_on
    assert recall(memory, TODAY) == 1
    assert recall(memory, memory.due_on) == pytest.approx(0.9, abs=0.01)
    assert recall(Memory(1, Theme.RIGHT, TODAY), TODAY) == 0


async def test_a_card_pressed_twice_counts_once(desk: Desk) -> None:
    number = await morning(desk)
    assert (await desk.cards.turn(MEMBER, number)).showing.rating is None
    first = await desk.cards.rate(MEMBER, number, Rating.Good)
    second = await desk.cards.rate(MEMBER, number, Rating.Again)
    assert (second.showing.rating, second.due_on) == (Rating.Good, first.due_on)
    turned = await desk.cards.turn(MEMBER, number)
    assert (turned.showing.rating, turned.due_on) == (Rating.Good, first.due_on)


async def test_it_is_rated_only_after_it_was_turned_over(desk: Desk) -> None:
    number = await morning(desk)
    with pytest.raises(CardError, match="先翻过来"):
        await desk.cards.rate(MEMBER, number, Rating.Easy)


async def test_the_button_of_an_old_card_still_counts_unless_it_was_reviewed_since(desk: Desk) -> None:
    old = await morning(desk)
    question = (await desk.cards.turn(MEMBER, old)).question.id
    again = 0
    for day in range(3, 30):
        given = await desk.at(f"2026-03-{day:02}", 8)
        if MEMBER in given and given[MEMBER].question.id == question:
            again = given[MEMBER].showing.id
            break
    assert again, "what was never rated comes again"
    await desk.cards.turn(MEMBER, again)
    await desk.cards.rate(MEMBER, again, Rating.Good)
    with pytest.raises(CardError, match="后来已经复习过"):
        await desk.cards.rate(MEMBER, old, Rating.Again)


async def test_a_card_is_its_own_persons(desk: Desk) -> None:
    number = await morning(desk)
    for who in (DEPUTY, STRANGER):
        with pytest.raises(CardError, match="不是发给您的"):
            await desk.cards.turn(who, number)
    with pytest.raises(CardError, match="不是发给您的"):
        await desk.cards.rate(MEMBER, 999_999, Rating.Good)
    with pytest.raises(CardError, match="邀请链接"):
        await desk.cards.another(STRANGER)


@pytest.mark.parametrize("turned", [False, True])
async def test_where_the_article_is_gone_another_card_of_the_same_theme_takes_its_place(
    desk: Desk, turned: bool
) -> None:
    number = await morning(desk)
    before = await desk.cards.turn(MEMBER, number) if turned else None
    question = before.question.id if before else (await desk.cards._question(MEMBER, number)).id
    await desk.drop(question)
    shown = await (desk.cards.rate(MEMBER, number, Rating.Good) if turned else desk.cards.turn(MEMBER, number))
    assert (shown.question.live, shown.showing.rating) == (False, None)
    instead = await desk.cards.instead(MEMBER, shown.showing)
    assert instead.question.live
    assert instead.question.theme is shown.question.theme
    assert (await desk.cards.instead(MEMBER, shown.showing)).showing.id == instead.showing.id


async def test_where_no_card_is_left_it_says_so(desk: Desk) -> None:
    number = await morning(desk)
    for question in range(1, 31):
        await desk.drop(question)
    shown = await desk.cards.turn(MEMBER, number)
    with pytest.raises(CardError, match="还没有"):
        await desk.cards.instead(MEMBER, shown.showing)
    assert await desk.at("2026-03-03", 8) == {}


async def test_another_one_under_the_same_card_is_given_once(desk: Desk) -> None:
    number = await morning(desk)
    await desk.cards.turn(MEMBER, number)
    await desk.cards.rate(MEMBER, number, Rating.Good)
    more = await desk.cards.another(MEMBER, number)
    assert more
    repeated = await desk.cards.another(MEMBER, number)
    assert repeated, "not known to be out: it is shown again"
    assert repeated.showing.id == more.showing.id
    await desk.cards.out(more, 77)
    assert await desk.cards.another(MEMBER, number) is None
    open_one = await desk.cards.another(MEMBER)
    assert open_one, "/card shows the one that is open"
    assert open_one.showing.id == more.showing.id


async def test_nothing_comes_twice_a_day(desk: Desk) -> None:
    seen: list[int] = []
    last = await desk.cards.another(DEPUTY)
    while last and len(seen) < 30:
        seen.append(last.question.id)
        await desk.cards.turn(DEPUTY, last.showing.id)
        await desk.cards.rate(DEPUTY, last.showing.id, Rating.Again)
        last = await desk.cards.another(DEPUTY, last.showing.id) if len(seen) < 30 else last
    assert sorted(seen) == list(range(1, 31))
    with pytest.raises(CardError, match=words.NO_MORE):
        await desk.cards.another(DEPUTY)


async def test_who_never_answers_is_not_buried_in_new_cards(desk: Desk) -> None:
    await desk.settings.set_days(MEMBER, "1234567")
    shown = [(await desk.at((TODAY + timedelta(days=n)).isoformat(), 8))[MEMBER].question.id for n in range(20)]
    assert len(set(shown)) == 2 * MOST_OPEN


async def test_what_is_kept_can_be_seen_and_deleted_and_goes_in_time(desk: Desk) -> None:
    number = await morning(desk)
    await desk.cards.turn(MEMBER, number)
    await desk.cards.rate(MEMBER, number, Rating.Good)
    await desk.settings.set_zone(MEMBER, "Europe/Berlin")
    async with desk.engine.begin() as connection:
        data = await data_of(connection, MEMBER)
        assert data["settings"]["time_zone"] == "Europe/Berlin"
        assert [showing["rating"] for showing in data["card_showings"]] == [Rating.Good]
        await expire(connection, desk.clock() + timedelta(seconds=1))
        assert (await data_of(connection, MEMBER))["card_showings"] == []
        await forget(connection, MEMBER)
        data = await data_of(connection, MEMBER)
        assert data["cards"] == []
        assert data["settings"]["time_zone"] is None
    assert await desk.org.members.forget(MEMBER)


# Which card


def bank(*themes: Theme, article: str = "") -> dict[int, BankQuestion]:
    return {
        number: BankQuestion(
            number,
            Form.RECALL,
            theme,
            "问",
            (),
            0,
            "",
            "党章.md",
            "党章",
            article or f"第{number}条",
            "",
            "答",
            True,
            True,
        )
        for number, theme in enumerate(themes, 1)
    }


def test_new_cards_come_from_different_articles_first() -> None:
    stock = bank(Theme.RIGHT, Theme.RIGHT, article="第四条") | {
        9: bank(*[Theme.RIGHT] * 9)[9],
        10: bank(*[Theme.DUTY] * 10)[10],
    }
    first = choose(stock, {}, Theme.DUTY, TODAY)
    assert first
    assert first.article == "第四条", "the article fullest of rights"
    known = {first.id: Memory(first.id, Theme.RIGHT, TODAY)}
    second = choose(stock, known, Theme.DUTY, TODAY)
    assert second
    assert second.id == 9


def test_newcomers_begin_with_the_lists_of_rights_and_duties_themselves() -> None:
    """Ten cards: five of each, from the articles that say most of them; only then what stands about them elsewhere."""
    stock = {
        start + at: bank(*[theme] * (start + at), article=article)[start + at]
        for start, count, theme, article in (
            (1, 2, Theme.RIGHT, "第四十一条"),
            (11, 6, Theme.RIGHT, "第四条"),
            (21, 3, Theme.DUTY, "第十条"),
            (31, 7, Theme.DUTY, "第三条"),
        )
        for at in range(count)
    }
    known: dict[int, Memory] = {}
    articles: list[str] = []
    last: Theme | None = None
    for _ in range(STARTERS + 1):
        found = choose(stock, known, last, TODAY, asked_for=True)
        assert found
        known[found.id] = Memory(found.id, found.theme, TODAY)
        articles.append(found.article)
        last = found.theme
    assert articles[:STARTERS] == ["第四条", "第三条"] * 5
    assert articles[STARTERS] == "第四十一条"


def test_where_the_documents_have_only_duties_duties_come() -> None:
    stock = bank(Theme.DUTY, Theme.DUTY)
    for last in (None, *Theme):
        found = choose(stock, {}, last, TODAY)
        assert found
        assert found.theme is Theme.DUTY
    assert choose({}, {}, None, TODAY) is None
