"""Answers to follow-ups: the answer, below one line that says what was understood."""

from __future__ import annotations

from bot import words
from bot.gatekeeper import Button
from bot.markup import cut, escape
from bot.views import answers
from bot.views.view import View, button, keyboard_of
from index.answer import Answer, Answerer, Outcome
from index.follow_up import Asking, FollowUp, More, Pointing, Reason
from index.in_thread import is_whole

ASKED = 60
"""UTF-16 units of the question as understood; a phone shows it in two lines."""


def answer(answerer: Answerer, result: Answer, follow_up: FollowUp) -> View:
    """Show what became of a follow-up."""
    if result.outcome is Outcome.REFUSED:
        return _nothing(answerer, result, follow_up)
    if result.outcome is Outcome.NO_CLAUSE:
        text = words.FOLLOWING_NO_CLAUSE.format(article=_article(answerer, follow_up))
        return View(escape(text), answers.answer(answerer, result).keyboard)
    lines = [words.FOLLOWING.format(article=_article(answerer, follow_up))]
    if isinstance(follow_up, Asking):
        lines[0] += words.FOLLOWING_ASKS.format(question=cut(follow_up.question, ASKED))
    if isinstance(follow_up, Reason) and is_whole(answerer, result.citations[0]):
        lines.append(words.FOLLOWING_GROUND)
    if isinstance(follow_up, Pointing) and not follow_up.step and follow_up.reference is None:
        view = answers.article(answerer, result.citations[0].place, 0, can_go_back=False)  # in pages where it is long
    else:
        view = answers.answer(answerer, result)
    return View("\n".join((*map(escape, lines), view.text)), view.keyboard)


def _article(answerer: Answerer, follow_up: FollowUp) -> str:
    """Name the article a follow-up goes on from; `index.in_thread.stands` has seen that it is there."""
    place = answerer.corpus.find(follow_up.thread.article)
    if place is None:
        raise ValueError(f"no article {follow_up.thread.article}")
    document, article = answerer.corpus.document(place), answerer.corpus.article(place)
    return f"{words.FROM_DOCUMENT.format(title=document.title)}{article.label or article.heading}"


def _nothing(answerer: Answerer, result: Answer, follow_up: FollowUp) -> View:
    """Say that there is nothing to go on to."""
    named = _article(answerer, follow_up)
    if isinstance(follow_up, Pointing):
        return View(escape(words.FOLLOWING_END.format(article=named)))
    if isinstance(follow_up, More):
        return View(escape(words.FOLLOWING_NO_MORE.format(question=cut(follow_up.thread.asked, ASKED))))
    text = words.FOLLOWING_REFUSED.format(article=named, question=cut(result.question, ASKED))
    if result.near:
        text += f"\n\n{words.REFUSED_NEAR}"
    keyboard = answers.answer(answerer, result).keyboard
    offered = [row for row in keyboard.inline_keyboard if row[0].text != words.CONSULT_THIS] if keyboard else []
    # the question as typed says nothing to a secretary who does not see what it goes on from
    consult = button(words.CONSULT_THIS, Button.CONSULT, "full")
    return View(escape(text), keyboard_of(*map(list, offered), [consult]))
