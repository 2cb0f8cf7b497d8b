"""What a document is called and which edition it is."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.document import Edition
from knowledge.parse import parse

BODY = "\n第一条　甲。\n第二条　乙。\n"


@pytest.mark.parametrize(
    ("file", "text", "title"),
    [
        ("x.txt", "某支部学习办法（试行）" + BODY, "某支部学习办法（试行）"),
        ("x.txt", "来源/SOURCE: 某处 | 学习规定\n某支部党费规定" + BODY, "某支部党费规定"),
        ("x.txt", "关于印发《某支部细则》的通知\n各小组：\n请照办。\n某支部细则" + BODY, "某支部细则"),
        ("x.txt", "关于做好某单位党员\n管理工作的通知\n一、甲\n二、乙", "关于做好某单位党员管理工作的通知"),
        ("x.txt", "某单位党员干部学习登记\n暂行办法\n（某字〔2024〕1号）" + BODY, "某单位党员干部学习登记暂行办法"),
        ("x.txt", "近日，某单位印发了办法。\n《某单位学习办法》全文如下。" + BODY, "某单位学习办法"),
        ("x.txt", "某某法（2024年3月1日某次会议通过）" + BODY, "某某法"),
        ("x.md", "# 党员手册\n某支部学习办法" + BODY, "党员手册"),
        ("15_本地_外出党员管理办法_2020.md", "管理办法（试行）" + BODY, "外出党员管理办法"),
        ("03_志愿服务办法_2020_已被2024修订取代.md", BODY, "志愿服务办法"),
        ("new(1).txt", "根据《某某章程》和《某某章程》第三条。" + BODY, "某某章程"),
    ],
)  # fmt: skip
def test_the_title_is_the_rule_itself(file: str, text: str, title: str) -> None:
    assert parse(file, text).title == title


@pytest.mark.parametrize(
    ("file", "text", "edition"),
    [
        ("x.txt", "某某条例" + BODY + "第三条　本条例自2024年5月1日起施行。", Edition(effective=date(2024, 5, 1))),
        (
            "x.txt",
            "某某条例\n（2010年1月2日某会议审议批准　2010年2月3日某机关发布　"
            "2024年4月5日某会议修订　2024年5月6日某机关发布）"
            + BODY
            + "第三条　本条例自发布之日起施行。2010年2月3日发布的某某办法同时废止。",
            Edition(date(2024, 4, 5), date(2024, 5, 6)),
        ),
        ("x.txt", "某某章程\n某次大会部分修改，二〇二二年十月二日通过" + BODY, Edition(date(2022, 10, 2))),
        ("某某规定_已被2024修订取代.txt", "某某规定" + BODY, Edition(superseded_by="2024修订")),
        ("x.txt", "来源/SOURCE: 某处，2020年1月1日发布\n某某规定" + BODY, Edition()),
        (
            "x.txt",
            "某某细则\n某某机关\n2014年5月28日\n"
            + BODY
            + "第三条　本细则自发布之日起施行。1990年1月1日印发的细则同时废止。",
            Edition(effective=date(2014, 5, 28)),
        ),
    ],
)
def test_the_edition_is_what_the_rule_says_of_itself(file: str, text: str, edition: Edition) -> None:
    assert parse(file, text).edition == edition


def test_an_edition_is_in_force_from_its_day_until_it_is_replaced() -> None:
    edition = Edition(effective=date(2024, 5, 1))
    assert [edition.in_force(date(2024, 4, 30)), edition.in_force(date(2024, 5, 1))] == [False, True]
    assert not Edition(superseded_by="2024修订").in_force(date(2024, 5, 1))
