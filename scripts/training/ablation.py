"""What each lever of the search is worth: the same questions asked with it left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from index.ranking import NAMES, weights
from index.search import Fitted, fitted_to
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
    "document of the leading passages": ("evidence",),
    "known questions": ("voted",),
}


def levers(model: str) -> Iterator[tuple[str, Fitted]]:
    """Yield what the search is fitted with: all of it, then without one lever after the other."""
    whole = fitted_to(model)
    yield "all", whole
    yield "without ranking and adapter", Fitted(None, UNTRAINED, None)
    yield "without ranking", replace(whole, weights=UNTRAINED)
    yield "without adapter", Fitted(None, weights(adapted=False), None)
    for name, features in GROUPS.items():
        yield f"without {name}", replace(whole, weights=whole.weights * [n not in features for n in NAMES])
