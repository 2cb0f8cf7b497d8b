"""From classified paragraphs to the articles of a document: the step all forms share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from knowledge.document import Article, Clause, Kind, Level
from knowledge.paragraphs import Paragraph

FLEETING = 9
"""Rank of a heading that ends where the next section or heading begins (前言, 【解读】)."""

_GROUP = 600
"""A stretch of unnumbered paragraphs is cut into texts of about so many characters, each short enough to show."""

Splitter = Callable[["Block"], tuple[Clause, ...]]


@dataclass(slots=True)
class Block:
    """Paragraphs that become one article (unnumbered text: one or more)."""

    kind: Kind
    paragraphs: list[Paragraph]
    label: str = ""
    number: tuple[int, int] | None = None
    heading: str = ""
    rank: int | None = None
    """Of a heading: its depth in the path, 0 the outermost; None for one that names nothing below it (a title)."""

    start: int = field(init=False)

    def __post_init__(self) -> None:
        self.start = self.paragraphs[0].start

    @property
    def end(self) -> int:
        """Offset behind the last paragraph."""
        return self.paragraphs[-1].end


def heading(paragraphs: list[Paragraph], words: str, rank: int | None) -> Block:
    """Return the block of a heading."""
    return Block(Kind.HEADING, paragraphs, heading=words, rank=rank)


def articles(blocks: Iterable[Block], split: Splitter) -> tuple[Article, ...]:
    """Turn blocks into articles, each with the headings above it.

    Args:
        blocks: In the order of the text.
        split: Cuts a numbered block into its clauses.
    """
    path: dict[int, str] = {}
    made: list[Article] = []
    for block in blocks:
        if block.kind is Kind.HEADING and block.rank is not None:
            path = {rank: words for rank, words in path.items() if rank < block.rank}
        if block.kind is Kind.SECTION:
            path = {rank: words for rank, words in path.items() if rank < FLEETING}
        above = tuple(path[rank] for rank in sorted(path) if path[rank])
        if block.kind is Kind.TEXT:
            made.extend(_article(part, above, _plain_clauses(part)) for part in _groups(block))
        elif block.kind is Kind.HEADING:
            made.append(_article(block, above, _plain_clauses(block)))
            if block.rank is not None:
                path[block.rank] = block.heading
        else:
            made.append(_article(block, above, split(block)))
    return tuple(made)


def _article(block: Block, path: tuple[str, ...], clauses: tuple[Clause, ...]) -> Article:
    return Article(block.kind, block.start, block.end, block.label, block.number, block.heading, path, clauses)


def _plain_clauses(block: Block) -> tuple[Clause, ...]:
    return tuple(Clause(p.start, p.end, Level.PARAGRAPH, "") for p in block.paragraphs)


def _groups(block: Block) -> list[Block]:
    groups: list[list[Paragraph]] = []
    size = 0
    for paragraph in block.paragraphs:
        if not groups or size + len(paragraph.words) > _GROUP:
            groups.append([])
            size = 0
        groups[-1].append(paragraph)
        size += len(paragraph.words)
    return [Block(Kind.TEXT, group) for group in groups]
