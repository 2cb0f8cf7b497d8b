"""`python -m scripts.bench ask|index|base|flood|broadcast|…`: each number beside its yardstick."""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Annotated

import httpx
import typer
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from bot.library import Library
from bot.sandbox.server import Sandbox
from bot.sandbox.world import MEMBER, Person
from bot.settings import Settings, load_settings
from bot.views import answers
from index.encoder import load_encoder
from index.normalise import normalise
from index.reindex import gather, reindex
from knowledge.parse import load
from knowledge.passages import in_context, passages, searched
from scripts import bench_base, bench_broadcast, bench_learners, bench_mornings, bench_reports

app = typer.Typer(help="Measure; every number stands beside its yardstick of the same run.", no_args_is_help=True)
app.add_typer(bench_base.app)
app.add_typer(bench_broadcast.app)
app.add_typer(bench_reports.app)
app.add_typer(bench_mornings.app)
app.add_typer(bench_learners.app)
QUESTIONS = (
    "预备党员有没有表决权",
    "党费可以一个季度交一次吗",
    "党员的权利有哪些",
    "我在外地上班半年了，组织关系要不要转过去",
    "支部多少人要设支委会",
    "对处分决定不服怎么申诉",
    "主题党日多久一次",
    "退休党员党费怎么交",
    "预备期从哪一天算起",
    "党员大会表决要多少人到会才有效",
    "流动党员怎么参加组织生活",
    "老党员行动不便怎么学习",
)
DataDir = Annotated[Path | None, typer.Option(help="Where the index is (DATA_DIR).")]


def _settings(data_dir: Path | None) -> Settings:
    return load_settings(**({"data_dir": data_dir} if data_dir else {}))


def _milliseconds(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return (time.perf_counter() - begun) * 1000


def _row(table: Table, name: str, times: list[float]) -> None:
    cuts = quantiles(times, n=100)
    table.add_row(name, *(f"{value:.1f}" for value in (median(times), cuts[94], cuts[98])))


@app.command()
def ask(rounds: Annotated[int, typer.Option(min=10)] = 300, data_dir: DataDir = None) -> None:
    """Time the bare encoding of a question beside the whole path to the rendered answer, in turns."""
    import torch

    torch.set_num_threads(1)  # as the library does
    settings = _settings(data_dir)
    encoder = load_encoder(settings.embedding_model, settings.data_dir)
    library = Library(settings.data_dir, settings.embedding_model)
    bare: list[float] = []
    whole: list[float] = []
    with asyncio.Runner() as runner:

        async def answer(question: str) -> None:
            answerer, result = await library.ask(question)
            answers.answer(answerer, result)

        runner.run(library.open())
        for number in range(rounds + 20):
            question = QUESTIONS[number % len(QUESTIONS)]
            pair = (
                _milliseconds(lambda: encoder.encode_query(normalise(question))),  # noqa: B023 - called at once
                _milliseconds(lambda: runner.run(answer(question))),  # noqa: B023
            )
            if number >= 20:  # the first ones warm up
                bare.append(pair[0])
                whole.append(pair[1])
    library.close()
    table = Table("ms", "p50", "p95", "p99")
    _row(table, "bare encode", bare)
    _row(table, "whole path", whole)
    console = Console()
    console.print(table)
    console.print(f"whole path / bare encode at p50: {median(whole) / median(bare):.2f} (to reach: 1.30)")


@app.command()
def index(data_dir: DataDir = None) -> None:
    """Time a full build beside the bare encoding, the first answer of a cold start, and memory."""
    settings = _settings(data_dir)
    console = Console(highlight=False)
    with tempfile.TemporaryDirectory() as scratch:
        encoder = load_encoder(settings.embedding_model, settings.data_dir)
        files = gather([settings.knowledge_dir])
        documents = [load(path) for path in files]
        texts = [in_context(d, p) for d in documents for p in passages(d) if searched(d, p)]
        encoder.encode_documents(texts[:32])
        bare = _milliseconds(lambda: encoder.encode_documents(texts)) / 1000
        whole = _milliseconds(lambda: reindex(files, encoder, Path(scratch))) / 1000
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.print(f"bare encoding: {len(texts)} passages in {bare:.1f} s, {len(texts) / bare:.1f} a second")
    console.print(f"full build: {whole:.1f} s (to reach: 20), {len(texts) / whole:.1f} a second")
    console.print(f"full build / bare encoding speed: {bare / whole:.2f} (to reach: 0.85)")
    console.print(f"peak memory while indexing: {peak:.0f} MB")
    colds = [_milliseconds(lambda: _cold_answer(settings)) / 1000 for _ in range(3)]
    console.print(
        f"first answer from a cold start, best and worst of 3: {min(colds):.1f}, {max(colds):.1f} s (to reach: 5)"
    )
    seconds, resident = _serving(settings)
    console.print(f"bot started to first answer in the chat: {seconds:.1f} s")
    console.print(f"resident while serving: {resident:.0f} MB (to reach: 800)")


def _cold_answer(settings: Settings) -> None:
    command = [sys.executable, "-m", "scripts.ask", QUESTIONS[0], "--data-dir", str(settings.data_dir)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own interpreter and module


@contextmanager
def _bot(settings: Settings) -> Iterator[tuple[int, str]]:
    """Run the bot with a sandbox and a database of its own; yield its process id and the sandbox's address."""
    with tempfile.TemporaryDirectory() as scratch:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("TELEGRAM_")} | {
            "DATA_DIR": str(settings.data_dir),
            "DATABASE_URL": f"sqlite:///{scratch}/bench.sqlite3",
        }
        port = 8000 + os.getpid() % 1000
        command = [sys.executable, "-m", "bot", "--port", str(port)]
        process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)  # noqa: S603 - the same
        try:
            yield process.pid, f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()
            shutil.rmtree(scratch, ignore_errors=True)


