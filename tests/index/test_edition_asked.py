"""A year in a question asks for an edition only where it is meant so and the base has one."""

from __future__ import annotations

from datetime import date

import pytest

from index.edition_asked import edition_asked
from knowledge.editions import settle
from knowledge.parse import parse

TODAY = date(2026, 11, 1)
BODY = "\n第一条　甲。\n第二条　乙。\n第三条　本规定自{day}起施行。"
RULES = {
    "old": ("中国共产党某某发展党员细则", "2014年5月28日"),
    "new": ("中国共产党某某发展党员细则", "2026年5月11日"),
    "fees": ("某某党费收缴规定", "2008年4月1日"),
    "branch": ("某某支部工作条例", "2018年10月28日"),
    "penalty": ("某某处分条例", "2018年10月1日"),
    "penalty now": ("某某处分条例", "2023年12月1日"),
    "coming": ("某某支部工作条例（修订）", "2028年1月1日"),
    "charter": ("中国共产党章程", "2022年10月22日"),
    "old charter": ("中国共产党章程", "2017年10月24日"),
}
BASE = settle([parse(f"{key}.txt", title + BODY.format(day=day)) for key, (title, day) in RULES.items()])


def asked(question: str) -> set[str]:
    numbers = edition_asked(question, enumerate(BASE), TODAY)
    return {key for number, key in enumerate(RULES) if number in numbers}


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("2014年的细则怎么规定", {"old"}),
        ("14年的细则预备期多久", {"old"}),
        ("请问14年的细则怎么说", {"old"}),
        ("二〇一四年的细则怎么说", {"old"}),
        ("２０１４年发展党员细则里预备期多长", {"old"}),
        ("2014年5月28日印发的发展党员细则", {"old"}),
        ("发展党员细则（2014）的预备期", {"old"}),
        ("发展党员细则2014版预备期多长", {"old"}),
        ("2014年是怎么规定预备期的", {"old"}),
        ("旧细则里预备期是第几条？2014年的", {"old"}),
        ("旧版细则预备期多长", {"old"}),
        ("修订前的细则", {"old"}),
        ("细则修订前预备期多长", {"old"}),
        ("2017版党章第四条", {"old charter"}),
        ("旧党章怎么说退党", {"old charter"}),
        ("2018年处分条例怎么规定", {"penalty"}),
        ("2018年的条例怎么规定", {"branch", "penalty"}),
        ("2028版支部工作条例什么时候施行", {"coming"}),
        ("旧版是怎么规定的", {"old", "penalty", "old charter"}),
    ],
)
def test_an_edition_is_asked_for_by_year_or_as_the_old_one(question: str, documents: set[str]) -> None:
    assert asked(question) == documents


@pytest.mark.parametrize(
    "question",
    [
        "2026年预备期多久",
        "2014年入党的党员，按规定预备期多长",
        "2014年入党的按细则什么时候转正",
        "我2014年入党，发展党员细则怎么规定预备期",
        "2025年的工作计划",
        "2009年的细则怎么规定",
        "2026版细则怎么规定",
        "2026年怎么规定预备期",
        "2018年支部工作条例怎么规定三会一课",
        "党龄14年的规定",
        "2014年党费交多少",
        "老党员有什么规定",
        "转正之前有什么办法",
        "原则上有什么规定",
        "第2014条规定",
        "工作14年的党员按规定能退休吗",
        "细则怎么规定预备期",
        "旧版通知在哪里",
    ],
)
def test_other_years_and_old_things_ask_for_no_edition(question: str) -> None:
    assert asked(question) == set()
