"""A Word file is read as its reader sees it, changes accepted: nothing lost, nothing twice, nothing hidden."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from lxml import etree

from knowledge import word
from knowledge.parse import load
from tests.knowledge.word_files import (
    SPACES,
    abstract,
    cell,
    level,
    listed,
    loaded,
    note,
    number,
    package,
    paragraph,
    reference,
    run,
    table,
)

DELETED = '<w:del w:id="9" w:author="x" w:date="2024-01-01T00:00:00Z"/>'


def lines(body: str, footnotes: str = "", endnotes: str = "", styles: str = "") -> list[str]:
    return word.extract(package(body, styles=styles, footnotes=footnotes, endnotes=endnotes)).text.split("\n")


def box(words: str) -> str:
    """Return a text box as Word writes it: the new drawing, and an old one for programs that know no other."""
    content = f"<w:txbxContent>{paragraph(words)}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{content}</wps:txbx></w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def test_text_boxes_are_read_once_behind_their_paragraph() -> None:
    assert lines(paragraph("要学习。", inside=box("第一框") + run("要记。"))) == ["要学习。要记。", "第一框"]
    old = "<w:r><w:pict><v:textbox><w:txbxContent>" + paragraph("旧框") + "</w:txbxContent></v:textbox></w:pict></w:r>"
    assert lines(paragraph("甲", inside=old)) == ["甲", "旧框"]


def test_footnotes_stand_behind_the_sentence_and_make_no_clause_of_their_own(tmp_path: Path) -> None:
    notes = note(0, "横线", more=' w:type="separator"') + note(2, "党课也算。") + note(3, "按月算。")
    body = [
        paragraph("某支部学习办法", inside=reference(3)),
        paragraph("第一条　每月学习一次", inside=reference(2) + run("。")),
        paragraph("每次一小时", inside=run("。") + reference(3)),
        paragraph("第二条　记笔记。"),
    ]
    document = loaded(tmp_path, package("".join(body), footnotes=notes), "无标题.docx")
    assert document.text.split("\n") == [
        "某支部学习办法",
        "〔注1〕按月算。",
        "第一条　每月学习一次〔注2〕。 〔注2〕党课也算。",
        "每次一小时。〔注1〕",
        "第二条　记笔记。",
    ]
    assert document.title == "某支部学习办法"
    assert [c.label for c in document.numbered[0].clauses] == ["第一款", "第二款"]
    assert "横线" not in document.text


def test_endnotes_are_told_from_footnotes() -> None:
    body = paragraph("甲", inside=reference(1) + reference(1, "endnote") + run("。"))
    assert lines(body, note(1, "脚。"), note(1, "尾。", "endnote")) == [
        "甲〔注1〕〔尾注1〕。 〔注1〕脚。 〔尾注1〕尾。"
    ]


def test_a_note_that_refers_to_itself_ends() -> None:
    circle = f'<w:footnote w:id="1">{paragraph("又见", inside=reference(1) + run("。"))}</w:footnote>'
    assert lines(paragraph("甲", inside=reference(1)), circle) == ["甲", "〔注1〕又见〔注1〕。"]


def test_tracked_changes_are_read_as_accepted() -> None:
    moved = f"<w:moveFrom w:id='3'>{run('旧处')}</w:moveFrom><w:moveTo w:id='4'>{run('新处')}</w:moveTo>"
    words = (
        f"<w:del w:id='1'><w:r><w:delText>不必</w:delText></w:r></w:del><w:ins w:id='2'>{run('应当')}</w:ins>{moved}"
    )
    body = paragraph("党员", inside=words) + "<w:moveFrom w:id='5'>" + paragraph("走") + "</w:moveFrom>"
    assert lines(body) == ["党员应当新处"]


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    body = paragraph("每月", f"<w:rPr>{DELETED}</w:rPr>") + paragraph("学习") + paragraph("一次。")
    assert lines(body) == ["每月学习", "一次。"]
    assert lines(paragraph("最后", f"<w:rPr>{DELETED}</w:rPr>") + table(["甲", "乙"])) == ["最后", "甲", "乙"]


def test_deleted_rows_are_gone_and_inserted_ones_stay() -> None:
    rows = table(["方式", "学时"], ["党课", "四"], ["讨论", "二"], ["自学", "六"])
    rows = rows.replace(
        "<w:tr><w:tc><w:p><w:pPr></w:pPr>" + run("党课"), f"<w:tr><w:trPr>{DELETED}</w:trPr><w:tc><w:p>"
    )
    assert "del" in rows
    assert lines(rows) == ["方式：讨论；学时：二", "方式：自学；学时：六"]


def test_hidden_text_is_dropped_however_it_is_hidden() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Gone"><w:name w:val="Gone"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Son"><w:name w:val="Son"/><w:basedOn w:val="Gone"/></w:style>'
        '<w:style w:type="character" w:styleId="Mark"><w:name w:val="Mark"/><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    hidden = run("藏", "<w:vanish/>") + run("藏", '<w:rStyle w:val="Mark"/>')
    shown = run("见", '<w:vanish w:val="0"/>') + run("见", '<w:rStyle w:val="Mark"/><w:vanish w:val="false"/>')
    body = paragraph("甲", inside=hidden + shown) + paragraph("藏", '<w:pStyle w:val="Son"/>') + paragraph("乙")
    assert lines(body, styles=styles) == ["甲见见", "乙"]


def test_fields_give_their_result_and_links_and_controls_their_words() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = "<w:r><w:instrText> IF 1 </w:instrText></w:r>" + mark("begin") + mark("separate") + run("内层") + mark("end")
    link = f"<w:hyperlink w:anchor='a'>{run('链接')}</w:hyperlink><w:smartTag w:element='d'>{run('标签')}</w:smartTag>"
    simple = f"<w:fldSimple w:instr='PAGE'>{run('3')}</w:fldSimple>"
    prompt = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('单击输入')}</w:sdtContent></w:sdt>"
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('已填')}</w:sdtContent></w:sdt>"
    body = paragraph("见", inside=mark("begin") + code + mark("separate") + run("结果") + mark("end"))
    body += paragraph(inside=link + simple + prompt + control)
    assert lines(body) == ["见结果", "链接标签3已填"]


def test_a_field_without_an_end_costs_no_later_paragraph() -> None:
    broken = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + run("丢")
    assert lines(paragraph("甲", inside=broken) + paragraph("乙")) == ["甲", "乙"]


def test_an_enclosed_character_is_read_from_its_field() -> None:
    begin, end = ('<w:r><w:fldChar w:fldCharType="' + kind + '"/></w:r>' for kind in ("begin", "end"))
    code = "<w:r><w:instrText>eq \\o\\ac(</w:instrText></w:r><w:r><w:instrText>○,2)</w:instrText></w:r>"
    assert lines(paragraph(inside=begin + code + end + run("记笔记"))) == ["②记笔记"]


def test_symbols_hyphens_formulas_and_ruby() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{run('dang')}</w:rt><w:rubyBase>{run('党')}</w:rubyBase></w:ruby></w:r>"
    marks = [
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>已</w:t><w:softHyphen/><w:t>读</w:t></w:r>',
        '<w:r><w:sym w:font="Wingdings 2" w:char="00A3"/><w:sym w:font="Webdings" w:char="F012"/></w:r>',
        '<w:r><w:sym w:font="宋体" w:char="2116"/><w:t>1</w:t><w:noBreakHyphen/><w:t>2</w:t></w:r>',
        "<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>",
    ]
    assert lines(paragraph(inside="".join(marks) + ruby)) == ["☑已读□№1-2x+1党"]


def test_comments_headers_and_footers_are_left_out() -> None:
    document = docx.Document()
    commented = document.add_paragraph().add_run("要学习。")
    document.add_comment(commented, "这句再改改", "某人")
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "页脚"
    data = io.BytesIO()
    document.save(data)
    assert word.extract(data.getvalue()).text == "要学习。"


def test_images_and_embedded_files_are_reported() -> None:
    picture = "<w:r><w:drawing><a:graphic><a:blip/></a:graphic></w:drawing></w:r>"
    found = word.extract(package(paragraph("甲", inside=picture + picture) + "<w:altChunk/>"))
    assert found.warnings == (
        "文中有2张图片，图片里的文字没有收录。",
        "文中嵌入了1份别的文件，里面的文字没有收录。",
    )
    assert word.extract(package(paragraph("甲"))).warnings == ()


def test_table_rows_name_their_columns_and_merged_cells_repeat() -> None:
    def merged(words: str = "", how: str = "") -> str:
        return cell(words, "<w:vMerge" + (f' w:val="{how}"' if how else "") + "/>")

    rows = table(
        [merged("对象", "restart"), cell("学时", '<w:gridSpan w:val="2"/>')],
        [merged(), "集中", "日常"],
        [merged("党员", "restart"), "十六", "十六"],
        [merged(), "另加四", cell("", "")],
        [cell("一、其他", '<w:gridSpan w:val="3"/>')],
        ["群众", cell("八", '<w:gridSpan w:val="2"/>')],
    )
    assert lines(rows) == [
        "对象：党员；学时·集中：十六；学时·日常：十六",
        "对象：党员；学时·集中：另加四",
        "一、其他",
        "对象：群众；学时·集中：八；学时·日常：八",
    ]


def test_marked_header_rows_count_and_nested_tables_stay_in_their_cell() -> None:
    inner = table(["书", "页"], ["章程", "十"]) + paragraph("读完。")
    rows = table(["甲组", "乙组"], ["方式", "要求"], ["自学", inner])
    rows = rows.replace("<w:tr>", "<w:tr><w:trPr><w:tblHeader/></w:trPr>", 2)
    assert lines(rows) == ["甲组·方式：自学；乙组·要求：书：章程；页：十 读完。"]


def test_a_frame_round_a_rule_leaves_its_articles(tmp_path: Path) -> None:
    inside = (
        paragraph("第一条　要学习。")
        + paragraph("第二条　要做到：")
        + paragraph("（一）多读；")
        + paragraph("（二）多写。")
    )
    frame = table([cell(inside)])
    document = loaded(tmp_path, package(paragraph("某支部学习办法") + frame))
    assert [a.label for a in document.numbered] == ["第一条", "第二条"]
    assert [c.label for c in document.numbered[1].clauses] == ["", "第一项", "第二项"]


def test_tables_inside_controls_and_columns_numbered_by_word() -> None:
    numbering = abstract(1, level(0, "decimal", "%1")) + number(1, 1)
    rows = table(["序号", "方式"], [cell(listed("")), "党课"], [cell(listed("")), "讨论"])
    control = f"<w:sdt><w:sdtContent>{rows}</w:sdtContent></w:sdt>"
    found = word.extract(package(control, numbering)).text.split("\n")
    assert found == ["序号：1；方式：党课", "序号：2；方式：讨论"]


def replaced(data: bytes, name: str, change: bytes) -> bytes:
    """Return a package with one part changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change if part == name else old.read(part))
    return made.getvalue()


