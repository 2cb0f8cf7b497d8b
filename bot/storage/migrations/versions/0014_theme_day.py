"""The day of the month on which a branch holds its theme day."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the column."""
    op.add_column("agendas", sa.Column("theme_day", sa.Integer, comment="of the month; NULL: on none in particular"))
