"""What is given to a study task that is being composed: messages, articles, an earlier task, questions.

Each step says what is to hold afterwards, not what to change: taken twice, it does nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.markup import escape
from bot.study.composition import Composition, Given, Step
from bot.study.parts import ALBUM, Part, PartKind, plain
from bot.study.task import QUESTIONS, TITLE_LENGTH, Article, Piece, Question, StudyError, Task
from bot.words import compose as words
from bot.words.study import AFTER_ALBUM

MOST_UNITS = 200_000
"""More is not kept: far beyond what can be sent, see `bot.study.parts.MOST_PARTS`."""
_CUT_FROM = 3900
"""A text this long is one that a phone may have cut at Telegram's limit; what follows at once is its rest."""
_AT_ONCE = 3
"""Seconds between messages sent in one go."""
_ENDS = "。！？；：…”」』.!?;:)）"


def add(c: Composition, new: Given) -> Composition:
    """Take something in; the same message again changes nothing, files of one album are put together.

    Raises:
        StudyError: It is more than can be kept.
    """
    if any(set(new.messages) & set(given.messages) for given in c.given):
        return c
    if sum(len(given.piece.text) for given in c.given) + len(new.piece.text) > MOST_UNITS:
        raise StudyError(words.FAR_TOO_LONG)
    last = c.given[-1] if c.given else None
    if last and new.album and new.album == last.album and len(last.piece.files) < ALBUM.stop - 1:
        return replace(c, given=(*c.given[:-1], _joined_album(last, new)))
    if last and _continues(last, new):
        return replace(c, given=(*c.given[:-1], _joined_text(last, new)))
    return replace(c, given=(*c.given, new))


def _joined_album(last: Given, new: Given) -> Given:
    kinds = last.piece.kinds or (last.piece.kind,)
    files = (*last.piece.files, *new.piece.files)
    caption = "\n".join(text for text in (last.piece.text, new.piece.text) if text)
    piece = Piece(PartKind.ALBUM, caption, files, (*kinds, new.piece.kind))
    return replace(last, piece=piece, messages=last.messages + new.messages, sent=new.sent)


def _continues(last: Given, new: Given) -> bool:
    return last.tail >= _CUT_FROM and new.tail > 0 and in_one_go(last, new)


def in_one_go(last: Given, new: Given) -> bool:
    """Tell whether two things were sent right one after the other."""
    return 0 <= new.sent - last.sent <= _AT_ONCE


def _joined_text(last: Given, new: Given) -> Given:
    seam = "\n" if plain(last.piece.text).rstrip()[-1:] in _ENDS else ""
    piece = replace(last.piece, text=last.piece.text + seam + new.piece.text)
    return replace(last, piece=piece, messages=last.messages + new.messages, sent=new.sent, tail=new.tail)


def changed(c: Composition, new: Given) -> Composition | None:
    """Put the new words of an edited message in the place of the old; None where it is not in here."""
    found = next((place for place, given in enumerate(c.given) if given.messages == new.messages), None)
    if found is None:
        return None
    old = c.given[found]
    return replace(c, given=(*c.given[:found], replace(new, sent=old.sent), *c.given[found + 1 :]))


def drop(c: Composition, count: int) -> Composition:
    """Keep only the first so many of what was given; questions go with the article they are from."""
    kept = c.given[:count]
    if c.article is None or any(not given.messages for given in kept):
        return replace(c, given=kept)
    questions = tuple(question for question in c.questions if question.article != c.article.id)
    return replace(c, given=kept, article=None, proposed="", questions=questions)


def with_article(c: Composition, article: Article, text: str) -> Composition:
    """Take an article of the knowledge base in, word for word; the task is about the first one taken."""
    words_ = f"<b>《{escape(article.document)}》{escape(article.label)}</b>\n{escape(text)}"
    if any(given.piece.text == words_ for given in c.given):
        return replace(c, step=Step.CONTENT)
    title = c.title or ("" if c.given else words.ARTICLE_TITLE.format(document=article.document, label=article.label))
    given = (*c.given, Given(Piece(PartKind.TEXT, words_)))
    return replace(c, step=Step.CONTENT, given=given, article=c.article or article, title=title[:TITLE_LENGTH])


def copied(c: Composition, task: Task, parts: Iterable[Part]) -> Composition:
    """Begin as an earlier task was: all of it but its days."""
    return replace(
        c,
        step=Step.CONTENT,
        given=tuple(Given(piece) for piece in _pieces(parts)),
        title=task.title,
        kind=task.kind,
        theme=task.theme,
        hours=task.hours,
        audience=task.audience,
        deadline=None,
        questions=task.questions,
        proposed=task.article.id if task.article else "",
        article=task.article,
        template=task.template,
    )


def _pieces(parts: Iterable[Part]) -> list[Piece]:
    """Return what a task's author had given, of what was sent."""
    first, *rest = parts
    body = first.text.partition("\n\n")[2]
    pieces = [Piece(PartKind.TEXT, body)] if body else []
    end = Part(PartKind.TEXT, escape(AFTER_ALBUM))
    return pieces + [Piece(part.kind, part.text, part.files, part.kinds) for part in rest if part != end]


def keep_question(c: Composition, question: Question) -> Composition:
    """Put a question in the place that is being written, behind the others where that is new."""
    place = min(c.editing, len(c.questions), QUESTIONS - 1)
    if place < len(c.questions):
        question = replace(question, article=c.questions[place].article)
    questions = (*c.questions[:place], question, *c.questions[place + 1 :])
    return replace(c, step=Step.QUESTIONS, questions=questions)
