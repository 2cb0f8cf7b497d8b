"""Of a web page the text is kept, all of it and with its numbers, and what surrounds it is left out."""

from __future__ import annotations

import email.mime.multipart
import email.mime.text

import pytest

from knowledge.document import KnowledgeError
from knowledge.extract import Extract
from knowledge.parse import parse
from knowledge.reading import extract

MENU = "".join(f'<li><a href="/{n}">栏目{n}</a></li>' for n in range(12))
PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>某支部学习办法_学习专栏-某单位</title>
<style>p {{color: red}}</style><script>var a = "第九条　不是正文。";</script></head><body>
<div class="top">今天是<script>today()</script> <a href="/">首页</a> | <a href="/a">登录</a></div>
<div class="nav"><ul>{MENU}</ul></div>
<form><div class="main"><div class="side"><h3>学习专栏</h3><ul>{MENU}</ul></div>
<div class="content"><!-- 第八条　注释。 -->
<p><span style="font-size:14pt">　　</span><span><b>第一条</b></span><span>　党员每年学习
不少于三十二学时，</span><span>由支部记录。</span></p>
<p>第二条&nbsp;&nbsp;学习可以：</p><ol><li>集中进行；</li><li>自己进行。</li></ol>
<p>依照<a href="/x">《某某条例》</a><a href="/y">第三条</a>的规定<br>办理&lt;登记&gt;。</p>
<table><tr><th>方式</th><th>学时</th></tr><tr><td>集中</td><td>8</td></tr></table>
<p style="display:none">看不见的。</p>
<p>第三条　本办法自公布之日起施行。</p><p>某支部</p><p>2024年3月1日</p></div></div></form>
<div class="footer"><p>本网站由某单位主办。版权所有，未经许可不得转载。</p><p>某ICP备12345号</p></div></body></html>"""
KEPT = [
    "某支部学习办法",
    "第一条　党员每年学习不少于三十二学时，由支部记录。",
    "第二条  学习可以：",
    "1. 集中进行；",
    "2. 自己进行。",
    "依照《某某条例》第三条的规定",
    "办理<登记>。",
    "方式：集中；学时：8",
    "第三条　本办法自公布之日起施行。",
    "某支部",
    "2024年3月1日",
]


def read(page: str | bytes) -> Extract:
    return extract("办法.doc", page.encode() if isinstance(page, str) else page)


def lines(body: str) -> list[str]:
    return read(f"<html><body>{body}</body></html>").text.splitlines()


def test_the_text_of_a_page_is_kept_and_what_surrounds_it_is_not() -> None:
    assert read(PAGE).text.splitlines() == KEPT


def test_a_page_laid_out_by_tables_keeps_its_text() -> None:
    laid_out = f"""<html><body><table><tr><td><a href=1>首页</a></td></tr></table><table width=900><tr><td>{MENU}</td>
<td><h1>某支部办法</h1><p>第一条　要学习。</p><p>第二条　要记录。</p></td></tr></table></body></html>"""
    assert read(laid_out).text.splitlines() == ["某支部办法", "第一条　要学习。", "第二条　要记录。"]


def test_the_parts_of_a_page_without_numbers_are_headings() -> None:
    page = """<html><head><title>怎样交党费 - 某网站</title></head><body><header><h1>某网站</h1></header>
<main><h2>怎样交</h2><p>按月交。</p><h3>交多少</h3><p>按比例交。</p></main></body></html>"""
    found = read(page).text
    assert found.splitlines() == ["怎样交党费", "## 怎样交", "按月交。", "### 交多少", "按比例交。"]
    assert [a.path for a in parse("办法.html", found).articles if "比例" in found[a.start : a.end]] == [
        ("怎样交", "交多少")
    ]


@pytest.mark.parametrize("name", ["footer", "comment", "share", "sidebar", "menu"])
def test_an_element_that_only_calls_itself_furniture_keeps_the_rule_in_it(name: str) -> None:
    page = f'<div class="{name}"><p>第一条　要学习。</p></div><div class="{name}"><p>第二条　要记录。</p></div>'
    assert lines(page) == ["第一条　要学习。", "第二条　要记录。"]


def test_text_in_several_elements_side_by_side_is_all_kept() -> None:
    parts = "".join(f"<div><div><p>（一）第{n}段，没有句号</p></div></div>" for n in range(50))
    assert len(lines(f"<div>{parts}</div><div>某支部</div><div>二〇二四年三月一日</div>")) == 52


def test_links_that_are_the_text_are_kept() -> None:
    assert lines('<p><a href="/1">第一条　要学习。</a></p><p><a href="/2">第二条　要记录。</a></p>') == [
        "第一条　要学习。",
        "第二条　要记录。",
    ]


@pytest.mark.parametrize(
    ("listed", "shown"),
    [
        ("<ol start=3><li>甲。<li>乙。</ol>", ["3. 甲。", "4. 乙。"]),
        ("<ol><li value=5>甲。<li>乙。</ol>", ["5. 甲。", "6. 乙。"]),
        ("<ol type=a><li>甲。<li>乙。</ol>", ["a. 甲。", "b. 乙。"]),
        ('<ol style="list-style-type: cjk-ideographic"><li>甲。<li>乙。</ol>', ["一、甲。", "二、乙。"]),
        ('<ol style="list-style:none"><li>甲。</ol>', ["甲。"]),
        ("<ol><li>（一）甲。<li>（二）乙。</ol>", ["（一）甲。", "（二）乙。"]),
        ("<ol><li><p>甲。</p><p>又甲。</p><li>乙：<ol><li>丙。</ol></ol>", ["1. 甲。", "又甲。", "2. 乙：", "1. 丙。"]),
        ("<ul><li>甲。<li>乙。</ul>", ["甲。", "乙。"]),
    ],
)
def test_a_list_is_numbered_as_a_browser_numbers_it(listed: str, shown: list[str]) -> None:
    assert lines(f"<p>如下。</p>{listed}") == ["如下。", *shown]


def test_merged_cells_of_a_table_hold_for_every_row() -> None:
    table = """<table><caption>学时标准</caption><tr><td rowspan=2>方式</td><td colspan=2>学时</td></tr>
