"""`python -m scripts.bench base`: a large base, and one changed document in it."""

from __future__ import annotations

import resource
import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.settings import HANDBOOK, Settings, load_settings
from index import draft
from index.build import cut
from index.encoder import Encoder, load_encoder
from index.golden import SEEDS
from index.reindex import Change, gather, prepare
from knowledge.parse import load
from knowledge.passages import in_context

app = typer.Typer()


@app.command()
def base(
    passages: Annotated[int, typer.Option(min=300, help="Size of the base.")] = 5_000,
    data_dir: Annotated[Path | None, typer.Option(help="Where the model is (DATA_DIR).")] = None,
) -> None:
    """Index a large base, then publish one changed document in it."""
    settings: Settings = load_settings(**({"data_dir": data_dir} if data_dir else {}))
    console = Console(highlight=False)
    encoder = load_encoder(settings.embedding_model, settings.data_dir)
    with tempfile.TemporaryDirectory() as scratch:
        folder, root = Path(scratch) / "sources", Path(scratch) / "snapshots"
        count = _write(folder, passages)
        begun = time.perf_counter()
        # the questions are the handbook's: of a base that holds it many times over they tell nothing
        whole = prepare(Change(tuple(gather([folder])), whole=True), encoder, root, SEEDS)
        draft.publish(root, whole.id, force=True)
        built = time.perf_counter() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        console.print(f"{count} passages indexed in {built:.0f} s, {count / built:.1f} a second, peak {peak:.0f} MB")
        changed = _change(folder)
        own = _encoding(changed, encoder)
        for name, wanted in (
            ("added in the chat", Change((changed,))),
            ("the whole folder again", Change(tuple(gather([folder])), whole=True)),
        ):
            begun = time.perf_counter()
            made = prepare(wanted, encoder, root, SEEDS)
            draft.publish(root, made.id, force=True)
            seconds = time.perf_counter() - begun
            console.print(
                f"one changed document, {name}: {seconds:.1f} s with its own encoding of {own:.1f} s "
                f"(to reach: under 3 s more than that); {made.gate.asked} golden questions asked"
            )
            changed = _change(folder)


def _write(folder: Path, passages: int) -> int:
    """Write the handbook over and over, each time for another branch, until there are so many passages."""
    folder.mkdir()
    count = number = 0
    while count < passages:
        for source in gather([HANDBOOK]):
            name = source.name if not number else f"{number:02}_{source.name}"
            path = folder / name
            path.write_text(_for_branch(source.read_text(encoding="utf-8"), number), encoding="utf-8")
            count += len(cut([load(path)]))
            if count >= passages:
                break
        number += 1
    return count


def _for_branch(text: str, number: int) -> str:
    title, _, rest = text.partition("\n")
    return f"{title}（第{number}支部）\n{rest.replace('支部', f'第{number}支部')}" if number else text


def _change(folder: Path) -> Path:
    """Change every article of one document of about 25, and return its path."""
    path = sorted(folder.glob("02_*"))[0]
    path.write_text(path.read_text(encoding="utf-8").replace("。", "。！", 400), encoding="utf-8")
    return path


def _encoding(path: Path, encoder: Encoder) -> float:
    document = load(path)
    texts = [in_context(document, passage) for _, passage in cut([document])]
    begun = time.perf_counter()
    encoder.encode_documents(texts)
    return time.perf_counter() - begun
