"""/tasks: the latest study tasks; how one is getting on, and what is done about it."""

from __future__ import annotations

from telegram import Message, Update

from bot.handlers.composing_steps import begin
from bot.handlers.context import (
    Context,
    StaleButtonError,
    acknowledge,
    answer_with,
    arguments,
    numbers,
    services_of,
    show,
)
from bot.services import Services
from bot.study.counts import counts
from bot.study.times import in_days
from bot.views import study_tasks as views
from bot.views.view import View
from bot.words import compose as words

LISTED = 10
_LIST, _NEW = "list", "new"


async def progress_of(services: Services, viewer: int, number: int) -> View:
    """Return how a task is getting on, for somebody who may see it.

    Raises:
        NotAllowedError: The viewer may not.
        StudyError: There is no such task.
    """
    numbers_ = await counts(services.members, viewer, number)
    task = await services.tasks.get(number)
    whom = await services.choices.name_of(task.audience)
    return views.progress(task, numbers_, whom, services.drafts.now(), services.drafts.zone)


async def tasks(update: Update, context: Context) -> None:
    """Show the latest tasks, by command."""
    if update.effective_user:
        await answer_with(
            update, views.listing(await services_of(context).tasks.listing(update.effective_user.id, LISTED))
        )


async def open_task(update: Update, context: Context) -> None:
    """Show a task in place of the list, or the list in place of a task."""
    (which,) = arguments(update, 1)
    if which == _LIST:
        await _leave(update, context)
        await tasks(update, context)
    elif which == _NEW:
        await _new(update, context)
    elif which.isdecimal() and len(which) < 10:
        await show_progress(update, context, int(which))
    else:
        raise StaleButtonError


async def _new(update: Update, context: Context) -> None:
    """Begin to compose one; where a draft waits, that is offered first."""
    if update.callback_query:
        await acknowledge(update.callback_query)
        await begin(context, update.callback_query.from_user.id)


async def _leave(update: Update, context: Context) -> None:
    """Let the message whose button was pressed show no progress by itself any more."""
    message = update.callback_query.message if update.callback_query else None
    if isinstance(message, Message):
        await services_of(context).progress.leave(message.chat_id, message.message_id)


async def show_progress(update: Update, context: Context, number: int) -> None:
    """Let the message whose button was pressed show from now on how a task is getting on."""
    query, services = update.callback_query, services_of(context)
    if not query or not isinstance(query.message, Message):
        raise StaleButtonError
    view = await progress_of(services, query.from_user.id, number)
    await services.progress.leave(query.message.chat_id, query.message.message_id)
    await show(query, view)
    await services.progress.follow(number, query.message.chat_id, query.message.message_id)


async def steer(update: Update, context: Context) -> None:
    """Pause, continue, withdraw, give up, send again, nudge."""
    what, number = arguments(update, 2)
    query, services = update.callback_query, services_of(context)
    if not query or not number.isdecimal() or len(number) > 9:
        raise StaleButtonError
    acting, task = query.from_user.id, int(number)
    if what == "withdraw":
        await progress_of(services, acting, task)  # refuses whoever may not see it
        await _leave(update, context)
        await show(query, views.ask_withdraw(await services.tasks.get(task)))
        return
    told = await _steer(services, acting, what, task)
    if told:
        await acknowledge(query, told, alert=True)
    services.sender.wake()
    await show_progress(update, context, task)


async def _steer(services: Services, acting: int, what: str, task: int) -> str:
    """Do it, and return what is to be said about it."""
    match what:
        case "pause":
            await services.steering.pause(acting, task)
        case "resume":
            await services.steering.resume(acting, task)
        case "withdraw!":
            await services.steering.withdraw(acting, task)
        case "cancel":
            await services.steering.cancel(acting, task)
        case "resend":
            return words.RESENT.format(count=await services.steering.resend_unknown(acting, task))
        case "nudge":
            return words.NUDGED.format(count=await services.reminders.nudge(acting, task))
        case _:
            raise StaleButtonError
    return ""


async def decide(update: Update, context: Context) -> None:
    """Send a task now that was not sent when it should have been."""
    task, days = numbers(update, 2)
    query, services = update.callback_query, services_of(context)
    if not query or days > 366:
        raise StaleButtonError
    deadline = in_days(services.drafts.now(), services.drafts.zone, days) if days else None
    await services.steering.decide(query.from_user.id, task, deadline)
    services.sender.wake()
    await show_progress(update, context, task)
