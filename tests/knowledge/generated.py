"""Documents made up by hypothesis, with what a reader would count in them."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from knowledge.numerals import chinese

_SENTENCES = (
    "支部每月开一次会，会前通知到人。",
    "党员可以提意见，也可以保留意见。",
    "收到申请后三十日内答复，并说明理由。",
    "依照本办法第九十八条规定的程序办理。",
    "《某某条例》第三条、第四条所列情形除外。",
    "费用不超过0.5元，自2024年1月1日起计。",
    "做到一是讲清楚，二是写明白。",
)
_CAPTIONS = ("总的要求", "学习安排", "组织保障", "时间和地点", "服务与管理")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")

sentences = st.sampled_from(_SENTENCES)
captions = st.sampled_from(_CAPTIONS)
spellings = st.sampled_from((chinese, str, lambda n: str(n).translate(_FULL_WIDTH)))


@dataclass(frozen=True)
class Made:
    """A text and what is in it."""

    text: str
    numbers: tuple[tuple[int, int], ...]
    """Of its articles or sections, in order."""


@st.composite
def _article(draw: st.DrawFn, label: str) -> str:
    gap = draw(st.sampled_from(("\u3000", " ", "\u2002\u2002", "：", "")))
    lines = [label + gap + draw(sentences.filter(lambda s: not s.startswith("《")))]
    for _ in range(draw(st.integers(0, 2))):
        lines.append(draw(sentences))
    if draw(st.booleans()):
        lines.append("有下列情形之一的，按下面的办法处理：")
        opening, closing = draw(st.sampled_from((("（", "）"), ("(", ")"))))
        for n in range(1, draw(st.integers(2, 12))):
            lines.append(f"{opening}{chinese(n)}{closing}{draw(sentences)}")
            if draw(st.integers(0, 4)) == 0:
                lines += [f"{m}．{draw(sentences)}" for m in range(1, 4)]
    if draw(st.integers(0, 3)) == 0:
        lines.append("前面没有说到的，由支部依照上级规定和本办法\n第九十八条规定的原则商量决定。")
    return "\n".join(lines)


@st.composite
def regulations(draw: st.DrawFn) -> Made:
    """Make a regulation: 编, 章, 节, 条 with and without 之, every numeral spelling, annex and signature."""
    spell = draw(spellings)
    parts = ["某单位学习管理办法（试行）", "（2024年3月1日支部大会通过）"] if draw(st.booleans()) else []
    if draw(st.booleans()):
        parts.append("为了把学习抓好，按照上级的要求，制定本办法。")
    numbers: list[tuple[int, int]] = []
    article = 0
    for chapter in range(1, draw(st.integers(1, 5)) + 1):
        if draw(st.booleans()):
            parts.append(f"第{spell(chapter)}章\u3000{draw(captions)}")
            if draw(st.integers(0, 3)) == 0:
                parts.append(draw(sentences))
            if draw(st.integers(0, 3)) == 0:
                parts.append(f"第{spell(1)}节 {draw(captions)}")
        for _ in range(draw(st.integers(1, 6))):
            article += 1
            numbers.append((article, 0))
            parts.append(draw(_article(f"第{spell(article)}条")))
            if draw(st.integers(0, 9)) == 0:
                numbers.append((article, 1))
                parts.append(draw(_article(f"第{spell(article)}条之{spell(1)}")))
    if draw(st.booleans()):
        parts += ["附则", draw(_article(f"第{spell(article + 1)}条"))]
        numbers.append((article + 1, 0))
    parts += draw(st.sampled_from(([], ["某某支部委员会", "2024年3月1日"], ["附件1：登记表", "姓名\t时间\t学时"])))
    return Made(draw(st.sampled_from(("\n", "\n\n", "\n\u3000\u3000"))).join(parts) + "\n", tuple(numbers))


@st.composite
def outlines(draw: st.DrawFn) -> Made:
    """Make a work plan: 一、 （一） 1、 一是, a numeral missing here and there, a word broken by a line end."""
    lines = ["某支部年度工作计划", "为了做好今年的工作，安排如下。"] if draw(st.booleans()) else []
    count = draw(st.integers(2, 9))
    for section in range(1, count + 1):
        lines.append(f"{chinese(section)}、{draw(captions)}")
        for _ in range(draw(st.integers(0, 2))):
            lines.append("各小组要认真落实，" + draw(sentences))
        style = draw(st.sampled_from(("（{}）", "{}、", "{}.", "{}是")))
        parts = draw(st.integers(0, 7))
        missing = draw(st.integers(2, 9))
        for n in range(1, parts + 1):
            numeral = chinese(n) if style in ("（{}）", "{}是") else str(n)
            gone = n == missing and style == "{}、"
            words = "同工会、共青\n团一起办好活动。" if draw(st.integers(0, 4)) == 0 and n > 1 else draw(sentences)
            lines.append(("、做好这一项，" if gone else style.format(numeral)) + words)
    return Made("\n".join(lines), tuple((n, 0) for n in range(1, count + 1)))
