"""What found no answer: administrators see it, answer it and take answers back; members read the answers."""

from __future__ import annotations

from telegram import Update

from bot import words
from bot.handlers import threads
from bot.handlers.context import (
    Context,
    StaleButtonError,
    acknowledge,
    answer_with,
    audience_in,
    numbers,
    services_of,
    show,
)
from bot.views import gaps as views

_WRITING, _PREVIEWED = "answer gap", "publish answer"


async def gaps(update: Update, context: Context) -> None:
    """Show what several people asked in vain, by command or button."""
    page = numbers(update, 1)[0] if update.callback_query else 0
    await answer_with(update, views.clusters(await services_of(context).unanswered.clusters(), page))


async def ask_answer(update: Update, context: Context) -> None:
    """Ask the administrator for the answer to a cluster."""
    (number,) = numbers(update, 1)
    query, person, services = update.callback_query, update.effective_user, services_of(context)
    cluster = await services.unanswered.cluster_of(number)
    if not query or not person or cluster is None:
        raise StaleButtonError
    state = {"doing": _WRITING, "gaps": list(cluster.gaps), "questions": list(cluster.examples)}
    await services.conversations.put(person.id, state)
    await acknowledge(query)
    view = views.write(cluster)
    # a message of its own: the list stays, for the next question on it
    await context.bot.send_message(person.id, view.text, parse_mode="HTML", reply_markup=view.keyboard)


async def take_answer(update: Update, context: Context) -> bool:
    """Take the text of an answer where one is waited for, and show it as members will see it."""
    message, services = update.effective_message, services_of(context)
    state = await services.conversations.get(message.chat_id) if message else None
    if not message or not message.text or not state or state["doing"] != _WRITING:
        return False
    draft = services.curated.preview(state["questions"], message.text)
    await services.conversations.put(message.chat_id, state | {"doing": _PREVIEWED, "answer": draft.answer})
    await answer_with(update, views.preview(draft))
    return True


async def write_again(update: Update, context: Context) -> None:
    """Let the administrator write it anew."""
    query, person, services = update.callback_query, update.effective_user, services_of(context)
    state = await services.conversations.get(person.id) if person else None
    if not query or not person or not state or state["doing"] != _PREVIEWED:
        raise StaleButtonError
    await services.conversations.put(person.id, state | {"doing": _WRITING})
    await show(query, views.again(state["answer"]))


async def publish(update: Update, context: Context) -> None:
    """Publish what was previewed."""
    query, person, services = update.callback_query, update.effective_user, services_of(context)
    state = await services.conversations.get(person.id) if person else None
    if not query or not person or not state or state["doing"] != _PREVIEWED:
        raise StaleButtonError
    found = await services.curated.publish(person.id, state["questions"], state["answer"], state["gaps"])
    await show(query, views.published(found))
    await services.conversations.clear(person.id)


async def dismiss(update: Update, context: Context) -> None:
    """Show a cluster no more."""
    (number,) = numbers(update, 1)
    services = services_of(context)
    cluster = await services.unanswered.cluster_of(number)
    if cluster is None:
        raise StaleButtonError
    await services.gaps.dismiss(cluster.gaps)
    await answer_with(update, views.clusters(await services.unanswered.clusters(), 0))


async def replies(update: Update, context: Context) -> None:
    """List the answers that stand."""
    (page,) = numbers(update, 1)
    await answer_with(update, views.replies(await services_of(context).curated.standing(), page))


async def detail(update: Update, context: Context) -> None:
    """Show an administrator one of them."""
    (number,) = numbers(update, 1)
    found = await services_of(context).curated.get(number)
    if found is None:
        raise StaleButtonError
    await answer_with(update, views.detail(found))


async def withdraw(update: Update, context: Context) -> None:
    """Take one back."""
    (number,) = numbers(update, 1)
    query, person, services = update.callback_query, update.effective_user, services_of(context)
    if not query or not person:
        return
    withdrawn = await services.curated.withdraw(person.id, number)
    await acknowledge(query, words.WITHDRAWN if withdrawn else None)
    await show(query, views.replies(await services.curated.standing(), 0))


async def read_reply(update: Update, context: Context) -> None:
    """Show a member the curated answer that was offered; the question has found its answer then."""
    (number,) = numbers(update, 1)
    query, services = update.callback_query, services_of(context)
    found = await services.curated.get(number)
    if not query or found is None:
        raise StaleButtonError
    question = await threads.above(query, services)
    if question:
        await services.gaps.withdraw(query.from_user.id, question.in_full)
    await show(query, views.reply(found))


async def rules(update: Update, context: Context) -> None:
    """Show what the rules say in place of a curated answer, with the way back to it."""
    (number,) = numbers(update, 1)
    query, services = update.callback_query, services_of(context)
    question = await threads.above(query, services) if query else None
    if not query or question is None:
        if query:
            await acknowledge(query, words.QUESTION_GONE, alert=True)
        return
    audience = await audience_in(update.effective_chat, context)
    view = (await threads.find(question, audience, services)).view
    found = await services.curated.get(number)
    await show(query, views.beside(view, found) if found else view)
