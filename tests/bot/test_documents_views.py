"""What an administrator reads of a check: differences in a few lines, everything within one message."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot import words
from bot.documents.batch import new_batch, safe_name
from bot.markup import LIMIT, units
from bot.sandbox.markup import formatted
from bot.views import batches as views
from bot.views.difference import article_change
from index.difference import ArticleChange, Difference
from index.draft import INDEXED, REJECTED, Draft, Source
from index.golden import Verdict


def marked(html: str, kind: str) -> list[str]:
    """Return what is struck through or underlined."""
    text = formatted(html, "HTML")
    return [text.text[e["offset"] : e["offset"] + e["length"]] for e in text.entities if e["type"] == kind]


def test_only_the_words_that_change_are_marked() -> None:
    shown = article_change(
        ArticleChange(
            "值班办法",
            "第二条",
            "第二条　每两小时巡查一遍，人手不够时找班长。",
            "第二条　每一小时巡查一遍，人手不够时找班长。",
        )
    )
    assert marked(shown, "strikethrough") == ["两"]
    assert marked(shown, "underline") == ["一"]
    assert "第二条" in marked(shown, "bold")[0]


def test_what_lies_far_from_a_change_is_left_out() -> None:
    rest = "这一句没有变化。" * 40
    shown = article_change(ArticleChange("办法", "第一条", f"第一条　{rest}甲", f"第一条　{rest}乙"))
    assert len(formatted(shown, "HTML").text) < 80
    assert words.OMITTED in shown


def test_signs_of_markup_in_a_rule_are_shown_as_they_are() -> None:
    shown = article_change(ArticleChange("甲<b>乙", "第一条", "第一条　a<b 且 c&d", "第一条　a<b 且 c&e"))
    text = formatted(shown, "HTML").text
    assert "甲<b>乙" in text
    assert "a<b 且 c&" in text


def draft(articles: int = 0, gate: Verdict | None = None, refused: int = 0) -> Draft:
    changes = tuple(
        ArticleChange("大办法", f"第{n}条", f"第{n}条　" + "原来的话。" * 20, f"第{n}条　" + "后来的话。" * 20)
        for n in range(1, articles + 1)
    )
    sources = (
        Source("大办法.md", "大办法", INDEXED, 9, 9, ("第3页认不出字",), None),
        *(Source(f"坏{n}.doc", "", REJECTED, 0, 0, (), f"《坏{n}.doc》打不开，请另存为 .docx") for n in range(refused)),
    )
    return Draft(
        "new", "old", sources, Difference(changed=("大办法",), articles=changes), gate or Verdict(), datetime.now(UTC)
    )


@pytest.mark.parametrize(("articles", "refused"), [(0, 0), (3, 1), (60, 0), (500, 200)])
def test_a_preview_of_any_size_fits_messages_and_nothing_is_lost_on_the_way(articles: int, refused: int) -> None:
    made = draft(articles, refused=refused)
    pages = [formatted(page, "HTML").text for page, _ in views.preview_pages(made)]
    assert max(units(page) for page in pages) < LIMIT - 200
    whole = "\n".join(pages)
    shown = sum(f"《大办法》第{n}条" in whole for n in range(1, articles + 1))
    assert shown == articles or f"还有{articles - shown}处" in whole
    assert all(f"坏{n}.doc" in whole for n in range(refused))
    assert "第3页认不出字" in whole


def test_each_page_leads_on_to_how_much_is_still_to_come() -> None:
    made, batch = draft(60), new_batch(1, 1)
    left = [after for _, after in views.preview_pages(made)]
    assert left == sorted(left, reverse=True)
    assert left[-1] == 0
    keyboard = views.preview(batch, made).keyboard
    assert keyboard
    assert keyboard.inline_keyboard[0][0].text == words.NEXT_CHANGES.format(count=left[0])


def test_a_base_that_answers_worse_says_so_first_and_cannot_be_published_by_one_press() -> None:
    gate = Verdict(False, "检验题前五命中从98%降到80%", asked=50, before=0.98, after=0.8, worse=("党费怎么算",))
    view = views.preview(new_batch(1, 1), draft(3, gate))
    assert view.text.index("没有通过检验") < view.text.index("大办法")
    assert "党费怎么算" in view.text
    assert view.keyboard
    labels = [button.text for row in view.keyboard.inline_keyboard for button in row]
    assert labels == [words.DISCARD, words.PUBLISH_ANYWAY]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\boot.ini", "/etc/x.md", "a\x00b\n.txt", "...", "", ".", "长" * 300 + ".docx"]
)
def test_a_file_name_never_leaves_its_folder(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert not set(safe) & set("/\\\0\n")
    assert not safe.startswith(".")
    assert len(safe.encode()) <= 220
    if name.endswith(".docx"):
        assert safe.endswith(".docx")
