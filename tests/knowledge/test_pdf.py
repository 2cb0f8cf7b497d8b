"""A PDF becomes text page by page; what cannot be read is named by page, and what cannot be opened by reason."""

from __future__ import annotations

import html
import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from knowledge import ocr, pdf
from knowledge.document import Document, KnowledgeError
from knowledge.parse import parse
from tests.knowledge.pdf_files import column, empty, merged, pictured, printed, set_pages

TEXTS = Path(__file__).parents[2] / "knowledge" / "texts"
RAW = Path(__file__).parents[3] / "shared" / "texts" / "raw"
CHROMIUM = shutil.which("chromium")
BODY = ["支部每月开一次会，会前把时间、地点和内容通知到每一名党员，请假的人要说明理由。", "收到申请后三十日内答复。"]
PAGE = printed(set_pages(BODY)[0])
STYLES = {
    "indented": "body{font:12pt/1.6 serif}p{margin:0;text-indent:2em;text-align:justify}h1,h2{text-align:center}",
    "set apart": "body{font:11pt/1.5 sans-serif}p{margin:.6em 0}",
    "columns": "body{font:10pt/1.5 serif;columns:2}p{margin:0;text-indent:2em;text-align:justify}h1{column-span:all}",
}


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)


def refusal(data: bytes) -> str:
    with pytest.raises(KnowledgeError) as caught:
        pdf.extract("办法.pdf", data)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def articles(document: Document) -> list[tuple[tuple[int, int] | None, str, str, int]]:
    return [(a.number, a.label, re.sub(r"\s", "", document.words(a)), len(a.clauses)) for a in document.numbered]


def page_of(markdown: str, style: str) -> str:
    paragraphs = []
    for line in filter(str.strip, markdown.splitlines()):
        found = re.match(r"(#*)\s*(.*)", line)
        assert found
        tag = f"h{len(found[1])}" if found[1] else "p"
        paragraphs.append(f"<{tag}>{html.escape(found[2])}</{tag}>")
    return f"<meta charset=utf-8><style>{style}</style><body>{''.join(paragraphs)}"


@pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium, which .ci/run installs")
@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
async def test_the_handbook_printed_by_a_browser_has_the_articles_of_its_source(style: str) -> None:
    sources = sorted(TEXTS.glob("*.md"))[::3]
    assert sources
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = await browser.new_page()
        for source in sources:
            markdown = source.read_text(encoding="utf-8")
            await page.set_content(page_of(markdown, style))
            data = await page.pdf(
                format="A4",
                margin={"top": "25mm", "bottom": "25mm", "left": "28mm", "right": "26mm"},
                display_header_footer=True,
                header_template="<span></span>",
                footer_template="<div style='font-size:9px;width:100%;text-align:center'>"
                "第<span class=pageNumber></span>页 共<span class=totalPages></span>页</div>",
            )
            found = pdf.extract(source.name, data)
            assert not found.warnings
            assert articles(parse(source.name, found.text)) == articles(parse(source.name, markdown)), source.name
        await browser.close()


@pytest.mark.parametrize("rotate", [90, 270])
def test_pages_that_lie_on_their_side_in_the_file_are_read_as_shown(rotate: int) -> None:
    full = "学习" * 22
    page = column(["\u3000\u3000" + full, full + "通知", "到人。", "\u3000\u3000散会。"], top=500)
    assert pdf.extract("办法.pdf", printed(page, rotate=rotate)).text.split("\n") == [full * 2 + "通知到人。", "散会。"]


@pytest.mark.usefixtures("without_ocr")
def test_radicals_and_bullets_of_fonts_are_written_as_characters() -> None:
    line = "\uf0b7⼊党的⼈⺠会⻅，支部要按时通知"
    assert pdf.extract("办法.pdf", printed(column([line]))).text == "入党的人民会见，支部要按时通知"


@pytest.mark.usefixtures("without_ocr")
def test_pages_without_text_are_reported_by_number_and_the_others_kept() -> None:
    found = pdf.extract("办法.pdf", merged(PAGE, empty(1), pictured(1), PAGE, pictured(3)))
    assert found.text.split("\n") == BODY * 2
    assert found.warnings == (
        "第3、5至7页是扫描图片，没有收录；安装 OCR（pip install -r requirements-ocr.txt）后可以识别。",
    )


