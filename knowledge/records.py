"""Documents as plain JSON, and back.

Nothing here names a field: how a value is written follows from the type its dataclass gives it, so a field of another
of these types needs no change, and a record written before a field was added takes the field's default.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from knowledge.document import Document


def document_to_json(document: Document) -> dict[str, Any]:
    """Return what `document_from_json` reads: dataclasses as objects, tuples as arrays, dates as ISO strings."""
    record: dict[str, Any] = _plain(document)
    return record


def document_from_json(record: dict[str, Any]) -> Document:
    """Return the document of a record; a field the record lacks takes its default.

    Raises:
        TypeError: The record lacks a field that has no default, or a value is of the wrong kind.
        ValueError: A date or the word of an enumeration is none.
    """
    document: Document = _reader(Document)(record)
    return document


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value of a field
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - any type of a field
    """Return the function that makes a value of a type out of its JSON."""
    if is_dataclass(kind):
        return _dataclass_reader(kind)
    if get_origin(kind) in (Union, types.UnionType):
        (inner,) = (_reader(part) for part in get_args(kind) if part is not types.NoneType)
        return lambda value: None if value is None else inner(value)
    if get_origin(kind) is tuple:
        return _tuple_reader(get_args(kind))
    if kind is date:
        return date.fromisoformat
    return kind if issubclass(kind, StrEnum) else lambda value: value


def _dataclass_reader(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401
    hints = get_type_hints(kind)
    readers = [(field.name, _reader(hints[field.name])) for field in fields(kind) if field.init]
    return lambda record: kind(**{name: read(record[name]) for name, read in readers if name in record})


def _tuple_reader(parts: tuple[Any, ...]) -> Callable[[Any], Any]:
    if parts[-1] is Ellipsis:
        each = _reader(parts[0])
        return lambda values: tuple([each(value) for value in values])
    readers = [_reader(part) for part in parts]
    return lambda values: tuple([read(value) for read, value in zip(readers, values, strict=True)])
