"""Nudges and days without reminders; in which order a poll's options stood, and when it was answered."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the columns."""
    op.add_column(
        "persons",
        sa.Column(
            "quiet_until",
            sa.DateTime(timezone=True),
            comment="until when the person wants no reminders; NULL for no such wish",
        ),
    )
    op.add_column(
        "recipients",
        sa.Column(
            "nudge_at", sa.DateTime(timezone=True), comment="when a secretary's nudge is to go out; NULL for none"
        ),
    )
    op.create_index("ix_recipients_nudge_at", "recipients", ["nudge_at"])
    op.add_column("task_polls", sa.Column("options", sa.JSON, comment="indices of the options, as they were shown"))
    op.add_column(
        "task_polls",
        sa.Column("answered", sa.DateTime(timezone=True), comment="NULL as long as it waits for an answer"),
    )
