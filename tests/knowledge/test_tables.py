"""Every row of a table says by itself what its values are."""

from __future__ import annotations

from knowledge.tables import lines


def test_a_row_names_its_columns() -> None:
    rows = [["方式", "学时"], ["集中学习", "16"], ["日常学习", "16"]]
    assert lines(rows) == ["方式：集中学习；学时：16", "方式：日常学习；学时：16"]


def test_what_is_empty_is_left_out() -> None:
    rows = [
        ["", "", ""],
        ["方式", "", "学时", "备注", "地点"],
        ["集中学习", "", "16", "", "活动室"],
        ["", "", "", "", ""],
    ]
    assert lines(rows) == ["方式：集中学习；学时：16；地点：活动室"]


def test_a_value_that_is_a_sentence_keeps_its_full_stop_alone() -> None:
    rows = [["岗位", "职责", "人数"], ["书记", "主持工作。", "1"], ["委员", "分工\n负责", "2"]]
    assert lines(rows) == ["岗位：书记；职责：主持工作。人数：1", "岗位：委员；职责：分工 负责；人数：2"]


def test_two_header_rows_name_a_column_together() -> None:
    rows = [["对象", "学时", "学时"], ["对象", "集中", "日常"], ["党员", "16", "16"]]
    assert lines(rows, header_rows=2) == ["对象：党员；学时·集中：16；学时·日常：16"]


def test_captions_and_groups_stand_alone_and_repeated_headers_are_left_out() -> None:
    header = ["方式", "学时", "地点"]
    rows = [["学时一览表"] * 3, header, ["一、集中学习"] * 3, ["党课", "4", "会议室"], header, ["是", "是", "是"]]
    assert lines(rows) == [
        "学时一览表",
        "一、集中学习",
        "方式：党课；学时：4；地点：会议室",
        "方式：是；学时：是；地点：是",
    ]


def test_a_corner_without_a_name_does_not_spoil_the_header() -> None:
    assert lines([["", "上半年", "下半年"], ["党课", "2", "2"]]) == ["党课；上半年：2；下半年：2"]


def test_a_frame_is_its_paragraphs() -> None:
    assert lines([["第一条 要学习。\n第二条 要记笔记。"]]) == ["第一条 要学习。", "第二条 要记笔记。"]
    assert lines([["甲", "乙\n丙"]]) == ["甲", "乙", "丙"]
    assert lines([["学时统计", "学时统计", "4", "4"]]) == ["学时统计", "4", "4"]
    assert lines([["甲"], [""], ["乙"]]) == ["甲", "乙"]
    assert lines([]) == []
    assert lines([[], ["", " "]]) == []


def test_a_first_row_of_sentences_or_numbers_is_no_header() -> None:
    assert lines([["第一条", "要学习。"], ["第二条", "要记笔记。"]]) == ["第一条　要学习。", "第二条　要记笔记。"]
    assert lines([["党课", "4"], ["讨论", "2"]]) == ["党课　4", "讨论　2"]
    assert lines([["说明", "先看这里。"], ["步骤", "读\n写"]]) == ["说明　先看这里。", "步骤", "读", "写"]
    assert lines([["方式", "学时"], ["党课", "4"]], header_rows=0) == ["方式　学时", "党课　4"]


def test_a_form_with_room_for_answers_has_no_header() -> None:
    assert lines([["姓名", "", "性别", ""], ["民族", "", "籍贯", ""]]) == ["姓名　性别", "民族　籍贯"]


def test_rows_of_different_length_lose_nothing() -> None:
    assert lines([["方式", "学时"], ["党课", "4", "可补学"]]) == ["方式：党课；学时：4；可补学"]
    assert lines([["方式", "学时"], ["党课"]]) == ["方式：党课"]
