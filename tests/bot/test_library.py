"""The base the bot answers from: opened, switched and warmed while people ask."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from queue import SimpleQueue

import pytest
import pytest_asyncio

from bot.library import Library
from index import search
from index.corpus import Corpus
from index.encoder import Encoder
from index.reindex import reindex
from index.understanding import Understanding

RULE = "某某公司党支部学习细则\n\n第一条　党费每月交一次。\n第二条　{}每季度打扫一次。\n"
PATIENCE = 30


class Counted(Understanding):
    """The real one, telling when one is built."""

    built: SimpleQueue[Corpus] = SimpleQueue()

    def __init__(self, corpus: Corpus) -> None:
        super().__init__(corpus)
        Counted.built.put(corpus)


@pytest.fixture
def base(model_home: Path, tmp_path: Path, encoder: Encoder) -> Path:
    """A DATA_DIR with the session's model and a small index of its own."""
    (tmp_path / "models").symlink_to(model_home / "models")
    publish(tmp_path, encoder, "活动室")
    return tmp_path


def publish(base: Path, encoder: Encoder, subject: str) -> None:
    file = base / "细则.md"
    file.write_text(RULE.format(subject), encoding="utf-8")
    reindex([file], encoder, base / "snapshots")


@pytest_asyncio.fixture
async def library(base: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Library]:
    monkeypatch.setattr(search, "Understanding", Counted)
    monkeypatch.setattr(Counted, "built", SimpleQueue())
    library = Library(base, "")
    await library.open()
    yield library
    library.close()


async def built() -> None:
    """Wait until one more is built."""
    await asyncio.to_thread(Counted.built.get, timeout=PATIENCE)


async def test_who_asks_at_once_shares_the_word_lists_with_the_warming(library: Library) -> None:
    await asyncio.gather(*(library.ask("党费多久交一次") for _ in range(6)))
    await built()
    assert Counted.built.empty()


async def test_before_anybody_asks_it_is_warm(library: Library) -> None:
    await built()
    await library.ask("dangfei zenme jiao")
    assert Counted.built.empty()


async def test_what_is_published_is_opened_and_warmed_before_anybody_asks(
    library: Library, base: Path, encoder: Encoder
) -> None:
    await built()
    await asyncio.to_thread(publish, base, encoder, "图书角")
    await built()
    assert "图书角" in library.answerer.corpus.documents[0].text
    await library.ask("图书角多久打扫一次")
    assert Counted.built.empty()


async def test_who_asks_right_after_a_publication_is_answered_from_it(
    library: Library, base: Path, encoder: Encoder
) -> None:
    await asyncio.to_thread(publish, base, encoder, "图书角")
    asked = await asyncio.gather(*(library.ask("图书角多久打扫一次") for _ in range(4)))
    assert len({id(answerer) for answerer, _ in asked}) == 1
    assert all("图书角" in answerer.corpus.documents[0].text for answerer, _ in asked)
