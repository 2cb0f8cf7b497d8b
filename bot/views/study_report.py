"""What came of study tasks as messages: people counted, nobody ranked; names only for their own secretary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import tzinfo

from telegram import InlineKeyboardButton

from bot import words as common
from bot.gatekeeper import Button
from bot.markup import cut, escape, split
from bot.study.report import Listed, Looked, Part, People, Report, Someone
from bot.study.scope import WHOLE, Level
from bot.study.summary import Period, Studied, Summary
from bot.study.task import TaskState
from bot.views.view import View, button, keyboard_of
from bot.words import study as words

PAGE = 8
"""Tasks, or branches, on one page."""
FEWEST = 3
"""How fewer people found a task is not told: it would be told of each."""
_LABEL = 40
"""Characters of a button: a phone shows no more."""
_TITLE = 60
"""Of a title or a branch: a caption under a picture takes 1,024 in all."""
PICTURE, SHEET = "picture", "sheet"
"""What a summary can be had as."""
Row = list[InlineKeyboardButton]


def listing(listed: Sequence[Listed], page: int, more: bool, zone: tzinfo) -> View:
    """Show a page of tasks with how many have done them, and the periods."""
    rows: list[Row] = []
    for one in listed:
        day = (one.task.started or one.task.created).astimezone(zone)
        counts = {"done": one.tally.done, "people": one.tally.people}
        spare = _LABEL - len(words.REPORT_LINE.format(day=day, title="", **counts))
        label = words.REPORT_LINE.format(day=day, title=one.task.title[:spare], **counts)
        rows.append([button(label, Button.REPORT, one.task.id, one.at)])
    turn = [button(words.NEWER, Button.REPORTS, page - 1)] if page else []
    turn += [button(words.OLDER, Button.REPORTS, page + 1)] if more else []
    periods = (
        [button(words.PERIOD_BUTTONS[period], Button.SUMMARY, period, 0, WHOLE) for period in Period] if listed else []
    )
    return View(words.REPORTS if listed else words.NO_REPORTS, keyboard_of(*rows, turn, periods))


def report(found: Report, zone: tzinfo) -> View:
    """Say what came of a task, under its picture."""
    task, tally = found.task, found.tally
    rest = [
        words.TALLY_REST.format(label=words.STANDING[name], count=count)
        for name, count in (("unclear", tally.unclear), ("unsaid", tally.unsaid), ("open", tally.open))
        if count
    ]
    lines = [
        words.REPORT.format(title=escape(cut(task.title, _TITLE)), facts=escape(" · ".join(_facts(found, zone)))),
        words.TALLY.format(understood=tally.understood, people=tally.people),
        "，".join(rest),
        _felt(found),
        _reached(found),
    ]
    return View("\n".join(line for line in lines if line), keyboard_of(*_rows(found)))


def _facts(found: Report, zone: tzinfo) -> list[str]:
    task = found.task
    facts = [cut(found.scope.name, _TITLE), task.kind.label, task.theme.label]
    if task.hours:
        facts.append(words.HOURS.format(hours=task.hours_label))
    if task.deadline:
        facts.append(words.UNTIL.format(deadline=task.deadline.astimezone(zone)))
    if task.state is not TaskState.SENT:
        facts.append(task.state.label)
    return facts


def _felt(found: Report) -> str:
    if sum(found.feelings.values()) < FEWEST:
        return ""
    told = [words.FELT_PART.format(feeling=f.label, count=count) for f, count in found.feelings.items()]
    return words.FELT.format(feelings=" · ".join(told))


def _reached(found: Report) -> str:
    """Say in one line whom the task reached, people counted."""
    counts = {name: getattr(found.reached, name) for name in words.REACHED}
    return "，".join(words.REACHED[name].format(count=n) for name, n in counts.items() if n or name == "sent")


def _rows(found: Report) -> list[Row]:
    here, scope = (found.task.id, found.scope.at), found.scope
    first = [button(words.WHO, Button.REPORT_PEOPLE, *here)] if scope.named else []
    first += [button(words.BY_BRANCH, Button.REPORT_PARTS, *here, 0)] if scope.above else []
    if found.task.questions:
        first.append(button(words.HARD_QUESTIONS, Button.REPORT_QUESTIONS, *here))
    whole = scope.branches is None or scope.at == found.task.branch
    again = found.steered and found.reached.unknown and whole
    return [
        first,
        [button(words.RESEND_UNKNOWN, Button.RESEND, found.task.id)] if again else [],
        [button(words.AS_SHEET, Button.REPORT_SHEET, *here), button(words.ALL_REPORTS, Button.REPORTS, 0)],
    ]


def people(found: Looked, listed: People) -> list[View]:
    """Show who of a branch has done a task and who has not, in as many messages as that takes."""
    head = words.PEOPLE.format(title=escape(cut(found.task.title, _TITLE)), branch=escape(found.scope.name))
    names = {
        "open": "、".join(_named(listed.open)),
        "done": "、".join(_named(listed.done)),
        "absent": "、".join(listed.absent),
    }
    counts = {"open": len(listed.open), "done": len(listed.done), "absent": len(listed.absent)}
    blocks = [f"{words.PEOPLE_PARTS[part].format(count=counts[part])}\n{names[part]}" for part in names if counts[part]]
    note = [words.OPEN_NOTE] if listed.open else []
    first, *rest = split("\n\n".join([*blocks, *note]), 3600)
    return [View(f"{head}\n\n{escape(first)}"), *(View(escape(part)) for part in rest)]


def _named(someone: Iterable[Someone]) -> Iterable[str]:
    for person in someone:
        yield f"{person.name}（{words.IS_BLOCKED}）" if person.blocked and not person.done else person.name


def questions(found: Report, readable: dict[str, str]) -> View:
    """Show how the questions went, those most often wrong first, with their articles.

    Args:
        found: The report.
        readable: What the articles are called that the viewer may read, by id.
    """
    head = words.QUESTIONS_OF.format(title=escape(cut(found.task.title, _TITLE)), branch=escape(found.scope.name))
    if not found.task.questions or not found.answers:
        return View(f"{head}\n\n{words.NO_ANSWERS if found.task.questions else words.NO_QUESTIONS}")
    told = [
        words.QUESTION_LINE.format(
            number=number,
            text=escape(answer.question.text),
            wrong=answer.first_wrong,
            tried=answer.tried,
            still=answer.still_wrong,
            right=escape(answer.question.options[answer.question.right]),
        )
        for number, answer in enumerate(found.answers, 1)
    ]
    return View(
        "\n\n".join([head, *told]), keyboard_of(*_articles([answer.article for answer in found.answers], readable))
    )


def _articles(articles: Iterable[str], readable: dict[str, str]) -> list[Row]:
    return [
        [button(words.READ_ARTICLE.format(label=readable[key])[:_LABEL], Button.READ, key, 0)]
        for key in dict.fromkeys(articles)
        if key in readable
    ]


def parts(found: Looked, listed: Sequence[Part], page: int) -> View:
    """Show the branches below a level, people counted, in the order of their codes."""
    head = words.PARTS_OF.format(title=escape(cut(found.task.title, _TITLE)), branch=escape(found.scope.name))
    shown = listed[page * PAGE : (page + 1) * PAGE]
    lines = [
        words.PART_LINE.format(
            name=escape(part.name), understood=part.tally.understood, done=part.tally.done, people=part.tally.people
        )
        for part in shown
    ]
    into = [
        [button(part.name[:_LABEL], Button.REPORT_PARTS, found.task.id, part.at, 0)] for part in shown if part.parted
    ]
    here = (found.task.id, found.scope.at)
    turn = _turn(Button.REPORT_PARTS, here, page, len(listed))
    picture = [button(words.PICTURE_OF_THIS, Button.REPORT, *here)] if found.scope.branches is not None else []
    return View("\n".join([head, "", *lines]), keyboard_of(*into, turn, picture))


def summary(found: Summary, readable: dict[str, str]) -> View:
    """Say what was studied in a period: daily and concentrated apart, rights and duties apart."""
    label = found.period.label(found.first)
    lines = [words.SUMMARY.format(label=label, branch=escape(cut(found.scope.name, _TITLE)))]
    if found.tasks:
        lines.append(words.SUMMARY_PEOPLE.format(tasks=len(found.tasks), people=found.people))
    else:
        lines.append(words.SUMMARY_EMPTY)
    lines += ["", words.SUMMARY_KINDS, *_groups((kind.label, studied) for kind, studied in found.kinds.items())]
    lines += [
        "",
        words.SUMMARY_THEMES,
        *_groups((theme.label, studied) for theme, studied in found.themes.items()),
        words.HOURS_NOTE,
    ]
    if found.hardest:
        lines += ["", words.SUMMARY_HARDEST]
        lines += [
            words.SUMMARY_QUESTION.format(
                text=escape(cut(answer.question.text, _LABEL)), wrong=answer.first_wrong, tried=answer.tried
            )
            for answer in found.hardest
        ]
    here = (found.period, found.back, found.scope.at)
    turn = [button(words.EARLIER, Button.SUMMARY, found.period, found.back + 1, found.scope.at)]
    turn += [button(words.LATER, Button.SUMMARY, found.period, found.back - 1, found.scope.at)] if found.back else []
    files = [button(words.AS_PICTURE, Button.SUMMARY_FILE, PICTURE, *here)]
    files.append(button(words.AS_SHEET, Button.SUMMARY_FILE, SHEET, *here))
    other = [button(words.BY_BRANCH, Button.SUMMARY_LEVELS, *here, 0)] if found.scope.above else []
    other.append(button(words.ALL_REPORTS, Button.REPORTS, 0))
    articles = _articles([answer.article for answer in found.hardest], readable)
    return View("\n".join(lines), keyboard_of(*articles, turn, files, other))


def levels(found: Summary, below: Sequence[Level], page: int) -> View:
    """Offer the branches right below a level, to look at what each of them has studied."""
    here = (found.period, found.back)
    shown = below[page * PAGE : (page + 1) * PAGE]
    rows = [[button(level.name[:_LABEL], Button.SUMMARY, *here, level.id)] for level in shown]
    turn = _turn(Button.SUMMARY_LEVELS, (*here, found.scope.at), page, len(below))
    back = [button(found.scope.name[:_LABEL], Button.SUMMARY, *here, found.scope.at)]
    text = words.LEVELS_OF.format(label=found.period.label(found.first))
    return View(text, keyboard_of(*rows, turn, back))


def _groups(groups: Iterable[tuple[str, Studied]]) -> list[str]:
    return [
        words.SUMMARY_GROUP.format(
            label=label, tasks=studied.tasks, understood=studied.tally.understood, hours=f"{studied.hours / 10:g}"
        )
        for label, studied in groups
    ]


def _turn(what: Button, here: tuple[object, ...], page: int, count: int) -> Row:
    """Return the buttons to the pages before and behind."""
    turn = [button(common.PREVIOUS_PAGE, what, *here, page - 1)] if page else []
    return turn + ([button(common.NEXT_PAGE, what, *here, page + 1)] if count > (page + 1) * PAGE else [])
