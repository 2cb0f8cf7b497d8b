"""What a source file becomes: a document whose articles and clauses are spans of its own text.

Nothing is copied out of the text: every article and clause is a pair of offsets into `Document.text`, so a quote is
verbatim by construction and the self-check of `knowledge.check` can prove that no character was lost.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum


class Form(StrEnum):
    """How a document is built."""

    REGULATION = "regulation"
    """编/章/节/条/款/项."""
    OUTLINE = "outline"
    """一、/（一）/1、/一是…"""
    PLAIN = "plain"
    """Paragraphs only."""


class Kind(StrEnum):
    """What an article of a document is."""

    HEADING = "heading"
    """A line that only names what follows or says where it is from: a chapter (第一章 党员), which is the path of the
    articles below it, the title, the source, a drawn rule. Not searched."""
    ARTICLE = "article"
    """第X条 of a regulation."""
    SECTION = "section"
    """A numbered section (一、) of an outline."""
    TEXT = "text"
    """Words without a number: title lines, preamble, text under a chapter heading, annex, plain paragraphs."""


class Level(StrEnum):
    """What a clause is inside its article."""

    PARAGRAPH = "paragraph"
    """款."""
    ITEM = "item"
    """项: （一）, and in outlines every numbered part below the section."""
    SUBITEM = "subitem"
    """目: 1., 一是."""


class Audience(StrEnum):
    """Whom a document is for, the widest first; whoever is in a narrower one is in the wider ones too."""

    EVERYONE = "everyone"
    MEMBERS = "members"
    SECRETARIES = "secretaries"

    @property
    def label(self) -> str:
        """What people call the audience."""
        return {Audience.EVERYONE: "所有人", Audience.MEMBERS: "党员", Audience.SECRETARIES: "书记"}[self]

    def may_read(self, document: Document) -> bool:
        """Tell whether somebody of this audience may read a document."""
        widest_first = list(Audience)
        return widest_first.index(document.audience) <= widest_first.index(self)


@dataclass(frozen=True, slots=True)
class Clause:
    """A 款, 项 or 目: a span of the document's text; the clauses of an article cover it without overlap, in order."""

    start: int
    end: int
    level: Level
    label: str
    """As cited: "第二款", "第三项", "第二款第三项", in outlines "（二）3" or "第二段"; "" for the only paragraph of an
    article, a section's caption, and unnumbered text."""


@dataclass(frozen=True, slots=True)
class Article:
    """A 条, a section or a stretch of unnumbered text: a span of the document's text."""

    kind: Kind
    start: int
    end: int
    label: str
    """As the text writes it, white space and closing punctuation off: "第四条", "第二十条之一", "三"; "" for text."""
    number: tuple[int, int] | None
    """(4, 0) for 第四条, (20, 1) for 第二十条之一, (3, 0) for 三、; None for text and headings."""
    heading: str
    """The article's own caption (三、加强学习 -> "加强学习"; for a heading the whole line), "" where it has none."""
    path: tuple[str, ...]
    """The headings above, outermost first, white space evened out: ("第一章 党员",)."""
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """Which edition of a rule a document is: as its text and file name say, and as the other documents of a base show.

    Until `knowledge.editions.settle` has seen the whole base, only what the document says of itself is here.
    """

    adopted: date | None = None
    effective: date | None = None
    """In force from this day."""
    issuer: str = ""
    """Who made the rule (发文机关, 制定机关), as written."""
    number: str = ""
    """文号, as written: "中办发〔2026〕1号"."""
    superseded_by: str = ""
    """What replaced it, as the file name or the text says ("2022修订") or the successor's title."""
    superseded_from: date | None = None
    """Replaced or repealed from this day, it stands until then; None: already."""
    repealed: bool = False
    """Out of force with nothing in its place (废止, 失效)."""
    derived: bool = False
    """The three above were concluded from other documents of the base: they go when those documents go."""
    replaces: tuple[str, ...] = ()
    """The rules the text says it repeals, by title: 《…办法》同时废止."""
    summary: bool = False
    """The document says of itself that it sums up rules and is not their text."""

    def as_stated(self) -> Edition:
        """Return what the document says of itself: without what was derived from others."""
        if not self.derived:
            return self
        return replace(self, superseded_by="", superseded_from=None, repealed=False, derived=False)

    def in_force(self, today: date) -> bool:
        """Tell whether the edition is in force on a day; one that names no dates is taken to be."""
        return not self.ended(today) and (self.effective is None or self.effective <= today)

    def ended(self, today: date) -> bool:
        """Tell whether the edition was superseded or repealed by a day."""
        over = bool(self.superseded_by) or self.repealed
        return over and (self.superseded_from is None or self.superseded_from <= today)


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed source file."""

    file: str
    """Base name of the source."""
    title: str
    form: Form
    text: str
    """The whole text, line ends as "\\n"; all spans are offsets into it."""
    articles: tuple[Article, ...]
    edition: Edition = field(default_factory=Edition)
    warnings: tuple[str, ...] = ()
    """Lines in Chinese for the administrator, each naming what was noticed and where."""
    audience: Audience = Audience.EVERYONE
    corrections: tuple[tuple[str, str], ...] = ()
    """What the administrator set, as (field, value), applied again when the same file is parsed anew; see
    `knowledge.correction`."""
    uncorrected: tuple[tuple[str, str], ...] = ()
    """What the corrected fields hold without the corrections, as (field, value)."""

    def words(self, span: Article | Clause) -> str:
        """Return the text of an article or clause, outer white space off."""
        return self.text[span.start : span.end].strip()

    @property
    def numbered(self) -> tuple[Article, ...]:
        """The 条 of a regulation, in order."""
        return tuple(a for a in self.articles if a.kind is Kind.ARTICLE)

    @property
    def sha256(self) -> str:
        """Hash of the text, hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()


class KnowledgeError(Exception):
    """A source cannot be read; the message is one Chinese line naming the file, the reason and the mend."""
