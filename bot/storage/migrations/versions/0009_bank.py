"""The question bank."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "bank_questions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "key", sa.String(40), nullable=False, unique=True, comment="hash of the article's words and what is asked"
        ),
        sa.Column("form", sa.String(16), nullable=False, comment="see index.exam.Form"),
        sa.Column("theme", sa.String(8), nullable=False, comment="right, duty or neither"),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("options", sa.JSON, nullable=False, comment="none where it can only be recalled"),
        sa.Column("right", sa.Integer, nullable=False, comment="index of the right option"),
        sa.Column("explanation", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False, comment="its title"),
        sa.Column("article", sa.Text, nullable=False),
        sa.Column("chapter", sa.Text, nullable=False),
        sa.Column("quote", sa.Text, nullable=False, comment="the article's words that answer"),
        sa.Column("audience", sa.String(16), nullable=False, comment="whom the document is for"),
        sa.Column("card", sa.Boolean, nullable=False, comment="can be recalled without options"),
        sa.Column("current", sa.Boolean, nullable=False, comment="its article stands, in these words and in force"),
        sa.Column("review", sa.String(16), nullable=False, comment="new, accepted, edited or dropped"),
        sa.Column("reviewed", sa.DateTime(timezone=True), comment="when an administrator last looked at it"),
    )
    op.create_index("ix_bank_questions_file", "bank_questions", ["file"])
    op.create_index("ix_bank_questions_drawn", "bank_questions", ["current", "audience", "card"])
