"""Study hours, those of tasks done before among them, and short quizzes."""

from datetime import UTC, datetime, timedelta, timezone

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
CHINA = timezone(timedelta(hours=8))


def upgrade() -> None:
    """Create the tables, and credit what was done before there were any."""
    op.create_table(
        "study_hours",
        sa.Column("person", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column(
            "source",
            sa.String(64),
            primary_key=True,
            comment="what they are for, counted once: task:12, correction:34",
        ),
        sa.Column("title", sa.String(200), nullable=False, comment="what was studied, or why it was corrected"),
        sa.Column("kind", sa.String(16), nullable=False, comment="daily or concentrated"),
        sa.Column(
            "tenths", sa.Integer, nullable=False, comment="study hours in tenths; a correction may take some off"
        ),
        sa.Column("day", sa.String(10), nullable=False, comment="to which day they count, ISO 8601"),
        sa.Column("noted", sa.DateTime(timezone=True), nullable=False, comment="when this was written"),
        sa.Column("author", sa.BigInteger, comment="Telegram id of who corrected; NULL else, or once forgotten"),
        sa.Column("to_tell", sa.Boolean, nullable=False, comment="a correction that its person has not been told of"),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_study_hours_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", "source", name="pk_study_hours"),
    )
    op.create_index("ix_study_hours_author", "study_hours", ["author"])
    op.create_index("ix_study_hours_day", "study_hours", ["person", "day"])
    op.create_index("ix_study_hours_to_tell", "study_hours", ["to_tell"])
    op.create_table(
        "short_quizzes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person", sa.Integer, nullable=False),
        sa.Column("begun", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "finished",
            sa.DateTime(timezone=True),
            comment="when the last question was answered; NULL while one is left",
        ),
        sa.ForeignKeyConstraint(["person"], ["persons.id"], name="fk_short_quizzes_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_short_quizzes"),
    )
    op.create_index("ix_short_quizzes_person", "short_quizzes", ["person"])
    op.create_table(
        "short_quiz_questions",
        sa.Column("quiz", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer, autoincrement=False, nullable=False, comment="from 0 on"),
        sa.Column("question", sa.Integer, nullable=False, comment="of the question bank"),
        sa.Column("poll", sa.String(64), comment="Telegram's id; NULL until it was asked"),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("correct", sa.Integer, comment="place of the right option, as they were shown"),
        sa.Column("right", sa.Boolean, comment="NULL: not answered, or its article changed before the answer"),
        sa.Column("answered", sa.DateTime(timezone=True), comment="NULL as long as it waits for an answer"),
        sa.ForeignKeyConstraint(
            ["quiz"], ["short_quizzes.id"], name="fk_short_quiz_questions_quiz", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("quiz", "place", name="pk_short_quiz_questions"),
        sa.UniqueConstraint("poll", name="uq_short_quiz_questions_poll"),
    )
    _credit_done()


def _credit_done() -> None:
    """Credit the hours of tasks that are done."""
    done = sa.text(
        "SELECT r.person, t.id, t.title, t.kind, t.hours, r.completed FROM recipients r"
        " JOIN study_tasks t ON t.id = r.task WHERE r.completed IS NOT NULL AND t.hours > 0"
    ).columns(completed=sa.DateTime(timezone=True))
    hours = sa.table(
        "study_hours",
        *(sa.column(name) for name in ("person", "source", "title", "kind", "tenths", "day")),
        sa.column("noted", sa.DateTime(timezone=True)),
        sa.column("to_tell", sa.Boolean),
    )
    rows = [
        {
            "person": row.person,
            "source": f"task:{row.id}",
            "title": row.title,
            "kind": row.kind,
            "tenths": row.hours,
            "day": _aware(row.completed).astimezone(CHINA).date().isoformat(),
            "noted": _aware(row.completed),
            "to_tell": False,
        }
        for row in op.get_bind().execute(done)
    ]
    op.bulk_insert(hours, rows)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
