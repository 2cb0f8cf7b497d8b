"""The sample handbook: a study summary in our own words, every article of which names the rule it rests on."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from knowledge.document import Document, Form
from knowledge.numerals import to_int
from knowledge.parse import load

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "knowledge" / "texts").glob("*.md"))
RULES = ROOT.parent / "shared" / "texts"

ARTICLES = {
    "中国共产党章程": 55,
    "中国共产党支部工作条例（试行）": 37,
    "中国共产党党员教育管理工作条例": 46,
    "中国共产党发展党员工作细则": 44,
    "关于中国共产党党费收缴、使用和管理的规定": 33,
    "中国共产党纪律处分条例": 158,
    "关于做好高校毕业生党员组织关系管理工作的通知": 6,
}
"""The rules in force that an article may rest on, with the number of their articles (of the notice: its parts)."""

CONFIRMED_DISCIPLINE = {19, 30, 55, 57, 80, 86, 94, 105, 106, 107, 132, 139, 153}
"""The articles of the 2023 discipline regulation whose words were seen; nothing may be said about the others."""

NUMERAL = "[一二三四五六七八九十百零]+"
PLACE = rf"第{NUMERAL}(?:条|部分)(?:第{NUMERAL}款)?(?:第{NUMERAL}项)?"
SOURCE = rf"《([^《》]+)》({PLACE}(?:、{PLACE})*)"
BASIS = re.compile(rf"（依据：({SOURCE}(?:；{SOURCE})*)）$")

TOPICS = {
    "duties": ("义务一共8项", "服从组织"),
    "rights": ("权利一共8项", "申辩", "声明保留"),
    "admission": ("入党申请书交给谁", "发展对象", "无记名投票", "介绍人"),
    "probation": ("预备期是1年", "转正", "没有表决权、选举权和被选举权"),
    "dues": ("0.5%", "1%", "1.5%", "2%", "算例一", "算例二", "代交"),
    "meetings": ("三会一课", "主题党日", "组织生活会", "民主评议", "谈心谈话"),
    "shifts": ("倒班", "连续6个月"),
    "discipline": ("留党察看最长2年", "开除党籍", "限期改正"),
    "appeals": ("申诉找谁", "不得扣压", "打击报复"),
    "transfer": ("什么时候要转组织关系", "介绍信"),
    "election": ("换届", "另选他人", "差额"),
    "study hours": ("32学时", "轮训"),
    "special groups": ("流动党员", "离退休", "失联", "出国", "毕业生", "预备党员", "困难"),
    "the branch's work": ("联合党支部", "组织委员", "纪检委员", "述职", "国企党支部"),
    "how to use it": ("python -m scripts.reindex", "管理员"),
}


@cache
def handbook() -> tuple[Document, ...]:
    return tuple(load(path) for path in FILES)


def basis_of(words: str) -> list[tuple[str, int]]:
    """Return (rule, article) for every place the closing basis of an article names; empty where there is none."""
    basis = BASIS.search(words)
    if basis is None:
        return []
    return [
        (rule, to_int(number))
        for rule, places in re.findall(SOURCE, basis[1])
        for number in re.findall(rf"第({NUMERAL})(?:条|部分)", places)
    ]


def squeezed(text: str) -> str:
    return re.sub(r"[\s　，。；：、“”\"（）()《》]", "", text)


def test_a_fresh_clone_has_enough_to_read() -> None:
    assert len(handbook()) >= 12
    assert sum(len(document.numbered) for document in handbook()) >= 200


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
class TestDocument:
    def test_says_that_it_is_a_study_summary_and_not_the_official_text(self, path: Path) -> None:
        opening = load(path).text[:200]
        assert "学习摘要，不是正式文本" in opening
        assert "以原文为准" in opening

    def test_is_read_as_a_regulation_in_force(self, path: Path) -> None:
        document = load(path)
        assert document.form is Form.REGULATION
        assert document.edition.in_force(date.today())
        assert document.warnings == ()

    def test_every_written_article_is_found_and_numbered_without_a_gap(self, path: Path) -> None:
        document = load(path)
        numbers = [article.number for article in document.numbered]
        assert numbers == [(n, 0) for n in range(1, len(numbers) + 1)]
        assert len(numbers) == len(re.findall(rf"^第{NUMERAL}条　", document.text, re.MULTILINE))

    def test_every_article_ends_with_its_basis_in_a_rule_in_force(self, path: Path) -> None:
        document = load(path)
        for article in document.numbered:
            words = document.words(article)
            basis = basis_of(words)
            assert basis, f"{path.name} {article.label}: no basis at its end: {words[-60:]}"
            for rule, number in basis:
                assert rule in ARTICLES, f"{path.name} {article.label}: unknown rule {rule}"
                assert 1 <= number <= ARTICLES[rule], f"{path.name} {article.label}: {rule} has no article {number}"

    def test_says_nothing_about_discipline_articles_whose_words_were_not_seen(self, path: Path) -> None:
        document = load(path)
        for article in document.numbered:
            cited = {n for rule, n in basis_of(document.words(article)) if rule == "中国共产党纪律处分条例"}
            assert cited <= CONFIRMED_DISCIPLINE, f"{path.name} {article.label}: {cited - CONFIRMED_DISCIPLINE}"

    def test_is_in_our_own_words(self, path: Path) -> None:
        if not RULES.is_dir():
            pytest.skip("the official texts (../shared/texts) are not on this machine")
        ours, run = squeezed(path.read_text(encoding="utf-8")), 36
        for rule in RULES.glob("*.md"):
            theirs = squeezed(rule.read_text(encoding="utf-8"))
            copied = [ours[i : i + run] for i in range(len(ours) - run + 1) if ours[i : i + run] in theirs]
            assert not copied, f"{path.name} copies {rule.name}: {copied[0]}"


@pytest.mark.parametrize(("topic", "words"), TOPICS.items(), ids=TOPICS)
def test_every_topic_is_covered(topic: str, words: tuple[str, ...]) -> None:
    articles = "\n".join(document.words(article) for document in handbook() for article in document.numbered)
    assert [word for word in words if word not in articles] == []


def test_a_probationary_member_reads_that_there_is_no_vote_and_where_that_stands() -> None:
    told = [
        document.words(article)
        for document in handbook()
        for article in document.numbered
        if "没有表决权、选举权和被选举权" in document.words(article)
    ]
    assert told
    assert all(("中国共产党章程", 7) in basis_of(words) for words in told)


def test_the_worked_examples_of_dues_add_up() -> None:
    examples = [
        (float(base), float(rate), float(due))
        for document in handbook()
        for base, rate, due in re.findall(r"(\d+)×([\d.]+)%＝(\d+)", document.text)
    ]
    assert len(examples) >= 2
    for base, rate, due in examples:
        assert rate == next(percent for limit, percent in ((3000, 0.5), (5000, 1), (10000, 1.5)) if base <= limit)
        assert due == pytest.approx(base * rate / 100)


def test_no_two_articles_say_the_same_in_the_same_words() -> None:
    articles = sorted(
        document.words(article).removeprefix(article.label).strip()
        for document in handbook()
        for article in document.numbered
    )
    assert [one for one, other in pairwise(articles) if one == other] == []
