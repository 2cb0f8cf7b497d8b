"""/calendar: what a branch does each month, quarter and year, for its secretary to keep and its members to see."""

from __future__ import annotations

import asyncio
from datetime import date
from io import BytesIO

from telegram import InputFile, Message, Update

from bot.agenda import ics
from bot.agenda.agenda import LONGEST_MONTH, Calendar
from bot.agenda.article import Quoted, quoted
from bot.agenda.item import Item
from bot.agenda.period import Period
from bot.agenda.record import State
from bot.agenda.term import TERMS, read_election
from bot.handlers.context import (
    Context,
    StaleButtonError,
    acknowledge,
    acting,
    answer_with,
    arguments,
    audience_in,
    reply,
    say,
    services_of,
)
from bot.people.branches import Branch
from bot.people.roles import Action, may
from bot.views import agenda as views
from bot.views import agenda_settings as settings
from bot.views.agenda import Marked, Page
from bot.views.view import View
from bot.words import agenda as words

_DOING = "elected"


async def calendar(update: Update, context: Context) -> None:
    """Show the calendar of the own branch, the one headed first; or of the one whose code is given."""
    message, person, services = update.effective_message, update.effective_user, services_of(context)
    if not message or not person:
        return
    code = (message.text or "").partition(" ")[2].strip()
    if code:
        branch = (await services.branches.named(code)).id
    else:
        own = [m for m in await services.members.memberships(person.id) if m.active]
        if not own:
            await say(message, words.WHICH_BRANCH)
            return
        branch = max(own, key=lambda m: may((m.role,), Action.KEEP_CALENDAR)).branch
    await answer_with(update, await _main(context, person.id, branch))


async def turn(update: Update, context: Context) -> None:
    """Show a page of a calendar."""
    branch, (page, *more) = _branch_and(update, 1)
    person = acting(update)
    if page == Page.MAIN:
        await answer_with(update, await _main(context, person, branch))
        return
    found = await services_of(context).agenda.of_branch(person, branch)
    if page in (Page.OVERDUE, Page.SETTINGS, Page.THEME_DAY) and not found.kept:
        raise StaleButtonError
    await answer_with(update, await _page(update, context, found, page, more))


async def _page(update: Update, context: Context, found: Calendar, page: str, more: list[str]) -> View:
    match page, more:
        case Page.OVERDUE, []:
            return views.overdue(found)
        case Page.SETTINGS, []:
            return settings.settings(found)
        case Page.THEME_DAY, []:
            return settings.ask_theme_day(found)
        case Page.YEAR, [year]:
            return views.year(found, _year(found, year))
        case Page.ITEM, [year, which] if which in tuple(Item):
            return views.item(found, _year(found, year), Item(which), await _quoted(update, context, Item(which)))
        case _:
            raise StaleButtonError


async def mark(update: Update, context: Context) -> None:
    """Say that an item is done, or that it is not."""
    branch, (item, code, state, page) = _branch_and(update, 4)
    period = Period.parse(code)
    if item not in tuple(Item) or state not in tuple(State) or period is None:
        raise StaleButtonError
    person, agenda = acting(update), services_of(context).agenda
    marked = Marked(Item(item), period, State(state))
    try:
        await agenda.mark(person, branch, marked.item, period, marked.state)
    except ValueError as error:
        raise StaleButtonError from error
    await _toast(update, words.MARKED[state].format(what=views.named(marked.item, period, agenda.today())))
    if page == Page.MAIN:
        await answer_with(update, await _main(context, person, branch))
        return
    found = await agenda.of_branch(person, branch)
    if page == Page.ITEM:
        article = await _quoted(update, context, marked.item)
        await answer_with(update, views.item(found, period.first.year, marked.item, article))
    else:
        await answer_with(update, views.overdue(found, marked if marked.state is not State.OPEN else None))


async def skip(update: Update, context: Context) -> None:
    """Bring up no more what a message has listed."""
    branch, (day,) = _branch_and(update, 1)
    person, agenda = acting(update), services_of(context).agenda
    count = await agenda.skip_overdue(person, branch, _day(day))
    await _toast(update, words.SKIPPED_ALL.format(count=count))
    await answer_with(update, views.overdue(await agenda.of_branch(person, branch)))


