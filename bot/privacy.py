"""What is kept about a person and for how long; giving it out, and deleting it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.audit import Audit
from bot.cards import own_data as card_data
from bot.consulting.consultations import KEPT_DAYS, Consultations
from bot.consulting.conversations import LASTS, Conversations
from bot.documents.batch import KEPT_DAYS as UPLOADS_KEPT_DAYS
from bot.evening import own_data as evening_data
from bot.gaps.gaps import KEPT_DAYS as GAPS_KEPT_DAYS
from bot.gaps.gaps import Gaps
from bot.hours import own_data as hours_data
from bot.people.members import Members
from bot.people.memberships import KEPT as KEPT_OF_MEMBERS
from bot.storage.knowledge_tables import replies
from bot.storage.tables import State, branches, inbox, invites, ledger, memberships, persons
from bot.study import own_data
from bot.study.drafts import LASTS as DRAFTS_LAST
from bot.study.drafts import Drafts
from bot.threads import LASTS as THREADS_LAST
from bot.threads import Threads


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of thing the bot keeps about people.

    Attributes:
        what: What it is.
        why: What for.
        how_long: Until when.
        tables: Where; a test finds tables that are named nowhere.
    """

    what: str
    why: str
    how_long: str
    tables: tuple[str, ...]


KEPT = (
    Kept(
        "、".join(KEPT_OF_MEMBERS),
        "让书记知道谁在支部，让您用支部的功能",
        "直到您用 /forget 删除",
        ("persons", "memberships"),
    ),
    Kept("邀请里写的姓名、谁用了哪个邀请", "一个邀请只能用一次", f"邀请到期后 {KEPT_DAYS} 天", ("invites",)),
    Kept(
        "请教书记的内容和答复（实名）",
        "转给书记，把答复带回给您",
        f"{KEPT_DAYS} 天",
        ("consultations", "consultation_notices"),
    ),
    Kept(
        "请教书记的内容和答复（匿名）",
        "同上；是谁问的加密保存，书记看不到，只用来把答复带回给您",
        f"办结并告诉您之后当即删除，最长 {KEPT_DAYS} 天",
        ("consultations", "consultation_notices"),
    ),
    Kept(
        "写到一半的内容（加密）",
        "分几步办的事，不怕中途断电",
        f"办完当即删除，最长 {int(LASTS.total_seconds() // 60)} 分钟后作废",
        ("conversations",),
    ),
    Kept(
        "您问的上一个问题、它落在哪一条（加密）",
        "您接着问「那预备党员呢」「第二项呢」，知道说的是什么",
        f"最长 {int(THREADS_LAST.total_seconds() // 60)} 分钟，/cancel 当即删除",
        ("threads",),
    ),
    Kept(
        "没答上的、按了「没用」的问题（不记是谁问的，号码和姓名先遮住）",
        "三个以上的人都问到时，请管理员补上答案；只能数出有几个人，过了当周连这也对不上是谁",
        f"{GAPS_KEPT_DAYS} 天",
        ("gaps", "gap_weeks"),
    ),
    Kept(
        "管理员写的支部答复，和它回答的问法",
        "再有人这样问就用它回答",
        f"直到撤回后 {GAPS_KEPT_DAYS} 天；/forget 之后不再记是谁写的",
        ("replies",),
    ),
    Kept(
        "管理员对知识库做过什么、书记更正过学时（不记姓名，只记 Telegram 用户编号）",
        "出了错查得到是哪一步",
        "一直；/forget 之后只留做过什么，不再记是谁做的",
        ("audit",),
    ),
    Kept(
        "管理员发来、还没有发布的文件",
        "检查之后再决定发布还是放弃",
        f"发布、放弃后当即删除，最长 {UPLOADS_KEPT_DAYS} 天",
        (),
    ),
    Kept(
        "书记答复过、存作检验题的问题（不记是谁问的；匿名的不存）",
        "每次更新知识库，检查回答有没有变差",
        "直到管理员删掉",
        (),
    ),
    Kept(
        "收到的学习任务：送到没有、完成没有、检查题答得怎样、要我什么时候提醒、哪天不要提醒、有没有收获；是不是停用了我",
        "每人只发一次；让书记知道谁学懂了，帮还没学的人",
        f"{own_data.KEPT_DAYS} 天",
        ("study_tasks", "task_parts", "recipients", "deliveries", "quiz_answers", "task_polls"),
    ),
    Kept(
        "学习竞答：谁发起的、谁在哪个队、答对没有、要不要写上名字",
        "给队伍算分；只比队伍，不排个人",
        "竞答结束当即删除，只留各队的总数",
        ("evenings", "evening_questions", "evening_players", "evening_answers"),
    ),
    Kept(
        "您的学时：哪天、为什么记的；书记更正的理由、谁更正的（只记 Telegram 用户编号）",
        "您自己看得到；书记只看支部合计，每个人的只在归档表里",
        f"{own_data.KEPT_DAYS} 天",
        ("study_hours",),
    ),
    Kept(
        "您做的小测：问过哪些题、答对没有",
        "给您自己看学习进展，少问重复的题；书记看不到",
        f"{own_data.KEPT_DAYS} 天",
        ("short_quizzes", "short_quiz_questions"),
    ),
    Kept(
        "每日一卡：哪天看了哪张、记得怎么样、下次哪天再看；您设的时间、日子、勿扰时段、时区、暂停和关闭，几点翻的卡片",
        "按您记得的情况安排复习，不在您不要的时候打扰；别人看不到",
        f"看过的每一张 {card_data.KEPT_DAYS} 天，其余直到您用 /forget 删除",
        ("card_plans", "card_memories", "card_showings"),
    ),
    Kept(
        "没有发出去的学习任务草稿（加密）",
        "分几步写，不怕中途断电",
        f"发出或删掉后当即删除，最长 {DRAFTS_LAST.days} 天",
        ("study_drafts",),
    ),
    Kept("发给我的消息", "断电也不丢", "处理完当即删除；处理不了的最长 30 天", ("inbox",)),
    Kept("消息编号和我的回复", "免得同一条回复发两遍", "处理完当即删除，编号最长 25 小时", ("inbox", "ledger")),
)
"""All of it. Of questions that were answered only the last one is kept, and not for long."""
IMPERSONAL = frozenset({"agenda_marks", "agendas", "bank_questions", "branches", "feedback", "rate_budget"})
"""Tables that hold nothing about anybody."""


