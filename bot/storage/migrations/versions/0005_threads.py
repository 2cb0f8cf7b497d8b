"""What people asked last, for the next question to go on from."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "threads",
        sa.Column("chat", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("person", sa.BigInteger, primary_key=True, autoincrement=False, comment="Telegram id"),
        sa.Column(
            "sealed", sa.Text, nullable=False, comment="encrypted JSON: what the person asked last, and where it stands"
        ),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_threads_person", "threads", ["person"])
