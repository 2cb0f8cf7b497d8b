"""Who changed the knowledge base, what it could not answer, and what administrators answered instead."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.BigInteger, comment="Telegram id; 0 at the machine itself, NULL once forgotten"),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("about", sa.Text, nullable=False, comment="which document, snapshot or answer"),
        sa.Column("details", sa.JSON, nullable=False),
    )
    op.create_table(
        "gaps",
        sa.Column(
            "id", sa.BigInteger, primary_key=True, autoincrement=False, comment="random: tells no order and no time"
        ),
        sa.Column("question", sa.Text, nullable=False, comment="numbers and names masked"),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("article_id", sa.Text, comment="the article that was of no use; NULL where the question was refused"),
        sa.Column(
            "asker", sa.String(64), nullable=False, comment="keyed hash of week and Telegram id; tells askers apart"
        ),
        sa.Column("day", sa.String(10), nullable=False, comment="ISO 8601, in the members' time zone"),
        sa.Column("dismissed", sa.Boolean, nullable=False, comment="an administrator needs not see it"),
    )
    op.create_index("ix_gaps_day", "gaps", ["day"])
    op.create_table(
        "gap_weeks",
        sa.Column("week", sa.String(8), primary_key=True, comment="ISO 8601: 2026-W47"),
        sa.Column("salt", sa.LargeBinary, comment="of the askers' hashes; NULL once the week is over"),
        sa.Column(
            "reported", sa.DateTime(timezone=True), comment="when the administrators were told of the week before"
        ),
    )
    op.create_table(
        "replies",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("questions", sa.JSON, nullable=False, comment="what was asked, in the askers' words"),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("author", sa.BigInteger, comment="Telegram id; NULL once forgotten"),
        sa.Column("role", sa.String(16), nullable=False, comment="what the author was; shown with the answer"),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn", sa.DateTime(timezone=True), comment="when it was taken back; NULL while it stands"),
    )
    op.create_index("ix_replies_author", "replies", ["author"])
