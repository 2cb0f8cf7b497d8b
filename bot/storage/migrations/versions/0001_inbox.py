"""Inbox, ledger, rate budget and feedback."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "inbox",
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column(
            "chat", sa.BigInteger, nullable=False, comment="whose updates stay in order; 0 where there is nobody"
        ),
        sa.Column("payload", sa.JSON, comment="the Bot API's Update; NULL when done"),
        sa.Column("digest", sa.String(64), nullable=False, comment="SHA-256 of the payload"),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, comment="how often its handling has begun"),
        sa.Column("owner", sa.BigInteger, nullable=False, comment="the process that handles it"),
        sa.Column("received", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished", sa.DateTime(timezone=True), comment="when it was done or set aside"),
    )
    op.create_index("ix_inbox_state", "inbox", ["state", "chat"])
    op.create_table(
        "ledger",
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("chat_id", sa.String(64), primary_key=True, comment="number or @name"),
        sa.Column(
            "step", sa.Integer, primary_key=True, autoincrement=False, comment="the update's n-th message to this chat"
        ),
        sa.Column("message_id", sa.BigInteger, comment="NULL where the answer to the sending was never seen"),
        sa.Column("result", sa.JSON, comment="what Telegram answered"),
        sa.Column("sent", sa.DateTime(timezone=True), nullable=False),
    )
    budget = op.create_table(
        "rate_budget",
        sa.Column("name", sa.String(16), primary_key=True),
        sa.Column(
            "free",
            sa.Float(53),
            nullable=False,
            comment="the next free slot, seconds since 1970 by the database's clock",
        ),
    )
    op.bulk_insert(budget, [{"name": "telegram", "free": 0.0}])
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("article_id", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("useful", sa.Boolean, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
    )
