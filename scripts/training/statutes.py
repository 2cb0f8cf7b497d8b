"""Lay questions about statutes (STARD, MIT licence, Copyright 2024 THUIR; Su et al., arXiv 2406.15313) as a base.

A folder holds `questions-train.jsonl` ({"id", "question", "gold": [article ids]}) and `articles.jsonl.gz` ({"id",
"name", "text"}). Each law becomes a document and is searched by the same code as the rules.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from index.build import build
from index.corpus import Place
from index.encoder import Encoder, Progress
from index.snapshot import open_snapshot
from knowledge.document import Article, Document, Form, Kind
from scripts.training.examples import Base, embedded

OTHERS = 8_000
"""Articles beside those that answer: all 57,747 take twenty minutes to embed."""
SEED = 0
_NAME = re.compile(r"(?P<law>.*?)(?P<label>第[〇零一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?)?$")
Record = dict[str, str]


def statutes(folder: Path, encoder: Encoder, kept: Path, progress: Progress) -> Base:
    """Index and embed the questions and their articles with `OTHERS` more, chosen by chance.

    Args:
        folder: Where the two files are.
        encoder: The model; one that keeps its vectors saves a second run the time.
        kept: Where the snapshot is written.
        progress: Called with the share of the articles, then of the questions embedded.
    """
    questions = _questions(folder)
    documents, placed = _laws(_chosen(folder, {gold for question in questions for gold in question["gold"]}))
    snapshot = open_snapshot(build(documents, encoder, kept, progress), encoder.name)
    gold = [{placed[name] for name in question["gold"]} for question in questions]
    return embedded(snapshot, encoder, [q["question"] for q in questions], gold.__getitem__, progress)


def lay_questions(folder: Path) -> list[str]:
    """Return the questions, in the order of the file."""
    return [question["question"] for question in _questions(folder)]


def _questions(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "questions-train.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _chosen(folder: Path, gold: set[str]) -> list[Record]:
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        every: list[Record] = [json.loads(line) for line in lines]
    others = [record for record in every if record["id"] not in gold]
    company = {record["id"] for record in random.Random(SEED).sample(others, OTHERS)}  # noqa: S311
    return [record for record in every if record["id"] in gold or record["id"] in company]


def _laws(records: Iterable[Record]) -> tuple[list[Document], dict[str, Place]]:
    """Return one document a law, and where each article stands."""
    laws: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        name = _NAME.match(record["name"])
        laws[name["law"] if name else record["name"]].append(record)
    placed = {
        record["id"]: Place(number, position)
        for number, own in enumerate(laws.values())
        for position, record in enumerate(own)
    }
    return [_document(law, own) for law, own in laws.items()], placed


def _document(law: str, records: Sequence[Record]) -> Document:
    text, articles = "", []
    for record in records:
        name = _NAME.match(record["name"])
        label = (name["label"] or "") if name else ""
        start = len(text)
        text += f"{label} {record['text'].strip()}\n"
        kind = Kind.ARTICLE if label else Kind.TEXT
        articles.append(Article(kind, start, len(text), label, None, "", (), ()))
    return Document(f"{law}.txt", law, Form.REGULATION, text, tuple(articles))
