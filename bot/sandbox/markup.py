"""Formatted text: Telegram's HTML, and the entities it finds by itself, in UTF-16 offsets.

The rules are those of https://core.telegram.org/bots/api#html-style and of TDLib's parser, which the Bot API server
uses, in one point stricter: a bare "&" is refused, as the documentation demands, where the real server lets it pass.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from bot.sandbox.limits import JSON, ApiError, utf16

_ENTITY_OF_TAG = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_ATTRIBUTE = r"""\s+(?P<name>[A-Za-z-]+)(?:\s*=\s*(?P<value>"[^"]*"|'[^']*'|[\w.-]+))?"""
_ATTRIBUTES = re.compile(rf"(?:{_ATTRIBUTE.replace('?P<name>', '?:').replace('?P<value>', '?:')})*\s*>")
_CHARACTER = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|lt|gt|amp|quot);")

# What Telegram marks in a text by itself (TDLib find_entities); a letter of any script beside it forbids the match.
_FOUND = {
    "bot_command": re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])"),
    "mention": re.compile(r"(?<!\w)@[A-Za-z0-9_]{2,32}(?!\w)"),
    "url": re.compile(r"(?<![\w@])https?://[A-Za-z0-9.-]+(?::\d+)?(?:/[!-;=?-Z\\^-~]*)?"),
    "hashtag": re.compile(r"(?<!\w)#(?=\w*[^\W\d_])\w{1,256}"),
}


@dataclass(frozen=True, slots=True)
class Formatted:
    """Text as people see it, with its entities."""

    text: str
    entities: list[JSON]

    @property
    def units(self) -> int:
        """Length in UTF-16 code units."""
        return utf16(self.text)


def formatted(source: str, parse_mode: str | None = None, entities: list[JSON] | None = None) -> Formatted:
    """Read a text as a Bot API method gets it.

    Args:
        source: The text, with markup if there is a parse mode.
        parse_mode: "HTML" or nothing; the sandbox speaks no Markdown.
        entities: Explicit entities, used without a parse mode.

    Returns:
        The text without outer white space, its own entities and those Telegram finds by itself.

    Raises:
        ApiError: The markup is broken.
    """
    text, own = source, entities or []
    if any(not isinstance(e.get(k), int) for e in own for k in ("offset", "length")) or any(
        "type" not in e for e in own
    ):
        raise ApiError('can\'t parse entities: Can\'t find field "type", "offset" or "length"')
    if parse_mode:
        if parse_mode.lower() != "html":
            raise ApiError(f"unsupported parse_mode {parse_mode}: the sandbox reads HTML")
        text, own = _Html(source).parse()
    text, own = _trim(text, own)
    return Formatted(text, sorted(own + _found(text, own), key=lambda e: (e["offset"], -e["length"])))


def _trim(text: str, entities: list[JSON]) -> tuple[str, list[JSON]]:
    lead = utf16(text) - utf16(text.lstrip())
    text = text.strip()
    end = utf16(text)
    kept = []
    for entity in entities:
        start, stop = entity["offset"] - lead, entity["offset"] - lead + entity["length"]
        start, stop = max(start, 0), min(stop, end)
        if start < stop:
            kept.append({**entity, "offset": start, "length": stop - start})
    return text, kept


def _found(text: str, taken: list[JSON]) -> list[JSON]:
    links = [e for e in taken if e["type"] in ("code", "pre", "text_link", "text_mention")]
    found: list[JSON] = []
    for kind, pattern in _FOUND.items():
        for match in pattern.finditer(text):
            start, length = utf16(text[: match.start()]), utf16(match.group())
            if not any(start < e["offset"] + e["length"] and e["offset"] < start + length for e in links + found):
                found.append({"type": kind, "offset": start, "length": length})
    return found


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    extra: JSON


@dataclass(slots=True)
class _Html:
    source: str
    position: int = 0
    offset: int = 0
    words: list[str] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    entities: list[JSON] = field(default_factory=list)

    def parse(self) -> tuple[str, list[JSON]]:
        while self.position < len(self.source):
            letter = self.source[self.position]
            if letter == "<" and self.source.startswith("/", self.position + 1):
                self._close()
            elif letter == "<":
                self._open()
            elif letter == "&":
                self._character()
            else:
                stop = re.compile("[<&]").search(self.source, self.position)
                self._add(self.source[self.position : stop.start() if stop else len(self.source)])
        if self.stack:
            raise self._error(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')
        return "".join(self.words), self.entities

    def _add(self, words: str, read: int | None = None) -> None:
        self.words.append(words)
        self.offset += utf16(words)
        self.position += len(words) if read is None else read

    def _character(self) -> None:
        match = _CHARACTER.match(self.source, self.position)
        if not match:
            raise self._error(f'Unescaped "&" at byte offset {self._byte()}')
        self._add(unescape(match.group()), len(match.group()))

    def _open(self) -> None:
        name = re.compile(r"<([^\s>]*)").match(self.source, self.position)
        if name is None or name.end() == len(self.source):
            raise self._error(f"Unclosed start tag at byte offset {self._byte()}")
        tag = name.group(1).lower()
        if tag not in _ENTITY_OF_TAG:
            raise self._error(f'Unsupported start tag "{tag}" at byte offset {self._byte()}')
        rest = _ATTRIBUTES.match(self.source, name.end())
        if rest is None:
            raise self._error(f'Unclosed start tag "{tag}" at byte offset {self._byte()}')
        attributes = {
            m["name"].lower(): unescape((m["value"] or "").strip("\"'")) for m in re.finditer(_ATTRIBUTE, rest.group())
        }
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._error(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte()}')
        self.stack.append(_Open(tag, self.offset, attributes))
        self.position = rest.end()

    def _close(self) -> None:
        if not self.stack:
            raise self._error(f"Unexpected end tag at byte offset {self._byte()}")
        end = re.compile(r"</([^\s>]*)\s*>").match(self.source, self.position)
        if end is None:
            raise self._error(f"Unclosed end tag at byte offset {self._byte()}")
        opened = self.stack.pop()
        if end.group(1).lower() != opened.tag:
            raise self._error(
                f'Unmatched end tag at byte offset {self._byte()}, expected "</{opened.tag}>", '
                f'found "</{end.group(1)}>"'
            )
        self.position = end.end()
        if self.offset > opened.offset and (entity := self._entity(opened)):
            entity |= {"offset": opened.offset, "length": self.offset - opened.offset}
            self.entities.append(entity)

    def _entity(self, opened: _Open) -> JSON | None:
        kind = _ENTITY_OF_TAG[opened.tag]
        language = opened.extra.get("class", "")
        if kind == "blockquote" and "expandable" in opened.extra:
            return {"type": "expandable_blockquote"}
        if kind == "code" and language.startswith("language-") and self.stack and self.stack[-1].tag == "pre":
            self.stack[-1].extra["class"] = language
            return None
        if kind == "pre" and language.startswith("language-"):
            return {"type": "pre", "language": language.removeprefix("language-")}
        if kind == "text_link":
            url = opened.extra.get("href", "")
            # A link that leads nowhere is plain text, as in Telegram
            return {"type": kind, "url": url} if re.match(r"(https?|tg|mailto):", url) else None
        return {"type": kind}

    def _byte(self) -> int:
        return len(self.source[: self.position].encode())

    def _error(self, what: str) -> ApiError:
        return ApiError(f"can't parse entities: {what}")
