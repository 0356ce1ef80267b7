"""A time that is asked about: days of a zone, as quarters of an hour since 1970, and the hours, days or months it is made of."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from cauce import Problem, Words
from cauce_plugins.dashboard.ledger import QUARTER_MS

USUAL_DAYS = 30
MOST_DAYS = {"hour": 31, "day": 731, "month": 3660}
"""How many days a timeline goes over at most, by what it is made of."""
QUARTERS = {"hour": 4, "day": 96}


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days of a zone: the first and the last one."""

    first: date
    last: date
    zone: tzinfo

    @property
    def start(self) -> int:
        """Return its first quarter of an hour."""
        return start_of(self.first, self.zone)

    @property
    def end(self) -> int:
        """Return the quarter of an hour after its last."""
        return start_of(self.last + timedelta(days=1), self.zone)

    @property
    def days(self) -> int:
        """Return how many days it has."""
        return (self.last - self.first).days + 1

    def dates(self) -> Iterator[date]:
        """Yield its days."""
        for number in range(self.days):
            yield self.first + timedelta(days=number)

    def shown(self) -> dict[str, str]:
        """Return it as answers tell it."""
        return {"from": self.first.isoformat(), "to": self.last.isoformat(), "zone": str(self.zone)}


def start_of(day: date, zone: tzinfo) -> int:
    """Return the quarter of an hour in which a day begins, which is not at midnight where the clock skips it."""
    begin = datetime(day.year, day.month, day.day, tzinfo=zone)
    return int(begin.astimezone(UTC).timestamp() * 1000) // QUARTER_MS


def read(query: Mapping[str, Any], zone: tzinfo, now: int, most: int = MOST_DAYS["month"]) -> Period:
    """Return the period of a query: `from`, `to` and `zone`; the last 30 days where it says nothing.

    Raises Problem for a zone or a day that there is not, for an end before the beginning, and for more days than `most`.
    """
    chosen = _zone(query["zone"]) if "zone" in query else zone
    last = _date(query, "to") or datetime.fromtimestamp(now / 1000, chosen).date()
    first = _date(query, "from") or max(last, date.min + timedelta(days=USUAL_DAYS)) - timedelta(days=USUAL_DAYS - 1)
    if first > last:
        raise _wrong("from", {"es": "es después del fin", "en": "it is after the end"})
    found = Period(first, last, chosen)
    if found.days > most:
        raise _wrong("from", {"es": f"son más de {most} días", "en": f"that is more than {most} days"})
    return found


def month(now: int, zone: tzinfo, back: int = 0) -> Period:
    """Return the month that it is, or one some months back; the one that it is goes until today."""
    today = datetime.fromtimestamp(now / 1000, zone).date()
    number = today.year * 12 + today.month - 1 - back
    first = date(number // 12, number % 12 + 1, 1)
    following = date((number + 1) // 12, (number + 1) % 12 + 1, 1)
    return Period(first, min(today, following - timedelta(days=1)), zone)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a period in which the zone differs from UTC by the same quarters of an hour."""

    start: int
    end: int
    offset: int


def stretches(period: Period) -> list[Stretch]:
    """Return the parts of a period between which the clock is changed."""
    marks = [*(start_of(day, period.zone) for day in period.dates()), period.end]
    found: list[Stretch] = []
    begin, offset = marks[0], _offset(marks[0], period.zone)
    for low, high in pairwise(marks):
        after = _offset(high, period.zone)
        if after != offset:
            change = (
                bisect_right(range(low, high + 1), False, key=lambda slot: _offset(slot, period.zone) == after) + low
            )
            found.append(Stretch(begin, change, offset))
            begin, offset = change, after
    found.append(Stretch(begin, marks[-1], offset))
    return [one for one in found if one.start < one.end]


def beginnings(period: Period, by: str) -> list[int]:
    """Return the quarters of an hour in which the hours, days or months of a period begin."""
    if by == "hour":
        return [slot for one in stretches(period) for slot in _hours(one)]
    days = [(day, start_of(day, period.zone)) for day in period.dates()]
    return [slot for place, (day, slot) in enumerate(days) if by == "day" or day.day == 1 or place == 0]


def _hours(stretch: Stretch) -> Iterator[int]:
    first = -(-(stretch.start + stretch.offset) // 4) * 4 - stretch.offset
    if first != stretch.start:
        yield stretch.start
    yield from range(first, stretch.end, 4)


def place_in(begins: Sequence[int], slot: int) -> int:
    """Return in which of the parts that begin there a quarter of an hour is."""
    return bisect_right(begins, slot) - 1


def named(slot: int, by: str, zone: tzinfo) -> str:
    """Return how an hour, a day or a month is called: `2026-11-21T14:00-03:00`, `2026-11-21`, `2026-11`."""
    local = datetime.fromtimestamp(slot * QUARTER_MS / 1000, zone)
    if by == "hour":
        return local.isoformat(timespec="minutes")
    return local.date().isoformat()[: 7 if by == "month" else 10]


def _offset(slot: int, zone: tzinfo) -> int:
    away = datetime.fromtimestamp(slot * QUARTER_MS / 1000, zone).utcoffset() or timedelta()
    return int(away.total_seconds() * 1000) // QUARTER_MS


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise _wrong("zone", {"es": "no hay una zona con ese nombre", "en": "there is no zone of that name"}) from None


def _date(query: Mapping[str, Any], name: str) -> date | None:
    if name not in query:
        return None
    try:
        found = date.fromisoformat(query[name])
    except ValueError:
        found = date.min
    if not 1971 <= found.year <= 2080:
        raise _wrong(name, {"es": "no es un día", "en": "it is no day"})
    return found


def _wrong(name: str, words: Words) -> Problem:
    return Problem("invalid", errors=[{"at": f"/{name}", "problem": words, "code": name}])
