"""Each row of a workbook says what its columns are; what nobody sees is left out, what claims to be huge is refused."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.document import KnowledgeError
from knowledge.extract import Extract
from knowledge.reading import extract

SHEET = "xl/worksheets/sheet1.xml"


def book(*rows: list[object]) -> tuple[Workbook, Worksheet]:
    made = openpyxl.Workbook()
    sheet = made.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(row)
    return made, sheet


def saved(made: Workbook) -> bytes:
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def read(made: Workbook) -> Extract:
    return extract("学时.docx", saved(made))


def lines(made: Workbook) -> list[str]:
    return read(made).text.splitlines()


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    return out.getvalue()


def test_every_row_names_its_columns_below_the_title_of_the_sheet() -> None:
    made, sheet = book(["某支部学时标准"], ["填表日期：", date(2024, 3, 1)], ["方式", "学时", "要求"])
    sheet.title = "学时标准"
    sheet.append(["集中", 8, "人人到会。"])
    sheet.append(["自学", 24])
    sheet.append(["注：学时按小时算。"])
    assert lines(made) == [
        "## 学时标准",
        "某支部学时标准",
        "填表日期：　2024年3月1日",
        "方式：集中；学时：8；要求：人人到会。",
        "方式：自学；学时：24",
        "注：学时按小时算。",
    ]


def test_merged_headers_and_groups_are_repeated_where_they_hold() -> None:
    made, sheet = book(
        ["标准"], ["方式", "学时"], [None, "上半年", "下半年"], ["集中", 1, 2], [None, 3, 4], ["自学", 5]
    )
    for cells in ("A1:C1", "A2:A3", "B2:C2", "A4:A5", "B6:C6"):
        sheet.merge_cells(cells)
    assert lines(made) == [
        "标准",
        "方式：集中；学时·上半年：1；学时·下半年：2",
        "方式：集中；学时·上半年：3；学时·下半年：4",
        "方式：自学；学时·上半年：5；学时·下半年：5",
    ]


@pytest.mark.parametrize(
    ("value", "written", "shown"),
    [
        (datetime(2024, 3, 1), "yyyy-mm-dd", "2024年3月1日"),
        (datetime(2024, 3, 1), 'yyyy"年"m"月"', "2024年3月"),
        (datetime(2024, 3, 1, 9, 5), "yyyy-mm-dd hh:mm", "2024年3月1日09:05"),
        (time(9, 5), "hh:mm", "09:05"),
        (0.25, "0%", "25%"),
        (0.125, "0.0%", "12.5%"),
        (8.0, "General", "8"),
        (0.1 + 0.2, "General", "0.3"),
        (13_800_000_000, "General", "13800000000"),
        (12345.5, "#,##0.00", "12,345.50"),
        (7, "000000", "000007"),
        (True, "General", "是"),
        ("第一行\n第二行", "General", "第一行 第二行"),
    ],
)
def test_a_value_reads_as_it_does_on_the_screen(value: object, written: str, shown: str) -> None:
    made, sheet = book(["项", "值"], ["甲"])
    sheet["B2"] = value
    sheet["B2"].number_format = written
    assert lines(made) == [f"项：甲；值：{shown}"]


def test_what_is_hidden_is_left_out_and_said_so() -> None:
    made, sheet = book(["姓名", "电话", "学时"], ["甲", "1", 2], ["乙", "1", 2])
    sheet.title = "名单"
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    secret = made.create_sheet("底稿")
    secret["A1"] = "不给人看。"
    secret.sheet_state = "hidden"
    found = read(made)
    assert found.text.splitlines() == ["## 名单", "姓名：甲；学时：2"]
    assert any("「名单」有 2 行或列是隐藏" in line for line in found.warnings)
    assert any("「底稿」是隐藏的" in line for line in found.warnings)


def test_a_formula_without_its_result_and_an_error_are_left_out_and_said_so() -> None:
    made, sheet = book(["方式", "学时"], ["集中", "=4+4"], ["自学", "#N/A"])
    sheet.title = "标准"
    found = read(made)
    assert found.text.splitlines() == ["## 标准", "方式：集中", "方式：自学"]
    assert found.warnings == ("工作表「标准」有 1 格公式没有存下结果。请用 Excel 或 WPS 打开，保存后再发。",)


def test_a_sheet_of_one_column_is_read_as_text() -> None:
    made, sheet = book(["某支部学习办法"], ["第一条　要学习。"], [], ["第二条　要记录。"])
    sheet["XFD1048576"].number_format = "0.00"
    assert lines(made) == ["某支部学习办法", "第一条　要学习。", "第二条　要记录。"]


def test_a_second_table_on_a_sheet_has_its_own_columns() -> None:
    made, _ = book(
        ["一、学时"], ["方式", "学时"], ["集中", 8], [], ["二、党费"], ["收入", "比例"], ["三千以下", "0.5%"]
    )
    assert lines(made) == ["一、学时", "方式：集中；学时：8", "二、党费", "收入：三千以下；比例：0.5%"]


def test_the_size_a_sheet_claims_is_not_believed() -> None:
    data = saved(book(["方式", "学时"], ["集中", 8])[0])
    claimed = changed(data, SHEET, lambda xml: xml.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"'))
    assert claimed != data
    assert extract("a", claimed).text == "方式：集中；学时：8"


def test_a_sheet_with_cells_too_far_apart_is_refused() -> None:
    data = saved(book(["方式", "学时"], ["集中", 8])[0])
    far = b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (y, y) for y in range(3, 3000))
    spread = changed(data, SHEET, lambda xml: xml.replace(b"</sheetData>", far + b"</sheetData>"))
    with pytest.raises(KnowledgeError, match="《a》里的表格太大或太散"):
        extract("a", spread)


def test_merged_cells_that_cover_everything_again_and_again_are_refused() -> None:
    data = saved(book(*[["甲"] * 20 for _ in range(500)])[0])
    merges = b"<mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 1000 + b"</mergeCells>"
    with pytest.raises(KnowledgeError, match="太大或太散"):
        extract("a", changed(data, SHEET, lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + merges)))


@pytest.mark.parametrize(
    ("part", "change"),
    [
        (SHEET, lambda xml: xml[: len(xml) // 2]),
        (SHEET, lambda xml: xml.replace(b'r="2"', b'r="99999999999"')),
    ],
)
def test_a_damaged_workbook_is_refused_with_the_mend(part: str, change: Callable[[bytes], bytes]) -> None:
    data = changed(saved(book(["方式", "学时"], ["集中", 8])[0]), part, change)
    with pytest.raises(KnowledgeError, match=r"《a》是Excel 表格，但内容已损坏.*另存为 \.xlsx"):
        extract("a", data)


def test_entities_that_multiply_do_not() -> None:
    entities = "".join(f'<!ENTITY a{i} "{(f"&a{i - 1};" if i else "很长") * 10}">' for i in range(12))
    head = f'<?xml version="1.0"?><!DOCTYPE x [{entities}]>'.encode()

    def bomb(xml: bytes) -> bytes:
        cell = b'<row r="3"><c r="A3" t="inlineStr"><is><t>&a11;</t></is></c></row>'
        return head + re.sub(rb"^<\?xml[^>]*\?>", b"", xml).replace(b"</sheetData>", cell + b"</sheetData>")

    with pytest.raises(KnowledgeError, match="已损坏"):
        extract("a", changed(saved(book(["方式", "学时"], ["集中", 8])[0]), SHEET, bomb))
