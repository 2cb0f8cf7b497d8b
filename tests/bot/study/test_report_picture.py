"""The report's picture: Chinese characters and no boxes, readable on a phone 390 pixels wide."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from bot.study import canvas, chart
from bot.study.assignment import Feeling
from bot.study.audience import Audience, Reach
from bot.study.canvas import BODY, MARGIN, WIDTH, Canvas, font, is_drawable, wrapped
from bot.study.report import Report
from bot.study.results import Answers, Reached
from bot.study.scope import Scope
from bot.study.summary import Period, Studied, Summary
from bot.study.tally import Tally
from bot.study.task import Kind, Question, Task, TaskState, Theme
from bot.words import study as words
from tests.auxil.sending import ZONE

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
QUESTION = Question("《中国共产党章程》规定：预备党员的预备期为（　）。", ("半年", "一年"), 1)
TASK = Task(
    id=7,
    title="学习党章第四条：党员享有的权利",
    kind=Kind.DAILY,
    theme=Theme.RIGHT,
    hours=10,
    author=1,
    branch=1,
    audience=Audience(Reach.BRANCH, "A1"),
    deadline=None,
    send_at=None,
    state=TaskState.SENT,
    reason=None,
    created=NOW - timedelta(days=9),
    started=NOW - timedelta(days=9),
    finished=NOW,
    article=None,
    template="",
    questions=(QUESTION,),
    progress=None,
    nudged_on=None,
)
REPORT = Report(
    task=TASK,
    scope=Scope(1, "炼钢一车间党支部", frozenset({1}), named=True, above=False),
    tally=Tally(11, 4, 0, 8),
    days=((date(2026, 11, 11), 3), (date(2026, 11, 14), 9), (date(2026, 11, 19), 15)),
    answers=(Answers(TASK, 0, QUESTION, 15, 7, 2),),
    feelings=dict.fromkeys(Feeling, 0),
    reached=Reached(23, 0, 0, 0, 0, 0),
    steered=True,
    since=NOW - timedelta(days=9),
    until=NOW,
)


def opened(picture: bytes) -> Image.Image:
    image = Image.open(BytesIO(picture))
    image.load()
    return image.convert("RGB")


def stamp(words_: str, size: int = BODY) -> Image.Image:
    """Return words as the canvas draws them, the paper around them cut off."""
    drawn = Canvas()
    drawn.text(words_, size)
    image = opened(drawn.png())
    return image.crop(ImageChops.invert(image).getbbox())


def holds(image: Image.Image, part: Image.Image) -> bool:
    """Tell whether a picture shows a part somewhere along its left margin, pixel for pixel."""
    for x in range(MARGIN, MARGIN + 24):
        for y in range(image.height - part.height):
            if image.getpixel((x, y)) == part.getpixel((0, 0)):
                window = image.crop((x, y, x + part.width, y + part.height))
                if ImageChops.difference(window, part).getbbox() is None:
                    return True
    return False


def test_every_character_the_pictures_say_is_in_the_font() -> None:
    said = [getattr(words, name) for name in dir(words) if name.startswith("CHART")]
    said += [*words.STANDING.values(), *words.PERIODS.values(), TASK.title, QUESTION.text, "党员权利义务集中教育"]
    chinese = {char for text in said for char in text if "\u4e00" <= char <= "\u9fff"}
    assert len(chinese) > 30
    assert not [char for char in chinese if not is_drawable(char)]


def test_a_character_is_no_box() -> None:
    """The font's own sign for what it has not is the measure."""
    box = bytes(font(BODY).getmask("\U0010ffff"))
    assert bytes(font(BODY).getmask("学")) != box
    assert bytes(font(BODY).getmask("😀")) == box
    assert not is_drawable("😀")
    assert "".join(wrapped("党课😀第1讲", BODY, 700, 1)) == "党课第1讲"


def test_the_title_and_the_questions_stand_in_the_picture() -> None:
    image = opened(chart.of_report(REPORT, ZONE))
    assert image.width == WIDTH == 2 * 390
    assert holds(image, stamp(TASK.title, canvas.LARGE))
    assert holds(image, stamp(QUESTION.text))
    assert not holds(image, stamp("这句话不在图里"))


def test_nothing_runs_over_the_edge() -> None:
    long = replace(TASK, title="学" * 100, questions=(replace(QUESTION, text="问" * 300),))
    answers = (Answers(long, 0, long.questions[0], 50_000, 49_999, 1),)
    scope = Scope(1, "支" * 200, frozenset({1}), named=False, above=False)
    report = replace(REPORT, task=long, scope=scope, answers=answers, tally=Tally(50_000, 0, 0, 1))
    image = opened(chart.of_report(report, ZONE))
    edges = [(0, 0, MARGIN - 1, image.height), (WIDTH - MARGIN + 2, 0, WIDTH, image.height)]
    assert [ImageChops.invert(image.crop(edge)).getbbox() for edge in edges] == [None, None]


def test_before_anybody_is_done_the_picture_says_so() -> None:
    empty = replace(REPORT, tally=Tally(0, 0, 0, 8), days=(), answers=())
    image = opened(chart.of_report(empty, ZONE))
    assert holds(image, stamp(words.STANDING["open"])) is False  # stands behind its colour
    assert image.height < opened(chart.of_report(REPORT, ZONE)).height


@pytest.mark.parametrize("day", [NOW, NOW + timedelta(days=400)])
def test_a_task_of_one_day_and_one_of_years_can_be_drawn(day: datetime) -> None:
    report = replace(REPORT, since=NOW, until=day, days=((NOW.date(), 1), (day.date(), 15)))
    assert opened(chart.of_report(report, ZONE)).width == WIDTH


def test_a_summary_is_drawn_with_hours_and_without() -> None:
    none = Studied(0, Tally(), 0)
    some = Studied(2, Tally(8, 1, 0, 3), 120)
    for studied in (none, some):
        kinds, themes = dict.fromkeys(Kind, studied), dict.fromkeys(Theme, studied)
        summary = Summary(REPORT.scope, Period.YEAR, 0, date(2026, 1, 1), 12, (), kinds, themes, ())
        image = opened(chart.of_summary(summary))
        assert holds(image, stamp("2026年", canvas.LARGE))
        assert holds(image, stamp(Kind.CONCENTRATED.label))
