"""A study task as the person who has received it sees it: its buttons, its questions, reminders, the list of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import words as common
from bot.consulting.consultation import Kind as Consultation
from bot.gatekeeper import Button
from bot.markup import bold, cut, escape
from bot.study.assignment import Assignment, Feeling
from bot.study.completion import Studies
from bot.study.delivery import Delivery
from bot.study.quiz import explained
from bot.study.reminder_times import Choice
from bot.study.task import Kind, Question
from bot.views.view import View, button, keyboard_of
from bot.words import study as words
from index.answer import Answerer
from index.corpus import Place

LISTED = 10
"""Tasks shown of one kind in one message."""
DONE_LISTED = 5
_LABEL = 30
"""UTF-16 units of a title on a button."""


def fresh(delivery: Delivery) -> InlineKeyboardMarkup | None:
    """Return the buttons under a task that has just arrived."""
    return _keyboard(delivery.task, [_to_do(delivery.task, delivery.questions)], words.REMIND_LATER)


def keyboard(own: Assignment, zone: tzinfo) -> InlineKeyboardMarkup | None:
    """Return the buttons under a task as they stand now."""
    number = own.task.id
    if own.completed is None:
        later = words.REMIND_SET.format(moment=own.remind_at.astimezone(zone)) if own.remind_at else words.REMIND_LATER
        return _keyboard(number, [_to_do(number, len(own.task.questions))], later)
    again = [_again(own)] if own.wrong else []
    done = words.UNDERSTOOD if own.task.questions and own.understood else words.DONE_ALREADY
    return _keyboard(number, [button(done, Button.TASK_DONE, number), *again], "")


def _to_do(task: int, questions: int) -> InlineKeyboardButton:
    if questions:
        return button(words.TAKE_QUIZ.format(count=questions), Button.TASK_QUIZ, task)
    return button(words.TASK_DONE, Button.TASK_DONE, task)


def _again(own: Assignment) -> InlineKeyboardButton:
    return button(words.WRONG_AGAIN.format(count=len(own.wrong)), Button.TASK_QUIZ, own.task.id)


def _keyboard(task: int, first: list[InlineKeyboardButton], later: str) -> InlineKeyboardMarkup | None:
    second = [button(words.HAVE_DOUBT, Button.TASK_DOUBT, task)]
    return keyboard_of(first, second + ([button(later, Button.TASK_LATER, task)] if later else []))


def times(own: Assignment, offered: Mapping[Choice, datetime], zone: tzinfo) -> InlineKeyboardMarkup | None:
    """Return the times at which one can be reminded, as buttons."""
    rows = [
        [
            button(
                words.REMIND_TIMES[choice].format(moment=moment.astimezone(zone)),
                Button.TASK_REMIND,
                own.task.id,
                choice,
            )
        ]
        for choice, moment in offered.items()
    ]
    none = [button(words.NO_REMINDER, Button.TASK_REMIND, own.task.id, "none")] if own.remind_at else []
    return keyboard_of(*rows, [*none, button(words.TO_TASK, Button.TASK_REMIND, own.task.id, "back")])


def where(answerer: Answerer, article: str) -> str:
    """Name the article a question is from, as the text has it now; "" where there is none."""
    place = answerer.corpus.find(article) if article else None
    if place is None:
        return ""
    document, found = answerer.corpus.document(place), answerer.corpus.article(place)
    return words.BASIS.format(document=document.title, label=found.label or found.heading)


def outcome(own: Assignment, answerer: Answerer) -> View:
    """Say how the questions went; the first time also ask how the study was."""
    task, wrong = own.task, own.wrong
    lines = [_credited(own, words.ALL_RIGHT if not wrong else words.SOME_RIGHT)]
    lines += [_corrected(task.questions[place], answerer) for place in wrong]
    rows = [[_again(own)]] if wrong else []
    if not own.asked_feedback:
        lines.append(escape(words.HOW_WAS_IT))
        rows.append(_feelings(own))
    return View("\n\n".join(lines), keyboard_of(*rows))


def _corrected(question: Question, answerer: Answerer) -> str:
    right = words.RIGHT_ANSWER.format(answer=question.options[question.right])
    reason = explained(question, where(answerer, question.article))
    return "\n".join([bold(question.text), *(escape(line) for line in (right, reason) if line)])


def done(own: Assignment) -> View:
    """Say that it is noted, and ask how the study was."""
    return View(f"{_credited(own, words.TASK_NOTED)}\n\n{escape(words.HOW_WAS_IT)}", keyboard_of(_feelings(own)))


def _credited(own: Assignment, template: str) -> str:
    questions = len(own.task.questions)
    text = template.format(title=own.task.title, count=questions, right=questions - len(own.wrong))
    if own.task.hours:
        text += words.CREDITED.format(hours=own.task.hours_label)
    if own.completed and own.is_late(own.completed):
        text += words.DONE_LATE
    return escape(text)


def _feelings(own: Assignment) -> list[InlineKeyboardButton]:
    return [button(feeling.label, Button.TASK_FELT, own.task.id, feeling) for feeling in Feeling]


def felt(own: Assignment, feeling: Feeling) -> InlineKeyboardMarkup | None:
    """Return the buttons once somebody has said how it was."""
    said = button(words.FELT_SO.format(feeling=feeling.label), Button.TASK_FELT, own.task.id, feeling)
    return keyboard_of([_again(own)] if own.wrong else [], [said])


def lost(place: str | None) -> View:
    """Offer ways on to somebody who did not understand; `place` is the id of the article it was about."""
    return View(escape(words.WAS_LOST), _ways_on(place))


def doubt(own: Assignment, answerer: Answerer, place: Place | None) -> View:
    """Invite to ask about a task, about its article where it has one."""
    if place is None:
        return View(escape(words.ASK_AWAY.format(title=own.task.title)), _ways_on(None))
    document, article = answerer.corpus.document(place), answerer.corpus.article(place)
    named = words.ARTICLE_NAMED.format(document=document.title, label=article.label or article.heading)
    return View(escape(words.ASK_ABOUT.format(article=named)), _ways_on(answerer.corpus.id(place)))


def _ways_on(place: str | None) -> InlineKeyboardMarkup | None:
    read = [button(common.READ, Button.READ, place, 0)] if place else []
    return keyboard_of([*read, button(common.CONSULT_THIS, Button.CONSULT, Consultation.QUESTION.value)])


def pointer(own: Assignment, zone: tzinfo) -> View:
    """Point to a task, in answer to the message it begins with."""
    return View(words.HERE_IT_IS.format(task=_line(own, zone)), keyboard(own, zone))


def reminder(tasks: Sequence[Assignment], zone: tzinfo) -> View:
    """Remind of what is still to be done."""
    if len(tasks) == 1:
        return View(words.REMINDER.format(task=_line(tasks[0], zone)), keyboard(tasks[0], zone))
    lines = [f"• {_line(own, zone)}" for own in tasks[:LISTED]]
    if len(tasks) > LISTED:
        lines.append(words.MORE_TASKS.format(count=len(tasks) - LISTED))
    text = words.REMINDERS.format(count=len(tasks), tasks="\n".join(lines))
    return View(text, keyboard_of(*([_open(own)] for own in tasks[:LISTED])))


def _line(own: Assignment, zone: tzinfo) -> str:
    """Name a task with what matters of it, as HTML."""
    facts = []
    if own.task.deadline:
        facts.append(words.UNTIL.format(deadline=own.task.deadline.astimezone(zone)))
    if own.task.hours:
        facts.append(words.HOURS.format(hours=own.task.hours_label))
    if own.task.questions and not own.completed:
        facts.append(words.QUESTIONS.format(count=len(own.task.questions)))
    return " · ".join([bold(own.task.title), *facts])


def _open(own: Assignment) -> InlineKeyboardButton:
    title = own.task.title
    short = title if cut(title, _LABEL) == title else cut(title, _LABEL) + "…"
    return button(words.GO_TO.format(title=short), Button.OPEN_TASK, own.task.id)


def studies(found: Studies, zone: tzinfo) -> View:
    """Show all study tasks of somebody: what is open, what is done, the hours of this year."""
    sections = [_section(words.OPEN_TASKS, found.open[:LISTED], len(found.open), zone)]
    sections.append(_section(words.MISSED_TASKS, found.missed[:LISTED], len(found.missed), zone))
    done = [f"✅ {_line(own, zone)}" for own in found.done[:DONE_LISTED]]
    if done:
        sections.append("\n".join([words.DONE_SO_FAR.format(count=len(found.done)), *done]))
    if not any(sections):
        sections.append(words.NO_TASKS)
    elif not found.open:
        sections[0] = words.ALL_DONE
    daily, concentrated = found.hours[Kind.DAILY] / 10, found.hours[Kind.CONCENTRATED] / 10
    sections.append(words.HOURS_THIS_YEAR.format(daily=f"{daily:g}", concentrated=f"{concentrated:g}"))
    rows = [[_open(own)] for own in (*found.open, *found.missed)[:LISTED]]
    if found.quiet_until:
        sections.append(words.QUIET_NOW.format(until=found.quiet_until.astimezone(zone)))
        rows.append([button(words.QUIET_NO_MORE, Button.QUIET, 0)])
    elif found.open:
        rows.append([button(label, Button.QUIET, days) for days, label in words.QUIET_FOR.items()])
    return View("\n\n".join(filter(None, sections)), keyboard_of(*rows))


def _section(head: str, shown: Sequence[Assignment], count: int, zone: tzinfo) -> str:
    if not shown:
        return ""
    lines = [head.format(count=count)]
    for own in shown:
        reminded = words.REMIND_SET.format(moment=own.remind_at.astimezone(zone)) if own.remind_at else ""
        lines.append(f"• {_line(own, zone)}{' · ' if reminded else ''}{reminded}")
    if count > len(shown):
        lines.append(words.MORE_TASKS.format(count=count - len(shown)))
    return "\n".join(lines)
