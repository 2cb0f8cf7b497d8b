"""A long text is cut where a reader would cut it, and no part has half a tag."""

from __future__ import annotations

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from bot.markup import LIMIT, units
from bot.study.parts import MOST_PARTS, PartKind, parts_of, plain, split_html
from bot.study.task import Piece, StudyError
from tests.auxil.sending import ZONE
from tests.auxil.studying import draft_of


class Balance(HTMLParser):
    """Finds tags that are not closed in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag


def balanced(text: str) -> bool:
    balance = Balance()
    balance.feed(text)
    balance.close()
    return balance.opened == []


def test_a_long_text_is_cut_between_paragraphs_and_nothing_is_lost() -> None:
    paragraphs = [f"第{n}段：" + "学习党章。" * 90 for n in range(40)]
    parts = split_html("\n".join(paragraphs))
    assert all(units(part) <= LIMIT for part in parts)
    assert [p for part in parts for p in part.split("\n")] == paragraphs


def test_bold_over_a_seam_is_bold_on_both_sides() -> None:
    text = "<b>" + "\n".join("字" * 1000 for _ in range(9)) + '</b>结尾<a href="https://example.org">链接</a>'
    parts = split_html(text)
    assert len(parts) == 3
    assert all(balanced(part) and part.startswith("<b>") for part in parts)
    assert "".join(map(plain, parts)).replace("\n", "") == plain(text).replace("\n", "")
    assert parts[-1].endswith("链接</a>")


def test_signs_telegram_counts_twice_and_escaped_ones_are_not_torn() -> None:
    text = "😀" * 3000 + "&lt;第四条&gt;" * 900
    parts = split_html(text)
    assert all(units(plain(part)) <= LIMIT for part in parts)
    assert "".join(map(plain, parts)) == plain(text)
    assert all("&" not in part.replace("&lt;", "").replace("&gt;", "") for part in parts)


def test_the_head_tells_kind_hours_and_deadline() -> None:
    draft = draft_of(hours=15, deadline=datetime(2026, 11, 30, 10, tzinfo=UTC))
    (part,) = parts_of(draft, ZONE)
    assert plain(part.text) == "📖 学党章\n日常学习 · 1.5学时 · 11月30日 18:00前完成\n\n请学习第四条。"


def test_a_caption_too_long_for_a_file_follows_it_as_a_text() -> None:
    draft = draft_of()
    pieces = (*draft.pieces, Piece("photo", "长" * 1025, ("id",)))
    kinds = [part.kind for part in parts_of(type(draft)(draft.title, draft.kind, draft.audience, pieces), ZONE)]
    assert kinds == [PartKind.TEXT, PartKind.PHOTO, PartKind.TEXT]


def test_the_last_part_can_carry_buttons() -> None:
    draft = draft_of()
    album = Piece("album", "", ("a", "b"), ("photo", "photo"))
    parts = parts_of(type(draft)(draft.title, draft.kind, draft.audience, (album,)), ZONE)
    assert [part.kind for part in parts] == [PartKind.TEXT, PartKind.ALBUM, PartKind.TEXT]


def test_more_than_anybody_reads_is_refused_with_what_to_do() -> None:
    with pytest.raises(StudyError, match=f"最多{MOST_PARTS}条.*改发文件"):
        parts_of(draft_of(text="学" * 100_000), ZONE)
    assert len(parts_of(draft_of(text="学" * 75_000), ZONE)) == MOST_PARTS
