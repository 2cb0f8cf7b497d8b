"""Daily cards, their reviews, and what people set."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
_MOMENT = sa.DateTime(timezone=True)


def _person() -> sa.ForeignKey:
    return sa.ForeignKey("persons.id", ondelete="CASCADE")


def upgrade() -> None:
    """Create the tables, and the columns of what people set."""
    _settings()
    _plans()
    _memories()
    _showings()


def _settings() -> None:
    silent = "since when the person wants nothing that was not asked for; NULL: they do"
    op.add_column("persons", sa.Column("silent", _MOMENT, comment=silent))
    zone = "IANA name of the time zone the person lives in; NULL: the bot's"
    op.add_column("persons", sa.Column("zone", sa.String(64), comment=zone))
    begins = "minute of the day at which quiet hours begin; NULL: the usual ones"
    op.add_column("persons", sa.Column("quiet_from", sa.Integer, comment=begins))
    op.add_column("persons", sa.Column("quiet_to", sa.Integer, comment="minute of the day at which they end"))


def _plans() -> None:
    op.create_table(
        "card_plans",
        sa.Column("person", sa.Integer, _person(), primary_key=True, autoincrement=False),
        sa.Column("minute", sa.Integer, nullable=False, comment="of the person's day, at which the card is to come"),
        sa.Column("days", sa.String(8), nullable=False, comment="on which days, see bot.cards.days"),
        sa.Column("next_at", _MOMENT, comment="when the next card is due; NULL: to be planned, or switched off"),
        sa.Column("send_at", _MOMENT, comment="the second it is to go out; NULL: not planned that far"),
        sa.Column("last_theme", sa.String(8), comment="of the last card shown: the next one is about the other"),
        sa.Column(
            "reads_at", sa.Integer, comment="minute of the day at which the person last turned the morning's card"
        ),
    )
    op.create_index("ix_card_plans_next_at", "card_plans", ["next_at"])
    op.create_index("ix_card_plans_send_at", "card_plans", ["send_at"])


def _memories() -> None:
    op.create_table(
        "card_memories",
        sa.Column("person", sa.Integer, _person(), primary_key=True, autoincrement=False),
        sa.Column("question", sa.Integer, primary_key=True, autoincrement=False, comment="of the bank"),
        sa.Column("theme", sa.String(8), nullable=False, comment="right or duty"),
        sa.Column("shown_on", sa.String(10), nullable=False, comment="day of the person it was last shown, ISO 8601"),
        sa.Column(
            "reviewed_on",
            sa.String(10),
            comment="day of the last review; NULL: never said how well it was remembered",
        ),
        sa.Column("due_on", sa.String(10), comment="day of the next review"),
        sa.Column("stability", sa.Float(53), comment="FSRS: days until the chance of recall has fallen to 0.9"),
        sa.Column("difficulty", sa.Float(53), comment="FSRS: 1 to 10"),
        sa.Column("rating", sa.Integer, comment="last one: 1 forgotten, 2 vague, 3 remembered, 4 easy"),
    )


def _showings() -> None:
    op.create_table(
        "card_showings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person", sa.Integer, _person(), nullable=False),
        sa.Column("question", sa.Integer, nullable=False, comment="of the bank"),
        sa.Column("theme", sa.String(8), nullable=False),
        sa.Column("day", sa.String(10), nullable=False, comment="of the person, ISO 8601"),
        sa.Column("asked_for", sa.Boolean, nullable=False, comment="the person wanted another one"),
        sa.Column("follows", sa.Integer, comment="the card under which another one was asked for"),
        sa.Column("shown", _MOMENT, nullable=False),
        sa.Column("message_id", sa.BigInteger, comment="NULL as long as it is not known to be out"),
        sa.Column("turned", _MOMENT),
        sa.Column("rating", sa.Integer, comment="1 forgotten, 2 vague, 3 remembered, 4 easy"),
        sa.Column("rated", _MOMENT),
    )
    op.create_index("ix_card_showings_person", "card_showings", ["person", "day"])
