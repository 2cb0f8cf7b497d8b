"""What a fitting prints."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from sklearn.metrics import roc_auc_score

from index.confidence import BOUND
from index.evaluation import Metrics
from scripts.training import fit_adapter
from scripts.training.fit_confidence import Fitted, Measured, confidences

DEPTH = 10


class Report:
    """Lines on the standard output."""

    def __init__(self) -> None:
        self._console = Console(highlight=False, soft_wrap=True)

    def line(self, text: str) -> None:
        """Print a line."""
        self._console.print(text)

    def curve(self, step: int, loss: float) -> None:
        """Print every tenth step of the descent."""
        if step % 10 == 0 or step + 1 == fit_adapter.STEPS:
            self.line(f"step {step:3}  loss {loss:.3f}")

    def metrics(self, name: str, found: Metrics) -> None:
        """Print what an evaluation came to."""
        shares = ("hit_at_1", "hit_at_5", "mrr_at_10", "answered", "refused", "auroc", "quoted")
        values = "  ".join(f"{share} {getattr(found, share) or 0:.3f}" for share in shares)
        self.line(f"{name:40} {values}  {found.seconds_p50 * 1000:.0f} ms")

    def ranks(self, name: str, folds: Sequence[NDArray[np.int64]]) -> None:
        """Print how high the right articles stand."""
        every = np.concatenate(folds)
        hits = " ".join(f"{np.mean((every > 0) & (every <= depth)):.3f}" for depth in (1, 3, 5, 10))
        reciprocal = np.mean([1 / rank if 0 < rank <= DEPTH else 0.0 for rank in every])
        self.line(f"{name:32} MRR@10 {reciprocal:.3f}  hit@1/3/5/10 {hits}")

    def confidences(self, name: str, folds: Sequence[Sequence[Measured]], fitted: Sequence[Fitted]) -> None:
        """Print how well the answerable are told apart; greetings and references are not among these questions."""
        sure = np.concatenate([confidences(own, one) for own, one in zip(folds, fitted, strict=True)])
        answerable = np.array([one.answerable for own in folds for one in own])
        at_95 = np.quantile(sure[answerable], 0.05)
        self.line(
            f"{name:32} AUROC {roc_auc_score(answerable, sure):.3f}  answered {np.mean(sure[answerable] >= BOUND):.3f}"
            f"  refused {np.mean(sure[~answerable] < BOUND):.3f}"
            f"  refused where 0.95 are answered {np.mean(sure[~answerable] < at_95):.3f} (at {at_95:.2f})"
        )
