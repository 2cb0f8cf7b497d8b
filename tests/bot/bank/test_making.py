"""What the bank takes of the questions a document gives, and what it takes them to be about."""

from __future__ import annotations

from datetime import date

import pytest

from bot.bank.making import Made, make
from bot.study.task import Theme
from index.corpus import Corpus
from index.exam import Form
from knowledge.parse import parse

TODAY = date(2026, 11, 1)


def made(*articles: str, title: str = "某某党员管理办法") -> list[Made]:
    numbers = "一二三四五六七八九"
    text = "\n".join([title, "", *(f"第{numbers[at]}条　{article}" for at, article in enumerate(articles)), ""])
    return make(Corpus([parse("办法.md", text)]), TODAY)


def themes(article: str) -> set[Theme]:
    return {one.theme for one in made(article)}


def test_what_has_nothing_to_do_with_the_party_is_not_asked() -> None:
    assert made("学校开办资金为35300万元，由教育局出资。", title="某某中学章程") == []
    assert made("学校党委会每月召开一次，由书记主持。", title="某某中学章程")


@pytest.mark.parametrize(
    "above", ["各省、自治区党委", "国务院各部门党委", "中国人民银行分行党委", "铁路、民航系统党委"]
)
def test_what_is_laid_down_for_ministries_and_banks_is_not_asked(above: str) -> None:
    assert made(f"{above}每年按全年党费总数的5%上缴中央。") == []
    assert made("党支部每年按全年党费总数的5%上缴上级。")


@pytest.mark.parametrize(
    ("article", "theme"),
    [
        ("党员在党的会议上可以参加讨论，每年至少发言一次。", Theme.RIGHT),
        ("党员应当在三个月内把组织关系介绍信交到支部。", Theme.DUTY),
        ("多少党员可以成立支部：正式党员3人以上的基层单位，都应当成立党支部。", Theme.NEITHER),
        ("多少党员要设支委会：正式党员7人以上的支部应当设支部委员会。", Theme.NEITHER),
        ("有表决权的党员要有半数以上到会，大会才能进行表决。", Theme.NEITHER),
        ("严重触犯刑律的党员必须开除党籍，由上级在三个月内批准。", Theme.NEITHER),
        ("党组织对预备党员应当在三个月内谈话，做好记录。", Theme.NEITHER),
    ],
)
def test_a_question_is_about_what_the_sentence_says_of_members(article: str, theme: Theme) -> None:
    assert themes(article) == {theme}


def test_an_item_of_a_branchs_tasks_is_no_right_of_members() -> None:
    tasks = "党支部的基本任务是：\n（一）保障党员权利不受侵犯。\n（二）宣传方针政策和决议。\n（三）培养教育积极分子。"
    duty = (
        "介绍人的主要职责是：\n（一）解释纲领章程。\n（二）了解动机履历。\n（三）填写考察意见。\n（四）继续帮助进步。"
    )
    items = [one for one in made(tasks, duty) if one.form is Form.ITEM]
    assert items
    assert {one.theme for one in items} == {Theme.NEITHER}
