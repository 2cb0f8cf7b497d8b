"""An answerer that lets no invented word through a test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

from index.answer import Answer, Answerer
from index.encoder import Encoder
from index.snapshot import Snapshot
from knowledge import reading
from knowledge.document import Audience


@cache
def _source(path: Path) -> str:
    return reading.read(path).text


class VerbatimAnswerer(Answerer):
    """Checks every quote of every answer against the file it is said to come from."""

    def __init__(
        self, snapshot: Snapshot, encoder: Encoder, sources: Path, today: Callable[[], date] = date.today
    ) -> None:
        super().__init__(snapshot, encoder, today)
        self._sources = sources

    def ask(self, question: str, audience: Audience = Audience.EVERYONE) -> Answer:
        answer = super().ask(question, audience)
        for citation in answer.citations:
            document, article = self.corpus.document(citation.place), self.corpus.article(citation.place)
            quote = document.text[citation.quote.start : citation.quote.end]
            assert quote.strip(), question
            assert quote in _source(self._sources / document.file), question
            assert article.start <= citation.quote.start < citation.quote.end <= article.end, question
        return answer
