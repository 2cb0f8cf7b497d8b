"""Consultations, what people have to be told of them, and dialogs under way."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "consultations",
        sa.Column(
            "id", sa.BigInteger, primary_key=True, autoincrement=False, comment="random: tells no order and no time"
        ),
        sa.Column("branch", sa.Integer, sa.ForeignKey("branches.id"), nullable=False, comment="whose secretary has it"),
        sa.Column("passed", sa.JSON, nullable=False, comment="branches it has come through, this one too"),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("words", sa.Text, nullable=False, comment="empty once an anonymous one is over"),
        sa.Column("replies", sa.JSON, nullable=False, comment="the secretary's, oldest first"),
        sa.Column("author", sa.BigInteger, comment="Telegram id; NULL where it is anonymous"),
        sa.Column("sealed", sa.Text, comment="of an anonymous one, encrypted Telegram id; NULL once it is over"),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("sent", sa.String(10), nullable=False, comment="day, ISO 8601"),
        sa.Column("arrived", sa.String(10), nullable=False, comment="day on which it came to this branch"),
        sa.Column("raised", sa.String(10), comment="day on which it was brought up again there"),
        sa.Column(
            "stays",
            sa.Boolean,
            nullable=False,
            comment="nobody above can be reached; does not go up by itself any more",
        ),
    )
    op.create_index("ix_consultations_branch", "consultations", ["branch", "state"])
    op.create_index("ix_consultations_author", "consultations", ["author"])
    op.create_table(
        "consultation_notices",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("consultation", sa.BigInteger, sa.ForeignKey("consultations.id", ondelete="CASCADE"), nullable=False),
        sa.Column("news", sa.String(16), nullable=False),
        sa.Column("words", sa.Text, nullable=False, comment="of a reply; else empty"),
        sa.Column("claimed", sa.DateTime(timezone=True), comment="when somebody last began to tell it"),
    )
    op.create_index("ix_consultation_notices_consultation", "consultation_notices", ["consultation"])
    op.create_table(
        "conversations",
        sa.Column("chat", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column(
            "sealed",
            sa.Text,
            nullable=False,
            comment="encrypted JSON: it may hold what somebody is about to ask unnamed",
        ),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
    )
