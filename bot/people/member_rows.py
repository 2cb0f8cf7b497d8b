"""The rows of a table of members, checked by themselves and against each other, before anything is written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.people.importing import Directory, Imported
from bot.people.invites import clean_name
from bot.people.memberships import NAME_LENGTH
from bot.people.roles import GRANTED, ORDINARY, Role, role_named
from bot.people.spreadsheet import Column, Line

COLUMNS = (
    Column(
        "telegram_id", ("电报编号", "Telegram编号", "Telegram用户编号", "Telegram", "电报", "电报号", "用户编号"), False
    ),
    Column("name", ("姓名", "名字", "党员姓名")),
    Column("branch", ("支部编码", "支部代码", "支部", "所在支部", "所属支部", "支部名称", "所在党支部")),
    Column("role", ("角色", "身份", "职务", "人员类别"), False),
)
_ID = re.compile(r"[1-9][0-9]{0,15}")
"""Telegram's ids have at most 52 bits (core.telegram.org/bots/api#user)."""
_ROLES = "、".join(role.label for role in GRANTED)


@dataclass(frozen=True, slots=True)
class Row:
    """One member in one branch, as the file has it."""

    number: int
    telegram_id: int | None
    name: str
    branch: int
    code: str
    role: Role


def checked(lines: list[Line], directory: Directory, ids: dict[str, int], result: Imported) -> list[Row]:
    """Return the rows that can be kept."""
    rows: list[Row] = []
    seen = _Seen()
    for line in lines:
        row = _row(line, directory, ids)
        reason = row if isinstance(row, str) else seen.fault(row)
        if isinstance(row, str) or reason:
            result.reject(line.number, reason)
        else:
            rows.append(row)
    return rows


def _row(line: Line, directory: Directory, ids: dict[str, int]) -> Row | str:
    """Return what a line says, or why it says nothing."""
    number = unicodedata.normalize("NFKC", line.values["telegram_id"]).replace(" ", "")
    name, branch = clean_name(line.values["name"]), line.values["branch"]
    role = role_named(line.values["role"]) if line.values["role"] else Role.MEMBER
    code = directory.find(branch)
    if not name:
        return "姓名是空的"
    if len(line.values["name"]) > NAME_LENGTH:
        return f"姓名超过{NAME_LENGTH}个字"
    if number and not _ID.fullmatch(number):
        return f"Telegram 编号“{number[:20]}”不对，应为一串数字；没有就留空"
    if code is None:
        return directory.why_not(branch) if branch else "支部是空的"
    if role is None:
        return f"不认识身份“{line.values['role'][:20]}”，可以写：{_ROLES}"
    return Row(line.number, int(number) if number else None, name, ids[code], code, role)


class _Seen:
    """The rows of the file so far, to find those that contradict each other."""

    def __init__(self) -> None:
        self._places: dict[tuple[int, int], int] = {}
        self._ordinary: dict[int, int] = {}
        self._called: dict[int, tuple[int, str]] = {}
        self._names: dict[tuple[str, int], tuple[int, bool]] = {}

    def fault(self, row: Row) -> str:
        """Return why a row cannot stand beside the earlier ones, empty where it can."""
        number, by_name = self._names.get((row.name, row.branch), (0, False))
        if number and (by_name or row.telegram_id is None):
            return f"与第{number}行同名同支部，分不清是不是同一个人：请补上 Telegram 编号，或在姓名后加以区分"
        if row.telegram_id is not None:
            called, name = self._called.setdefault(row.telegram_id, (row.number, row.name))
            if name != row.name:
                return f"与第{called}行的 Telegram 编号相同，姓名却不同"
            if earlier := self._places.get((row.telegram_id, row.branch)):
                return f"与第{earlier}行重复"
            if row.role in ORDINARY and (earlier := self._ordinary.get(row.telegram_id)):
                return f"这个人在第{earlier}行已经编入另一个支部"
            self._places[row.telegram_id, row.branch] = row.number
            if row.role in ORDINARY:
                self._ordinary[row.telegram_id] = row.number
        self._names[row.name, row.branch] = row.number, row.telegram_id is None
        return ""
