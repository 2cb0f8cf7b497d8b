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
from knowledge.reading import read

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
    expected = "某支部学习办法\n第一条　学时这样算：\n方式\t学时\n集中\t二\n第二条　要记笔记。\n第三条　完。"
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
        (b"{\\rtf1 abc}", "RTF"),
        (b"<!DOCTYPE html><html></html>", "网页"),
        (b'<?xml version="1.0"?><w:wordDocument/>', "Word 2003 的 XML"),
        (zipped("xl/workbook.xml"), "Excel"),
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


def test_damaged_utf8_is_refused_not_misread(tmp_path: Path) -> None:
    path = tmp_path / "办法.txt"
    path.write_bytes((WORDS * 3).encode().replace("笔记".encode(), "笔".encode() + b"\xe8\xae", 1))
    with pytest.raises(KnowledgeError, match=r"第 \d+ 字节附近"):
        read(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"没有这份\.txt"):
        read(tmp_path / "没有这份.txt")
