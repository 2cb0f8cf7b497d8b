"""「请教书记」: a member passes something on step by step; the secretary answers, passes it up or closes it."""

from __future__ import annotations

from telegram import Update

from bot import words
from bot.consulting.consultation import Kind, new_number, tidy
from bot.handlers import threads
from bot.handlers.composing_steps import put_aside
from bot.handlers.context import Context, StaleButtonError, answer_with, arguments, numbers, reply, services_of, show
from bot.views import consulting as views
from bot.views.view import View
from bot.words import compose as compose_words

_QUESTION, _IN_FULL = "this", "full"
"""Instead of a kind: the question that stands above the message with the button, as typed or as a follow-up means."""


async def consult(update: Update, context: Context) -> None:
    """Ask what it is about."""
    if update.effective_message:
        await answer_with(update, views.kinds())


async def choose(update: Update, context: Context) -> None:
    """Take the kind and ask for the words; or take the question itself for both."""
    (kind,) = arguments(update, 1)
    query, chat = update.callback_query, update.effective_chat
    if not query or not chat or kind not in (_QUESTION, _IN_FULL, *Kind):
        raise StaleButtonError
    services = services_of(context)
    if kind not in (_QUESTION, _IN_FULL):
        await services.conversations.put(chat.id, {"doing": "consult", "kind": kind, "number": new_number()})
        await show(query, views.write(Kind(kind)))
        return
    above = await threads.above(query, services) if kind == _IN_FULL else None
    question = above.in_full if above else threads.question_of(query) if kind == _QUESTION else None
    if question is None:
        raise StaleButtonError
    await _confirm(update, context, Kind.QUESTION, new_number(), question)


async def _confirm(update: Update, context: Context, kind: Kind, number: int, written: str) -> None:
    if update.effective_chat:
        state = {"doing": "confirm", "kind": kind, "number": number, "words": tidy(written)}
        await services_of(context).conversations.put(update.effective_chat.id, state)
        await answer_with(update, views.confirm(kind, written))


async def take(update: Update, context: Context) -> bool:
    """Take a text that a dialog waits for; returns False where none does."""
    message, services = update.effective_message, services_of(context)
    if not message or not message.text:
        return False
    state = await services.conversations.get(message.chat_id)
    if not state or state["doing"] not in ("consult", "reply"):
        return False
    if state["doing"] == "consult":
        await _confirm(update, context, Kind(state["kind"]), state["number"], message.text)
        return True
    if update.effective_user and await services.consultations.reply(
        update.effective_user.id, state["number"], message.text
    ):
        services.courier.wake()
    await services.conversations.clear(message.chat_id)
    if update.effective_user:
        found = await services.consultations.get(update.effective_user.id, state["number"])
        await reply(message, views.reply_sent(found))
    return True


async def send(update: Update, context: Context, *, anonymous: bool) -> None:
    """Pass on what was written."""
    query, person, services = update.callback_query, update.effective_user, services_of(context)
    if not query or not person:
        return
    state = await services.conversations.get(person.id)
    if not state or state["doing"] != "confirm":
        raise StaleButtonError
    found = await services.consultations.send(
        person.id, state["number"], Kind(state["kind"]), state["words"], anonymous=anonymous
    )
    if anonymous:
        # asked in vain before, it may be kept as a gap; what is passed on unnamed stands nowhere else
        await services.gaps.withdraw(person.id, state["words"])
    await show(query, views.sent(found))
    await services.conversations.clear(person.id)
    services.courier.wake()


async def send_named(update: Update, context: Context) -> None:
    """Pass it on with the name."""
    await send(update, context, anonymous=False)


async def send_anonymously(update: Update, context: Context) -> None:
    """Pass it on without the name."""
    await send(update, context, anonymous=True)


async def ask_reply(update: Update, context: Context) -> None:
    """Ask the secretary for the reply."""
    (number,) = numbers(update, 1)
    query, person, services = update.callback_query, update.effective_user, services_of(context)
    if not query or not person:
        return
    found = await services.consultations.get(person.id, number)
    await services.conversations.put(person.id, {"doing": "reply", "number": number})
    await query.answer()
    view = views.ask_reply(found)
    await context.bot.send_message(person.id, view.text, parse_mode="HTML", reply_markup=view.keyboard)


async def escalate(update: Update, context: Context) -> None:
    """Pass it on to the level above."""
    number, branch = numbers(update, 2)
    query, person, services = update.callback_query, update.effective_user, services_of(context)
    if not query or not person:
        return
    if await services.consultations.escalate(person.id, number, branch):
        services.courier.wake()
    await show(query, View(words.ESCALATED))


async def close(update: Update, context: Context) -> None:
    """Say that it is settled."""
    (number,) = numbers(update, 1)
    query, person, services = update.callback_query, update.effective_user, services_of(context)
    if not query or not person:
        return
    if await services.consultations.close(person.id, number):
        services.courier.wake()
    await show(query, View(words.CLOSED))


async def cancel(update: Update, context: Context) -> None:
    """Leave a dialog by command or button."""
    chat, person, services = update.effective_chat, update.effective_user, services_of(context)
    if not chat or not person:
        return
    was = await services.conversations.clear(chat.id)
    text = words.CANCELLED if was else words.NOTHING_TO_CANCEL
    if not was and await put_aside(context, chat.id):
        was, text = True, compose_words.DRAFT_KEPT
    if not update.callback_query and await services.threads.drop(chat.id, person.id) and not was:
        text = words.THREAD_DROPPED
    await answer_with(update, View(text))
