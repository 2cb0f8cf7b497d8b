"""The tables of study tasks: what is sent, to whom, how that went, and who has understood it.

See `bot.storage.tables`.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from bot.storage.tables import Moment, metadata

study_tasks = Table(
    "study_tasks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token", String(32), nullable=False, unique=True, comment="of the confirmation: pressed twice, one task"),
    Column("title", String(200), nullable=False),
    Column("kind", String(16), nullable=False, comment="daily or concentrated"),
    Column("theme", String(8), nullable=False, comment="right, duty or neither"),
    Column("hours", Integer, nullable=False, comment="study hours it counts for, in tenths"),
    Column("author", BigInteger, index=True, comment="Telegram id; 0 at the machine itself, NULL once forgotten"),
    Column("branch", Integer, ForeignKey("branches.id"), index=True, comment="whose task; NULL: the administrators'"),
    Column("audience", JSON(none_as_null=True), nullable=False, comment="as confirmed, see bot.study.audience"),
    Column("deadline", Moment),
    Column("send_at", Moment, comment="when it is to go out; NULL at once"),
    Column("state", String(16), nullable=False, index=True),
    Column("reason", String(16), comment="why it is held or its author is asked"),
    Column("created", Moment, nullable=False),
    Column("started", Moment, comment="when the sending began"),
    Column("finished", Moment, comment="when nothing was left to send"),
    Column("article", JSON(none_as_null=True), comment="what it is about: id, file, document, label"),
    Column("template", String(32)),
    Column("questions", JSON(none_as_null=True), nullable=False, comment="up to three, see bot.study.task.Question"),
    Column("progress_chat", BigInteger, comment="where the message that shows its progress stands"),
    Column("progress_message", BigInteger),
    Column("nudged_on", String(10), comment="day on which those left were last nudged, ISO 8601"),
    Column("asked", Moment, comment="when somebody was asked what to do with it; NULL: nobody yet"),
)

task_parts = Table(
    "task_parts",
    metadata,
    Column("task", Integer, ForeignKey("study_tasks.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("part", Integer, primary_key=True, autoincrement=False, comment="from 1 on, in the order of sending"),
    Column("kind", String(16), nullable=False),
    Column("content", JSON(none_as_null=True), nullable=False, comment="text or file ids, see bot.study.parts"),
)

recipients = Table(
    "recipients",
    metadata,
    Column("task", Integer, ForeignKey("study_tasks.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column(
        "person",
        Integer,
        ForeignKey("persons.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    ),
    Column("branch", Integer, ForeignKey("branches.id"), nullable=False, comment="the person's when it was sent"),
    Column("completed", Moment, comment="when it was done: the button pressed or all questions answered"),
    Column("completed_by", String(8), comment="button or quiz"),
    Column("feedback", String(8), comment="useful, so-so or lost"),
    Column("remind", String(16), comment="when the person wants to be reminded"),
    Column("remind_at", Moment, index=True, comment="the next reminder; NULL for none"),
    Column("nudge_at", Moment, index=True, comment="when a secretary's nudge is to go out; NULL for none"),
    Column("reminded_on", String(10), comment="day of the last reminder or nudge, ISO 8601"),
    Column("asked_feedback", Moment, comment="when the question after it was put"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("task", Integer, primary_key=True, autoincrement=False),
    Column("person", Integer, primary_key=True, autoincrement=False),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("chat", BigInteger, nullable=False, comment="the person's Telegram id when it was confirmed"),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, comment="how often it was tried; being held by Telegram is no try"),
    Column("not_before", Moment, comment="of a retry"),
    Column("owner", BigInteger, comment="the process that sends it, see bot.storage.presence"),
    Column("lease", Moment, comment="until when it is that process's"),
    Column("message_id", BigInteger, comment="the first one's, of an album"),
    Column("album", JSON(none_as_null=True), comment="all message ids of an album"),
    Column("sent_at", Moment),
    Column("error", String(16), comment="why it failed"),
    ForeignKeyConstraint(
        ["task", "part"], ["task_parts.task", "task_parts.part"], name="fk_deliveries_part", ondelete="CASCADE"
    ),
    ForeignKeyConstraint(
        ["task", "person"], ["recipients.task", "recipients.person"], name="fk_deliveries_person", ondelete="CASCADE"
    ),
    Index("ix_deliveries_state", "state", "task", "person", "part"),
)
"""One row a person and part: this is the queue, there is no other."""

quiz_answers = Table(
    "quiz_answers",
    metadata,
    Column("task", Integer, primary_key=True, autoincrement=False),
    Column("person", Integer, primary_key=True, autoincrement=False),
    Column("question", Integer, primary_key=True, autoincrement=False, comment="from 0 on"),
    Column("chosen", Integer, nullable=False, comment="index of the option, at the last try"),
    Column("right", Boolean, nullable=False, comment="at the last try"),
    Column("first_right", Boolean, nullable=False, comment="at the first try"),
    Column("answered", Moment, nullable=False),
    ForeignKeyConstraint(
        ["task", "person"], ["recipients.task", "recipients.person"], name="fk_quiz_answers_person", ondelete="CASCADE"
    ),
)

task_polls = Table(
    "task_polls",
    metadata,
    Column("poll", String(64), primary_key=True, comment="Telegram's id"),
    Column("task", Integer, nullable=False),
    Column("person", Integer, nullable=False),
    Column("question", Integer, nullable=False),
    Column("message_id", BigInteger),
    Column("options", JSON(none_as_null=True), comment="indices of the options, as they were shown"),
    Column("answered", Moment, comment="NULL as long as it waits for an answer"),
    ForeignKeyConstraint(
        ["task", "person"], ["recipients.task", "recipients.person"], name="fk_task_polls_person", ondelete="CASCADE"
    ),
    Index("ix_task_polls_task", "task", "person"),
)

study_drafts = Table(
    "study_drafts",
    metadata,
    Column("author", BigInteger, primary_key=True, autoincrement=False, comment="Telegram id"),
    Column("sealed", Text, nullable=False, comment="encrypted JSON, see bot.study.composition"),
    Column("waits", Moment, nullable=False, comment="until when what the author types is taken into it"),
    Column("expires", Moment, nullable=False),
)
"""Study tasks that are not confirmed; one each."""
