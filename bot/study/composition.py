"""A study task being composed: what its author has given so far, and what each further step makes of it.

Every step says what is to hold afterwards, not what to change: taken twice, it does nothing twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any

from bot import compose_words as words
from bot.markup import cut, escape
from bot.study.audience import Audience, Reach
from bot.study.parts import ALBUM, Part, PartKind, parts_of, plain
from bot.study.task import QUESTIONS, TITLE_LENGTH, Article, Draft, Kind, Piece, Question, StudyError, Task, Theme
from bot.study_words import AFTER_ALBUM

MOST_UNITS = 200_000
"""More is not kept: far beyond what can be sent, see `bot.study.parts.MOST_PARTS`."""
_CUT_FROM = 3900
"""A text this long is one that a phone may have cut at Telegram's limit; what follows at once is its rest."""
_AT_ONCE = 3
"""Seconds between messages sent in one go."""
_TITLE_LINE = 40
"""A first line no longer than this is a heading."""
_ENDS = "。！？；：…”」』.!?;:)）"
_RIGHTS = re.compile("权利|表决权|选举权|申诉|申辩|保留意见")
_DUTIES = re.compile("义务")


class Step(StrEnum):
    """Where the author is."""

    CONTENT = "content"
    ARTICLE = "article"
    TEMPLATE = "template"
    COPY = "copy"
    KIND = "kind"
    TITLE = "title"
    AUDIENCE = "audience"
    LEVEL = "level"
    FIELD = "field"
    PERSONS = "persons"
    DEADLINE = "deadline"
    QUESTIONS = "questions"
    QUESTION = "question"
    CONFIRM = "confirm"
    SEND_AT = "send at"
    LEAVING = "leaving"
    """Asked whether the draft is to be kept."""


MAIN = (Step.CONTENT, Step.KIND, Step.AUDIENCE, Step.DEADLINE, Step.QUESTIONS, Step.CONFIRM)
"""The way through; the others hang on one of these."""
_HANGS_ON = {
    Step.ARTICLE: Step.CONTENT,
    Step.TEMPLATE: Step.CONTENT,
    Step.COPY: Step.CONTENT,
    Step.TITLE: Step.KIND,
    Step.LEVEL: Step.AUDIENCE,
    Step.FIELD: Step.AUDIENCE,
    Step.PERSONS: Step.AUDIENCE,
    Step.QUESTION: Step.QUESTIONS,
    Step.SEND_AT: Step.CONFIRM,
}


def before(step: Step) -> Step:
    """Return the step that 「上一步」 leads to."""
    if step in _HANGS_ON:
        return _HANGS_ON[step]
    place = MAIN.index(step) if step in MAIN else 0
    return MAIN[max(place - 1, 0)]


@dataclass(frozen=True, slots=True)
class Given:
    """One thing the author has given.

    Attributes:
        piece: What will be sent.
        messages: Numbers of the author's messages it came in; empty for what came from elsewhere.
        sent: When the last of them was sent, seconds since 1970.
        album: Telegram's mark of files sent in one go.
        name: Of a file.
        tail: UTF-16 units of the last message of a text.
    """

    piece: Piece
    messages: tuple[int, ...] = ()
    sent: int = 0
    album: str = ""
    name: str = ""
    tail: int = 0


