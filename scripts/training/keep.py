"""Writing what was fitted to where the search reads it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from index import adapter as adapters
from index import confidence as confidences
from index import known as knowns
from index import ranking as rankings
from index.adapter import Adapter
from index.known import Known
from scripts.training.fit_confidence import Fitted

Weights = NDArray[np.float64]
_HEAD = "# Fitted by scripts.training, see docs/ranking.md"


def adapter(fitted: Adapter) -> None:
    """Write an adapter, in half precision."""
    half = {name: getattr(fitted, name).astype(np.float16) for name in ("questions", "passages")}
    np.savez_compressed(adapters.WEIGHTS, **half)


def known(questions: Known) -> None:
    """Write what is known of questions, their vectors in half precision."""
    np.savez_compressed(
        knowns.QUESTIONS,
        vectors=questions.vectors.astype(np.float16),
        question=questions.question.astype(np.uint16),
        article=questions.article,
    )


def ranking(columns: Mapping[str, Weights]) -> None:
    """Write the weights of the ranking, one column a kind of model."""
    rows = [(name, *(weights[n] for weights in columns.values())) for n, name in enumerate(rankings.NAMES)]
    rankings.WEIGHTS.write_text(_table("feature", columns, rows), encoding="utf-8")


def confidence(columns: Mapping[str, Fitted]) -> None:
    """Write the weights and the constant, one column a kind of model, and the direction, which is the first one's."""
    rows = [(name, *(one.weights[n] for one in columns.values())) for n, name in enumerate(confidences.NAMES)]
    rows.append((confidences.CONSTANT, *(one.constant for one in columns.values())))
    confidences.WEIGHTS.write_text(_table("signal", columns, rows), encoding="utf-8")
    np.save(confidences.DIRECTION, next(iter(columns.values())).direction.astype(np.float16))


def _table(first: str, columns: Mapping[str, object], rows: list[tuple[str | float, ...]]) -> str:
    lines = [_HEAD, "\t".join((first, *columns))]
    lines += ["\t".join((str(name), *(f"{value:.5f}" for value in values))) for name, *values in rows]
    return "\n".join(lines) + "\n"
