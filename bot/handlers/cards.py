"""Cards: turned over, rated, another one; /card."""

from __future__ import annotations

from fsrs import Rating
from telegram import Update

from bot.cards.cards import CardError, Shown
from bot.handlers.context import (
    Context,
    StaleButtonError,
    acknowledge,
    numbers,
    reply,
    services_of,
    show,
)
from bot.views import cards as views
from bot.words import cards as words


async def card(update: Update, context: Context) -> None:
    """Put a card before somebody who asks for one."""
    message, person, services = update.effective_message, update.effective_user, services_of(context)
    if not message or not person:
        return
    shown = await services.cards.another(person.id)
    if shown:
        sent = await reply(message, views.front(shown))
        await services.cards.out(shown, sent.message_id)


async def turn(update: Update, context: Context) -> None:
    """Turn a card over; one whose article has changed makes room for another."""
    (number,) = numbers(update, 1)
    query, services = update.callback_query, services_of(context)
    if query:
        shown = await services.cards.turn(query.from_user.id, number)
        await _show(update, context, shown)


async def rate(update: Update, context: Context) -> None:
    """Take how well a card was remembered."""
    number, said = numbers(update, 2)
    query, services = update.callback_query, services_of(context)
    if not query:
        return
    if said not in tuple(Rating):
        raise StaleButtonError
    shown = await services.cards.rate(query.from_user.id, number, Rating(said))
    rated = shown.showing.rating
    if rated is not None and rated != said:
        await acknowledge(query, words.RATED_BEFORE.format(rating=words.RATINGS[rated - 1]), alert=True)
    await _show(update, context, shown)


async def another(update: Update, context: Context) -> None:
    """Put the next card below the one that is done."""
    (number,) = numbers(update, 1)
    query, services = update.callback_query, services_of(context)
    if not query:
        return
    shown = await services.cards.another(query.from_user.id, number)
    if shown is None:
        await acknowledge(query, words.HERE_ALREADY)
        return
    await acknowledge(query)
    view = views.front(shown)
    sent = await context.bot.send_message(query.from_user.id, view.text, parse_mode="HTML", reply_markup=view.keyboard)
    await services.cards.out(shown, sent.message_id)


async def _show(update: Update, context: Context, shown: Shown) -> None:
    """Show a card turned over, or in its place another one where its article is not what it was."""
    query, services = update.callback_query, services_of(context)
    if not query:
        return
    if shown.question.live or shown.showing.rating is not None:
        await show(query, views.back(shown))
        return
    try:
        instead = await services.cards.instead(query.from_user.id, shown.showing)
    except CardError:
        await acknowledge(query)
        await query.edit_message_text(words.GONE_ALONE)
        return
    await show(query, views.front(instead, words.GONE))
