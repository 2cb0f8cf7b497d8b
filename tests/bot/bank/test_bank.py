"""The question bank: every question of the documents in force, kept while its article's words stay the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.audit import Audit
from bot.bank.bank import Bank
from bot.bank.question import BankQuestion
from bot.bank.reviewing import Reviewing
from bot.people.roles import OPERATOR
from bot.settings import HANDBOOK
from bot.study.task import StudyError, Theme
from index.corpus import Corpus
from index.exam import Form
from knowledge.document import Audience, Document
from knowledge.editions import settle
from knowledge.parse import load, parse

pytest_plugins = ["tests.auxil.databases"]
TODAY = date(2026, 11, 1)
RULE = """某某支部党员管理办法

第一条　预备党员的预备期为一年。
第二条　党员享有下列权利：
（一）参加支部的会议，阅读支部的文件。
（二）对支部的工作提出建议和倡议。
（三）向支部的上级提出请求和申诉。
第三条　党员必须履行下列义务：
（一）按时交党费，不拖欠，不垫交。
（二）保守国家的秘密，爱护集体的名声。
（三）完成分配的任务，帮助新来的人。
第四条　党员多久参加一次志愿服务：每季度至少参加一次，把时间记下来。
第五条　党支部每月召开一次学习会。
"""
NOTICE = """某某书记手册

