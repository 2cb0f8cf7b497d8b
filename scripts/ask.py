"""`python -m scripts.ask QUESTION`: ask the published index from the shell."""

from __future__ import annotations

import html
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.settings import SettingsError, load_settings
from bot.views import answers
from index.answer import Answer, Answerer, Citation, Outcome
from index.corpus import Place
from index.encoder import EncoderError, load_encoder
from index.ranking import Hit
from index.snapshot import SnapshotError, open_current
from knowledge.document import Audience


def main(
    question: Annotated[str, typer.Argument(help='The question; "-" reads one a line from stdin.')],
    data_dir: Annotated[Path | None, typer.Option(help="Where the index is (DATA_DIR).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a question.")] = False,
    audience: Annotated[Audience, typer.Option(help="Answer as for these.")] = Audience.EVERYONE,
) -> None:
    """Answer questions in the words of the rules."""
    try:
        settings = load_settings(**({"data_dir": data_dir} if data_dir else {}))
        encoder = load_encoder(settings.embedding_model, settings.data_dir)
        snapshot, refused = open_current(settings.snapshots, encoder.name)
    except (SettingsError, EncoderError, SnapshotError) as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(1) from error
    for line in refused:
        sys.stderr.write(f"{line}\n")
    answerer = Answerer(snapshot, encoder)
    for asked in _lines() if question == "-" else (question,):
        result = answerer.ask(asked, audience)
        print(json.dumps(as_record(answerer, result), ensure_ascii=False) if as_json else _as_text(answerer, result))
        sys.stdout.flush()


def _lines() -> Iterator[str]:
    for line in sys.stdin.buffer:  # whatever the locale, and a file that is no text breaks nothing
        yield line.decode("utf-8", "replace").strip("\ufeff\r\n")


def _as_text(answerer: Answerer, result: Answer) -> str:
    """Return what the bot would show, without its markup; offered articles as lines."""
    view = answers.answer(answerer, result)
    text = html.unescape(re.sub(r"</?[a-z][^>]*>", "", view.text))
    offered = "".join(f"\n· {_offer(answerer, place)}" for place in result.near)
    return f"{text}{offered}\n"


def _offer(answerer: Answerer, place: Place) -> str:
    """Say where an offered article stands, and where it is not in force, that it is not."""
    where = answers.where(answerer.corpus, place)
    if answerer.in_force(place):
        return where
    return f"{where}　{answers.standing(answerer.corpus.document(place), in_force=False)}"


def _citation(answerer: Answerer, citation: Citation) -> dict[str, Any]:
    corpus = answerer.corpus
    document, article = corpus.document(citation.place), corpus.article(citation.place)
    return {
        "file": document.file,
        "document": document.title,
        "article": article.label,
        "path": " ".join(article.path),
        "quote": document.text[citation.quote.start : citation.quote.end],
        "in_force": citation.in_force,
    }


def _candidate(answerer: Answerer, hit: Hit) -> dict[str, Any]:
    corpus = answerer.corpus
    document, article = corpus.document(hit.place), corpus.article(hit.place)
    return {
        "file": document.file,
        "document": document.title,
        "article": article.label,
        "text": corpus.words(hit.place),
        "score": round(hit.score, 4),
    }


def as_record(answerer: Answerer, result: Answer) -> dict[str, Any]:
    """Return the JSON object of one answer (DESIGN.md, What the outside can rely on)."""
    citations = [_citation(answerer, citation) for citation in result.citations]
    answered = result.outcome is Outcome.ANSWERED
    return {
        "question": result.question,
        "answered": answered,
        "confidence": round(result.confidence, 4),
        "answer": citations[0]["quote"] if answered else None,
        "citations": citations,
        "candidates": [_candidate(answerer, hit) for hit in result.candidates],
    }


if __name__ == "__main__":
    typer.run(main)
