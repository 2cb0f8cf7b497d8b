"""The calendar of branches."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "agendas",
        sa.Column("branch", sa.Integer, sa.ForeignKey("branches.id"), primary_key=True, autoincrement=False),
        sa.Column("switched_on", sa.JSON, nullable=False, comment="day since which by item; others are off"),
        sa.Column("elected", sa.String(10), comment="day of the last election; NULL until the secretary has set it"),
        sa.Column("term", sa.Integer, nullable=False, comment="years"),
        sa.Column("reminding", sa.Boolean, nullable=False, comment="whether what is overdue is brought up"),
        sa.Column("brought_up", sa.String(10), comment="day on which it last was; NULL for never"),
        sa.Column("term_told", sa.String(10), comment="end of the term that the secretary was told of; NULL for none"),
    )
    op.create_table(
        "agenda_marks",
        sa.Column(
            "branch",
            sa.Integer,
            sa.ForeignKey("agendas.branch", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("item", sa.String(16), primary_key=True),
        sa.Column("period", sa.String(8), primary_key=True, comment="2026, 2026-Q4 or 2026-11"),
        sa.Column("state", sa.String(8), nullable=False, comment="open, done or skipped"),
        sa.Column("marked", sa.String(10), nullable=False, comment="day on which it was"),
    )
