"""Joining a branch, and what its secretary does with its list."""

from __future__ import annotations

from telegram import Update
from telegram.error import BadRequest, Forbidden

from bot import words
from bot.handlers.context import (
    Context,
    StaleButtonError,
    acknowledge,
    answer_with,
    arguments,
    numbers,
    say,
    services_of,
    show,
)
from bot.handlers.menu import refresh_menu
from bot.people.branches import BranchError
from bot.people.deep_links import deep_link
from bot.people.memberships import Membership, MemberState
from bot.people.roles import Action, Role, may
from bot.views import branch as views
from bot.views.view import View


async def offer(update: Update, context: Context, payload: str) -> None:
    """Show what an invite offers and what the bot will know."""
    if update.effective_user and update.effective_message:
        found = await services_of(context).invites.look(payload, update.effective_user.id)
        await answer_with(update, views.offer(found, payload))


async def join(update: Update, context: Context) -> None:
    """Join by the press of a button."""
    (payload,) = arguments(update, 1)
    person, services = update.effective_user, services_of(context)
    if not person or not update.callback_query:
        return
    joined = await services.invites.join(payload, person.id, person.full_name)
    await refresh_menu(context, person.id)
    await show(update.callback_query, views.joined(joined))
    if joined.new and joined.membership.state is MemberState.PENDING:
        for secretary in await services.members.secretaries(joined.membership.branch):
            await _notify(context, secretary, views.newcomer(joined.membership))


async def _notify(context: Context, person: Membership, view: View) -> None:
    if person.telegram_id is None:
        return
    try:
        await context.bot.send_message(person.telegram_id, view.text, parse_mode="HTML", reply_markup=view.keyboard)
    except (Forbidden, BadRequest):
        return  # has blocked the bot or never started it; the list shows it all the same


async def _allowing(context: Context, person: int, action: Action) -> Membership | None:
    """Return the oldest membership whose role allows something; None where none does."""
    own = await services_of(context).members.memberships(person)
    return next((m for m in own if m.active and may((m.role,), action)), None)


async def branch(update: Update, context: Context) -> None:
    """Show the list of the branch: the own one, or for an administrator the one whose code is given."""
    person, message, services = update.effective_user, update.effective_message, services_of(context)
    if not person or not message:
        return
    code = (message.text or "").partition(" ")[2].strip()
    if code:
        number = (await services.branches.named(code)).id
    else:
        own = [
            m for m in await services.members.memberships(person.id) if m.active and may((m.role,), Action.SEE_BRANCH)
        ]
        if not own:
            await say(message, words.WHICH_BRANCH)
            return
        number = own[0].branch
    await _list(update, context, number, 0)


async def turn(update: Update, context: Context) -> None:
    """Show another page of the list."""
    number, page = numbers(update, 2)
    await _list(update, context, number, page)


async def _list(update: Update, context: Context, number: int, page: int) -> None:
    if not update.effective_user:
        return
    services = services_of(context)
    people = await services.members.of_branch(update.effective_user.id, number)
    await answer_with(update, views.people(await services.branches.get(number), people, page))


async def _one(update: Update, context: Context) -> Membership:
    """Return the membership a button is about."""
    number, person = numbers(update, 2)
    if not update.effective_user:
        raise StaleButtonError
    for found in await services_of(context).members.of_branch(update.effective_user.id, number):
        if found.person == person:
            return found
    raise BranchError(words.NOT_ON_LIST)


async def member(update: Update, context: Context) -> None:
    """Show one person of the list, with what can be done."""
    found = await _one(update, context)
    roles = await services_of(context).members.roles(
        update.effective_user.id if update.effective_user else 0, found.branch
    )
    await answer_with(update, views.person(found, roles))


async def approve(update: Update, context: Context) -> None:
    """Let somebody in who waits, and tell them."""
    found = await _one(update, context)
    if not update.effective_user or not update.callback_query:
        return
    if await services_of(context).members.approve(update.effective_user.id, found.person, found.branch):
        await _notify(context, found, views.approved(found))
        await refresh_menu(context, found.telegram_id)
    await _list(update, context, found.branch, 0)


async def ask_remove(update: Update, context: Context) -> None:
    """Ask whether somebody is really to be taken off the list."""
    await answer_with(update, views.ask_remove(await _one(update, context)))


async def remove(update: Update, context: Context) -> None:
    """Take somebody off the list."""
    number, person = numbers(update, 2)
    services = services_of(context)
    if not update.effective_user or not update.callback_query:
        return
    before = [m for m in await services.members.of_branch(update.effective_user.id, number) if m.person == person]
    if await services.members.remove(update.effective_user.id, person, number) and before:
        await refresh_menu(context, before[0].telegram_id)
    await _list(update, context, number, 0)


async def ask_hand_over(update: Update, context: Context) -> None:
    """Ask whether the office is really to be handed over."""
    await answer_with(update, views.ask_hand_over(await _one(update, context)))


async def hand_over(update: Update, context: Context) -> None:
    """Hand the office over, and tell the successor."""
    number, person = numbers(update, 2)
    services, acting = services_of(context), update.effective_user
    if not acting or not update.callback_query:
        return
    changed = await services.members.hand_over(acting.id, number, person)
    where = await services.branches.get(number)
    await show(update.callback_query, views.handed_over(where))
    if changed:
        for successor in await services.members.secretaries(number):
            if successor.person == person:
                await _notify(context, successor, views.is_secretary(where))
                await refresh_menu(context, successor.telegram_id)
        await refresh_menu(context, acting.id)


async def invite(update: Update, context: Context) -> None:
    """Offer the roles one may invite for.

    Behind the command may stand the name of who is invited; an administrator in no branch writes its code before it.
    """
    person, message, services = update.effective_user, update.effective_message, services_of(context)
    if not person or not message:
        return
    name = (message.text or "").partition(" ")[2].strip()
    own = await _allowing(context, person.id, Action.INVITE)
    if own is None:
        code, _, name = name.partition(" ")
        if not code:
            await say(message, words.INVITE_WHERE)
            return
        branch_ = await services.branches.named(code)
    else:
        branch_ = await services.branches.get(own.branch)
    roles = await services.members.roles(person.id, branch_.id)
    await answer_with(update, views.invite_roles(branch_, roles, name.strip()))


async def issue(update: Update, context: Context) -> None:
    """Make an invite and show its link, the only time it is seen."""
    number, role, name = arguments(update, 3)
    if not update.effective_user or not update.callback_query or not number.isdecimal() or role not in list(Role):
        raise StaleButtonError
    made = await services_of(context).invites.issue(update.effective_user.id, int(number), Role(role), name)
    await acknowledge(update.callback_query)
    link = deep_link(context.bot.username, made.payload) or made.payload
    await show(update.callback_query, views.invited(made, link))
