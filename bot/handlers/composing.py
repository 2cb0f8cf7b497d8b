"""/task: a study task is composed step by step, in one message that changes; nothing leaves before it is confirmed."""

from __future__ import annotations

from dataclasses import replace

from telegram import Message, Update

from bot.handlers import basics, uploads
from bot.handlers.composing_choices import chosen
from bot.handlers.composing_sending import preview
from bot.handlers.composing_steps import adopt, begin, present, take_away
from bot.handlers.composing_typed import typed
from bot.handlers.context import Context, acknowledge, say, services_of, show
from bot.handlers.given import given_of
from bot.people.roles import Action, NotAllowedError
from bot.study import giving
from bot.study.composition import Composition, Step, checked
from bot.study.task import StudyError
from bot.views import composing as views
from bot.views.view import View
from bot.words import compose as words


async def task(update: Update, context: Context) -> None:
    """Begin, or offer to go on with what was begun."""
    if update.effective_message:
        await begin(context, update.effective_message.chat_id, update.effective_message.message_id)


# What is sent or typed


async def take(update: Update, context: Context) -> bool:
    """Take a message into the draft that waits for it; returns False where none does.

    Raises:
        NotAllowedError: The author may not send study tasks any more; the draft stays for whoever gets the office back.
    """
    message, person, services = update.effective_message, update.effective_user, services_of(context)
    if not message or not person:
        return False
    c = await services.drafts.waiting(person.id)
    if c is None:
        return False
    if not await services.members.may(person.id, Action.SEND_TASK):
        await services.drafts.put_aside(person.id)
        raise NotAllowedError(Action.SEND_TASK)
    if update.edited_message:
        return await _change(update, context, c)
    if message.message_id <= c.last:  # handled before, up to here
        await present(update, context, c)
        return True
    c = replace(c, last=message.message_id)
    if not message.text or c.step is Step.CONTENT:
        await _give(update, context, c, message)
        return True
    return await typed(update, context, c, message.text)


async def _change(update: Update, context: Context, c: Composition) -> bool:
    """Put the new words of a message in the place of the old."""
    message = update.effective_message
    given = given_of(message) if message else None
    changed = giving.changed(c, given) if given else None
    if changed is None:
        return False
    await present(update, context, replace(changed, step=Step.CONTENT))
    return True


async def _give(update: Update, context: Context, c: Composition, message: Message) -> None:
    """Take a message in as something to be sent."""
    given, services = given_of(message), services_of(context)
    if given is None and c.step is not Step.CONTENT:
        await say(message, words.UNFIT)
        return
    last = c.given[-1] if c.given else None
    note = ""
    if given is None:
        note = words.UNFIT
    else:
        try:
            c = giving.add(replace(c, step=Step.CONTENT), given)
        except StudyError as error:
            note = str(error)
    if c.panel and last and given and giving.in_one_go(last, given):
        # one of many sent at once: the message that shows them is below the first one already
        await services.drafts.put(message.chat_id, c)
        view = views.content(c, checked(c, services.drafts.zone), note)
        services.live.show(message.chat_id, c.panel, view)
    else:
        await present(update, context, c, note)


async def file(update: Update, context: Context) -> None:
    """Take a file into the draft that waits for it, else into the knowledge base."""
    if not await take(update, context):
        await uploads.receive(update, context)


async def other(update: Update, context: Context) -> None:
    """Take a picture or a video into the draft that waits for it."""
    if not await take(update, context):
        await basics.other(update, context)


# What is pressed


async def press(update: Update, context: Context) -> None:
    """Do what a button of the dialog is for."""
    query, services = update.callback_query, services_of(context)
    if not query:
        return
    verb, *what = (query.data or "").split(":")[1:] or [""]
    kept = await services.drafts.get(query.from_user.id)
    c = adopt(update, kept) if kept else None
    if c is None:
        await acknowledge(query, words.STEP_OVER if kept else words.DRAFT_GONE, alert=True)
        return
    services.live.drop(query.from_user.id, c.panel)
    if verb in ("keep", "delete"):
        await _leave(update, context, c, keep=verb == "keep")
    elif verb == "anew":
        await present(update, context, Composition(panel=c.panel, last=c.last, shown=c.shown))
    elif (verb, *what) == ("to", Step.LEAVING):
        await show(query, views.leaving(c.step))
    elif (verb, *what) == ("to", Step.CONFIRM):
        await preview(update, context, c)
    else:
        await present(update, context, await chosen(services, query.from_user.id, c, verb, what))


async def _leave(update: Update, context: Context, c: Composition, *, keep: bool) -> None:
    """Close the dialog."""
    query, services = update.callback_query, services_of(context)
    if not query:
        return
    author = query.from_user.id
    if c.shown:
        await take_away(context, author, c.shown)
    if keep:
        await services.drafts.put(author, replace(c, shown=()))
        await services.drafts.put_aside(author)
    else:
        await services.drafts.clear(author)
    await show(query, View(words.DRAFT_KEPT if keep else words.DRAFT_DELETED))


async def previewed(update: Update, context: Context) -> None:
    """Say that a button of a preview does nothing yet."""
    if update.callback_query:
        await acknowledge(update.callback_query, words.PREVIEW_ONLY, alert=True)
