"""`python -m scripts.manage snapshots|rollback|documents|golden`: the knowledge base."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.audit import Audit
from bot.people.roles import OPERATOR
from bot.settings import Settings
from index import golden as questions
from index import publication
from index import snapshot as published
from index.answer import Answerer
from index.encoder import load_encoder
from index.golden import GoldenError, Question
from index.reindex import Change
from index.snapshot import SnapshotError
from knowledge.document import Document, KnowledgeError
from scripts.database import run
from scripts.progress import Bars
from scripts.publishing import change, explain

app = typer.Typer(add_completion=False)
DataDir = Annotated[Path | None, typer.Option(help="Where the index is (DATA_DIR).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def _print(record: dict[str, Any]) -> None:
    print(json.dumps(record, ensure_ascii=False))


@app.command()
def snapshots(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List the published versions of the knowledge base, the newest first."""

    async def work(_: AsyncEngine, settings: Settings) -> None:
        root = settings.snapshots
        now = published.current(root)
        found = [published.read_manifest(folder) for folder in published.snapshots(root)]
        if as_json:
            shown = ("id", "created", "model", "documents", "articles", "passages", "base", "summary")
            entries = [{name: asdict(m)[name] for name in shown} | {"in_use": m.id == now} for m in found]
            _print({"current": now or None, "snapshots": entries})
            return
        for manifest in found:
            mark = "→" if manifest.id == now else " "
            counts = f"{manifest.documents}个文件 {manifest.articles}条 {manifest.passages}段"
            print("\t".join((f"{mark} {manifest.id}", counts, manifest.summary)).rstrip())

    run(data_dir, work)