第一条　党支部每季度召开一次党员大会，由书记主持。
第二条　党支部书记任期为三年。
"""


class Shelf:
    """The documents in force, and the bank filled from them."""

    def __init__(self, engine: AsyncEngine, *documents: Document) -> None:
        self.documents = list(documents)
        self.day = TODAY
        self.bank = Bank(engine, lambda: Corpus(settle(self.documents)), lambda: self.day, Random(1))

    async def put(self, *documents: Document) -> None:
        """Publish other documents."""
        self.documents = list(documents)
        await self.bank.refresh()

    async def all(self, audience: Audience = Audience.SECRETARIES) -> list[BankQuestion]:
        """Return quiz questions and cards."""
        found = [*await self.bank.all(audience), *await self.bank.all(audience, cards=True)]
        return list({question.id: question for question in found}.values())

    async def of(self, article: str) -> set[int]:
        """Return the ids of the live questions of an article of the rule."""
        return {q.id for q in await self.all() if q.article == article and q.file == "党员管理办法.md"}


async def handbook(engine: AsyncEngine) -> Shelf:
    """Fill the bank from the handbook that ships."""
    shelf = Shelf(engine, *(load(path) for path in sorted(HANDBOOK.glob("*.md"))))
    await shelf.bank.refresh()
    return shelf


def rule(text: str = RULE, file: str = "党员管理办法.md") -> Document:
    return parse(file, text)


@pytest.fixture
async def shelf(database: AsyncEngine) -> Shelf:
    shelf = Shelf(database, rule())
    await shelf.bank.refresh()
    return shelf


async def test_a_second_refresh_changes_nothing(shelf: Shelf) -> None:
    before = await shelf.all()
    done = await shelf.bank.refresh()
    assert (done.live, done.added, done.gone) == (len(before), 0, 0)
    assert await shelf.all() == before


async def test_a_question_says_where_its_words_stand(shelf: Shelf) -> None:
    [question] = [q for q in await shelf.all() if q.form is Form.NUMBER and q.article == "第一条"]
    assert question.options[question.right] == "一年"
    assert question.quote == "预备党员的预备期为一年"
    assert (question.file, question.document) == ("党员管理办法.md", "某某支部党员管理办法")
    assert question.explanation == "依据《某某支部党员管理办法》第一条：预备党员的预备期为一年。"


async def test_questions_of_an_article_that_stays_keep_their_ids_when_others_change(shelf: Shelf) -> None:
    kept = {label: await shelf.of(label) for label in ("第一条", "第二条", "第四条")}
    changed = await shelf.of("第三条") | await shelf.of("第五条")
    assert all(kept.values())
    await shelf.put(
        rule(RULE.replace("每月召开", "每半年召开").replace("爱护集体", "珍惜集体")), parse("手册.md", NOTICE)
    )
    for label, ids in kept.items():
        assert await shelf.of(label) >= ids
    assert not changed & {question.id for question in await shelf.all()}
    remade = [q for q in await shelf.all() if q.article == "第五条" and q.form is Form.NUMBER]
    assert [q.options[q.right] for q in remade if q.file == "党员管理办法.md"] == ["每半年"]


async def test_the_questions_of_an_article_that_went_can_still_be_read_and_come_back_with_it(shelf: Shelf) -> None:
    ids = await shelf.of("第四条")
    await shelf.put(rule(RULE.replace("第四条　党员多久参加一次志愿服务：每季度至少参加一次，把时间记下来。\n", "")))
    found = await shelf.bank.get(ids)
    assert set(found) == ids
    assert not any(question.live for question in found.values())
    assert all("志愿服务" in question.text for question in found.values())
    await shelf.put(rule())
    assert await shelf.of("第四条") == ids


async def test_nothing_is_asked_from_a_rule_out_of_force(shelf: Shelf) -> None:
    await shelf.put(rule(file="党员管理办法_已被2026修订取代.md"))
    assert await shelf.all() == []


async def test_a_rule_is_asked_about_from_the_day_it_is_in_force(database: AsyncEngine) -> None:
    shelf = Shelf(database, rule(f"{RULE}第六条　本办法自2027年1月1日起施行。\n"))
    await shelf.bank.refresh()
    assert await shelf.all() == []
    shelf.day = date(2027, 1, 1)
    await shelf.bank.refresh()
    assert await shelf.of("第一条")


async def test_members_are_not_asked_from_what_only_secretaries_may_read(database: AsyncEngine) -> None:
    shelf = Shelf(database, rule(), replace(parse("书记手册.md", NOTICE), audience=Audience.SECRETARIES))
    await shelf.bank.refresh()
    assert {q.file for q in await shelf.all(Audience.MEMBERS)} == {"党员管理办法.md"}
    assert {q.file for q in await shelf.all(Audience.SECRETARIES)} == {"党员管理办法.md", "书记手册.md"}
    assert {q.file for q in await shelf.bank.pick(50, Audience.MEMBERS)} == {"党员管理办法.md"}


async def test_a_draw_is_spread_over_articles_and_leaves_out_what_is_not_wanted(shelf: Shelf) -> None:
    everything = await shelf.bank.all(Audience.EVERYONE)
    articles = Counter(question.article for question in everything)
    assert max(articles.values()) > 1
    drawn = await shelf.bank.pick(len(articles), Audience.EVERYONE)
    assert {question.article for question in drawn} == set(articles)
    without = {question.id for question in drawn}
    again = await shelf.bank.pick(len(everything), Audience.EVERYONE, without=without)
    assert {question.id for question in again} == {question.id for question in everything} - without


async def test_a_draw_for_a_quiz_has_options_and_one_of_cards_has_a_theme(shelf: Shelf) -> None:
    assert all(question.options for question in await shelf.bank.pick(50, Audience.EVERYONE))
    for theme, article in ((Theme.RIGHT, "第二条"), (Theme.DUTY, "第三条")):
        cards = await shelf.bank.pick(50, Audience.EVERYONE, theme=theme, cards=True)
        assert {card.theme for card in cards} == {theme}
        assert article in {card.article for card in cards}
        assert all(card.card for card in cards)


async def test_what_an_article_says_is_asked_rather_than_its_number(database: AsyncEngine) -> None:
    shelf = await handbook(database)
    drawn = await shelf.bank.pick(10, Audience.EVERYONE)
    assert len(drawn) == 10
    assert sum(question.form is Form.ARTICLE for question in drawn) <= 2


async def test_the_handbook_alone_has_cards_for_a_new_member(database: AsyncEngine) -> None:
    shelf = await handbook(database)
    for theme in (Theme.RIGHT, Theme.DUTY):
        cards = await shelf.bank.pick(5, Audience.EVERYONE, theme=theme, cards=True)
        assert len({(card.file, card.article) for card in cards}) == 5
        for card in cards:
            assert card.quote.replace("\n", "") in "".join(d.text.replace("\n", "") for d in shelf.documents)


async def test_an_edited_question_stays_so_until_its_article_changes(shelf: Shelf, database: AsyncEngine) -> None:
    reviewing = Reviewing(database)
    [number] = [q.id for q in await shelf.all() if q.form is Form.NUMBER and q.article == "第一条"]
    await reviewing.edit(OPERATOR, number, "预备期多长？", ["半年", "一年"], 1)
    await shelf.put(rule(), parse("手册.md", NOTICE))
    edited = (await shelf.bank.get([number]))[number]
    assert (edited.text, edited.options, edited.right, edited.live) == ("预备期多长？", ("半年", "一年"), 1, True)
    await shelf.put(rule(RULE.replace("预备期为一年", "预备期为两年")))
    assert not (await shelf.bank.get([number]))[number].live
    [fresh] = [q for q in await shelf.all() if q.form is Form.NUMBER and q.article == "第一条"]
    assert fresh.options[fresh.right] == "两年"


async def test_a_dropped_question_is_never_drawn_again_and_it_is_on_record(shelf: Shelf, database: AsyncEngine) -> None:
    reviewing = Reviewing(database)
    ids = sorted(await shelf.of("第二条"))
    for number in ids:
        await reviewing.drop(OPERATOR, number)
    await shelf.put(rule(), parse("手册.md", NOTICE))
    assert await shelf.of("第二条") == set()
    assert not any(question.live for question in (await shelf.bank.get(ids)).values())
    entries = await Audit(database).entries()
    assert {(entry.action, entry.about) for entry in entries} == {("question dropped", str(number)) for number in ids}


async def test_what_was_looked_at_is_not_shown_again(shelf: Shelf, database: AsyncEngine) -> None:
    reviewing = Reviewing(database)
    first, *rest = await reviewing.waiting()
    await reviewing.accept(OPERATOR, first.id)
    await shelf.bank.refresh()
    assert [question.id for question in await reviewing.waiting()] == [question.id for question in rest]
    assert first.id in {question.id for question in await shelf.all()}


@pytest.mark.parametrize(
    ("text", "options", "right", "reason"),
    [
        ("", ["半年", "一年"], 0, "不能是空的"),
        ("预备期多长？", ["一年"], 0, "2 到 10 个"),
        ("预备期多长？", ["一年", "一年"], 0, "也不能重复"),
        ("预备期多长？", [], 0, "2 到 10 个"),
        ("预备期多长？", ["半年", "一年"], 2, "1 到 2"),
        ("问" * 301, ["半年", "一年"], 0, "最多 300"),
        ("预备期多长？", ["半年", "年" * 101], 0, "最多 100"),
    ],
)
async def test_an_edit_that_telegram_would_not_take_is_refused(
    shelf: Shelf, database: AsyncEngine, text: str, options: list[str], right: int, reason: str
) -> None:
    [number] = [q.id for q in await shelf.all() if q.form is Form.NUMBER and q.article == "第一条"]
    before = (await shelf.bank.get([number]))[number]
    with pytest.raises(StudyError, match=reason):
        await Reviewing(database).edit(OPERATOR, number, text, options, right)
    assert (await shelf.bank.get([number]))[number] == before


async def test_a_question_whose_article_went_cannot_be_edited_any_more(shelf: Shelf, database: AsyncEngine) -> None:
    [number] = [q.id for q in await shelf.all() if q.form is Form.NUMBER and q.article == "第一条"]
    await shelf.put(parse("手册.md", NOTICE))
    with pytest.raises(StudyError, match="条文已经改了"):
        await Reviewing(database).accept(OPERATOR, number)
