"""`python -m scripts.reindex SOURCE...`: index files and folders and publish the result."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.settings import SettingsError, load_settings
from index.encoder import EncoderError, load_encoder
from index.reindex import EMBEDDING, PUBLISHING, READING, REJECTED, Outcome, gather, reindex
from scripts.progress import Bars

_STAGES = {READING: "读取解析", EMBEDDING: "向量化", PUBLISHING: "发布"}


def main(
    sources: Annotated[list[Path], typer.Argument(help="Files and folders; afterwards they are the whole base.")],
    data_dir: Annotated[Path | None, typer.Option(help="Where the index goes (DATA_DIR).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Index documents and publish the result; the running bot goes over to it by itself."""
    errors = Console(stderr=True, highlight=False, emoji=False, soft_wrap=True)
    try:
        settings = load_settings(**({"data_dir": data_dir} if data_dir else {}))
        files = gather(sources)
    except SettingsError as error:
        errors.print(str(error), markup=False)
        raise typer.Exit(1) from error
    except FileNotFoundError as error:
        errors.print(f"没有找到 {error.args[0]}，请核对路径", markup=False)
        raise typer.Exit(1) from error
    if not files:
        errors.print("这些文件夹里没有文件，什么也没有改", markup=False)
        raise typer.Exit(1)
    try:
        with Bars(errors) as bars:
            encoder = load_encoder(settings.embedding_model, settings.data_dir, bars.stage("准备模型"))
            outcome = reindex(files, encoder, settings.snapshots, lambda stage, share: bars.show(_STAGES[stage], share))
    except EncoderError as error:
        errors.print(str(error), markup=False)
        raise typer.Exit(1) from error
    except OSError as error:
        errors.print(f"索引写不进 {settings.snapshots}（{error.strerror}），请检查 DATA_DIR 和磁盘空间", markup=False)
        raise typer.Exit(1) from error
    if as_json:
        print(json.dumps(asdict(outcome), ensure_ascii=False))
    _explain(outcome, Console(highlight=False, emoji=False, soft_wrap=True), errors, quiet=as_json)
    if outcome.snapshot is None:
        errors.print("没有一个文件能用，索引保持原样", markup=False)
        raise typer.Exit(1)


def _explain(outcome: Outcome, console: Console, errors: Console, *, quiet: bool) -> None:
    """Say what became of each file; refusals and warnings go to stderr."""
    for source in outcome.documents:
        if source.status == REJECTED:
            errors.print(f"✗ {source.error}", markup=False)
        elif not quiet:
            console.print(f"✓ 《{source.title}》 {source.articles}条 {source.chunks}段（{source.file}）", markup=False)
        for warning in source.warnings:
            errors.print(f"! {source.file}：{warning}", markup=False)
    if outcome.snapshot and not quiet:
        counts = f"新增{outcome.added}、修改{outcome.changed}、移除{outcome.removed}个文件"
        console.print(f"已发布索引 {outcome.snapshot}：{counts}，用时{outcome.seconds:.1f}秒", markup=False)


if __name__ == "__main__":
    typer.run(main)
