"""`python -m scripts.manage questions`: what the question bank holds, and going through it."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.bank.bank import Bank
from bot.bank.question import BankQuestion, Review
from bot.bank.reviewing import Reviewing, Share
from bot.people.roles import OPERATOR
from bot.settings import Settings
from bot.study.task import StudyError
from bot.words import bank as words
from index import snapshot as published
from index.corpus import Corpus
from scripts.database import run

_KEYS = "a 认可，e 修改，d 弃用，回车 先不管，q 结束"


def questions(
    review: Annotated[bool, typer.Option("--review", help="Go through those nobody has looked at.")] = False,
    data_dir: Annotated[Path | None, typer.Option(help="Where the database is (DATA_DIR).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Count the questions made from the documents in force; accept, mend or drop them one by one."""
    if review and as_json:
        raise typer.BadParameter("--review 和 --json 只能用一个")

    async def work(engine: AsyncEngine, settings: Settings) -> None:
        await _refresh(engine, settings)
        reviewing = Reviewing(engine)
        if review:
            await _review(reviewing)
        elif as_json:
            _print_json(await reviewing.shares())
        else:
            _print(await reviewing.shares())

    run(data_dir, work)


async def _refresh(engine: AsyncEngine, settings: Settings) -> None:
    """Bring the bank up to date, as the bot would."""
    now = published.current(settings.snapshots)
    if now:
        corpus = Corpus(await asyncio.to_thread(published.read_documents, settings.snapshots / now))
        await Bank(engine, lambda: corpus).refresh()


def _standing(shares: Iterable[Share]) -> list[Share]:
    return [share for share in shares if share.review is not Review.DROPPED]


def _print_json(shares: list[Share]) -> None:
    standing = _standing(shares)
    by = [
        {"document": s.document, "form": s.form, "theme": s.theme, "review": s.review, "count": s.count} for s in shares
    ]
    dropped = sum(share.count for share in shares) - sum(share.count for share in standing)
    live = sum(share.count for share in standing)
    waiting = sum(share.count for share in standing if share.review is Review.NEW)
    print(json.dumps({"live": live, "waiting": waiting, "dropped": dropped, "questions": by}, ensure_ascii=False))


def _print(shares: list[Share]) -> None:
    standing = _standing(shares)
    total = sum(share.count for share in standing)
    reviews = Counter[str]()
    for share in shares:
        reviews[words.REVIEWS[share.review]] += share.count
    print(f"题库共{total}题（{'，'.join(f'{name}{count}' for name, count in reviews.items()) or '空'}）")
    labels = [(words.FORMS[share.form], share.theme.label, f"《{share.document}》") for share in standing]
    for name, column in (("题型", 0), ("主题", 1), ("文件", 2)):
        counted = Counter[str]()
        for label, share in zip(labels, standing, strict=True):
            counted[label[column]] += share.count
        for what, count in counted.most_common():
            print(f"{name}\t{what}\t{count}")


async def _review(reviewing: Reviewing) -> None:
    waiting = await reviewing.waiting()
    print(f"还有{len(waiting)}题没看过。{_KEYS}")
    for place, question in enumerate(waiting, start=1):
        _show(question, f"{place}/{len(waiting)}")
        if not await _decide(reviewing, question):
            return


async def _decide(reviewing: Reviewing, question: BankQuestion) -> bool:
    """Do what is chosen; returns whether to go on."""
    while True:
        match (await _ask("> ")).lower():
            case "a":
                await reviewing.accept(OPERATOR, question.id)
            case "d":
                await reviewing.drop(OPERATOR, question.id)
            case "e":
                if not await _edit(reviewing, question):
                    continue
            case "":
                pass
            case "q":
                return False
            case _:
                print(_KEYS)
                continue
        return True


async def _edit(reviewing: Reviewing, question: BankQuestion) -> bool:
    """Ask for the new words, an empty line keeping the old; returns whether they could be taken."""
    text = await _ask("题目（回车不改）：") or question.text
    options = [await _ask(f"选项{at}（回车不改）：") or old for at, old in enumerate(question.options, start=1)]
    right = await _ask("正确选项的序号（回车不改）：") if options else ""
    try:
        if right and not right.isdecimal():
            raise StudyError(words.RIGHT_OUTSIDE.format(most=len(options)))
        await reviewing.edit(OPERATOR, question.id, text, options, int(right) - 1 if right else question.right)
    except StudyError as error:
        print(f"{error}\n{_KEYS}")
        return False
    return True


def _show(question: BankQuestion, place: str) -> None:
    source = f"《{question.document}》{question.article}"
    print(f"\n[{place}] {words.FORMS[question.form]} · {question.theme.label} · {source}")
    print(question.text)
    for at, option in enumerate(question.options):
        print(f"  {'★' if at == question.right else ' '} {at + 1}. {option}")
    print(f"  原文：{question.quote}")


async def _ask(prompt: str) -> str:
    """Return a line typed; at the end of the input it is time to stop."""
    try:
        return (await asyncio.to_thread(input, prompt)).strip()
    except EOFError:
        return "q"
