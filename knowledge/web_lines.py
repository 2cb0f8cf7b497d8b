"""The lines of a web page as a browser would show them: paragraphs, list items with their numbers, table rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import lxml.etree

from knowledge import markers, tables, web_tables
from knowledge.numerals import article_label, chinese

_BLOCK = re.compile(
    "address|article|aside|blockquote|body|caption|center|d[dlt]|details|dialog|dir|div|fieldset|fig(?:caption|ure)"
    "|footer|form|h[1-6r]|header|hgroup|html|legend|li|main|menu|[ou]l|p|pre|section|summary|table|t(?:body|foot|head)"
    "|t[dhr]"
)
_DROPPED = re.compile(
    "audio|button|canvas|datalist|del|embed|head|iframe|input|nav|noscript|object|option|r[pt]|script|select|style|svg"
    "|template|textarea|title|video"
)
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:foot|footer|copyright|nav|navbar|menu|sidebar|breadcrumbs?|crumbs?|comments?|share|related"
    r"|recommend|login|search|pager|pagination)(?:$|[\s_-])"
)
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE)
_LONG = 200
"""Hidden text of so many characters may be part of the document: the administrator is told."""

_WIDE = "[\u2010-\u2027\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
_WRAP = re.compile(rf"(?<={_WIDE})[ \t]*[\r\n\f][ \t\r\n\f]*(?={_WIDE})")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_INVISIBLE = str.maketrans(
    {"\xa0": " ", "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "", "\xad": ""}
)
_HEADING = re.compile(r"h[1-6]$")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, list item or table row."""

    words: str
    """Outer white space off, never empty."""
    linked: int = 0
    """How many of its characters, white space aside, are links."""
    links: int = 0
    level: int = 0
    """1 to 6 of a heading <h1> to <h6>."""


@dataclass(slots=True)
class Page:
    """A page as lines."""

    lines: list[Line] = field(default_factory=list)
    spans: set[tuple[int, int]] = field(default_factory=set)
    """The lines of each element: first, and one behind the last."""
    furniture: set[tuple[int, int]] = field(default_factory=set)
    """The lines of each element that calls itself a footer, a menu or the like."""
    hidden: int = 0
    """Characters of long hidden text."""


def read(root: Any) -> Page:  # noqa: ANN401 - lxml elements are untyped
    """Return the lines of an element and of what is below it."""
    walk = _Walk()
    walk.over(root)
    return walk.page


@dataclass(slots=True)
class _List:
    """An <ol> or <ul> whose items are being read."""

    style: str
    """"1", "a", "一"; "" for one without numbers."""
    next: int = 1


