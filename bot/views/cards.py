"""A card: its front, its back with the article's words, and how well it was remembered."""

from __future__ import annotations

from fsrs import Rating
from telegram import InlineKeyboardButton

from bot.bank.question import BankQuestion
from bot.cards.cards import Shown
from bot.cards.choice import STARTERS
from bot.cards.mornings import Morning
from bot.gatekeeper import Button
from bot.markup import bold, escape
from bot.people.daytime import time_of
from bot.study.task import Theme
from bot.telling import Letter
from bot.views.preferences import days_label
from bot.views.view import View, button, keyboard_of
from bot.words import cards as words


def morning(card: Morning) -> Letter:
    """Return the card of a morning; the first of all says what it is."""
    lines = [_front(card.question, card.showing.theme, card.nth)]
    if card.nth == 1:
        welcome = words.WELCOME.format(days=days_label(card.days), time=time_of(card.minute))
        lines.insert(0, escape(welcome))
    # from each card that comes by itself everything is switched off with two presses
    buttons = [_turn(card.showing.id), button(words.TO_SETTINGS, Button.SETTINGS, "new")]
    return Letter(View("\n\n".join(lines), keyboard_of(buttons)))


def front(shown: Shown, before: str = "") -> View:
    """Return the front of a card, after a line that says why it is there."""
    text = _front(shown.question, shown.showing.theme)
    return View(f"{escape(before)}\n\n{text}" if before else text, keyboard_of([_turn(shown.showing.id)]))


def back(shown: Shown) -> View:
    """Return a card turned over: the article's words, and how well they were remembered, or when it comes back."""
    question, number = shown.question, shown.showing.id
    basis = words.BASIS.format(document=question.document, article=question.article)
    quote = f"<blockquote>{escape(question.quote)}</blockquote>"
    lines = [_heading(shown.showing.theme), bold(question.text), quote + escape(basis)]
    if shown.showing.rating is None:
        lines.append(escape(words.HOW_WELL))
        ratings = [button(words.RATINGS[rating - 1], Button.RATE_CARD, number, rating.value) for rating in Rating]
        return View("\n\n".join(lines), keyboard_of(ratings))
    lines.append(escape(_comes_back(shown, shown.showing.rating)))
    more = [button(words.ANOTHER, Button.ANOTHER_CARD, number), button(words.TO_SETTINGS, Button.SETTINGS, "new")]
    return View("\n\n".join(lines), keyboard_of(more))


def _front(question: BankQuestion, theme: Theme, nth: int = 0) -> str:
    return "\n\n".join([_heading(theme, nth), bold(question.text), escape(words.THINK)])


def _heading(theme: Theme, nth: int = 0) -> str:
    heading = words.CARD.format(theme=words.THEMES[theme])
    return escape(f"{heading} · {words.NTH.format(nth=nth, of=STARTERS)}" if nth else heading)


def _turn(number: int) -> InlineKeyboardButton:
    return button(words.TURN, Button.TURN_CARD, number)


def _comes_back(shown: Shown, rating: Rating) -> str:
    label = words.RATINGS[rating - 1]
    days = (shown.due_on - shown.today).days if shown.due_on else 0
    if days < 1:
        return words.COMES_BACK.format(rating=label)
    if days == 1:
        forgotten = rating is Rating.Again
        return (words.RATED_FORGOTTEN if forgotten else words.RATED_TOMORROW).format(rating=label)
    return words.RATED.format(rating=label, day=shown.due_on)
