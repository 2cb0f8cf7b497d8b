"""Packages: .docx and .xlsx that are bombs, lie, nest, point to themselves or to other files, and .zip."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

from openpyxl import Workbook

from tests.knowledge import word_files
from tests.knowledge.hostile.case import READ, SECRET_FILE, TOO_MUCH, Case, case

_DOCUMENT = "word/document.xml"
_SHEET = "xl/worksheets/sheet1.xml"
_WORDS = "第一条　要学习。"
_REFUSED = "损坏|太大|太占内存"


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a .zip."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as package:
        for name, content in entries.items():
            package.writestr(name, content)
    return data.getvalue()


def word(body: str = "", **parts: str) -> bytes:
    """Return a .docx; see `word_files.package`."""
    return word_files.package(body or word_files.paragraph(_WORDS), **parts)


def sheet() -> bytes:
    """Return an .xlsx of two rows."""
    made, data = Workbook(), io.BytesIO()
    for row in (["方式", "学时"], ["集中", 8]):
        made.active.append(row)
    made.save(data)
    return data.getvalue()


def changed(data: bytes, part: str, change: Callable[[bytes], bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a package one part of which is changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return zipped(parts | {part: change(parts.get(part, b""))}, method)


def with_doctype(data: bytes, part: str, declared: str, put: str) -> bytes:
    """Return a package one part of which declares entities and uses one in its first words."""

    def change(xml: bytes) -> bytes:
        xml = xml[xml.index(b"?>") + 2 :] if xml.startswith(b"<?xml") else xml
        tag = b'<w:t xml:space="preserve">' if b"<w:t xml" in xml else b"<t>"
        return f"<!DOCTYPE x [{declared}]>".encode() + xml.replace(tag, tag + put.encode(), 1)

    return changed(data, part, change)


LAUGHS = '<!ENTITY a0 "哈哈哈哈">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
QUADRATIC = f'<!ENTITY a "{"哈" * 100_000}">'
EXTERNAL = f'<!ENTITY a SYSTEM "{SECRET_FILE}"><!ENTITY b SYSTEM "file:///etc/hostname">'
REMOTE = '<!ENTITY % a SYSTEM "http://127.0.0.1:9/a.dtd">%a;'


def _lying(data: bytes) -> bytes:
    """Return a package whose headers say that its largest part has ten bytes."""
    made = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        largest = max(package.infolist(), key=lambda info: info.file_size)
    size = struct.pack("<L", largest.file_size)
    return bytes(made).replace(size, struct.pack("<L", 10))


def _locked(data: bytes) -> bytes:
    made = bytearray(data)
    at = made.find(b"PK\x01\x02")
    while at >= 0:
        made[at + 8] |= 1
        made[struct.unpack_from("<L", made, at + 42)[0] + 6] |= 1
        at = made.find(b"PK\x01\x02", at + 4)
    return bytes(made)


def _nested(depth: int) -> bytes:
    data = zipped({"字.txt": bytes(1 << 20)})
    for _ in range(depth):
        data = zipped({f"{i}.zip": data for i in range(10)})
    return data


def _overlapping() -> bytes:
    """Return a .zip whose 5,000 entries are one and the same (after D. Fifield, A better zip bomb, 2019)."""
    one = zipped({"0.txt": bytes(10 << 20)})
    at = one.index(b"PK\x01\x02")
    entry, local = one[at : one.index(b"PK\x05\x06")], one[:at]
    directory = entry * 5_000
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 5_000, 5_000, len(directory), len(local), 0)
    return local + directory + end


_DEEP_TABLE = "<w:tbl><w:tr><w:tc>"
_LEVELS = "".join(
    f'<w:lvl w:ilvl="{i}"><w:start w:val="{10**18}"/><w:numFmt w:val="chineseCounting"/>'
    f'<w:lvlText w:val="{"%9%8%7%6%5%4%3%2%1" * 500}"/></w:lvl>'
    for i in range(9)
)
_CYCLE = '<w:style w:styleId="{}" w:type="paragraph"><w:basedOn w:val="{}"/></w:style>'

_BOMBS = [
    case("炸弹.docx", lambda: changed(word(), _DOCUMENT, lambda _: bytes(300 << 20)), "太大"),
    case("小炸弹.docx", lambda: changed(word(), _DOCUMENT, lambda _: b" " * (60 << 20)), _REFUSED),
    case("谎报.docx", lambda: _lying(changed(word(), _DOCUMENT, lambda _: b" " * (100 << 20))), _REFUSED),
    case(
        "真字.docx", lambda: word(word_files.paragraph("要学习。") * 200_000), f"{READ}|{TOO_MUCH}|太大|损坏", slow=True
    ),
    case("炸弹.xlsx", lambda: changed(sheet(), _SHEET, lambda _: bytes(300 << 20)), "太大"),
    case("谎报.xlsx", lambda: _lying(changed(sheet(), _SHEET, lambda _: b" " * (100 << 20))), _REFUSED),
    case(
        "罕见.docx",
        lambda: changed(word(), "a.xml", lambda _: b" " * (60 << 20), zipfile.ZIP_LZMA),
        f"{READ}|{_REFUSED}",
    ),
    case("很多.docx", lambda: zipped({f"{i}.xml": b"" for i in range(20_000)} | {_DOCUMENT: b"<x/>"}), "太大|损坏"),
    case("套娃.zip", lambda: _nested(4), "压缩包"),
    case("重叠.zip", _overlapping, "压缩包|损坏|太大"),
    case("重叠.docx", lambda: _overlapping().replace(b"0.txt", b"a.xml"), "压缩包|损坏|太大"),
    case("外面.zip", lambda: zipped({"../../外面.txt": b"x"}), "压缩包"),
]
_ENTITIES = [
    case("大笑.docx", lambda: with_doctype(word(), _DOCUMENT, LAUGHS, "&a11;"), _REFUSED),
    case("平方.docx", lambda: with_doctype(word(), _DOCUMENT, QUADRATIC, "&a;" * 10_000), _REFUSED),
    case("偷看.docx", lambda: with_doctype(word(), _DOCUMENT, EXTERNAL, "&a;&b;"), _REFUSED),
    case("远处.docx", lambda: with_doctype(word(), _DOCUMENT, REMOTE, ""), _REFUSED),
    case("大笑.xlsx", lambda: with_doctype(sheet(), _SHEET, LAUGHS, "&a11;"), f"{READ}|{_REFUSED}"),
    case("偷看.xlsx", lambda: with_doctype(sheet(), _SHEET, EXTERNAL, "&a;&b;"), f"{READ}|{_REFUSED}"),
]
_BROKEN = [
    case("半截.docx", lambda: word()[:20_000], "损坏"),
    case("断尾.docx", lambda: word()[:-30], "损坏"),
    case("坏字.docx", lambda: word().replace(b"PK\x01\x02", b"PK\x01\x00", 1), "损坏"),
    case("半截.xlsx", lambda: sheet()[:3000], "损坏"),
    case("密码.docx", lambda: _locked(word()), "密码|损坏"),
    case("假的.docx", lambda: b"PK\x03\x04" + bytes(1000), "损坏"),
    case("两样.docx", lambda: changed(word(), "xl/workbook.xml", lambda _: b"<x/>")),
    case("没有正文.docx", lambda: changed(word(), _DOCUMENT, lambda _: b"<x/>"), "损坏"),
    case(
        "指到外面.docx",
        lambda: changed(
            word(), "word/_rels/document.xml.rels", lambda xml: xml.replace(b"styles.xml", b"../../../../etc/hostname")
        ),
    ),
]
_SHAPES = [
    case(
        "深表.docx",
        lambda: word("<w:sdt><w:sdtContent>" * 100 + word_files.paragraph(_WORDS) + "</w:sdtContent></w:sdt>" * 100),
    ),
    case(
        "很深.docx",
        lambda: changed(
            word(),
            _DOCUMENT,
            lambda xml: xml.replace(
                b"<w:body>", b"<w:body>" + _DEEP_TABLE.encode() * 5_000 + b"</w:tc></w:tr></w:tbl>" * 5_000
            ),
        ),
        "损坏|太深",
    ),
    case(
        "编号.docx",
        lambda: word(
            "".join(word_files.listed("内容", 1, i % 9) for i in range(500)) + word_files.listed("内容", 1, 99999),
            numbering=word_files.abstract(1, _LEVELS) + word_files.number(1, 1),
        ),
        "太大|损坏|^$|太占内存",
    ),
    case(
        "循环.docx",
        lambda: word(
            word_files.paragraph(_WORDS, '<w:pStyle w:val="A"/>'),
            styles=_CYCLE.format("A", "B") + _CYCLE.format("B", "A"),
        ),
    ),
    case(
        "宽格.docx",
        lambda: word(
            word_files.table([word_files.cell("甲" * 99, '<w:gridSpan w:val="1000000000"/>'), "乙"], ["丙", "丁"])
        ),
    ),
    case("密格.docx", lambda: word(word_files.table(*[[""] * 60] * 300)), "空的|太大|^$"),
    case(
        "远格.xlsx",
        lambda: changed(
            sheet(),
            _SHEET,
            lambda xml: xml.replace(
                b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
            ).replace(b"A1:B2", b"A1:XFD1048576"),
        ),
        "太大|太散|^$",
    ),
    case(
        "合并.xlsx",
        lambda: changed(
            sheet(),
            _SHEET,
            lambda xml: xml.replace(
                b"</sheetData>",
                b"</sheetData><mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 1000 + b"</mergeCells>",
            ),
        ),
        "^$|太大|太散|损坏",
    ),
    case(
        "错号.xlsx",
        lambda: changed(sheet(), _SHEET, lambda xml: xml.replace(b't="n"><v>8', b't="s"><v>99999999')),
        f"{READ}|损坏",
    ),
    case(
        "巨数.xlsx", lambda: changed(sheet(), _SHEET, lambda xml: xml.replace(b"<v>8</v>", b"<v>1e308</v>")), "^$|损坏"
    ),
]
CASES: list[Case] = [*_BOMBS, *_ENTITIES, *_BROKEN, *_SHAPES]
