"""What each lever of the search is worth: the same questions asked with it left out."""

from __future__ import annotations

from collections.abc import Iterator

from index.adapter import Adapter, adapter_for
from index.ranking import NAMES, Weights, weights
from scripts.training.fit_ranking import UNTRAINED

GROUPS = {
    "BM25": ("lexical",),
    "coverage of the question": ("covered", "covered_long"),
    "titles and headings": ("title", "heading", "share", "named"),
    "kind of part (条, section, text)": ("unnumbered", "section"),
    "lists": ("lists",),
    "kind of number asked for": ("gives", "lacks"),
    "central before local": ("central",),
    "length": ("length",),
}
Fitted = tuple[Adapter | None, Weights]


def levers(model: str) -> Iterator[tuple[str, Fitted]]:
    """Yield what the search is fitted with: all of it, then without one lever after the other."""
    adapter, own = adapter_for(model), weights(adapted=True)
    yield "all", (adapter, own)
    yield "without ranking and adapter", (None, UNTRAINED)
    yield "without ranking", (adapter, UNTRAINED)
    yield "without adapter", (None, weights(adapted=False))
    for name, features in GROUPS.items():
        yield f"without {name}", (adapter, own * [feature not in features for feature in NAMES])
