"""Word documents saved as one XML file read like a .docx."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from knowledge import word, word_flat
from knowledge.parse import parse
from tests.knowledge.word_files import abstract, level, listed, note, number, package, reference, run

REAL = Path(__file__).parents[3] / "shared" / "texts" / "raw" / "大学生党务学习平台表结构.docx"


def flat_opc(data: bytes) -> bytes:
    """Return a .docx as the one XML file that Word makes of it."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {name: source.read(name).decode() for name in source.namelist() if name.endswith((".xml", ".rels"))}
    written = [
        f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{re.sub(r"<[?].*?[?]>", "", xml)}</pkg:xmlData></pkg:part>'
        for name, xml in parts.items()
    ]
    picture = '<pkg:part pkg:name="/word/media/a.png"><pkg:binaryData>' + "QUFB" * 9 + "</pkg:binaryData></pkg:part>"
    space = 'xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"'
    return f'<?xml version="1.0"?><pkg:package {space}>{"".join(written)}{picture}</pkg:package>'.encode()


def test_a_flat_package_reads_like_the_package() -> None:
    numbering = abstract(1, level(0, "chineseCounting", "第%1条")) + number(1, 1)
    data = package(listed("学习", inside=reference(1) + run("。")), numbering, footnotes=note(1, "每月。"))
    assert word_flat.extract(flat_opc(data)) == word.extract(data)
    assert word.extract(data).text == "第一条　学习〔注1〕。 〔注1〕每月。"


WORD_2003 = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?>
<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"
 xmlns:aml="http://schemas.microsoft.com/aml/2001/core" xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint">
<w:lists>
 <w:listDef w:listDefId="4"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:nfc w:val="37"/><w:pStyle w:val="T"/>
  <w:lvlText w:val="第%1条"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:nfc w:val="11"/><w:lvlText w:val="（%2）"/></w:lvl></w:listDef>
 <w:list w:ilfo="2"><w:ilst w:val="4"/></w:list></w:lists>
<w:styles><w:style w:type="paragraph" w:styleId="T"><w:pPr><w:listPr><w:ilfo w:val="2"/></w:listPr></w:pPr></w:style>
 <w:style w:type="character" w:styleId="H"><w:rPr><w:vanish w:val="on"/></w:rPr></w:style></w:styles>
<w:docPr><w:footnotePr><w:footnote w:type="separator"><w:p><w:r><w:t>横线</w:t></w:r></w:p></w:footnote>
</w:footnotePr></w:docPr>
<w:body><wx:sect><w:p><w:r><w:t>某支部学习办法</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="T"/></w:pPr><w:r><w:t>要做到</w:t></w:r><w:r><w:footnote>
 <w:p><w:r><w:t>人人都要。</w:t></w:r></w:p>
 </w:footnote></w:r><aml:annotation w:type="Word.Deletion">
 <aml:content><w:r><w:delText>不</w:delText></w:r></aml:content>
 </aml:annotation><aml:annotation w:type="Word.Insertion">
 <aml:content><w:r><w:t>：</w:t></w:r></aml:content></aml:annotation>
 <w:r><w:rPr><w:rStyle w:val="H"/></w:rPr><w:t>藏</w:t></w:r>
 <w:r><aml:annotation w:type="Word.Comment"><aml:content>
 <w:p><w:r><w:t>批注</w:t></w:r></w:p></aml:content></aml:annotation>
 </w:r></w:p>
<w:p><w:pPr><w:listPr><w:ilvl w:val="1"/><w:ilfo w:val="2"/></w:listPr></w:pPr><w:r><w:t>多读。</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>方式</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>学时</w:t></w:r></w:p></w:tc></w:tr>
 <w:tr><w:tc><w:tcPr><w:vmerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>党课</w:t></w:r></w:p></w:tc>
  <w:tc><w:p><w:r><w:t>四</w:t></w:r></w:p></w:tc></w:tr>
 <w:tr><w:tc><w:tcPr><w:vmerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>八</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:p><w:pPr><w:pStyle w:val="T"/></w:pPr><w:r><w:t>要记笔记。</w:t></w:r></w:p>
<w:sectPr><w:hdr w:type="odd"><w:p><w:r><w:t>页眉</w:t></w:r></w:p></w:hdr></w:sectPr></wx:sect></w:body>
</w:wordDocument>"""


def test_a_word_2003_xml_document_is_read_like_any_other() -> None:
    found = word_flat.extract(WORD_2003.encode())
    assert found.text.split("\n") == [
        "某支部学习办法",
        "第一条　要做到〔注1〕： 〔注1〕人人都要。",
        "（一）多读。",
        "方式：党课；学时：四",
        "方式：党课；学时：八",
        "第二条　要记笔记。",
    ]
    document = parse("办法.xml", found.text, found.warnings)
    assert [a.label for a in document.numbered] == ["第一条", "第二条"]


def test_attributes_written_without_space_between_are_read() -> None:
    squeezed = re.sub(r'(="[^"]*") (?=\w)', r"\1", WORD_2003)
    assert '"UTF-8"standalone' in squeezed
    assert word_flat.extract(squeezed.encode()) == word_flat.extract(WORD_2003.encode())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (WORD_2003.replace("<w:wordDocument", '<!DOCTYPE x [<!ENTITY a "b">]><w:wordDocument'), "document type"),
        (WORD_2003.replace("<wx:sect>", "<wx:sect>" * 5000).replace("</wx:sect>", "</wx:sect>" * 5000), "depth"),
        (WORD_2003[:-200], r"line \d+"),
        ("<x/>", "no Word document"),
        ("<w:wordDocument xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml'/>", "no body"),
        ("<pkg:package xmlns:pkg='http://schemas.microsoft.com/office/2006/xmlPackage'/>", "no body"),
    ],
    ids=["entities", "deep", "cut", "other", "no body", "empty package"],
)
def test_hostile_and_damaged_documents_are_refused(content: str, reason: str) -> None:
    with pytest.raises((ValueError, etree.XMLSyntaxError), match=reason):
        word_flat.extract(content.encode())


@pytest.mark.skipif(not REAL.is_file(), reason="the shared texts are not beside this checkout")
def test_a_real_word_2003_file_keeps_its_tables() -> None:
    found = word_flat.extract(REAL.read_bytes())
    assert all(re.match("序号：\\d+；列名：", line) for line in found.text.split("\n") if "数据类型" in line)
    assert found.text.count("序号：1；") == 25
