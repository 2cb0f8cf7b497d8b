"""Reports as XLSX, for filing and for looking closer at a desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from openpyxl import Workbook

from bot.study.report import Part, People, Report
from bot.study.results import Answers
from bot.study.summary import Summary
from bot.study.tally import Tally
from bot.study.workbook import Value, fill, saved
from bot.words import study as words


def of_report(report: Report, people: People | None, parts: Sequence[Part], zone: tzinfo) -> bytes:
    """Return a report as a workbook.

    Args:
        report: The report.
        people: Who has done it and who has not; None where the viewer may not see names.
        parts: The results of the branches below, for those above them.
        zone: The time zone people live in.
    """
    book = Workbook()
    fill(book.active, words.SHEET_FACTS, (), _facts(report, zone))
    if people:
        fill(book.create_sheet(), words.SHEET_PEOPLE, words.PEOPLE_HEADS, _people(people, zone))
    if parts:
        rows = [[part.name, *_counts(part.tally)] for part in parts]
        fill(book.create_sheet(), words.SHEET_PARTS, words.PART_HEADS, rows)
    if report.answers:
        fill(book.create_sheet(), words.SHEET_QUESTIONS, words.QUESTION_HEADS, map(_question, report.answers))
    return saved(book)


def of_summary(summary: Summary, zone: tzinfo) -> bytes:
    """Return what was studied in a period as a workbook."""
    book = Workbook()
    groups = [(kind.label, studied) for kind, studied in summary.kinds.items()]
    groups += [(theme.label, studied) for theme, studied in summary.themes.items()]
    rows: list[list[Value]] = [
        [label, studied.tasks, studied.tally.understood, studied.tally.done, studied.hours / 10]
        for label, studied in groups
    ]
    fill(book.active, words.SHEET_KINDS, words.KIND_HEADS, rows)
    tasks = [
        [
            _day(task.started, zone),
            task.title,
            task.kind.label,
            task.theme.label,
            task.hours / 10,
            tally.people,
            tally.understood,
            tally.done,
            tally.open,
        ]
        for task, tally in summary.tasks
    ]
    fill(book.create_sheet(), words.SHEET_TASKS, words.TASK_HEADS, tasks)
    if summary.hardest:
        fill(book.create_sheet(), words.SHEET_QUESTIONS, words.QUESTION_HEADS, map(_question, summary.hardest))
    return saved(book)


def _facts(report: Report, zone: tzinfo) -> list[list[Value]]:
    task, tally, reached = report.task, report.tally, report.reached
    found: dict[str, Value] = {
        "title": task.title,
        "scope": report.scope.name,
        "kind": task.kind.label,
        "theme": task.theme.label,
        "hours": task.hours / 10,
        "sent_at": _minute(report.since, zone),
        "deadline": _minute(task.deadline, zone),
        "people": tally.people,
        "understood": tally.understood,
        "unclear": tally.unclear,
        "unsaid": tally.unsaid,
        "open": tally.open,
        "sent": reached.sent,
        "waiting": reached.waiting,
        "failed": reached.failed,
        "blocked": reached.blocked,
        "unknown": reached.unknown,
        "absent": reached.absent,
        "made": _minute(report.until, zone),
    }
    return [[words.FACT_NAMES[name], value] for name, value in found.items()]


def _people(people: People, zone: tzinfo) -> list[list[Value]]:
    states = words.PERSON_STATES
    rows: list[list[Value]] = [[p.name, states["done"], _minute(p.done, zone)] for p in people.done]
    rows += [[person.name, states["open"], None] for person in people.open]
    return rows + [[name, states["absent"], None] for name in people.absent]


def _counts(tally: Tally) -> list[Value]:
    return [tally.people, tally.understood, tally.unclear, tally.unsaid, tally.open]


def _question(answer: Answers) -> list[Value]:
    question, article = answer.question, answer.task.article
    named = f"《{article.document}》{article.label}" if article else question.explanation
    right = question.options[question.right]
    return [question.text, right, named, answer.tried, answer.first_wrong, answer.still_wrong]


def _minute(moment: datetime | None, zone: tzinfo) -> datetime | None:
    """Return a moment as people have it; Excel knows no time zones."""
    return moment.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0) if moment else None


def _day(moment: datetime | None, zone: tzinfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None