class _Walk:
    """A pass over the elements in document order; without recursion, as pages nest deeper than Python calls."""

    def __init__(self) -> None:
        self.page = Page()
        self._text: list[str] = []
        self._linked = self._links = self._in_link = self._in_pre = self._level = 0
        self._lists: list[_List] = []
        self._number = ""
        self._begun: list[int] = []

    def over(self, root: Any) -> None:  # noqa: ANN401
        events = lxml.etree.iterwalk(root, events=("start", "end"))
        for event, element in events:
            if event == "start" and self._enter(element):
                continue
            if event == "start":
                events.skip_subtree()
                self._begun.append(-1)
                continue
            begun = self._begun.pop()
            if begun >= 0:
                self._leave(element, begun)
            if element is not root:
                self._add(element.tail)
        self._flush()

    def _enter(self, element: Any) -> bool:  # noqa: ANN401
        """Begin an element; False where its content is not to be read, or is read already."""
        tag = element.tag
        dropped = _DROPPED.fullmatch(tag)
        if dropped or element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
            if not dropped:
                hidden = len("".join("".join(element.itertext()).split()))
                self.page.hidden += hidden if hidden >= _LONG else 0
            return False
        if tag == "br" or _BLOCK.fullmatch(tag):
            self._flush()
        if tag == "table" and (rows := web_tables.rows(element, _cell)) is not None:
            first = len(self.page.lines)
            self.page.lines += [Line(words) for words in tables.lines(*rows)]
            self.page.spans.add((first, len(self.page.lines)))
            return False
        self._begun.append(len(self.page.lines))
        self._open(element, tag, 1)
        self._add(element.text)
        return True

    def _leave(self, element: Any, begun: int) -> None:  # noqa: ANN401
        tag = element.tag
        if _BLOCK.fullmatch(tag):
            self._flush()
            span = (begun, len(self.page.lines))
            self.page.spans.add(span)
            if _is_furniture(element):
                self.page.furniture.add(span)
        self._open(element, tag, -1)

    def _open(self, element: Any, tag: str, step: int) -> None:  # noqa: ANN401
        """Count an element in (1) or out (-1) where that changes how what is in it reads."""
        if tag == "a" and element.get("href"):
            self._in_link += step
            self._links += step > 0
        elif tag == "pre":
            self._in_pre += step
        elif tag in ("ol", "ul"):
            if step > 0:
                self._lists.append(_list(element))
            else:
                self._lists.pop()
        elif tag == "li":
            self._number = self._numbered(element) if step > 0 else ""
        elif _HEADING.match(tag):
            self._level = int(tag[1]) if step > 0 else 0

    def _numbered(self, element: Any) -> str:  # noqa: ANN401
        """Return the number that a browser shows before a list item."""
        if not self._lists or not self._lists[-1].style:
            return ""
        current = self._lists[-1]
        number = _integer(element.get("value"), current.next)
        current.next = number + 1
        return _shown(current.style, number)

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if self._in_pre:
            first, *more = text.split("\n")
            self._append(first)
            for line in more:
                self._flush()
                self._append(line)
        else:
            self._append(text)

    def _append(self, text: str) -> None:
        self._text.append(text)
        if self._in_link:
            self._linked += len("".join(text.split()))

    def _flush(self) -> None:
        """End a line."""
        if not self._text:
            return
        words = _SPACE.sub(" ", _WRAP.sub("", "".join(self._text))).translate(_INVISIBLE).strip()
        if words:
            if self._number and not markers.opening(words) and not article_label(words):
                words = self._number + words
            self._number = ""
            self.page.lines.append(Line(words, self._linked, self._links, self._level))
        self._text.clear()
        self._linked = self._links = 0


def _cell(element: Any) -> str:  # noqa: ANN401
    return "\n".join(line.words for line in read(element).lines)


def _is_furniture(element: Any) -> bool:  # noqa: ANN401
    if element.tag in ("footer", "aside"):
        return True
    if element.tag == "header":
        return next(element.iterancestors("article", "main"), None) is None
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}".lower()
    return element.tag not in ("body", "html") and bool(_FURNITURE.search(names))


def _list(element: Any) -> _List:  # noqa: ANN401
    """Read how a list counts its items: by attribute, or by the style written on it."""
    style = (element.get("style") or "").lower()
    found = re.search(r"list-style(?:-type)?\s*:[^;]*?(none|cjk-ideographic|chinese|alpha|latin|roman|decimal)", style)
    if element.tag == "ul" or (found and found[1] == "none"):
        return _List("")
    kind = element.get("type") or ""
    if found and found[1] in ("cjk-ideographic", "chinese"):
        kind = "一"
    elif found and found[1] in ("alpha", "latin"):
        kind = "a"
    return _List(kind if kind in ("a", "A", "一") else "1", _integer(element.get("start"), 1))


def _integer(written: str | None, otherwise: int) -> int:
    return int(written) if written and re.fullmatch(r"\s*\d{1,4}\s*", written) else otherwise


def _shown(style: str, number: int) -> str:
    if style == "一" and number <= 9999:
        return f"{chinese(number)}、"
    if style in ("a", "A") and 1 <= number <= 26:
        return f"{chr(ord(style) + number - 1)}. "
    return f"{number}. "
