"""The study tasks of a branch, and how one is getting on: a message that keeps itself up to date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from bot.gatekeeper import Button
from bot.markup import escape
from bot.sending.schedule import SPACING
from bot.study.counts import Counts
from bot.study.task import Reason, Task, TaskState
from bot.views.composing import LABEL, Row, audience_words, duration, moment_words
from bot.views.view import View, button, keyboard_of
from bot.words import compose as words

BAR = 10
_MOVING = (TaskState.SENDING, TaskState.PAUSED, TaskState.SENT)
_BEFORE = (TaskState.SCHEDULED, TaskState.ASKING)
_LATER = (3, 7)
"""Days from now that are offered as a new deadline."""


def listing(tasks: Sequence[Task]) -> View:
    """Show the latest tasks; a press opens one."""
    rows = [
        [button(words.TASK_LINE.format(mark=words.MARKS[t.state], title=t.title)[:LABEL], Button.TASKS, t.id)]
        for t in tasks
    ]
    new = [button(words.NEW_TASK, Button.TASKS, "new")]
    return View(words.TASKS if tasks else words.NO_TASKS, keyboard_of(*rows, new))


def progress(task: Task, counts: Counts, whom: str, now: datetime, zone: tzinfo) -> View:
    """Show how a task is getting on, with what can be done about it."""
    today = now.astimezone(zone).date()
    facts = [task.kind.label]
    if task.hours:
        facts.append(words.HOURS_BUTTON.format(hours=task.hours_label))
    if task.deadline:
        facts.append(words.UNTIL.format(moment=moment_words(task.deadline, zone, today)))
    text = words.PROGRESS.format(
        title=escape(task.title),
        facts=" · ".join(facts),
        audience=escape(audience_words(task.audience, whom)),
        state=task.state.label,
    )
    lines = [text, *_how(task, counts), *_notes(task, counts, zone, now)]
    return View("\n".join(line for line in lines if line), keyboard_of(*_rows(task, counts, zone, now)))


def _how(task: Task, counts: Counts) -> list[str]:
    if task.state in _BEFORE:
        return []
    if task.state is TaskState.CANCELLED:
        return [words.NOTHING_SENT]
    all_ = counts.left + counts.sent + counts.failed + counts.blocked + counts.unknown
    all_ += counts.cancelled + counts.withdrawn
    numbers = [
        words.NUMBERS[name].format(count=count)
        for name, count in (
            ("sent", counts.sent),
            ("left", counts.left),
            ("failed", counts.failed),
            ("blocked", counts.blocked),
            ("unknown", counts.unknown),
            ("cancelled", counts.cancelled),
            ("withdrawn", counts.withdrawn),
        )
        if count or name == "sent"
    ]
    per = all_ // counts.people if counts.people else 1
    left, of = counts.left, all_
    if task.state is TaskState.WITHDRAWN:
        left, of = counts.withdrawing, counts.withdrawing + counts.withdrawn
    lines = [_bar(1 - left / of if of else 1.0), "　".join(numbers)]
    if per > 1:
        lines.append(words.PER_MESSAGE.format(parts=per))
    if task.state is TaskState.SENDING and counts.left:
        lines.append(words.TIME_LEFT.format(time=duration(counts.left * SPACING)))
    if counts.people and task.state in _MOVING:
        lines.append(words.COMPLETED.format(people=counts.people, completed=counts.completed))
    return lines


def _bar(share: float) -> str:
    full = int(share * BAR)
    return words.BAR.format(bar="▰" * full + "▱" * (BAR - full), percent=int(share * 100))


def _notes(task: Task, counts: Counts, zone: tzinfo, now: datetime) -> list[str]:
    notes = []
    if task.state is TaskState.SCHEDULED and task.send_at:
        moment = moment_words(task.send_at, zone, now.astimezone(zone).date())
        notes.append(words.GOES_OUT.format(moment=moment))
    if task.state is TaskState.ASKING:
        notes.append(why(task, zone, now))
    if task.reason is Reason.REFUSED:
        notes.append(words.WHY_PAUSED)
    if counts.unknown and task.state in _MOVING:
        notes.append(words.WHAT_UNKNOWN)
    if task.state is TaskState.WITHDRAWN and counts.sent > counts.withdrawing:
        notes.append(words.WHAT_KEPT)
    return ["", *(f"<i>{escape(note)}</i>" for note in notes)] if notes else []


def why(task: Task, zone: tzinfo, now: datetime) -> str:
    """Say why a task was not sent when it should have been."""
    if task.reason is None or task.reason.value not in words.WHY_ASKING:
        return ""
    at = task.send_at or task.created
    return words.WHY_ASKING[task.reason.value].format(moment=moment_words(at, zone, now.astimezone(zone).date()))


def _rows(task: Task, counts: Counts, zone: tzinfo, now: datetime) -> list[Row]:
    def steer(label: str, what: str) -> Row:
        return [button(label, Button.STEER, what, task.id)]

    rows: list[Row] = []
    if task.state is TaskState.SCHEDULED:
        rows.append(steer(words.CANCEL_TASK, "cancel"))
    if task.state is TaskState.ASKING:
        rows += _decisions(task, zone, now)
    if task.state in _MOVING:
        first = {TaskState.SENDING: steer(words.PAUSE, "pause"), TaskState.PAUSED: steer(words.RESUME, "resume")}
        rows.append(first.get(task.state, []) + steer(words.WITHDRAW, "withdraw"))
    if counts.unknown and task.state in _MOVING:
        rows.append(steer(words.RESEND.format(count=counts.unknown), "resend"))
    if task.state is TaskState.SENT and counts.completed < counts.people:
        rows.append(steer(words.NUDGE, "nudge"))
    return [*rows, [button(words.REFRESH, Button.TASKS, task.id), button(words.TO_LIST, Button.TASKS, "list")]]


def no_more(task: Task) -> View:
    """Say that whoever looked at a task may not see how it is getting on any more."""
    return View(words.NO_MORE_PROGRESS.format(title=escape(task.title)))


def ask_withdraw(task: Task) -> View:
    """Ask before a task is taken back."""
    surely = button(words.WITHDRAW_SURELY, Button.STEER, "withdraw!", task.id)
    text = words.ASK_WITHDRAW.format(title=escape(task.title))
    return View(text, keyboard_of([surely, button(words.BACK, Button.TASKS, task.id)]))


def decide(task: Task, zone: tzinfo, now: datetime) -> View:
    """Ask what to do with a task that was not sent when it should have been."""
    text = words.DECIDE.format(title=escape(task.title), why=escape(why(task, zone, now)))
    return View(text.strip(), keyboard_of(*_decisions(task, zone, now)))


def _decisions(task: Task, zone: tzinfo, now: datetime) -> list[Row]:
    rows: list[Row] = []
    if not task.deadline or task.deadline > now:
        rows.append([button(words.DECIDE_NOW, Button.DECIDE, task.id, 0)])
    else:
        here = now.astimezone(zone)
        rows += [
            [button(words.DECIDE_DAYS.format(moment=here + timedelta(days=days)), Button.DECIDE, task.id, days)]
            for days in _LATER
        ]
    return [*rows, [button(words.DECIDE_NOT, Button.STEER, "cancel", task.id)]]