def as_text() -> str:
    """Return what is kept, for how long and what for, one paragraph each."""
    return "\n".join(f"• {kept.what}：{kept.why}。保留：{kept.how_long}。" for kept in KEPT)


def as_markdown() -> str:
    """Return the same as a table of Markdown."""
    rows = [f"| {kept.what} | {kept.why} | {kept.how_long} |" for kept in KEPT]
    return "\n".join(["| 记下什么 | 为什么 | 保留多久 |", "|---|---|---|", *rows]) + "\n"


class Privacy:
    """Everything kept about people.

    Args:
        members: The members.
        consultations: What they have passed on.
        conversations: Their dialogs under way.
        gaps: What they asked in vain.
        threads: What they asked last.
        drafts: The study tasks they compose.
        now: What the time is.
    """

    def __init__(
        self,
        members: Members,
        consultations: Consultations,
        conversations: Conversations,
        gaps: Gaps,
        threads: Threads,
        drafts: Drafts,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._members = members
        self._engine: AsyncEngine = members.engine
        self._consultations = consultations
        self._conversations = conversations
        self._gaps = gaps
        self._threads = threads
        self._drafts = drafts
        self._audit = Audit(members.engine)
        self._now = now

    async def my_data(self, telegram_id: int) -> dict[str, Any]:
        """Return everything kept about a person, ready for JSON; empty parts where there is nothing.

        An anonymous consultation that is over is not in it: nobody can tell any more whose it was.
        """
        async with self._engine.execution_options(read_only=True).connect() as connection:
            used = await _invites_of(connection, telegram_id)
            messages = await _messages_of(connection, telegram_id)
            sent = await connection.scalars(select(ledger.c.result).where(ledger.c.chat_id == str(telegram_id)))
            under_way = [result for result in sent if result is not None]
            answers = select(replies.c.answer).where(replies.c.author == telegram_id).order_by(replies.c.id)
            written = list(await connection.scalars(answers))
            studied = await own_data.data_of(connection, telegram_id)
            cards = await card_data.data_of(connection, telegram_id)
            studied |= await hours_data.data_of(connection, telegram_id)
            studied |= await evening_data.data_of(connection, telegram_id)
        asked = await self._consultations.asked_by(telegram_id)
        return {
            "telegram_id": telegram_id,
            "person": await self._members.own_data(telegram_id),
            "invites": used,
            "consultations": [
                {
                    "kind": c.kind.label,
                    "anonymous": c.anonymous,
                    "state": c.state.label,
                    "sent": c.sent.isoformat(),
                    "branch": c.branch_name,
                    "words": c.words,
                    "replies": list(c.replies),
                }
                for c in asked
            ],
            "conversation": await self._conversations.get(telegram_id),
            "messages": [payload for _, payload in messages if payload is not None and _is_by(payload, telegram_id)],
            "replies_under_way": under_way,
            "study_draft": await self._drafts.data_of(telegram_id),
            "asked_last": await self._threads.asked_by(telegram_id),
            "asked_in_vain_this_week": await self._gaps.asked_by(telegram_id),
            "answers_written": written,
            **studied,
            **cards,
            "deeds": [
                {"moment": e.moment.isoformat(), "action": e.action, "about": e.about, "details": dict(e.details)}
                for e in await self._audit.entries(None, actor=telegram_id)
            ],
        }

    async def forget(self, telegram_id: int) -> bool:
        """Delete everything kept about a person; a second time there is nothing left to delete.

        Messages that wait to be handled stay until they have been, the one that asks for this among them.

        Returns:
            Whether anything was kept of them as a member, in a consultation or a dialog.
        """
        found = [await self._consultations.forget(telegram_id), await self._conversations.clear(telegram_id)]
        async with self._engine.begin() as connection:
            await _forget_open_invites(connection, telegram_id)
            await _forget_messages(connection, telegram_id)
            await connection.execute(update(replies).where(replies.c.author == telegram_id).values(author=None))
            await own_data.forget(connection, telegram_id)
            await card_data.forget(connection, telegram_id)
            await hours_data.forget(connection, telegram_id)
            await evening_data.forget(connection, telegram_id)
        await self._gaps.forget(telegram_id)
        await self._threads.forget(telegram_id)
        await self._drafts.clear(telegram_id)
        await self._audit.forget(telegram_id)
        found.append(await self._members.forget(telegram_id))
        return any(found)

    async def expire_soon(self) -> None:
        """Delete what is kept for minutes only and has been; call every minute or so."""
        await self._conversations.expire()
        await self._threads.expire()

    async def expire(self) -> None:
        """Delete what has been kept long enough; call every day or so."""
        await self.expire_soon()
        await self._consultations.expire()
        await self._gaps.expire()
        await self._drafts.expire()
        async with self._engine.begin() as connection:
            oldest = self._now() - timedelta(days=KEPT_DAYS)
            await connection.execute(delete(invites).where(invites.c.expires < oldest))
            await connection.execute(delete(replies).where(replies.c.withdrawn < oldest))
            await own_data.expire(connection, self._now() - timedelta(days=own_data.KEPT_DAYS))
            await card_data.expire(connection, self._now() - timedelta(days=card_data.KEPT_DAYS))
            await hours_data.expire(connection, self._now() - timedelta(days=own_data.KEPT_DAYS))


async def _invites_of(connection: AsyncConnection, telegram_id: int) -> list[dict[str, Any]]:
    query = select(branches.c.name, invites.c.role, invites.c.name, invites.c.expires, invites.c.used)
    query = query.join_from(invites, persons).join(branches, branches.c.id == invites.c.branch)
    rows = (await connection.execute(query.where(persons.c.telegram_id == telegram_id))).all()
    return [
        {
            "branch": row[0],
            "role": row[1],
            "name": row[2],
            "expires": row[3].isoformat(),
            "used": row[4] and row[4].isoformat(),
        }
        for row in rows
    ]


async def _forget_open_invites(connection: AsyncConnection, telegram_id: int) -> None:
    """Delete what still invites a person by name into a branch they are in; those they used go with the person."""
    own = select(persons.c.name, memberships.c.branch).join_from(persons, memberships)
    for name, branch in (await connection.execute(own.where(persons.c.telegram_id == telegram_id))).all():
        named = (invites.c.name == name, invites.c.branch == branch, invites.c.person.is_(None))
        await connection.execute(delete(invites).where(*named))


async def _messages_of(connection: AsyncConnection, telegram_id: int) -> list[tuple[int, Any]]:
    """Return (update, payload) of the stored messages in a person's chat, or in which the person is named."""
    query = select(inbox.c.update_id, inbox.c.chat, inbox.c.payload)
    rows = (await connection.execute(query.where(or_(inbox.c.chat == telegram_id, inbox.c.payload.is_not(None))))).all()
    return [(number, payload) for number, chat, payload in rows if chat == telegram_id or _names(payload, telegram_id)]


def _names(payload: Any, telegram_id: int) -> bool:  # noqa: ANN401 - any JSON
    """Tell whether a person is in an update."""
    if isinstance(payload, dict):
        return payload.get("id") == telegram_id or any(_names(value, telegram_id) for value in payload.values())
    return isinstance(payload, list) and any(_names(value, telegram_id) for value in payload)


def _is_by(update: dict[str, Any], telegram_id: int) -> bool:
    """Tell whether an update comes from a person: others' words about the person are not given out."""
    parts = (part for part in update.values() if isinstance(part, dict))
    return any((part.get("from") or {}).get("id") == telegram_id for part in parts)


async def _forget_messages(connection: AsyncConnection, telegram_id: int) -> None:
    """Forget the handled and the given up messages; only their numbers stay, so that none is handled twice."""
    numbers = [number for number, _ in await _messages_of(connection, telegram_id)]
    over = inbox.c.update_id.in_(numbers) & (inbox.c.state != State.WAITING)
    nobody: dict[str, Any] = {"chat": 0, "payload": None, "state": State.DONE}
    await connection.execute(update(inbox).where(over).values(nobody))
    waiting = select(inbox.c.update_id).where(inbox.c.state == State.WAITING)
    sent = (ledger.c.chat_id == str(telegram_id)) & ledger.c.update_id.not_in(waiting)
    await connection.execute(delete(ledger).where(sent))
