"""What changes in an article, as Telegram HTML: deleted words struck through, added words underlined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from bot import words
from bot.markup import bold, escape
from index.difference import ArticleChange

_CONTEXT = 14
"""Characters of what stays, on either side of a change."""
_STRETCH = 90
"""Characters shown of one deleted or added stretch; the rest is in the file."""
_WHOLE = 60
"""Characters shown of an article that is new or gone."""
_ROOM = 320
"""Characters of one article's changes."""
_ISLAND = 2
"""Fewer characters than this that stay between two changes are part of them: scraps are no help to a reader."""
_SQUARE = 4_000_000
"""Characters before times after, above which sentences are compared instead of characters."""
_SENTENCE_END = re.compile(r"(?<=[。；！？])")
_Change = tuple[str, str]
"""What was there and what is there now, in one place; the same twice where nothing changed."""


def article_change(change: ArticleChange) -> str:
    """Show how an article changes, in a few lines."""
    before, after = (" ".join(text.split()) for text in (change.before, change.after))
    where = bold(f"《{change.document}》{change.label}")
    if not before:
        return f"{where} {words.ARTICLE_ADDED}\n<u>{escape(_beginning(_body(after, change.label)))}</u>"
    if not after:
        return f"{where} {words.ARTICLE_REPEALED}\n<s>{escape(_beginning(_body(before, change.label)))}</s>"
    return f"{where}\n{_marked(_changes(_body(before, change.label), _body(after, change.label)))}"


def _body(text: str, label: str) -> str:
    return text.removeprefix(label).strip()


def _beginning(text: str, room: int = _WHOLE) -> str:
    return text if len(text) <= room else text[:room] + words.OMITTED


def _changes(before: str, after: str) -> list[_Change]:
    """Compare two texts; neighbouring changes are one."""
    small = len(before) * len(after) <= _SQUARE
    old: Sequence[str] = before if small else _SENTENCE_END.split(before)
    new: Sequence[str] = after if small else _SENTENCE_END.split(after)
    found: list[_Change] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        was, now = "".join(old[a:b]), "".join(new[c:d])
        island = kind == "equal" and len(was) < _ISLAND and a > 0 and b < len(old)
        joins = bool(found) and found[-1][0] != found[-1][1]
        if joins and (island or kind != "equal"):
            found[-1] = (found[-1][0] + was, found[-1][1] + now)
        else:
            found.append((was, now))
    return found


def _marked(changes: list[_Change]) -> str:
    parts: list[str] = []
    used = 0
    for number, (was, now) in enumerate(changes):
        if used > _ROOM:
            parts.append(words.OMITTED)
            break
        if was == now:
            kept = _around(was, first=number == 0, last=number == len(changes) - 1)
            parts.append(escape(kept))
            used += len(kept)
            continue
        was, now = _beginning(was, _STRETCH), _beginning(now, _STRETCH)
        parts += [f"<s>{escape(was)}</s>"] * bool(was) + [f"<u>{escape(now)}</u>"] * bool(now)
        used += len(was) + len(now)
    return "".join(parts)


def _around(text: str, *, first: bool, last: bool) -> str:
    """Return what stays next to a change; what is further away is left out."""
    head, tail = "" if first else text[:_CONTEXT], "" if last else text[-_CONTEXT:]
    return text if len(text) <= len(head) + len(tail) + len(words.OMITTED) else head + words.OMITTED + tail
