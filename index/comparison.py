"""A run of the evaluation beside an earlier one: what is better, what is worse, and which questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from index.evaluation import Metrics, summarise
from index.judging import Result, standing


class RunError(Exception):
    """A saved run cannot be used; the message is one Chinese line."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs, over the questions both have; a pair is (before, after)."""

    before: Metrics
    after: Metrics
    better: tuple[tuple[Result, Result], ...]
    worse: tuple[tuple[Result, Result], ...]


def compare(before: Sequence[Result], after: Sequence[Result]) -> Comparison:
    """Compare two runs; the hardest falls and the gains from the lowest come first.

    Raises:
        RunError: They have no question in common.
    """
    then = {(r.id, r.question): r for r in before}
    now = {(r.id, r.question): r for r in after}
    pairs = [(then[key], result) for key, result in now.items() if key in then]
    if not pairs:
        raise RunError("和存下的那次没有一道相同的题，没法比较")
    better = [pair for pair in pairs if standing(pair[1]) > standing(pair[0])]
    worse = [pair for pair in pairs if standing(pair[1]) < standing(pair[0])]
    return Comparison(
        before=summarise([was for was, _ in pairs]),
        after=summarise([result for _, result in pairs]),
        better=tuple(sorted(better, key=lambda pair: standing(pair[0]))),
        worse=tuple(sorted(worse, key=lambda pair: standing(pair[1]))),
    )


@dataclass(frozen=True, slots=True)
class _Saved:
    results: tuple[Result, ...]


def read_run(path: Path) -> tuple[Result, ...]:
    """Read the results of a run that was saved.

    Raises:
        RunError: It cannot be read, or is no run this version saved.
    """
    try:
        return TypeAdapter(_Saved).validate_json(path.read_bytes()).results
    except OSError as error:
        raise RunError(f"读不了存下的结果 {path}（{error.strerror}），请检查路径") from error
    except ValidationError as error:
        raise RunError(f"{path} 不是 evaluate --save 存下的结果，请用本版程序重新存一次") from error
