"""A member's side of a study task: the buttons under it, its questions, /mytasks."""

from __future__ import annotations

import contextlib

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, ReplyParameters, Update
from telegram.error import BadRequest

from bot.handlers import threads
from bot.handlers.context import (
    Context,
    StaleButtonError,
    acknowledge,
    answer_with,
    arguments,
    audience_in,
    numbers,
    reply,
    services_of,
    show,
)
from bot.handlers.polls import ask
from bot.sending.schedule import Priority
from bot.study.assignment import Assignment, Feeling
from bot.study.messages import send
from bot.study.quiz import next_question
from bot.study.reminder_times import Choice
from bot.study.task import StudyError
from bot.views import studying as views
from bot.views.view import View
from bot.words import study as words
from index import in_thread
from index.corpus import Place

_NO_CHANGE = ("not modified", "message to edit not found")
_DIGITS = 10
"""No task has so long a number, nor has the column of the database."""
_NO_ORIGINAL = "repl"
"""In what Telegram says where the message replied to is gone."""


# Done


async def done(update: Update, context: Context) -> None:
    """Note that a task is done, and ask how it was."""
    task, _ = _named(update)
    query, services = _pressed(update), services_of(context)
    own = await services.completion.complete(query.from_user.id, task)
    services.progress.done(task)
    await acknowledge(query, words.NOTED_BEFORE if own.asked_feedback else None)
    await _mark(context, own, query)
    if not own.asked_feedback:
        await _say(context, own, views.done(own))
        await services.completion.asked(own)


async def felt(update: Update, context: Context) -> None:
    """Note how a task was; to whom did not understand it, offer ways on."""
    task, said = _named(update, 2)
    query, services = _pressed(update), services_of(context)
    if said not in tuple(Feeling):
        raise StaleButtonError
    feeling = Feeling(said)
    own = await services.completion.get(query.from_user.id, task)
    await acknowledge(query, words.THANKS)
    if own.feedback is not feeling:
        if feeling is Feeling.LOST:
            place = await _place(update, context, own)
            await _say(context, own, views.lost(services.library.answerer.corpus.id(place) if place else None))
        await services.completion.feel(query.from_user.id, own.task.id, feeling)
    await _change(context, own.chat, _message(query).message_id, views.felt(own, feeling))


async def doubt(update: Update, context: Context) -> None:
    """Let the next question go on from the article a task is about."""
    task, _ = _named(update)
    query, services = _pressed(update), services_of(context)
    own = await services.completion.get(query.from_user.id, task)
    place, answerer = await _place(update, context, own), services.library.answerer
    await acknowledge(query)
    if place:
        await threads.move(query, in_thread.moved(answerer, place), services)
    await reply(_message(query), views.doubt(own, answerer, place))


async def _place(update: Update, context: Context, own: Assignment) -> Place | None:
    """Return the article a task is about, where it still stands in the knowledge base and the person may read it."""
    answerer = services_of(context).library.answerer
    place = answerer.corpus.find(own.task.article.id) if own.task.article else None
    readable = place and answerer.may_read(place, await audience_in(update.effective_chat, context))
    return place if readable else None


# Questions


async def quiz(update: Update, context: Context) -> None:
    """Ask the first question that is left, or one that was wrong; point to the one that waits for an answer."""
    task, _ = _named(update)
    query, services = _pressed(update), services_of(context)
    own = await services.completion.get(query.from_user.id, task)
    await acknowledge(query)
    waiting = await services.quiz.waiting(own)
    if waiting is not None:
        with contextlib.suppress(_GoneError):
            await _say(context, own, View(words.QUIZ_IS_HERE), waiting)
            return
        await services.quiz.lost(own)
    question = next_question(own)
    if question is not None:
        await _ask(update, context, own, question)
    else:
        await _say(context, own, View(words.QUIZ_DONE))


async def answered(update: Update, context: Context) -> bool:
    """Count an answer, then ask the next question or say how it went; returns False where the poll is of no task."""
    answer, services = update.poll_answer, services_of(context)
    if not answer or not answer.user or len(answer.option_ids) != 1:
        return False
    try:
        counted = await services.quiz.answer(answer.poll_id, answer.user.id, answer.option_ids[0])
    except StudyError as error:
        await context.bot.send_message(answer.user.id, str(error))
        return True
    if counted is None:
        return False
    own, question = counted
    following = next_question(own, question)
    if following is None:
        services.progress.done(own.task.id)
        await _mark(context, own)
        await _say(context, own, views.outcome(own, services.library.answerer))
        await services.completion.asked(own)
    elif await services.quiz.waiting(own) is None:
        await _ask(update, context, own, following)
    return True


async def _ask(update: Update, context: Context, own: Assignment, place: int) -> None:
    services, question = services_of(context), own.task.questions[place]
    where = views.where(services.library.answerer, question.article)
    poll = await ask(context, own.chat, question, (place, len(own.task.questions)), update.update_id, where)
    await services.quiz.asked(own, place, poll.id, poll.message, poll.order)


