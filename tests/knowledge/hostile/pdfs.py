"""PDFs that loop, claim, nest, blow up or break off, and OLE files of the kind."""

from __future__ import annotations

import zlib

from tests.knowledge.hostile.case import TOO_MUCH, Case, case
from tests.knowledge.ole_files import ole
from tests.knowledge.pdf_files import Placed, assembled, column, empty, pictured, printed

_CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"


def _page(more: bytes = b"", box: bytes = b"0 0 595 842") -> bytes:
    return b"<</Type/Page/Parent 2 0 R/MediaBox[%b]%b>>" % (box, more)


def _pages(kids: bytes, count: int = 1) -> bytes:
    return b"<</Type/Pages/Count %d/Kids[%b]>>" % (count, kids)


def _stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(content), more, content)


def _whole() -> bytes:
    return printed(column(["第一条　要学习。", "第二条　要记笔记。"]))


def _showing(content: bytes, more: bytes = b"", resources: bytes = b"") -> bytes:
    return assembled(
        [_CATALOGUE, _pages(b"3 0 R"), _page(b"/Contents 4 0 R/Resources<<%b>>" % resources), _stream(content, more)]
    )


def _bomb(times: int) -> bytes:
    content = b" " * (200 << 20)
    for _ in range(times):
        content = zlib.compress(content, 9)
    return _showing(content, b"/Filter[%b]" % (b"/FlateDecode" * times))


def _deep_tree(depth: int) -> bytes:
    nodes = [b"<</Type/Pages/Parent %d 0 R/Count 1/Kids[%d 0 R]>>" % (i + 1, i + 3) for i in range(depth)]
    return assembled([_CATALOGUE, *nodes, _page()])


def _self_drawing() -> bytes:
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 4 0 R>>>>"
    return assembled(
        [
            _CATALOGUE,
            _pages(b"3 0 R"),
            _page(b"/Contents 4 0 R/Resources<</XObject<</F 4 0 R>>>>"),
            _stream(b"/F Do /F Do", form),
        ]
    )


_UNREAD = "没有文字|空的|损坏|扫描|一页也没有|太大|图片"
_PDF = [
    case("五千页.pdf", lambda: empty(5_000), "5000 页"),
    case("一千页.pdf", lambda: empty(1_000), _UNREAD),
    case("报数.pdf", lambda: assembled([_CATALOGUE, _pages(b"3 0 R", 1 << 30), _page()]), _UNREAD + "|页"),
    case("负数.pdf", lambda: assembled([_CATALOGUE, _pages(b"3 0 R", -5), _page()]), _UNREAD),
    case("转圈.pdf", lambda: assembled([_CATALOGUE, _pages(b"2 0 R 2 0 R", 9)]), _UNREAD),
    case("深树.pdf", lambda: _deep_tree(20_000), _UNREAD),
    case("互指.pdf", lambda: _whole().replace(b"/Size", b"/Prev 9/Size").replace(b"startxref\n", b"startxref\n1")),
    case("半截.pdf", lambda: _whole()[: len(_whole()) // 2], _UNREAD + "|^$"),
    case("只有头.pdf", lambda: b"%PDF-1.7\n", "损坏"),
    case("乱尾.pdf", lambda: _whole() + b"%%EOF" * 99_999),
    case("大页.pdf", lambda: assembled([_CATALOGUE, _pages(b"3 0 R"), _page(box=b"0 0 1e30 1e30")]), _UNREAD),
    case("大图.pdf", lambda: pictured(1, 100_000, 100_000), _UNREAD),
    case("深数组.pdf", lambda: assembled([_CATALOGUE, _pages(b"3 0 R"), _page(b"/A" + b"[" * 100_000)]), _UNREAD),
    case("深字典.pdf", lambda: assembled([b"<</A" * 100_000 + b">>" * 100_000, _CATALOGUE]), _UNREAD),
    case("炸弹.pdf", lambda: _bomb(1), _UNREAD),
    case("连环.pdf", lambda: _bomb(2), _UNREAD),
    case("自画.pdf", _self_drawing, f"{_UNREAD}|{TOO_MUCH}"),
    case("存图.pdf", lambda: _showing(b"q " * 500_000), _UNREAD),
    case("画线.pdf", lambda: _showing(b"0 0 m 9 9 l S " * 100_000), _UNREAD),
    case("密字.pdf", lambda: printed(column(["学习" * 200] * 40)), "^$"),
    case("叠字.pdf", lambda: printed(column(["学"] * 20_000, step=0)), "^$|太"),
    case("点线.pdf", lambda: printed([Placed(9, 9, b"." * 20_000), *column(["第一条　要学习。"])])),
    case("短线.pdf", lambda: printed(column(["- - - - - - " * 9] * 40), column(["第一条　要学习。"]))),
    case(
        "密码.pdf",
        lambda: _whole().replace(
            b"/Size",
            b"/Encrypt<</Filter/Standard/V 1/R 2/O(" + b"x" * 32 + b")/U(" + b"y" * 32 + b")/P -1>>/ID[(a)(a)]/Size",
        ),
        "密码",
    ),
]
_OLE = [
    case("空壳.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1 << 20), "损坏|旧版"),
    case("加密.docx", lambda: ole(EncryptedPackage=b"x", EncryptionInfo=b"x"), "密码"),
    case(
        "转圈.doc", lambda: ole(WordDocument=b"x").replace(b"\xfe\xff\xff\xff", b"\x02\x00\x00\x00"), "损坏|旧版|密码"
    ),
    case(
        "乱数.doc",
        lambda: ole(WordDocument=b"\xec\xa5" + bytes(8) + b"\x00" * 2 + b"\x7f" * 4000),
        "损坏|空的|没有装|没能转换",
        slow=True,
    ),
]
CASES: list[Case] = [*_PDF, *_OLE]
