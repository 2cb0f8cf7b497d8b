"""A study task being composed, step by step; every step is the same message, changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.gatekeeper import Button
from bot.markup import bold, cut, escape
from bot.study.audience import Audience
from bot.study.composition import MAIN, Composition, Given, Step, before
from bot.study.parts import TEXTS, plain
from bot.study.questions import as_typed, read_question
from bot.study.task import QUESTIONS, TITLE_LENGTH, Kind, Question, Task, Theme
from bot.study.tasks import Preview
from bot.study.templates import Template
from bot.views.view import View, button, keyboard_of
from bot.words import compose as words

HOURS = (0, 5, 10, 15, 20, 40)
"""Study hours on buttons, in tenths."""
_WEEKDAYS = "一二三四五六日"
LABEL = 40
"""Characters a phone shows on a button."""
Row = list[InlineKeyboardButton]


def do(label: str, *what: object) -> InlineKeyboardButton:
    """Return a button of this dialog."""
    return button(label, Button.COMPOSE, *what)


def to(label: str, step: Step) -> InlineKeyboardButton:
    """Return a button that leads to a step."""
    return do(label, "to", step)


def panel(c: Composition, text: str, *rows: Row, note: str = "") -> View:
    """Return a step with its heading, what is wrong, and the ways back and out."""
    main = c.step if c.step in MAIN else before(c.step)
    place = MAIN.index(main)
    head = words.STEP.format(place=place + 1, name=words.STEP_NAMES[place])
    parts = [head, text] + ([f"⚠️ {escape(note)}"] if note else [])
    back = [] if c.step is Step.CONTENT else [to(words.BACK, before(c.step))]
    return View("\n\n".join(parts), keyboard_of(*rows, [*back, to(words.CANCEL, Step.LEAVING)]))


def chosen(label: str, yes: bool) -> str:
    """Return the label of a button, with a tick where it is what holds."""
    return words.CHOSEN.format(label=label) if yes else label


def moment_words(moment: datetime, zone: tzinfo, today: date) -> str:
    """Write a moment as people say it: 7月31日（周五）18:00."""
    here = moment.astimezone(zone)
    template = words.MOMENT if here.year == today.year else words.MOMENT_WITH_YEAR
    return template.format(moment=here, weekday=_WEEKDAYS[here.weekday()])


def duration(seconds: float) -> str:
    """Write how long something takes: 3秒, 5分钟, 1.5小时."""
    if seconds < 60:
        return words.SECONDS.format(count=max(1, round(seconds)))
    if seconds < 5400:
        return words.MINUTES.format(count=-(-round(seconds) // 60))
    return words.HOURS.format(count=f"{seconds / 3600:.1f}")


def audience_words(audience: Audience, name: str) -> str:
    """Say whom an audience is; `name` is that of its branch or field."""
    return words.NAMES_OF_REACH[audience.reach].format(name=name, count=len(audience.persons))


# What


def _what(given: Given) -> str:
    piece = given.piece
    kind = words.KINDS_OF[piece.kind].format(count=len(piece.files))
    text = plain(piece.text).strip()
    if piece.kind in TEXTS or (text and not given.name):
        line = " ".join(text.split())
        short = cut(line, 24)
        return words.TEXT_OF.format(kind=kind, text=short + ("…" if short != line else ""), length=len(text))
    return words.NAME_OF.format(kind=kind, name=cut(given.name, 30)) if given.name else kind


def content(c: Composition, wrong: str, note: str = "") -> View:
    """Ask for what is to be sent, or show what was given.

    Args:
        c: The draft.
        wrong: Why what was given cannot be sent: no way leads on.
        note: What else there is to say; nothing is wrong with what was given.
    """
    note = note or wrong
    sources = [to(words.FROM_ARTICLES, Step.ARTICLE), to(words.FROM_TEMPLATE, Step.TEMPLATE)]
    if not c.given:
        return panel(c, words.CONTENT, sources, [to(words.LIKE_BEFORE, Step.COPY)], note=note)
    lines = [words.GIVEN_LINE.format(number=n, what=escape(_what(g))) for n, g in enumerate(c.given[-12:], 1)]
    title = words.TITLE_IS.format(title=escape(c.called))
    text = "\n".join([words.GIVEN, *lines, "", title, "", words.MORE_CONTENT])
    go = [] if wrong else [to(words.NEXT, Step.KIND)]
    return panel(c, text, go, sources, [do(words.DROP_LAST, "drop", len(c.given) - 1)], note=note)


def unfinished(c: Composition) -> View:
    """Ask whether to go on with a draft."""
    text = words.UNFINISHED.format(title=bold(c.called or words.NAMELESS))
    return View(text, keyboard_of([to(words.GO_ON, c.step), do(words.BEGIN_ANEW, "anew")]))


def article(c: Composition, question: str, found: Sequence[tuple[str, str]]) -> View:
    """Ask for an article, or offer those found: (id, name)."""
    if not question:
        return panel(c, words.ASK_ARTICLE)
    template = words.FOUND_ARTICLES if found else words.NO_ARTICLE_FOUND
    rows = [[do(name[:LABEL], "article", key)] for key, name in found]
    return panel(c, template.format(question=escape(question[:40])), *rows)


def templates(c: Composition, all_: Sequence[Template]) -> View:
    """Offer the templates."""
    lines = [words.TEMPLATE_LINE.format(name=t.name, often=escape(t.often)) for t in all_]
    rows = [[do(t.name, "template", place)] for place, t in enumerate(all_)]
    return panel(c, "\n\n".join([words.CHOOSE_TEMPLATE, "\n".join(lines)]), *rows)


def earlier(c: Composition, tasks: Sequence[Task], zone: tzinfo) -> View:
    """Offer the tasks that can be copied."""
    rows = [
        [do(words.EARLIER.format(day=t.created.astimezone(zone), title=t.title)[:LABEL], "copy", t.id)] for t in tasks
    ]
    return panel(c, words.CHOOSE_EARLIER if tasks else words.NO_EARLIER, *rows)


def kind(c: Composition, note: str) -> View:
    """Ask which education it belongs to, and its hours."""
    kinds = [do(chosen(k.label, k is c.kind), "kind", k) for k in Kind]
    hours = [
        do(chosen(words.HOURS_BUTTON.format(hours=f"{h / 10:g}") if h else words.NO_HOURS, h == c.hours), "hours", h)
        for h in HOURS
    ]
    themes = [do(chosen(t.label, t is c.about), "theme", t) for t in Theme]
    other = c.hours if c.hours not in HOURS else 0
    now = words.CHOSEN.format(label=words.HOURS_BUTTON.format(hours=f"{other / 10:g}")) if other else words.OTHER_HOURS
    text = f"{words.TITLE_IS.format(title=escape(c.called))}\n\n{words.KIND}\n{now}"
    last = [to(words.CHANGE_TITLE, Step.TITLE), to(words.NEXT, Step.AUDIENCE)]
    return panel(c, text, kinds, hours[:3], hours[3:], themes, last, note=note)


def title(c: Composition, note: str) -> View:
    """Ask for another title."""
    return panel(c, words.ASK_TITLE.format(title=escape(c.called), most=TITLE_LENGTH), note=note)


# Until when


def deadline(c: Composition, zone: tzinfo, today: date, note: str) -> View:
    """Ask for the deadline."""
    buttons = [do(label, "due", key) for key, label in words.DEADLINES.items()]
    text = words.DEADLINE
    if c.deadline:
        text += "\n" + words.DEADLINE_NOW.format(moment=bold(moment_words(c.deadline, zone, today)))
    go = [to(words.NEXT, Step.QUESTIONS)] if c.deadline else []
    return panel(c, text, buttons[:3], buttons[3:], go, note=note)


# Whether it was understood


def question_words(number: int, question: Question) -> str:
    """Show a question with its answer."""
    options = [
        (words.RIGHT_OPTION if place == question.right else words.OPTION).format(text=escape(option))
        for place, option in enumerate(question.options)
    ]
    text = words.QUESTION.format(number=number, text=escape(question.text), options="\n".join(options))
    explained = words.EXPLANATION.format(text=escape(question.explanation)) if question.explanation else ""
    return f"{text}\n{explained}".strip()


def questions(c: Composition, proposed: bool, note: str) -> View:
    """Show the questions, to be changed or dropped."""
    rows: list[Row] = [
        [
            do(words.CHANGE_QUESTION.format(number=n + 1), "ask", n),
            do(words.DROP_QUESTION.format(number=n + 1), "unask", n, len(c.questions)),
        ]
        for n in range(len(c.questions))
    ]
    made = proposed and any(question.article for question in c.questions)
    more = [do(words.NEW_QUESTION, "ask", len(c.questions))] if len(c.questions) < QUESTIONS else []
    again = [do(words.PROPOSE_AGAIN, "propose")] if proposed else []
    go = [to(words.NEXT if c.questions else words.NO_QUESTIONS_NEXT, Step.CONFIRM)]
    if not c.questions:
        none = words.NO_QUESTIONS_MADE if c.article and not proposed else words.NO_QUESTIONS
        return panel(c, none.format(most=QUESTIONS), more, again, go, note=note)
    lead = words.QUESTIONS_FROM_ARTICLE if made else words.QUESTIONS_NOW.format(count=len(c.questions))
    shown = [question_words(n, q) for n, q in enumerate(c.questions, 1)]
    return panel(c, "\n\n".join([lead, *shown]), *rows, more, again, go, note=note)


def question(c: Composition, note: str) -> View:
    """Ask for the words of a question."""
    if c.editing < len(c.questions):
        text = words.REWRITE_QUESTION.format(question=escape(as_typed(c.questions[c.editing])))
    else:
        example = as_typed(read_question(words.QUESTION_EXAMPLE))
        text = words.WRITE_QUESTION.format(example=f"<pre>{escape(example)}</pre>")
    return panel(c, text, note=note)


# And then


def confirm(c: Composition, preview: Preview, audience_: str, now: datetime, zone: tzinfo) -> View:
    """Say what confirming will do."""
    here = now.astimezone(zone)
    facts = [c.kind.label]
    if c.hours:
        facts.append(words.HOURS_BUTTON.format(hours=f"{c.hours / 10:g}"))
    facts.append(words.THEME_OF.format(theme=c.about.label))
    if c.questions:
        facts.append(words.WITH_QUESTIONS.format(count=len(c.questions)))
    aside = [
        template.format(count=count)
        for template, count in ((words.NOT_JOINED, preview.absent), (words.HAVE_BLOCKED, preview.blocked))
        if count
    ]
    text = words.CONFIRM.format(
        title=escape(c.called),
        facts=" · ".join(facts),
        audience=bold(audience_),
        people=preview.people,
        aside=f"（{'，'.join(aside)}）" if aside else "",
        messages=preview.people * len(preview.parts),
        time=duration(preview.seconds),
    )
    if not preview.people:
        return panel(c, text, note=words.NOBODY_YET.removeprefix("⚠️ "))
    return panel(c, text, *_send_rows(c, here, zone))


def _send_rows(c: Composition, here: datetime, zone: tzinfo) -> list[Row]:
    offered = ((words.SEND_TONIGHT, evening(here)), (words.SEND_TOMORROW, morning(here)))
    times = [_send(label, c, at) for label, at in offered if at and _in_time(c, at)]
    typed: Row = []
    if c.send_at and _in_time(c, c.send_at):
        typed = [_send(words.SEND_THEN.format(moment=moment_words(c.send_at, zone, here.date())), c, c.send_at)]
    return [[_send(words.SEND_NOW, c, None)], typed, times, [to(words.SEND_LATER, Step.SEND_AT)]]


def _in_time(c: Composition, at: datetime) -> bool:
    return c.deadline is None or at < c.deadline


def evening(here: datetime) -> datetime | None:
    """Return 19:00 today, while that lies ahead."""
    at = here.replace(hour=19, minute=0, second=0, microsecond=0)
    return at if at > here else None


def morning(here: datetime) -> datetime:
    """Return 9:00 tomorrow."""
    return (here + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)


def _send(label: str, c: Composition, at: datetime | None) -> InlineKeyboardButton:
    return button(label, Button.SEND_TASK, c.token, round(at.timestamp()) if at else 0)


def send_at(c: Composition, note: str) -> View:
    """Ask when it is to go out."""
    return panel(c, words.ASK_SEND_AT, note=note)


def leaving(back: Step) -> View:
    """Ask whether the draft is to be kept."""
    rows = [[do(words.KEEP_DRAFT, "keep"), do(words.DELETE_DRAFT, "delete")], [to(words.STAY, back)]]
    return View(words.ASK_LEAVE, keyboard_of(*rows))


def inert(keyboard: InlineKeyboardMarkup | None) -> InlineKeyboardMarkup | None:
    """Return members' buttons as they look, for a preview: a press only says what it is."""
    if keyboard is None:
        return None
    return InlineKeyboardMarkup(
        [[button(str(b.text), Button.PREVIEWED) for b in row] for row in keyboard.inline_keyboard]
    )
