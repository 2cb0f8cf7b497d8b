"""/settings: shown, changed by buttons or by what is typed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from telegram import Update
from telegram.ext import ExtBot

from bot.cards import typed
from bot.cards.cards import CardError
from bot.cards.days import EVERY_DAY, WORKDAYS
from bot.cards.preferences import Preferences
from bot.handlers.context import (
    Context,
    StaleButtonError,
    acknowledge,
    arguments,
    reply,
    services_of,
    show,
)
from bot.services import Services
from bot.views import preferences as views
from bot.views.view import View
from bot.words import cards as words

_DOING = "settings"
_PARTS = ("time", "days", "quiet", "zone", "pause")
_TYPED = ("time", "quiet", "zone", "pause")
_LASTS = timedelta(minutes=10)
"""How long what is typed is taken for a setting."""
_DAY = 24 * 60


async def settings(update: Update, context: Context) -> None:
    """Show what somebody has set."""
    message, person, services = update.effective_message, update.effective_user, services_of(context)
    if message and person:
        await reply(message, views.overview(await services.settings.get(person.id)))


async def open_part(update: Update, context: Context) -> None:
    """Show the choices for one part, or the whole again."""
    (part,) = arguments(update, 1)
    query, services = update.callback_query, services_of(context)
    if not query:
        return
    found = await services.settings.get(query.from_user.id)
    if part == "new":  # below a card, which stays
        await acknowledge(query)
        await _say(context.bot, query.from_user.id, views.overview(found))
        return
    if part == "back":
        await _leave(services, query.from_user.id)
        await show(query, views.overview(found))
        return
    if part not in _PARTS:
        raise StaleButtonError
    if part in _TYPED:
        await services.conversations.put(query.from_user.id, {"doing": _DOING, "part": part}, _LASTS)
    await show(query, views.part(part, found))


async def choose(update: Update, context: Context) -> None:
    """Take what a button sets."""
    parts = (update.callback_query.data or "").split(":")[1:] if update.callback_query else []
    query, services = update.callback_query, services_of(context)
    if not query or not parts:
        raise StaleButtonError
    part, value = parts[0], parts[1] if len(parts) == 2 else ""
    found = await _set(services, query.from_user.id, part, value)
    await _leave(services, query.from_user.id)
    # single days are chosen one after another
    stays = part == "days" and found.days not in (WORKDAYS, EVERY_DAY, views.MONDAY_TO_FRIDAY)
    await show(query, views.part("days", found) if stays else views.overview(found))


async def _set(services: Services, person: int, part: str, value: str) -> Preferences:
    """Set one part.

    Raises:
        StaleButtonError: The value is none of this version.
        CardError: It cannot be set.
    """
    settings = services.settings
    match part:
        case "off" | "on":
            return await settings.switch(person, on=part == "on")
        case "time":
            return await settings.set_minute(person, _number(value, _DAY))
        case "pause":
            days = _number(value, typed.LONGEST_PAUSE)
            return await (settings.pause_days(person, days) if days else settings.pause(person, None))
        case "quiet":
            begins, _, ends = value.partition("-")
            return await settings.set_quiet(person, _number(begins, _DAY), _number(ends, _DAY))
        case "zone" if value in words.ZONES:
            return await settings.set_zone(person, value)
        case "days" if value in (WORKDAYS, views.NO_DAY) or (value and set(value) <= set(EVERY_DAY)):
            return await settings.set_days(person, "" if value == views.NO_DAY else value)
        case _:
            raise StaleButtonError


def _number(text: str, below: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 5 and int(text) < below):
        raise StaleButtonError
    return int(text)


async def take(update: Update, context: Context) -> bool:
    """Take a setting that is typed; returns False where none is waited for, or it is a question like any other."""
    message, person, services = update.effective_message, update.effective_user, services_of(context)
    if not message or not message.text or not person:
        return False
    state = await services.conversations.get(message.chat_id)
    if not state or state["doing"] != _DOING:
        return False
    try:
        found = await _typed(services, person.id, state["part"], message.text)
    except CardError as error:
        await reply(message, View(str(error)))
        return True
    if found is None:
        return False
    await _leave(services, message.chat_id)
    await reply(message, views.overview(found))
    return True


async def _typed(services: Services, person: int, part: str, text: str) -> Preferences | None:
    """Set what was typed; None where it can be no setting.

    Raises:
        CardError: It is meant as one, and cannot be set.
    """
    settings = services.settings
    match part:
        case "time" if typed.looks_like_time(text):
            return await settings.set_minute(person, typed.read_minute(text))
        case "quiet" if typed.looks_like_hours(text):
            return await settings.set_quiet(person, *typed.read_hours(text))
        case "zone" if typed.looks_like_zone(text):
            return await settings.set_zone(person, typed.read_zone(text))
        case "pause" if typed.looks_like_day(text):
            zone = (await settings.get(person)).daytime.zone
            return await settings.pause(person, typed.read_day(text, settings.now(), zone))
        case _:
            return None


async def _leave(services: Services, chat: int) -> None:
    """Take what is typed next for a question again; another dialog stays."""
    state = await services.conversations.get(chat)
    if state and state["doing"] == _DOING:
        await services.conversations.clear(chat)


async def _say(bot: ExtBot[Any], chat: int, view: View) -> None:
    await bot.send_message(chat, view.text, parse_mode="HTML", reply_markup=view.keyboard)
