"""Scanned pages are read where RapidOCR is installed, in bounded memory, and marked as recognised."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from knowledge import ocr, pdf, progress
from knowledge.confined import Reader
from knowledge.document import KnowledgeError
from knowledge.parse import parse
from tests.knowledge.pdf_files import Placed, column, draws_chinese, merged, pictured, printed, scanned, set_pages

RAW = Path(__file__).parents[3] / "shared" / "texts" / "raw"
RULE = [
    "第一条\u3000支部每月开一次会，会前把时间、地点和内容通知到每一名党员，请假的人要说明理由。",
    "第二条\u3000收到申请后三十日内答复。有下列情形之一的，可以延长：",
    "（一）需要向外地了解情况的；",
    "（二）本人请求延长的。",
]
MARK = "是识别出来的文字，可能有错，请核对。"
pytestmark = [
    pytest.mark.skipif(not ocr.available(), reason="needs RapidOCR: pip install -r requirements-ocr.txt"),
    pytest.mark.skipif(not draws_chinese(), reason="needs a Chinese font to draw a scan with, such as fonts-noto-cjk"),
]


def bare(words: str) -> str:
    return re.sub(r"\s", "", words)


@pytest.fixture(scope="module")
def sheet() -> bytes:
    return printed(set_pages(RULE)[0])


def test_a_scanned_rule_has_its_articles_and_is_marked(sheet: bytes) -> None:
    found = pdf.extract("办法.pdf", merged(sheet, scanned(sheet)))
    lines = [bare(line) for line in found.text.split("\n")]
    assert lines == [bare(line) for line in RULE] * 2
    assert found.warnings == (f"第2页{MARK}",)
    document = parse("办法.pdf", found.text)
    assert [a.number for a in document.numbered] == [(1, 0), (2, 0), (1, 0), (2, 0)]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_scanned_lying_down_is_turned(sheet: bytes, turn: int) -> None:
    text = pdf.extract("办法.pdf", scanned(sheet, turn=turn)).text
    assert [bare(line) for line in text.split("\n")] == [bare(line) for line in RULE]


def test_garbled_text_is_read_from_the_picture() -> None:
    page = [*column(["党员应当参加支部的会议。"]), Placed(90, -500, "\ue012\ue345" * 40)]
    found = pdf.extract("办法.pdf", printed(page))
    assert found.text == "党员应当参加支部的会议。"
    assert found.warnings == (f"第1页{MARK}",)


def test_columns_of_a_scan_are_read_one_after_the_other() -> None:
    left = column(
        ["支部每月开一次会，会前把时间地点", "和内容通知到每一名党员，请假的人", "要说明理由，会后补上。"] * 2, x=60
    )
    right = column(
        ["收到申请以后三十日内作出书面答复", "说明理由和依据，本人不服的可以向", "上一级党组织提出申诉。"] * 2, x=320
    )
    found = bare(pdf.extract("办法.pdf", scanned(printed(left + right))).text)
    assert found == bare("".join(p.words for p in (*left, *right) if isinstance(p.words, str)))


def test_pictures_without_words_are_refused_when_there_is_nothing_else(sheet: bytes) -> None:
    with pytest.raises(KnowledgeError, match="没有认出文字"):
        pdf.extract("照片.pdf", pictured(2))
    found = pdf.extract("办法.pdf", merged(sheet, pictured(1)))
    assert found.warnings == ()


def test_every_line_is_a_sign_of_life(sheet: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    beats: list[int] = []
    monkeypatch.setattr(progress, "_listeners", [lambda: beats.append(1)])
    pdf.extract("办法.pdf", scanned(sheet))
    assert len(beats) >= len(RULE)


def test_marks_among_chinese_are_written_as_chinese_ones() -> None:
    assert ocr.full_width("(一)学习,提高;讨论:3.5元(含税)") == "（一）学习，提高；讨论：3.5元（含税）"
    assert ocr.full_width("see (a), 3.5") == "see (a), 3.5"


def test_a_scan_is_read_in_the_confined_process_without_a_network(sheet: bytes, tmp_path: Path) -> None:
    path = tmp_path / "办法.pdf"
    path.write_bytes(scanned(sheet))
    with Reader() as reader:
        assert [a.label for a in reader.load(path).numbered] == ["第一条", "第二条"]


@pytest.mark.parametrize(("width", "height"), [(100_000, 100_000), (14_400, 1), (3, 14_400)])
def test_a_page_of_any_size_is_drawn_within_the_memory_of_the_process(width: int, height: int, tmp_path: Path) -> None:
    page = pictured(1).replace(b"[0 0 595 842]", b"[0 0 %d %d]" % (width, height))
    path = tmp_path / "a.pdf"
    path.write_bytes(page.replace(b"595 0 0 842", b"%d 0 0 %d" % (width, height)))
    with Reader() as reader, pytest.raises(KnowledgeError, match="没有认出文字"):
        reader.load(path)


@pytest.mark.skipif(not RAW.is_dir(), reason="needs the shared files")
def test_the_shared_scans_are_read() -> None:
    scan = pdf.extract("a.pdf", (RAW / "non_text_searchable.pdf").read_bytes())
    assert "regardless of how neatly it is organized." in scan.text
    mixed = pdf.extract("b.pdf", (RAW / "ocr_test.pdf").read_bytes())
    assert {"我是文字", "横向文本框", "竖向文本框", "English text"} <= set(re.split(r"[\n\t]", mixed.text))
    assert scan.warnings == mixed.warnings == (f"第1页{MARK}",)
