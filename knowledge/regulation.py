"""Regulations: 编, 章, 节 and 条. What stands inside a 条 is the subject of `knowledge.clauses`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from knowledge import clauses, headings, signatures
from knowledge.blocks import Block, articles, heading
from knowledge.document import Article, Kind
from knowledge.numerals import BLANK, NUMERAL, article_label
from knowledge.paragraphs import Paragraph

_PREFIX = re.compile(r"(?:#{1,6}\s*|[>*-]\s+|\*\*|【)*")
_REFERENCE = re.compile(
    rf"规定|所列|所称|所指|所述|之规定|第{NUMERAL}[条款项]|的|[、，。；）》”]|和第|至第|或者?第|及第|与第|以及|中的|中规定"
)
_REFERENCE_APART = re.compile(rf"规定[的，、。]|所列|所称|第{NUMERAL}[款项]|的|[、，。；）》”]|[和至或及与]第")
_CAPTION = re.compile(rf"{BLANK}*(?:【([^】]{{1,30}})】|[（(]([^（）()]{{1,20}})[）)](?={BLANK}|$))")
_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、[^。；]{2,40}$")
_SHORT = 25


class Opening(NamedTuple):
    """The start of a 条 that a paragraph may be."""

    label: str
    number: tuple[int, int]
    apart: bool
    """White space or a closing mark stands behind the label: the sign of an opening, not of a reference."""
    caption: str


def opening(words: str) -> Opening | None:
    """Read the article label that starts a paragraph, None where there is none or it is plainly a reference."""
    prefix = _PREFIX.match(words)
    start = prefix.end() if prefix else 0
    label = article_label(words, start)
    if not label:
        return None
    rest = words[label.end :]
    if words[:start].endswith("【") and not rest.startswith("】"):
        return None
    apart = bool(re.match(rf"{BLANK}|\n|\*\*|[：:【】（(]|$", rest))
    reference = _REFERENCE_APART if apart else _REFERENCE
    if reference.match(rest.lstrip("*: ：\u3000\t\u00a0")):
        return None
    return Opening(label.words, label.number, apart, _caption(words, rest))


def _caption(words: str, rest: str) -> str:
    if words.startswith("#"):
        return rest.strip().strip("*【】") if "\n" not in rest.strip() and len(rest) <= _SHORT else ""
    found = _CAPTION.match(rest)
    return (found[1] or found[2]).strip() if found else ""


@dataclass(slots=True)
class _Reader:
    """Reads paragraphs in order and keeps what is open: the block, the last article number, a commentary."""

    paragraphs: list[Paragraph]
    titles: frozenset[int]
    """Starts of the paragraphs that make up the title or name the source."""
    blocks: list[Block] = field(default_factory=list)
    last: tuple[int, int] = (0, 0)
    commented: bool = False
    """The document quotes articles under 【条文】."""
    commentary: bool = False
    """Inside the commentary, where no article opens."""

    def read(self) -> list[Block]:
        self.commented = is_commentary(self.paragraphs)
        contents = _contents(self.paragraphs)
        tail = signatures.tail(self.paragraphs)
        for i, paragraph in enumerate(self.paragraphs):
            found = self._opening(i)
            if paragraph.start in self.titles or headings.is_rule(paragraph.words):
                self.blocks.append(heading([paragraph], headings.plain(paragraph.words), None))
            elif i in contents:
                self._text(paragraph)
            elif found:
                self.last = found.number
                self.blocks.append(Block(Kind.ARTICLE, [paragraph], found.label, found.number, found.caption))
            elif not self._heading(i):
                self._body(paragraph, i in tail)
        return self.blocks

    def _opening(self, i: int) -> Opening | None:
        found = opening(self.paragraphs[i].words)
        if not found or self.commentary:
            return None
        before = self.paragraphs[i - 1] if i else None
        number, branch = self.last
        expected = found.number in ((number + 1, 0), (number, branch + 1)) or found.number == (1, 0)
        after_end = (
            before is None
            or before.closed
            or before.start in self.titles
            or headings.rank(before.words) is not None
            or len(before.words) <= _SHORT
        )
        if found.apart:
            return found if expected or after_end else None
        after_heading = before is not None and headings.rank(before.words) is not None
        return found if (expected and after_end) or after_heading else None

    def _heading(self, i: int) -> bool:
        words = self.paragraphs[i].words
        rank = self._rank(i)
        if rank is None:
            return False
        self.commentary = (
            self.commented and not headings.is_quoted(words) and (rank == headings.NOTE or self.commentary)
        )
        if rank < headings.NOTE:
            self.commentary = False
        name = "" if headings.is_quoted(words) else headings.plain(words)
        if self._captions(i):
            self.blocks[-1].paragraphs.append(self.paragraphs[i])
            self.blocks[-1].heading += " " + name
        else:
            self.blocks.append(heading([self.paragraphs[i]], name, rank))
        return True

    def _rank(self, i: int) -> int | None:
        paragraph = self.paragraphs[i]
        rank = headings.rank(paragraph.words)
        if rank is not None or paragraph.closed:
            return rank
        if self._captions(i):
            return headings.CHAPTER
        if self.commented and not self._inside() and _SECTION.match(paragraph.words):
            return headings.CHAPTER
        return headings.CHAPTER if self._names_next(i) else None

    def _captions(self, i: int) -> bool:
        """Tell whether a short line gives the words of the 第一章 on the line above it."""
        last = self.blocks[-1] if self.blocks else None
        words = self.paragraphs[i].words
        return bool(
            last
            and last.kind is Kind.HEADING
            and len(last.paragraphs) == 1
            and last.rank is not None
            and headings.lacks_caption(last.paragraphs[0].words)
            and len(words) <= _SHORT
            and not re.match(rf"第{NUMERAL}[编章节]", words)
        )

    def _names_next(self, i: int) -> bool:
        """Tell whether a short line of words alone stands right before an article, as an unnumbered chapter does."""
        words = self.paragraphs[i].words
        if i + 1 >= len(self.paragraphs) or len(words) > _SHORT or signatures.is_date(words):
            return False
        following = opening(self.paragraphs[i + 1].words)
        above = self.paragraphs[i - 1]
        whole = i == 0 or above.start in self.titles or (above.closed and above.words[-1] not in "：；:;")
        return bool(following and following.apart and whole and not re.search(r"[，,\d\n]|^[（(]", words))

    def _inside(self) -> bool:
        return bool(self.blocks) and self.blocks[-1].kind is Kind.ARTICLE

    def _body(self, paragraph: Paragraph, tail: bool) -> None:
        if self._inside() and not tail:
            self.blocks[-1].paragraphs.append(paragraph)
        else:
            self._text(paragraph)

    def _text(self, paragraph: Paragraph) -> None:
        if self.blocks and self.blocks[-1].kind is Kind.TEXT:
            self.blocks[-1].paragraphs.append(paragraph)
        else:
            self.blocks.append(Block(Kind.TEXT, [paragraph]))


def is_commentary(paragraphs: list[Paragraph]) -> bool:
    """Tell whether a document quotes articles under 【条文】 and explains them."""
    return any(headings.is_quoted(p.words) for p in paragraphs)


def openings(paragraphs: list[Paragraph]) -> list[Opening]:
    """Return the paragraphs that open an article, as `read` counts them."""
    blocks = _Reader(paragraphs, frozenset()).read()
    return [Opening(b.label, b.number, True, b.heading) for b in blocks if b.number is not None]


def read(paragraphs: list[Paragraph], titles: frozenset[int]) -> tuple[Article, ...]:
    """Read the paragraphs of a regulation into its articles.

    Args:
        paragraphs: All of the text.
        titles: Starts of the paragraphs that are the title or name the source.
    """
    return articles(_Reader(paragraphs, titles).read(), clauses.statute)


def _contents(paragraphs: list[Paragraph]) -> frozenset[int]:
    """Find the table of contents: chapter headings in a row that all come again further down."""
    bare = [_bare(p.words) if headings.rank(p.words) is not None else "" for p in paragraphs]
    last = {words: i for i, words in enumerate(bare)}
    found: set[int] = set()
    run: list[int] = []
    for i, words in enumerate([*bare, ""]):
        if words:
            run.append(i)
            continue
        while len(run) > 1 and last[bare[run[-1]]] == run[-1]:
            run.pop()
        if len(run) > 1 and all(last[bare[j]] > run[-1] for j in run):
            found.update(run)
        run = []
    return frozenset(found)


def _bare(words: str) -> str:
    return re.sub(r"(?<![.…·\s\d（）()—-])[.…·\s\d（）()—-]+$", "", re.sub(r"\s", "", headings.plain(words)))
