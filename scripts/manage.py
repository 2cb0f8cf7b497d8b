"""`python -m scripts.manage ...`: branches, members, documents, study tasks, backup."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.people.branches import Branches
from bot.people.deep_links import deep_link
from bot.people.import_branches import import_branches as read_branches
from bot.people.import_members import import_members as read_members
from bot.people.importing import Imported
from bot.people.invites import DAYS, Invites
from bot.people.members import Members
from bot.people.memberships import Membership, MemberState
from bot.people.roles import GRANTED, OPERATOR, Role, as_markdown, role_named
from bot.settings import Settings
from bot.storage.backup import Manifest, has_snapshot
from bot.storage.backup import backup as write_backup
from bot.storage.backup import restore as read_backup
from scripts import manage_knowledge, manage_study
from scripts.database import run
from scripts.manage_audit import audit
from scripts.manage_questions import questions
from scripts.progress import Bars

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Branches, members, documents, study tasks, backup.")
app.add_typer(manage_knowledge.app)
app.add_typer(manage_study.app)
app.command()(audit)
app.command()(questions)
DataDir = Annotated[Path | None, typer.Option(help="Where the database is (DATA_DIR).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Days = Annotated[int, typer.Option(min=1, max=365, help="How long an invite is good.")]
Bot = Annotated[str, typer.Option(help="The bot's username, for the whole link.")]


def _role(text: str) -> Role:
    role = role_named(text)
    if role is None:
        raise typer.BadParameter(f"不认识身份“{text}”，可以写：{'、'.join(GRANTED)}")
    return role


def _members(engine: AsyncEngine, settings: Settings) -> Members:
    return Members(engine, settings.bot_admins | {OPERATOR})


def _print(record: dict[str, Any]) -> None:
    print(json.dumps(record, ensure_ascii=False))


@app.command("import-branches")
def import_branches(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX: code,name,parent,field.")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Import branches; the same file twice changes nothing."""
    with Bars(Console(stderr=True)) as bars:
        result = run(
            data_dir, lambda engine, s: read_branches(_members(engine, s), OPERATOR, file, bars.stage("导入支部"))
        )
    _report(file, result, as_json=as_json)


@app.command("import-members")
def import_members(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX: telegram_id,name,branch,role.")],
    data_dir: DataDir = None,
    days: Days = DAYS,
    bot: Bot = "",
    reissue: Annotated[bool, typer.Option(help="New invites also for those who have one; the old are void.")] = False,
    as_json: AsJson = False,
) -> None:
    """Import members; who has no Telegram id gets an invite, printed this once only."""

    async def work(engine: AsyncEngine, settings: Settings) -> Imported:
        members, progress = _members(engine, settings), bars.stage("导入党员")
        return await read_members(members, OPERATOR, file, progress, days=days, reissue=reissue)

    with Bars(Console(stderr=True)) as bars:
        result = run(data_dir, work)
    _report(file, result, bot, as_json=as_json)


def _report(file: Path, result: Imported, bot: str = "", *, as_json: bool) -> None:
    """Say what came of an import; rows left out go to stderr, invites to stdout."""
    for rejected in result.rejected:
        sys.stderr.write(f"第{rejected.row}行：{rejected.reason}\n")
    for warning in result.warnings:
        sys.stderr.write(f"! {warning}\n")
    if result.awaited:
        sys.stderr.write(f"! {result.awaited}人的邀请码以前给过、还没用，不再显示；弄丢了可以加 --reissue 换新的\n")
    invited = [
        {"row": i.row, "name": i.name, "branch": i.branch, "code": i.payload, "link": deep_link(bot, i.payload)}
        for i in result.invites
    ]
    kept = result.added + result.changed + result.unchanged
    if as_json:
        counts = {"added": result.added, "changed": result.changed, "unchanged": result.unchanged}
        rejections = [{"row": r.row, "reason": r.reason} for r in result.rejected]
        lists = {"rejected": rejections, "invites": invited, "awaited": result.awaited, "warnings": result.warnings}
        _print({"file": file.name, **counts, **lists})
    else:
        for invite in invited:
            print(f"{invite['name']}\t{invite['branch']}\t{invite['link'] or invite['code']}")
        counted = f"新增{result.added}，修改{result.changed}，没有变化{result.unchanged}，未导入{len(result.rejected)}"
        print(f"{file.name}：{counted}")
    if not kept:
        sys.stderr.write(f"{file.name} 里没有一行能用，什么也没有改\n")
        raise typer.Exit(1)


