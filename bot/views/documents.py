"""The documents of the knowledge base as messages for the administrator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import blake2b

from telegram import InlineKeyboardButton

from bot import words
from bot.gatekeeper import Button
from bot.markup import bold, escape
from bot.views.view import View, button, keyboard_of
from knowledge.correction import FIELDS
from knowledge.document import Audience, Document

STANDING = "standing"
"""Instead of a field: neither superseded nor repealed."""
PAGE = 8
"""Documents on one page of the list."""
_IN_A_ROW = 4
"""Buttons."""
WRITTEN = ("title", "issuer", "number", "adopted", "effective", "superseded_by")
"""What is corrected by writing it; the rest by a press."""


def key_of(document: Document) -> str:
    """Return a short stable name of a document, for buttons."""
    return blake2b(document.file.encode(), digest_size=5).hexdigest()


def status(document: Document, today: date) -> str:
    """Say whether a document is in force, in one word."""
    edition = document.edition
    if edition.ended(today):
        return words.DOCUMENT_STATUS["superseded" if edition.superseded_by else "repealed"]
    return words.DOCUMENT_STATUS["in force" if edition.in_force(today) else "to come"]


def documents(found: Sequence[Document], page: int, today: date) -> View:
    """Show a page of the list; a press on a document shows what can be done."""
    pages = max(1, -(-len(found) // PAGE))
    page = min(page, pages - 1)
    first = page * PAGE
    here = list(enumerate(found[first : first + PAGE], first + 1))
    lines = [words.DOCUMENTS.format(count=len(found)), ""]
    lines += [words.DOCUMENT_LINE.format(number=n, title=d.title, about=_in_short(d, today)) for n, d in here]
    choose = [button(str(n), Button.DOCUMENT, key_of(d)) for n, d in here]
    rows = [choose[at : at + _IN_A_ROW] for at in range(0, len(choose), _IN_A_ROW)]
    turn = [
        button(label, Button.DOCUMENTS, page + step)
        for label, step in ((words.PREVIOUS_PAGE, -1), (words.NEXT_PAGE, 1))
        if 0 <= page + step < pages
    ]
    if pages > 1:
        lines.append("\n" + words.PAGE.format(page=page + 1, pages=pages))
    return View(escape("\n".join(lines)), keyboard_of(*rows, turn))


def _in_short(found: Document, today: date) -> str:
    edition = found.edition
    said = [status(found, today), found.audience.label, words.ARTICLES.format(count=len(found.numbered))]
    if edition.effective:
        said.append(words.SINCE.format(date=_day(edition.effective)))
    elif edition.adopted:
        said.append(words.ADOPTED.format(date=_day(edition.adopted)))
    return " · ".join(said)


def _day(day: date) -> str:
    return f"{day:%Y年%-m月%-d日}"


def document(found: Document, today: date) -> View:
    """Show what the base says of a document, with what can be changed."""
    key = key_of(found)
    audience = [
        button(words.FOR_AUDIENCE.format(audience=a.label), Button.CORRECT_TO, key, "audience", a.value)
        for a in Audience
        if a is not found.audience
    ]
    written = [button(words.CORRECT_FIELD.format(field=FIELDS[f]), Button.CORRECT, key, f) for f in WRITTEN[:-1]]
    last = [button(words.TAKE_OUT, Button.TAKE_OUT, key), button(words.BACK_TO_DOCUMENTS, Button.DOCUMENTS, 0)]
    return View(
        "\n".join(_about(found, today)),
        keyboard_of(audience, written[:3], written[3:], _standing(found, today, key), last),
    )


def _about(found: Document, today: date) -> list[str]:
    edition = found.edition
    is_ = words.DOCUMENT_IS.format(
        status=status(found, today), audience=found.audience.label, articles=len(found.numbered)
    )
    lines = [bold(f"《{found.title}》"), escape(is_), escape(words.DOCUMENT_FILE.format(file=found.file))]
    lines += [escape(f"{FIELDS[field]}：{value}") for field in WRITTEN[1:-1] if (value := value_of(found, field))]
    if edition.superseded_by:
        lines.append(escape(words.DOCUMENT_REPLACED.format(by=edition.superseded_by)))
    if found.corrections:
        fields = "、".join(FIELDS[field] for field, _ in found.corrections)
        lines.append(escape(words.DOCUMENT_CORRECTED.format(fields=fields)))
    return lines


def _standing(found: Document, today: date, key: str) -> list[InlineKeyboardButton]:
    """Return the buttons that say what became of a document."""
    if not found.edition.ended(today):
        repealed = button(words.MARK_REPEALED, Button.CORRECT_TO, key, "repealed", "yes")
        return [button(words.MARK_SUPERSEDED, Button.CORRECT, key, "superseded_by"), repealed]
    return [button(words.MARK_STANDING, Button.CORRECT_TO, key, STANDING, "yes")]


def value_of(found: Document, field: str) -> str:
    """Return what is said of a document now, "" where nothing is."""
    value = found.title if field == "title" else getattr(found.edition, field)
    return _day(value) if isinstance(value, date) else str(value or "")


def write_correction(found: Document, field: str) -> View:
    """Ask what is right."""
    template = words.WRITE_SUCCESSOR if field == "superseded_by" else words.WRITE_CORRECTION
    text = template.format(
        title=found.title, field=FIELDS[field], value=value_of(found, field) or words.NO_VALUE, restore=words.RESTORE
    )
    return View(escape(text), keyboard_of([button(words.NO, Button.CANCEL)]))
