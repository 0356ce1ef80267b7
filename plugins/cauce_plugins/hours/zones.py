"""When the clocks of a time zone change. Instants are milliseconds since 1970."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR = 3_600_000
_DAY = 24 * _HOUR


def pieces(zone: str, begin: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield (begin, end, offset) of the stretches in which the clock of a zone runs evenly, from one instant to another."""
    start, offset = begin, offset_at(zone, begin)
    for year in range(_year(begin), _year(end) + 1):
        for change, after in _changes(zone, year):
            if start < change < end:
                yield start, change, offset
                start, offset = change, after
    yield start, end, offset


def offset_at(zone: str, at: int) -> int:
    """Return by how many milliseconds the clock of a zone is ahead of UTC."""
    moment = (_EPOCH + timedelta(milliseconds=at)).astimezone(ZoneInfo(zone))
    return (moment.utcoffset() or timedelta()) // timedelta(milliseconds=1)


def _year(at: int) -> int:
    return (_EPOCH + timedelta(milliseconds=at)).year


@lru_cache(maxsize=512)
def _changes(zone: str, year: int) -> tuple[tuple[int, int], ...]:
    """Return the instants of a year (in UTC) at which the offset changes, with what it is from then on."""
    first = (datetime(year, 1, 1, tzinfo=UTC) - _EPOCH) // timedelta(milliseconds=1)
    found, before = [], offset_at(zone, first - _DAY)
    # No zone has ever changed its clocks twice within a day.
    for at in range(first, first + 366 * _DAY, _DAY):
        after = offset_at(zone, at)
        if after != before:
            change = _between(zone, at - _DAY, at)
            if _year(change) == year:
                found.append((change, after))
        before = after
    return tuple(found)


def _between(zone: str, low: int, high: int) -> int:
    """Return when, to the second, the offset that holds at `high` and not at `low` began to."""
    after = offset_at(zone, high)
    while high - low > 1000:
        middle = (low + high) // 2000 * 1000
        if offset_at(zone, middle) == after:
            high = middle
        else:
            low = middle
    return high
