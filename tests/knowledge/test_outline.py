"""What a reader sees of a work plan, a notice, or a text without any numbers."""

from __future__ import annotations

from knowledge.document import Article, Document, Form, Kind
from knowledge.parse import parse


def sections(document: Document) -> list[Article]:
    return [a for a in document.articles if a.kind is Kind.SECTION]


def parts(document: Document, section: Article) -> list[tuple[str, str]]:
    return [(c.label, document.words(c)) for c in section.clauses]


def test_sections_carry_caption_and_cited_parts() -> None:
    document = parse(
        "计划.txt",
        "某支部工作计划\n前面的话。\n一、学习安排\n（一）集中学\n每月一次。\n1、读原文。\n2、谈体会。\n（二）自己学\n随时学。\n"
        "二、服务党员：一是帮助困难党员；二是方便转接手续。\n",
    )
    first, second = sections(document)
    assert (first.label, first.number, first.heading) == ("一", (1, 0), "学习安排")
    assert [label for label, _ in parts(document, first)] == [
        "", "（一）", "（一）", "（一）1", "（一）2", "（二）", "（二）",
    ]  # fmt: skip
    assert (second.heading, [label for label, _ in parts(document, second)]) == ("服务党员", ["", "一是", "二是"])
    assert document.words(document.articles[1]) == "前面的话。"


def test_a_missing_numeral_is_counted_on_and_a_broken_word_stays_whole() -> None:
    document = parse(
        "计划.txt",
        "一、职责\n1、管党员。\n2、管学习。\n、管服务。\n4、联系工会、共青\n团和群众。\n这一段另起。\n二、要求\n照办。",
    )
    assert [s.label for s in sections(document)] == ["一", "二"]
    assert parts(document, sections(document)[0])[1:] == [
        ("1", "1、管党员。"),
        ("2", "2、管学习。"),
        ("3", "、管服务。"),
        ("4", "4、联系工会、共青\n团和群众。"),
        ("", "这一段另起。"),
    ]


def test_a_section_numeral_may_be_missing_too() -> None:
    document = parse("计划.txt", "一、学习\n多学。\n、开会\n多开。\n三、服务\n多帮。")
    assert [(s.label, s.heading) for s in sections(document)] == [("一", "学习"), ("二", "开会"), ("三", "服务")]


def test_several_notices_in_one_file_each_count_from_one() -> None:
    document = parse(
        "汇编.txt",
        "【三月活动通知】\n各小组：\n一、时间\n三月一日\n二、地点\n会议室\n某某支部\n2024年2月20日\n\n"
        "【四月活动通知】\n一、时间\n四月一日\n二、地点\n礼堂\n",
    )
    assert [(s.label, s.path) for s in sections(document)] == [
        ("一", ("三月活动通知",)),
        ("二", ("三月活动通知",)),
        ("一", ("四月活动通知",)),
        ("二", ("四月活动通知",)),
    ]
    assert document.words(sections(document)[1]) == "二、地点\n会议室"


def test_foreword_names_only_what_follows_it_up_to_the_first_section() -> None:
    document = parse(
        "综述.txt", "某某综述\n前言\n开头的话。\n一、过去\n过去的事。\n二、现在\n现在的事。\n结束语\n最后的话。"
    )
    paths = {document.words(a)[:5]: a.path for a in document.articles}
    assert paths["开头的话。"] == ("前言",)
    assert [s.path for s in sections(document)] == [(), ()]
    assert paths["最后的话。"] == ("结束语",)


def test_markdown_headings_may_carry_the_numbers() -> None:
    document = parse("计划.md", "# 工作计划\n\n## 一、学习\n\n多学。\n\n## 二、服务\n\n### （一）帮困\n\n多帮。\n")
    assert [(s.label, s.heading) for s in sections(document)] == [("一", "学习"), ("二", "服务")]
    assert [c.label for c in sections(document)[1].clauses] == ["", "（一）", "（一）"]


def test_a_text_without_numbers_becomes_paragraphs_under_its_headings() -> None:
    document = parse(
        "随笔.md", "# 学习体会\n第一段话。\n第二段话。\n## 收获\n" + "很长的一段话。" * 100 + "\n又一段。\n"
    )
    assert document.form is Form.PLAIN
    texts = [a for a in document.articles if a.kind is Kind.TEXT]
    assert [a.path for a in texts] == [(), ("收获",), ("收获",)]
    assert document.words(texts[0]) == "第一段话。\n第二段话。"
