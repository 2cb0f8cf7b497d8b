"""What an import comes to, and how its cells name a branch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was left out: its number as spreadsheet programs count, and why, in Chinese."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Invited:
    """An invite for somebody imported without a Telegram id; the payload is seen this once only."""

    row: int
    name: str
    branch: str
    payload: str = field(repr=False)


@dataclass(slots=True)
class Imported:
    """What an import came to.

    Attributes:
        added: Rows that were new.
        changed: Rows that changed what was there.
        unchanged: Rows that were there already.
        rejected: Rows that were left out.
        invites: For those who have no Telegram id yet.
        awaited: How many have an earlier invite that is still good, whose code cannot be shown again.
        warnings: What somebody should look at, in Chinese.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    invites: list[Invited] = field(default_factory=list)
    awaited: int = 0
    warnings: list[str] = field(default_factory=list)

    def reject(self, row: int, reason: str) -> None:
        """Leave a row out."""
        self.rejected.append(Rejected(row, reason))


class Directory:
    """Finds branches by code or, where only one has it, by name."""

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        """Take (code, name) of every branch."""
        self._codes: set[str] = set()
        self._by_name: dict[str, list[str]] = {}
        for code, name in named:
            self._codes.add(code)
            self._by_name.setdefault(name, []).append(code)

    def find(self, text: str) -> str | None:
        """Return the code that a cell means, None where there is no such branch or there are several."""
        if text in self._codes:
            return text
        found = self._by_name.get(text, [])
        return found[0] if len(found) == 1 else None

    def why_not(self, text: str) -> str:
        """Say why a cell names no branch."""
        if len(self._by_name.get(text, [])) > 1:
            return f"有几个支部都叫“{text}”，请写支部编码"
        return f"没有编码为“{text}”的支部"
