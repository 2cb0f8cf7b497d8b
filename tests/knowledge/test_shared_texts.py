"""The real texts beside the repository: every article counted, every title right, nothing lost."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from knowledge.document import Document, Form, Kind, KnowledgeError
from knowledge.numerals import chinese
from knowledge.parse import load
from tests.knowledge.test_generated import assert_nothing_lost

TEXTS = Path(__file__).parents[3] / "shared" / "texts"
pytestmark = pytest.mark.skipif(not TEXTS.is_dir(), reason="the shared texts are not beside this checkout")

ARTICLES = {
    "01": ("中国共产党章程", 55),
    "02": ("中国共产党章程", 55),
    "03": ("中国共产党支部工作条例（试行）", 37),
    "04": ("中国共产党党员教育管理工作条例", 46),
    "05": ("中国共产党发展党员工作细则", 44),
    "06": ("中国共产党发展党员工作细则", 44),
    "07": ("关于中国共产党党费收缴、使用和管理的规定", 33),
    "08": ("中国共产党纪律处分条例", 142),
    "09": ("《中国共产党纪律处分条例》增改重点条文解读", 13),
    "10": ("中国共产党党和国家机关基层组织工作条例", 43),
    "11": ("中国共产党普通高等学校基层组织工作条例", 39),
    "14": ("贵州师范大学党员干部学习培训学时登记暂行办法", 21),
    "15": ("高校出国境党员组织关系办法", 21),
    "16": ("贵州师范大学党建工作专项经费管理使用办法（修订）", 17),
    "17": ("高校发展党员公示制实施办法", 13),
    "22": ("党史学习教育工作条例", 34),
    "23": ("干部人事档案工作条例", 46),
    "24": ("党政机关厉行节约反对浪费条例", 63),
    "26": ("绍兴市第一中学章程", 49),
    "distractors/个人信息保护法": ("中华人民共和国个人信息保护法", 74),
    "distractors/单位_教育": ("绍兴市第一中学教育基金会章程", 62),
    "distractors/单位_绩效": ("绍兴市第一中学绩效工资考核实施办法", 9),
    "distractors/宪法": ("中华人民共和国宪法", 143),
    "raw/公职人员": ("中华人民共和国公职人员政务处分法", 68),
    "raw/党政机关公文": ("党政机关公文处理工作条例", 42),
    "raw/每周一学": ("中国共产党党员教育管理工作条例", 46),
    "raw/医疗器械": ("医疗器械生产企业质量体系考核办法", 12),
}
SECTIONS = {
    "12": ("中共中央组织部关于做好高校毕业生党员组织关系管理工作的通知", 6),
    "13": ("贵州省发展党员工作规程（试行）", 29),
    "18": ("每周一学与主题党日通知汇编", 36),
    "20": ("基层党支部2023年度工作计划", 2),
    "21": ("中国共产党党内法规体系", 4),
    "25": ("中共中央八项规定", 8),
}
IN_PARTS = {"09", "26"}
"""The commentary quotes single articles; the school's charter skips two numbers."""


def shared(start: str) -> Document:
    return load(next(TEXTS.glob(f"{start}*")))


@pytest.mark.parametrize(("start", "expected"), ARTICLES.items(), ids=ARTICLES)
def test_every_article_of_a_real_regulation_is_found(start: str, expected: tuple[str, int]) -> None:
    document = shared(start)
    assert (document.title, len(document.numbered)) == expected
    assert_nothing_lost(document)
    if start not in IN_PARTS:
        assert [a.label for a in document.numbered] == [f"第{chinese(n)}条" for n in range(1, expected[1] + 1)]
        assert [line for line in document.warnings if "图片" not in line] == []


@pytest.mark.parametrize(("start", "expected"), SECTIONS.items(), ids=SECTIONS)
def test_every_section_of_a_real_plan_or_notice_is_found(start: str, expected: tuple[str, int]) -> None:
    document = shared(start)
    assert (document.title, sum(a.kind is Kind.SECTION for a in document.articles)) == expected
    assert_nothing_lost(document)


def test_every_readable_text_has_its_expected_count() -> None:
    named = {next(TEXTS.glob(f"{start}*")) for start in ARTICLES | SECTIONS}
    readable = {*TEXTS.glob("[0-9]*.md"), *TEXTS.glob("distractors/*.md")}
    assert readable <= named


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        ("raw/encrypted", "密码"),
        ("raw/李沧", "题库"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(start: str, reason: str) -> None:
    path = next(TEXTS.glob(f"{start}*"))
    with pytest.raises(KnowledgeError, match=reason) as refused:
        load(path)
    assert path.name in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(
            "raw/党员教育系统",
            marks=pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed"),
        ),
        "raw/大学生党务",
    ],
)
def test_a_file_without_articles_is_read_as_plain_text(start: str) -> None:
    document = shared(start)
    assert (document.form, document.numbered) == (Form.PLAIN, ())
    assert len(document.text) > 1_000
    assert_nothing_lost(document)


def test_a_web_page_has_the_articles_of_the_rule_it_shows() -> None:
    page, rule = shared("raw/每周一学"), shared("04")
    assert ["".join(page.words(a).split()) for a in page.numbered] == [
        "".join(rule.words(a).split()) for a in rule.numbered
    ]


@pytest.mark.parametrize(
    ("start", "adopted", "effective", "superseded"),
    [
        ("01", date(2022, 10, 22), None, ""),
        ("02", date(2017, 10, 24), None, "2022修订"),
        ("03", None, date(2018, 10, 28), ""),
        ("05", date(2026, 4, 2), date(2026, 5, 11), ""),
        ("06", None, date(2014, 5, 28), "2026修订"),
        ("07", None, date(2008, 4, 1), ""),
        ("08", None, date(2018, 10, 1), "2023修订"),
        ("10", date(2019, 11, 29), None, ""),
        ("11", date(2021, 2, 26), date(2021, 4, 16), ""),
        ("13", None, date(2016, 1, 1), ""),
        ("22", date(2024, 1, 18), date(2024, 2, 5), ""),
        ("distractors/个人信息保护法", date(2021, 8, 20), date(2021, 11, 1), ""),
    ],
)
def test_the_edition_is_read_from_the_text_and_the_file_name(
    start: str, adopted: date | None, effective: date | None, superseded: str
) -> None:
    edition = shared(start).edition
    assert (edition.adopted, edition.effective, edition.superseded_by) == (adopted, effective, superseded)


def test_commentary_stays_out_of_the_article_it_explains() -> None:
    document = shared("09")
    for article in document.numbered:
        assert "解读" not in document.words(article)
        assert "《条例》" not in document.words(article)


def test_the_damaged_work_plan_keeps_its_fourth_duty_and_its_broken_word() -> None:
    plan = shared("20")
    second = next(a for a in plan.articles if a.label == "二")
    duties = {c.label: plan.words(c) for c in second.clauses}
    assert [label for label in duties if label.isdigit()] == list("1234567")
    assert duties["4"].startswith("、")
    assert duties["7"].count("\n") == 1
    assert [label for label in duties if label.endswith("是")] == ["一是", "二是", "三是", "四是"]
