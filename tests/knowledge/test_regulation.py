"""What a reader sees of a regulation: articles, chapters, 款 and 项, and what is no article."""

from __future__ import annotations

from knowledge.document import Article, Document, Form, Kind, Level
from knowledge.parse import parse


def labels(document: Document) -> list[str]:
    return [a.label for a in document.numbered]


def clauses(document: Document, article: Article) -> list[tuple[str, str]]:
    return [(c.label, document.words(c)) for c in article.clauses]


def test_items_are_cited_as_items_and_with_their_paragraph_where_there_are_several() -> None:
    document = parse(
        "办法.txt",
        "第一条　有下列三种情况：\n（一）生病；\n（二）出差；\n（三）其他。\n"
        "第二条　先说一件事。\n再说两件事：\n(一)甲；\n(二)乙：\n1．丙；\n2．丁。\n(三)戊。\n最后说一件。\n"
        "第三条　只有一句话。\n",
    )
    first, second, third = document.numbered
    assert [label for label, _ in clauses(document, first)] == ["", "第一项", "第二项", "第三项"]
    assert clauses(document, second) == [
        ("第一款", "第二条　先说一件事。"),
        ("第二款", "再说两件事："),
        ("第二款第一项", "(一)甲；"),
        ("第二款第二项", "(二)乙："),
        ("第二款第二项第一目", "1．丙；"),
        ("第二款第二项第二目", "2．丁。"),
        ("第二款第三项", "(三)戊。"),
        ("第三款", "最后说一件。"),
    ]
    assert [c.level for c in second.clauses][2:5] == [Level.ITEM, Level.ITEM, Level.SUBITEM]
    assert clauses(document, third) == [("", "第三条　只有一句话。")]


def test_items_on_one_line_are_items_and_a_reference_to_items_is_not() -> None:
    document = parse(
        "办法.txt",
        "第一条 分三步：（一）报名；（二）审核；（三）公布。\n第二条 有前条第（一）、（二）项情形的，按（三）项办理。",
    )
    assert [label for label, _ in clauses(document, document.numbered[0])] == ["", "第一项", "第二项", "第三项"]
    assert len(document.numbered[1].clauses) == 1


def test_a_paragraph_between_two_items_belongs_to_the_first() -> None:
    document = parse(
        "办法.txt", "第一条　分两类：\n（一）甲类。\n甲类也叫头一类。\n（二）乙类。\n其余的不分类。\n第二条　完。"
    )
    assert clauses(document, document.numbered[0]) == [
        ("第一款", "第一条　分两类："),
        ("第一款第一项", "（一）甲类。\n甲类也叫头一类。"),
        ("第一款第二项", "（二）乙类。"),
        ("第二款", "其余的不分类。"),
    ]


def test_a_reference_at_a_line_start_opens_no_article() -> None:
    document = parse(
        "办法.txt",
        "第一条　为了学习。\n第二条　办理时依照本办法\n第九十八条规定的程序，并参照\n第三条的要求。\n"
        "第三条所列情形除外。\n第三条　到此为止。\n",
    )
    assert labels(document) == ["第一条", "第二条", "第三条"]
    assert "第三条所列情形除外。" in document.words(document.numbered[1])


def test_articles_without_white_space_behind_the_label_open_when_their_turn_comes() -> None:
    document = parse("办法.txt", "第一条为了学习，制定本办法。\n第二条党员应当学习。\n第三条支部应当组织。")
    assert labels(document) == ["第一条", "第二条", "第三条"]


def test_several_articles_on_one_line_are_told_apart() -> None:
    document = parse(
        "法.txt",
        "第一章　总　　则\n第一条　甲。　　第二条　乙：　　（一）丙；　　（二）丁。　　"
        "第三条　戊，依照第一条 规定办理。\n"
        "第二章 职责 第四条 己。第五条 庚。",
    )
    assert labels(document) == ["第一条", "第二条", "第三条", "第四条", "第五条"]
    assert [a.path for a in document.numbered] == [("第一章 总则",)] * 3 + [("第二章 职责",)] * 2
    assert [c.label for c in document.numbered[1].clauses] == ["", "第一项", "第二项"]


def test_headings_nest_and_an_unnumbered_last_chapter_counts() -> None:
    document = parse(
        "条例.md",
        "第一编　总则\n第一章　目的\n第一条　甲。\n第二编　分则\n第二章\n职责\n第一节　支部\n第二条　乙。\n"
        "第三章 保障\n这一章讲保障。\n第三条　丙。\n附　则\n第四条　丁。",
    )
    assert [a.path for a in document.numbered] == [
        ("第一编 总则", "第一章 目的"),
        ("第二编 分则", "第二章 职责", "第一节 支部"),
        ("第二编 分则", "第三章 保障"),
        ("第二编 分则", "附则"),
    ]
    text = next(a for a in document.articles if a.kind is Kind.TEXT)
    assert (document.words(text), text.path) == ("这一章讲保障。", ("第二编 分则", "第三章 保障"))


