"""「请教书记」 as messages, for the member and for the secretary."""

from __future__ import annotations

from bot import words
from bot.consulting.consultation import Consultation, Kind, State
from bot.consulting.notices import News, Notice
from bot.gatekeeper import Button
from bot.markup import bold, escape
from bot.views.view import View, button, keyboard_of


def kinds() -> View:
    """Ask what it is about."""
    rows = [[button(words.CONSULT_KINDS[kind], Button.CONSULT, kind.value)] for kind in Kind]
    return View(escape(words.CONSULT), keyboard_of(*rows, [button(words.NO, Button.CANCEL)]))


def write(kind: Kind) -> View:
    """Ask for the words; for an appeal name the formal channel at once."""
    text = words.CONSULT_WRITE.format(kind=kind.label)
    if kind is Kind.APPEAL:
        text = f"{words.APPEAL_CHANNEL}\n\n{text}"
    return View(escape(text), keyboard_of([button(words.NO, Button.CANCEL)]))


def confirm(kind: Kind, written: str) -> View:
    """Show what will be sent, and ask whether with the name."""
    text = words.CONSULT_CONFIRM.format(kind=bold(kind.label), words=escape(written))
    send = [button(words.SEND_NAMED, Button.CONSULT_NAMED), button(words.SEND_ANONYMOUSLY, Button.CONSULT_ANONYMOUS)]
    return View(text, keyboard_of(send, [button(words.NO, Button.CANCEL)]))


def sent(found: Consultation) -> View:
    """Tell the member where it went."""
    return View(words.CONSULT_SENT.format(branch=bold(found.branch_name), state=escape(found.state.label)))


def _matter(found: Consultation) -> str:
    """Describe a consultation to those who act on it."""
    author = words.ANONYMOUS if found.anonymous else found.author_name or words.ANONYMOUS
    lines = [words.MATTER.format(kind=bold(found.kind.label), author=escape(author), sent=found.sent.isoformat())]
    if found.passed_up:
        lines.append(escape(words.MATTER_PASSED_UP))
    lines.append(f"<blockquote>{escape(found.words)}</blockquote>")
    lines += [f"{bold(words.REPLIED)}{escape(reply)}" for reply in found.replies]
    lines.append(escape(words.MATTER_STATE.format(state=found.state.label)))
    return "\n".join(lines)


def matter(found: Consultation) -> View:
    """Show a consultation to those who act on it, with what they can do."""
    number = found.number
    if found.state is State.CLOSED:
        return View(_matter(found))
    act = [
        button(words.REPLY, Button.REPLY, number),
        button(words.ESCALATE, Button.ESCALATE, number, found.branch),
        button(words.CLOSE, Button.CLOSE, number),
    ]
    return View(_matter(found), keyboard_of(act))


def may_be_golden(found: Consultation) -> bool:
    """Tell whether its words may be kept as a question: not those of somebody who asked unnamed, nor of a trouble."""
    return found.kind is Kind.QUESTION and not found.anonymous and bool(found.words)


def reply_sent(found: Consultation) -> View:
    """Tell the secretary that the reply is on its way."""
    keep = [button(words.KEEP_AS_GOLDEN, Button.KEEP_AS_GOLDEN, found.number)] if may_be_golden(found) else []
    return View(escape(words.REPLY_SENT), keyboard_of(keep))


def ask_reply(found: Consultation) -> View:
    """Ask the secretary for the reply."""
    text = words.WRITE_REPLY.format(words=escape(found.words[:200]))
    return View(text, keyboard_of([button(words.NO, Button.CANCEL)]))


def notice(told: Notice) -> View:
    """Tell what has happened: to those who have to act, or to the member."""
    found = told.consultation
    if told.news is News.ARRIVED:
        return matter(found)
    if told.news is News.BROUGHT_UP:
        view = matter(found)
        return View(f"{escape(words.BROUGHT_UP)}\n\n{view.text}", view.keyboard)
    about = f"<blockquote>{escape(found.words[:200])}</blockquote>" if found.words else ""
    text = words.NEWS[told.news].format(
        branch=bold(found.branch_name), reply=escape(told.words), state=escape(found.state.label)
    )
    return View(f"{text}\n{about}".strip())
