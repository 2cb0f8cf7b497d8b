"""What a document is called."""

from __future__ import annotations

import pytest

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
