"""The bank: questions go in from the documents in force, and are drawn for cards and quizzes."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from random import Random
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.bank.making import Made, make
from bot.bank.question import IS_LIVE, QUESTION, BankQuestion, Review, read
from bot.storage.bank_tables import bank_questions as bank
from bot.storage.engine import insert
from bot.study.task import Theme
from index.corpus import Corpus
from index.exam import Form
from knowledge.document import Audience

_AT_ONCE = 500
"""Rows of one statement."""
_DRAWN = 20
"""So many times as many as wanted are drawn, to spread them over articles."""
_WHICH = 5
"""Of so many drawn, one may ask which article it is."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did.

    Attributes:
        live: Questions that stand now, those dropped left out.
        added: Of them new or back.
        gone: Questions whose article changed or went.
    """

    live: int
    added: int
    gone: int


class Bank:
    """All questions.

    Args:
        engine: A database that is up to date.
        corpus: Gives the documents as they are now.
        today: The day a rule has to be in force.
        random: Draws.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        corpus: Callable[[], Corpus],
        today: Callable[[], date] = date.today,
        random: Random | None = None,
    ) -> None:
        self.engine = engine
        self._reading = engine.execution_options(read_only=True)
        self._corpus = corpus
        self.today = today
        self._random = random or Random()  # noqa: S311 - nothing secret

    async def refresh(self) -> Refreshed:
        """Make the questions anew from the documents in force; a question whose article stands keeps its id.

        What an administrator edited or dropped stays so. Done twice it changes nothing the second time.
        """
        made = await asyncio.to_thread(make, self._corpus(), self.today())
        wanted = {one.key: one for one in made}
        async with self.engine.begin() as connection:
            found = {row.key: row for row in await connection.execute(select(bank))}
            gone = [row.id for row in found.values() if row.current and row.key not in wanted]
            await self._mark_gone(connection, gone)
            added = 0
            new = []
            for key, one in wanted.items():
                row = found.get(key)
                if row is None:
                    new.append({**_values(one), "key": key, "current": True, "review": Review.NEW})
                    continue
                added += not row.current
                changed = _changes(row, one)
                if changed:
                    await connection.execute(update(bank).where(bank.c.id == row.id).values(changed))
            for start in range(0, len(new), _AT_ONCE):
                statement = insert(connection, bank).values(new[start : start + _AT_ONCE])
                await connection.execute(statement.on_conflict_do_nothing(index_elements=["key"]))
            live = await connection.scalar(select(func.count()).select_from(bank).where(IS_LIVE))
        return Refreshed(live or 0, added + len(new), len(gone))

    @staticmethod
    async def _mark_gone(connection: Any, ids: list[int]) -> None:  # noqa: ANN401
        for start in range(0, len(ids), _AT_ONCE):
            part = ids[start : start + _AT_ONCE]
            await connection.execute(update(bank).where(bank.c.id.in_(part)).values(current=False))

    async def get(self, ids: Iterable[int]) -> dict[int, BankQuestion]:
        """Return questions by id, those that are not live any more too."""
        wanted = list(dict.fromkeys(ids))
        found: dict[int, BankQuestion] = {}
        async with self._reading.connect() as connection:
            for start in range(0, len(wanted), _AT_ONCE):
                part = QUESTION.where(bank.c.id.in_(wanted[start : start + _AT_ONCE]))
                found |= {row.id: read(row) for row in await connection.execute(part)}
        return found

    async def pick(
        self,
        count: int,
        audience: Audience,
        *,
        theme: Theme | None = None,
        cards: bool = False,
        without: Collection[int] = (),
    ) -> list[BankQuestion]:
        """Draw live questions at random, as far as possible each from an article of its own.

        Which article says something is asked in one of five at most, as long as there are others: what it says is
        worth more than its number.

        Args:
            count: How many; fewer come where there are fewer.
            audience: Whom they are for.
            theme: Only those about this.
            cards: Only those that can be recalled; without it only those with options.
            without: Ids that are not wanted.
        """
        query = _drawable(select(bank.c.id, bank.c.file, bank.c.article, bank.c.form), audience, cards=cards)
        if theme is not None:
            query = query.where(bank.c.theme == theme)
        query = query.order_by(func.random()).limit(count * _DRAWN + len(without))
        async with self._reading.connect() as connection:
            rows = [row for row in await connection.execute(query) if row.id not in without]
        apart: dict[tuple[str, str], list[tuple[int, bool]]] = defaultdict(list)
        for row in rows:
            apart[row.file, row.article].append((row.id, row.form == Form.ARTICLE))
        rounds = [
            ids[depth]
            for depth in range(max(map(len, apart.values()), default=0))
            for ids in apart.values()
            if depth < len(ids)
        ]
        of_numbers = [number for number, which in rounds if which]
        others = [number for number, which in rounds if not which]
        few = count // _WHICH
        chosen = (others[: count - min(few, len(of_numbers))] + of_numbers)[:count]
        found = await self.get(chosen)
        drawn = [found[number] for number in chosen if number in found]
        self._random.shuffle(drawn)
        return drawn

    async def all(self, audience: Audience, *, cards: bool = False) -> list[BankQuestion]:
        """Return every live question: those that can be recalled, or those with options."""
        query = _drawable(QUESTION, audience, cards=cards).order_by(bank.c.id)
        async with self._reading.connect() as connection:
            return [read(row) for row in await connection.execute(query)]


def _drawable(query: Select[Any], audience: Audience, *, cards: bool) -> Select[Any]:
    widest_first = list(Audience)
    readable = widest_first[: widest_first.index(audience) + 1]
    kind: ColumnElement[bool] = bank.c.card if cards else bank.c.form != Form.RECALL
    return query.where(IS_LIVE, bank.c.audience.in_(readable), kind)


def _values(made: Made) -> dict[str, Any]:
    values = asdict(made)
    values["options"] = list(made.options)
    del values["key"]
    return values


def _changes(row: Any, made: Made) -> dict[str, Any]:  # noqa: ANN401
    """Return what of a stored question is to be changed; the words of one that was edited stay."""
    wanted = {**_values(made), "current": True}
    if row.review == Review.EDITED:
        wanted = {name: value for name, value in wanted.items() if name not in ("text", "options", "right")}
    return {name: value for name, value in wanted.items() if getattr(row, name) != value}
