"""What the author of a study task types where a step waits for words."""

from __future__ import annotations

import re
from dataclasses import replace

from telegram import Update

from bot.handlers.composing_steps import ask_first, move, present
from bot.handlers.context import Context, services_of
from bot.people.roles import Action
from bot.services import Services
from bot.study.composition import Composition, Step
from bot.study.giving import keep_question
from bot.study.questions import is_question, read_question
from bot.study.task import MOST_HOURS, QUESTIONS, TITLE_LENGTH, StudyError
from bot.study.times import MORNING, read_moment
from bot.views import addressing
from bot.words import compose as words
from index.number import narrow

_HOURS = re.compile(r"(\d{1,3}(?:\.\d)?)\s*(?:个?学时|小时)?")


async def typed(update: Update, context: Context, c: Composition, text: str) -> bool:
    """Take what was typed; returns False where the step waits for none, and it is a question like any other."""
    services = services_of(context)
    if c.step is Step.ARTICLE:
        await present(update, context, c, question=text.strip()[:200])
        return True
    if c.step in (Step.AUDIENCE, Step.LEVEL, Step.FIELD):
        return await _branch_named(update, context, c, text.strip())
    try:
        taken = _read(services, c, text)
    except StudyError as error:
        await present(update, context, c, str(error))
        return True
    if taken is None:
        return False
    if taken.step is Step.CONFIRM:
        from bot.handlers.composing_sending import preview

        await preview(update, context, taken)
    else:
        asked = taken.step is Step.QUESTIONS and c.step is Step.DEADLINE
        await present(update, context, await ask_first(services, taken) if asked else taken)
    return True


def _read(services: Services, c: Composition, text: str) -> Composition | None:
    """Return a draft with what was typed in it; None where nothing is waited for.

    Raises:
        StudyError: It cannot be read.
    """
    now, zone = services.drafts.now(), services.drafts.zone
    match c.step:
        case Step.TITLE:
            title = " ".join(text.split())
            if len(title) > TITLE_LENGTH:
                raise StudyError(words.TITLE_TOO_LONG.format(length=len(title), most=TITLE_LENGTH))
            return replace(c, step=Step.KIND, title=title)
        case Step.KIND:
            found = _HOURS.fullmatch(narrow(text.strip()))
            if not found or not 0 <= (tenths := round(float(found[1]) * 10)) <= MOST_HOURS:
                if narrow(text.strip())[:1].isdigit():
                    raise StudyError(words.HOURS_UNREAD.format(text=text.strip()[:20]))
                return None
            return replace(c, hours=tenths)
        case Step.DEADLINE:
            return replace(c, step=Step.QUESTIONS, deadline=read_moment(text, now, zone))
        case Step.SEND_AT:
            at = read_moment(text, now, zone, MORNING)
            if c.deadline and c.deadline <= at:
                raise StudyError(words.SENT_TOO_LATE.format(at=at, deadline=c.deadline.astimezone(zone)))
            return replace(c, step=Step.CONFIRM, send_at=at)
        case Step.QUESTION | Step.QUESTIONS:
            return _question(c, text)
        case _:
            return None


def _question(c: Composition, text: str) -> Composition | None:
    """Take a question with its options, also one that was not asked for yet; None for what is none."""
    if c.step is Step.QUESTIONS:
        if len(c.questions) == QUESTIONS or not is_question(text):
            return None
        c = replace(c, editing=len(c.questions))
    return keep_question(c, read_question(text))


async def _branch_named(update: Update, context: Context, c: Composition, text: str) -> bool:
    """Offer the branches of a name or code, to those who may send anywhere."""
    person, services = update.effective_user, services_of(context)
    if not person or not await services.members.may(person.id, Action.SEND_WIDELY):
        return False
    found = await services.choices.named(text)
    if not found:
        await present(update, context, c, words.NOBODY_NAMED.format(text=text[:20]))
    elif len(found) == 1:
        await present(update, context, replace(c, step=Step.LEVEL, branch=found[0].id, page=0))
    else:
        c = replace(c, step=Step.LEVEL, branch=0, page=0)
        await services.drafts.put(person.id, c)
        await move(context, person.id, c, addressing.named(c, found))
    return True
