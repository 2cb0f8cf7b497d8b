"""Pages and flat XML: tags without end, tables without bounds, entities, archives of mail, and RTF."""

from __future__ import annotations

from tests.knowledge.hostile.case import Case, case
from tests.knowledge.hostile.packages import EXTERNAL, LAUGHS, QUADRATIC

_WORDS = "<p>第一条　要学习，也要按时参加支部的会，并把学到的讲给别人听。</p>"


def page(body: str, head: str = "") -> bytes:
    """Return a page."""
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>{body}{_WORDS}</body></html>".encode()


def _entities(declared: str, put: str) -> bytes:
    return f'<?xml version="1.0"?><!DOCTYPE html [{declared}]><html><body><p>{put}</p>{_WORDS}</body></html>'.encode()


def flat(body: str, declared: str = "") -> bytes:
    """Return a Word 2003 document in one XML file."""
    doctype = f"<!DOCTYPE x [{declared}]>" if declared else ""
    return (
        f'<?xml version="1.0"?><?mso-application progid="Word.Document"?>{doctype}<w:wordDocument '
        f'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body>{body}'
        "<w:p><w:r><w:t>第一条　要学习。</w:t></w:r></w:p></w:body></w:wordDocument>"
    ).encode()


def _mail(depth: int) -> bytes:
    parts = "".join(f"Content-Type: multipart/related; boundary=b{i}\n\n--b{i}\n" for i in range(depth))
    return f"MIME-Version: 1.0\n{parts}Content-Type: text/html\n\n".encode() + page("")


_UNCLOSED = "".join(f"<{tag}>" for tag in ("b", "i", "font", "u", "a", "table", "tr", "td", "ul", "li"))
_HTML = [
    case("很深.html", lambda: page("<div>" * 100_000), "太深|^$"),
    case("深表.html", lambda: page("<table><tr><td>" * 20_000), "太深|^$"),
    case("没关.html", lambda: page(_UNCLOSED * 10_000), "太深|^$"),
    case("属性.html", lambda: page("<p " + " ".join(f"a{i}='x'" for i in range(10_000)) + ">字</p>")),
    case(
        "大格.html",
        lambda: page("<table>" + "<tr><td colspan=999999999 rowspan=999999999>字</td></tr>" * 1000 + "</table>"),
    ),
    case("密格.html", lambda: page("<table>" + ("<tr>" + "<td>字</td>" * 100 + "</tr>") * 500 + "</table>")),
    case("尖括号.html", lambda: page("<" * 1_000_000)),
    case("注释.html", lambda: page("<!--" * 300_000), "正文|^$"),
    case("实体.html", lambda: page("&#x1F600;&#99999999;&#xD800;&" * 50_000)),
    case("大笑.html", lambda: _entities(LAUGHS, "&a11;")),
    case("平方.html", lambda: _entities(QUADRATIC, "&a;" * 10_000)),
    case("偷看.html", lambda: _entities(EXTERNAL, "&a;&b;")),
    case("段落.html", lambda: page("<p>字</p>" * 10_000)),
    case("编码.html", lambda: page("").replace(b"utf-8", b"base64")),
    case("换行.html", lambda: page("<br>" * 300_000)),
    case("零.html", lambda: page("\x00" * 100_000)),
    case("邮件.mht", lambda: _mail(60), "损坏|正文|太深|^$"),
    case("深邮件.mht", lambda: _mail(5_000), "损坏|正文|太深|^$"),
]
_FLAT = [
    case("大笑.xml", lambda: flat("<w:p><w:r><w:t>&a11;</w:t></w:r></w:p>", LAUGHS), "损坏"),
    case("偷看.xml", lambda: flat("<w:p><w:r><w:t>&a;&b;</w:t></w:r></w:p>", EXTERNAL), "损坏"),
    case("很深.xml", lambda: flat("<w:sect>" * 100_000), "损坏|太深"),
    case("半截.xml", lambda: flat("")[:-40], "损坏"),
    case("括号.rtf", lambda: b"{\\rtf1 " + b"{" * 500_000, "损坏|空的|没有装|太复杂|太占内存|^$", slow=True),
    case(
        "巨数.rtf",
        lambda: b"{\\rtf1\\ansi\\fs99999999\\bin999999999 x}",
        "损坏|空的|没有装|太复杂|太占内存|^$",
        slow=True,
    ),
]
CASES: list[Case] = [*_HTML, *_FLAT]
