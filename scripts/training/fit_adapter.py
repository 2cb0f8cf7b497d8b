"""The two matrices of the adapter, by gradient descent on the model's own vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn.functional import dropout, normalize

from index.adapter import Adapter
from scripts.training.examples import Base

STEPS = 200
RATE = 2e-3
"""Over the first half of the steps; then it falls to nothing."""
DECAY = 0.1
DROPOUT = 0.3
TEMPERATURE = 0.04
BATCH = 256
COMPANY = 2048
"""Passages of a base drawn anew at each step beside those that answer: as good as all, in a sixth of the time."""
_NEVER = -1e4
Curve = Callable[[int, float], None]


@dataclass(frozen=True)
class _Task:
    """A base as tensors; its passages that may not answer are no candidates."""

    questions: torch.Tensor
    passages: torch.Tensor
    gold: list[torch.Tensor]
    """The passages that answer each question, by number."""
    weight: float
    """Of its loss: the square root of the number of its questions."""

    @classmethod
    def of(cls, base: Base) -> _Task:
        candidates = np.flatnonzero(base.answering[base.rows])
        rows = base.rows[candidates]
        gold = [np.flatnonzero(np.isin(rows, places)) for places in base.gold]
        known = [n for n, passages in enumerate(gold) if len(passages)]
        return cls(
            torch.from_numpy(base.questions[known]),
            torch.from_numpy(base.passages[candidates]),
            [torch.from_numpy(gold[n]) for n in known],
            len(known) ** 0.5,
        )

    def loss(self, matrices: Sequence[torch.Tensor], random: torch.Generator) -> torch.Tensor:
        """Return the mean negative log likelihood of the right passages among `COMPANY`, of one batch of questions."""
        chosen = torch.randperm(len(self.questions), generator=random)[:BATCH]
        gold = [self.gold[n] for n in chosen.tolist()]
        company = torch.randperm(len(self.passages), generator=random)[:COMPANY]
        rows = torch.unique(torch.cat([company, *gold]))  # in order
        gold = [torch.searchsorted(rows, passages) for passages in gold]
        questions, passages = _moved(self.questions[chosen], matrices[0]), _moved(self.passages[rows], matrices[1])
        likely = (questions @ passages.T / TEMPERATURE).log_softmax(1)
        right = torch.nn.utils.rnn.pad_sequence(gold, batch_first=True)
        is_padding = torch.arange(right.shape[1]) >= torch.tensor([[len(passages)] for passages in gold])
        return -likely.gather(1, right).masked_fill(is_padding, _NEVER).logsumexp(1).mean()


def _moved(vectors: torch.Tensor, matrix: torch.Tensor) -> torch.Tensor:
    return normalize(vectors + dropout(vectors, DROPOUT) @ matrix, dim=1)


def fit(bases: Sequence[Base], seed: int = 0, curve: Curve | None = None) -> Adapter:
    """Fit an adapter: every right article before others of its base (softmax with temperature, one batch a base).

    Args:
        bases: What it is fitted to; each counts by the square root of the number of its questions.
        seed: Of batches and dropout.
        curve: Called with each step and the mean loss of the bases before it.
    """
    torch.manual_seed(seed)
    random = torch.Generator().manual_seed(seed)
    tasks = [_Task.of(base) for base in bases]
    width = bases[0].questions.shape[1]
    matrices = [torch.zeros(width, width, requires_grad=True) for _ in range(2)]
    descent = torch.optim.AdamW(matrices, lr=RATE, weight_decay=DECAY)
    slowing = torch.optim.lr_scheduler.LambdaLR(descent, lambda step: min(1.0, 2 * (1 - step / STEPS)))
    weights = torch.tensor([task.weight for task in tasks])
    for step in range(STEPS):
        losses = torch.stack([task.loss(matrices, random) for task in tasks])
        descent.zero_grad()
        (losses @ weights).backward()  # type: ignore[no-untyped-call]
        descent.step()
        slowing.step()
        if curve:
            curve(step, losses.mean().item())
    questions, passages = (np.ascontiguousarray(matrix.detach().numpy()) for matrix in matrices)
    return Adapter(questions, passages)