# Reminders


async def later(update: Update, context: Context) -> None:
    """Offer the times at which one can be reminded."""
    task, _ = _named(update)
    query, services = _pressed(update), services_of(context)
    own = await services.completion.get(query.from_user.id, task)
    offered = services.reminders.offered(own)
    if not offered and not own.remind_at:
        raise StudyError(services.reminders.why_none(own))
    await acknowledge(query)
    await _change(
        context, own.chat, _message(query).message_id, views.times(own, offered, services.reminders.daytime(own).zone)
    )


async def remind(update: Update, context: Context) -> None:
    """Take the time at which somebody wants to be reminded."""
    task, chosen = _named(update, 2)
    query, services = _pressed(update), services_of(context)
    if chosen not in ("back", "none", *Choice):
        raise StaleButtonError
    if chosen == "back":
        own, said = await services.completion.get(query.from_user.id, task), None
    else:
        choice = Choice(chosen) if chosen != "none" else None
        own = await services.reminders.choose(query.from_user.id, task, choice)
        said = words.WILL_NOT_REMIND
        if own.remind_at:
            said = words.WILL_REMIND.format(moment=own.remind_at.astimezone(services.reminders.daytime(own).zone))
    await acknowledge(query, said)
    await _mark(context, own, query)


async def my_tasks(update: Update, context: Context) -> None:
    """Show what is open, what is done, and the hours."""
    person, services = update.effective_user, services_of(context)
    if person:
        found = await services.completion.studies(person.id)
        await answer_with(update, views.studies(found, await services.reminders.zone_for(person.id)))


async def quiet(update: Update, context: Context) -> None:
    """Remind somebody of nothing for some days, or again."""
    (days,) = numbers(update, 1)
    query, services = _pressed(update), services_of(context)
    until = await services.reminders.pause(query.from_user.id, days)
    zone = await services.reminders.zone_for(query.from_user.id)
    await acknowledge(query, words.QUIET_SINCE.format(until=until.astimezone(zone)) if until else words.LOUD_AGAIN)
    await show(query, views.studies(await services.completion.studies(query.from_user.id), zone))


async def open_task(update: Update, context: Context) -> None:
    """Point to where a task stands in the chat; where it was deleted there, send it again."""
    task, _ = _named(update)
    query, services = _pressed(update), services_of(context)
    own = await services.completion.get(query.from_user.id, task)
    await acknowledge(query)
    if own.first is not None:
        with contextlib.suppress(_GoneError):
            await _say(context, own, views.pointer(own, services.reminders.daytime(own).zone), own.first)
            return
    *before, last = await services.tasks.parts(task)
    for part in before:
        await send(context.bot, own.chat, part, priority=Priority.ANSWER)
    await send(context.bot, own.chat, last, views.keyboard(own, services.reminders.daytime(own).zone), Priority.ANSWER)


def _named(update: Update, parts: int = 1) -> tuple[int, str]:
    """Return the task a button names, and what else stands behind it.

    Raises:
        StaleButtonError: It names none.
    """
    task, *rest = arguments(update, parts)
    if not (task.isascii() and task.isdigit() and len(task) < _DIGITS):
        raise StaleButtonError
    return int(task), "".join(rest)


# Messages


class _GoneError(Exception):
    """The message to reply to is not there any more."""


def _pressed(update: Update) -> CallbackQuery:
    """Return the press; buttons of study tasks stand in messages only."""
    if update.callback_query is None or not isinstance(update.callback_query.message, Message):
        raise StaleButtonError
    return update.callback_query


def _message(query: CallbackQuery) -> Message:
    if not isinstance(query.message, Message):
        raise StaleButtonError
    return query.message


async def _say(context: Context, own: Assignment, view: View, to: int | None = None) -> None:
    """Write to whoever has a task, in answer to one of the messages of the chat where `to` names one.

    Raises:
        _GoneError: There is no such message.
    """
    answering = ReplyParameters(to) if to is not None else None
    try:
        await context.bot.send_message(
            own.chat, view.text, parse_mode="HTML", reply_markup=view.keyboard, reply_parameters=answering
        )
    except BadRequest as error:
        if answering is None or _NO_ORIGINAL not in error.message.lower():
            raise
        raise _GoneError from error


async def _mark(context: Context, own: Assignment, query: CallbackQuery | None = None) -> None:
    """Let the buttons under a task show how it stands: where it was sent, and where they were pressed."""
    keyboard = views.keyboard(own, services_of(context).reminders.daytime(own).zone)
    pressed = _message(query).message_id if query else None
    for message in dict.fromkeys((pressed, own.last)):
        if message is not None:
            await _change(context, own.chat, message, keyboard)


async def _change(context: Context, chat: int, message: int, keyboard: InlineKeyboardMarkup | None) -> None:
    try:
        await context.bot.edit_message_reply_markup(chat, message, reply_markup=keyboard)
    except BadRequest as error:
        if not any(said in error.message.lower() for said in _NO_CHANGE):
            raise
