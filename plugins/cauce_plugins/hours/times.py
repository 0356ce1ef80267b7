"""Times and days as the API has them: `09:30`, `24:00` for the midnight at the end, days from 1 (Monday) to 7."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)
_DAY = 24 * 60
FIRST, LAST = date(1970, 1, 1), date(2199, 12, 31)
"""Between which days calendars are kept and asked."""


def read_minute(text: str) -> int:
    """Return the minute of the day. Raises ValueError for what is none."""
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return int(found[1]) * 60 + int(found[2]) if found[1] else _DAY


def read_span(start: str, end: str) -> tuple[int, int]:
    """Return from which minute of the day to which: the end is on the next day where it is not after the start.

    Raises ValueError for what is no time, and for a window that has no length: all day is 00:00 to 24:00.
    """
    begins, ends = read_minute(start), read_minute(end)
    if begins in {_DAY, ends}:
        raise ValueError(start)
    return begins, ends if ends > begins else ends + _DAY


def show_minute(minute: int) -> str:
    """Return a minute of the day, or of the next, as a time."""
    hour, minutes = divmod(minute if minute <= _DAY else minute - _DAY, 60)
    return f"{hour:02}:{minutes:02}"


def read_date(text: str) -> date:
    """Return a day. Raises ValueError for what is none, or is too far away."""
    day = datetime.strptime(text, "%Y-%m-%d").date() if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) else None  # noqa: DTZ007
    if day is None or not FIRST + timedelta(days=1) <= day <= LAST:
        raise ValueError(text)
    return day
