"""Branches, persons, memberships and invites."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "branches",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String(64), nullable=False, unique=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("parent", sa.Integer, sa.ForeignKey("branches.id", deferrable=True, initially="DEFERRED")),
        sa.Column("field", sa.String(200), nullable=False, comment="what its members work in; may be empty"),
    )
    op.create_index("ix_branches_parent", "branches", ["parent"])
    op.create_table(
        "persons",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("telegram_id", sa.BigInteger, unique=True, comment="NULL until the person has joined by an invite"),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column(
            "joined", sa.DateTime(timezone=True), comment="when the person first pressed 「加入」; NULL until then"
        ),
    )
    op.create_table(
        "memberships",
        sa.Column("person", sa.Integer, sa.ForeignKey("persons.id"), primary_key=True, autoincrement=False),
        sa.Column("branch", sa.Integer, sa.ForeignKey("branches.id"), primary_key=True, autoincrement=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False, comment="when role or state last changed"),
    )
    op.create_index("ix_memberships_branch", "memberships", ["branch", "state"])
    op.create_table(
        "invites",
        sa.Column(
            "digest", sa.String(64), primary_key=True, comment="SHA-256 of the token; the token itself is not kept"
        ),
        sa.Column("branch", sa.Integer, sa.ForeignKey("branches.id"), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("name", sa.String(64), nullable=False, comment="whom it is for; empty where nobody is named"),
        sa.Column("approval", sa.Boolean, nullable=False, comment="whoever joins by it waits for the secretary"),
        sa.Column("person", sa.Integer, sa.ForeignKey("persons.id"), comment="whom it is for or who used it"),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.DateTime(timezone=True), comment="when somebody joined by it"),
    )
    op.create_index("ix_invites_person", "invites", ["person"])
