"""The automatic numbering of a Word document: what Word writes in front of a paragraph without it being in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from knowledge.numerals import BLANK, NUMERAL
from knowledge.word_numerals import numeral
from knowledge.word_parts import W, switch, value, whole
from knowledge.word_styles import Styles

_LEVELS = 9
_LONGEST = 255
_HEADED = re.compile(rf"第{BLANK}*{NUMERAL}{BLANK}*\w{{1,2}}$")
_CLOSED = re.compile(r"[、，：）)\s]$|[①-⒛㉑-㊿]$")
_SYMBOL_FONT = re.compile("[\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list, from its w:lvl."""

    start: int
    form: str
    text: str
    joined: bool
    """Nothing stands between number and text (w:suff nothing)."""
    legal: bool
    """All numbers in Arabic figures (w:isLgl)."""
    restart: int | None
    """Counts anew when a level up to this one (from 1) goes on; 0 never; None after any higher level."""
    style: str
    """The paragraph style that stands for the level."""


@dataclass(slots=True)
class _List:
    """A w:num: the levels of its w:abstractNum, with what it overrides."""

    key: str
    """Of the abstract list: lists of one key go on counting from each other."""
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)
    """Overridden starts by level: counting begins there when the list first uses the level."""

    def start(self, depth: int) -> int:
        return self.starts.get(depth, self.levels[depth].start if depth in self.levels else 1)


class Numbering:
    """The lists of a document and how far each has been counted."""

    def __init__(self, numbering: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract = _by_id(numbering, "abstractNum", "abstractNumId")
        self._numbers = _by_id(numbering, "num", "numId")
        self._lists: dict[str, _List | None] = {}
        self._styled: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, properties: etree._Element | None) -> str:
        """Count a paragraph and return what Word writes in front of it, with what parts the two.

        An article label gets a wide space behind it whatever the list says, so that it reads as an opening; a label
        that closes itself (一、 （一） ①) nothing; a bullet is left out.

        Args:
            properties: The w:pPr of the next paragraph in the order of the text.

        Returns:
            The label, "" where the paragraph has none.
        """
        number, depth = self._place(properties)
        found = self._list(number)
        if found is None or depth not in found.levels:
            return ""
        counts = self._count(found, number, depth)
        level = found.levels[depth]
        if level.form == "bullet":
            return ""

        def write(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            if at > depth or at not in found.levels:
                return ""
            form = "decimal" if level.legal and found.levels[at].form != "none" else found.levels[at].form
            return numeral(counts.get(at, found.start(at)), form)

        return _parted(re.sub(r"%([1-9])", write, level.text), level.joined)

    def _place(self, properties: etree._Element | None) -> tuple[str, int]:
        """Return the list and the level of a paragraph, its own or its style's; "" or "0" for no list."""
        style = self._styles.of_paragraph(properties)
        own = None if properties is None else properties.find(f"{W}numPr")
        if own is not None:
            return self._numbered(own, style)
        if style not in self._styled:
            self._styled[style] = self._numbered(None, style)
        return self._styled[style]

    def _numbered(self, own: etree._Element | None, style: str) -> tuple[str, int]:
        chain = self._styles.chain(style)
        inherited = [n for n in (s.find(f"{W}pPr/{W}numPr") for s in chain) if n is not None]
        number = value(own, "numId") or next(filter(None, (value(n, "numId") for n in inherited)), "")
        depth = whole(own, "ilvl", -1)
        if depth < 0:
            depth = self._styled_level(number, chain, inherited)
        return number, min(depth, _LEVELS - 1)

    def _styled_level(self, number: str, chain: list[etree._Element], inherited: list[etree._Element]) -> int:
        """Return the level that names the style (w:pStyle), else the one the style names."""
        found = self._list(number)
        levels = {level.style: depth for depth, level in found.levels.items() if level.style} if found else {}
        linked = (levels[name] for name in (s.get(f"{W}styleId") for s in chain) if name in levels)
        named = (depth for depth in (whole(n, "ilvl", -1) for n in inherited) if depth >= 0)
        return next(linked, next(named, 0))

    def _count(self, found: _List, number: str, depth: int) -> dict[int, int]:
        counts = self._counts.setdefault(found.key, {})
        begins = depth in found.starts and (number, depth) not in self._begun
        self._begun.add((number, depth))
        counts[depth] = found.start(depth) if begins or depth not in counts else counts[depth] + 1
        for deeper in [d for d in counts if d > depth]:
            restart = found.levels[deeper].restart if deeper in found.levels else None
            if restart is None or depth < restart:
                del counts[deeper]
        return counts

    def _list(self, number: str) -> _List | None:
        if number not in self._lists:
            self._lists[number] = self._read(number)
        return self._lists[number]

    def _read(self, number: str) -> _List | None:
        instance = self._numbers.get(number)
        key, abstract = self._linked(instance)
        if instance is None or abstract is None:
            return None
        found = _List(key, {_depth(level): _level(level) for level in abstract.findall(f"{W}lvl")})
        for override in instance.findall(f"{W}lvlOverride"):
            level = override.find(f"{W}lvl")
            if level is not None:
                found.levels[_depth(override)] = _level(level)
            if override.find(f"{W}startOverride") is not None:
                found.starts[_depth(override)] = whole(override, "startOverride", 1)
        return found

    def _linked(self, instance: etree._Element | None) -> tuple[str, etree._Element | None]:
        """Return the abstract list of a w:num; one that only links to a list style (w:numStyleLink) leads to that."""
        seen: set[str] = set()
        while instance is not None:
            key = value(instance, "abstractNumId")
            abstract = self._abstract.get(key)
            link = value(abstract, "numStyleLink")
            if not link or link in seen:
                return key, abstract
            seen.add(link)
            linked = (value(s.find(f"{W}pPr/{W}numPr"), "numId") for s in self._styles.chain(link))
            instance = self._numbers.get(next(filter(None, linked), ""))
        return "", None


def _by_id(numbering: etree._Element | None, tag: str, identifier: str) -> dict[str, etree._Element]:
    found = [] if numbering is None else numbering.findall(f"{W}{tag}")
    return {str(element.get(f"{W}{identifier}")): element for element in found}


def _depth(element: etree._Element) -> int:
    written = element.get(f"{W}ilvl", "0")
    return int(written) if written.isdecimal() else 0


def _level(level: etree._Element) -> _Level:
    # a format of newer Word stands in mc:Choice as "custom", the nearest old one behind it in mc:Fallback
    forms = [f.get(f"{W}val") for f in level.iter(f"{W}numFmt") if f.get(f"{W}val") != "custom"]
    restart = whole(level, "lvlRestart", -1)
    return _Level(
        start=whole(level, "start", 0),
        form=forms[0] if forms else "decimal",
        text=value(level, "lvlText")[:_LONGEST],
        joined=value(level, "suff", "tab") == "nothing",
        legal=bool(switch(level, "isLgl")),
        restart=restart if restart >= 0 else None,
        style=value(level, "pStyle"),
    )


def _parted(words: str, joined: bool) -> str:
    label = _SYMBOL_FONT.sub("", words)
    if _HEADED.search(label):
        return label + "\u3000"
    return label if joined or not label.strip() or _CLOSED.search(label) else label + " "
