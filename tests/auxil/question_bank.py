"""A question bank with a few questions of which the right answer is known."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.bank.question import Review
from bot.storage.bank_tables import bank_questions
from bot.study.task import Theme
from index.exam import Form
from knowledge.document import Audience

RIGHT, WRONG = "对的", "错的"


async def stock(engine: AsyncEngine, *themes: Theme, chapter: str = "第一章", base: int = 0) -> list[int]:
    """Put a question of each theme into the bank, each about an article of its own; gives their ids."""
    rows = [
        {
            "id": base + number,
            "key": f"key{base + number}",
            "form": Form.NUMBER,
            "theme": theme,
            "text": f"{theme.label}第{number}题，应当是哪个？",
            "options": [WRONG, RIGHT, "第三个"],
            "right": 1,
            "explanation": f"依据《手册》第{number}条：原话。",
            "file": "手册.md",
            "document": "手册",
            "article": f"第{number}条",
            "chapter": chapter,
            "quote": f"第{number}条的原话",
            "audience": Audience.EVERYONE,
            "card": False,
            "current": True,
            "review": Review.NEW,
        }
        for number, theme in enumerate(themes, 1)
    ]
    async with engine.begin() as connection:
        await connection.execute(bank_questions.insert(), rows)
    return [base + number for number in range(1, len(themes) + 1)]


async def let_go(engine: AsyncEngine, *questions: int) -> None:
    """Let the articles of questions change, as a reindex does."""
    async with engine.begin() as connection:
        gone = update(bank_questions).where(bank_questions.c.id.in_(questions))
        await connection.execute(gone.values(current=False))
