"""Quiz evenings in groups."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_UNFINISHED = sa.text("finished IS NULL")


def upgrade() -> None:
    """Create the tables."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "evenings",
        sa.Column("id", sa.Integer),
        sa.Column("chat", sa.BigInteger, nullable=False, comment="the group"),
        sa.Column("starter", sa.BigInteger, comment="Telegram id; NULL once it is over, or forgotten"),
        sa.Column("teams", sa.Integer, nullable=False, comment="how many there are, two to four"),
        sa.Column("state", sa.String(8), nullable=False, comment="lobby, playing, closing or over"),
        sa.Column("reason", sa.String(8), comment="why it ended"),
        sa.Column("board", sa.BigInteger, comment="the message with the standing; NULL where there is none yet"),
        sa.Column("created", moment, nullable=False),
        sa.Column("stop_asked", moment, comment="when somebody who may last pressed stop once"),
        sa.Column("owner", sa.BigInteger, comment="the process that drives it"),
        sa.Column("lease", moment, comment="until when it is that process's"),
        sa.Column("finished", moment),
        sa.PrimaryKeyConstraint("id", name="pk_evenings"),
    )
    op.create_index(
        "uq_evenings_chat",
        "evenings",
        ["chat"],
        unique=True,
        sqlite_where=_UNFINISHED,
        postgresql_where=_UNFINISHED,
    )
    op.create_table(
        "evening_questions",
        sa.Column("evening", sa.Integer, autoincrement=False),
        sa.Column("number", sa.Integer, autoincrement=False, comment="from 1 on"),
        sa.Column("content", sa.JSON, nullable=False, comment="as drawn, see bot.evening.evening.Question"),
        sa.Column("asked", moment, comment="when its poll left; NULL until then"),
        sa.Column("poll", sa.String(64), comment="Telegram's id; NULL where the answer to the sending was not seen"),
        sa.Column("message", sa.BigInteger),
        sa.Column("closed", moment, comment="since when no answer counts"),
        sa.Column("sums", sa.JSON, comment="of each team [people, answers, right], those in no team first"),
        sa.PrimaryKeyConstraint("evening", "number", name="pk_evening_questions"),
        sa.ForeignKeyConstraint(["evening"], ["evenings.id"], name="fk_evening_questions_evening", ondelete="CASCADE"),
        sa.UniqueConstraint("poll", name="uq_evening_questions_poll"),
    )
    op.create_table(
        "evening_players",
        sa.Column("evening", sa.Integer, autoincrement=False),
        sa.Column("person", sa.BigInteger, autoincrement=False, comment="Telegram id"),
        sa.Column("team", sa.Integer, comment="from 1 on; NULL for somebody who answers and has not joined"),
        sa.Column("name", sa.String(64), comment="as the person wants to be named; NULL: not at all"),
        sa.PrimaryKeyConstraint("evening", "person", name="pk_evening_players"),
        sa.ForeignKeyConstraint(["evening"], ["evenings.id"], name="fk_evening_players_evening", ondelete="CASCADE"),
    )
    op.create_table(
        "evening_answers",
        sa.Column("evening", sa.Integer, autoincrement=False),
        sa.Column("number", sa.Integer, autoincrement=False),
        sa.Column("person", sa.BigInteger, autoincrement=False),
        sa.Column("right", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("evening", "number", "person", name="pk_evening_answers"),
        sa.ForeignKeyConstraint(
            ["evening", "number"],
            ["evening_questions.evening", "evening_questions.number"],
            name="fk_evening_answers_question",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["evening", "person"],
            ["evening_players.evening", "evening_players.person"],
            name="fk_evening_answers_player",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_evening_answers_person", "evening_answers", ["evening", "person"])
