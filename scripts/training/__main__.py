"""`python -m scripts.training`: fit what the search has learnt, and measure it by cross-validation."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Annotated, TypeVar

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console

from bot.settings import HANDBOOK, load_settings
from index import parts as article_parts
from index.answer import Answerer
from index.embeddings import CachedEncoder
from index.encoder import Progress, load_encoder
from index.question_set import load
from index.reindex import gather, reindex
from index.search import Fitted, Searcher
from index.snapshot import Snapshot, open_current
from knowledge import parse
from knowledge.editions import settle
from scripts.evaluate import evaluate
from scripts.progress import Bars
from scripts.training import fit_adapter, fit_confidence, fit_quotes, fit_ranking, keep
from scripts.training.ablation import levers
from scripts.training.examples import Base, embedded, gold_places
from scripts.training.fit_confidence import Measured
from scripts.training.fit_known import known
from scripts.training.fit_ranking import UNTRAINED, Ranked
from scripts.training.report import Report
from scripts.training.statutes import lay_questions, statutes

FOLDER = Path(__file__).parent
FOLDS = 5
SEED = 0
HELD = FOLDER / "held.jsonl"
"""Questions about the 25 rules by a writer of their own that are only asked: nothing may be fitted to them."""
LAY = 60
"""Lay questions about statutes that the confidence counts among those a base of rules cannot answer."""
T = TypeVar("T")
app = typer.Typer(help=__doc__)
Texts = Annotated[Path, typer.Option(help="Folder of the 25 rules that questions.jsonl is about.")]
Statutes = Annotated[Path, typer.Option(help="Folder of the lay questions about statutes.")]
Kept = Annotated[Path, typer.Option(help="Folder to keep the vectors in between runs.")]


@dataclass(frozen=True)
class _Ours:
    """A base with our questions about it."""

    base: Base
    """With those that it answers."""
    without: Base
    """With those that it does not."""
    answerable: list[str]
    unanswerable: list[str]
    encoder: CachedEncoder

    def measure(self, fitted: Fitted, asked: list[tuple[str, bool]]) -> list[Measured]:
        """Measure the signals of questions, answered with what was fitted."""
        searcher = Searcher(self.base.snapshot, self.encoder, fitted)
        answerer = Answerer(self.base.snapshot, self.encoder, searcher=searcher)
        return fit_confidence.measure(answerer, searcher, asked)


@app.command()
def fit(texts: Texts, laws: Annotated[Path, typer.Option("--statutes")], kept: Kept) -> None:
    """Fit adapter, ranking and confidence, cross-validated on our questions, and write them into index/."""
    report = Report()
    ours, lay = _bases(texts, laws, kept)
    for own in ours:
        report.line(f"{len(own.answerable)} questions that can be answered, {len(own.unanswerable)} that cannot")
        report.ranks("without training", [fit_ranking.ranks(fit_ranking.describe(own.base, None), UNTRAINED)])
    described, measured = _validate(ours, lay, report)
    adapter = fit_adapter.fit((*(own.base for own in ours), lay), curve=report.curve)
    memory = known([base for own in ours for base in (own.base, own.without)], adapter)
    ranking = {"adapted": fit_ranking.fit(described), "any": fit_ranking.fit(described, fit_ranking.OF_ONE_MODEL)}
    foreign = [(question, False) for question in lay_questions(laws)[:LAY]]
    fitted = Fitted(adapter, ranking["adapted"], memory)
    of_law = ours[0].measure(fitted, foreign)
    measured += [replace(one, ours=False) for one in of_law]
    confidence = {
        "adapted": fit_confidence.fit(measured),
        "any": fit_confidence.fit(measured, fit_confidence.OF_ONE_MODEL),
    }
    keep.adapter(adapter)
    keep.known(memory)
    keep.ranking(ranking)
    keep.confidence(confidence)
    held = _asked(HELD, ours[0].base.snapshot, ours[0].encoder, lambda _: None)
    report.ranks("kept apart", [fit_ranking.ranks(fit_ranking.describe(held.base, adapter, memory), fitted.weights)])
    asked = [(question, True) for question in held.answerable] + [(question, False) for question in held.unanswerable]
    report.confidences("kept apart", [held.measure(fitted, asked)], [confidence["adapted"]])


@app.command()
def ablation(
    questions: Annotated[Path, typer.Argument(help="The questions, as scripts.evaluate takes them.")],
    data_dir: Annotated[Path | None, typer.Option(help="Where the index is (DATA_DIR).")] = None,
) -> None:
    """Ask a question set of the published index without one lever after the other."""
    import torch

    torch.set_num_threads(1)  # as the bot does
    settings = load_settings(**({"data_dir": data_dir} if data_dir else {}))
    encoder = load_encoder(settings.embedding_model, settings.data_dir)
    snapshot, _ = open_current(settings.snapshots, encoder.name)
    asked = load(questions)
    report = Report()
    for name, fitted in levers(encoder.name):
        answerer = Answerer(snapshot, encoder, searcher=Searcher(snapshot, encoder, fitted))
        report.metrics(name, evaluate(asked, answerer).metrics)


@app.command("statutes")
def lay_statutes(texts: Texts, laws: Annotated[Path, typer.Option("--statutes")], kept: Kept) -> None:
    """Ask the lay questions in five folds, each of what was fitted without it, beside the same without fitting."""
    report = Report()
    ours, lay = _bases(texts, laws, kept)
    others = [own.base for own in ours]
    report.ranks("without training", [fit_ranking.ranks(fit_ranking.describe(lay, None), UNTRAINED)])
    plain, trained = [], []
    for rest, own in _folds(len(lay.gold)):
        left, held = lay.subset(rest), lay.subset(own)
        asked = fit_ranking.describe(held, fit_adapter.fit((*others, left)))
        plain.append(fit_ranking.ranks(asked, UNTRAINED))
        trained.append(fit_ranking.ranks(asked, fit_ranking.fit(_out_of_fold(left, others))))
        report.ranks(f"fold {len(plain)}: adapter", plain[-1:])
        report.ranks(f"fold {len(plain)}: adapter and ranking", trained[-1:])
    report.ranks("adapter", plain)
    report.ranks("adapter and ranking", trained)


@app.command()
def quotes(texts: Texts) -> None:
    """Fit the weights of the words quoted, cross-validated on our questions; they go into index/parts.py by hand."""
    report = Report()
    documents = settle([parse.load(path) for path in sorted(texts.glob("*.md"))])
    examples = fit_quotes.describe(documents, load(FOLDER / "questions.jsonl"))
    right = fit_quotes.validate(examples, FOLDS)
    report.line(f"{len(examples)} questions; likeliest part right, {FOLDS}-fold: {right:.3f}")
    for feature, weight in zip(fields(article_parts.Features), fit_quotes.fit(examples), strict=True):
        report.line(f"{feature.name:10} {weight:6.2f}  ({getattr(article_parts.WEIGHTS, feature.name)} in use)")
    held = np.mean([one.words in fit_quotes.squeezed(one.quote) for one in examples])
    length = np.median([len(one.quote) for one in examples])
    report.line(f"with the weights in use: {held:.3f} of the quotes hold the words, median {length:.0f} characters")


def _bases(texts: Path, laws: Path, kept: Path) -> tuple[list[_Ours], Base]:
    encoder = CachedEncoder(load_encoder("", load_settings().data_dir), kept / "vectors.sqlite3")
    with Bars(Console(stderr=True)) as bars, tempfile.TemporaryDirectory() as scratch:
        lay = statutes(laws, encoder, Path(scratch) / "laws", lambda share: bars.show("statutes", share))
        rules = [path for path in gather([texts]) if path.parent == texts and path.suffix == ".md"]
        sources = {"questions.jsonl": rules, "handbook.jsonl": gather([HANDBOOK])}
        ours = [_index(FOLDER / name, files, encoder, Path(scratch) / name, bars) for name, files in sources.items()]
    return ours, lay


def _index(questions: Path, files: Sequence[Path], encoder: CachedEncoder, root: Path, bars: Bars) -> _Ours:
    reindex(files, encoder, root)
    snapshot, _ = open_current(root, encoder.name)
    return _asked(questions, snapshot, encoder, lambda share: bars.show(questions.name, share))


def _asked(questions: Path, snapshot: Snapshot, encoder: CachedEncoder, progress: Progress) -> _Ours:
    every = load(questions)
    placed = [(question.question, gold_places(snapshot.corpus, question)) for question in every]
    asked = [question for question, places in placed if places]
    gold = [places for _, places in placed if places]
    foreign = [question.question for question in every if not question.answerable]
    base = embedded(snapshot, encoder, asked, gold.__getitem__, progress)
    without = embedded(snapshot, encoder, foreign, lambda _: set(), progress)
    return _Ours(base, without, asked, foreign, encoder)


def _folds(count: int) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return the numbers of what is left and of what is held apart, for each fold."""
    order: NDArray[np.int64] = np.random.default_rng(SEED).permutation(count)
    return [(np.setdiff1d(order, own), own) for own in np.array_split(order, FOLDS)]


