"""What found no answer, and what administrators answered instead, as messages for administrators and for members."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton

from bot import words
from bot.gaps.clusters import Cluster
from bot.gatekeeper import Button
from bot.markup import bold, cut, escape
from bot.views.view import View, button, keyboard_of
from index.replies import Reply

PAGE = 5
"""Clusters, or answers, on one page."""
EXAMPLE = 80
"""UTF-16 units of an example; a phone shows it in three lines."""
LABEL = 28
"""UTF-16 units of a question on a button."""


def _turn(verb: Button, page: int, pages: int) -> list[InlineKeyboardButton]:
    steps = ((words.PREVIOUS_PAGE, page - 1), (words.NEXT_PAGE, page + 1))
    return [button(label, verb, to) for label, to in steps if 0 <= to < pages]


def _clusters(title: str, found: Sequence[Cluster], page: int) -> View:
    pages = max(1, -(-len(found) // PAGE))
    page = min(page, pages - 1)
    lines, rows = [bold(title)], []
    for number, cluster in enumerate(found[page * PAGE : (page + 1) * PAGE], page * PAGE + 1):
        lines.append(f"\n{bold(words.GAP_ASKED.format(number=number, askers=cluster.askers))}")
        lines += [f"• {escape(cut(example, EXAMPLE))}" for example in cluster.examples]
        answer = button(words.ANSWER_GAP.format(number=number), Button.ANSWER_GAP, cluster.gaps[0])
        rows.append([answer, button(words.DISMISS_GAP.format(number=number), Button.DISMISS_GAP, cluster.gaps[0])])
    if not found:
        lines.append(escape(words.NO_GAPS))
    return View("\n".join(lines), keyboard_of(*rows, _turn(Button.GAPS, page, pages), [_to_replies()]))


def _to_replies() -> InlineKeyboardButton:
    return button(words.TO_REPLIES, Button.REPLIES, 0)


def report(found: Sequence[Cluster]) -> View:
    """Tell an administrator on Monday."""
    return _clusters(words.GAPS_THIS_WEEK, found, 0)


def clusters(found: Sequence[Cluster], page: int) -> View:
    """Show what waits for an answer."""
    return _clusters(words.GAPS, found, page)


def write(cluster: Cluster) -> View:
    """Ask the administrator for the answer."""
    asked = "\n".join(f"• {escape(cut(example, EXAMPLE))}" for example in cluster.examples)
    return View(words.WRITE_ANSWER.format(questions=asked), keyboard_of([button(words.NO, Button.CANCEL)]))


def again(answer: str) -> View:
    """Ask for another wording, the last one at hand for copying."""
    text = f"{escape(words.WRITE_AGAIN)}\n<pre>{escape(answer)}</pre>"
    return View(text, keyboard_of([button(words.NO, Button.CANCEL)]))


def preview(draft: Reply) -> View:
    """Show the administrator what members will see, and ask whether it is right."""
    text = f"{escape(words.ANSWER_PREVIEW)}\n\n{reply(draft).text}"
    decide = [
        button(words.ANSWER_SURELY, Button.ANSWER_SURELY),
        button(words.ANSWER_AGAIN, Button.ANSWER_AGAIN),
        button(words.GIVE_UP_ANSWER, Button.CANCEL),
    ]
    return View(text, keyboard_of(decide))


def published(found: Reply) -> View:
    """Say that it holds."""
    return View(escape(words.ANSWER_PUBLISHED), keyboard_of([button(words.LOOK, Button.REPLY_DETAIL, found.id)]))


def replies(found: Sequence[Reply], page: int) -> View:
    """List the answers that stand."""
    pages = max(1, -(-len(found) // PAGE))
    page = min(page, pages - 1)
    rows = [
        [button(f"{found_.day:%m-%d} {cut(found_.questions[0], LABEL)}", Button.REPLY_DETAIL, found_.id)]
        for found_ in found[page * PAGE : (page + 1) * PAGE]
    ]
    text = words.REPLIES.format(count=len(found)) if found else words.NO_REPLIES
    back = [button(words.TO_GAPS, Button.GAPS, 0)]
    return View(escape(text), keyboard_of(*rows, _turn(Button.REPLIES, page, pages), back))


def detail(found: Reply) -> View:
    """Show an administrator an answer that stands, with the way to take it back."""
    asked = "\n".join(f"• {escape(cut(question, EXAMPLE))}" for question in found.questions)
    text = f"{reply(found).text}\n\n{escape(words.ANSWERS_THESE)}\n{asked}"
    row = [button(words.WITHDRAW, Button.WITHDRAW, found.id), button(words.TO_REPLIES, Button.REPLIES, 0)]
    return View(text, keyboard_of(row))


def reply(found: Reply) -> View:
    """Show a member a curated answer, marked as what it is."""
    heading = f"{bold(words.REPLY_HEADING)}{escape(words.REPLY_IS_NO_RULE)}"
    asked = escape(words.REPLY_TO.format(question=cut(found.questions[0], EXAMPLE)))
    signed = escape(words.REPLY_SIGNED.format(day=found.day.isoformat(), by=found.by))
    text = f"{heading}\n{asked}\n\n{escape(found.answer)}\n\n{signed}"
    return View(text, keyboard_of([button(words.SEE_RULES, Button.RULES, found.id)]))


def beside(view: View, found: Reply) -> View:
    """Offer a curated answer below what the rules say."""
    rows = [list(row) for row in view.keyboard.inline_keyboard] if view.keyboard else []
    offer = button(words.OFFER_REPLY.format(question=cut(found.questions[0], LABEL)), Button.LOCAL_REPLY, found.id)
    return View(view.text, keyboard_of(*rows, [offer]))
