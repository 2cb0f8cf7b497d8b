"""What is sent of a study task: its pieces as messages within Telegram's limits, each with a delivery of its own."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum
from typing import Any

from bot.markup import LIMIT, escape, split, units
from bot.study.task import Draft, Piece, StudyError
from bot.words import study as words

MOST_PARTS = 20
"""More messages than these nobody reads on a phone: the author is asked for a document instead."""
CAPTION_LIMIT = 1024
"""UTF-16 units under a file (core.telegram.org/bots/api#sendphoto)."""
ALBUM = range(2, 11)
"""How many files Telegram takes as one album."""
_TOKEN = re.compile(r"(<[^>]*>)|(&#?\w+;)|([^<&]+|[<&])")


class PartKind(StrEnum):
    """How a part is sent."""

    TEXT = "text"
    LINK = "link"
    """A text that shows the preview of its link."""
    PHOTO = "photo"
    DOCUMENT = "document"
    ANIMATION = "animation"
    VIDEO = "video"
    ALBUM = "album"


TEXTS = frozenset({PartKind.TEXT, PartKind.LINK})


@dataclass(frozen=True, slots=True)
class Part:
    """One message.

    Attributes:
        kind: How it is sent.
        text: HTML: the text, or the caption.
        files: file_ids; several in an album only.
        kinds: Of an album: what each file is.
    """

    kind: PartKind
    text: str = ""
    files: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @classmethod
    def of(cls, kind: str, content: dict[str, Any]) -> Part:
        """Read what `content` has made."""
        return cls(PartKind(kind), content["text"], tuple(content["files"]), tuple(content["kinds"]))

    def content(self) -> dict[str, Any]:
        """Return all but the kind, ready for JSON."""
        return {"text": self.text, "files": list(self.files), "kinds": list(self.kinds)}


def parts_of(draft: Draft, zone: tzinfo) -> tuple[Part, ...]:
    """Return the messages a draft is sent as; the last is one that can carry buttons.

    Args:
        draft: The study task.
        zone: In which its deadline is told.

    Raises:
        StudyError: There is nothing to send, or too much.
    """
    pieces = list(draft.pieces)
    head = _head(draft, zone)
    body = pieces.pop(0).text if pieces and pieces[0].kind == PartKind.TEXT else ""
    parts = _texts(f"{head}\n\n{body}" if body else head, PartKind.TEXT)
    for piece in pieces:
        parts += _parts(piece)
    if parts[-1].kind is PartKind.ALBUM:
        parts.append(Part(PartKind.TEXT, escape(words.AFTER_ALBUM)))
    if len(parts) > MOST_PARTS:
        length = sum(units(plain(piece.text)) for piece in draft.pieces)
        raise StudyError(words.TOO_LONG.format(length=length, parts=len(parts), most=MOST_PARTS))
    return tuple(parts)


def _head(draft: Draft, zone: tzinfo) -> str:
    facts = [draft.kind.label]
    if draft.hours:
        facts.append(words.HOURS.format(hours=f"{draft.hours / 10:g}"))
    if draft.deadline:
        facts.append(words.UNTIL.format(deadline=draft.deadline.astimezone(zone)))
    return words.HEAD.format(title=escape(draft.title), facts=" · ".join(facts))


def _parts(piece: Piece) -> list[Part]:
    kind = PartKind(piece.kind)
    if kind in TEXTS:
        return _texts(piece.text, kind)
    if kind is PartKind.ALBUM and len(piece.files) not in ALBUM:
        raise StudyError(words.ALBUM_SIZE.format(least=ALBUM.start, most=ALBUM.stop - 1))
    if units(plain(piece.text)) <= CAPTION_LIMIT:
        return [Part(kind, piece.text, piece.files, piece.kinds)]
    return [Part(kind, "", piece.files, piece.kinds), *_texts(piece.text, PartKind.TEXT)]


def _texts(text: str, kind: PartKind) -> list[Part]:
    return [Part(kind, part) for part in split_html(text) if plain(part).strip()]


def plain(text: str) -> str:
    """Return what is left of HTML when its tags are taken off."""
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def split_html(text: str, limit: int = LIMIT) -> list[str]:
    """Split HTML into parts Telegram takes, between paragraphs where that is possible.

    A tag open at a seam is closed there and opened again after it, so that no part has half a tag.
    """
    whole = plain(text)
    if units(whole) <= limit:
        return [text]
    seams: list[tuple[int, int]] = []
    end = 0
    for part in split(whole, limit):
        begin = whole.index(part, end)
        end = begin + len(part)
        seams.append((begin, end))
    return _cut(text, seams)


def _cut(text: str, seams: list[tuple[int, int]]) -> list[str]:
    """Return the HTML of each stretch of the plain text."""
    parts = ["" for _ in seams]
    opened: list[str] = []
    place = current = 0
    for tag, entity, run in _TOKEN.findall(text):
        if tag:
            parts[current] += tag
            _follow(tag, opened)
            continue
        characters = [(entity, html.unescape(entity))] if entity else [(c, c) for c in run]
        for source, shown in characters:
            if current + 1 < len(seams) and place >= seams[current + 1][0]:
                parts[current] += "".join(f"</{_name(t)}>" for t in reversed(opened))
                current += 1
                parts[current] += "".join(opened)
            if seams[current][0] <= place < seams[current][1]:
                parts[current] += source
            place += len(shown)
    return parts


def _follow(tag: str, opened: list[str]) -> None:
    if not tag.startswith("</"):
        opened.append(tag)
    elif opened:
        opened.pop()


def _name(tag: str) -> str:
    return tag.strip("<>/").split()[0]
