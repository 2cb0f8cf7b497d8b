"""A number the rule contradicts is put right in the rule's words."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.premise import contradiction
from knowledge.document import Document
from knowledge.parse import load, parse

HANDBOOK = Path(__file__).parents[2] / "knowledge" / "texts"
TEXTS = Path(__file__).parents[3] / "shared" / "texts"
RULE = """某某协会管理办法

第一条　会员每年学习时间一般不少于40学时。
第二条　新会员的试用期为一年，从理事会通过的那天算起。
第三条　会费按月交；出差的，可以每季度交一次会费。补交会费的时间一般不超过6个月。
第四条　有会员5人以上的地方，都应当设小组。小组会员一般不超过30人。
第五条　受过一年以上培训的人可以报名。拟录用的要公示，公示期不少于五个工作日。
第六条　试用期可以延长一次，延长时间不少于三个月，最长不超过一年。
第七条　表决时赞成的人超过到会会员的半数为通过。
第八条　课酬一般不超过800元/人次；小组会每周四下午三点开。
"""


@pytest.fixture(scope="module")
def rule() -> Document:
    return parse("协会管理办法.md", RULE)


def said(rule: Document, question: str, label: str) -> str | None:
    article = next(a for a in rule.articles if a.label == label)
    return contradiction(question, rule, article, (article.start, article.end))


@pytest.mark.parametrize(
    ("question", "label", "line"),
    [
        ("办法规定会员每年要学100学时吧", "第一条", "没有规定100学时；第一条规定的是一般不少于40学时。"),
        ("一年学20个学时就够了吧", "第一条", "没有规定20个学时；第一条规定的是一般不少于40学时。"),
        ("試用期是不是兩年", "第二条", "没有规定两年；第二条规定的是一年。"),
        ("试用期两年", "第二条", "没有规定两年；第二条规定的是一年。"),
        ("为什么试用期要半年", "第二条", "没有规定半年；第二条规定的是一年。"),
        ("要10个人才能设小组吧", "第四条", "没有规定10个人；第四条规定的是5人以上。"),
        ("公示三天就够了吧", "第五条", "没有规定三天；第五条规定的是不少于五个工作日。"),
        ("试用期延长两年行不行", "第六条", "没有规定两年；第六条规定的是不少于三个月，最长不超过一年。"),
        ("表决要三分之二赞成才通过对吧", "第七条", "没有规定三分之二；第七条规定的是超过到会会员的半数。"),
    ],
)
def test_another_number_than_the_rules_is_put_right(rule: Document, question: str, label: str, line: str) -> None:
    assert said(rule, question, label) == line


def test_a_quote_with_one_frequency_is_enough(rule: Document) -> None:
    words = "可以每季度交一次会费"
    at = rule.text.index(words)
    article = next(a for a in rule.articles if a.label == "第三条")
    line = contradiction("会费可以半年交一次吧", rule, article, (at, at + len(words)))
    assert line == "没有规定半年交一次；第三条规定的是每季度交一次。"


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("会员每年学40学时对吗", "第一条"),
        ("一年学50学时够了吧", "第一条"),
        ("试用期十二个月对吧", "第二条"),
        ("试用期365天吧", "第二条"),
        ("8个人能设小组吗", "第四条"),
        ("公示七天可以吗", "第五条"),
        ("试用期延长半年可以吗", "第六条"),
    ],
)
def test_what_the_rule_says_or_allows_is_not_contradicted(rule: Document, question: str, label: str) -> None:
    assert said(rule, question, label) is None


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("我今年学了20学时还差多少", "第一条"),
        ("我试用期两年了还没转，正常吗", "第二条"),
        ("老王欠了三个月会费，还能补吗", "第三条"),
        ("我们这里只有4个会员，也得设小组吧", "第四条"),
        ("是一年还是两年", "第二条"),
        ("2024年的办法还有效吗", "第二条"),
        ("理事任期两年吧", "第二条"),
    ],
)
def test_a_story_a_choice_or_another_subject_claims_nothing(rule: Document, question: str, label: str) -> None:
    assert said(rule, question, label) is None


def test_several_numbers_of_a_kind_contradict_nothing(rule: Document) -> None:
    article = next(a for a in rule.articles if a.label == "第三条")
    both = rule.text.index("会费按月交"), rule.text.index("补交会费")
    assert contradiction("会费可以半年交一次吧", rule, article, both) is None


def test_the_handbook_is_no_rule_and_is_not_said_to_be() -> None:
    document = load(HANDBOOK / "05_预备党员.md")
    article = next(a for a in document.articles if a.label == "第一条")
    line = contradiction("预备期是两年吧", document, article, (article.start, article.end))
    assert line == "没有写两年；第一条写的是1年。"


@pytest.mark.skipif(not TEXTS.is_dir(), reason="the shared texts are not beside this checkout")
@pytest.mark.parametrize(
    ("question", "number", "label", "right"),
    [
        ("条例规定党员每年要学100学时吧", "04", "第二十条", "32学时"),
        ("组织生活会两年开一次就行吧", "03", "第十七条", "每年至少召开1次"),
        ("发展对象公示三天就够了吧", "05", "第十三条", "五个工作日"),
        ("积极分子是每季度考察一次对吧", "05", "第十一条", "每半年"),
    ],
)
def test_the_real_rules_put_a_false_number_right(question: str, number: str, label: str, right: str) -> None:
    document = load(next(TEXTS.glob(f"{number}_*.md")))
    article = next(a for a in document.numbered if a.label == label)
    line = contradiction(question, document, article, (article.start, article.end))
    assert line is not None
    assert right in line