@pytest.mark.usefixtures("without_ocr")
@pytest.mark.parametrize(
    "garbage",
    [
        b"(cid:12)(cid:7)(cid:311)" * 12,
        ("党员应当按时参加支部的会议" * 10).encode("gb18030"),
        "\ue012\ue345\ue678" * 30,
        "\ufffd会\ufffd议" * 30,
        "Жѓดخ한" * 10,
        b"7KH EUDQFK PHHWV RQFH HYHUB PRQWK DQG WDONV DERXW ZKDW LW KDV UHDG " * 3,
        "".join(chr(0x4E00 + 97 * n % 20_000) for n in range(300)),
    ],
    ids=["cid", "mojibake", "private", "replacement", "scripts", "shifted", "rare"],
)
def test_garbled_pages_are_kept_out_and_reported(garbage: str | bytes) -> None:
    page = printed([line._replace(words=garbage[i * 50 : i * 50 + 50]) for i, line in enumerate(column(["一"] * 6))])
    found = pdf.extract("办法.pdf", merged(PAGE, page))
    assert found.text.split("\n") == BODY
    assert found.warnings[0].startswith("第2页的文字是乱码")
    assert "乱码" in refusal(page)


@pytest.mark.usefixtures("without_ocr")
def test_a_document_of_pictures_alone_is_refused_with_the_way_out() -> None:
    line = refusal(pictured(3))
    assert "《办法.pdf》" in line
    assert "扫描图片" in line
    assert "requirements-ocr.txt" in line


@pytest.mark.parametrize(
    ("data", "reason", "mend"),
    [
        (b"%PDF-1.7", "损坏", "重新"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 500, "损坏", "重新"),
        (PAGE[: len(PAGE) // 3], "损坏", "重新"),
        (empty(0), "", "重新"),
        (empty(3), "没有文字", "请换一份"),
        (empty(1001), "1001 页，超过 1000 页", "拆成几份"),
        (empty(5000), "5000 页", "拆成几份"),
        (pictured(201), "200 多页是扫描图片", "拆成几份"),
        (pictured(1, 20_000, 20_000), "图片太大", "分辨率"),
    ],
    ids=["head", "noise", "cut", "pageless", "blank", "1001", "5000", "scan", "picture"],
)
def test_what_cannot_be_read_is_refused_with_reason_and_mend(data: bytes, reason: str, mend: str) -> None:
    line = refusal(data)
    assert line.startswith("《办法.pdf》")
    assert reason in line
    assert mend in line


def test_more_words_than_a_rule_can_have_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_MOST_CHARACTERS", 100_000)  # a tenth: the real bound takes a minute
    line = refusal(printed(*[column(["学习" * 300] * 40)] * 5))
    assert "文字超过 10 万字" in line
    assert "拆成几份" in line


def test_pages_that_contain_each_other_are_refused() -> None:
    loop = PAGE.replace(b"/Kids[6 0 R]", b"/Kids[2 0 R]")
    assert loop != PAGE
    assert "《办法.pdf》" in refusal(loop)


@pytest.mark.skipif(not RAW.is_dir(), reason="needs the shared files")
def test_a_file_with_a_password_is_refused() -> None:
    line = refusal((RAW / "encrypted.pdf").read_bytes())
    assert "密码" in line
    assert "去掉密码" in line


@pytest.mark.usefixtures("without_ocr")
@pytest.mark.skipif(not RAW.is_dir(), reason="needs the shared files")
def test_words_beside_a_picture_are_kept_and_the_picture_reported() -> None:
    found = pdf.extract("a.pdf", (RAW / "ocr_test.pdf").read_bytes())
    assert len(found.text) == 4
    assert found.warnings[0].startswith("第1页有图片，图片里的文字没有收录")


def test_letters_without_width_or_of_absurd_size_do_no_harm() -> None:
    lines = [line._replace(size=size) for size in (0.0, 0.001, 40_000.0) for line in column(["党员应当参加会议。"])]
    assert pdf.extract("办法.pdf", printed([*lines, *column(BODY, top=400)])).text.endswith(BODY[1])


def test_every_page_is_read_once_and_in_order() -> None:
    words = [f"第{n}页的内容。" for n in range(120)]
    text = pdf.extract("办法.pdf", printed(*(column([word], top=500) for word in words))).text
    places = [text.index(word) for word in words]
    assert all(a < b for a, b in pairwise(places))
    assert len(text.split("\n")) == 120
