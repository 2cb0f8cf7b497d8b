"""What takes long to make is made once, however many ask for it at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from index.once import once


def test_who_comes_while_it_is_made_gets_the_same_and_causes_no_second() -> None:
    begun, finish = Event(), Event()
    made: list[object] = []

    @once
    def value() -> object:
        begun.set()
        assert finish.wait(30)
        made.append(object())
        return made[-1]

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(value)
        assert begun.wait(30)
        others = [pool.submit(value) for _ in range(3)]
        finish.set()
        assert {id(asked.result()) for asked in (first, *others)} == {id(value())}
    assert len(made) == 1


def test_what_could_not_be_made_is_tried_again() -> None:
    missing = [FileNotFoundError()]

    @once
    def value() -> str:
        if missing:
            raise missing.pop()
        return "words"

    with pytest.raises(FileNotFoundError):
        value()
    assert value() == value() == "words"
