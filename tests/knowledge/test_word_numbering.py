"""The numbers Word counts by itself stand in the text: without them the articles of a rule have none."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import word
from tests.knowledge.word_files import abstract, level, listed, loaded, number, package, paragraph, run

RULE = abstract(
    1,
    level(0, "chineseCountingThousand", "第%1章", '<w:suff w:val="space"/>'),
    level(1, "chineseCountingThousand", "第%2条", '<w:lvlRestart w:val="0"/>'),
    level(2, "japaneseCounting", "（%3）"),
    level(3, "decimal", "%4."),
) + number(1, 1)


def lines(body: str, numbering: str = "", styles: str = "") -> list[str]:
    return word.extract(package(body, numbering, styles)).text.split("\n")


def style(name: str, properties: str = "", based_on: str = "", kind: str = "paragraph") -> str:
    based = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>{based}'
        f"<w:pPr>{properties}</w:pPr></w:style>"
    )


def in_list(number_id: int, depth: int | None = None) -> str:
    level_in_style = "" if depth is None else f'<w:ilvl w:val="{depth}"/>'
    return f'<w:numPr>{level_in_style}<w:numId w:val="{number_id}"/></w:numPr>'


def styled(words: str, name: str) -> str:
    return paragraph(words, f'<w:pStyle w:val="{name}"/>')


def test_a_rule_numbered_by_word_has_its_chapters_articles_and_items(tmp_path: Path) -> None:
    body = [
        paragraph("某支部学习办法"),
        listed("总则", level=0),
        listed("为了学得更好，写下这份办法。", level=1),
        listed("支部每月学习一次。", level=1),
        paragraph("学习可以放在晚上。"),
        listed("学习", level=0),
        listed("小组长做好下列事情：", level=1),
        listed("提前发材料；", level=2),
        listed("带头发言：", level=2),
        listed("讲自己的话；", level=3),
        listed("不念稿子；", level=3),
        listed("做好记录。", level=2),
        listed("有下列情形可以请假：", level=1),
        listed("生病的；", level=2),
        listed("出差的。", level=2),
    ]
    document = loaded(tmp_path, package("".join(body), RULE))
    assert document.title == "某支部学习办法"
    assert [(a.label, a.path) for a in document.numbered] == [
        ("第一条", ("第一章 总则",)),
        ("第二条", ("第一章 总则",)),
        ("第三条", ("第二章 学习",)),
        ("第四条", ("第二章 学习",)),
    ]
    assert [[c.label for c in a.clauses] for a in document.numbered] == [
        [""],
        ["第一款", "第二款"],
        ["", "第一项", "第二项", "第二项第一目", "第二项第二目", "第三项"],
        ["", "第一项", "第二项"],
    ]
    assert document.words(document.numbered[0]) == "第一条　为了学得更好，写下这份办法。"
    assert document.words(document.numbered[3].clauses[2]) == "（二）出差的。"
    assert document.warnings == ()


@pytest.mark.parametrize("suffix", ["tab", "space", "nothing"])
def test_an_article_is_known_whatever_stands_behind_its_number(tmp_path: Path, suffix: str) -> None:
    numbering = abstract(1, level(0, "chineseCounting", "第%1条", f'<w:suff w:val="{suffix}"/>')) + number(1, 1)
    body = paragraph("某支部学习办法") + listed("规定要写清楚。") + listed("　小组也一样。")
    assert [a.label for a in loaded(tmp_path, package(body, numbering)).numbered] == ["第一条", "第二条"]


def test_an_outline_numbered_by_word_has_its_sections(tmp_path: Path) -> None:
    numbering = abstract(
        7, level(0, "japaneseCounting", "%1、"), level(1, "chineseCounting", "（%2）"), level(2, "decimal", "%3.")
    ) + number(3, 7)
    body = [paragraph("学习安排"), listed("目标", 3, 0), listed("学懂。", 3, 1), listed("会用。", 3, 1)]
    body += [listed("做法", 3, 0), listed("每月一讲。", 3, 1), listed("先自学；", 3, 2), listed("5分钟发言。", 3, 2)]
    document = loaded(tmp_path, package("".join(body), numbering), "安排.docx")
    assert [(a.label, a.heading) for a in document.articles if a.label] == [("一", "目标"), ("二", "做法")]
    assert document.text.split("\n")[1:] == [
        "一、目标",
        "（一）学懂。",
        "（二）会用。",
        "二、做法",
        "（一）每月一讲。",
        "1. 先自学；",
        "2. 5分钟发言。",
    ]


@pytest.mark.parametrize(
    ("form", "at", "shown"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 3, "03"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalEnclosedCircle", 20, "⑳"),
        ("decimalEnclosedCircleChinese", 50, "㊿"),
        ("decimalEnclosedCircle", 51, "51"),
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 102, "一百零二"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("japaneseCounting", 21, "二十一"),
        ("japaneseCounting", 101, "一百零一"),
        ("ideographDigital", 20, "二〇"),
        ("ideographTraditional", 3, "丙"),
        ("ideographTraditional", 11, "11"),
        ("ideographZodiac", 12, "亥"),
        ("ideographZodiacTraditional", 13, "丙子"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("chineseLegalSimplified", 305, "叁佰零伍"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("lowerRoman", 4, "iv"),
        ("upperLetter", 26, "Z"),
        ("lowerLetter", 28, "bb"),
        ("none", 5, ""),
        ("koreanCounting", 5, "5"),
        ("lowerLetter", 2_000_000_000, "2000000000"),
        ("upperRoman", 0, "0"),
    ],
)
def test_numbers_are_written_in_the_format_of_the_list(form: str, at: int, shown: str) -> None:
    assert lines(listed("乙"), abstract(1, level(0, form, "甲%1、", start=at)) + number(1, 1)) == [f"甲{shown}、乙"]


def test_a_bullet_adds_nothing() -> None:
    numbering = abstract(1, level(0, "bullet", "\uf0b7")) + number(1, 1)
    assert lines(listed("第一条　要学习。"), numbering) == ["第一条　要学习。"]


def test_an_empty_numbered_paragraph_shows_and_counts_its_number() -> None:
    numbering = abstract(1, level(0, "decimal", "%1.")) + number(1, 1)
    assert lines(listed("甲") + listed("") + listed("乙"), numbering) == ["1. 甲", "2.", "3. 乙"]


def test_lower_levels_begin_anew_and_numbers_join_those_above() -> None:
    levels = (
        level(0, "chineseCounting", "%1"),
        level(1, "decimal", "%1.%2"),
        level(2, "decimal", "%1.%2.%3", "<w:isLgl/>"),
    )
    numbering = abstract(1, *levels) + number(1, 1)
    body = [listed("x", level=depth) for depth in (0, 1, 1, 2, 0, 1, 2, 2)]
    assert [line.split(" ")[0] for line in lines("".join(body), numbering)] == [
        "一", "一.1", "一.2", "1.2.1", "二", "二.1", "2.1.1", "2.1.2",
    ]  # fmt: skip


def test_a_level_without_those_above_shows_their_start() -> None:
    numbering = abstract(1, level(0, "decimal", "%1.", start=3), level(1, "decimal", "%1.%2.")) + number(1, 1)
    assert lines(listed("x", level=1) + listed("y", level=0), numbering) == ["3.1. x", "3. y"]


def test_a_level_restarts_only_behind_the_level_it_names() -> None:
    levels = (
        level(0, "decimal", "章%1、"),
        level(1, "decimal", "节%2、"),
        level(2, "decimal", "条%3、", '<w:lvlRestart w:val="1"/>'),
    )
    numbering = abstract(1, *levels) + number(1, 1)
    body = [listed("", level=depth) for depth in (0, 1, 2, 2, 1, 2, 0, 2)]
    assert lines("".join(body), numbering) == ["章1、", "节1、", "条1、", "条2、", "节2、", "条3、", "章2、", "条1、"]


def test_lists_of_one_kind_go_on_counting_unless_told_to_begin_again() -> None:
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    fifth = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = (
        abstract(1, level(0, "decimal", "%1、"))
        + number(1, 1)
        + number(2, 1)
        + number(3, 1, again)
        + number(4, 1, fifth)
    )
    body = "".join(listed("", n) for n in (1, 1, 2, 3, 3, 4, 1))
    assert lines(body, numbering) == ["1、", "2、", "3、", "1、", "2、", "5、", "6、"]


def test_a_list_may_override_how_a_level_looks() -> None:
    other = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1、")}</w:lvlOverride>'
    numbering = abstract(1, level(0, "decimal", "%1、")) + number(1, 1, other)
    assert lines(listed("甲"), numbering) == ["A、甲"]


def test_numbers_come_through_styles_and_what_those_are_based_on(tmp_path: Path) -> None:
    numbering = abstract(
        1,
        level(0, "chineseCounting", "第%1章", '<w:pStyle w:val="Zhang"/>'),
        level(1, "chineseCounting", "第%2条", '<w:lvlRestart w:val="0"/><w:pStyle w:val="Tiao"/>'),
        level(2, "chineseCounting", "（%3）"),
    ) + number(1, 1)
    styles = (
        style("Zhang", in_list(1))
        + style("Tiao", in_list(1, 1))
        + style("TiaoZai", "<w:jc w:val='left'/>", "Tiao")
        + style("Plain", in_list(0), "Tiao")
    )
    body = [
        paragraph("某支部学习办法"),
        styled("总则", "Zhang"),
        styled("要学习。", "Tiao"),
        styled("要记：", "TiaoZai"),
    ]
    body += [paragraph("重点。", '<w:pStyle w:val="Tiao"/><w:numPr><w:ilvl w:val="2"/></w:numPr>')]
    body += [styled("这里没有编号。", "Plain"), styled("附则", "Zhang"), styled("要用。", "Tiao")]
    document = loaded(tmp_path, package("".join(body), numbering, styles))
    assert document.text.split("\n")[1:] == [
        "第一章　总则",
        "第一条　要学习。",
        "第二条　要记：",
        "（一）重点。",
        "这里没有编号。",
        "第二章　附则",
        "第三条　要用。",
    ]
    assert [a.label for a in document.numbered] == ["第一条", "第二条", "第三条"]


def test_a_list_style_is_followed_to_its_levels() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="Rules"/></w:abstractNum>'
        '<w:abstractNum w:abstractNumId="2"><w:styleLink w:val="Rules"/>' + level(0, "chineseCounting", "%1、") +
        "</w:abstractNum>" + number(1, 1) + number(2, 2)
    )  # fmt: skip
    styles = style("Rules", in_list(2), kind="numbering")
    assert lines(listed("甲", 1) + listed("乙", 2) + listed("丙", 1), numbering, styles) == [
        "一、甲",
        "二、乙",
        "三、丙",
    ]


def test_numbering_is_switched_off_by_the_list_zero() -> None:
    numbering = abstract(1, level(0, "decimal", "%1、")) + number(1, 1)
    assert lines(listed("甲") + listed("乙", 0) + listed("丙", 9) + listed("丁"), numbering) == [
        "1、甲",
        "乙",
        "丙",
        "2、丁",
    ]


def test_deleted_and_hidden_paragraphs_are_not_counted() -> None:
    numbering = abstract(1, level(0, "decimal", "%1、")) + number(1, 1)
    deleted = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del w:id="1" w:author="x"/>'
        '</w:rPr></w:pPr><w:del w:id="2" w:author="x"><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>'
    )
    hidden = paragraph(
        "", '<w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:vanish/></w:rPr>', run("藏", "<w:vanish/>")
    )
    assert lines(listed("甲") + deleted + hidden + listed("乙"), numbering) == ["1、甲", "2、乙"]


def test_styles_and_lists_that_lead_in_a_circle_end() -> None:
    circle = '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="A"/></w:abstractNum>' + number(1, 1)
    styles = style("A", in_list(1), "B") + style("B", "", "A")
    assert lines(styled("甲", "A") + styled("乙", "B"), circle, styles) == ["甲", "乙"]
