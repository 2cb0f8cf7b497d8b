"""What a new base would change: documents, articles, and what is said of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.document import Document, Kind

_Name = tuple[str, int]
"""The label of an article, and how often it has come before in its document."""


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """An article that reads otherwise afterwards."""

    document: str
    """Title of the document."""
    label: str
    """As the text writes it; of text without a number its heading or first words."""
    before: str
    """"" where the article is new."""
    after: str
    """"" where the article is gone."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes from one base to the next; documents by title, in order."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    articles: tuple[ArticleChange, ...] = ()
    """Of the changed documents; a document that is new or gone counts as a whole."""
    marks: tuple[str, ...] = ()
    """Chinese lines: what else is said of a document than before, its standing, its audience, its dates."""

    @property
    def summary(self) -> str:
        """One Chinese line with the numbers."""
        return f"新增{len(self.added)}、修改{len(self.changed)}、移除{len(self.removed)}个文件"


def difference(before: Sequence[Document], after: Sequence[Document]) -> Difference:
    """Compare two bases; a document is the same where its file is of the same name."""
    old = {d.file: d for d in before}
    new = {d.file: d for d in after}
    pairs = [(old[name], new[name]) for name in new if name in old]
    marks = tuple(line for pair in pairs for line in _marks(*pair))
    return Difference(
        added=tuple(d.title for name, d in new.items() if name not in old),
        changed=tuple(b.title for a, b in pairs if a.text != b.text or _marks(a, b)),
        removed=tuple(d.title for name, d in old.items() if name not in new),
        articles=tuple(change for a, b in pairs if a.text != b.text for change in _articles(a, b)),
        marks=marks,
    )


def _articles(before: Document, after: Document) -> list[ArticleChange]:
    old, new = _by_name(before), _by_name(after)
    renumbered = _renumbered(old, new)
    changes = [
        ArticleChange(after.title, name[0], "" if name in renumbered else old.get(name, ""), words)
        for name, words in new.items()
        if old.get(name) != words and name not in renumbered.values()
    ]
    gone = [
        ArticleChange(after.title, name[0], words, "")
        for name, words in old.items()
        if name not in renumbered and (name not in new or name in renumbered.values())
    ]
    return changes + gone


def _renumbered(old: dict[_Name, str], new: dict[_Name, str]) -> dict[_Name, _Name]:
    """Return the articles that only have another number, before and after: what follows an article put in between."""
    moved = {_body(name, words): name for name, words in new.items() if old.get(name) != words}
    return {
        name: moved[body]
        for name, words in old.items()
        if new.get(name) != words and name[0] and (body := _body(name, words)) in moved
    }


def _body(name: _Name, words: str) -> str:
    return words.removeprefix(name[0]).strip()


def _by_name(document: Document) -> dict[_Name, str]:
    """Return the words of each article by label and how often the label came before; text by its first words."""
    found: dict[_Name, str] = {}
    seen: Counter[str] = Counter()
    for article in document.articles:
        if article.kind is Kind.HEADING:
            continue
        words = document.words(article)
        label = article.label or article.heading or words[:12]
        seen[label] += 1
        found[label, seen[label]] = words
    return found


def _marks(before: Document, after: Document) -> list[str]:
    said = {
        "标题": (before.title, after.title),
        "受众": (before.audience.label, after.audience.label),
        "发文机关": (before.edition.issuer, after.edition.issuer),
        "文号": (before.edition.number, after.edition.number),
        "通过日期": (before.edition.adopted, after.edition.adopted),
        "施行日期": (before.edition.effective, after.edition.effective),
        "取代它的": (before.edition.superseded_by, after.edition.superseded_by),
        "废止": (before.edition.repealed, after.edition.repealed),
    }
    return [f"《{after.title}》{name}：{_plain(a)} → {_plain(b)}" for name, (a, b) in said.items() if a != b]


def _plain(value: object) -> str:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value or "无")
