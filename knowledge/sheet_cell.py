"""The value of a worksheet's cell as people read it on the screen."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)$")
_DECIMALS = re.compile(r"0\.(0+)")
_CODE = re.compile(r"0+$")


def shown(cell: Any) -> str:  # noqa: ANN401 - openpyxl is untyped
    """Return the words of a cell, "" for one without any or with an error.

    Args:
        cell: An openpyxl cell. Dates are written 2024年3月1日; of number formats, decimals, per cent, thousands and
            leading zeros are kept.
    """
    value = cell.value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format or ""))
    if isinstance(value, datetime | date | time | timedelta):
        return _moment(value, str(cell.number_format or ""))
    words = "\n".join(line.strip() for line in str(value or "").splitlines() if line.strip())
    return "" if _ERROR.match(words) else words


def _number(value: float, written: str) -> str:
    written = written.split(";")[0]
    if _CODE.match(written) and value == int(value) and value >= 0:
        return str(int(value)).zfill(len(written))
    decimals = _DECIMALS.search(written)
    places = len(decimals[1]) if decimals else None
    grouped = "," if "#,#" in written else ""
    if "%" in written:
        return f"{value * 100:.{places}f}%" if places else f"{_bare(value * 100)}%"
    if places is not None or grouped:
        return f"{value:{grouped}.{places or 0}f}"
    return _bare(value)


def _bare(value: float) -> str:
    if abs(value) < 1e15 and value == int(value):
        return str(int(value))
    return f"{value:.10g}"


def _moment(value: datetime | date | time | timedelta, written: str) -> str:
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    day = f"{value.year}年{value.month}月"
    if "d" in written.lower() or not written or "y" not in written.lower():
        day += f"{value.day}日"
    return f"{day}{value:%H:%M}" if isinstance(value, datetime) and (value.hour or value.minute) else day
