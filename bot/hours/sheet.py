"""A branch's year of study hours as XLSX, for filing: everybody in the order of the list, nobody ranked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from openpyxl import Workbook

from bot.hours.hours import Filing, Someone
from bot.hours.ledger import Entry, Source
from bot.study.task import Kind
from bot.study.workbook import Value, fill, saved
from bot.words import hours as words


def of_filing(filing: Filing, zone: tzinfo) -> bytes:
    """Return a branch's year as a workbook."""
    book = Workbook()
    rows = [_total(filing, someone) for someone in filing.people]
    fill(book.active, words.SHEET_TOTALS, words.TOTAL_HEADS, rows)
    listed = [row for someone in filing.people for row in _entries(filing, someone)]
    fill(book.create_sheet(), words.SHEET_ENTRIES, words.ENTRY_HEADS, listed)
    fill(book.create_sheet(), words.SHEET_FACTS, (), _facts(filing, zone))
    return saved(book)


def _total(filing: Filing, someone: Someone) -> list[Value]:
    hours = filing.hours[someone.person]
    return [
        someone.name,
        someone.role.label,
        hours[Kind.DAILY] / 10,
        hours[Kind.CONCENTRATED] / 10,
        sum(hours.values()) / 10,
    ]


def _entries(filing: Filing, someone: Someone) -> Iterator[list[Value]]:
    """Yield what somebody's hours are for; short quizzes in one line: on which days is nobody's business."""
    quizzes: list[Entry] = []
    for entry in filing.entries[someone.person]:
        if entry.source is Source.QUIZ:
            quizzes.append(entry)
            continue
        corrected = entry.source is Source.CORRECTION
        title = words.CORRECTION_TITLE.format(reason=entry.title) if corrected else entry.title
        yield [someone.name, entry.day, title, entry.kind.label, entry.tenths / 10]
    if quizzes:
        title = words.QUIZZES_TITLE.format(count=len(quizzes))
        yield [someone.name, None, title, quizzes[0].kind.label, sum(quiz.tenths for quiz in quizzes) / 10]


def _facts(filing: Filing, zone: tzinfo) -> list[list[Value]]:
    total = filing.total
    found: dict[str, Value] = {
        "branch": total.name,
        "year": total.year,
        "people": total.people,
        "daily": total.hours[Kind.DAILY] / 10,
        "concentrated": total.hours[Kind.CONCENTRATED] / 10,
        "reached": total.reached,
        "basis": words.BASIS,
        "order": words.ORDER,
        "made": filing.made.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0),
    }
    return [[words.FACTS[name], value] for name, value in found.items()]
