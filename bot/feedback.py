"""Whether answers were of use: which article, not who."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.tables import feedback
from index.corpus import Corpus, Place


class Feedback:
    """The presses on 「有用」 and 「没用」."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Keep them in a database that is up to date."""
        self._engine = engine

    async def note(self, corpus: Corpus, place: Place, *, useful: bool) -> None:
        """Keep one press."""
        row = {
            "article_id": corpus.id(place),
            "file": corpus.document(place).file,
            "label": corpus.article(place).label,
            "useful": useful,
            "created": datetime.now(UTC),
        }
        async with self._engine.begin() as connection:
            await connection.execute(feedback.insert().values(row))
