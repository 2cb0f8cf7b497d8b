"""Documents and passages as plain JSON, and back."""

from __future__ import annotations

from typing import Any

from knowledge.document import Document
from knowledge.passages import Passage
from knowledge.records import document_from_json, document_to_json


def documents_to_json(documents: list[Document], passages: list[tuple[int, Passage]]) -> dict[str, Any]:
    """Return what `documents_from_json` reads."""
    return {
        "documents": [document_to_json(d) for d in documents],
        "passages": [[number, p.article, p.start, p.end] for number, p in passages],
    }


def documents_from_json(record: dict[str, Any]) -> tuple[list[Document], list[tuple[int, Passage]]]:
    """Return the documents and the (document, passage) pairs of a record."""
    documents = [document_from_json(d) for d in record["documents"]]
    return documents, [(number, Passage(*span)) for number, *span in record["passages"]]
