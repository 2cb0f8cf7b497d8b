"""The months, quarters and years in which a branch does things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from index.day import after_months

_CODE = re.compile(r"(?P<year>20\d\d|21\d\d)(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")
_QUARTERS = "一二三四"


class Rhythm(IntEnum):
    """How often something is done, in months."""

    MONTH = 1
    QUARTER = 3
    YEAR = 12


@dataclass(frozen=True, slots=True)
class Period:
    """A month, a quarter or a year.

    Attributes:
        rhythm: Which of them.
        first: Its first day.
    """

    rhythm: Rhythm
    first: date

    @classmethod
    def around(cls, rhythm: Rhythm, day: date) -> Period:
        """Return the period a day is in."""
        return cls(rhythm, date(day.year, (day.month - 1) // rhythm * rhythm + 1, 1))

    @classmethod
    def parse(cls, code: str) -> Period | None:
        """Read what `code` has made; None where it is no such thing."""
        found = _CODE.fullmatch(code)
        if not found:
            return None
        year = int(found["year"])
        if found["quarter"]:
            return cls(Rhythm.QUARTER, date(year, int(found["quarter"]) * 3 - 2, 1))
        month = found["month"]
        return cls(Rhythm.MONTH, date(year, int(month), 1)) if month else cls(Rhythm.YEAR, date(year, 1, 1))

    @property
    def code(self) -> str:
        """Its name in the database and on buttons."""
        match self.rhythm:
            case Rhythm.MONTH:
                return f"{self.first:%Y-%m}"
            case Rhythm.QUARTER:
                return f"{self.first.year}-Q{self._quarter}"
            case Rhythm.YEAR:
                return str(self.first.year)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Period:
        """The period after it."""
        return Period(self.rhythm, after_months(self.first, self.rhythm)[0])

    @property
    def previous(self) -> Period:
        """The period before it."""
        return Period(self.rhythm, after_months(self.first, -self.rhythm)[0])

    @property
    def _quarter(self) -> int:
        return (self.first.month + 2) // 3

    @property
    def short(self) -> str:
        """What people call it within its year."""
        match self.rhythm:
            case Rhythm.MONTH:
                return f"{self.first.month}月"
            case Rhythm.QUARTER:
                return f"{_QUARTERS[self._quarter - 1]}季度"
            case Rhythm.YEAR:
                return f"{self.first.year}年"

    def label(self, today: date) -> str:
        """Say what people call it today: with its year where that is another one."""
        if self.rhythm is Rhythm.YEAR or self.first.year == today.year:
            return self.short
        return f"{self.first.year}年{self.short}"


def periods_in(rhythm: Rhythm, first: date, last: date) -> Iterator[Period]:
    """Return the periods that have a day from one day on to another, in order."""
    period = Period.around(rhythm, first)
    while period.first <= last:
        yield period
        period = period.next
