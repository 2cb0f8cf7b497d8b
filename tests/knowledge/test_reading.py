"""Files are told apart by what is in them; what cannot be read is refused with the reason and the mend."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from knowledge.document import KnowledgeError
from knowledge.parse import load
from knowledge.reading import extract, read
from knowledge.sniff import Format, sniff

WORDS = "某支部学习办法\n第一条　要学习，也要开会。\n第二条　要记笔记。\n"


def word_file(path: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("某支部学习办法")
    document.add_paragraph("第一条　学时这样算：")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(table._cells, ("方式", "学时", "集中", "二"), strict=True):
        cell.text = words
    paragraph = document.add_paragraph("第二条　要记")
    inserted = OxmlElement("w:ins")
    inserted.append(paragraph.add_run("笔记。").element)
    paragraph._p.append(inserted)
    deleted = OxmlElement("w:del")
    gone = OxmlElement("w:delText")
    gone.text = "不必记。"
    deleted.append(OxmlElement("w:r"))
    deleted[0].append(gone)
    paragraph._p.append(deleted)
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    content.append(document.add_paragraph("第三条　完。")._p)
    control.append(content)
    document.element.body.insert(list(document.element.body).index(paragraph._p) + 1, control)
    assert document.element.body.find(qn("w:sdt")) is not None
    document.save(str(path))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("name", ["办法.txt", "办法.md", "办法.docx", "办法"])
def test_a_text_is_read_in_any_encoding_whatever_its_name(tmp_path: Path, encoding: str, name: str) -> None:
    (tmp_path / name).write_bytes(WORDS.encode(encoding))
    assert read(tmp_path / name).text == WORDS


def test_english_and_rare_characters_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Party branch rules: 𠮷 龘 and emoji 👍".encode("gb18030"))
    assert read(tmp_path / "a.txt").text.endswith("👍")


def test_a_word_file_is_read_in_the_order_of_its_page(tmp_path: Path) -> None:
    expected = "某支部学习办法\n第一条　学时这样算：\n方式：集中；学时：二\n第二条　要记笔记。\n第三条　完。"
    assert read(word_file(tmp_path / "办法.txt")).text.strip() == expected
    assert [a.label for a in load(tmp_path / "办法.txt").numbered] == ["第一条", "第二条", "第三条"]


def zipped(name: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        package.writestr(name, "<x/>")
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "空的"),
        (b" \r\n\t ", "空的"),
        ("\ufeff\u3000\n".encode(), "空的"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "旧版 Office"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "图片"),
        (b"\xff\xd8\xff\xe0" + bytes(64), "图片"),
        (b"\x00\x00\x00\x20ftypheic" + bytes(64), "图片"),
        (b"BM\x36\x00\x00\x00\x00\x00" + bytes(64), "图片"),
        (b"Rar!\x1a\x07\x01\x00", "压缩包"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(64), "压缩包"),
        (b"\x1f\x8b\x08" + bytes(64), "压缩包"),
        (b"<!DOCTYPE html><html></html>", "网页"),
        (b'<?xml version="1.0"?><w:wordDocument/>', "Word 2003 的 XML"),
        (zipped("xl/workbook.xml"), "Excel"),
        (zipped("xl/workbook.bin"), "xlsb"),
        (zipped("ppt/presentation.xml"), "演示文稿"),
        (zipped("OFD.xml"), "OFD"),
        (zipped("a.txt"), "压缩包"),
        (zipped("word/document.xml"), "已损坏"),
        (b"PK\x03\x04 broken", "损坏"),
        (bytes(range(256)) * 8, "不是文字文件"),
    ],
)
def test_what_is_no_text_is_refused_with_reason_and_mend(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "办法.docx"
    path.write_bytes(data)
    with pytest.raises(KnowledgeError, match=reason) as refused:
        load(path)
    message = str(refused.value)
    assert message.startswith("《办法.docx》")
    assert "请" in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"{\\rtf1 abc}", Format.RTF),
        (b"\xef\xbb\xbf<!DOCTYPE HTML><p>x", Format.HTML),
        ("<html><p>第一条".encode("utf-16"), Format.HTML),
        (b'<?xml version="1.0"?><!-- a --><html xmlns="x">', Format.HTML),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n boundary=x\r\n", Format.HTML),
        ("<p>第一条　要学。</p>\n<p>第二条　要记。</p>".encode(), Format.HTML),
        ('<div align="center">办法</div>\n\n第一条　要学。\n\n第二条　要记。'.encode(), Format.TEXT),
        ("办法里写着 <html> 的用法。".encode(), Format.TEXT),
        ("BM 是北门的简称。".encode(), Format.TEXT),
        (b'<?xml version="1.0"?><pkg:package xmlns:pkg="x">', Format.WORD_FLAT),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook>', Format.FLAT_SHEET),
        (b"\n%PDF-1.4", Format.PDF),
        (zipped("word/document2.xml"), Format.WORD),
        (zipped("xl/workbook.xml"), Format.WORKBOOK),
    ],
)
def test_what_a_file_is_its_content_says(data: bytes, kind: Format) -> None:
    assert sniff("办法.docx", data) is kind


def test_a_package_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package, package.open("word/document.xml", "w") as part:
        for _ in range(65):
            part.write(bytes(1 << 20))
    with pytest.raises(KnowledgeError, match=r"《办法》展开后超过 64 MB"):
        extract("办法", data.getvalue())


def test_a_file_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "办法.txt"
    with path.open("wb") as file:
        file.truncate(200 << 20)  # takes no room on the disk
    with pytest.raises(KnowledgeError, match=r"《办法\.txt》超过 64 MB"):
        read(path)


QUESTIONS = {
    "options below one another": "{n}、支部每月开几次会？（　）\nA、一次\nB、两次\nC、三次\n正确答案是：A",
    "options side by side": "{n}. 支部每月开几次会？（B）\nA.一次  B.两次  C.三次  D.四次",
    "options on the line of the question": "{n}. 支部每月开（ ）次会。A．一 B．二 C．三 D．四",
    "statements": "{n}. 支部每月可以不开会。（×）",
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_a_question_bank_is_refused_since_its_wrong_options_read_like_rules(question: str) -> None:
    bank = "支部知识竞赛\n" + "\n".join(question.format(n=n) for n in range(1, 31))
    with pytest.raises(KnowledgeError, match=r"《竞赛\.docx》是题库（约 30 道题），里面有错误选项") as refused:
        extract("竞赛.docx", bank.encode())
    assert "请发出题所依据的文件原文" in str(refused.value)


def test_a_few_questions_behind_a_rule_are_told_of() -> None:
    test = "\n".join(QUESTIONS["options below one another"].format(n=n) for n in range(1, 5))
    found = extract("办法", (WORDS * 20 + test).encode())
    assert any("约 4 道考题" in line for line in found.warnings)


def test_a_rule_is_no_question_bank() -> None:
    rule = "".join(
        f"第{n}条　分 A、B 两类：A 类（正职）由支部定，B 类由小组定（对小组的意见要答复）。\n" for n in range(1, 60)
    )
    assert extract("办法", rule.encode()).warnings == ()


def test_damaged_utf8_is_refused_not_misread(tmp_path: Path) -> None:
    path = tmp_path / "办法.txt"
    path.write_bytes((WORDS * 3).encode().replace("笔记".encode(), "笔".encode() + b"\xe8\xae", 1))
    with pytest.raises(KnowledgeError, match=r"第 \d+ 字节附近"):
        read(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"没有这份\.txt"):
        read(tmp_path / "没有这份.txt")
