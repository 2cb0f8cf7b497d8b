"""Templates of what a branch holds again and again; what they say stands in `templates.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from bot.markup import escape
from bot.study.composition import Composition, Given, Step
from bot.study.parts import PartKind
from bot.study.task import Kind, Piece
from bot.words import compose as words

_FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of meeting.

    Attributes:
        name: What it is called.
        title: Of the task; `{year}`, `{quarter}` and `{month}` are filled in.
        kind: Which education it belongs to.
        hours: In tenths.
        often: How often the rule wants it.
        steps: How it is done.
        basis: The articles it rests on.
    """

    name: str
    title: str
    kind: Kind
    hours: int
    often: str
    steps: tuple[str, ...]
    basis: str


@cache
def templates() -> tuple[Template, ...]:
    """Return all of them."""
    records = tomllib.loads(_FILE.read_text(encoding="utf-8"))["template"]
    return tuple(Template(**{**r, "kind": Kind(r["kind"]), "steps": tuple(r["steps"])}) for r in records)


def begun(composition: Composition, template: Template, today: date) -> Composition:
    """Put a template's words before what was given already."""
    text = words.TEMPLATE.format(
        often=escape(template.often),
        steps="\n".join(f"{number}. {escape(step)}" for number, step in enumerate(template.steps, 1)),
        basis=escape(template.basis),
    )
    given = Given(Piece(PartKind.TEXT, text))
    return replace(
        composition,
        step=Step.CONTENT,
        given=(given, *(old for old in composition.given if old.messages)),
        title=template.title.format(year=today.year, quarter=(today.month + 2) // 3, month=today.month),
        kind=template.kind,
        hours=template.hours,
        template=template.name,
        article=None,
        questions=(),
    )