async def switch(update: Update, context: Context) -> None:
    """Switch an item or the reminders on or off, or set how long a term or which day the theme day is."""
    branch, (what, value) = _branch_and(update, 2)
    person, agenda = acting(update), services_of(context).agenda
    if what == settings.TERM and value in map(str, TERMS):
        await agenda.set_years(person, branch, int(value))
    elif what == settings.REMINDING and value in ("0", "1"):
        await agenda.remind(person, branch, on=value == "1")
    elif what == settings.THEME_DAY and value in map(str, range(LONGEST_MONTH + 1)):
        await agenda.fix_theme_day(person, branch, int(value) or None)
    elif what in tuple(Item) and value in ("0", "1"):
        await agenda.switch(person, branch, Item(what), on=value == "1")
    else:
        raise StaleButtonError
    await answer_with(update, settings.settings(await agenda.of_branch(person, branch)))


async def elected(update: Update, context: Context) -> None:
    """Ask when the last election was; or take the day on the button."""
    branch, more = _branch_and(update, 0)
    person, services = acting(update), services_of(context)
    if more:
        await services.agenda.elect(person, branch, _day(more[0]))
        await services.conversations.clear(person)
        await _toast(update, words.ELECTION_SET.format(day=words.day(_day(more[0]))))
        await answer_with(update, await _main(context, person, branch))
        return
    found = await services.agenda.of_branch(person, branch)
    if not found.kept:
        raise StaleButtonError
    await services.conversations.put(person, {"doing": _DOING, "branch": branch})
    await answer_with(update, settings.ask_election(found))


async def take(update: Update, context: Context) -> bool:
    """Take the day of an election; returns False where none is waited for."""
    message, person, services = update.effective_message, update.effective_user, services_of(context)
    if not message or not message.text or not person:
        return False
    state = await services.conversations.get(message.chat_id)
    if not state or state["doing"] != _DOING:
        return False
    day = read_election(message.text, services.agenda.today())  # a wrong one is told, and another one may follow
    await services.agenda.elect(person.id, state["branch"], day)
    await services.conversations.clear(message.chat_id)
    await reply(message, await _main(context, person.id, state["branch"]))
    return True


async def file(update: Update, context: Context) -> None:
    """Send the calendar as a file for the phone's own."""
    branch, _ = _branch_and(update, 0)
    services, query = services_of(context), update.callback_query
    found = await services.agenda.of_branch(acting(update), branch)
    if not query or not isinstance(query.message, Message):
        raise StaleButtonError
    await acknowledge(query)
    name = "".join(char for char in found.branch.name if char.isalnum())[:30]
    data = await asyncio.to_thread(ics.written, found, services.agenda.now())
    file = InputFile(BytesIO(data), words.FILE_NAME.format(branch=name))
    await query.message.reply_document(file, caption=words.FILE_CAPTION)


async def _main(context: Context, person: int, branch: int) -> View:
    services = services_of(context)
    found = await services.agenda.of_branch(person, branch)
    if not found.kept:
        return views.calendar(found, None)
    total = await services.hours.branch_total(branch, found.today.year)
    return views.calendar(found, total, await _others(context, person, branch))


async def _others(context: Context, person: int, branch: int) -> list[Branch]:
    """Return the other branches somebody heads."""
    services = services_of(context)
    headed = [
        m.branch
        for m in await services.members.memberships(person)
        if m.active and m.branch != branch and may((m.role,), Action.KEEP_CALENDAR)
    ]
    return [await services.branches.get(other) for other in headed]


async def _quoted(update: Update, context: Context, item: Item) -> Quoted | None:
    services, audience = services_of(context), await audience_in(update.effective_chat, context)
    return quoted(services.library.answerer.corpus, item, audience, services.agenda.today())


# What a button is about


def _branch_and(update: Update, least: int) -> tuple[int, list[str]]:
    """Return the branch a button is about, and what stands behind it.

    Raises:
        StaleButtonError: That is not enough.
    """
    query = update.callback_query
    count = (query.data or "").count(":") if query else 0
    branch, *more = arguments(update, max(count, least + 1))
    if not (branch.isascii() and branch.isdigit() and len(branch) < 10):
        raise StaleButtonError
    return int(branch), more


def _year(found: Calendar, text: str) -> int:
    this = found.today.year
    if text not in map(str, range(this - views.SINCE, this + 1)):
        raise StaleButtonError
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise StaleButtonError from error


async def _toast(update: Update, text: str) -> None:
    if update.callback_query:
        await acknowledge(update.callback_query, text)