def _serving(settings: Settings) -> tuple[float, float]:
    """Return seconds from the start of the bot to its first answer, and its resident MB after all questions."""
    begun = time.perf_counter()
    with _bot(settings) as (pid, url), httpx.Client(base_url=url, trust_env=False) as client:
        said = f"/sandbox/people/{MEMBER}/chats/private/messages"
        first = 0.0
        for number, question in enumerate(QUESTIONS[:8], 1):
            while True:
                try:
                    client.post(said, json={"text": question}).raise_for_status()
                    break
                except httpx.TransportError:
                    time.sleep(0.05)  # not listening yet
            _wait_for_answers(client, number)
            first = first or time.perf_counter() - begun
        status = Path(f"/proc/{pid}/status").read_text()
    resident = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    return first, resident / 1024


def _wait_for_answers(client: httpx.Client, count: int) -> None:
    while True:
        body = client.get(f"/sandbox/people/{MEMBER}/chats/private").json()
        if sum(m["from"]["is_bot"] for m in body["messages"]) >= count:
            return
        time.sleep(0.02)


@app.command()
def flood(
    people: Annotated[int, typer.Option(min=1)] = 200,
    seconds: Annotated[float, typer.Option(help="Time over which they ask.")] = 1.0,
    backlog: Annotated[int, typer.Option(help="Broadcast messages already waiting to be sent.")] = 0,
    data_dir: DataDir = None,
) -> None:
    """Let many people ask at once, and time how long each waits for the answer."""
    logging.disable(logging.WARNING)
    waits = asyncio.run(_flood(_settings(data_dir), people, seconds, backlog))
    cuts = quantiles(waits, n=100)
    console = Console(highlight=False)
    console.print(f"{len(waits)} answers to {people} questions")
    console.print(f"waited p50 {median(waits):.2f} s, p95 {cuts[94]:.2f} s, worst {max(waits):.2f} s")
    console.print(f"at 30 messages a second the last of {people} cannot come before {people / 30:.1f} s")


async def _flood(settings: Settings, people: int, seconds: float, backlog: int) -> list[float]:
    """Return how long each person waited, in seconds; one entry an answer."""
    from bot.app import Server, running
    from bot.sending.schedule import Priority

    first = 900_000
    with tempfile.TemporaryDirectory() as scratch:
        settings = settings.model_copy(update={"database_url": SecretStr(f"sqlite:///{scratch}/bench.sqlite3")})
        async with Sandbox.serve() as sandbox:
            server = Server(sandbox.token, sandbox.base_url, sandbox.base_file_url, direct=True)
            for number in range(people + backlog):
                sandbox.world.add_person(Person(first + number, "压测", started=True))
            async with running(settings, server) as application:
                sends = [
                    asyncio.create_task(
                        application.bot.send_message(first + people + n, "…", rate_limit_args=Priority.BROADCAST)
                    )
                    for n in range(backlog)
                ]
                asked = await _ask_all(sandbox, first, people, seconds)
                waits = await _waits(sandbox, asked)
                for send in sends:
                    send.cancel()
                await asyncio.gather(*sends, return_exceptions=True)
    return waits


async def _ask_all(sandbox: Sandbox, first: int, people: int, seconds: float) -> dict[int, float]:
    """Let everybody ask, spread over the time; return when each did, by the event loop's clock."""
    asked: dict[int, float] = {}
    async with httpx.AsyncClient(base_url=sandbox.url, trust_env=False, timeout=60) as client:

        async def ask_one(number: int) -> None:
            await asyncio.sleep(seconds * number / people)
            asked[first + number] = time.monotonic()
            url = f"/sandbox/people/{first + number}/chats/private/messages"
            (await client.post(url, json={"text": QUESTIONS[number % len(QUESTIONS)]})).raise_for_status()

        await asyncio.gather(*(ask_one(number) for number in range(people)))
    return asked


async def _waits(sandbox: Sandbox, asked: dict[int, float]) -> list[float]:
    """Wait until everybody has an answer; return the time from the question to the answer's arrival."""
    answers: dict[int, list[float]] = {}
    until = time.monotonic() + 120
    while time.monotonic() < until:
        answers = {}
        for call in list(sandbox.calls):
            person = int(call.params.get("chat_id", 0)) if call.method == "sendMessage" else 0
            if person in asked and call.status == 200:
                answers.setdefault(person, []).append(call.at)
        if len(answers) == len(asked):
            break
        await asyncio.sleep(0.1)
    return [at - asked[person] for person, times in answers.items() for at in times]


if __name__ == "__main__":
    app()
