"""How a short quiz went: kindly, and with the articles of what was wrong."""

from __future__ import annotations

from telegram import InlineKeyboardButton

from bot.bank.question import BankQuestion
from bot.gatekeeper import Button
from bot.hours.ledger import label
from bot.markup import cut, escape
from bot.selfquiz.short_quizzes import TENTHS, Item, ShortQuiz
from bot.views.view import View, button, keyboard_of
from bot.words import selfquiz as words
from index.answer import Answerer
from index.corpus import Place

_QUOTE = 160
"""UTF-16 units of an article's words: five of them stand in one message, the whole article is a press away."""
_LABEL = 40


def outcome(quiz: ShortQuiz, answerer: Answerer) -> View:
    """Say how a quiz went."""
    lines = [_result(quiz)]
    if quiz.void and (quiz.right or quiz.wrong):
        lines.append(words.SOME_VOID.format(count=len(quiz.void)))
    lines += [_wrong(item.question) for item in quiz.wrong if item.question]
    if quiz.credited:
        lines.append(words.CREDITED.format(hours=label(TENTHS)))
    ways = [button(words.AGAIN, Button.SHORT_QUIZ), button(words.TO_PROGRESS, Button.OWN_PROGRESS)]
    return View("\n\n".join(lines), keyboard_of(*_articles(quiz.wrong, answerer), ways))


def _result(quiz: ShortQuiz) -> str:
    right, count = len(quiz.right), len(quiz.right) + len(quiz.wrong)
    if not count:
        return words.NONE_COUNTS
    if right == count:
        return words.ALL_RIGHT.format(count=count)
    return (words.SOME_RIGHT if right else words.NONE_RIGHT).format(count=count, right=right)


def _wrong(question: BankQuestion) -> str:
    told = {"text": escape(question.text), "right": escape(question.options[question.right])}
    if not question.live:
        return words.WRONG_GONE.format(**told)
    quote = question.quote if cut(question.quote, _QUOTE) == question.quote else cut(question.quote, _QUOTE) + "…"
    where = words.WRONG.format(**told, document=escape(question.document), article=escape(question.article))
    # a question that quotes its article needs no second time the same words
    said = question.quote.strip("。") in question.text
    return where if said else f"{where}\n{words.QUOTE.format(quote=escape(quote))}"


def _articles(wrong: list[Item], answerer: Answerer) -> list[list[InlineKeyboardButton]]:
    """Return a button for each article that something wrong stands in, as long as it stands there."""
    questions = [item.question for item in wrong if item.question and item.question.live]
    labels = {_where(q): words.READ.format(document=q.document, article=q.article) for q in questions}
    files, corpus = {q.file for q in questions}, answerer.corpus
    rows = []
    for number, document in enumerate(corpus.documents):
        if document.file in files:
            for position, article in enumerate(document.articles):
                where = (document.file, " ".join(article.path), article.label or article.heading)
                if where in labels:
                    key = corpus.id(Place(number, position))
                    rows.append([button(cut(labels.pop(where), _LABEL), Button.QUIZ_READ, key)])
    return rows


def _where(question: BankQuestion) -> tuple[str, str, str]:
    return question.file, question.chapter, question.article
