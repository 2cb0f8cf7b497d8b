"""Reports as pictures that can be read on a phone: how many understood, when they did it, what was hard."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, tzinfo

from bot.study.canvas import BODY, FAINT, LARGE, SMALL, Canvas
from bot.study.report import Report
from bot.study.summary import Studied, Summary
from bot.study.task import Kind, Theme
from bot.words import study as words

_GREEN, _AMBER, _BLUE, _GREY = "#2e8b57", "#e6a117", "#4a86c8", "#b8bec6"
_STANDING = {"understood": _GREEN, "unclear": _AMBER, "unsaid": _BLUE, "open": _GREY}


def of_report(report: Report, zone: tzinfo) -> bytes:
    """Draw what came of a task, as PNG; takes a few hundredths of a second of a thread."""
    canvas, tally = Canvas(), report.tally
    canvas.text(report.task.title, LARGE)
    canvas.text(_facts(report), BODY, FAINT)
    canvas.gap(16)
    canvas.text(words.CHART_UNDERSTOOD.format(understood=tally.understood, people=tally.people))
    canvas.gap(8)
    counts = {name: getattr(tally, name) for name in _STANDING}
    canvas.stacked([(count, _STANDING[name]) for name, count in counts.items()])
    for name, count in counts.items():
        if count:
            canvas.legend(words.STANDING[name], str(count), _STANDING[name])
    canvas.heading(words.CHART_DAYS)
    _climb(canvas, report, zone)
    if report.answers:
        canvas.heading(words.CHART_QUESTIONS)
        for answer in report.answers:
            value = words.CHART_WRONG.format(wrong=answer.first_wrong, tried=answer.tried)
            canvas.bar(answer.question.text, value, answer.share, _AMBER)
    canvas.gap(8)
    canvas.text(words.CHART_MADE.format(moment=report.until.astimezone(zone)), SMALL, FAINT)
    return canvas.png()


def of_summary(summary: Summary) -> bytes:
    """Draw what was studied in a period, as PNG: daily and concentrated apart, rights and duties apart."""
    canvas = Canvas()
    canvas.text(summary.period.label(summary.first), LARGE)
    canvas.text(summary.scope.name, BODY, FAINT)
    canvas.heading(words.CHART_KINDS)
    hours = {kind: studied.hours for kind, studied in summary.kinds.items()}
    for kind, colour in ((Kind.DAILY, _GREEN), (Kind.CONCENTRATED, _BLUE)):
        value = words.CHART_HOURS.format(hours=f"{hours[kind] / 10:g}")
        canvas.bar(kind.label, value, _share(hours, hours[kind]), colour)
    canvas.heading(words.CHART_THEMES)
    _themes(canvas, summary.themes)
    return canvas.png()


def _themes(canvas: Canvas, themes: Mapping[Theme, Studied]) -> None:
    understood = {theme: studied.tally.understood for theme, studied in themes.items()}
    for theme, colour in ((Theme.RIGHT, _GREEN), (Theme.DUTY, _BLUE), (Theme.NEITHER, _GREY)):
        value = words.CHART_TIMES.format(count=understood[theme])
        canvas.bar(theme.label, value, _share(understood, understood[theme]), colour)


def _share(amounts: Mapping[Kind, int] | Mapping[Theme, int], of: int) -> float:
    return of / (max(amounts.values()) or 1)


def _facts(report: Report) -> str:
    task = report.task
    facts = [report.scope.name, task.kind.label, task.theme.label]
    return " · ".join([*facts, *([words.HOURS.format(hours=task.hours_label)] if task.hours else [])])


def _climb(canvas: Canvas, report: Report, zone: tzinfo) -> None:
    if not report.days:
        canvas.text(words.CHART_NOBODY, BODY, FAINT)
        return
    first = min(report.since.astimezone(zone).date(), report.days[0][0])
    last = max(report.until.astimezone(zone).date(), report.days[-1][0])
    whole = max((last - first).days, 1)
    points = [((day - first).days / whole, done) for day, done in report.days]
    canvas.climb(points, max(report.tally.people, 1), (_short(first), _short(last)), _GREEN)


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"