@app.command()
def rollback(
    snapshot: Annotated[str, typer.Argument(help="Id of a version; without it, the one before.")] = "",
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Return to an earlier version; the running bot goes over to it by itself."""

    async def work(engine: AsyncEngine, settings: Settings) -> None:
        left = published.current(settings.snapshots)
        now = await asyncio.to_thread(publication.rollback, settings.snapshots, snapshot)
        await Audit(engine).note(OPERATOR, "rollback", now, {"from": left})
        if as_json:
            _print({"snapshot": now, "from": left})
        else:
            print(f"已退回 {now}（原来是 {left}）")

    run(data_dir, work)


@app.command()
def documents(
    file: Annotated[str, typer.Argument(help="File of a document to change; without it, list all.")] = "",
    correct: Annotated[
        list[str] | None,
        typer.Option("--set", help="FIELD=VALUE: title, issuer, number, adopted, effective, audience, ..."),
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take the document out of the base.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Publish also where golden questions fare worse.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List the documents of the base, or correct what is said of one, or take it out."""

    async def work(engine: AsyncEngine, settings: Settings) -> None:
        base = _base(settings)
        if file and file not in {d.file for d in base}:
            raise KnowledgeError(f"知识库里没有《{file}》；不带参数运行 manage documents 可以看到全部文件名")
        if remove or correct:
            wanted = Change(remove=frozenset({file})) if remove else Change(correct={file: _fields(correct or [])})
            errors = Console(stderr=True, highlight=False, emoji=False, soft_wrap=True)
            with Bars(errors) as bars:
                outcome = await change(engine, settings, wanted, bars, force=force)
            explain(outcome, Console(highlight=False, emoji=False, soft_wrap=True), errors, quiet=as_json)
            base = _base(settings)
        _list([d for d in base if not file or d.file == file], as_json=as_json)

    if (remove or correct) and not file:
        raise typer.BadParameter("要改动哪个文件？请写上文件名")
    if remove and correct:
        raise typer.BadParameter("--set 和 --remove 只能用一个")
    run(data_dir, work)


def _base(settings: Settings) -> list[Document]:
    now = published.current(settings.snapshots)
    if not now:
        raise SnapshotError("还没有索引，请先运行 python -m scripts.reindex 文件…")
    return published.read_documents(settings.snapshots / now)


def _fields(given: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in given]
    if not all(middle and name.strip() for name, middle, _ in pairs):
        raise KnowledgeError("--set 要写成 名称=值，例如 --set 受众=书记")
    return {name.strip(): value.strip() for name, _, value in pairs}


def _list(found: list[Document], *, as_json: bool) -> None:
    today = date.today()
    if as_json:
        _print({"documents": [_about(d, today) for d in found]})
        return
    for document in found:
        about = _about(document, today)
        days = (("通过", about["adopted"]), ("施行", about["effective"]))
        dates = " ".join(f"{name}{day}" for name, day in days if day)
        parts = (document.file, f"《{document.title}》", about["status"], document.audience.label, dates)
        print("\t".join((*parts, f"{about['articles']}条")))


def _about(document: Document, today: date) -> dict[str, Any]:
    edition = document.edition
    days = {"adopted": edition.adopted, "effective": edition.effective}
    return {
        "file": document.file,
        "title": document.title,
        "issuer": edition.issuer,
        "number": edition.number,
        **{name: day and day.isoformat() for name, day in days.items()},
        "status": _status(document, today),
        "superseded_by": edition.superseded_by,
        "in_force": edition.in_force(today),
        "audience": document.audience,
        "articles": len(document.numbered),
        "corrections": dict(document.corrections),
    }


def _status(document: Document, today: date) -> str:
    edition = document.edition
    if edition.ended(today):
        return f"已被{edition.superseded_by}取代" if edition.superseded_by else "已废止"
    return "现行" if edition.in_force(today) else "尚未施行"


@app.command()
def golden(
    add: Annotated[str, typer.Option(help="A question to add; with --document and --article.")] = "",
    document: Annotated[str, typer.Option(help="Title of the document that answers it.")] = "",
    article: Annotated[str, typer.Option(help="The article as the text writes it: 第四条.")] = "",
    pin: Annotated[bool, typer.Option("--pin", help="It must never break.")] = False,
    remove: Annotated[str, typer.Option(help="A question to take out.")] = "",
    check: Annotated[bool, typer.Option("--check", help="Ask them of the index in use.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List the golden questions, asked of every new version before it is published; add, remove or check them."""

    async def work(engine: AsyncEngine, settings: Settings) -> None:
        if add:
            await asyncio.to_thread(_add, settings, Question(add, document, article, pin))
            await Audit(engine).note(OPERATOR, "golden add", document, {"article": article, "pinned": pin})
        if remove:
            left = [q for q in questions.load(settings.golden) if q.question != remove]
            if len(left) == len(questions.load(settings.golden)):
                raise GoldenError(f"没有这道检验题：{remove}")
            questions.save(settings.golden, left)
            await Audit(engine).note(OPERATOR, "golden remove", settings.golden.name)
        found = questions.load(settings.golden)
        if check:
            await asyncio.to_thread(_check, settings, found, as_json=as_json)
        elif as_json:
            _print({"questions": [asdict(q) for q in found]})
        else:
            for q in found:
                print("\t".join(("★" if q.pinned else " ", q.question, f"《{q.document}》{q.article}")))

    if add and not (document and article):
        raise typer.BadParameter("请用 --document 和 --article 写明答案在哪个文件的哪一条")
    run(data_dir, work)


def _add(settings: Settings, question: Question) -> None:
    base = _base(settings)
    titles = {d.title for d in base}
    if question.document not in titles:
        raise GoldenError(f"知识库里没有标题是《{question.document}》的文件")
    if not any(a.label == question.article for d in base if d.title == question.document for a in d.articles):
        raise GoldenError(f"《{question.document}》里没有{question.article}")
    questions.add(settings.golden, question)


def _check(settings: Settings, found: list[Question], *, as_json: bool) -> None:
    encoder = load_encoder(settings.embedding_model, settings.data_dir)
    snapshot, _ = published.open_current(settings.snapshots, encoder.name)
    verdict = questions.check(None, Answerer(snapshot, encoder), found)
    if as_json:
        _print(
            {
                "asked": verdict.asked,
                "hit@5": verdict.after,
                "missed": list(verdict.missed),
                "absent": list(verdict.absent),
            }
        )
        return
    print(f"检验题{len(found)}道，问了{verdict.asked}道，前五命中{verdict.after or 0:.0%}")
    for question in verdict.missed:
        print(f"没有命中：{question}")
    if verdict.absent:
        print(f"{len(verdict.absent)}道的文件不在知识库里，没有问")