@dataclass(frozen=True, slots=True)
class Composition:
    """A draft in the making.

    Attributes:
        step: Where its author is.
        panel: Number of the message that shows it.
        last: Number of the last message taken into it.
        given: What is to be sent.
        title: Its title, empty while the one that was made up is good enough.
        kind: Which education it belongs to.
        theme: Rights or duties; None while nobody has said so.
        hours: In tenths.
        audience: Whom it is for.
        branch: Number of the branch or level that is looked at; 0 for the top.
        page: Which page of its list.
        deadline: Until when it is to be done.
        questions: Up to three.
        proposed: Id of the article the questions were proposed from.
        editing: Which question is written anew; its number of questions for a further one.
        article: What it is about.
        template: What it was made from.
        send_at: The time typed.
        token: Of the preview shown.
        shown: Numbers of the messages of that preview.
    """

    step: Step = Step.CONTENT
    panel: int = 0
    last: int = 0
    given: tuple[Given, ...] = ()
    title: str = ""
    kind: Kind = Kind.DAILY
    theme: Theme | None = None
    hours: int = 0
    audience: Audience | None = None
    branch: int = 0
    page: int = 0
    deadline: datetime | None = None
    questions: tuple[Question, ...] = ()
    proposed: str = ""
    editing: int = 0
    article: Article | None = None
    template: str = ""
    send_at: datetime | None = None
    token: str = ""
    shown: tuple[int, ...] = ()

    @property
    def called(self) -> str:
        """Its title, made up from what was given where none was written."""
        return self.title or _made_up(self)

    @property
    def whom(self) -> Audience | None:
        """Whom it is for; None while nobody is chosen."""
        nobody = self.audience and self.audience.reach is Reach.PERSONS and not self.audience.persons
        return None if nobody else self.audience

    @property
    def about(self) -> Theme:
        """Rights or duties, read off the words where nobody has said so."""
        if self.theme is not None:
            return self.theme
        text = " ".join([self.called, *(plain(g.piece.text) for g in self.given)])
        right, duty = len(_RIGHTS.findall(text)), len(_DUTIES.findall(text))
        return Theme.NEITHER if right == duty else Theme.RIGHT if right > duty else Theme.DUTY

    def as_record(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        record = asdict(self)
        for name in ("deadline", "send_at"):
            moment = getattr(self, name)
            record[name] = moment and moment.isoformat()
        return record | {"audience": self.audience.as_record() if self.audience else None}

    @classmethod
    def of(cls, record: dict[str, Any]) -> Composition:
        """Read what `as_record` has made."""
        kept = dict(record)
        kept["step"], kept["kind"] = Step(kept["step"]), Kind(kept["kind"])
        kept["theme"] = Theme(kept["theme"]) if kept["theme"] else None
        kept["given"] = tuple(_given(given) for given in kept["given"])
        kept["audience"] = Audience.of(kept["audience"]) if kept["audience"] else None
        kept["questions"] = tuple(Question.of(question) for question in kept["questions"])
        kept["article"] = Article(**kept["article"]) if kept["article"] else None
        kept["shown"] = tuple(kept["shown"])
        for name in ("deadline", "send_at"):
            kept[name] = datetime.fromisoformat(kept[name]) if kept[name] else None
        return cls(**kept)


def _given(record: dict[str, Any]) -> Given:
    piece = record["piece"]
    made = Piece(piece["kind"], piece["text"], tuple(piece["files"]), tuple(piece["kinds"]))
    return Given(**{**record, "piece": made, "messages": tuple(record["messages"])})


def _made_up(c: Composition) -> str:
    if not c.given:
        return ""
    first = c.given[0]
    line = plain(first.piece.text).strip().partition("\n")[0].strip()
    if line:
        return line if len(line) <= _TITLE_LINE else cut(line, 30).rstrip("，、；：") + "…"
    return (first.name.rpartition(".")[0] or first.name)[:_TITLE_LINE] or words.NAMELESS


# Content


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


# Questions


def keep_question(c: Composition, question: Question) -> Composition:
    """Put a question in the place that is being written, behind the others where that is new."""
    place = min(c.editing, len(c.questions), QUESTIONS - 1)
    if place < len(c.questions):
        question = replace(question, article=c.questions[place].article)
    questions = (*c.questions[:place], question, *c.questions[place + 1 :])
    return replace(c, step=Step.QUESTIONS, questions=questions)


# The whole


def draft_of(c: Composition, send_at: datetime | None = None) -> Draft:
    """Return what is to be sent.

    Raises:
        StudyError: Something is still missing.
    """
    if not c.given:
        raise StudyError(words.NO_CONTENT)
    if c.whom is None:
        raise StudyError(words.NO_AUDIENCE)
    return Draft(
        title=c.called,
        kind=c.kind,
        audience=c.whom,
        pieces=_without_title(c),
        hours=c.hours,
        deadline=c.deadline,
        send_at=send_at,
        theme=c.about,
        article=c.article,
        template=c.template,
        questions=c.questions,
    )


def _without_title(c: Composition) -> tuple[Piece, ...]:
    """Return the pieces; a first line that is the title is not said twice."""
    pieces = [given.piece for given in c.given]
    line, _, rest = pieces[0].text.partition("\n")
    whole = line.count("<") == 2 * line.count("</")
    if pieces[0].kind == PartKind.TEXT and whole and plain(line).strip() == c.called:
        text = rest.strip("\n")
        pieces[:1] = [replace(pieces[0], text=text)] if text else []
    return tuple(pieces)


def checked(c: Composition, zone: tzinfo) -> str:
    """Return why what was given cannot be sent, empty where it can."""
    if not c.given:
        return ""
    try:
        parts_of(Draft(c.called or words.NAMELESS, c.kind, Audience.parse("all"), _without_title(c)), zone)
    except StudyError as error:
        return str(error)
    return ""
