"""Importing branches and members from the tables administrators have."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.people.branches import Branches
from bot.people.import_branches import import_branches
from bot.people.import_members import import_members
from bot.people.importing import Imported
from bot.people.invites import Invites
from bot.people.members import Members
from bot.people.memberships import Membership
from bot.people.roles import OPERATOR, NotAllowedError, Role
from bot.people.spreadsheet import SpreadsheetError
from tests.auxil.organisation import BRANCHES, MEMBERS

pytest_plugins = ["tests.auxil.databases"]


class Importer:
    """An administrator with files."""

    def __init__(self, database: AsyncEngine, folder: Path) -> None:
        self.members = Members(database, {OPERATOR})
        self.branches = Branches(database)
        self._file = folder / "file"

    def write(self, content: str | bytes | list[list[object]]) -> Path:
        """Write a file: text in UTF-8, bytes as they are, rows as XLSX."""
        if isinstance(content, list):
            book = Workbook(write_only=True)
            sheet = book.create_sheet()
            for row in content:
                sheet.append(row)
            book.save(self._file)
        else:
            self._file.write_bytes(content.encode() if isinstance(content, str) else content)
        return self._file

    async def branch_file(self, content: str | bytes | list[list[object]]) -> Imported:
        return await import_branches(self.members, OPERATOR, self.write(content))

    async def member_file(self, content: str | bytes | list[list[object]], *, reissue: bool = False) -> Imported:
        return await import_members(self.members, OPERATOR, self.write(content), reissue=reissue)

    async def listed(self, code: str) -> dict[str, Membership]:
        branch = await self.branches.named(code)
        return {member.name: member for member in await self.members.of_branch(OPERATOR, branch.id)}


@pytest.fixture
def importer(database: AsyncEngine, tmp_path: Path) -> Importer:
    return Importer(database, tmp_path)


@pytest.fixture
async def organised(importer: Importer) -> Importer:
    await importer.branch_file(BRANCHES)
    await importer.member_file(MEMBERS)
    return importer


def counts(result: Imported) -> tuple[int, int, int]:
    return result.added, result.changed, result.unchanged


def reasons(result: Imported) -> dict[int, str]:
    return {rejected.row: rejected.reason for rejected in result.rejected}


async def test_branches_come_with_their_tree_and_again_change_nothing(importer: Importer) -> None:
    children_first = "code,name,parent,field\nA1,一支部,W1,炼钢\nW1,党委,,\nA2,二支部,W1,\n"
    assert counts(await importer.branch_file(children_first)) == (3, 0, 0)
    assert counts(await importer.branch_file(children_first)) == (0, 0, 3)
    branch = await importer.branches.named("A1")
    assert (branch.name, branch.field) == ("一支部", "炼钢")
    assert [level.code for level in await importer.branches.above(branch.id)] == ["W1"]


async def test_a_later_file_renames_and_reorganises(importer: Importer) -> None:
    await importer.branch_file("code,name,parent,field\nW1,党委,,\nW2,总支,W1,\nA1,一支部,W1,炼钢\n")
    result = await importer.branch_file("code,name,parent,field\nA1,第一支部,W2,炼钢\n")
    assert counts(result) == (0, 1, 0)
    branch = await importer.branches.named("A1")
    assert branch.name == "第一支部"
    assert [level.code for level in await importer.branches.above(branch.id)] == ["W2", "W1"]


CHINESE = "支部名称,支部编码,上级组织,领域\n党委,W1,,\n一支部,A1,党委,炼钢\n"


@pytest.mark.parametrize(
    "content",
    [
        CHINESE,
        CHINESE.encode("utf-8-sig"),
        CHINESE.encode("gb18030"),
        CHINESE.replace("\n", "\r\n").replace(",", "\t").encode("utf-16"),
        CHINESE.replace(",", ";"),
        f"二〇二四年支部名册,,,\n\n{CHINESE}\n,,,\n",
        [
            ["支部名册"],
            ["支部编码*", "支部名称", "上级编码", "备注", "领域"],
            ["W1", "党委"],
            ["A1", "一支部", "W1", 1, "炼钢"],
        ],
    ],
    ids=["utf-8", "bom", "gb18030", "utf-16", "semicolons", "title above", "xlsx"],
)
async def test_tables_are_read_as_people_keep_them(
    importer: Importer, content: str | bytes | list[list[object]]
) -> None:
    assert counts(await importer.branch_file(content)) == (2, 0, 0)
    branch = await importer.branches.named("A1")
    assert (branch.name, branch.field) == ("一支部", "炼钢")
    assert [level.name for level in await importer.branches.above(branch.id)] == ["党委"]


async def test_every_bad_branch_is_named_with_its_row_and_the_good_are_kept(importer: Importer) -> None:
    result = await importer.branch_file(
        "code,name,parent,field\n"
        "W1,党委,,\n"
        ",没有编码,W1,\n"
        "A1,,W1,\n"
        "W1,又一个,,\n"
        "A2,二支部,Z9,\n"
        "\n"
        "A3,三支部,A2,\n"
        f"{'长' * 65},四支部,,\n"
        "A5,五支部,W1,\n"
    )
    assert reasons(result) == {
        3: "编码是空的",
        4: "名称是空的",
        5: "编码“W1”与第2行重复",
        6: "上级不对：没有编码为“Z9”的支部",
        8: "上级“A2”那一行有问题，没有导入",
        9: "编码超过64个字符",
    }
    assert counts(result) == (2, 0, 0)


async def test_circles_are_refused_and_what_hangs_on_them_too(importer: Importer) -> None:
    result = await importer.branch_file("code,name,parent\nA,甲,C\nB,乙,A\nC,丙,B\nD,丁,A\nE,戊,E\nF,己,\n")
    assert counts(result) == (1, 0, 0)
    assert "A → C → B → A" in reasons(result)[2]
    assert set(reasons(result)) == {2, 3, 4, 5, 6}


async def test_a_circle_through_what_was_there_before_is_refused(importer: Importer) -> None:
    await importer.branch_file("code,name,parent\nA,甲,\nB,乙,A\n")
    result = await importer.branch_file("code,name,parent\nA,甲,B\n")
    assert "绕成了圈" in reasons(result)[2]
    assert await importer.branches.above((await importer.branches.named("A")).id) == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("code,title\nA,甲\n", "“支部名称”（name）"),
        ("", "“支部编码”（code）、“支部名称”（name）"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 Excel"),
        (b"PK\x03\x04" + b"\0" * 100, "完好的 XLSX"),
        (b"\x89PNG\r\n\x1a\n\xff\xff\0\0", "文字编码"),
    ],
    ids=["column missing", "empty", "xls", "torn", "picture"],
)
async def test_what_is_no_table_is_refused_in_one_line(importer: Importer, content: str | bytes, says: str) -> None:
    with pytest.raises(SpreadsheetError) as refused:
        await importer.branch_file(content)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


async def test_members_are_in_at_once_and_again_change_nothing(organised: Importer) -> None:
    assert {name: member.role for name, member in (await organised.listed("A1")).items()} == {
        "秦书": Role.SECRETARY,
        "傅书": Role.DEPUTY,
        "甄员": Role.MEMBER,
        "于备": Role.PROBATIONARY,
    }
    assert counts(await organised.member_file(MEMBERS)) == (0, 0, 5)


async def test_whoever_has_no_telegram_id_gets_a_code_once(organised: Importer) -> None:
    table = "姓名,支部,身份,电报编号\n甲一,一车间支部,正式党员,\n乙二,B1,预备党员,\n丙三,B1,,7100\n"
    result = await organised.member_file(table)
    assert counts(result) == (3, 0, 0)
    assert [(i.row, i.name, i.branch) for i in result.invites] == [(2, "甲一", "A1"), (3, "乙二", "B1")]
    again = await organised.member_file(table)
    assert (counts(again), again.invites, again.awaited) == ((0, 0, 3), [], 2)
    joined = await Invites(organised.members).join(result.invites[0].payload, 7200, "网名")
    assert (joined.membership.name, joined.membership.role) == ("甲一", Role.MEMBER)
    after = await organised.member_file(table)
    assert (counts(after), after.invites, after.awaited) == ((0, 0, 3), [], 1)
    assert (await organised.listed("A1"))["甲一"].telegram_id == 7200


async def test_lost_codes_are_given_again_where_asked_for(organised: Importer) -> None:
    table = "name,branch\n甲一,A1\n"
    (lost,) = (await organised.member_file(table)).invites
    result = await organised.member_file(table, reissue=True)
    assert (counts(result), len(result.invites)) == ((0, 0, 1), 1)
    assert result.invites[0].payload != lost.payload
    assert (await Invites(organised.members).join(result.invites[0].payload, 7200, "")).new


async def test_a_telegram_id_that_comes_later_belongs_to_the_same_person(organised: Importer) -> None:
    await organised.member_file("telegram_id,name,branch\n,甲一,A1\n")
    before = (await organised.listed("A1"))["甲一"]
    assert counts(await organised.member_file("telegram_id,name,branch\n7200,甲一,A1\n")) == (0, 1, 0)
    after = (await organised.listed("A1"))["甲一"]
    assert (after.person, after.telegram_id) == (before.person, 7200)


async def test_a_later_file_moves_promotes_and_renames(organised: Importer) -> None:
    result = await organised.member_file(
        "telegram_id,name,branch,role\n7004,甄员,B1,member\n7005,于备,A1,党员\n7003,傅新名,A1,deputy\n"
    )
    assert counts(result) == (0, 3, 0)
    listed = await organised.listed("A1")
    assert "甄员" not in listed
    assert "甄员" in await organised.listed("B1")
    assert listed["于备"].role is Role.MEMBER
    assert "傅新名" in listed


async def test_an_officer_above_stays_a_member_below_whatever_the_order(organised: Importer) -> None:
    rows = ["7004,甄员,W1,书记", "7004,甄员,B1,党员"]
    for order in (rows, rows[::-1]):
        await organised.member_file("telegram_id,name,branch,role\n" + "\n".join(order))
        places = {(m.branch_name, m.role) for m in await organised.members.memberships(7004)}
        assert places == {("机关党委", Role.SECRETARY), ("二车间支部", Role.MEMBER)}


async def test_every_bad_member_is_named_with_the_row_and_the_good_are_kept(organised: Importer) -> None:
    await organised.branch_file("code,name\nC1,同名支部\nC2,同名支部\n")
    result = await organised.member_file(
        [
            ["telegram_id", "name", "branch", "role"],
            [8001.0, "好甲", "A1", "member"],
            ["８００２", "好乙", "A1", "member"],
            ["abc", "坏", "A1", "member"],
            [-5, "坏", "A1", "member"],
            [8003, None, "A1", "member"],
            [8004, "坏", "Z9", "member"],
            [8005, "坏", None, "member"],
            [8006, "坏", "同名支部", "member"],
            [8007, "坏", "A1", "组长"],
            [8001, "好甲", "A1", "secretary"],
            [8001, "好甲", "B1", "member"],
            [8001, "改名", "W1", "secretary"],
            [None, "好甲", "A1", "member"],
            [None, "同名", "A1", "member"],
            [None, "同名", "A1", "member"],
        ]
    )
    assert counts(result) == (3, 0, 0)
    found = reasons(result)
    assert list(found) == [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16]
    for row, part in {
        4: "“abc”",
        5: "“-5”",
        6: "姓名是空的",
        7: "“Z9”",
        8: "支部是空的",
        9: "有几个支部都叫",
        10: "“组长”",
        11: "与第2行重复",
        12: "另一个支部",
        13: "姓名却不同",
        14: "与第2行同名",
        16: "与第15行同名",
    }.items():
        assert part in found[row], row


async def test_two_secretaries_in_one_branch_are_pointed_out(organised: Importer) -> None:
    result = await organised.member_file("telegram_id,name,branch,role\n8001,又书,A1,书记\n")
    assert result.warnings == ["“一车间支部”（A1）有2个书记，请核对"]


async def test_only_administrators_import(organised: Importer) -> None:
    file = organised.write(MEMBERS)
    with pytest.raises(NotAllowedError):
        await import_members(organised.members, 7002, file)
    with pytest.raises(NotAllowedError):
        await import_branches(organised.members, 7002, file)


async def test_thousands_go_in_whole_with_progress_and_again_change_nothing(importer: Importer, tmp_path: Path) -> None:
    order = random.Random(7)
    branches = [[f"B{i:04}", f"第{i}支部", f"B{order.randrange(i):04}" if i else "", ""] for i in range(300)]
    order.shuffle(branches)
    people = [[90_000 + i if i % 3 else "", f"成员{i}", f"B{i % 300:04}", "member"] for i in range(3_500)]
    for name, header, rows in (
        ("branches", ["code", "name", "parent", "field"], branches),
        ("members", ["telegram_id", "name", "branch", "role"], people),
    ):
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
    assert counts(await import_branches(importer.members, OPERATOR, tmp_path / "branches")) == (300, 0, 0)
    shares: list[float] = []
    result = await import_members(importer.members, OPERATOR, tmp_path / "members", shares.append)
    assert (counts(result), len(result.invites)) == ((3_500, 0, 0), 1_167)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    again = await import_members(importer.members, OPERATOR, tmp_path / "members")
    assert (counts(again), again.invites) == ((0, 0, 3_500), [])
    assert len(await importer.listed("B0007")) == 12
