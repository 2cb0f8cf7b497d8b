"""A study task being composed: where its author is, what was given so far, and the draft that makes."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any

from bot.markup import cut
from bot.study.audience import Audience, Reach
from bot.study.parts import PartKind, parts_of, plain
from bot.study.task import Article, Draft, Kind, Piece, Question, StudyError, Theme
from bot.words import compose as words

_TITLE_LINE = 40
"""A first line no longer than this is a heading."""
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
