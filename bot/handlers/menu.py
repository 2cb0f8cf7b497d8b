"""The menu of commands: what a person's role allows, in each kind of chat its own."""

from __future__ import annotations

from telegram import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot import words
from bot.gatekeeper import COMMANDS
from bot.handlers.context import Context, services_of
from bot.people.roles import Role, may


def menu(roles: frozenset[Role]) -> list[BotCommand]:
    """Return the commands these roles may use."""
    return [BotCommand(name, what) for name, what in words.COMMANDS.items() if may(roles, COMMANDS[name])]


async def set_menus(bot: ExtBot[None]) -> None:
    """Set the menus of people in no branch and of groups."""
    guests = menu(frozenset({Role.GUEST}))
    in_groups = [command for command in guests if command.command in words.COMMANDS_IN_GROUPS]
    await bot.set_my_commands(guests, BotCommandScopeDefault())
    await bot.set_my_commands(guests, BotCommandScopeAllPrivateChats())
    await bot.set_my_commands(in_groups, BotCommandScopeAllGroupChats())
    evening = BotCommand("evening", words.COMMANDS["evening"])
    await bot.set_my_commands([*in_groups, evening], BotCommandScopeAllChatAdministrators())


async def refresh_menu(context: Context, telegram_id: int | None) -> None:
    """Give a person the menu of their role."""
    if telegram_id is None:
        return
    commands = menu(await services_of(context).members.roles(telegram_id))
    try:
        await context.bot.set_my_commands(commands, BotCommandScopeChat(telegram_id))
    except TelegramError:
        return  # a menu only: every command works without it
