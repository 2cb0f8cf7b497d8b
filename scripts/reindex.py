"""`python -m scripts.reindex SOURCE...`: index files and folders and publish the result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.settings import Settings
from index.reindex import Change, Outcome, gather
from scripts.database import run
from scripts.progress import Bars
from scripts.publishing import as_record, change, explain


def main(
    sources: Annotated[list[Path], typer.Argument(help="Files, folders and .zip; afterwards they are the whole base.")],
    data_dir: Annotated[Path | None, typer.Option(help="Where the index goes (DATA_DIR).")] = None,
    add: Annotated[bool, typer.Option("--add", help="Keep the other documents of the base.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Publish also where golden questions fare worse.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Index documents and publish the result; the running bot goes over to it by itself."""
    errors = Console(stderr=True, highlight=False, emoji=False, soft_wrap=True)
    try:
        files = gather(sources)
    except FileNotFoundError as error:
        errors.print(f"没有找到 {error.args[0]}，请核对路径", markup=False)
        raise typer.Exit(1) from error
    if not files:
        errors.print("这些文件夹里没有文件，什么也没有改", markup=False)
        raise typer.Exit(1)

    async def work(engine: AsyncEngine, settings: Settings) -> Outcome:
        wanted = Change(tuple(files), whole=not add)
        with Bars(errors) as bars:
            return await change(engine, settings, wanted, bars, force=force)

    outcome = run(data_dir, work)
    if as_json:
        print(json.dumps(as_record(outcome), ensure_ascii=False))
    explain(outcome, Console(highlight=False, emoji=False, soft_wrap=True), errors, quiet=as_json)
    if outcome.snapshot is None:
        errors.print("没有一个文件能用，索引保持原样", markup=False)
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