<tr><td>上半年</td><td>下半年</td></tr><tr><td>集中</td><td>8</td><td>&nbsp;</td></tr></table>"""
    assert lines(table) == ["学时标准", "方式：集中；学时·上半年：8"]


def test_words_that_stand_in_a_table_outside_its_cells_are_kept() -> None:
    assert "第二条　要记录。" in lines("<table><tr><td>第一条　要学习。<td>甲</tr>第二条　要记录。</table>")


def test_a_page_saved_by_word_reads_like_its_document() -> None:
    page = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta http-equiv=Content-Type content="text/html; charset=gb2312"><title>办法</title>
<!--[if gte mso 9]><xml><o:Words>第九条　不是正文。</o:Words></xml><![endif]--></head><body lang=ZH-CN>
<div class=Section1><p class=MsoNormal><b>某支部学习办法</b><o:p></o:p></p>
<p class=MsoNormal><![if !supportLists]><span style='mso-list:Ignore'>第一条<span>&nbsp; </span></span><![endif]>要<span
lang=EN-US>学习</span>，<del>不必</del><ins>并且</ins>记录。<o:p>&nbsp;</o:p></p></div></body></html>"""
    assert read(page.encode("gb18030")).text.splitlines() == ["某支部学习办法", "第一条  要学习，并且记录。"]


def test_a_page_saved_as_one_file_with_its_images_is_read() -> None:
    archive = email.mime.multipart.MIMEMultipart("related")
    archive["From"] = "<Saved by a browser>"
    archive.attach(email.mime.text.MIMEText(PAGE, "html", "utf-8"))
    assert read(archive.as_bytes()).text.splitlines() == KEPT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("declared", ["", "utf-8", "gb2312", "iso-8859-1", "x-unknown"])
def test_a_page_is_read_in_its_real_encoding_whatever_it_declares(encoding: str, declared: str) -> None:
    head = f"<html><head><meta charset={declared}></head>" if declared else "<html>"
    page = head + "<p>第一条　党员应当参加组织生活，按时交纳党费。</p></html>"
    assert read(page.encode(encoding)).text == "第一条　党员应当参加组织生活，按时交纳党费。"


def test_a_few_bad_bytes_are_told_of() -> None:
    page = "<html><meta charset=gbk><p>第一条　党员应当参加组织生活，按时交纳党费，执行组织决定。".encode("gbk")
    found = read(page + b"\xff</p></html>")
    assert found.text.startswith("第一条　党员应当参加组织生活")
    assert found.warnings == ("网页里有 1 处乱码，请核对。",)


def test_a_page_that_goes_on_elsewhere_or_hides_much_is_told_of() -> None:
    found = read(
        "<html><p>第一条　要学习。</p><a href=2>下一页</a>" + f"<div hidden>{'藏起来的话。' * 40}</div></html>"
    )
    assert found.text == "第一条　要学习。"
    assert [("其中一页" in line, "隐藏" in line) for line in found.warnings] == [(True, False), (False, True)]


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<html><body><script>load()</script><div id=app></div></body></html>", "没有正文"),
        ("<html><!-- 第一条　注释。 -->", "没有正文"),
        ("<html><body>" + "<div>" * 100_000 + "第一条　要学习。" + "</div>" * 100_000, "嵌套太深"),
        ("<html><body>" + "<table><tr><td>" * 20_000 + "第一条　要学习。", "嵌套太深"),
    ],
)
def test_a_page_that_cannot_be_read_is_refused_with_the_mend(page: str, reason: str) -> None:
    with pytest.raises(KnowledgeError, match=rf"^《办法\.doc》是网页文件，.*{reason}.*请在浏览器里打开") as refused:
        read(page)
    assert "\n" not in str(refused.value)


def test_a_page_nested_as_deep_as_real_ones_is_read() -> None:
    assert lines("<div>" * 1_500 + "第一条　要学习。") == ["第一条　要学习。"]


def test_hostile_pages_stay_small() -> None:
    entities = "".join(f'<!ENTITY a{i} "{(f"&a{i - 1};" if i else "很长") * 10}">' for i in range(12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE html [{entities}]><html><body><p>第一条　&a11;要学。</p></body></html>'
    assert len(read(bomb).text) < 1_000
    spans = "<html><table>" + "<tr><td rowspan=65534 colspan=65534>方式<td>学时" * 2_000
    assert len(read(spans).text) < 1_000_000