def document_xml(body: str, before: str = "") -> bytes:
    return f"{before}<w:document {SPACES}><w:body>{body}</w:body></w:document>".encode()


BOMB = '<!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
DEEP = "<w:sdt><w:sdtContent>" * 5000 + "</w:sdtContent></w:sdt>" * 5000
WIDE = table(*[[cell("长" * 20_000, '<w:vMerge w:val="restart"/>'), "甲"]], *[[cell("", "<w:vMerge/>"), "乙"]] * 2000)
SPANNED = table([cell("甲", '<w:gridSpan w:val="2000000000"/>'), "乙"], ["丙", "丁"])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (document_xml("&b;", BOMB), "document type"),
        (document_xml(DEEP), "depth"),
        (document_xml(WIDE), "repeat"),
        (document_xml(paragraph("长" * 100)) + b" " * 40_000_000, "more than"),
        (document_xml("")[:-9], r"line \d+"),
        (document_xml("").replace(b"body", b"x"), "no body"),
    ],
    ids=["entities", "deep", "repeated", "large", "cut", "no body"],
)
def test_hostile_and_damaged_documents_are_refused(content: bytes, reason: str) -> None:
    with pytest.raises((ValueError, etree.XMLSyntaxError), match=reason):
        word.extract(replaced(package(""), "word/document.xml", content))


