"""/hours: the own study hours; for a secretary the branch's, the year for filing, and corrections."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from io import BytesIO

from telegram import InputFile, Update

from bot.consulting.consultation import new_number
from bot.handlers.context import (
    Context,
    StaleButtonError,
    acknowledge,
    acting,
    answer_with,
    arguments,
    pressed,
    reply,
    services_of,
    show,
)
from bot.hours import sheet
from bot.hours.corrections import Correction, read_amount
from bot.hours.hours import HoursError, Someone
from bot.study.task import Kind
from bot.views import hours as views
from bot.words import hours as words

_DOING, _CONFIRMING = "hours", "hours?"
_LARGEST = 2**31
"""No number of a person or a branch is so high."""


async def own(update: Update, context: Context) -> None:
    """Show somebody their own hours of this year, by command."""
    if update.effective_user:
        await answer_with(update, views.own(await services_of(context).hours.own(update.effective_user.id), 0))


async def turn(update: Update, context: Context) -> None:
    """Show another page or another year of the own hours; below a picture in a message of their own."""
    year, page = _numbers(update, 2)
    message = pressed(update)
    view = views.own(await services_of(context).hours.own(acting(update), year), page)
    if message.text is not None or not update.callback_query:
        await answer_with(update, view)
        return
    await acknowledge(update.callback_query)
    await reply(message, view)


async def branch(update: Update, context: Context) -> None:
    """Show a secretary the branch's hours in a year."""
    number, year = _numbers(update, 2)
    hours = services_of(context).hours
    found = await hours.of_branch(acting(update), number, year)
    await answer_with(update, views.branch(found, hours.today().year))


async def as_sheet(update: Update, context: Context) -> None:
    """Give a secretary the branch's year as XLSX."""
    number, year = _numbers(update, 2)
    hours, message = services_of(context).hours, pressed(update)
    filing = await hours.filing(acting(update), number, year)
    data = await asyncio.to_thread(sheet.of_filing, filing, hours.zone)
    if update.callback_query:
        await acknowledge(update.callback_query)
    name = "".join(char for char in filing.total.name if char.isalnum())[:30]
    file = words.SHEET_NAME.format(what=f"{name}_{filing.total.year}")
    await message.reply_document(InputFile(BytesIO(data), filename=file))


# Corrections


async def whose(update: Update, context: Context) -> None:
    """Let a secretary choose whose hours are to be corrected."""
    number, year, page = _numbers(update, 3)
    _check_year(context, year)
    name, people = await services_of(context).hours.people(acting(update), number)
    await answer_with(update, views.whose(name, people, number, year, page))


async def which_kind(update: Update, context: Context) -> None:
    """Let a secretary choose which hours."""
    number, year, person = _numbers(update, 3)
    _check_year(context, year)
    await answer_with(update, views.which_kind(await _someone(update, context, number, person), number, year))


async def how_much(update: Update, context: Context) -> None:
    """Ask for how much and why; what is typed next says it."""
    *_, kind = arguments(update, 4)
    number, year, person = _numbers(update, 4, of=3)
    _check_year(context, year)
    query = update.callback_query
    if kind not in tuple(Kind) or not query:
        raise StaleButtonError
    someone = await _someone(update, context, number, person)
    state = {"doing": _DOING, "branch": number, "year": year, "person": person, "kind": kind, "number": new_number()}
    await services_of(context).conversations.put(acting(update), state)
    await show(query, views.how_much(someone))


async def take(update: Update, context: Context) -> bool:
    """Take how much and why, where that is waited for; returns False where it is not."""
    message, services = update.effective_message, services_of(context)
    state = await services.conversations.get(message.chat_id) if message else None
    if not message or not message.text or not state or state["doing"] not in (_DOING, _CONFIRMING):
        return False
    tenths, reason = read_amount(message.text)
    correction = Correction(
        branch=state["branch"],
        person=state["person"],
        year=state["year"],
        kind=Kind(state["kind"]),
        tenths=tenths,
        reason=reason,
    )
    someone = await services.corrections.check(acting(update), correction)
    kept = {**asdict(correction), "kind": correction.kind.value, "doing": _CONFIRMING, "number": state["number"]}
    await services.conversations.put(message.chat_id, kept)
    await reply(message, views.confirm(someone, correction))
    return True


async def correct(update: Update, context: Context) -> None:
    """Make the correction that was shown."""
    arguments(update, 0)
    services, actor = services_of(context), acting(update)
    state = await services.conversations.get(actor)
    if not state or state["doing"] != _CONFIRMING or not update.callback_query:
        raise StaleButtonError
    correction = Correction(
        branch=state["branch"],
        person=state["person"],
        year=state["year"],
        kind=Kind(state["kind"]),
        tenths=state["tenths"],
        reason=state["reason"],
    )
    someone = await services.corrections.correct(actor, correction, state["number"])
    await show(update.callback_query, views.corrected(someone, correction))
    await services.conversations.clear(actor)
    services.telling_corrections.wake()


async def _someone(update: Update, context: Context, branch: int, person: int) -> Someone:
    _, people = await services_of(context).hours.people(acting(update), branch)
    for someone in people:
        if someone.person == person:
            return someone
    raise HoursError(words.NOT_IN_BRANCH)


def _check_year(context: Context, year: int) -> None:
    """Refuse years that are filed: this one and the last can be corrected."""
    this = services_of(context).hours.today().year
    if year not in (this, this - 1):
        raise StaleButtonError


def _numbers(update: Update, count: int, of: int | None = None) -> list[int]:
    """Return the numbers behind a button's name: the first so many of the parts, all where not said."""
    parts = arguments(update, count)[: of or count]
    if not all(part.isascii() and part.isdigit() and len(part) < 11 and int(part) < _LARGEST for part in parts):
        raise StaleButtonError
    return [int(part) for part in parts]
