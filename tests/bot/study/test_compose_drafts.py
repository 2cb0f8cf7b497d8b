"""What is kept of a study task that is being composed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.consulting.seal import Seal
from bot.storage.study_tables import study_drafts
from bot.study.audience import Audience, Reach
from bot.study.composition import Composition, Given, Step, draft_of
from bot.study.drafts import LASTS, WAITS, Drafts
from bot.study.giving import add, drop
from bot.study.parts import parts_of, plain
from bot.study.questions import as_typed, read_question
from bot.study.task import Article, Kind, Piece, Question, StudyError, Theme
from bot.study.templates import begun, templates
from tests.auxil.sending import ZONE
from tests.auxil.studying import Clock

pytest_plugins = ["tests.auxil.databases"]
AUTHOR = 7_002
SECRET = "先不要告诉大家的安排"
FULL = Composition(
    step=Step.DEADLINE,
    panel=5,
    given=(Given(Piece("text", SECRET), (3,), 9), Given(Piece("album", "", ("a", "b"), ("photo", "video")), (4, 5))),
    title="安排",
    kind=Kind.CONCENTRATED,
    theme=Theme.DUTY,
    hours=15,
    audience=Audience(Reach.PERSONS, "A1", (1, 2)),
    deadline=datetime(2030, 1, 1, tzinfo=UTC),
    questions=(Question("问", ("甲", "乙"), 1, "因为", "id"),),
    article=Article("id", "党章.md", "党章", "第四条"),
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def drafts(database: AsyncEngine, tmp_path: Path, clock: Clock) -> Drafts:
    return Drafts(database, Seal.open(tmp_path), ZONE, clock)


async def test_a_draft_is_kept_whole_and_nobody_else_can_read_it(database: AsyncEngine, drafts: Drafts) -> None:
    await drafts.put(AUTHOR, FULL)
    assert await drafts.get(AUTHOR) == FULL
    assert await drafts.get(AUTHOR + 1) is None
    async with database.connect() as connection:
        sealed = await connection.scalar(select(study_drafts.c.sealed))
    assert SECRET not in str(sealed)


async def test_typed_words_are_taken_for_half_an_hour_and_the_draft_stays_a_week(drafts: Drafts, clock: Clock) -> None:
    await drafts.put(AUTHOR, FULL)
    assert await drafts.waiting(AUTHOR) == FULL
    clock.ahead = WAITS + timedelta(seconds=1)
    assert await drafts.waiting(AUTHOR) is None
    assert await drafts.get(AUTHOR) == FULL
    clock.ahead = LASTS + timedelta(seconds=1)
    assert await drafts.get(AUTHOR) is None
    await drafts.expire()
    clock.ahead = timedelta()
    assert await drafts.get(AUTHOR) is None


async def test_a_draft_put_aside_takes_nothing_in(drafts: Drafts) -> None:
    await drafts.put(AUTHOR, FULL)
    assert await drafts.put_aside(AUTHOR)
    assert await drafts.waiting(AUTHOR) is None
    assert not await drafts.put_aside(AUTHOR)
    assert await drafts.get(AUTHOR) == FULL


def test_the_same_message_is_taken_once() -> None:
    given = Given(Piece("text", "学习"), (3,), 9, tail=2)
    once = add(Composition(), given)
    assert add(once, given) == once


def test_only_a_full_message_is_gone_on_with() -> None:
    first = add(Composition(), Given(Piece("text", "学" * 4096), (1,), 10, tail=4096))
    assert len(add(first, Given(Piece("text", "习"), (2,), 10, tail=1)).given) == 1
    assert len(add(first, Given(Piece("text", "习"), (2,), 60, tail=1)).given) == 2
    short = add(Composition(), Given(Piece("text", "学"), (1,), 10, tail=1))
    assert len(add(short, Given(Piece("text", "习"), (2,), 10, tail=1)).given) == 2


def test_questions_go_with_the_article_they_are_from() -> None:
    own = Question("自己出的", ("甲", "乙"), 0)
    c = replace(FULL, given=(*FULL.given, Given(Piece("text", "条文"))), questions=(*FULL.questions, own))
    assert drop(c, 2).questions == (own,)
    assert drop(c, 2).article is None
    assert drop(replace(c, given=(c.given[2], *c.given[:2])), 2).questions == c.questions


@pytest.mark.parametrize(
    ("text", "title", "sent"),
    [
        ("学党章\n第四条", "学党章", "第四条"),
        ("<b>学党章</b>\n第四条", "学党章", "第四条"),
        ("<b>学党章\n第四条</b>", "学党章", "<b>学党章\n第四条</b>"),
        ("很" * 60, "很" * 30 + "…", "很" * 60),
    ],
)
def test_a_first_line_that_is_a_heading_is_the_title(text: str, title: str, sent: str) -> None:
    c = Composition(given=(Given(Piece("text", text), (1,)),), audience=Audience(Reach.ALL))
    draft = draft_of(c)
    assert (draft.title, draft.pieces[0].text) == (title, sent)


def test_what_is_missing_is_said() -> None:
    with pytest.raises(StudyError, match="还没有内容"):
        draft_of(Composition())
    for nobody in (None, Audience(Reach.PERSONS, "A1")):
        with pytest.raises(StudyError, match="发给谁"):
            draft_of(replace(FULL, audience=nobody))


def test_a_question_is_read_as_it_is_written() -> None:
    question = read_question("谁有表决权？\nA. 预备党员\n*B、正式党员\n解析：党章第七条。")
    assert question == Question("谁有表决权？", ("预备党员", "正式党员"), 1, "党章第七条。")
    assert read_question(as_typed(question)) == question
    assert read_question("谁？\nA. 甲\nB. *乙").right == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("谁？", "选项要有"),
        ("谁？\n甲\n乙", "前面加一个"),
        ("谁？\n*甲\n*乙", "前面加一个"),
        ("谁？\n*甲\n甲", "重复"),
        (f"{'谁' * 301}\n*甲\n乙", "太长"),
        (f"谁？\n*{'甲' * 101}\n乙", "太长"),
    ],
)
def test_a_question_telegram_would_not_take_is_explained(text: str, why: str) -> None:
    with pytest.raises(StudyError, match=why):
        read_question(text)


@pytest.mark.parametrize("template", templates(), ids=lambda template: template.name)
def test_every_template_names_the_article_and_can_be_sent(template) -> None:  # noqa: ANN001
    c = replace(begun(Composition(), template, date(2026, 7, 15)), audience=Audience(Reach.ALL))
    (part,) = parts_of(draft_of(c), ZONE)
    shown = plain(part.text)
    assert template.often in shown
    assert "第" in template.basis
    assert template.basis in shown
    assert "{" not in shown


def test_the_five_meetings_of_a_branch_have_templates() -> None:
    names = [template.name for template in templates()]
    assert names == ["主题党日", "党课", "支部党员大会", "组织生活会", "民主评议"]
