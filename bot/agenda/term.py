"""How long a committee is elected for, and the day of the election as a secretary types it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.words import agenda as words
from index.day import after_months, named_days
from index.number import narrow

TERMS = (3, 5)
"""Years: of most branches, and of those in villages and neighbourhoods (支部工作条例第二十一条)."""
AHEAD = 6
"""Months before the end it is time to prepare (the same article)."""
LONGEST_AGO = 20
"""Years since an election; a day before that is a slip of the finger."""
_TOGETHER = re.compile(r"\d{8}")
_IN_FIGURES = re.compile(r"(\d{4})\s*[年./\-]\s*(\d{1,2})\s*[月./\-]\s*(\d{1,2})\s*[日号]?")


class AgendaError(Exception):
    """It cannot be done; the message is one Chinese line with the reason and the mend."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term.

    Attributes:
        elected: Day of the election.
        years: How long it is.
    """

    elected: date
    years: int = TERMS[0]

    @property
    def ends(self) -> date:
        """The day by which the next election should be.

        After an election on a 29 February it is the last day of that month (民法典第二百零二条).
        """
        return after_months(self.elected, 12 * self.years)[0]

    @property
    def prepare(self) -> date:
        """The day from which on it is time to prepare the next election."""
        return after_months(self.ends, -AHEAD)[0]

    @property
    def shortened(self) -> bool:
        """Whether the year it ends in does not have the day of the election."""
        return self.ends.day != self.elected.day


def read_election(text: str, today: date) -> date:
    """Read the day of the last election.

    Raises:
        AgendaError: It is no day, one that does not exist, one to come or one too long ago.
    """
    plain = narrow(" ".join(text.split()))
    day = _day(plain, today)
    if day is None:
        raise AgendaError(words.ELECTION_UNREAD.format(text=text.strip()[:20]))
    if day > today:
        raise AgendaError(words.ELECTION_AHEAD.format(day=words.day(day)))
    if day < after_months(today, -12 * LONGEST_AGO)[0]:
        raise AgendaError(words.ELECTION_LONG_AGO.format(day=words.day(day), years=LONGEST_AGO))
    return day


def _day(plain: str, today: date) -> date | None:
    if _TOGETHER.fullmatch(plain):
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    figures = _IN_FIGURES.search(plain)
    if figures:
        year, month, day = map(int, figures.groups())
        try:
            return date(year, month, day)
        except ValueError:
            raise AgendaError(words.NO_SUCH_DAY.format(day=f"{year}年{month}月{day}日")) from None
    named = [found.date for found in named_days(plain, today) if found.date]
    return named[0] if len(named) == 1 else None
