"""What a study task is, before and after it is confirmed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.study_tables import study_tasks
from bot.study.audience import Audience
from bot.words import study as words

TITLE_LENGTH = 100
QUESTIONS = 3
"""At most so many check whether a task was understood."""
MOST_HOURS = 1000
"""In tenths: 100 study hours in one task are a slip of the finger."""


class StudyError(Exception):
    """It cannot be done; the message is one Chinese line with the reason and the mend."""


class Kind(StrEnum):
    """Which education a task belongs to; the two are counted apart."""

    DAILY = "daily"
    CONCENTRATED = "concentrated"

    @property
    def label(self) -> str:
        """What people call it."""
        return "日常学习" if self is Kind.DAILY else "集中教育"


class Theme(StrEnum):
    """What a task is about; rights weigh as much as duties, so they are counted apart."""

    RIGHT = "right"
    DUTY = "duty"
    NEITHER = "neither"

    @property
    def label(self) -> str:
        """What people call it."""
        return {Theme.RIGHT: "党员权利", Theme.DUTY: "党员义务", Theme.NEITHER: "其他"}[self]


class TaskState(StrEnum):
    """How far a task is."""

    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    SENT = "sent"
    """Nothing is left to send."""
    ASKING = "asking"
    """It was not sent when it should have been: somebody has to decide, see `Reason`."""
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    """Given up before anything was sent."""

    @property
    def label(self) -> str:
        """What people call it."""
        return _STATES[self]


_STATES = {
    TaskState.SCHEDULED: "等待发送",
    TaskState.SENDING: "正在发送",
    TaskState.PAUSED: "已暂停",
    TaskState.SENT: "发送完毕",
    TaskState.ASKING: "等您决定",
    TaskState.WITHDRAWN: "已撤回",
    TaskState.CANCELLED: "已取消",
}


class Reason(StrEnum):
    """Why a task is held or asks."""

    LATE = "late"
    """The bot was not running at its time, and its deadline has passed since."""
    DEMOTED = "demoted"
    """Whoever set it for a time may not send it any more."""
    NOBODY = "nobody"
    """There was nobody left to send it to."""
    REFUSED = "refused"
    """Telegram takes a part of it from nobody, a broken file for instance: paused before all are tried."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question that checks whether a task was understood.

    Attributes:
        text: What is asked, at most 300 UTF-16 units, as Telegram's quizzes take it.
        options: Two to ten, at most 100 units each.
        right: Index of the right one.
        explanation: Shown after the answer, at most 200 units.
        article: Id of the article it is from; empty where there is none.
    """

    text: str
    options: tuple[str, ...]
    right: int
    explanation: str = ""
    article: str = ""

    @classmethod
    def of(cls, record: dict[str, Any]) -> Question:
        """Read what `asdict` has made."""
        return cls(**{**record, "options": tuple(record["options"])})


@dataclass(frozen=True, slots=True)
class Article:
    """The article a task is about.

    Attributes:
        id: In the index.
        file: Base name of its source.
        document: Title of its document.
        label: As the text writes it: 第四条.
    """

    id: str
    file: str
    document: str
    label: str


@dataclass(frozen=True, slots=True)
class Piece:
    """What an author gave, in the order of sending.

    Attributes:
        kind: See `bot.study.parts.PartKind`; a link is a text that shows its preview.
        text: HTML as Telegram understands it: the text itself, or a caption.
        files: file_ids: none for a text, 2 to 10 for an album, else one.
        kinds: Of an album: what each file is, "photo", "video" or "document".
    """

    kind: str
    text: str = ""
    files: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A study task as composed; `bot.study.tasks.Tasks.confirm` makes a task of it.

    Attributes:
        title: One line.
        kind: Which education it belongs to.
        audience: Whom it is for.
        pieces: What is sent, in order.
        hours: Study hours it counts for, in tenths.
        deadline: Until when it is to be done.
        send_at: When it goes out; None at once.
        theme: Rights or duties.
        article: What it is about.
        template: Name of the template it was made from.
        questions: Up to three.
    """

    title: str
    kind: Kind
    audience: Audience
    pieces: tuple[Piece, ...]
    hours: int = 0
    deadline: datetime | None = None
    send_at: datetime | None = None
    theme: Theme = Theme.NEITHER
    article: Article | None = None
    template: str = ""
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """A study task as confirmed; the attributes are those of `Draft` and of the table `study_tasks`."""

    id: int
    title: str
    kind: Kind
    theme: Theme
    hours: int
    author: int | None
    branch: int | None
    audience: Audience
    deadline: datetime | None
    send_at: datetime | None
    state: TaskState
    reason: Reason | None
    created: datetime
    started: datetime | None
    finished: datetime | None
    article: Article | None
    template: str
    questions: tuple[Question, ...]
    progress: tuple[int, int] | None
    """Chat and message that show how it is getting on."""
    nudged_on: str | None

    @property
    def hours_label(self) -> str:
        """The study hours as people write them: 1.5, 2."""
        return f"{self.hours / 10:g}"


def task_of(row: Row[*tuple[Any, ...]]) -> Task:
    """Return what a row of `study_tasks` says."""
    return Task(
        id=row.id,
        title=row.title,
        kind=Kind(row.kind),
        theme=Theme(row.theme),
        hours=row.hours,
        author=row.author,
        branch=row.branch,
        audience=Audience.of(row.audience),
        deadline=row.deadline,
        send_at=row.send_at,
        state=TaskState(row.state),
        reason=Reason(row.reason) if row.reason else None,
        created=row.created,
        started=row.started,
        finished=row.finished,
        article=Article(**row.article) if row.article else None,
        template=row.template or "",
        questions=tuple(Question.of(question) for question in row.questions),
        progress=(row.progress_chat, row.progress_message) if row.progress_chat else None,
        nudged_on=row.nudged_on,
    )


async def read(connection: AsyncConnection, number: int) -> Task:
    """Return a task.

    Raises:
        StudyError: There is none with this number.
    """
    row = (await connection.execute(select(study_tasks).where(study_tasks.c.id == number))).first()
    if row is None:
        raise StudyError(words.NO_TASK.format(number=number))
    return task_of(row)


def columns_of(draft: Draft) -> dict[str, Any]:
    """Return the columns of `study_tasks` that a draft fills."""
    return {
        "title": draft.title,
        "kind": draft.kind.value,
        "theme": draft.theme.value,
        "hours": draft.hours,
        "audience": draft.audience.as_record(),
        "deadline": draft.deadline,
        "send_at": draft.send_at,
        "article": asdict(draft.article) if draft.article else None,
        "template": draft.template or None,
        "questions": [asdict(question) for question in draft.questions],
    }
