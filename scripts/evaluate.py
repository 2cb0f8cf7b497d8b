"""`python -m scripts.evaluate QUESTIONS.jsonl`: how well the published index answers a question set."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter
from rich.console import Console

from bot.settings import SettingsError, load_settings
from index.answer import Answerer
from index.comparison import Comparison, RunError, compare, read_run
from index.encoder import EncoderError, load_encoder
from index.evaluation import Bin, Metrics, grouped, reliability, summarise
from index.judging import Response, Result, judge
from index.question_set import Question, QuestionSetError, load
from index.snapshot import SnapshotError, open_current, write_synced
from scripts.ask import as_record
from scripts.evaluation_report import Report
from scripts.progress import Bars

FAILURES = (QuestionSetError, RunError, SettingsError, EncoderError, SnapshotError)
"""Their messages are one Chinese line for the person."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What one run of the command found; `--json` prints it and `--save` keeps it."""

    snapshot: str
    model: str
    metrics: Metrics
    reliability: tuple[Bin, ...]
    by_type: dict[str, Metrics]
    by_style: dict[str, Metrics]
    by_category: dict[str, Metrics]
    absent: tuple[str, ...]
    """Files that answers stand in and the base does not hold."""
    results: tuple[Result, ...]


def main(
    questions: Annotated[Path, typer.Argument(help="The questions, one JSON object a line.")],
    data_dir: Annotated[Path | None, typer.Option(help="Where the index is (DATA_DIR).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    save: Annotated[Path | None, typer.Option(help="Keep the run in this file, to compare a later one with.")] = None,
    earlier: Annotated[Path | None, typer.Option("--compare", help="An earlier run, as --save kept it.")] = None,
) -> None:
    """Ask every question of the published index, and say how well it answers."""
    try:
        asked = load(questions)
        before = read_run(earlier) if earlier else ()
        if save and (save.is_dir() or not save.parent.is_dir()):
            raise RunError(f"结果不能存到 {save}，请写成已有文件夹里的一个文件名")
        evaluation = evaluate(asked, _answerer(data_dir))
        if save:
            write_synced(save, json.dumps(asdict(evaluation), ensure_ascii=False))
        comparison = compare(before, evaluation.results) if earlier else None
    except FAILURES as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(1) from error
    except OSError as error:
        sys.stderr.write(f"读写 {error.filename or ''} 时出错（{error.strerror}）\n")
        raise typer.Exit(1) from error
    if as_json:
        record = asdict(evaluation) | {"comparison": asdict(comparison) if comparison else None}
        print(json.dumps(record, ensure_ascii=False))
    else:
        _show(evaluation, comparison)


def _answerer(data_dir: Path | None) -> Answerer:
    import torch

    torch.set_num_threads(1)  # as the bot does
    settings = load_settings(**({"data_dir": data_dir} if data_dir else {}))
    encoder = load_encoder(settings.embedding_model, settings.data_dir)
    snapshot, refused = open_current(settings.snapshots, encoder.name)
    for line in refused:
        sys.stderr.write(f"{line}\n")
    return Answerer(snapshot, encoder)


def evaluate(questions: Sequence[Question], answerer: Answerer) -> Evaluation:
    """Ask every question, and judge what comes."""
    responses = TypeAdapter(Response)
    sources = {document.file: document.text for document in answerer.corpus.documents}
    results: list[Result] = []
    answerer.ask(questions[0].question)  # a bot that runs has loaded by then what the first question loads
    with Bars(Console(stderr=True)) as bars:
        for number, question in enumerate(questions, 1):
            begun = time.perf_counter()
            answer = answerer.ask(question.question)
            seconds = time.perf_counter() - begun
            response = responses.validate_python(as_record(answerer, answer))
            results.append(judge(question, response, sources, seconds))
            bars.show("提问", number / len(questions))
    wanted = dict.fromkeys(question.file for question in questions if question.answerable)
    return Evaluation(
        snapshot=answerer.snapshot.manifest.id,
        model=answerer.snapshot.manifest.model,
        metrics=summarise(results),
        reliability=reliability([r.confidence for r in results], [r.answerable for r in results]),
        by_type=grouped(results, lambda r: r.type if r.answerable else ""),
        by_style=grouped(results, lambda r: r.style if r.answerable else ""),
        by_category=grouped(results, lambda r: "" if r.answerable else r.category),
        absent=tuple(file for file in wanted if file not in sources),
        results=tuple(results),
    )


def _show(evaluation: Evaluation, comparison: Comparison | None) -> None:
    shown = Report(Console(highlight=False, emoji=False, markup=False, soft_wrap=True))
    shown.line(f"索引 {evaluation.snapshot}　模型 {evaluation.model}")
    for file in evaluation.absent:
        shown.line(f"! 知识库里没有 {file}，以它为出处的题都算没有找到")
    shown.metrics(evaluation.metrics)
    shown.groups("按内容", evaluation.by_type)
    shown.groups("按问法", evaluation.by_style)
    shown.refusals(evaluation.by_category)
    shown.reliability(evaluation.reliability)
    shown.failures(evaluation.results)
    if comparison:
        shown.comparison(comparison)


if __name__ == "__main__":
    typer.run(main)
