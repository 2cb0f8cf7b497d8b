"""Study tasks that are not confirmed yet; when somebody was asked about one that could not be sent."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the table, and the column."""
    op.create_table(
        "study_drafts",
        sa.Column("author", sa.BigInteger, primary_key=True, autoincrement=False, comment="Telegram id"),
        sa.Column("sealed", sa.Text, nullable=False, comment="encrypted JSON, see bot.study.composition"),
        sa.Column(
            "waits",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="until when what the author types is taken into it",
        ),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
    )
    op.add_column(
        "study_tasks",
        sa.Column(
            "asked", sa.DateTime(timezone=True), comment="when somebody was asked what to do with it; NULL: nobody yet"
        ),
    )
