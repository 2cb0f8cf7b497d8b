"""The administrator's golden questions as the bot reads and grows them."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.audit import Audit
from bot.library import Library
from index import golden
from index.answer import Outcome
from index.golden import Question
from knowledge.document import Audience

LONGEST = 200
"""Characters; more than that is a story, and may tell who asked."""
ADD = "golden add"


class GoldenQuestions:
    """The questions asked of every new base before it is published.

    Args:
        path: The administrator's file.
        library: Finds the article of a new question.
        audit: Where deeds are put on record.
    """

    def __init__(self, path: Path, library: Library, audit: Audit) -> None:
        self._path = path
        self._library = library
        self._audit = audit
        self._growing = asyncio.Lock()

    async def all(self) -> list[Question]:
        """Return the questions.

        Raises:
            GoldenError: The file cannot be read.
        """
        return await asyncio.to_thread(golden.load, self._path)

    async def add(self, actor: int, text: str) -> Question | None:
        """Add a question with the article that answers it now; who asked is not kept.

        Returns:
            The question as it stands in the file; None where no numbered article answers it.

        Raises:
            GoldenError: The file cannot be read.
        """
        text = " ".join(text.split())
        answerer, answer = await self._library.ask(text, Audience.SECRETARIES)
        if answer.outcome is not Outcome.ANSWERED or len(text) > LONGEST:
            return None
        place = answer.citations[0].place
        document, article = answerer.corpus.document(place), answerer.corpus.article(place)
        if not article.label:
            return None
        async with self._growing:
            known = next((q for q in await self.all() if q.question == text), None)
            if known:
                return known
            question = Question(text, document.title, article.label)
            await asyncio.to_thread(golden.add, self._path, question)
        await self._audit.note(actor, ADD, document.title, {"article": article.label, "pinned": False})
        return question