def test_a_table_of_contents_makes_no_chapters() -> None:
    document = parse(
        "条例.txt", "目　录\n第一章 总则……1\n第二章 附则……2\n第一章 总则\n第一条 甲。\n第二章 附则\n第二条 乙。"
    )
    assert [a.heading for a in document.articles if a.kind is Kind.HEADING] == ["第一章 总则", "第二章 附则"]


def test_annex_signature_and_credit_are_no_part_of_the_last_article() -> None:
    document = parse(
        "条例.txt",
        "第一条　甲。\n第二条　乙。\n某某支部\n二〇二四年三月一日\n附件1：登记表\n姓名\t学时\n（来源：某某网）",
    )
    assert document.words(document.numbered[-1]) == "第二条　乙。"
    rest = [document.words(a) for a in document.articles if a.start >= document.numbered[-1].end]
    assert rest == ["某某支部\n二〇二四年三月一日", "附件1：登记表", "姓名\t学时\n（来源：某某网）"]


def test_commentary_is_kept_apart_from_the_articles_it_quotes() -> None:
    document = parse(
        "解读.txt",
        "【某某条例解读1】\n一、关于学习\n【条文】\n第三条　要学习。\n【解读】\n这是说要学。\n第三条　原来没有这句。\n"
        "【某某条例解读2】\n二、关于开会\n【条文】\n第九条要开会。\n【解读】\n这是说要开。",
    )
    assert [document.words(a) for a in document.numbered] == ["第三条　要学习。", "第九条要开会。"]
    assert document.numbered[1].path == ("某某条例解读2", "二、关于开会")


def test_markdown_marks_are_no_part_of_labels_and_headings() -> None:
    document = parse(
        "手册.md",
        "# 学习手册\n\n> 说明文字。\n\n## 第一章 总则\n\n"
        "### 第一条 目的\n\n为了学习。\n\n**第二条** 要记笔记。\n\n---\n",
    )
    assert document.title == "学习手册"
    assert [(a.label, a.heading, a.path) for a in document.numbered] == [
        ("第一条", "目的", ("第一章 总则",)),
        ("第二条", "", ("第一章 总则",)),
    ]
    assert clauses(document, document.numbered[0])[1] == ("", "为了学习。")
    assert document.words(document.numbered[1]) == "**第二条** 要记笔记。"


def test_lines_wrapped_at_a_fixed_width_are_one_paragraph() -> None:
    sentence = "支部要把学习计划早早定下来并且告诉每一名党员让大家心里有数到时候都能参加"
    articles = [f"第{n}条　{sentence * 6}。" for n in "一二三"]
    lines = [words[i : i + 24] for words in articles for i in range(0, len(words), 24)]
    document = parse("办法.txt", "\n".join(lines))
    assert labels(document) == ["第一条", "第二条", "第三条"]
    assert [len(a.clauses) for a in document.numbered] == [1, 1, 1]


def test_missing_doubled_and_disordered_numbers_are_reported() -> None:
    document = parse("条例.txt", "第一条　甲。\n第四条　乙。\n第四条　丙。\n第三条　丁。\n")
    assert document.warnings == (
        "缺第二条至第三条。",
        "第四条出现了不止一次。",
        "第三条排在第四条之后，次序不对。",
    )


def test_a_line_that_only_looks_like_an_article_is_reported() -> None:
    document = parse(
        "条例.txt", "第一条　甲。\n第二条　乙应当依照某某法律里关于学习时间和地点安排的那一部分即\n第九十条 执行。\n"
    )
    assert labels(document) == ["第一条", "第二条"]
    assert document.warnings == ("第 3 行以“第…条”开头，读作了正文里的引用，请核对。",)


def test_two_rules_in_one_file_each_count_from_one() -> None:
    document = parse("汇编.txt", "甲办法\n第一条　一。\n第二条　二。\n乙办法\n第一条　三。\n第二条　四。")
    assert labels(document) == ["第一条", "第二条", "第一条", "第二条"]
    assert document.warnings == ()


def test_a_notice_that_quotes_articles_stays_a_notice() -> None:
    document = parse("通知.txt", "关于学习的通知\n一、内容\n第三条　要学习。\n第四条　要开会。\n二、要求\n认真学。")
    assert document.form is Form.OUTLINE
    assert [a.label for a in document.articles if a.kind is Kind.SECTION] == ["一", "二"]
