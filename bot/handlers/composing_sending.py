"""The end of composing a study task: what members will see, and the one press that sends it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from telegram import Update
from telegram.error import BadRequest

from bot.handlers.composing_steps import move, present, take_away
from bot.handlers.context import Context, StaleButtonError, acknowledge, arguments, services_of
from bot.handlers.study_tasks import show_progress
from bot.sending.schedule import Priority
from bot.study.composition import Composition, Step, draft_of
from bot.study.delivery import Delivery
from bot.study.messages import send as send_part
from bot.study.parts import Part
from bot.study.task import StudyError
from bot.views import composing as views
from bot.views import studying
from bot.words import compose as words
from bot.words.study import CHOSEN_GONE


async def preview(update: Update, context: Context, c: Composition) -> None:
    """Show a draft exactly as members will see it, and what confirming it will do.

    Raises:
        StudyError: Something in it is wrong.
        AudienceError: It is for nobody there is.
        NotAllowedError: Its author may not send it.
    """
    person, services, query = update.effective_user, services_of(context), update.callback_query
    if person is None:
        return
    token = _token(update)
    # handled a second time, after a crash, what is shown is what is shown anew
    before = () if c.token == token else c.shown
    c = replace(c, step=Step.CONFIRM, token=token, shown=())
    draft = draft_of(c)
    found = await services.tasks.preview(person.id, draft)
    if found.people + found.absent < len(draft.audience.persons):
        raise StudyError(CHOSEN_GONE)
    if query:
        await acknowledge(query)
    await take_away(context, person.id, before)
    shown: list[int] = []
    for place, part in enumerate(found.parts, 1):
        try:
            shown += await _show(context, person.id, part, len(c.questions) if place == len(found.parts) else None)
        except BadRequest as error:
            await take_away(context, person.id, shown)
            await _refused(update, context, c, part, error)
            return
    c = replace(c, shown=tuple(shown))
    whom = views.audience_words(draft.audience, await services.choices.name_of(draft.audience))
    await services.drafts.put(person.id, c)
    await move(context, person.id, c, views.confirm(c, found, whom, services.drafts.now(), services.drafts.zone))


def _token(update: Update) -> str:
    """Return what names a preview: the same where the update that asked for it is handled a second time."""
    return sha256(update.to_json().encode()).hexdigest()[:16]


async def _show(context: Context, author: int, part: Part, questions: int | None) -> tuple[int, ...]:
    """Send one part to the author; the last one, told by its number of questions, has the members' buttons."""
    keyboard = None
    if questions is not None:
        keyboard = views.inert(studying.fresh(Delivery(0, 0, 1, author, 1, part, last=True, questions=questions)))
    return await send_part(context.bot, author, part, keyboard, Priority.ANSWER)


async def _refused(update: Update, context: Context, c: Composition, part: Part, error: BadRequest) -> None:
    """Lead back to what was given, and say which of it Telegram does not take."""
    place = next((n for n, g in enumerate(c.given, 1) if part.files and g.piece.files == part.files), None)
    note = words.REFUSED_SHORT.format(reason=error.message[:80])
    if place:
        note = words.REFUSED_PIECE.format(place=place, what=words.KINDS_OF[part.kind].format(count=len(part.files)))
    await present(update, context, replace(c, step=Step.CONTENT, token=""), note)


async def send(update: Update, context: Context) -> None:
    """Make the task that was previewed; the same preview makes one task, however often this is pressed."""
    token, at = arguments(update, 2)
    query, services = update.callback_query, services_of(context)
    if not query or not at.isdecimal() or len(at) > 11:
        raise StaleButtonError
    author = query.from_user.id
    c = await services.drafts.get(author)
    if c is None or c.token != token:
        made = await services.drafts.sent_as(token)
        if made is None:
            raise StaleButtonError
        await acknowledge(query, words.SENT_BEFORE)
        await show_progress(update, context, made.id)
        return
    moment = datetime.fromtimestamp(int(at), UTC) if int(at) else None
    confirmed = await services.tasks.confirm(author, draft_of(c, moment), token)
    await show_progress(update, context, confirmed.task.id)
    await services.drafts.clear(author)
    services.sender.wake()
    await take_away(context, author, c.shown)
