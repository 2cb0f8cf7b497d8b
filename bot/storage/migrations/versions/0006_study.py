"""Study tasks, their deliveries and what came of them; who cannot be written to."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the tables."""
    op.add_column(
        "persons",
        sa.Column(
            "blocked",
            sa.DateTime(timezone=True),
            comment="since when the bot cannot write to the person; NULL while it can",
        ),
    )
    _tasks()
    _deliveries()
    _answers()


def _tasks() -> None:
    op.create_table(
        "study_tasks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "token", sa.String(32), nullable=False, unique=True, comment="of the confirmation: pressed twice, one task"
        ),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False, comment="daily or concentrated"),
        sa.Column("theme", sa.String(8), nullable=False, comment="right, duty or neither"),
        sa.Column("hours", sa.Integer, nullable=False, comment="study hours it counts for, in tenths"),
        sa.Column("author", sa.BigInteger, comment="Telegram id; 0 at the machine itself, NULL once forgotten"),
        sa.Column("branch", sa.Integer, sa.ForeignKey("branches.id"), comment="whose task; NULL: the administrators'"),
        sa.Column("audience", sa.JSON, nullable=False, comment="as confirmed, see bot.study.audience"),
        sa.Column("deadline", sa.DateTime(timezone=True)),
        sa.Column("send_at", sa.DateTime(timezone=True), comment="when it is to go out; NULL at once"),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(16), comment="why it is held or its author is asked"),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), comment="when the sending began"),
        sa.Column("finished", sa.DateTime(timezone=True), comment="when nothing was left to send"),
        sa.Column("article", sa.JSON, comment="what it is about: id, file, document, label"),
        sa.Column("template", sa.String(32)),
        sa.Column("questions", sa.JSON, nullable=False, comment="up to three, see bot.study.task.Question"),
        sa.Column("progress_chat", sa.BigInteger, comment="where the message that shows its progress stands"),
        sa.Column("progress_message", sa.BigInteger),
        sa.Column("nudged_on", sa.String(10), comment="day on which those left were last nudged, ISO 8601"),
    )
    for column in ("author", "branch", "state"):
        op.create_index(f"ix_study_tasks_{column}", "study_tasks", [column])
    op.create_table(
        "task_parts",
        _task(),
        sa.Column(
            "part", sa.Integer, primary_key=True, autoincrement=False, comment="from 1 on, in the order of sending"
        ),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("content", sa.JSON, nullable=False, comment="text or file ids, see bot.study.parts"),
    )


def _task() -> sa.Column[int]:
    return sa.Column(
        "task", sa.Integer, sa.ForeignKey("study_tasks.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )


def _deliveries() -> None:
    op.create_table(
        "recipients",
        _task(),
        sa.Column(
            "person", sa.Integer, sa.ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        ),
        sa.Column(
            "branch", sa.Integer, sa.ForeignKey("branches.id"), nullable=False, comment="the person's when it was sent"
        ),
        sa.Column(
            "completed",
            sa.DateTime(timezone=True),
            comment="when it was done: the button pressed or all questions answered",
        ),
        sa.Column("completed_by", sa.String(8), comment="button or quiz"),
        sa.Column("feedback", sa.String(8), comment="useful, so-so or lost"),
        sa.Column("remind", sa.String(16), comment="when the person wants to be reminded"),
        sa.Column("remind_at", sa.DateTime(timezone=True), comment="the next reminder; NULL for none"),
        sa.Column("reminded_on", sa.String(10), comment="day of the last reminder or nudge, ISO 8601"),
        sa.Column("asked_feedback", sa.DateTime(timezone=True), comment="when the question after it was put"),
    )
    op.create_index("ix_recipients_person", "recipients", ["person"])
    op.create_index("ix_recipients_remind_at", "recipients", ["remind_at"])
    op.create_table(
        "deliveries",
        sa.Column("task", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("person", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("chat", sa.BigInteger, nullable=False, comment="the person's Telegram id when it was confirmed"),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column(
            "attempts", sa.Integer, nullable=False, comment="how often it was tried; being held by Telegram is no try"
        ),
        sa.Column("not_before", sa.DateTime(timezone=True), comment="of a retry"),
        sa.Column("owner", sa.BigInteger, comment="the process that sends it, see bot.storage.presence"),
        sa.Column("lease", sa.DateTime(timezone=True), comment="until when it is that process's"),
        sa.Column("message_id", sa.BigInteger, comment="the first one's, of an album"),
        sa.Column("album", sa.JSON, comment="all message ids of an album"),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("error", sa.String(16), comment="why it failed"),
        sa.ForeignKeyConstraint(
            ["task", "part"], ["task_parts.task", "task_parts.part"], name="fk_deliveries_part", ondelete="CASCADE"
        ),
        _recipient("deliveries"),
    )
    op.create_index("ix_deliveries_state", "deliveries", ["state", "task", "person", "part"])


def _recipient(table: str) -> sa.ForeignKeyConstraint:
    there = ["recipients.task", "recipients.person"]
    return sa.ForeignKeyConstraint(["task", "person"], there, name=f"fk_{table}_person", ondelete="CASCADE")


def _answers() -> None:
    op.create_table(
        "quiz_answers",
        sa.Column("task", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("person", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("question", sa.Integer, primary_key=True, autoincrement=False, comment="from 0 on"),
        sa.Column("chosen", sa.Integer, nullable=False, comment="index of the option, at the last try"),
        sa.Column("right", sa.Boolean, nullable=False, comment="at the last try"),
        sa.Column("first_right", sa.Boolean, nullable=False, comment="at the first try"),
        sa.Column("answered", sa.DateTime(timezone=True), nullable=False),
        _recipient("quiz_answers"),
    )
    op.create_table(
        "task_polls",
        sa.Column("poll", sa.String(64), primary_key=True, comment="Telegram's id"),
        sa.Column("task", sa.Integer, nullable=False),
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("question", sa.Integer, nullable=False),
        sa.Column("message_id", sa.BigInteger),
        _recipient("task_polls"),
    )
    op.create_index("ix_task_polls_task", "task_polls", ["task", "person"])
