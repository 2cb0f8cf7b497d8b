"""Texts: broken encodings, and words that make a careless pattern look at every character again and again."""

from __future__ import annotations

import random
from pathlib import Path

from tests.knowledge.hostile.case import TOO_MUCH, Case, case, text

_RULE = "第一条　要学习。\n第二条　要记笔记。\n"


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(200 << 20)


_BROKEN = [
    case("空.docx", lambda: b"", "空的"),
    case("只有标记.txt", lambda: "\ufeff\u3000\r\n".encode(), "空的"),
    case("全零.txt", lambda: bytes(1 << 20), "文字"),
    case("夹零.txt", lambda: _RULE.encode().replace(b"\n", b"\x00\n"), "文字"),
    case("乱数.txt", lambda: random.Random(1).randbytes(1 << 20), "文字"),
    case("半截.txt", lambda: (_RULE * 9).encode()[:-5], "字节附近"),
    case("半个字.txt", lambda: b"\xff\xfe" + b"\x00\xd8\x2c\x7b" * 999, "字节附近"),
    case("代理.txt", lambda: _RULE.encode() + b"\xed\xa0\x80" * 999, "文字|字节附近"),
    case("控制.txt", lambda: bytes(range(1, 9)) * 9999 + _RULE.encode(), "文字"),
    Case("稀疏.txt", _sparse, "太大"),
    case("过大.txt", lambda: _RULE.encode() * 1_500_000, "太大"),
]
_LONG = [
    text("一行", lambda: "字" * 10_000_000),
    text("条", lambda: "第一条" * 50_000),
    text("条条", lambda: "第一条\n" * 10_000),
    text("条之", lambda: "第一条之" * 50_000),
    text("第", lambda: ("第" + " " * 10) * 50_000),
    text("章", lambda: "第一章 " * 100_000),
    text("句", lambda: "。  " * 20_000),
    text("左括号", lambda: "（" * 500_000),
    text("括号", lambda: "（一" * 200_000),
    text("方括号", lambda: "【一】" * 200_000),
    text("书名", lambda: "".join(f"《某{i}办法》" for i in range(50_000))),
    text("废止", lambda: _RULE + "《某办法》、" * 50_000 + "同时废止。"),
    text("数字", lambda: "一" * 500_000 + "\n" + "1" * 500_000),
    text("点", lambda: "1." * 300_000),
    text("大数", lambda: "第九九九九九九九九九条 要学。\n第九千九千九千九百九条 要记。\n第9999条 完。\n"),
    text("空白", lambda: _RULE + "空" + " " * 500_000 + "白" + "\u3000" * 500_000 + "x"),
    text("空行", lambda: "\n" * 3_000_000 + _RULE + " \n" * 300_000),
    text("井号", lambda: "#" * 500_000),
    text("星号", lambda: "**" * 300_000 + "x"),
    text("点线", lambda: "# 第一章" + "." * 200_000 + "x\n" + _RULE),
    text("标题", lambda: "某条例（" + "2024年" * 50_000 + "\n" + _RULE),
    text("日期", lambda: "2024年1月1日" * 50_000 + "\n" + _RULE),
    text("施行", lambda: _RULE + "本办法自" * 50_000 + "本办法自2024年1月1日起" * 20_000),
    text("项", lambda: "第一条 内容：\n" + "（一）一项；\n没有标记的一段。\n" * 10_000),
    text("段", lambda: "第一条 内容：\n（一）一项；\n" + "没有标记的一段。\n" * 20_000),
    text("层", lambda: "一、甲\n二、乙\n（一）丙\n1.丁\n①戊\n" + "没有标记的一段\n" * 20_000),
    text("顿号", lambda: "一、甲\n二、乙\n" + "、没有数字\n" * 15_000),
    text("目录", lambda: "".join(f"第{i}章 名称{i}\n" for i in range(5_000)) * 2 + _RULE),
    text("说明", lambda: ("【" + "内容说明" * 500 + "】\n") * 2 + ("【" + "内容说明" * 500 + "完】\n") * 100),
    text("折行", lambda: "党员应当认真学习党的理论和路线方针政策不断提高\n" * 20_000),
    text("引用", lambda: "第一条 内容。\n" + "正文，\n第三条 内容\n" * 5_000),
    text("行行", lambda: "\n一" * 12_000_000, TOO_MUCH, slow=True),
]
CASES = [*_BROKEN, *_LONG]
