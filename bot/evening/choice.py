"""Which questions an evening asks: rights and duties weigh the same."""

from __future__ import annotations

from random import Random

from bot.bank.bank import Bank
from bot.bank.question import BankQuestion
from bot.evening.evening import QUESTIONS, Question
from bot.study.task import Theme
from knowledge.document import Audience

_OF_EACH = 4
"""So many about rights, and about duties; the rest is about neither."""


async def choose(bank: Bank, audience: Audience, random: Random) -> list[Question]:
    """Draw the questions, those about rights and duties mixed; fewer where the bank has fewer."""
    rights = await bank.pick(_OF_EACH, audience, theme=Theme.RIGHT)
    duties = await bank.pick(_OF_EACH, audience, theme=Theme.DUTY)
    each = min(len(rights), len(duties))
    drawn = rights[:each] + duties[:each]
    drawn += await bank.pick(QUESTIONS - len(drawn), audience, theme=Theme.NEITHER)
    if len(drawn) < QUESTIONS:
        known = {one.id for one in drawn}
        drawn += await bank.pick(QUESTIONS - len(drawn), audience, without=known)
    random.shuffle(drawn)
    return [_shown(one, random) for one in drawn]


def _shown(one: BankQuestion, random: Random) -> Question:
    order = list(range(len(one.options)))
    random.shuffle(order)
    options = tuple(one.options[place] for place in order)
    return Question(one.text, options, order.index(one.right), one.explanation, one.file, one.document, one.article)