def test_an_absurd_span_is_one_cell() -> None:
    assert lines(SPANNED) == ["甲：丙；乙：丁"]


def test_a_strict_document_and_one_with_a_lost_image_are_read() -> None:
    strict = document_xml(paragraph("甲")).replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert word.extract(replaced(package(""), "word/document.xml", strict)).text == "甲"
    lost = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://x/image" Target="NULL"/></Relationships>'
    )
    assert word.extract(replaced(package(paragraph("乙")), "word/_rels/document.xml.rels", lost.encode())).text == "乙"


TEXTS = Path(__file__).parents[3] / "shared" / "texts"
real = pytest.mark.skipif(not TEXTS.is_dir(), reason="the shared texts are not beside this checkout")


@real
@pytest.mark.parametrize(
    ("name", "articles", "chapters"),
    [("党政机关公文处理工作条例", 42, 8), ("公职人员政务处分法", 68, 7), ("医疗器械生产企业质量体系考核办法", 12, 0)],
)
def test_real_rules_keep_their_articles(name: str, articles: int, chapters: int) -> None:
    document = load(TEXTS / "raw" / f"{name}.docx")
    assert [a.number for a in document.numbered] == [(i, 0) for i in range(1, articles + 1)]
    assert len({a.path for a in document.numbered if a.path}) == chapters
