"""Documents of older office programs are read through LibreOffice, or refused with what to do instead."""

from __future__ import annotations

import io
import shutil
import socketserver
import struct
import threading
import time
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from knowledge import legacy
from knowledge.document import KnowledgeError
from knowledge.legacy import _Conversion, _convert
from knowledge.reading import extract
from tests.knowledge.ole_files import ole

needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
RTF = b"{\\rtf1\\ansi\\ansicpg936 \\u31532?\\u19968?\\u26465?\\u12288?\\u35201?\\u23398?\\u12290?\\par \\u35760?\\par}"
FLAT_SHEET = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="学时"><Table>
<Row><Cell><Data ss:Type="String">方式</Data></Cell><Cell><Data ss:Type="String">学时</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">集中</Data></Cell><Cell><Data ss:Type="Number">8</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def word_file() -> bytes:
    document = docx.Document()
    document.add_paragraph("第一条　要学习，也要开会。")
    document.add_paragraph("先学", style="List Number")
    document.add_paragraph("后议", style="List Number")
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["方式", "学时"], ["集中", 8]):
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def open_document(body: str, more: str = "") -> bytes:
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("office", "office"), ("text", "text"), ("draw", "drawing"), ("manifest", "manifest"))
    )
    kind = "application/vnd.oasis.opendocument.text"
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{media}">{more}</manifest:file-entry>'
        for path, media in (("/", kind), ("content.xml", "text/xml"))
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        package.writestr("mimetype", kind)
        package.writestr(
            "content.xml",
            f'<office:document-content {spaces} xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2">'
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
        package.writestr("META-INF/manifest.xml", f"<manifest:manifest {spaces}>{entries}</manifest:manifest>")
    return data.getvalue()


def refusal(data: bytes, name: str = "办法.doc") -> str:
    with pytest.raises(KnowledgeError) as refused:
        extract(name, data)
    message = str(refused.value)
    assert message.startswith(f"《{name}》")
    assert "请" in message
    assert "\n" not in message
    return message


@needs_office
def test_an_old_document_keeps_its_words_and_the_numbers_of_its_lists() -> None:
    old = _convert("办法", word_file(), _Conversion("docx", "doc"))
    assert extract("办法.wps", old).text.splitlines() == ["第一条　要学习，也要开会。", "1. 先学", "2. 后议"]


@needs_office
def test_an_old_table_names_its_columns_in_every_row() -> None:
    old = _convert("学时", workbook(), _Conversion("xlsx", "xls"))
    assert extract("学时.doc", old).text.splitlines() == ["方式：集中；学时：8"]


@needs_office
def test_rtf_open_documents_and_the_xml_tables_of_2003_are_read() -> None:
    assert extract("办法.txt", RTF).text.splitlines() == ["第一条　要学。", "记"]
    assert extract("学时.xls", FLAT_SHEET.encode()).text.splitlines() == ["## 学时", "方式：集中；学时：8"]
    assert extract("办法.doc", open_document("<text:p>第一条　要学。</text:p>")).text.splitlines() == ["第一条　要学。"]


@needs_office
def test_nothing_that_a_document_links_to_is_fetched() -> None:
    asked: list[bytes] = []

    class Listener(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            asked.append(self.request.recv(1000))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        image = f'<draw:frame><draw:image xlink:href="http://127.0.0.1:{server.server_address[1]}/a.png"/></draw:frame>'
        found = extract("办法.odt", open_document(f"<text:p>第一条　要学。{image}</text:p>"))
        server.shutdown()
    assert found.text.startswith("第一条　要学。")
    assert asked == []


def test_a_document_with_a_password_is_refused_as_such() -> None:
    assert "有密码" in refusal(ole(EncryptionInfo=b"", EncryptedPackage=b"secret"), "办法.docx")
    flagged = struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0x804, 0, 0x0100)
    assert "有密码" in refusal(ole(WordDocument=flagged))
    records = struct.pack("<HHHH", 0x809, 4, 0x600, 5) + struct.pack("<HH", 0x2F, 54)
    assert "有密码" in refusal(ole(Workbook=records), "学时.xls")
    assert "有密码" in refusal(open_document("", "<manifest:encryption-data/>"), "办法.odt")


def test_what_is_no_document_inside_is_refused() -> None:
    assert "演示文稿" in refusal(ole(**{"PowerPoint Document": b""}), "课件.ppt")
    assert "不是文档" in refusal(ole(VisioDocument=b""), "图.vsd")
    assert "已损坏" in refusal(ole(WordDocument=b"")[:700])


def test_without_libreoffice_the_refusal_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    message = refusal(ole(WordDocument=b"\xec\xa5"))
    assert "另存为 .docx" in message
    assert "安装 LibreOffice" in message
    assert "另存为 .xlsx" in refusal(ole(Workbook=b""), "学时.xls")


@needs_office
def test_what_libreoffice_cannot_open_is_refused() -> None:
    assert "没能转换" in refusal(ole(Workbook=b"\x09\x08"), "学时.xls")


@pytest.mark.skipif(not shutil.which("timeout"), reason="timeout (coreutils) is not installed")
def test_a_conversion_that_hangs_is_ended_with_all_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    office = tmp_path / "bin" / "soffice"
    office.write_text(f"#!/bin/sh\nsleep 600 &\necho $! > {tmp_path}/pid\nwait\n")
    office.chmod(0o755)
    for tool in ("timeout", "sleep"):
        (tmp_path / "bin" / tool).symlink_to(str(shutil.which(tool)))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(legacy, "_SECONDS", 1)
    assert "没能转换" in refusal(ole(WordDocument=b"\xec\xa5"))
    process = Path("/proc") / (tmp_path / "pid").read_text().strip()
    deadline = time.monotonic() + 5
    while process.exists() and (process / "stat").read_text().split()[2] != "Z":
        assert time.monotonic() < deadline, "what the conversion started is still running"
