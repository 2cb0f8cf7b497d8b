"""The published versions of the knowledge base as messages."""

from __future__ import annotations

from datetime import datetime

from bot import words
from bot.documents.publishing import Version
from bot.gatekeeper import Button
from bot.markup import bold, escape
from bot.views.view import View, button, keyboard_of


def when(moment: datetime) -> str:
    """Return a moment as people read it."""
    return f"{moment:%-m月%-d日 %H:%M}"


def versions(found: list[tuple[Version, str]]) -> View:
    """List versions, each with who published it, "" where nobody knows."""
    lines = [escape(words.VERSIONS)]
    rows = []
    for version, who in found:
        manifest = version.manifest
        what = manifest.summary or words.FIRST_VERSION
        line = words.VERSION.format(
            when=bold(when(version.created)),
            mark=words.IN_USE if version.in_use else "",
            documents=manifest.documents,
            articles=manifest.articles,
            what=escape(words.VERSION_BY.format(what=what, who=who) if who else what),
        )
        lines.append(line)
        if not version.in_use:
            label = words.ROLL_BACK_TO.format(when=when(version.created))
            rows.append([button(label, Button.ROLLBACK, manifest.id)])
    if not rows:
        lines.append(escape(words.NO_EARLIER_VERSION))
    return View("\n\n".join(lines), keyboard_of(*rows))


def ask_rollback(version: Version) -> View:
    """Ask before an earlier version is put into use again."""
    manifest = version.manifest
    text = words.ASK_ROLLBACK.format(
        when=when(version.created), documents=manifest.documents, articles=manifest.articles
    )
    surely = button(words.ROLL_BACK_SURELY, Button.ROLLBACK_SURELY, manifest.id)
    return View(escape(text), keyboard_of([button(words.NO, Button.VERSIONS), surely]))


def rolled_back(version: Version) -> View:
    """Say that an earlier version is in use again."""
    text = words.ROLLED_BACK.format(when=when(version.created))
    return View(escape(text), keyboard_of([button(words.BACK_TO_VERSIONS, Button.VERSIONS)]))
