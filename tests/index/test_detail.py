"""A detail that no text gives is known to be missing, however near its topic is."""

from __future__ import annotations

import pytest

from index.detail import details, missing_detail

RULE = "会员可以请假，由组长记录。讲课的一次给500元。"
HOURS = "课酬一般不超过800元/人次；小组会每周四下午三点开。"


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("小组会晚上八点开行吗", "钟点"),
        ("读书心得要写几页", "页数"),
        ("检查要写多少字", "字数"),
        ("组长每月津贴多少钱", "补贴"),
        ("记录表用什么格式", "格式"),
        ("手机上交会费点哪个按钮", "按钮"),
        ("一节课讲多少分钟", "时长"),
        ("活动室多少平方米", "面积"),
        ("协会徽章戴左胸还是右胸", "佩戴"),
        ("會員證丟了怎麼補", "遗失"),
        ("现任会长是谁", "现任"),
        ("会员章程是哪一年提出的", "年份"),
        ("会员要体检吗", "身体"),
    ],
)
def test_a_detail_that_no_text_gives_is_missing(question: str, asked: str) -> None:
    detail = missing_detail(question, RULE)
    assert detail is not None
    assert (detail.asked, detail.present) == (asked, False)


@pytest.mark.parametrize("question", ["小组会几点开", "讲课费一次多少钱"])
def test_a_detail_that_the_text_gives_is_present(question: str) -> None:
    detail = missing_detail(question, HOURS)
    assert detail is not None
    assert detail.present


def test_an_amount_of_something_else_is_no_answer() -> None:
    detail = missing_detail("慰问金给多少钱", HOURS)
    assert detail is not None
    assert not detail.present


def test_one_of_several_texts_that_has_the_detail_is_enough() -> None:
    assert [detail.present for detail in details("小组会几点开", [RULE])] == [False]
    assert [detail.present for detail in details("小组会几点开", [RULE, HOURS])] == [True]


def test_of_several_details_the_missing_one_is_told() -> None:
    detail = missing_detail("讲课费多少钱，发票要贴在左上角吗", HOURS)
    assert detail is not None
    assert not detail.present


@pytest.mark.parametrize(
    "question",
    [
        "会员有哪些权利",
        "从哪天算起",
        "What happens if I leave",
        "好几年没联系，还能找回组织吗",
        "他总给我穿小鞋，找谁反映",
    ],
)
def test_most_questions_ask_for_no_such_detail(question: str) -> None:
    assert missing_detail(question, RULE) is None