def _others(folds: Sequence[Sequence[T]], held: int) -> list[T]:
    return [one for n, fold in enumerate(folds) if n != held for one in fold]


def _out_of_fold(base: Base, others: Sequence[Base]) -> list[Ranked]:
    """Describe the questions of a base, each found with an adapter that has not seen it."""
    found: list[Ranked] = []
    for left, own in _folds(len(base.gold)):
        found += fit_ranking.describe(base.subset(own), fit_adapter.fit((base.subset(left), *others)))
    return found


def _validate(ours: Sequence[_Ours], lay: Base, report: Report) -> tuple[list[Ranked], list[Measured]]:
    """Ask every question of ours of what was fitted without its fold, and print how that goes.

    Returns:
        What was found for each, and its signals: what the ranking and the confidence that ship are fitted to.
    """
    folds = [_folds(len(own.answerable)) for own in ours]
    foreign = [_folds(len(own.unanswerable)) for own in ours]
    adapters = [
        fit_adapter.fit((*(own.base.subset(parts[n][0]) for own, parts in zip(ours, folds, strict=True)), lay))
        for n in range(FOLDS)
    ]
    memories = [
        known(
            [
                base
                for own, parts, others in zip(ours, folds, foreign, strict=True)
                for base in (own.base.subset(parts[n][0]), own.without.subset(others[n][0]))
            ],
            adapters[n],
        )
        for n in range(FOLDS)
    ]
    described = [
        [
            fit_ranking.describe(own.base.subset(parts[n][1]), adapters[n], memories[n])
            for own, parts in zip(ours, folds, strict=True)
        ]
        for n in range(FOLDS)
    ]
    weights = [fit_ranking.fit(_others([_joined(fold) for fold in described], n)) for n in range(FOLDS)]
    for number in range(len(ours)):
        found = [fold[number] for fold in described]
        report.ranks("adapter", [fit_ranking.ranks(one, UNTRAINED) for one in found])
        report.ranks(
            "adapter and ranking", [fit_ranking.ranks(one, own) for one, own in zip(found, weights, strict=True)]
        )
    measured = [
        [
            one
            for own, parts, others in zip(ours, folds, foreign, strict=True)
            for one in own.measure(
                Fitted(adapters[n], weights[n], memories[n]),
                [(own.answerable[k], True) for k in parts[n][1]] + [(own.unanswerable[k], False) for k in others[n][1]],
            )
        ]
        for n in range(FOLDS)
    ]
    report.confidences("confidence", measured, [fit_confidence.fit(_others(measured, n)) for n in range(FOLDS)])
    return _joined(_joined(described)), _joined(measured)


def _joined(lists: Sequence[Sequence[T]]) -> list[T]:
    return [one for part in lists for one in part]


if __name__ == "__main__":
    app()
