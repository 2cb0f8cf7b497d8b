"""Documents and passages as plain JSON, and back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from knowledge.document import Article, Clause, Document, Edition, Form, Kind, Level
from knowledge.passages import Passage


def documents_to_json(documents: list[Document], passages: list[tuple[int, Passage]]) -> dict[str, Any]:
    """Return what `documents_from_json` reads; dates become ISO strings."""
    return {
        "documents": [asdict(d) | {"edition": _edition_to_json(d.edition)} for d in documents],
        "passages": [[number, p.article, p.start, p.end] for number, p in passages],
    }


def documents_from_json(record: dict[str, Any]) -> tuple[list[Document], list[tuple[int, Passage]]]:
    """Return the documents and the (document, passage) pairs of a record."""
    documents = [_document(d) for d in record["documents"]]
    return documents, [(number, Passage(*span)) for number, *span in record["passages"]]


def _edition_to_json(edition: Edition) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(edition).items()}


def _edition(record: dict[str, Any]) -> Edition:
    dates = {name: date.fromisoformat(record[name]) for name in ("adopted", "effective") if record[name]}
    return Edition(**record | {"adopted": None, "effective": None} | dates)


def _article(record: dict[str, Any]) -> Article:
    return Article(
        kind=Kind(record["kind"]),
        start=record["start"],
        end=record["end"],
        label=record["label"],
        number=tuple(record["number"]) if record["number"] else None,
        heading=record["heading"],
        path=tuple(record["path"]),
        clauses=tuple(Clause(**clause | {"level": Level(clause["level"])}) for clause in record["clauses"]),
    )


def _document(record: dict[str, Any]) -> Document:
    return Document(
        **record
        | {
            "form": Form(record["form"]),
            "articles": tuple(_article(a) for a in record["articles"]),
            "edition": _edition(record["edition"]),
            "warnings": tuple(record["warnings"]),
        }
    )
