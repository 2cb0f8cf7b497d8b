"""What comes out of a source file, whatever its format: its text, and what was noticed on the way."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of a source file."""

    text: str
    """One paragraph or table row a line, the numbering Word or a list gives it written out."""
    warnings: tuple[str, ...] = ()
    """Lines in Chinese for the administrator: what could not be read, and where."""
