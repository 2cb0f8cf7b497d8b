"""Quiz evenings: the command in a group, the buttons on the board, answers to the polls, and what befalls a group."""

from __future__ import annotations

import asyncio
import contextlib

from telegram import ReplyParameters, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden

from bot import words as common
from bot.evening.evening import Reason
from bot.evening.evenings import Counted
from bot.handlers.context import (
    Context,
    StaleButtonError,
    acknowledge,
    arguments,
    audience_in,
    numbers,
    say,
    services_of,
)
from bot.views import answers as articles
from bot.views import evening as views
from bot.views.view import keyboard_of
from bot.words import evening as words

_UNNOTED = 30
"""How often it is looked whether the poll of a question that is just out has been noted."""
_LOOK = 0.1


async def evening(update: Update, context: Context) -> None:
    """Start an evening in a group, or point to the one that is there."""
    message, services = update.message, services_of(context)
    if message is None or message.from_user is None:
        return  # changing the words of an old message starts nothing
    if message.chat.type == ChatType.PRIVATE:
        await say(message, words.IN_A_GROUP)
        return
    started, is_new = await services.evenings.start(message.from_user.id, message.chat.id)
    if is_new:
        services.host.wake()
    elif started.board is None:
        await say(message, words.RUNNING_SOON)
    else:
        reply = ReplyParameters(started.board, allow_sending_without_reply=True)
        await message.chat.send_message(words.RUNNING, reply_parameters=reply)


async def join(update: Update, context: Context) -> None:
    """Put whoever presses into a team."""
    number, team = numbers(update, 2)
    query, services = update.callback_query, services_of(context)
    if query is None:
        return
    mine, is_new = await services.evenings.join(query.from_user.id, number, team)
    said = words.JOINED if is_new else words.STAYS if mine != team else words.STAYS_IN_LOBBY
    await acknowledge(query, said.format(team=views.team_name(mine)))
    services.host.wake()


async def name(update: Update, context: Context) -> None:
    """Let the name of whoever presses stand in their team, or no longer."""
    (number,) = numbers(update, 1)
    query, services = update.callback_query, services_of(context)
    if query is None:
        return
    shown = await services.evenings.name(query.from_user.id, number, query.from_user.first_name)
    await acknowledge(query, words.NAME_SHOWN.format(name=shown) if shown else words.NAME_HIDDEN)
    services.host.wake()


async def add_team(update: Update, context: Context) -> None:
    """Add a team."""
    (number,) = numbers(update, 1)
    query, services = update.callback_query, services_of(context)
    if query is None:
        return
    await services.evenings.add_team(query.from_user.id, number)
    await acknowledge(query, words.TEAM_ADDED)
    services.host.wake()


async def begin(update: Update, context: Context) -> None:
    """Begin to ask."""
    (number,) = numbers(update, 1)
    query, services = update.callback_query, services_of(context)
    if query is None or update.effective_chat is None:
        return
    people = await update.effective_chat.get_member_count() - 1
    await services.evenings.begin(query.from_user.id, number, people)
    await acknowledge(query, words.BEGINS)
    services.host.wake()


async def stop(update: Update, context: Context) -> None:
    """End an evening early; pressed once it says that twice is needed."""
    (number,) = numbers(update, 1)
    query, services = update.callback_query, services_of(context)
    if query is None:
        return
    surely = await services.evenings.ask_stop(query.from_user.id, number)
    if surely:
        await services.course.end(number, Reason.STOPPED)
        services.host.wake()
    await acknowledge(query, words.STOPPED if surely else words.STOP_AGAIN, alert=not surely)


async def read(update: Update, context: Context) -> None:
    """Show the group an article that was got wrong, once: its button goes."""
    (key,) = arguments(update, 1)
    query, answerer = update.callback_query, services_of(context).library.answerer
    place = answerer.corpus.find(key)
    if query is None or place is None or update.effective_message is None:
        raise StaleButtonError
    message = update.effective_message
    if not answerer.may_read(place, await audience_in(update.effective_chat, context)):
        label = answerer.corpus.document(place).audience.label
        await acknowledge(query, common.NOT_FOR_YOU.format(audience=label), alert=True)
        return
    await acknowledge(query)
    view = articles.article(answerer, place, 0, can_go_back=False)
    reply = ReplyParameters(message.message_id, allow_sending_without_reply=True)
    await message.chat.send_message(view.text, parse_mode="HTML", reply_markup=view.keyboard, reply_parameters=reply)
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    left = [[one for one in row if one.callback_data != query.data] for row in rows]
    try:
        await query.edit_message_reply_markup(keyboard_of(*left))
    except BadRequest as error:
        if "not modified" not in error.message:
            raise


async def answered(update: Update, context: Context) -> bool:
    """Count an answer to a question of an evening; returns whether the poll is one of an evening's."""
    answer, services = update.poll_answer, services_of(context)
    if not answer or not answer.user or answer.user.is_bot or len(answer.option_ids) != 1:
        return False
    counted = await services.evenings.answer(answer.poll_id, answer.user.id, answer.option_ids[0])
    for _ in range(_UNNOTED):
        if counted is not None or not await services.evenings.is_sending():
            break
        # Somebody was faster than the answer to the sending: the poll's number is not known yet
        await asyncio.sleep(_LOOK)
        counted = await services.evenings.answer(answer.poll_id, answer.user.id, answer.option_ids[0])
    if counted is None:
        return False
    services.host.wake()
    if counted is Counted.FIRST_OF_A_STRANGER:
        # Somebody who has never written to the bot cannot be told so: the board says it too
        with contextlib.suppress(Forbidden, BadRequest):
            await context.bot.send_message(answer.user.id, words.HOW_TO_JOIN)
    return True


async def moved(update: Update, context: Context) -> None:
    """Follow a group that has become a supergroup."""
    message, services = update.effective_message, services_of(context)
    if message and message.migrate_to_chat_id:
        await services.evenings.move(message.chat.id, message.migrate_to_chat_id)
        services.host.wake()
