"""What the layout of a PDF did to the words is undone: paragraphs come back whole, and nothing that pages repeat."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import pdf
from knowledge.numerals import chinese
from tests.knowledge.pdf_files import HEIGHT, Placed, column, printed, set_pages

SENTENCES = (
    "支部每月开一次会，会前把时间、地点和内容通知到每一名党员，请假的人要说明理由。",
    "党员可以提意见，也可以保留意见，但是决定作出以后应当照着去做。",
    "收到申请后三十日内答复。",
    "依照本办法第九十八条规定的程序办理，《某某工作条例》第三条、第四条所列情形除外。",
    "做到一是讲清楚，二是写明白，三是说到做到。",
    "外出学习的党员由所在小组负责联系，回来以后补上缺的课（补课时间由小组商定）。",
)
BODY = [f"第{chinese(n)}条\u3000{SENTENCES[n % 6]}{SENTENCES[(n + 1) % 6]}" for n in range(1, 40)]


def text_of(*pages: list[Placed]) -> str:
    return pdf.extract("办法.pdf", printed(*pages)).text


@st.composite
def rules(draw: st.DrawFn) -> list[str]:
    """Make the paragraphs of a rule: chapters, articles, their further paragraphs and items."""
    paragraphs = []
    for number in range(1, draw(st.integers(3, 12)) + 1):
        if draw(st.integers(0, 3)) == 0:
            paragraphs.append(f"第{chinese(number)}章\u3000组织和学习")
        words = "".join(draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4)))
        paragraphs.append(f"第{chinese(number)}条\u3000{words}")
        paragraphs += draw(st.lists(st.sampled_from(SENTENCES), max_size=2))
        paragraphs += [f"（{chinese(i + 1)}）{SENTENCES[i]}" for i in range(draw(st.integers(0, 4)))]
    return paragraphs


@settings(max_examples=60, deadline=None)
@given(rules(), st.integers(24, 34), st.integers(8, 30))
def test_wrapped_paragraphs_come_back_whole(paragraphs: list[str], width: int, height: int) -> None:
    assert text_of(*set_pages(paragraphs, width, height)).split("\n") == paragraphs


@pytest.mark.parametrize(
    "footer",
    ["- {n} -", "— {n} —", "第{n}页 共{all}页", "第 {n} 页", "{n}", "{n}/{all}", "· {n} ·", "共{all}页 第{n}页"],
)
def test_headers_footers_and_page_numbers_are_dropped(footer: str) -> None:
    pages = set_pages(BODY)
    assert len(pages) > 2
    for n, page in enumerate(pages, 1):
        page.insert(0, Placed(200, HEIGHT - 40, f"某某支部学习办法（{n}）", 9))
        page.append(Placed(280, 40, footer.format(n=n, all=len(pages)), 9))
    assert text_of(*pages).split("\n") == BODY


def test_headers_that_differ_on_odd_and_even_pages_are_dropped() -> None:
    pages = set_pages(BODY, height=15)
    for n, page in enumerate(pages):
        page.append(Placed(90 + 200 * (n % 2), HEIGHT - 40, ("某某支部", "学习办法")[n % 2], 9))
    assert text_of(*pages).split("\n") == BODY


def test_numbers_and_repeated_lines_inside_the_page_stay() -> None:
    page = column(["支出（元）", "2024", "1200", "同上"], top=500)
    assert text_of(page, page, page).split("\n") == ["支出（元）", "2024", "1200", "同上"] * 3


def test_a_full_line_that_ends_a_sentence_goes_on_unless_the_next_is_indented() -> None:
    first = "支部委员会在每年第一季度研究全年的学习安排，向全体党员逐项说明。"
    second = "安排定下来以后一般不变，确实需要调整的由支部委员会讨论，再通知到人。"
    assert len(first) + 2 == len(second) == 34
    lines = ["\u3000\u3000" + first, second, "一年一次。", "\u3000\u3000" + first, "\u3000\u3000" + first]
    assert text_of(column(lines)).split("\n") == [first + second + "一年一次。", first, first]


def test_a_reference_to_an_article_at_the_start_of_a_line_starts_no_paragraph() -> None:
    lines = ["\u3000\u3000第一条\u3000党员在外地学习工作半年以上的，转接组织关系的手续依照本办法", "第三条的规定办理。"]
    filler = ["\u3000\u3000第二条\u3000" + "学习" * 13 + "会。", "\u3000\u3000第三条\u3000" + "会议" * 13 + "前。"]
    assert text_of(column([*lines, *filler])).split("\n")[0] == "".join(lines).strip()


def test_paragraphs_set_apart_by_space_and_not_indented_come_back_whole() -> None:
    page = []
    top = 760.0
    for words in BODY[:6]:
        lines = [words[i : i + 34] for i in range(0, len(words), 34)]
        page += column(lines, top=top, step=18)
        top -= 18 * len(lines) + 12
    assert text_of(page).split("\n") == BODY[:6]


def test_columns_are_read_one_after_the_other() -> None:
    lines = [line for page in set_pages(BODY[:12], width=17) for line in page]
    half = len(lines) // 2
    left: list[Placed] = []
    right: list[Placed] = []
    for i, line in enumerate(lines):
        indent = line.x - 90
        where = left if i < half else right
        where.append(Placed((60 if i < half else 310) + indent, 780 - 18 * (i % half), line.words))
    assert text_of(left + right).split("\n") == BODY[:12]
    mixed = [line for pair in zip(left, right, strict=False) for line in pair] + right[len(left) :]
    assert text_of(mixed[::-1]).split("\n") == BODY[:12], "whatever the order in the file"


def test_the_rows_of_a_table_are_lines() -> None:
    rows = [("序号", "项目", "时间"), ("一", "党员大会", "每季度一次"), ("二", "党课", "定期")]
    page = [
        Placed(x, 600 - 24 * i, cell) for i, row in enumerate(rows) for x, cell in zip((90, 200, 380), row, strict=True)
    ]
    assert text_of(page).split("\n") == ["\t".join(row) for row in rows]


def test_a_table_of_contents_stays_lines() -> None:
    lines = [f"第{chinese(n)}章\u3000总的要求" + "…" * 20 + f"{n}" for n in range(1, 5)]
    assert text_of(column(lines)).split("\n") == lines


def test_english_words_keep_their_spaces_and_lose_their_hyphens() -> None:
    lines = [
        "Members of the branch meet once a month and talk about what they have",
        "read since the meeting before. Whoever cannot come tells the secre-",
        "tary in time and asks a friend what was said. A meeting takes at most",
        "altogether two hours.",
    ]
    expected = " ".join(lines).replace("secre- tary", "secretary")
    page = [Placed(90, 700 - 18 * i, line.encode()) for i, line in enumerate(lines)]
    assert text_of(page) == expected


def test_letters_spaced_to_fill_a_line_keep_together() -> None:
    words = "党员应当按时参加支部的会议"
    page = [Placed(90 + 15 * i, 700, c) for i, c in enumerate(words)] + column(["并且讨论。"], top=680)
    assert text_of(page).startswith(words)
