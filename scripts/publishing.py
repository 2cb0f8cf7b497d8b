"""A change of the knowledge base from the command line: prepared, put on record, published, explained."""

from __future__ import annotations

import asyncio
import time
from dataclasses import asdict
from typing import Any

from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.audit import Audit
from bot.documents.publishing import record
from bot.people.roles import OPERATOR
from bot.settings import Settings
from index import draft
from index.draft import REJECTED, GateError
from index.encoder import load_encoder
from index.golden import Verdict
from index.reindex import (
    CHECKING,
    EMBEDDING,
    PARSING,
    PUBLISHING,
    READING,
    Change,
    NothingReadableError,
    Outcome,
    prepare,
    published,
)
from scripts.progress import Bars

STAGES = {READING: "读取", PARSING: "解析", EMBEDDING: "向量化", CHECKING: "检查", PUBLISHING: "发布"}


async def change(
    engine: AsyncEngine, settings: Settings, wanted: Change, bars: Bars, *, force: bool = False
) -> Outcome:
    """Change the base.

    Returns:
        What it did; where no file could be read, nothing.

    Raises:
        GateError: Golden questions fare worse, and it is not forced.
        Exception: See `index.reindex.prepare` and `index.draft.publish`.
    """
    begun, root = time.monotonic(), settings.snapshots
    encoder = await asyncio.to_thread(load_encoder, settings.embedding_model, settings.data_dir, bars.stage("准备模型"))

    def report(stage: str, share: float) -> None:
        bars.show(STAGES[stage], share)

    try:
        made = await asyncio.to_thread(
            prepare, wanted, encoder, root, settings.golden, report, bound=settings.golden_bound
        )
    except NothingReadableError as error:
        return Outcome(None, error.sources, 0, 0, 0, time.monotonic() - begun)
    if not made.gate.passed and not force:
        draft.discard(root, made.id)
        raise GateError(f"没有发布，知识库保持原样。{made.gate.reason}。核对后仍要发布，请加 --force")
    if not made.unchanged:
        await Audit(engine).note(OPERATOR, "publish", made.id, record(made, wanted, forced=not made.gate.passed))
    return published(made, root, begun, report, force=force)


def explain(outcome: Outcome, console: Console, errors: Console, *, quiet: bool) -> None:
    """Say what became of each file and what changes; refusals and warnings go to stderr."""
    for source in outcome.documents:
        if source.status == REJECTED:
            errors.print(f"✗ {source.error}", markup=False)
        elif not quiet:
            console.print(f"✓ 《{source.title}》 {source.articles}条 {source.chunks}段（{source.file}）", markup=False)
        for warning in source.warnings:
            errors.print(f"! {source.file}：{warning}", markup=False)
    if quiet or not outcome.snapshot:
        return
    for line in outcome.difference.marks:
        console.print(line, markup=False)
    if outcome.golden.asked:
        console.print(_golden(outcome.golden), markup=False)
    console.print(
        f"已发布索引 {outcome.snapshot}：{outcome.difference.summary}，用时{outcome.seconds:.1f}秒", markup=False
    )


def _golden(verdict: Verdict) -> str:
    after = "" if verdict.after is None else f"前五命中{verdict.after:.0%}"
    before = "" if verdict.before is None else f"（以前{verdict.before:.0%}）"
    forced = "" if verdict.passed else f"；强制发布：{verdict.reason}"
    return f"检验题{verdict.asked}道，{after}{before}{forced}"


def as_record(outcome: Outcome) -> dict[str, Any]:
    """Return what `reindex --json` prints."""
    whole = asdict(outcome)
    return {name: whole[name] for name in ("snapshot", "documents", "added", "changed", "removed", "seconds", "golden")}