@app.command()
def invite(
    branch: Annotated[str, typer.Option(help="Code of the branch.")],
    role: Annotated[str, typer.Option(help=f"One of {', '.join(GRANTED)}, or in Chinese.")],
    name: Annotated[str, typer.Option(help="For whom: then no approval is needed.")] = "",
    days: Days = DAYS,
    bot: Bot = "",
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Make an invite: a link for one person, good once."""
    as_role = _role(role)

    async def work(engine: AsyncEngine, settings: Settings) -> None:
        where = await Branches(engine).named(branch)
        made = await Invites(_members(engine, settings)).issue(OPERATOR, where.id, as_role, name, days)
        link, expires = deep_link(bot, made.payload), made.expires.astimezone(settings.zone)
        if as_json:
            about = {"branch": where.code, "branch_name": where.name, "role": as_role, "name": made.name}
            _print({"code": made.payload, "link": link, **about, "expires": expires.isoformat(timespec="seconds")})
            return
        print(link or made.payload)
        print(f"邀请加入“{where.name}”，身份：{as_role.label}，{expires:%Y-%m-%d %H:%M} 前有效，只能用一次")

    run(data_dir, work)


@app.command()
def members(
    branch: Annotated[str, typer.Option(help="Code of the branch.")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List a branch: who is in it and who waits for approval."""

    async def work(engine: AsyncEngine, settings: Settings) -> None:
        where = await Branches(engine).named(branch)
        found = await _members(engine, settings).of_branch(OPERATOR, where.id)
        if as_json:
            _print({"branch": where.code, "name": where.name, "members": [_record(member) for member in found]})
            return
        print(f"{where.name}（{where.code}）{len(found)}人")
        for member in found:
            print("\t".join((member.name, member.role.label, _standing(member), str(member.telegram_id or ""))))

    run(data_dir, work)


def _record(member: Membership) -> dict[str, Any]:
    return {
        "telegram_id": member.telegram_id,
        "name": member.name,
        "role": member.role,
        "state": member.state,
        "joined": member.joined and member.joined.isoformat(timespec="seconds"),
    }


def _standing(member: Membership) -> str:
    if member.state is MemberState.PENDING:
        return "待批准"
    return "在册" if member.telegram_id else "还没有加入"


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where to; an older file there is replaced.")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Back the database up, also while the bot runs. The file holds names: keep it safe."""
    manifest = run(data_dir, lambda engine, settings: write_backup(engine, file, settings.snapshots))
    if as_json:
        _print(_contents(file, manifest))
    else:
        print(f"已备份到 {file}：{len(manifest.tables)}张表，{manifest.rows}行。里面有姓名，请妥善保管")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    force: Annotated[bool, typer.Option(help="Also where there is data, which is lost.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Restore a backup, all of it or nothing; checked before and after. Stop the bot first."""

    async def work(engine: AsyncEngine, settings: Settings) -> tuple[Manifest, bool]:
        manifest = await read_backup(engine, file, force=force)
        return manifest, await asyncio.to_thread(has_snapshot, settings.snapshots, manifest)

    manifest, indexed = run(data_dir, work, up_to_date=False)
    if as_json:
        _print({**_contents(file, manifest), "snapshot_present": indexed})
    else:
        print(f"已恢复 {manifest.created} 的备份：{len(manifest.tables)}张表，{manifest.rows}行，核对一致")
    if not indexed:
        sys.stderr.write(f"! 备份时用的索引 {manifest.snapshot} 不在这里，请运行 python -m scripts.reindex 文件…\n")


def _contents(file: Path, manifest: Manifest) -> dict[str, Any]:
    about = {"created": manifest.created, "revision": manifest.revision, "snapshot": manifest.snapshot}
    tables = {name: part.rows for name, part in manifest.tables.items()}
    return {"file": file.name, **about, "rows": manifest.rows, "tables": tables}


@app.command()
def permissions() -> None:
    """Print who may do what, as Markdown: the table in docs/permissions.md."""
    print(as_markdown(), end="")


if __name__ == "__main__":
    app()
