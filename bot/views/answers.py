"""Answers and articles as messages. What is quoted comes from the source character by character, escaped once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import words
from bot.gatekeeper import Button
from bot.markup import bold, cut, escape, expandable, split, units
from bot.views.view import View, button, keyboard_of
from index.answer import Answer, Answerer, Citation, Outcome
from index.confidence import BOUND
from index.corpus import Corpus, Place
from index.lookup import Reference, highest
from index.manner import Manner
from knowledge.document import Article, Document
from knowledge.numerals import chinese

NEAR_BOUND = BOUND + 0.35
"""Below this an answer asks to be checked against the text."""
ROOM = 3000
"""UTF-16 units of an article inside an answer; the rest is behind 「原文」."""
ALSO_ROOM = 280
"""UTF-16 units of the words of every other article that is cited; collapsed, a phone shows three lines of them."""
_AROUND = 240
"""UTF-16 units kept for what stands around the words: where the others stand, what the view says besides."""
PAGE = 3500
"""UTF-16 units of text on one page of 「原文」; what names the article needs the rest of a message."""
BOLD = 240
"""UTF-16 units in bold at most."""
NEAR_WORDS = 20
"""Characters of an article's name on a button; a phone shows some 30 with the document's title."""
_NEEDS_NO_LEAD = 60
"""Characters before the quote that still show in a collapsed blockquote (three lines on a phone)."""
_MANNERS = {
    Manner.EMPTY: words.EMPTY,
    Manner.GREETING: words.GREETING,
    Manner.THANKS: words.THANKS,
    Manner.ABUSE: words.ABUSE,
    Manner.INSTRUCTION: words.INSTRUCTION,
    Manner.CHEATING: words.CHEATING,
    Manner.PERSONAL: words.PERSONAL,
    Manner.WRITING: words.WRITING,
    Manner.CHITCHAT: words.CHITCHAT,
    Manner.CODE: words.CODE,
}


def short_label(document: Document, article: Article) -> str:
    """Name an article on a button: its label with its caption or, where it has none, with its first words."""
    opening = document.words(article).split("\n", 1)[0].removeprefix(article.label).strip()
    caption = article.heading or opening
    return f"{article.label} {caption}".strip()


def where(corpus: Corpus, place: Place, clause: str = "") -> str:
    """Say where an article stands: 《文件名》 第X章 第X条 第X款第X项, plain text."""
    document, article = corpus.document(place), corpus.article(place)
    parts = [words.FROM_DOCUMENT.format(title=document.title), *article.path, article.label or article.heading, clause]
    return " ".join(part for part in parts if part)


def standing(document: Document, in_force: bool) -> str:
    """Say whether a document is in force, what replaced it or will, plain text."""
    edition = document.edition
    until, since = day(edition.superseded_from), day(edition.effective)
    if not in_force and edition.superseded_by:
        template = words.SUPERSEDED_SINCE if until else words.SUPERSEDED
        return template.format(by=edition.superseded_by, date=until)
    if not in_force:
        return words.REPEALED if edition.repealed else words.NOT_YET.format(date=since)
    if edition.summary:
        return words.SUMMARY
    text = words.IN_FORCE_SINCE.format(date=since) if since else words.IN_FORCE
    if edition.superseded_by:
        return text + words.TO_BE_SUPERSEDED.format(by=edition.superseded_by, date=until)
    return text + words.TO_BE_REPEALED.format(date=until) if edition.repealed else text


def day(when: date | None) -> str:
    """Write a day as rules do; "" where there is none."""
    return f"{when:%Y年%-m月%-d日}" if when else ""


def _around(document: Document, article: Article, citation: Citation, room: int) -> tuple[int, int]:
    """Choose the stretch of an article to show: all of it, or what fits around the quote."""
    if units(document.words(article)) <= room:
        return article.start, article.end
    start = max(article.start, citation.quote.start - room // 4)
    return start, min(article.end, start + room)


def _quoted(corpus: Corpus, citation: Citation, room: int) -> str:
    """Return the article as an expandable blockquote, the quote in bold; a quote deep inside also stands before it."""
    document, article = corpus.document(citation.place), corpus.article(citation.place)
    text, quote = document.text, citation.quote
    start, end = _around(document, article, citation, room)
    answer = text[quote.start : quote.end]
    if units(answer) > BOLD:  # a whole list or article: its lead says what it is, bold all through nobody reads
        answer = answer.split("\n", 1)[0][:BOLD]
    before, after = text[start : quote.start].lstrip(), text[quote.start + len(answer) : end].rstrip()
    block = "".join(
        (
            escape((words.OMITTED if start > article.start else "") + before),
            bold(answer),
            escape(after + (words.OMITTED if end < article.end else "")),
        )
    )
    lead = f"{bold(answer)}\n" if len(before) > _NEEDS_NO_LEAD else ""
    return lead + expandable(block)


def _short_name(answerer: Answerer, place: Place) -> str:
    """Name an article in one line, one that is not in force marked as such."""
    document, article = answerer.corpus.document(place), answerer.corpus.article(place)
    template = words.NEAR_TITLE
    if not answerer.in_force(place):
        over = document.edition.superseded_by or document.edition.repealed
        template = words.NEAR_OLD if over else words.NEAR_COMING
    return template.format(label=short_label(document, article)[:NEAR_WORDS], title=document.title)


def _read_buttons(answerer: Answerer, near: tuple[Place, ...]) -> list[list[InlineKeyboardButton]]:
    key = answerer.corpus.id
    return [[button(_short_name(answerer, place), Button.READ, key(place), 0)] for place in near]


def answer(answerer: Answerer, result: Answer) -> View:
    """Show what became of a question."""
    corpus = answerer.corpus
    if result.outcome is Outcome.NOT_A_QUESTION:
        return View(escape(_MANNERS[result.manner]))
    if result.outcome is not Outcome.ANSWERED:
        text, offer = _without_basis(corpus, result)
        buttons = _read_buttons(answerer, result.near)
        consult = [button(words.CONSULT_THIS, Button.CONSULT, "this")] if result.outcome is Outcome.REFUSED else []
        return View(escape(f"{text}\n\n{offer}" if buttons and offer else text), keyboard_of(*buttons, consult))
    citation = result.citations[0]
    others = result.citations[1:]
    text = _cited(corpus, citation, ROOM - len(others) * (ALSO_ROOM + _AROUND))
    if others:
        text += f"\n\n{_also(corpus, citation, others)}"
    if result.confidence < NEAR_BOUND:
        text += f"\n{escape(words.MAYBE)}"
    if result.correction:
        text = f"{escape(result.correction)}\n{text}"
    if result.calculation:
        lines = (words.CALCULATED, *result.calculation.lines, words.CALCULATED_NOTE)
        text += "\n\n" + "\n".join(map(escape, lines))
    if result.near:
        text += f"\n{escape(words.OLD_NEARER)}"
    read = _read_buttons(answerer, (*(other.place for other in others), *result.near))
    return View(text, keyboard_of(*_answer_buttons(corpus, citation.place, result.right), *read))


def _cited(corpus: Corpus, citation: Citation, room: int = ROOM) -> str:
    """Return a citation as HTML: the article with its quote, where it stands, whether it is in force."""
    standing_ = standing(corpus.document(citation.place), citation.in_force)
    place = where(corpus, citation.place, citation.quote.label)
    return f"{_quoted(corpus, citation, room)}\n{escape(place)}\n{escape(standing_)}"


def _also(corpus: Corpus, first: Citation, others: Sequence[Citation]) -> str:
    """Return the other citations as HTML, below the title of their document and whether it is in force."""
    lines, above = [escape(words.ALSO)], first.place.document
    for citation in others:
        document, article = corpus.document(citation.place), corpus.article(citation.place)
        if citation.place.document != above:
            title = words.FROM_DOCUMENT.format(title=_fitting(document.title, _AROUND // 2))
            lines += (escape(title), escape(standing(document, citation.in_force)))
            above = citation.place.document
        quote = document.text[citation.quote.start : citation.quote.end]
        label = _fitting(f"{article.label or article.heading} {citation.quote.label}".strip(), _AROUND // 4)
        lines += ([escape(label)] if label else []) + [expandable(escape(_fitting(quote, ALSO_ROOM)))]
    return "\n".join(lines)


def _fitting(text: str, room: int) -> str:
    """Return plain text, or what of it fits into some UTF-16 units, marked as not all."""
    return text if units(text) <= room else cut(text, room) + words.OMITTED


def _answer_buttons(corpus: Corpus, place: Place, right: Place | None) -> list[list[InlineKeyboardButton]]:
    key = corpus.id(place)
    judge = [button(words.USEFUL, Button.USEFUL, key), button(words.USELESS, Button.USELESS, key)]
    rights = [button(words.RIGHTS, Button.READ, corpus.id(right), 0)] if right else []
    return [[button(words.READ, Button.READ, key, 0), *judge], rights]


def judged(keyboard: InlineKeyboardMarkup) -> InlineKeyboardMarkup | None:
    """Return a keyboard without the buttons that ask for a verdict."""
    verdicts = (f"{Button.USEFUL}:", f"{Button.USELESS}:")
    rows = ([b for b in row if not str(b.callback_data).startswith(verdicts)] for row in keyboard.inline_keyboard)
    return keyboard_of(*rows)


def _named(reference: Reference | None) -> tuple[str, str]:
    """Spell what a reference named: 第四条, 第二款第三项."""
    if reference is None:
        return "", ""
    number, branch = reference.number
    label = f"第{chinese(number)}条" + (f"之{chinese(branch)}" if branch else "")
    clause = f"第{chinese(reference.paragraph)}款" if reference.paragraph is not None else ""
    clause += f"第{chinese(reference.item)}项" if reference.item is not None else ""
    return label, clause


def _without_basis(corpus: Corpus, result: Answer) -> tuple[str, str]:
    """Say why there is no answer, and what is offered instead."""
    label, clause = _named(result.reference)
    if result.outcome is Outcome.WHICH_DOCUMENT:
        return words.WHICH_DOCUMENT.format(label=label), words.WHICH_DOCUMENT_NEAR
    if result.outcome is Outcome.NO_DOCUMENT and result.reference:
        return words.NO_DOCUMENT.format(name=result.reference.name), words.NO_DOCUMENT_NEAR
    if result.document is not None:
        document = corpus.documents[result.document]
        if result.outcome is Outcome.NO_CLAUSE:
            text = words.NO_CLAUSE.format(title=document.title, label=label, clause=clause)
            return text, words.NO_CLAUSE_NEAR
        if result.outcome is Outcome.NOT_IN_FORCE:
            text = words.ONLY_OLD.format(title=document.title)
            return f"{text}\n{standing(document, in_force=False)}", words.ONLY_OLD_NEAR
        last = highest(corpus, result.document)
        template = words.NO_ARTICLE if last else words.NO_ARTICLES
        return template.format(title=document.title, label=label, last=chinese(last)), ""
    return words.REFUSED, words.REFUSED_NEAR


def article(answerer: Answerer, place: Place, page: int, can_go_back: bool) -> View:
    """Show a whole article, page by page where it is long, with the ways to its neighbours.

    Args:
        answerer: Whose corpus the place is in.
        place: The article.
        page: From 0; one that does not exist shows the nearest that does.
        can_go_back: The message was an answer to a question that can be asked again.
    """
    corpus = answerer.corpus
    document = corpus.document(place)
    pages = split(corpus.words(place), PAGE)
    page = max(0, min(page, len(pages) - 1))
    lines = [bold(where(corpus, place)), escape(pages[page])]
    if len(pages) > 1:
        lines.append(escape(words.PAGE.format(page=page + 1, pages=len(pages))))
    lines.append(escape(standing(document, answerer.in_force(place))))
    key = corpus.id(place)
    turn = [
        button(label, Button.READ, key, page + step)
        for label, step in ((words.PREVIOUS_PAGE, -1), (words.NEXT_PAGE, 1))
        if 0 <= page + step < len(pages)
    ]
    neighbours = []
    for label, step in ((words.PREVIOUS, -1), (words.NEXT, 1)):
        other = corpus.neighbour(place, step)
        if other is not None:
            neighbours.append(button(label, Button.READ, corpus.id(other), 0))
    back = [button(words.BACK, Button.BACK)] if can_go_back else []
    return View("\n".join(lines), keyboard_of(turn, neighbours, back))


@dataclass(frozen=True, slots=True)
class InlineItem:
    """One of the articles inline mode offers."""

    id: str
    title: str
    description: str
    view: View


def inline(answerer: Answerer, result: Answer) -> list[InlineItem]:
    """Offer the three articles that answer best; none where there is nothing to cite."""
    corpus = answerer.corpus
    items = []
    cited = {citation.place: citation for citation in result.citations}
    old_asked = any(not citation.in_force for citation in result.citations)
    for hit in result.candidates[:3]:
        if not answerer.in_force(hit.place) and not old_asked:
            continue
        citation = cited.get(hit.place) or answerer.cite(hit.place, result.question)
        document = corpus.document(hit.place)
        description = document.text[citation.quote.start : citation.quote.end][:120]
        view = View(_cited(corpus, citation))
        items.append(InlineItem(corpus.id(hit.place), _short_name(answerer, hit.place), description, view))
    return items
