"""A batch of documents as one message: what has come, how far the check is, what it would change, what became of it."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from bot import words
from bot.documents.batch import Batch, Stage
from bot.gatekeeper import Button
from bot.markup import bold, escape, units
from bot.views.difference import article_change
from bot.views.golden import rates
from bot.views.view import View, button, keyboard_of
from index.difference import ArticleChange
from index.draft import REJECTED, Draft, Source
from index.golden import Verdict
from index.reindex import CHECKING, EMBEDDING, PARSING, PUBLISHING, READING

_FILES = 30
"""Files listed by name in one message."""
_CELLS = 12
_WEIGHTS = {READING: 0.05, PARSING: 0.2, EMBEDDING: 0.55, CHECKING: 0.15, PUBLISHING: 0.05}
"""Shares of the bar, about as long as the stages take."""
ROOM = 2400
"""UTF-16 units on one page: some four screens of a phone."""
_SHOWN = 120
"""Articles whose changes are shown; who wants more compares the files."""
_QUESTIONS = 5
_TAG = re.compile(r"<[^>]+>")
Page = tuple[str, int]
"""What a page says, as HTML, and how many changed articles come after it."""


def received(batch: Batch) -> View:
    """List what has come, or say what is to be checked again."""
    lines = [escape(batch.note), ""] if batch.note else []
    if batch.files:
        lines.append(escape(words.RECEIVED.format(count=len(batch.files))))
        lines += [_file(u.name, u.size, replaced=u.replaced) for u in batch.files[:_FILES]]
    else:
        lines.append(escape(_what(batch)))
    if len(batch.files) > _FILES:
        lines.append(escape(words.AND_MORE_FILES.format(count=len(batch.files) - _FILES)))
    label = words.CHECK_AGAIN if batch.note else words.CHECK
    check = [button(label, Button.CHECK, batch.number), button(words.GIVE_UP, Button.GIVE_UP, batch.number)]
    return View("\n".join(lines), keyboard_of(check))


def _file(name: str, size: int, *, replaced: bool) -> str:
    readable = f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{max(1, size // 1024)} KB"
    line = words.RECEIVED_FILE.format(name=name, size=readable)
    return escape(line + words.RECEIVED_SAME_NAME * replaced)


def _what(batch: Batch) -> str:
    """Name what a batch changes."""
    if batch.files:
        return words.WHAT_FILES.format(count=len(batch.files))
    if batch.remove:
        return words.WHAT_REMOVAL.format(name=batch.remove[0])
    return words.WHAT_CORRECTION.format(name=next(iter(batch.correct), ""))


def stages(now: str, mark: str = words.STAGE_NOW) -> str:
    """Show which stages are over, how the one named stands, and which are to come."""
    names = list(words.STAGES)
    at = names.index(now)
    marks = [words.STAGE_DONE] * at + [mark] + [words.STAGE_TO_COME] * (len(names) - at - 1)
    return " ".join(f"{mark}{words.STAGES[name]}" for mark, name in zip(marks, names, strict=True))


def progress(batch: Batch, stage: str, share: float) -> View:
    """Show how far a check is."""
    before = list(_WEIGHTS)[: list(_WEIGHTS).index(stage)]
    done = sum(_WEIGHTS[name] for name in before) + _WEIGHTS[stage] * share
    full = min(_CELLS, int(done * _CELLS))
    bar = "▰" * full + "▱" * (_CELLS - full)
    begun = words.CHECK_BEGUN.format(what=_what(batch))
    text = f"{begun}\n\n{stages(stage)}\n{bar} {words.STAGES[stage]}{share:.0%}"
    return View(escape(text), keyboard_of([button(words.GIVE_UP, Button.GIVE_UP, batch.number)]))


def stopping() -> View:
    """Say that a check is about to end."""
    return View(escape(words.CHECK_STOPPING))


def nothing_readable(sources: Sequence[Source]) -> View:
    """Say why nothing of what has come can be used."""
    return _verdict(words.NOTHING_READABLE, sources)


def unchanged(draft: Draft) -> View:
    """Say that there is nothing to publish."""
    return _verdict(words.NOTHING_TO_CHANGE, draft.documents)


def _verdict(verdict: str, sources: Sequence[Source]) -> View:
    """Say how a check ended, and why files were of no use, as many as fit."""
    lines, problems = [bold(verdict)], _problems(sources)
    room = ROOM
    for number, problem in enumerate(problems):
        room -= units(problem) + 1
        if room < 0:
            lines.append(escape(words.AND_MORE_FILES.format(count=len(problems) - number)))
            break
        lines.append(problem)
    return View("\n".join(lines))


def preview(batch: Batch, draft: Draft, page: int = 0) -> View:
    """Show what would change, and let the administrator decide."""
    pages = preview_pages(draft)
    page = min(page, len(pages) - 1)
    text, after = pages[page]
    turn = []
    if page > 0:
        turn.append(button(words.PREVIOUS_PAGE, Button.DRAFT, batch.number, page - 1))
    if page < len(pages) - 1:
        label = words.NEXT_CHANGES.format(count=after) if after else words.NEXT_PAGE
        turn.append(button(label, Button.DRAFT, batch.number, page + 1))
    discard = button(words.DISCARD, Button.DISCARD, batch.number)
    if draft.gate.passed:
        decide = [button(words.PUBLISH, Button.PUBLISH, batch.number), discard]
    else:
        decide = [discard, button(words.PUBLISH_ANYWAY, Button.PUBLISH_ANYWAY, batch.number)]
    if len(pages) > 1:
        text += "\n\n" + escape(words.PAGE.format(page=page + 1, pages=len(pages)))
    return View(text, keyboard_of(turn, decide))


def preview_pages(draft: Draft) -> list[Page]:
    """Return all that is to be said of a draft, page by page: the verdict first, then problems, then the changes."""
    changes = draft.difference.articles
    shown = [article_change(change) for change in changes[:_SHOWN]]
    parts = [(line, 0) for line in _summary(draft)] + [("\n" + change, 1) for change in shown]
    if len(changes) > len(shown):
        parts.append(("\n" + escape(words.CHANGES_NOT_SHOWN.format(count=len(changes) - len(shown))), 0))
    pages: list[Page] = []
    page, room, left = "", ROOM, len(shown)
    for part, articles in parts:
        needed = units(html.unescape(_TAG.sub("", part))) + 1
        if page and needed > room:
            pages.append((page, left))
            page, room = "", ROOM
        page = f"{page}\n{part}" if page else part.lstrip("\n")
        room -= needed
        left -= articles
    return [*pages, (page, 0)]


def _summary(draft: Draft) -> list[str]:
    difference = draft.difference
    documents = (
        [words.DOCUMENT_ADDED.format(title=title) for title in difference.added]
        + [words.DOCUMENT_CHANGED.format(title=title) for title in difference.changed]
        + [words.DOCUMENT_REMOVED.format(title=title) for title in difference.removed]
        + list(difference.marks)
    )
    head = [escape(stages(PUBLISHING, words.STAGE_TO_COME)), bold(words.CHECKED)]
    lines = [difference.summary, *_articles(difference.articles), *_golden(draft.gate)]
    problems = _problems(draft.documents)
    return [
        *head, "", *(escape(line) for line in lines), *(["", *problems] if problems else []), "",
        *(escape(line) for line in documents),
    ]  # fmt: skip


def _articles(changes: Sequence[ArticleChange]) -> list[str]:
    """Count how many articles of the changed documents are new, changed and gone."""
    counted = (
        (words.ARTICLES_ADDED, sum(not c.before for c in changes)),
        (words.ARTICLES_CHANGED, sum(bool(c.before and c.after) for c in changes)),
        (words.ARTICLES_GONE, sum(not c.after for c in changes)),
    )
    counts = "、".join(template.format(count=count) for template, count in counted if count)
    return [words.IN_TOTAL.format(counts=counts)] if counts else []


def _golden(gate: Verdict) -> list[str]:
    """Say how the golden questions fare."""
    lines = [] if gate.passed else [words.GOLDEN_FAILED.format(reason=gate.reason)]
    if gate.asked:
        lines.append(rates(gate.asked, gate.before, gate.after))
    if gate.worse:
        lines.append(words.GOLDEN_WORSE.format(questions=_listed(gate.worse)))
    if gate.better:
        lines.append(words.GOLDEN_BETTER.format(questions=_listed(gate.better)))
    if gate.absent:
        lines.append(words.GOLDEN_ABSENT.format(count=len(gate.absent)))
    return lines


def _listed(questions: Sequence[str]) -> str:
    more = words.QUESTIONS_MORE.format(count=len(questions)) if len(questions) > _QUESTIONS else ""
    return "".join(f"「{question}」" for question in questions[:_QUESTIONS]) + more


def _problems(sources: Sequence[Source]) -> list[str]:
    """Return why files were refused, then what was noticed in the others, one line each."""
    refused = [words.FILE_REFUSED.format(reason=s.error) for s in sources if s.status == REJECTED]
    noticed = [words.FILE_WARNING.format(file=s.file, warning=w) for s in sources for w in s.warnings]
    return [escape(line) for line in refused + noticed]


def ask_publish_anyway(batch: Batch, draft: Draft) -> View:
    """Ask a second time before something is published that did not pass the golden questions."""
    text = escape(words.ASK_PUBLISH_ANYWAY.format(reason=draft.gate.reason))
    surely = button(words.PUBLISH_SURELY, Button.PUBLISH_SURELY, batch.number)
    return View(text, keyboard_of([button(words.NO, Button.DRAFT, batch.number, 0), surely]))


def published(summary: str) -> View:
    """Say that it is in use."""
    return View(escape(f"{stages(PUBLISHING, words.STAGE_DONE)}\n{words.PUBLISHED.format(summary=summary)}"))


def stale(batch: Batch, reason: str) -> View:
    """Say why a draft cannot be published any more, and offer to check again."""
    again = button(words.CHECK_AGAIN, Button.CHECK, batch.number)
    return View(escape(reason), keyboard_of([again, button(words.DISCARD, Button.DISCARD, batch.number)]))


def standing(batch: Batch, draft: Draft | None) -> View:
    """Show how a batch stands that is not being checked."""
    if batch.stage is Stage.CHECKED:
        return preview(batch, draft) if draft else stale(batch, words.STALE)
    return received(batch)
